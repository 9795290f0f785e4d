"""Comments as rows of SQL, written out: the ORM's building and converting costs more than the database's answer."""

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from django.db import connection

from comments.models import Status


class Row(NamedTuple):
    """One comment as the page needs it; of a hidden one only its place may be shown."""

    id: int
    root_id: int | None
    path: str
    parent_id: int | None
    author_name: str
    body_html: str
    created_at: dt.datetime
    is_visible: bool
    is_staff_reply: bool
    is_edited: bool
    featured_at: dt.datetime | None
    visible_reply_count: int
    parent_name: str | None
    parent_is_visible: bool

    @property
    def answers(self) -> str:
        """The name of whom a deeper reply answers; empty for answers to the root or to a removed comment."""
        is_deeper = self.parent_id != self.root_id
        return self.parent_name or "" if is_deeper and self.parent_is_visible else ""


class Select(NamedTuple):
    """A condition with order and limit, and its parameters."""

    condition: str
    parameters: Sequence[object]


_COLUMNS = f"""
    c.id, c.root_id, c.path, c.parent_id, c.author_name, c.body_html, c.created_at,
    c.published_at IS NOT NULL AS is_visible, c.is_staff_reply, c.edited_at IS NOT NULL AS is_edited,
    CASE WHEN c.status = {Status.APPROVED.value} THEN c.featured_at END AS best_at, c.visible_reply_count,
    p.author_name AS parent_name, p.published_at IS NOT NULL AS parent_is_visible
"""
_FROM = " FROM comments_comment c LEFT JOIN comments_comment p ON p.id = c.parent_id "
_SELECT = f"SELECT {_COLUMNS} {_FROM}"
_LATERAL_SQL = f"""
    SELECT reply.* FROM unnest(%s::bigint[]) AS r(id), LATERAL (
        {_SELECT} WHERE c.root_id = r.id AND c.is_shown ORDER BY c.path LIMIT %s
    ) reply
"""  # noqa: S608


def featured(article_id: int, most: int) -> Select:
    """The newest featured comments of a story, wherever they stand in it."""
    # The state is written out: SQLite takes a partial index for no parameter.
    return Select(
        "WHERE c.article_id = %s AND c.featured_at IS NOT NULL"
        f" AND c.status = {Status.APPROVED.value} ORDER BY c.featured_at DESC LIMIT %s",
        [article_id, most],
    )


def roots_below(article_id: int, cursor: int | None, most: int) -> Select:
    """Roots older than a cursor, the newest of them first."""
    return _roots(article_id, "<", cursor, "DESC", most)


def roots_above(article_id: int, cursor: int | None, most: int) -> Select:
    """Roots newer than a cursor, the oldest of them first."""
    return _roots(article_id, ">", cursor, "ASC", most)


def _roots(article_id: int, side: str, cursor: int | None, order: str, most: int) -> Select:
    bound = f"AND c.id {side} %s" if cursor is not None else ""
    return Select(
        f"WHERE c.article_id = %s AND c.root_id IS NULL AND c.is_shown {bound} ORDER BY c.id {order} LIMIT %s",
        [article_id, *([cursor] if cursor is not None else []), most],
    )


def read(select: Select) -> list[Row]:
    """Return the rows of one select."""
    return _fetch(_SELECT + select.condition, select.parameters)


def read_all(*selects: Select) -> list[list[Row]]:
    """Return the rows of several selects, each in its order, by one query."""
    if len(selects) == 1:
        return [read(selects[0])]
    sql = " UNION ALL ".join(
        f"SELECT * FROM (SELECT {_COLUMNS}, {place} AS part {_FROM} {select.condition}) AS part{place}"  # noqa: S608
        for place, select in enumerate(selects)
    )
    parameters = [value for select in selects for value in select.parameters]
    parts: list[list[Row]] = [[] for _select in selects]
    for *row, part in _execute(sql, parameters):
        parts[part].append(_row(row))
    return parts


def all_replies(root_ids: Sequence[int]) -> list[Row]:
    """Return every reply that stands on the page under these roots, in tree order."""
    if not root_ids:
        return []
    marks = ", ".join(["%s"] * len(root_ids))
    return read(
        Select(f"WHERE c.root_id IN ({marks}) AND c.is_shown ORDER BY c.root_id, c.path", root_ids)
    )


def first_replies(root_ids: Sequence[int], k: int) -> list[Row]:
    """Return the first `k` replies on the page under each root, in tree order.

    Never by a window function, which reads every reply of a root (comments.md 1): LATERAL on
    PostgreSQL, a UNION ALL of limited selects on SQLite.
    """
    if not root_ids:
        return []
    if connection.vendor == "sqlite":
        found = _fetch(_union_sql(len(root_ids)), [part for pk in root_ids for part in (pk, k)])
    else:
        found = _fetch(_LATERAL_SQL, [list(root_ids), k])
    return sorted(found, key=lambda row: (row.root_id, row.path))


def _union_sql(count: int) -> str:
    one = f"SELECT * FROM ({_SELECT} WHERE c.root_id = %s AND c.is_shown ORDER BY c.path LIMIT %s)"  # noqa: S608
    return " UNION ALL ".join([one] * count)


def _fetch(sql: str, parameters: Sequence[object]) -> list[Row]:
    return [_row(row) for row in _execute(sql, parameters)]


def _execute(sql: str, parameters: Sequence[object]) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(_spelled(sql), parameters)
        return cursor.fetchall()


def _spelled(sql: str) -> str:
    """Return the SQL as the database at hand wants it.

    SQLite takes a partial index only for the very words of its condition, and of a boolean
    Django writes `= 1` there.
    """
    return sql.replace("c.is_shown", "c.is_shown = 1") if connection.vendor == "sqlite" else sql


def _row(values: Sequence) -> Row:
    row = Row._make(values)
    if connection.vendor == "sqlite":
        return row._replace(
            created_at=_moment(row.created_at), featured_at=_moment(row.featured_at)
        )
    return row


def _moment(text: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(f"{text}+00:00") if text else None
