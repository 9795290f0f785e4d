"""Puts a file into the storage whole or not at all, whenever the process ends."""

import os
import time
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage

UNFINISHED = "unfinished"
"""Folder of files that are being written; on the same disk as where they go, and never served."""

FORGOTTEN_SECONDS = 3600


def put(name: str, data: bytes) -> None:
    """Store `data` under a name that always has the same bytes.

    Django's storage on disk writes into the named file itself: a process that is killed leaves half
    of it, and a reader may be sent that half and keep it for a year. Here the bytes are on the disk
    before the name is. An object of S3 appears whole. Raises what the disk or the network raises.
    """
    if not isinstance(default_storage, FileSystemStorage):
        if not default_storage.exists(name):
            default_storage.save(name, ContentFile(data))
        return
    path, unfinished = Path(default_storage.path(name)), _unfinished() / uuid4().hex
    for folder in (path.parent, unfinished.parent):
        folder.mkdir(parents=True, exist_ok=True)
    try:
        with unfinished.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if settings.FILE_UPLOAD_PERMISSIONS is not None:
            unfinished.chmod(settings.FILE_UPLOAD_PERMISSIONS)
        unfinished.rename(path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise


def sweep() -> None:
    """Take away what processes that were killed left unfinished more than an hour ago."""
    if isinstance(default_storage, FileSystemStorage) and _unfinished().is_dir():
        for left in _unfinished().iterdir():
            with suppress(FileNotFoundError):  # it got its name meanwhile
                if left.stat().st_mtime < time.time() - FORGOTTEN_SECONDS:
                    left.unlink()


def _unfinished() -> Path:
    return Path(default_storage.path(UNFINISHED))
