"""Another file in a picture's place: the row keeps its id, its words and its uses."""

from collections.abc import Iterable
from functools import partial
from pathlib import PurePosixPath

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from images import renditions, storing
from images.models import FormerKey, Picture
from images.models.former import HELD_FOR
from images.names import new_original
from images.purge import delete_after_commit
from images.signals import picture_changed

MIDDLE = 50
TOLERANCE = 0.01
"""Of one side against the other: an editor's saving anew cuts a line of pixels."""


def replace(picture: Picture, changed: Iterable[str]) -> bool:
    """Save a picture that was given another file, with the `changed` fields; return whether its focal point had to be given up.

    One replacement of a picture at a time: the others wait. The old original goes when the
    transaction is through, what is served of it stays at its address for a day; then
    `picture_changed` is sent. Of another shape the old focal point says nothing: it is back in the
    middle. Raises what `renditions.add` and the disk raise; the new original is gone then. Call
    inside a transaction.
    """
    old = Picture.objects.select_for_update().get(pk=picture.pk)
    now = timezone.now()
    original = new_original(now, PurePosixPath(picture.file.name).suffix)
    try:
        storing.put(original, picture.file.chunks())
        picture.file = original
        picture.save(update_fields={*changed, "file"})
        renditions.add(picture)
        is_lost = _has_focus(picture) and not _is_same_shape(picture, old)
        if is_lost:
            picture.focus_x = picture.focus_y = MIDDLE
            picture.save(update_fields=["focus_x", "focus_y"])
        if old.key not in {"", picture.key}:
            FormerKey.objects.update_or_create(
                picture=picture, key=old.key, defaults={"until": now + HELD_FOR}
            )
    except BaseException:
        default_storage.delete(original)
        raise
    delete_after_commit(old.file.name)
    transaction.on_commit(partial(picture_changed.send, sender=Picture, picture=picture))
    return is_lost


def _has_focus(picture: Picture) -> bool:
    return (picture.focus_x, picture.focus_y) != (MIDDLE, MIDDLE)


def _is_same_shape(picture: Picture, old: Picture) -> bool:
    here, there = picture.width * old.height, picture.height * old.width
    return abs(here - there) <= TOLERANCE * max(here, there)
