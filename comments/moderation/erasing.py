"""What leaves the paper for good: erased on demand, emptied and purged in time."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from comments import emails, policy, tree
from comments.models import (
    Comment,
    Commenter,
    CommentRevision,
    Event,
    ModerationAction,
    ReplySubscription,
    Status,
)
from comments.moderation.changing import NotAllowed, lock, move, record, target
from comments.moderation.people import forget_reader
from comments.moderation.table import PURGEABLE
from comments.permissions import ERASE
from paper.log import record as log

BATCH = 500

_NOTHING: dict[str, Any] = {
    "author_name": "",
    "email": "",
    "email_key": None,
    "body": "",
    "body_html": "",
    "dup_hash": b"",
    "reasons": [],
    "link_count": 0,
    "report_count": 0,
    "ip_hash": None,
    "ip_prefix": None,
    "identity": None,
    "featured_at": None,
    "featured_by": None,
    "idempotency_key": None,
}
"""What an erased comment still holds: its place in the thread and when it came."""


def erase(comment_id: int, *, actor: Any) -> Comment:
    """Empty a comment of everything that a person is known by; its answers keep their place.

    Raises NotAllowed without the right, ForbiddenTransition for one that is erased already.
    """
    if not may_erase(actor):
        raise NotAllowed(_("You may not erase readers' data."))
    return _erase(comment_id, actor)


@transaction.atomic
def erase_reader(commenter_id: int, *, actor: Any) -> int:
    """Erase every comment of a reader and forget the reader, for somebody who asked by another way than a link.

    A ban of a proven address stays, as a hash: erasing must not lift it (docs/decisions/0024). Returns how many comments were erased. Raises NotAllowed, Commenter.DoesNotExist.
    """
    if not may_erase(actor):
        raise NotAllowed(_("You may not erase readers' data."))
    reader = Commenter.objects.get(pk=commenter_id)
    own = Comment.objects.filter(identity=reader).exclude(status=Status.ERASED).order_by("pk")
    erased = [_erase(pk, actor) for pk in own.values_list("pk", flat=True)]
    log("erase_reader", actor=actor, subject=reader, label=f"#{reader.pk}")
    if reader.email_proven:
        forget_reader(reader.email_proven)
    else:
        reader.delete()
    return len(erased)


def may_erase(actor: Any) -> bool:
    """May this person erase readers' data?"""
    return actor is not None and actor.is_active and actor.has_perm(ERASE)


def erase_for_owner(comment_ids: Iterable[int]) -> int:
    """Erase the comments of somebody who has proven to own them; return how many were not erased before.

    Safe beside itself: what another has erased or purged meanwhile is left.
    """
    return sum(_erase_if_there(pk) for pk in comment_ids)


@transaction.atomic
def _erase_if_there(comment_id: int) -> int:
    try:
        comment = lock(comment_id)
    except Comment.DoesNotExist:
        return 0
    if comment.status == Status.ERASED:
        return 0
    _erase(comment_id, None)
    return 1


@transaction.atomic
def _erase(comment_id: int, actor: Any) -> Comment:
    comment = lock(comment_id)
    before, after = Status(comment.status), target(comment, Event.ERASE)
    move(comment, after)
    Comment.objects.filter(pk=comment.pk).update(**_NOTHING)
    CommentRevision.objects.filter(comment=comment).delete()
    comment.reports.all().delete()
    # A wish for answers names an address.
    ReplySubscription.objects.filter(comment=comment).delete()
    ModerationAction.objects.filter(comment=comment).forget_notes()
    record(comment, Event.ERASE, actor, before)
    _forget_in_reader(comment)
    comment.refresh_from_db()
    return comment


def _forget_in_reader(comment: Comment) -> None:
    """Take what an erased comment told of its writer from the reader's row; what other comments told of them stays.

    A note goes with the last comment. What was decided about the reader holds.
    """
    if comment.identity_id is None:
        return
    reader = Commenter.objects.get(pk=comment.identity_id)
    left = Comment.objects.filter(identity=reader).order_by("-created_at", "-id").first()
    if reader.name_last == comment.author_name:
        reader.name_last = left.author_name if left else ""
    if reader.email_proven is None and emails.key_of(reader.email) == _bytes(comment.email_key):
        reader.email = ""
    if left is None:
        reader.note = ""
    reader.save(update_fields=["name_last", "email", "note"])


def _bytes(key: bytes | memoryview | None) -> bytes | None:
    return None if key is None else bytes(key)


def empty_deleted(now: dt.datetime | None = None) -> int:
    """Empty the words of comments that their writers deleted a month ago; return how many."""
    before = (now or timezone.now()) - policy.KEPT_DELETED
    old = Comment.objects.filter(status=Status.DELETED_AUTHOR, status_at__lt=before).exclude(
        body=""
    )
    done = 0
    while pks := list(old.order_by().values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            CommentRevision.objects.filter(comment__in=pks).update(body="", verdict={})
            done += Comment.objects.filter(pk__in=pks).update(body="", body_html="", reasons=[])
    return done


def purge(now: dt.datetime | None = None) -> int:
    """Delete what was turned down long ago and has nothing below it; return how many rows went.

    A comment with an answer below it waits for the answer to go: no thread loses its shape.
    """
    now = now or timezone.now()
    old = (
        Q(status=Status.SPAM, status_at__lt=now - policy.KEPT_SPAM)
        | Q(status=Status.REJECTED, status_at__lt=now - policy.KEPT_REJECTED)
        | Q(status__in=(Status.DELETED_AUTHOR, Status.ERASED), status_at__lt=now - policy.KEPT_DELETED)
    )  # fmt: skip
    rows = Comment.objects.filter(old, reply_count=0)
    done = 0
    while pks := list(rows.order_by().values_list("pk", flat=True)[:BATCH]):
        done += sum(_purge_one(pk) for pk in pks)
    return done


@transaction.atomic
def _purge_one(pk: int) -> int:
    comment = lock(pk)
    if comment.reply_count or comment.status not in PURGEABLE:
        return 0
    tree.uncount_reply(comment)
    tree.count_for_commenter(comment.identity_id, comment.status, Status.ERASED)
    comment.delete()
    return 1
