"""The pieces of a file that is being sent, as they lie in the storage: stored whole or not at all, thrown away."""

import uuid
from typing import Final

from django.core.files.storage import default_storage

from images import storing

FOLDER: Final = "uploads/"
"""Never served (images/views.py)."""

MAX_PIECE: Final = 2 * 1024 * 1024
"""Bytes; Django reads no body above 2.5 MB that is not a file of a form."""


def store(pk: uuid.UUID, offset: int, piece: bytes) -> None:
    """Store the bytes of an upload that begin at an offset, in place of what lies there."""
    storing.put(f"{FOLDER}{pk}/{offset}", piece)


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
