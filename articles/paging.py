"""Pages of a list by cursor: no COUNT, no OFFSET, the same cost at any depth."""

import datetime as dt
import re
from typing import NamedTuple

from django.http import Http404, HttpRequest

from articles.cards import Card, cards
from articles.models import ArticleQuerySet
from articles.models.article import Cursor
from articles.sections import Sections

PAGE_SIZE = 20
_cursor = re.compile(r"([0-9]{1,17})-([0-9]{1,18})")
_epoch = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


class Page(NamedTuple):
    """Stories of one page, and the cursor of the next older one, "" on the last page."""

    cards: list[Card]
    older: str


def cursor_of(card: Card) -> str:
    """Return a story's place in a list as microseconds since 1970 and id."""
    return f"{(card.live_from - _epoch) // dt.timedelta(microseconds=1)}-{card.id}"


def read_cursor(request: HttpRequest) -> Cursor | None:
    """Return the cursor of `?before=`; anything unreadable raises Http404."""
    text = request.GET.get("before")
    if text is None:
        return None
    if not (match := _cursor.fullmatch(text)):
        raise Http404
    try:
        return Cursor(_epoch + dt.timedelta(microseconds=int(match[1])), int(match[2]))
    except OverflowError as error:
        raise Http404 from error


def page_of(stories: ArticleQuerySet, sections: Sections, size: int = PAGE_SIZE) -> Page:
    """Read one page of an ordered list: one query for one story more than is shown."""
    found = cards(stories[: size + 1], sections)
    more = len(found) > size
    found = found[:size]
    return Page(found, cursor_of(found[-1]) if more else "")
