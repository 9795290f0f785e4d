"""The cache of one machine: files in `var/`, shared by all of its processes."""

import fcntl
from pathlib import Path
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.filebased import FileBasedCache


class SharedFiles(FileBasedCache):
    """Django's cache in files, with an `add` that only one of many callers wins.

    Django's own looks first and writes then. The count of failed sign-ins is guarded by a lock
    made with `add`: guesses sent together would not all be counted.
    """

    def add(
        self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        """Store the value unless the key is there; return whether it was stored."""
        self._createdir()
        with (Path(self._dir) / "add.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # given back when the file is closed
            return super().add(key, value, timeout, version)
