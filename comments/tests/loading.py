"""Whole conversations for tests, written at once with every counter and path right.

Nothing is screened and nobody is told. Who loads must call this and nothing else: it alone
knows how path, root, counters and stored HTML belong together.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import uuid4

from django.db import transaction
from django.db.models import Count, F, Q

from articles.models import Article
from comments import emails, tree
from comments.models import MAX_DEPTH, VISIBLE, Comment, Commenter, Source, Status
from comments.phases.duplicates import fingerprint
from comments.phases.links import find_links, find_numbers
from comments.rendering import render
from comments.scripts import script_of
from paper.abuse import keyed_hash
from paper.fields import clean_text


@dataclass(frozen=True)
class Loaded:
    """One comment with the answers to it."""

    name: str
    body: str
    status: Status
    created_at: dt.datetime
    email: str = ""
    is_staff: bool = False
    legacy_id: int | None = None
    replies: Sequence["Loaded"] = field(default_factory=tuple)


@transaction.atomic
def load(article: Article, comments: Iterable[Loaded]) -> int:
    """Store comments under a story, answers under theirs; return how many there are now more."""
    level: list[tuple[Loaded, Comment | None]] = [(comment, None) for comment in comments]
    total = 0
    while level:
        stored = Comment.objects.bulk_create(
            [_row(article, told, parent) for told, parent in level]
        )
        for row, (_told, parent) in zip(stored, level, strict=True):
            row.path = tree.path_under(parent, row.pk)
        Comment.objects.bulk_update(stored, ["path"], batch_size=500)
        total += len(stored)
        pairs = zip(level, stored, strict=True)
        level = [(reply, row) for (told, _parent), row in pairs for reply in told.replies]
    recount(article)
    return total


@transaction.atomic
def recount(article: Article) -> None:
    """Set every counter of a story's conversation from its rows; right whatever stood there before."""
    replies, visible = defaultdict[int, int](int), defaultdict[int, int](int)
    rows = list(Comment.objects.filter(article=article).only("path", "parent_id", "published_at"))
    for row in rows:
        for above in row.ancestor_ids:
            replies[above] += 1
            visible[above] += row.is_visible
    for row in rows:
        row.reply_count, row.visible_reply_count = replies[row.pk], visible[row.pk]
    Comment.objects.bulk_update(rows, ["reply_count", "visible_reply_count"], batch_size=500)
    Article.objects.filter(pk=article.pk).update(
        comment_count=sum(row.is_visible for row in rows),
        comments_version=F("comments_version") + 1,
    )


def recount_commenters() -> None:
    """Set every reader's counts from the comments; for imports and repairs."""
    counted = {
        name: Count("comments", filter=Q(comments__status=status))
        for status, name in tree.COUNTED.items()
    }
    for row in Commenter.objects.values(
        "pk", **{f"true_{name}": count for name, count in counted.items()}
    ):
        values = {name: row[f"true_{name}"] for name in counted}
        Commenter.objects.filter(pk=row["pk"]).exclude(**values).update(**values)


def _row(article: Article, told: Loaded, parent: Comment | None) -> Comment:
    body = clean_text(told.body)
    return Comment(
        article=article,
        parent=parent,
        root_id=(parent.root_id or parent.pk) if parent else None,
        path=f"new {uuid4().hex}",
        depth=min(parent.depth + 1, MAX_DEPTH) if parent else 1,
        status=told.status,
        initial_status=told.status,
        author_name=told.name,
        email=told.email,
        email_key=emails.key_of(told.email),
        body=body,
        body_html=render(body),
        dup_hash=keyed_hash(f"text:{fingerprint(body)}"),
        link_count=len(find_links(body)) + len(find_numbers(body)),
        script=script_of(body),
        is_staff_reply=told.is_staff,
        created_at=told.created_at,
        status_at=told.created_at,
        published_at=told.created_at if told.status in VISIBLE else None,
        source=Source.IMPORT,
        legacy_id=told.legacy_id,
    )
