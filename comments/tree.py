"""Counting in the tree of a conversation: locks in one order, counters moved by F()."""

from uuid import uuid4

from django.db.models import F

from articles.models import Article
from comments.models import MAX_DEPTH, STEP, VISIBLE, Comment, Commenter, Status
from paper.prepared import Insert

COUNTED = {
    Status.APPROVED: "approved_n",
    Status.REJECTED: "rejected_n",
    Status.SPAM: "spam_n",
}
"""Which count of a reader a status belongs to."""


def lock_thread(root_id: int | None) -> None:
    """Make the other changes of this thread wait until the transaction ends.

    Order everywhere: reader, thread, story. On SQLite every transaction that writes is alone already.
    """
    if root_id is not None:
        list(Comment.objects.select_for_update(no_key=True).filter(pk=root_id).values_list("pk"))


def lock_commenter(commenter_id: int | None) -> None:
    """Make the other acts on this reader wait until the transaction ends."""
    if commenter_id is not None:
        list(
            Commenter.objects.select_for_update(no_key=True)
            .filter(pk=commenter_id)
            .values_list("pk")
        )


def path_under(parent: Comment | None, own_id: int) -> str:
    """Return the path of a comment: under its parent, or beside it when the parent is on the last level."""
    above = parent.path[: (MAX_DEPTH - 1) * STEP] if parent else ""
    return f"{above}{own_id:0{STEP}}"


def add(comment: Comment, parent: Comment | None) -> None:
    """Store a new comment and give it its path, which holds the id that it gets now."""
    comment.path = f"new {uuid4().hex}"
    _comments.add(comment)
    comment.path = path_under(parent, comment.pk)
    Comment.objects.filter(pk=comment.pk).update(path=comment.path)


_comments = Insert(Comment)


def count_reply(comment: Comment) -> None:
    """Count a new comment on the comments above it."""
    if above := comment.ancestor_ids:
        shown = int(comment.is_visible)
        Comment.objects.filter(pk__in=above).update(
            reply_count=F("reply_count") + 1, visible_reply_count=F("visible_reply_count") + shown
        )


def count_visibility(comment: Comment, change: int) -> None:
    """Count a comment that appears (+1) or goes (-1) on the comments above it."""
    if change and (above := comment.ancestor_ids):
        Comment.objects.filter(pk__in=above).update(
            visible_reply_count=F("visible_reply_count") + change
        )


def count_on_story(article_id: int, change: int) -> None:
    """Move the story's counter and the version of its conversation; nothing when readers see no change."""
    if change:
        Article.objects.filter(pk=article_id).update(
            comment_count=F("comment_count") + change, comments_version=F("comments_version") + 1
        )


def renew(article_id: int) -> None:
    """Give the story's conversation another version: it looks different, its comments are the same."""
    Article.objects.filter(pk=article_id).update(comments_version=F("comments_version") + 1)


def uncount_reply(comment: Comment) -> None:
    """Take a hidden comment that is deleted off the comments above it."""
    if above := comment.ancestor_ids:
        Comment.objects.filter(pk__in=above).update(reply_count=F("reply_count") - 1)


def count_for_commenter(commenter_id: int | None, before: int | None, after: int) -> None:
    """Move the reader's counts from one status to the other."""
    left, entered = COUNTED.get(Status(before)) if before else None, COUNTED.get(Status(after))
    if commenter_id is None or left == entered:
        return
    moves = {left: -1} if left else {}
    if entered:
        moves[entered] = 1
    Commenter.objects.filter(pk=commenter_id).update(
        **{name: F(name) + change for name, change in moves.items()}
    )


def visibility_change(before: int | None, after: int) -> int:
    """Return +1 when a move makes a comment visible, -1 when it hides it, else 0."""
    return int(after in VISIBLE) - int(before in VISIBLE)
