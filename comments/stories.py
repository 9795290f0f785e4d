"""The story of a conversation: its row without the text, by one query prepared once."""

import datetime as dt

from django.db import connection
from django.db.models import BigIntegerField

from articles.gone import why_missing
from articles.models import Article
from paper.prepared import Prepared, columns, moment, number

_COLUMNS = [name for name in columns(Article) if name not in {"body", "shown"}]
_story = Prepared(
    lambda pk, now: Article.objects.live(now).filter(pk=pk).values_list(*_COLUMNS),
    pk=number(),
    now=moment(),
)


def live_story(pk: int, now: dt.datetime) -> Article:
    """Return a story that readers may see, its body left in the database; raises Gone or Http404."""
    rows = _story.rows(pk=pk, now=now) if pk <= BigIntegerField.MAX_BIGINT else []
    if not rows:
        raise why_missing(pk, now)
    return Article.from_db(connection.alias, _COLUMNS, rows[0])
