"""Another file in a picture's place: the row keeps its id, its words and its uses."""

from functools import partial
from typing import NamedTuple

from django.db import transaction

from images import renditions
from images.models import Picture
from images.purge import Files, delete_after_commit
from images.signals import picture_changed

MIDDLE = 50
TOLERANCE = 0.01
"""Of one side against the other: an editor's saving anew cuts a line of pixels."""


class Before(NamedTuple):
    """What a picture was before its file was replaced."""

    files: Files
    width: int
    height: int


def before(pk: int) -> Before:
    """Return what a picture is now, and hold its row until the transaction ends: one replacement at a time."""
    picture = Picture.objects.select_for_update().get(pk=pk)
    return Before(Files(picture.file.name, picture.key), picture.width, picture.height)


def replace(picture: Picture, old: Before) -> bool:
    """Make the files of a picture whose new original is saved; return whether the focal point had to be given up.

    The old files go when the transaction is through; then `picture_changed` is sent. Of another
    shape the old focal point says nothing: it is back in the middle. Raises what `renditions.add` raises.
    """
    renditions.add(picture)
    is_lost = _has_focus(picture) and not _is_same_shape(picture, old)
    if is_lost:
        picture.focus_x = picture.focus_y = MIDDLE
        picture.save(update_fields=["focus_x", "focus_y"])
    delete_after_commit(old.files)
    transaction.on_commit(partial(picture_changed.send, sender=Picture, picture=picture))
    return is_lost


def _has_focus(picture: Picture) -> bool:
    return (picture.focus_x, picture.focus_y) != (MIDDLE, MIDDLE)


def _is_same_shape(picture: Picture, old: Before) -> bool:
    here, there = picture.width * old.height, picture.height * old.width
    return abs(here - there) <= TOLERANCE * max(here, there)
