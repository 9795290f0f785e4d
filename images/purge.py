"""Taking pictures out of the library: originals go when the row is gone, what nothing uses may be purged.

What is served of a picture is out of readers' reach with its row, and swept away within two days
(images/sweeping.py): another row of the same content may be on its way.
"""

import datetime as dt
from collections.abc import Iterable
from functools import partial
from typing import Any, NamedTuple

from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from images.models import Picture, PictureQuerySet
from paper.log import record

RIGHT = "images.delete_picture"
AFTER = dt.timedelta(days=7)
"""A picture that came lately may be meant for a story that is not yet begun."""

MOST = 200
"""Pictures of one purge; each is a transaction and a file to delete."""


class Purged(NamedTuple):
    """How many pictures went, and how many were kept because something uses them by now."""

    gone: int
    kept: int


def delete_after_commit(original: str) -> None:
    """Delete an original, which no other row has, when the transaction is through."""
    transaction.on_commit(partial(default_storage.delete, original))


def unused(user: Any, now: dt.datetime) -> PictureQuerySet:
    """Return what a person may purge: unused in every version of every story, and not new."""
    return Picture.objects.open_to(user).filter(added_at__lt=now - AFTER).unused()


def purge(pks: Iterable[int], *, by: Any, now: dt.datetime) -> Purged:
    """Delete pictures that are unused still, at most MOST, each in a transaction of its own with one log row.

    What a story took meanwhile is kept. Raises PermissionDenied for those who may not delete.
    """
    if not by.has_perm(RIGHT):
        raise PermissionDenied
    gone = [_take_out(pk, by, now) for pk in list(dict.fromkeys(pks))[:MOST]]
    return Purged(gone.count(True), gone.count(False))


def _take_out(pk: int, by: Any, now: dt.datetime) -> bool:
    try:
        with transaction.atomic():
            # First the lock, then the look: a story that noted its use while this waited is seen.
            Picture.objects.select_for_update().filter(pk=pk).first()
            picture = unused(by, now).filter(pk=pk).first()
            if picture is None:
                return False
            delete_after_commit(picture.file.name)
            record("delete", actor=by, subject=picture)
            picture.delete()
    except (ProtectedError, IntegrityError):
        # The database has the last word: its keys are checked when the transaction ends.
        return False
    return True
