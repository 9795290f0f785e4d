"""The lists beside and between stories (newest, most read, of a section), all in one query."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import IntegerField, OuterRef, Subquery, Sum
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce

from articles.boxes import MAX_CARDS
from articles.cards import COLUMNS, Card, cards_of
from articles.models import Article, ArticleQuerySet, DayReads
from articles.sections import Section, Sections
from bangla.dates import to_dhaka
from paper.prepared import Prepared, day, moment, number

SPARE = 2
"""Rows read beyond those asked for: stories whose time has ended still stand in the index."""

NAMED = (0, 4, MAX_CARDS)
"""Stories that are read by their ids, rounded up: each number is a query of its own."""

MOST_TIES = 5
"""Candidates for the most read on a day, in lists: bounds the work where all numbers are alike."""

_NEWEST = (
    "SELECT id FROM articles_article WHERE live_from IS NOT NULL AND live_from <= %s"
    " ORDER BY live_from DESC, id DESC LIMIT %s"
)
_FILED = (
    "SELECT article_id FROM articles_articlecategory WHERE category_id = %s"
    " AND live_from IS NOT NULL AND live_from <= %s ORDER BY live_from DESC, article_id DESC LIMIT %s"
)
_NAMED = "SELECT id FROM articles_article WHERE id IN ({})"
# What somebody paid for is read much and never stands there. A look at each row, no join: the order is the index's.
_OWN = "(SELECT sponsorship FROM articles_article WHERE id = articles_dayreads.article_id) = ''"
_NTH_READ = (
    f"SELECT reads FROM articles_dayreads WHERE day = %s AND {_OWN}"  # noqa: S608
    " ORDER BY reads DESC LIMIT 1 OFFSET %s"
)
# If n stories have T reads on one day, the n most read of both days have T/2 on one of them.
_READ = (
    "SELECT article_id FROM articles_dayreads WHERE day = %s AND reads >= ("  # noqa: S608
    f"SELECT COALESCE(MAX(reads), 0) / 2 FROM (SELECT * FROM ({_NTH_READ}) AS today"
    f" UNION ALL SELECT * FROM ({_NTH_READ}) AS yesterday) AS nth)"
    " ORDER BY reads DESC LIMIT %s"
)


class Lists:
    """Stories read in one go; each method picks one list, exact because each part was read by its own index."""

    def __init__(self, rows: list[Card]) -> None:
        self.cards = sorted(rows, key=lambda card: (card.live_from, card.id), reverse=True)

    def newest(self, count: int) -> list[Card]:
        """The latest stories."""
        return self.cards[:count]

    def named(self, pks: Collection[int]) -> dict[int, Card]:
        """The stories of these ids, those that readers may see."""
        return {card.id: card for card in self.cards if card.id in pks}

    def most_read(self, count: int) -> list[Card]:
        """The paper's own stories read most since yesterday's Dhaka midnight."""
        read = [card for card in self.cards if card.reads and not card.sponsorship]
        return sorted(read, key=lambda card: (-card.reads, -card.id))[:count]

    def of_section(
        self, section: Section, count: int, skip: Collection[int] = (), *, own: bool = False
    ) -> list[Card]:
        """The latest stories of a section, those with the ids of `skip` left out.

        With `own`, only stories whose own section hangs there, not those filed there as well.
        """
        found = (
            card
            for card in self.cards
            if card.id not in skip
            and (card.category_id in section.family if own else card.is_in(section))
        )
        return [card for card, _place in zip(found, range(count), strict=False)]


def load_lists(
    sections: Sections, now: dt.datetime, *, newest: int = 0, most_read: int = 0,
    of_sections: Mapping[int, int] | None = None, named: Sequence[int] = (),
) -> Lists:  # fmt: skip
    """Read all lists of a page in one query.

    `newest`, `most_read` and the values of `of_sections` (section id → number) say how many
    stories each list needs; `named` are the ids of further ones, twenty at most. Every part is an
    ordered, limited walk along one index; `live()` decides last what readers may see.
    """
    wanted = of_sections or {}
    if not newest and not most_read and not wanted and not named:
        return Lists([])
    today = to_dhaka(now).date()
    days = {"today": today, "yesterday": today - dt.timedelta(days=1)}
    room = next(size for size in NAMED if size >= len(named))
    query = _query(newest, most_read, tuple(wanted.values()), room)
    places = {f"section{place}": pk for place, pk in enumerate(wanted)}
    # Id 0 is no story's.
    places |= {f"named{place}": pk for place, pk in enumerate([*named, *[0] * room][:room])}
    return Lists(cards_of(query.rows(now=now, **days, **places), sections))


@cache
def _query(newest: int, most_read: int, counts: tuple[int, ...], named: int) -> Prepared:
    """Return the query for lists of these lengths; a paper's pages have a handful of them."""

    def build(
        now: dt.datetime, today: dt.date, yesterday: dt.date, **places: int
    ) -> ArticleQuerySet:
        at = connection.ops.adapt_datetimefield_value(now)
        parts: list[tuple[str, list[Any]]] = []
        if newest:
            parts.append((_NEWEST, [at, newest + SPARE]))
        for place, count in enumerate(counts):
            parts.append((_FILED, [places[f"section{place}"], at, count + SPARE]))
        if named:
            pks = [places[f"named{place}"] for place in range(named)]
            parts.append((_NAMED.format(", ".join(["%s"] * named)), pks))
        if most_read:
            parts += _parts_read([today, yesterday], most_read)
        return _stories(now, [today, yesterday], parts)

    places = {f"section{place}": number() for place in range(len(counts))}
    places |= {f"named{place}": number() for place in range(named)}
    return Prepared(build, now=moment(), today=day(), yesterday=day(), **places)


def _parts_read(days: list[dt.date], count: int) -> list[tuple[str, list[Any]]]:
    stored = [connection.ops.adapt_datefield_value(day) for day in days]
    nth = [value for day in stored for value in (day, count + SPARE)]
    return [(_READ, [day, *nth, MOST_TIES * count]) for day in stored]


def _stories(
    now: dt.datetime, days: list[dt.date], parts: list[tuple[str, list[Any]]]
) -> ArticleQuerySet:
    union = " UNION ALL ".join(
        f"SELECT * FROM ({sql}) AS part{n}"  # noqa: S608  of the fixed texts above
        for n, (sql, _) in enumerate(parts)
    )
    wanted = RawSQL(union, [value for _, values in parts for value in values])  # noqa: S611
    reads = (
        DayReads.objects.filter(article=OuterRef("pk"), day__in=days)
        .order_by().values("article").annotate(total=Sum("reads")).values("total")
    )  # fmt: skip
    stories = Article.objects.live(now).filter(pk__in=wanted).order_by()
    return stories.annotate(
        reads=Coalesce(Subquery(reads, output_field=IntegerField()), 0)
    ).values_list(*COLUMNS, "reads")
