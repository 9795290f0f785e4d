"""One story as its page reads it: the row with source, sponsor, pictures and other edition, by one query prepared once."""

import datetime as dt
from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.db import connection
from django.db.models import BigIntegerField, Model

from articles.models import Article, Source, Sponsor
from articles.printed_body import library_of, used_pictures
from images.models import Picture
from paper.prepared import Prepared, columns, moment, number

EDITION = ("id", "slug", "language", "live_from", "live_until")
"""What a page has to know of the same story in the other language."""

PARTS: dict[str, tuple[type[Model], list[str]]] = {
    "source": (Source, columns(Source)),
    "sponsor": (Sponsor, columns(Sponsor)),
    "picture": (Picture, columns(Picture)),
    "edition": (Article, list(EDITION)),
}
"""What hangs on the row, in the order in which it is read."""

_names = [f"{part}__{name}" for part, (_model, names) in PARTS.items() for name in names]
_story = Prepared(
    lambda pk, now: (
        Article.objects.live(now)
        .filter(pk=pk)
        .annotate(in_body=used_pictures())
        .values_list(*columns(Article), *_names, "in_body")
    ),
    pk=number(),
    now=moment(),
)


def live_story(pk: int, now: dt.datetime) -> Article | None:
    """Return a story that readers may see, with all that hangs on it and its pictures (`library`); None for any other."""
    rows = _story.rows(pk=pk, now=now) if pk <= BigIntegerField.MAX_BIGINT else []
    if not rows:
        return None
    cells = iter(rows[0])
    article = _next(Article, columns(Article), cells)
    for part, (model, names) in PARTS.items():
        setattr(article, part, _next(model, names, cells))
    article.edition = edition_of(article, now)
    article.library = library_of(next(cells))
    return article


def edition_of(article: Article, now: dt.datetime) -> Article | None:
    """Return the same story in the other language when readers may see it now, else None."""
    other: Article | None = article.edition
    if other is None or other.language == article.language or not other.is_live(now):
        return None
    return other


def _next(model: type[Model], names: list[str], cells: Iterator[Any]) -> Any:
    """Return the instance whose columns come next; None where the join found no row."""
    values = list(islice(cells, len(names)))
    return model.from_db(connection.alias, names, values) if values[0] is not None else None
