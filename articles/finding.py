"""Stories that readers can see, found for somebody at the desk who wants to link to one.

Headlines are matched as they stand, among the newest WALKED stories; an older one is found by its
address or number. The paper's full-text search will take the place of `find_stories`.
"""

import datetime as dt
import re
from collections.abc import Collection
from typing import Any
from urllib.parse import quote

from django.db import connection
from django.db.models.expressions import RawSQL
from django.utils import timezone

from articles.cards import COLUMNS, Card
from articles.models import Article, ArticleQuerySet
from bangla.dates import short_date, to_dhaka
from bangla.digits import to_ascii
from paper.addresses import own_path
from paper.fields import clean_line

FOUND = 12
WALKED = 20_000
"""Headlines that one look reads at most: half a year of a large paper, a tenth of a second (docs/decisions/0014-elements-of-a-body.md)."""

SPARE = 2
"""Matches read beyond those asked for: a story whose time has ended still stands in the index."""

LENGTH, MOST_WORDS = 400, 6
"""Characters and words of a question that are read."""

_address = re.compile(r"/(?:article|n)/([0-9]{1,15})(?:/|$)")
_number = re.compile(r"([0-9]{1,15})")
# The limit inside bounds the walk along the index; the one outside ends it at the last match wanted.
_MATCHING = (
    "SELECT id FROM (SELECT id, headline FROM articles_article WHERE live_from IS NOT NULL"
    " AND live_from <= %s ORDER BY live_from DESC, id DESC LIMIT %s) AS newest"
    " WHERE {} LIMIT %s"
)
_HAS_WORD = r"UPPER(headline) LIKE UPPER(%s) ESCAPE '\'"


def find_stories(words: str, limit: int = FOUND, now: dt.datetime | None = None) -> list[Card]:
    """Return the newest stories whose headline has all the words; no words: the newest stories.

    A story's number, or its address at this paper, finds that story first.
    """
    now = now or timezone.now()
    asked = clean_line(words[:LENGTH])
    path = asked if asked.startswith("/") else own_path(asked)
    named = _address.match(path) if path else _number.fullmatch(to_ascii(asked))
    first = _cards(_live(now).filter(pk=int(named[1]))) if named else []
    if path:
        return first
    found = _cards(_matching(asked.split()[:MOST_WORDS], limit, now)[:limit])
    return [*first, *(card for card in found if card not in first)][:limit]


def stories_named(pks: Collection[int], now: dt.datetime | None = None) -> list[Card]:
    """Return the stories of these ids that readers can see: no query when there are none."""
    return _cards(_live(now or timezone.now()).filter(pk__in=pks)) if pks else []


def described(card: Card) -> dict[str, Any]:
    """Return a story as dialog and editor take it, ready for JSON."""
    return {
        "id": card.id,
        "headline": card.headline,
        "address": quote(card.url),
        "day": short_date(to_dhaka(card.live_from).date()),
        "thumb": card.picture.thumb_url if card.picture else "",
    }


def _matching(words: list[str], limit: int, now: dt.datetime) -> ArticleQuerySet:
    stories = _live(now).newest_first()
    if not words:
        return stories
    at = connection.ops.adapt_datetimefield_value(now)
    parts = [f"%{connection.ops.prep_for_like_query(word)}%" for word in words]
    sql = _MATCHING.format(" AND ".join([_HAS_WORD] * len(words)))
    return stories.filter(pk__in=RawSQL(sql, [at, WALKED, *parts, limit + SPARE]))  # noqa: S611


def _live(now: dt.datetime) -> ArticleQuerySet:
    return Article.objects.live(now)


def _cards(stories: ArticleQuerySet) -> list[Card]:
    return [Card(*row) for row in stories.values_list(*COLUMNS)]
