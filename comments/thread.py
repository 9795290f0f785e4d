"""Reading a conversation in two queries whatever its size: roots by keyset, then their replies.

`path` keeps replies in the order of the tree, so no query is recursive and none counts or skips.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from django.db import connection

from articles.models import Article
from comments import policy

NO_LIMIT: Final = 1_000
"""More roots than a small conversation can have, its tombstones included."""


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
    visible_reply_count: int
    parent_name: str | None
    parent_is_visible: bool

    @property
    def answers(self) -> str:
        """The name of whom a deeper reply answers; empty for answers to the root or to a removed comment."""
        is_deeper = self.parent_id != self.root_id
        return self.parent_name or "" if is_deeper and self.parent_is_visible else ""


@dataclass
class Page:
    """Part of a conversation: roots newest first, replies by root, and where each goes on."""

    roots: list[Row] = field(default_factory=list)
    replies: dict[int, list[Row]] = field(default_factory=dict)
    before: int | None = None
    after: str = ""

    def left(self, root: Row) -> int:
        """Return how many visible replies of a root are not on this page."""
        here = sum(row.is_visible for row in self.replies.get(root.id, ()))
        return root.visible_reply_count - here


def first_page(article: Article) -> Page:
    """Return the whole conversation when it is small, else its newest part; no query when there is none."""
    if not article.comment_count:
        return Page()
    if article.comment_count > policy.SMALL_THREAD:
        return older_page(article)
    roots = _roots(article.pk)
    return Page(roots, _by_root(all_replies(_answered(roots))))


def older_page(article: Article, before: int | None = None) -> Page:
    """Return the roots older than the root `before`, each with its first replies."""
    roots = _roots(article.pk, before, policy.ROOTS_A_PAGE + 1)
    cursor = roots[policy.ROOTS_A_PAGE - 1].id if len(roots) > policy.ROOTS_A_PAGE else None
    roots = roots[: policy.ROOTS_A_PAGE]
    return Page(roots, _by_root(first_replies(_answered(roots), policy.FIRST_REPLIES)), cursor)


def branch_page(article: Article, comment_id: int, after: str = "") -> Page | None:
    """Return the thread of a comment: its root and a page of replies; None when readers cannot see it.

    `after` is the path of the last reply read. Without it a long thread opens at the comment.
    """
    here = "WHERE c.article_id = %s AND c.id = %s AND c.is_shown"
    target = _rows(here, [article.pk, comment_id])
    if not target:
        return None
    asked = target[0]
    root = asked if asked.root_id is None else _rows(here, [article.pk, asked.root_id])[0]
    is_long = root.visible_reply_count > policy.REPLIES_A_PAGE
    opening = asked.path if asked is not root and is_long else ""
    size = policy.REPLIES_A_PAGE
    found = _rows(
        f"WHERE c.root_id = %s AND c.is_shown AND c.path {'>' if after else '>='} %s ORDER BY c.path LIMIT %s",
        [root.id, after or opening, size + 1],
    )
    end = found[size - 1].path if len(found) > size else ""
    return Page([root], {root.id: found[:size]}, after=end)


def all_replies(root_ids: Sequence[int]) -> list[Row]:
    """Return every reply that stands on the page under these roots, in tree order."""
    if not root_ids:
        return []
    marks = ", ".join(["%s"] * len(root_ids))
    return _rows(
        f"WHERE c.root_id IN ({marks}) AND c.is_shown ORDER BY c.root_id, c.path", root_ids
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


# Written out: the ORM's building and converting costs more than the database's answer.
_SELECT = """
    SELECT c.id, c.root_id, c.path, c.parent_id, c.author_name, c.body_html, c.created_at,
           c.published_at IS NOT NULL AS is_visible, c.is_staff_reply, c.visible_reply_count,
           p.author_name AS parent_name, p.published_at IS NOT NULL AS parent_is_visible
      FROM comments_comment c LEFT JOIN comments_comment p ON p.id = c.parent_id
"""
_LATERAL_SQL = f"""
    SELECT reply.* FROM unnest(%s::bigint[]) AS r(id), LATERAL (
        {_SELECT} WHERE c.root_id = r.id AND c.is_shown ORDER BY c.path LIMIT %s
    ) reply
"""  # noqa: S608


def _union_sql(count: int) -> str:
    one = f"SELECT * FROM ({_SELECT} WHERE c.root_id = %s AND c.is_shown ORDER BY c.path LIMIT %s)"  # noqa: S608
    return " UNION ALL ".join([one] * count)


def _roots(article_id: int, before: int | None = None, limit: int = NO_LIMIT) -> list[Row]:
    older, cursor = ("AND c.id < %s", [before]) if before is not None else ("", [])
    return _rows(
        f"WHERE c.article_id = %s AND c.root_id IS NULL AND c.is_shown {older} ORDER BY c.id DESC LIMIT %s",
        [article_id, *cursor, limit],
    )


def _rows(condition: str, parameters: Sequence[object]) -> list[Row]:
    return _fetch(_SELECT + condition, parameters)


def _fetch(sql: str, parameters: Sequence[object]) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        rows = cursor.fetchall()
    if connection.vendor == "sqlite":
        return [
            Row(*row[:6], dt.datetime.fromisoformat(f"{row[6]}+00:00"), *row[7:]) for row in rows
        ]
    return [Row._make(row) for row in rows]


def _answered(roots: Iterable[Row]) -> list[int]:
    return [root.id for root in roots if root.visible_reply_count]


def _by_root(rows: Iterable[Row]) -> dict[int, list[Row]]:
    grouped: dict[int, list[Row]] = {}
    for row in rows:
        grouped.setdefault(row.root_id or 0, []).append(row)
    return grouped
