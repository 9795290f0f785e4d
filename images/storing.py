"""The one home of writing: a file is put into the storage whole or not at all, whenever the process ends."""

import io
import os
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, default_storage

UNFINISHED = "unfinished"
"""Folder of files that are being written; on the same disk as where they go, and never served."""

FORGOTTEN_SECONDS = 3600


def put(name: str, content: bytes | Iterable[bytes]) -> None:
    """Store bytes, or pieces of bytes one after the other, under this very name, in place of what lies there.

    Django's storage on disk writes into the named file itself: a process that is killed leaves half
    of it, and a reader may be sent that half and keep it for a year. Here the bytes are on the disk
    before the name is; whoever reads what lay there before reads that to its end. An object of S3
    appears whole. The name's time of change is now, on both, which images/sweeping.py goes by.
    Raises what the disk, the network and the pieces raise; the name is as it was then.
    """
    pieces = [content] if isinstance(content, bytes) else content
    if not isinstance(default_storage, FileSystemStorage):
        # `save` would look for another name where one is taken.
        default_storage._save(name, File(_Pieces(iter(pieces)), name=name))
        return
    path, unfinished = Path(default_storage.path(name)), _unfinished() / uuid4().hex
    unfinished.parent.mkdir(parents=True, exist_ok=True)
    try:
        with unfinished.open("xb") as file:
            file.writelines(pieces)
            file.flush()
            os.fsync(file.fileno())
        if settings.FILE_UPLOAD_PERMISSIONS is not None:
            unfinished.chmod(settings.FILE_UPLOAD_PERMISSIONS)
        path.parent.mkdir(parents=True, exist_ok=True)
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


class _Pieces(io.RawIOBase):
    """Pieces of bytes as a file that is read once from its beginning: what a storage saves from."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        super().__init__()
        self.pieces, self.left = pieces, memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self.left:
            piece = next(self.pieces, None)
            if piece is None:
                return 0
            self.left = memoryview(piece)
        taken = min(len(buffer), len(self.left))
        buffer[:taken] = self.left[:taken]
        self.left = self.left[taken:]
        return taken
