"""Reading a conversation in two queries whatever its size: roots by keyset, then their replies.

`path` keeps replies in the order of the tree, so no query is recursive and none counts or skips.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db import connection
from django.db.models import F, Q

from articles.models import Article
from comments import policy
from comments.models import Comment


class Row(NamedTuple):
    """One comment as the page needs it; of a hidden one only its place may be shown."""

    id: int
    root_id: int | None
    path: str
    parent_id: int | None
    author_name: str
    body_html: str
    created_at: dt.datetime
    published_at: dt.datetime | None
    is_staff_reply: bool
    visible_reply_count: int
    parent_name: str | None = None
    parent_is_visible: bool = False

    @property
    def answers(self) -> str:
        """The name of whom a deeper reply answers; empty for answers to the root or to a removed comment."""
        is_deeper = self.parent_id != self.root_id
        return self.parent_name or "" if is_deeper and self.parent_is_visible else ""


COLUMNS = Row._fields[:10]
_PARENT = {
    "parent_name": F("parent__author_name"),
    "parent_is_visible": Q(parent__published_at__isnull=False),
}


@dataclass
class Page:
    """Part of a conversation: roots newest first, replies by root, and where each goes on."""

    roots: list[Row] = field(default_factory=list)
    replies: dict[int, list[Row]] = field(default_factory=dict)
    before: int | None = None
    after: str = ""

    def left(self, root: Row) -> int:
        """Return how many visible replies of a root are not on this page."""
        here = sum(row.published_at is not None for row in self.replies.get(root.id, ()))
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
    rows = Comment.objects.on_page().filter(article=article)
    target = rows.filter(pk=comment_id).values_list(*COLUMNS).first()
    if target is None:
        return None
    asked = Row(*target)
    root = (
        asked if asked.root_id is None else Row(*rows.values_list(*COLUMNS).get(pk=asked.root_id))
    )
    replies = Comment.objects.on_page().filter(root_id=root.id)
    if after:
        replies = replies.filter(path__gt=after)
    elif asked is not root and root.visible_reply_count > policy.REPLIES_A_PAGE:
        replies = replies.filter(path__gte=asked.path)
    size = policy.REPLIES_A_PAGE
    found = [
        Row(*row)
        for row in replies.order_by("path")
        .annotate(**_PARENT)
        .values_list(*Row._fields)[: size + 1]
    ]
    end = found[size - 1].path if len(found) > size else ""
    return Page([root], {root.id: found[:size]}, after=end)


def all_replies(root_ids: Sequence[int]) -> list[Row]:
    """Return every reply that stands on the page under these roots, in tree order."""
    if not root_ids:
        return []
    rows = Comment.objects.on_page().filter(root_id__in=root_ids).order_by("root_id", "path")
    return [Row(*row) for row in rows.annotate(**_PARENT).values_list(*Row._fields)]


def first_replies(root_ids: Sequence[int], k: int) -> list[Row]:
    """Return the first `k` replies on the page under each root, in tree order.

    Never by a window function, which reads every reply of a root (comments.md 1): LATERAL on
    PostgreSQL, a UNION ALL of limited selects on SQLite.
    """
    if not root_ids:
        return []
    by_union = connection.vendor == "sqlite"
    sql = _union_sql(len(root_ids)) if by_union else _LATERAL_SQL
    parameters = [part for pk in root_ids for part in (pk, k)] if by_union else [list(root_ids), k]
    found = Comment.objects.raw(sql, parameters)
    rows = [Row(*(getattr(comment, name) for name in Row._fields)) for comment in found]
    return sorted(rows, key=lambda row: (row.root_id, row.path))


_SELECT = f"""
    SELECT {", ".join(f"c.{name}" for name in COLUMNS)},
           p.author_name AS parent_name, p.published_at IS NOT NULL AS parent_is_visible
      FROM comments_comment c LEFT JOIN comments_comment p ON p.id = c.parent_id
"""  # noqa: S608 (column names of our own)
_LATERAL_SQL = f"""
    SELECT reply.* FROM unnest(%s::bigint[]) AS r(id), LATERAL (
        {_SELECT} WHERE c.root_id = r.id AND c.is_shown ORDER BY c.path LIMIT %s
    ) reply
"""  # noqa: S608


def _union_sql(count: int) -> str:
    one = f"SELECT * FROM ({_SELECT} WHERE c.root_id = %s AND c.is_shown ORDER BY c.path LIMIT %s)"  # noqa: S608
    return " UNION ALL ".join([one] * count)


def _roots(article_id: int, before: int | None = None, limit: int | None = None) -> list[Row]:
    rows = Comment.objects.on_page().roots().filter(article_id=article_id).newest_first()
    if before is not None:
        rows = rows.filter(id__lt=before)
    return [Row(*row) for row in rows.values_list(*COLUMNS)[:limit]]


def _answered(roots: Iterable[Row]) -> list[int]:
    return [root.id for root in roots if root.visible_reply_count]


def _by_root(rows: Iterable[Row]) -> dict[int, list[Row]]:
    grouped: dict[int, list[Row]] = {}
    for row in rows:
        grouped.setdefault(row.root_id or 0, []).append(row)
    return grouped
