"""The one way in which a comment changes: locked, compared with what was seen, moved, counted and written down.

Called by the acts of this package alone, inside their transaction.
"""

import datetime as dt
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from comments import tree
from comments.findings import Verdict
from comments.models import VISIBLE, Comment, Event, ModerationAction, Status
from comments.moderation.table import TRANSITIONS
from comments.permissions import can_moderate
from paper.prepared import Insert


class ModerationError(Exception):
    """An act that cannot be done; the message is for who tried it."""


class ForbiddenTransition(ModerationError):
    """Raised for a move that the table does not list."""


class Conflict(ModerationError):
    """Raised when the comment has changed since it was seen; nothing was done."""


class NotAllowed(ModerationError):
    """Raised when the person may not do this, or not in this section."""


class MissingReason(ModerationError):
    """Raised when a rejection names none of the reasons."""


class Refused(ModerationError):
    """Raised when a text does not pass screening; `verdict` says why."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(_("The answer cannot be stored."))
        self.verdict = verdict


def require_moderator(actor: Any, comment: Comment | None = None) -> None:
    """Raise NotAllowed unless the person may moderate, and may do so in the comment's section."""
    if not can_moderate(actor):
        raise NotAllowed(_("You may not moderate comments."))
    if comment is not None and not can_moderate(actor, comment.article):
        raise NotAllowed(_("This section is not yours to moderate."))


def lock(comment_id: int) -> Comment:
    """Return the comment with its reader and its thread locked; raises Comment.DoesNotExist."""
    comment = Comment.objects.get(pk=comment_id)
    tree.lock_commenter(comment.identity_id)
    tree.lock_thread(comment.root_id or comment.pk)
    return (
        Comment.objects.select_related("article")
        .defer("article__body", "article__shown")
        .get(pk=comment_id)
    )


def seen(comment_id: int, version: int, revision: int, actor: Any) -> Comment:
    """Return the locked comment, if it still is what the moderator saw; raises NotAllowed, Conflict.

    The right comes first: a conflict says who decided what.
    """
    comment = lock(comment_id)
    require_moderator(actor, comment)
    if (comment.version, comment.revision) != (version, revision):
        raise Conflict(what_happened(comment))
    return comment


def target(comment: Comment, event: Event) -> Status:
    """Return where an event leads from here; raises ForbiddenTransition for what the table does not list."""
    after = TRANSITIONS.get((Status(comment.status), event))
    if after is None:
        raise ForbiddenTransition(forbidden(comment, event))
    return after


def move(comment: Comment, after: Status, **fields: Any) -> None:
    """Change status and fields on condition that nobody was faster, and move every counter."""
    now, before = timezone.now(), comment.status
    fields |= {
        "status": after,
        "status_at": now,
        "version": comment.version + 1,
        "published_at": _appearance(comment, now) if after in VISIBLE else None,
    }
    moved = Comment.objects.filter(
        pk=comment.pk, version=comment.version, revision=comment.revision
    ).update(**fields)
    if not moved:
        raise Conflict(what_happened(comment))
    for name, value in fields.items():
        setattr(comment, name, value)
    change = tree.visibility_change(before, after)
    tree.count_visibility(comment, change)
    tree.count_on_story(comment.article_id, change)
    tree.count_for_commenter(comment.identity_id, before, after)


def record(
    comment: Comment,
    event: Event,
    actor: Any,
    before: int | None,
    *,
    reason: str = "",
    note: str = "",
    batch: UUID | None = None,
    undo_of: ModerationAction | None = None,
) -> ModerationAction:
    """Write the one row of an act; the comment stands where the act has led."""
    return _actions.add(
        ModerationAction(
            comment=comment, revision=comment.revision, actor=actor, from_status=before, to_status=comment.status,
            event=event, reason_code=reason, note=note, batch=batch, undo_of=undo_of,
        )
    )  # fmt: skip


_actions = Insert(ModerationAction)


def was_deleted(comment: Comment) -> bool:
    """Whether its writer has deleted it: of spam that is a wish, kept beside it (`author.delete`)."""
    return comment.actions.filter(event=Event.DELETE).exists()


def forbidden(comment: Comment, event: Event) -> str:
    """Say that an act is not possible from this state."""
    return _("“%(act)s” is not possible: the comment is “%(state)s”.") % {
        "act": event.label,
        "state": Status(comment.status).label,
    }


def what_happened(comment: Comment) -> str:
    """Say who was faster."""
    last = comment.actions.select_related("actor").exclude(actor=None).first()
    if last is None:
        return _("The comment has changed meanwhile. Read it again, then decide.")
    return _("%(who)s has just decided “%(act)s”. Read the comment again, then decide.") % {
        "who": last.actor,
        "act": Event(last.event).label,
    }


def _appearance(comment: Comment, now: dt.datetime) -> dt.datetime:
    """Return when readers first saw the comment: a rejection that is taken back does not make it new.

    An imported comment has no row of its arrival; if its first act found it visible, it was so from
    the beginning.
    """
    if comment.published_at is not None:
        return comment.published_at
    shown = Q(to_status__in=VISIBLE) | Q(from_status__in=VISIBLE)
    first = comment.actions.filter(shown).order_by("id").first()
    if first is None:
        return now
    return comment.created_at if first.from_status in VISIBLE else first.created_at
