"""The surge brake: when comments come far faster than usual, all of them are reviewed first for half an hour."""

import datetime as dt
import logging
from statistics import median
from typing import Final

from django.db import connection, transaction
from django.utils import timezone

from comments import digest, policy
from comments.models import Comment, CommentPolicy, Source
from paper.log import record
from paper.prepared import adapted

logger = logging.getLogger(__name__)

WEEK: Final = dt.timedelta(days=7)
_MINUTES_OF_A_WEEK: Final = 7 * 24 * 60

_usual: dict[dt.datetime, float] = {}
"""The median of the hour in which it was last counted; anybody may count it anew."""


def watch(now: dt.datetime | None = None) -> bool:
    """Pull the brake if the last minute was beyond all custom; return whether it was pulled now. Safe beside itself."""
    now = now or timezone.now()
    lately = Comment.objects.filter(created_at__gt=now - dt.timedelta(minutes=1), source=Source.WEB)
    came = lately.count()
    if came <= policy.SURGE_LEAST or came <= policy.SURGE_TIMES * usual_a_minute(now):
        return False
    return _pull(came, now)


def usual_a_minute(now: dt.datetime) -> float:
    """Return the median of comments a minute over the last seven days, silent minutes included; counted once an hour."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    if hour not in _usual:
        counts = _counts(hour - WEEK, hour)
        _usual.clear()
        _usual[hour] = median(counts + [0] * max(0, _MINUTES_OF_A_WEEK - len(counts)))
    return _usual[hour]


@transaction.atomic
def _pull(came: int, now: dt.datetime) -> bool:
    until = now + policy.SURGE_HOLD
    CommentPolicy.objects.get_or_create(category=None)
    row = CommentPolicy.objects.select_for_update().get(category=None)
    if row.held_until is not None and row.held_until > now:
        return False
    row.held_until, row.held_why = until, CommentPolicy.Why.SURGE
    row.save(update_fields=["held_until", "held_why"])
    record("hold_section", actor=None, subject=row, detail={"at": until.isoformat(), "came": came})
    digest.tell_of_brake(came, until)
    logger.warning("Comments in a minute: %d. All are reviewed first until %s.", came, until)
    return True


def _counts(start: dt.datetime, end: dt.datetime) -> list[int]:
    """Return how many comments came in each minute in which any did."""
    seconds = (
        "strftime('%%s', created_at)"
        if connection.vendor == "sqlite"
        else "extract(epoch FROM created_at)"
    )
    sql = f"""
        SELECT COUNT(*) FROM comments_comment WHERE created_at > %s AND created_at <= %s AND source = %s
         GROUP BY CAST(floor({seconds} / 60) AS bigint)
    """  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [adapted(start), adapted(end), Source.WEB.value])
        return [count for (count,) in cursor.fetchall()]
