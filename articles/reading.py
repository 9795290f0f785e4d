"""One story as its page reads it: the row with source and pictures, by one query prepared once."""

import datetime as dt

from django.db.models import BigIntegerField

from articles.models import Article, Source
from articles.printed_body import library_of, used_pictures
from images.models import Picture
from paper.prepared import Prepared, columns, instance, moment, number

_ARTICLE, _SOURCE = columns(Article), columns(Source, "source__")
_AT, _THEN = len(_ARTICLE), len(_ARTICLE) + len(_SOURCE)

_story = Prepared(
    lambda pk, now: (
        Article.objects.live(now)
        .filter(pk=pk)
        .annotate(in_body=used_pictures())
        .values_list(*_ARTICLE, *_SOURCE, *columns(Picture, "picture__"), "in_body")
    ),
    pk=number(),
    now=moment(),
)


def live_story(pk: int, now: dt.datetime) -> Article | None:
    """Return a story that readers may see, with its source and its pictures (`library`); None for any other."""
    rows = _story.rows(pk=pk, now=now) if pk <= BigIntegerField.MAX_BIGINT else []
    if not rows:
        return None
    row = rows[0]
    article = instance(Article, row[:_AT])
    article.source = instance(Source, row[_AT:_THEN]) if article.source_id else None
    article.picture = instance(Picture, row[_THEN:-1]) if article.picture_id else None
    article.library = library_of(row[-1])
    return article
