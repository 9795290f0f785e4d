"""The pieces of a file that is being sent, as they lie in the storage: stored whole or not at all, put together, thrown away."""

import tempfile
import uuid
from collections.abc import Iterator
from typing import Final

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage

FOLDER: Final = "uploads/"
"""Never served (images/views.py)."""

MAX_PIECE: Final = 2 * 1024 * 1024
"""Bytes; Django reads no body above 2.5 MB that is not a file of a form."""


def store(pk: uuid.UUID, offset: int, piece: bytes) -> None:
    """Store the bytes of an upload that begin at an offset, in place of what lies there."""
    write(f"{FOLDER}{pk}/{offset}", ContentFile(piece))


def write(name: str, content: File) -> None:
    """Store under this very name, in place of what a run that was killed left there; all of it or nothing."""
    default_storage.delete(name)
    try:
        stored = default_storage.save(name, content)
    except BaseException:
        default_storage.delete(name)
        raise
    if stored != name:
        default_storage.delete(stored)
        raise FileExistsError(name)


def whole(pk: uuid.UUID, size: int, *, in_memory: int) -> File:
    """Return an upload's pieces put together; above `in_memory` bytes they lie in a temporary file, which goes when closed.

    Raises FileNotFoundError if a piece is missing.
    """
    file = tempfile.SpooledTemporaryFile(max_size=in_memory)  # noqa: SIM115
    try:
        for piece in pieces(pk, size):
            file.write(piece)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return File(file)


def pieces(pk: uuid.UUID, size: int) -> Iterator[bytes]:
    """Give the pieces one after the other, each from where the one before it ends; others are of no account."""
    at = 0
    while at < size:
        name = f"{FOLDER}{pk}/{at}"
        with default_storage.open(name) as stored:
            piece = stored.read(MAX_PIECE)
        if not piece:
            raise FileNotFoundError(name)
        yield piece
        at += len(piece)


def delete(pk: uuid.UUID) -> None:
    """Delete all that lies there of an upload."""
    folder = f"{FOLDER}{pk}"
    try:
        _folders, names = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in names:
        default_storage.delete(f"{folder}/{name}")
    default_storage.delete(folder)


def uploads() -> set[uuid.UUID]:
    """Return the uploads that have a folder in the storage, with or without pieces."""
    try:
        folders, _names = default_storage.listdir(FOLDER)
    except FileNotFoundError:
        return set()
    return {pk for name in folders if (pk := _uuid_of(name))}


def _uuid_of(name: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(name)
    except ValueError:
        return None
