"""How much came lately: from a reader, a network, an address, in the same words; each one statement over an index.

Written out: building these counts by the ORM costs a comment more processor time than all that
the database does for it (benchmarks/).
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import connection

from comments import policy
from comments.findings import Counts
from comments.models import Status
from comments.trust import Record
from paper.prepared import adapted

WEEK: Final = dt.timedelta(days=7)
MONTH: Final = dt.timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Lately:
    """What one reader wrote in the last month, and what became of it."""

    sent: Counts = field(default_factory=Counts)
    sent_here: Counts = field(default_factory=Counts)
    same_text: int = 0
    record: Record = field(default_factory=Record)


def of_reader(
    commenter_id: int | None,
    article_id: int,
    dup_hash: bytes,
    now: dt.datetime,
    *,
    but: int | None = None,
) -> Lately:
    """Count a reader's comments; `but` is one that is not counted."""
    if commenter_id is None:
        return Lately()
    minute, hour, day = (
        now - dt.timedelta(seconds=s) for s in (policy.MINUTE, policy.HOUR, policy.DAY)
    )
    row = _one(
        """
        SELECT COUNT(*) FILTER (WHERE created_at > %s), COUNT(*) FILTER (WHERE created_at > %s),
               COUNT(*) FILTER (WHERE created_at > %s),
               COUNT(*) FILTER (WHERE created_at > %s AND article_id = %s),
               COUNT(*) FILTER (WHERE created_at > %s AND article_id = %s),
               COUNT(*) FILTER (WHERE created_at > %s AND dup_hash = %s),
               COUNT(*) FILTER (WHERE created_at > %s AND status = %s),
               COUNT(*) FILTER (WHERE created_at > %s AND status = %s),
               COUNT(*) FILTER (WHERE status = %s),
               COUNT(*) FILTER (WHERE status = %s AND initial_status <> %s)
          FROM comments_comment WHERE identity_id = %s AND created_at > %s AND id <> %s
        """,
        [
            minute, hour, day, minute, article_id, hour, article_id,
            now - policy.REPEAT_WINDOW, dup_hash,
            now - WEEK, Status.APPROVED, now - WEEK, Status.REJECTED, Status.REJECTED,
            # Only what a person called spam: a filled trap or an old ban is no decision about a reader.
            Status.SPAM, Status.SPAM,
            commenter_id, now - MONTH, but or 0,
        ],
    )  # fmt: skip
    return Lately(Counts(*row[:3]), Counts(*row[3:5]), row[5], Record(*row[6:]))


def of_network(prefix: str, now: dt.datetime) -> Counts:
    """Count the comments of a network in the last minute and hour."""
    return _windows("ip_prefix", prefix, now, (policy.MINUTE, policy.HOUR))


def of_email(key: bytes | None, now: dt.datetime) -> Counts:
    """Count the comments with an address in the last minute, hour and day."""
    if key is None:
        return Counts()
    return _windows("email_key", key, now, (policy.MINUTE, policy.HOUR, policy.DAY))


def of_text(
    dup_hash: bytes,
    commenter_id: int | None,
    article_id: int,
    now: dt.datetime,
    *,
    but: int | None = None,
) -> tuple[int, int]:
    """Count the readers and the stories with these words in the last hour, the new comment included."""
    others, elsewhere = _one(
        """
        SELECT COUNT(DISTINCT identity_id) FILTER (WHERE identity_id <> %s),
               COUNT(DISTINCT article_id) FILTER (WHERE article_id <> %s)
          FROM comments_comment WHERE dup_hash = %s AND created_at > %s AND id <> %s
        """,
        [commenter_id or 0, article_id, dup_hash, now - policy.SPREAD_WINDOW, but or 0],
    )
    return others + 1, elsewhere + 1


def _windows(column: str, value: Any, now: dt.datetime, seconds: Sequence[int]) -> Counts:
    since = [now - dt.timedelta(seconds=window) for window in seconds]
    counts = ", ".join(["COUNT(*) FILTER (WHERE created_at > %s)"] * len(since))
    sql = f"SELECT {counts} FROM comments_comment WHERE {column} = %s AND created_at > %s"  # noqa: S608
    return Counts(*_one(sql, [*since, value, since[-1]]))


def _one(sql: str, parameters: Sequence[Any]) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(sql, [adapted(value) for value in parameters])
        return cursor.fetchone()
