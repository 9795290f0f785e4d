"""Reading a conversation in two queries whatever its size: roots by keyset, then their replies.

`path` keeps replies in the order of the tree, so no query is recursive and none counts or skips.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from articles.models import Article
from comments import policy
from comments.models import STEP
from comments.rows import (
    Row,
    Select,
    all_replies,
    featured,
    first_replies,
    read,
    read_all,
    roots_above,
    roots_below,
)

NO_LIMIT: Final = 1_000
"""More roots than a small conversation can have, its tombstones included."""


class Order(StrEnum):
    """In which order the roots stand; answers stand in the order of the tree."""

    NEWEST = "newest"
    OLDEST = "oldest"


@dataclass
class Page:
    """Part of a conversation: its best comments, roots in order, replies by root, and where it goes on.

    `older` and `newer` are the ids of the roots at its ends where more roots follow. Of the root
    `opened` the answers are not the first ones: `after` is the path from which they go on,
    `has_earlier` says that others stand before them. `asked` is the comment that the address names.
    """

    roots: list[Row] = field(default_factory=list)
    replies: dict[int, list[Row]] = field(default_factory=dict)
    order: Order = Order.NEWEST
    featured: list[Row] = field(default_factory=list)
    older: int | None = None
    newer: int | None = None
    opened: int | None = None
    after: str = ""
    has_earlier: bool = False
    asked: int | None = None

    def left(self, root: Row) -> int:
        """Return how many visible replies of a root are not on this page."""
        here = sum(row.is_visible for row in self.replies.get(root.id, ()))
        return root.visible_reply_count - here


def first_page(article: Article, order: Order = Order.NEWEST) -> Page:
    """Return the whole conversation when it is small, else its first part; no query when there is none."""
    if not article.comment_count:
        return Page(order=order)
    is_small = article.comment_count <= policy.SMALL_THREAD
    size = NO_LIMIT if is_small else policy.ROOTS_A_PAGE
    select = roots_above if order == Order.OLDEST else roots_below
    best, roots = read_all(
        featured(article.pk, policy.FEATURED), select(article.pk, None, size + 1)
    )
    end = roots[size - 1].id if len(roots) > size else None
    page = Page(roots[:size], order=order, featured=best)
    if order == Order.OLDEST:
        page.newer = end
    else:
        page.older = end
    _answer(page, is_whole=is_small)
    return page


def older_page(article: Article, before: int, order: Order = Order.NEWEST) -> Page:
    """Return the roots older than `before`, each with its first replies."""
    page = _roots_older(article.pk, before, order)
    _answer(page)
    return page


def newer_page(article: Article, after: int, order: Order = Order.NEWEST) -> Page:
    """Return the roots newer than `after`, each with its first replies."""
    size = policy.ROOTS_A_PAGE
    found, beyond = read_all(
        roots_above(article.pk, after, size + 1), roots_below(article.pk, after + 1, 1)
    )
    roots = found[:size]
    page = Page(roots if order == Order.OLDEST else roots[::-1], order=order)
    page.newer = roots[-1].id if len(found) > size else None
    page.older = (roots[0].id if roots else after + 1) if beyond else None
    _answer(page)
    return page


def branch_page(article: Article, comment_id: int, after: str = "") -> Page | None:
    """Return the thread of a comment: its root and a page of replies; None when readers cannot see it.

    `after` is the path of the last reply read. Without it a long thread opens at the comment.
    """
    asked = _one(article.pk, comment_id)
    if asked is None:
        return None
    root = asked if asked.root_id is None else _one(article.pk, asked.root_id)
    page = Page([root])
    _open(page, root, asked, after)
    return page


def page_of(article: Article, comment_id: int) -> Page | None:
    """Return the part of the conversation in which a comment stands, its thread open; None when readers cannot see it.

    A small conversation stands there whole. Of a large one the page begins with the comment's root.
    """
    asked = _one(article.pk, comment_id)
    if asked is None:
        return None
    if article.comment_count <= policy.SMALL_THREAD:
        page = first_page(article)
    else:
        page = _roots_older(article.pk, (asked.root_id or asked.id) + 1, Order.NEWEST)
        _answer(page, skip=page.roots[0])
        _open(page, page.roots[0], asked)
    page.asked = asked.id
    return page


def _roots_older(article_id: int, before: int, order: Order) -> Page:
    size = policy.ROOTS_A_PAGE
    found, beyond = read_all(
        roots_below(article_id, before, size + 1), roots_above(article_id, before - 1, 1)
    )
    roots = found[:size]
    page = Page(roots if order == Order.NEWEST else roots[::-1], order=order)
    page.older = roots[-1].id if len(found) > size else None
    page.newer = (roots[0].id if roots else before - 1) if beyond else None
    return page


def _answer(page: Page, *, is_whole: bool = False, skip: Row | None = None) -> None:
    """Read the replies of the page's roots: all of them, or the first ones of each."""
    answered = [root.id for root in page.roots if root.visible_reply_count and root is not skip]
    rows = all_replies(answered) if is_whole else first_replies(answered, policy.FIRST_REPLIES)
    page.replies = _by_root(rows)


def _open(page: Page, root: Row, asked: Row, after: str = "") -> None:
    """Read a page of one root's replies: what follows `after`, or of a long thread the comment that is asked for.

    Whom it answers stands above it, up to the root.
    """
    size = policy.REPLIES_A_PAGE
    is_far = not after and asked is not root and root.visible_reply_count > size
    start, side = (after, ">") if after else (asked.path if is_far else "", ">=")
    following = Select(
        f"WHERE c.root_id = %s AND c.is_shown AND c.path {side} %s ORDER BY c.path LIMIT %s",
        [root.id, start, size + 1],
    )
    if is_far and (above := _above(asked)):
        marks = ", ".join(["%s"] * len(above))
        ancestors, found = read_all(
            Select(f"WHERE c.id IN ({marks}) AND c.is_shown", above), following
        )
    else:
        ancestors, found = [], read(following)
    page.replies[root.id] = sorted(ancestors, key=lambda row: row.path) + found[:size]
    page.opened = root.id
    page.after = found[size - 1].path if len(found) > size else ""
    page.has_earlier = bool(start)


def _above(row: Row) -> list[int]:
    """Return the ids of whom a reply answers, below the root."""
    steps = {int(row.path[at : at + STEP]) for at in range(0, len(row.path) - STEP, STEP)}
    return sorted((steps | {row.parent_id}) - {row.root_id})


def _one(article_id: int, comment_id: int) -> Row | None:
    found = read(
        Select("WHERE c.article_id = %s AND c.id = %s AND c.is_shown", [article_id, comment_id])
    )
    return found[0] if found else None


def _by_root(rows: Iterable[Row]) -> dict[int, list[Row]]:
    grouped: dict[int, list[Row]] = {}
    for row in rows:
        grouped.setdefault(row.root_id or 0, []).append(row)
    return grouped
