"""One story as its page reads it: the row with source, sponsor and pictures, by one query prepared once."""

import datetime as dt

from django.db.models import BigIntegerField

from articles.models import Article, Source, Sponsor
from articles.printed_body import library_of, used_pictures
from images.models import Picture
from paper.prepared import Prepared, columns, instance, moment, number

_ARTICLE, _SOURCE, _SPONSOR = columns(Article), columns(Source, "source__"), columns(Sponsor, "sponsor__")  # fmt: skip
_SOURCE_AT = len(_ARTICLE)
_SPONSOR_AT = _SOURCE_AT + len(_SOURCE)
_PICTURE_AT = _SPONSOR_AT + len(_SPONSOR)

_story = Prepared(
    lambda pk, now: (
        Article.objects.live(now)
        .filter(pk=pk)
        .annotate(in_body=used_pictures())
        .values_list(*_ARTICLE, *_SOURCE, *_SPONSOR, *columns(Picture, "picture__"), "in_body")
    ),
    pk=number(),
    now=moment(),
)


def live_story(pk: int, now: dt.datetime) -> Article | None:
    """Return a story that readers may see, with source, sponsor and pictures (`library`); None for any other."""
    rows = _story.rows(pk=pk, now=now) if pk <= BigIntegerField.MAX_BIGINT else []
    if not rows:
        return None
    row = rows[0]
    article = instance(Article, row[:_SOURCE_AT])
    article.source = instance(Source, row[_SOURCE_AT:_SPONSOR_AT]) if article.source_id else None
    article.sponsor = (
        instance(Sponsor, row[_SPONSOR_AT:_PICTURE_AT]) if article.sponsor_id else None
    )
    article.picture = instance(Picture, row[_PICTURE_AT:-1]) if article.picture_id else None
    article.library = library_of(row[-1])
    return article
