"""Pages of a list by cursor: no COUNT, no OFFSET, the same cost at any depth."""

import datetime as dt
import re
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

from django.http import Http404, HttpRequest

from articles.cards import COLUMNS, Card, cards_of
from articles.models import Article, ArticleQuerySet
from articles.models.article import Cursor
from paper.prepared import Prepared, moment, number

type Stories = Callable[..., ArticleQuerySet]
"""A list: from the live stories, the cursor and further values to an ordered queryset."""

PAGE_SIZE = 20
_cursor = re.compile(r"([0-9]{1,17})-([0-9]{1,18})")
_epoch = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


class Page(NamedTuple):
    """Stories of one page, and the cursor of the next older one, "" on the last page."""

    cards: list[Card]
    older: str


def cursor_of(card: Card) -> str:
    """Return a story's place in a list."""
    return place_of(card.live_from, card.id)


def place_of(at: dt.datetime, pk: int) -> str:
    """Return a row's place in a list as microseconds since 1970 and id."""
    return f"{(at - _epoch) // dt.timedelta(microseconds=1)}-{pk}"


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


def read_page(request: HttpRequest, stories: Stories, **values: Any) -> Page:
    """Read the page of a list that `?before=` asks for: one query for one story more than is shown.

    `stories` gets the live stories, the cursor and the values; it is the list's name, so it
    must be a function of a module.
    """
    before = read_cursor(request)
    place = {"at": before.live_from, "last": before.id} if before else {}
    rows = _query(stories, before is not None, tuple(values)).rows(
        now=request.now, **place, **values
    )
    return page_of(cards_of(rows, request.sections))


def page_of(found: list[Card], size: int = PAGE_SIZE) -> Page:
    """Return a page of the stories found, of which there is one more than it shows if it has an older one."""
    more, found = len(found) > size, found[:size]
    return Page(found, cursor_of(found[-1]) if more else "")


@cache
def _query(stories: Stories, has_cursor: bool, names: tuple[str, ...]) -> Prepared:
    """Return the first or a later page of a list; times among its values are called `start` and `end`."""
    probes = {name: moment() if name in {"start", "end"} else number() for name in names}
    place = {"at": moment(), "last": number()} if has_cursor else {}

    def build(now: dt.datetime, at: Any = None, last: Any = None, **values: Any) -> ArticleQuerySet:
        before = Cursor(at, last) if has_cursor else None
        found = stories(Article.objects.live(now), before, **values)
        return found[: PAGE_SIZE + 1].values_list(*COLUMNS)

    return Prepared(build, now=moment(), **place, **probes)


def everything(live: ArticleQuerySet, before: Cursor | None) -> ArticleQuerySet:
    """All stories."""
    return live.newest_first(before)


def of_category(live: ArticleQuerySet, before: Cursor | None, category: int) -> ArticleQuerySet:
    """The stories that a section shows."""
    return live.in_category(category, before)


def of_tag(live: ArticleQuerySet, before: Cursor | None, tag: int) -> ArticleQuerySet:
    """The stories with a tag."""
    return live.tagged(tag, before)


def of_author(live: ArticleQuerySet, before: Cursor | None, author: int) -> ArticleQuerySet:
    """The stories that an author signs."""
    return live.by_author(author, before)


def of_time(
    live: ArticleQuerySet, before: Cursor | None, start: dt.datetime, end: dt.datetime
) -> ArticleQuerySet:
    """The stories of a day or a month."""
    return live.between(start, end).newest_first(before)
