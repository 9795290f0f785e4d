"""What stands in a place at a moment, told from the paper's row alone: no query, no clock of its own."""

import datetime as dt
from collections.abc import Iterator
from typing import Any, NamedTuple
from zlib import crc32

from django.conf import settings
from django.http import HttpRequest

from images.markup import Printed
from paper.caching import HOUR


class Standing(NamedTuple):
    """One advertisement as a page prints it; without a picture it is a frame."""

    id: int
    place: str
    wide: str
    phone: str
    picture: Printed | None
    alt: str
    link: str

    @property
    def size(self) -> list[str]:
        """Width and height on a wide screen, in pixels."""
        return self.wide.split("x")


def standing(paper: Any, place: str, page: str, now: dt.datetime) -> Standing | None:
    """Return what stands in a place of a page; None when nothing runs there.

    Of several each page (its path) prints one, the next of them an hour later: pages are kept
    for all readers, and all readers of an hour see the same.
    """
    known = paper.adverts.get("places", {})
    found = [line for line in _running(paper, now) if known[str(line["place"])][0] == place]
    if not found:
        return None
    line = _whose_turn(found, crc32(f"{place}{page}".encode()) + _hour(now))
    key, wide, phone, _after = known[str(line["place"])]
    picture = Printed(*line["picture"]) if "picture" in line else None
    return Standing(
        line["id"], key, wide, phone, picture, line.get("alt", ""), line.get("link", "")
    )


def paragraphs_before(paper: Any, place: str) -> int:
    """Return after how many paragraphs a place stands; 0 where nothing is booked there."""
    known = paper.adverts.get("places", {}).values()
    return next((after for key, _wide, _phone, after in known if key == place), 0)


def next_change(paper: Any, now: dt.datetime) -> dt.datetime | None:
    """Return the next moment at which a place shows something else; None when time changes nothing."""
    moments = [
        moment
        for line in _printable(paper)
        for moment in (line["from"], line["until"])
        if moment is not None and moment > now.timestamp()
    ]
    places = [line["place"] for line in _running(paper, now)]
    if len(places) > len(set(places)):
        moments.append((_hour(now) + 1) * HOUR)
    return dt.datetime.fromtimestamp(min(moments), dt.UTC) if moments else None


def kept_until(request: HttpRequest) -> dt.datetime | None:
    """Return until when a page with places may be kept: the next story's or advertisement's moment."""
    due = (request.paper.next_due_at, next_change(request.paper, request.now))
    return min(filter(None, due), default=None)


def _printable(paper: Any) -> Iterator[dict[str, Any]]:
    """Give the booked advertisements; frames only where they have a host."""
    for line in paper.adverts.get("adverts", ()):
        if "picture" in line or settings.ADS_ORIGIN:
            yield line


def _running(paper: Any, now: dt.datetime) -> list[dict[str, Any]]:
    at = now.timestamp()
    return [
        line
        for line in _printable(paper)
        if line["from"] <= at and (line["until"] is None or line["until"] > at)
    ]


def _whose_turn(found: list[dict[str, Any]], number: int) -> dict[str, Any]:
    turns = [line for line in found for _turn in range(line["weight"])]
    return turns[number % len(turns)]


def _hour(now: dt.datetime) -> int:
    return int(now.timestamp() // HOUR)
