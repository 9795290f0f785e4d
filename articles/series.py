"""A series as its page shows it: the parts that readers may see, in the order in which they are told."""

import datetime as dt
from typing import NamedTuple

from django.db.models import F

from articles.cards import COLUMNS, WIDTH, Card, cards_of
from articles.models import Article, Series
from articles.sections import Sections

MOST = 200
"""Parts on the page; no series of ours has a tenth of it."""


class Part(NamedTuple):
    """One story of a series and which part it is, None for one that says no number."""

    card: Card
    number: int | None


def parts_of(series: Series, sections: Sections, now: dt.datetime) -> tuple[list[Part], bool]:
    """Return the first MOST parts by number, then by time, and whether there are more; one query.

    Stories without a number follow those that have one.
    """
    rows = list(
        Article.objects.live(now)
        .filter(series=series.pk)
        .order_by(F("series_part").asc(nulls_last=True), "live_from", "id")
        .values_list(*COLUMNS, "series_part")[: MOST + 1]
    )
    found = cards_of((row[:WIDTH] for row in rows), sections)
    parts = [Part(card, row[WIDTH]) for card, row in zip(found, rows, strict=True)]
    return parts[:MOST], len(parts) > MOST
