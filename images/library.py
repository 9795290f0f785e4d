"""The library as the desk asks for it: pages of pictures by words, folder and filter; what scripts are told of one."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from bangla.analysis import terms
from bangla.dates import to_dhaka
from bangla.text import strip_unsafe
from images.models import Folder, Picture, PictureQuerySet

PAGE = 30
WORDS_LENGTH = 200
LONGEST_ID = 18
"""Digits; a longer number is no id of a row."""

Filter = Callable[[PictureQuerySet, Any, dt.date], PictureQuerySet]

FILTERS: dict[str, Filter] = {
    "mine": lambda found, user, today: found.filter(added_by=user),
    "undescribed": lambda found, user, today: found.filter(alt=""),
    "ended": lambda found, user, today: found.filter(rights_until__lt=today),
    "unused": lambda found, user, today: found.unused(),
}
"""What `only=` may name: filter of (pictures, the person, today in Dhaka)."""


class Asked(NamedTuple):
    """What somebody wants to see; `before` is the last id of the page before, `folder` an id."""

    words: str = ""
    folder: int | None = None
    only: str = ""
    before: int | None = None
    has_videos: bool = True


class Shelf(NamedTuple):
    """One page of pictures, newest first; `older` is the `before` of the next page, None on the last one.

    `folders` are all those that the person may see.
    """

    pictures: list[Picture]
    older: int | None
    folders: list[Folder]


def asked(query: Mapping[str, str]) -> Asked:
    """Read an address; what it says wrongly is as if it were not said."""
    return Asked(
        words=strip_unsafe(query.get("q", "")[:WORDS_LENGTH]).strip(),
        folder=_id_in(query.get("folder", "")),
        only=query.get("only", "") if query.get("only") in FILTERS else "",
        before=_id_in(query.get("before", "")),
        has_videos=query.get("videos") != "0",
    )


def shelf(pictures: PictureQuerySet, wanted: Asked, user: Any, now: dt.datetime) -> Shelf:
    """Return a page of `pictures`, which are those that the person may see: two queries, nothing counted."""
    folders = list(Folder.objects.open_to(user))
    found = filtered(pictures, wanted, user, now)
    if wanted.folder is not None:
        is_open = wanted.folder in {folder.pk for folder in folders}
        found = found.filter(folder=wanted.folder) if is_open else found.none()
    rows = found.newest_first(wanted.before).select_related("video", "folder").defer("found_by")
    page = list(rows[: PAGE + 1])
    return Shelf(page[:PAGE], page[PAGE - 1].pk if len(page) > PAGE else None, folders)


def filtered(
    pictures: PictureQuerySet, wanted: Asked, user: Any, now: dt.datetime
) -> PictureQuerySet:
    """Return the pictures that match words and filter; words without a letter or digit match none."""
    if wanted.words:
        pictures = pictures.matching(wanted.words) if terms(wanted.words) else pictures.none()
    if wanted.only:
        pictures = FILTERS[wanted.only](pictures, user, to_dhaka(now).date())
    return pictures if wanted.has_videos else pictures.filter(video=None)


def described(picture: Picture) -> dict[str, Any]:
    """Return a picture as the picker, the editor and the upload page take it, ready for JSON.

    Width and height are pixels; `seconds` is the length of a video, None for a still picture. The
    queryset wants `select_related("video")`.
    """
    video = getattr(picture, "video", None)
    return {
        "id": picture.pk,
        "thumb": picture.thumb_url,
        "alt": picture.alt,
        "caption": picture.caption,
        "credit": picture.credit,
        "agency": picture.agency,
        "width": picture.width,
        "height": picture.height,
        "seconds": video.seconds if video else None,
    }


def _id_in(text: str) -> int | None:
    is_id = text.isascii() and text.isdigit() and len(text) <= LONGEST_ID
    return int(text) if is_id else None
