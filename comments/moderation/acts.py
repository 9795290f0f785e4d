"""The acts of moderators: one comment or many at once, each undone by one word of who did it."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bangla.digits import to_bangla
from comments import decisions, policy, replies, tree, wordlists
from comments.models import VISIBLE, Comment, Event, ModerationAction, RejectReason, Status
from comments.moderation import reports
from comments.moderation.changing import (
    Conflict,
    ForbiddenTransition,
    MissingReason,
    ModerationError,
    forbidden,
    lock,
    move,
    record,
    require_moderator,
    seen,
    target,
    was_deleted,
    what_happened,
)
from comments.moderation.table import MODERATORS

_UNDOABLE = frozenset(event for _status, event in MODERATORS)


class Seen(NamedTuple):
    """A comment as it stood on the moderator's screen."""

    id: int
    version: int
    revision: int


@dataclass
class Done:
    """What became of an act on many: the comments as they stand now, and who was left out, with the reason."""

    batch: UUID
    comments: list[Comment] = field(default_factory=list)
    failed: list[tuple[int, str]] = field(default_factory=list)


def possible(comment: Comment) -> list[Event]:
    """Return the events that the table allows moderators now, in the order of the buttons."""
    no = {Event.FEATURE if comment.featured_at else Event.UNFEATURE}
    if comment.status == Status.APPROVED and not comment.report_count:
        no.add(Event.APPROVE)
    events = [event for event in Event if (Status(comment.status), event) in MODERATORS]
    return [event for event in events if event not in no]


def transition(
    comment_id: int,
    event: Event | str,
    *,
    actor: Any,
    version: int,
    revision: int,
    reason: str = "",
    note: str = "",
    batch: UUID | None = None,
) -> Comment:
    """Do one act of a moderator on the revision and version that the moderator saw.

    Raises NotAllowed, ForbiddenTransition, MissingReason, Conflict; Comment.DoesNotExist for
    an unknown id. When two act at once, one wins and the other gets Conflict.
    """
    require_moderator(actor)
    event = Event(event)
    if event == Event.REJECT and reason not in RejectReason.values:
        raise MissingReason(_("Choose the reason of the rejection."))
    # Whatever else the form sends along is no reason of ours.
    reason = reason if event == Event.REJECT else ""
    with transaction.atomic():
        comment = seen(comment_id, version, revision, actor)
        if event not in possible(comment):
            raise ForbiddenTransition(forbidden(comment, event))
        if event == Event.RESTORE and was_deleted(comment):
            raise ForbiddenTransition(_("Its writer has deleted it."))
        before, after = Status(comment.status), target(comment, event)
        move(comment, after, **_of_best(event, actor))
        if after == Status.APPROVED and before not in VISIBLE:
            wordlists.count_false_holds(comment)
        action = record(
            comment, event, actor, before, reason=reason, note=note, batch=batch or uuid4()
        )
        reports.decide(comment, event, action)
        _tell_readers(comment, event, before)
        decisions.decided(comment, action)
    return comment


def bulk(
    chosen: Sequence[Seen],
    event: Event | str,
    *,
    actor: Any,
    reason: str = "",
    note: str = "",
    with_replies: bool = False,
    batch: UUID | None = None,
) -> Done:
    """Do one act on up to `policy.BULK` comments; each stands or fails alone, one batch undoes them all.

    `with_replies` also holds back the visible answers below what is taken from the page, up to
    `policy.BULK` of them in all. Acts of several kinds are undone together when they share a `batch`.
    Raises NotAllowed and MissingReason for the whole, ModerationError for too many.
    """
    require_moderator(actor)
    if len(chosen) > policy.BULK:
        raise ModerationError(_("At most %(n)s comments at once.") % {"n": to_bangla(policy.BULK)})
    done = Done(batch or uuid4())
    words = {"actor": actor, "reason": reason, "note": note, "batch": done.batch}

    def act(one: Seen) -> Comment:
        return transition(one.id, event, version=one.version, revision=one.revision, **words)

    _each(done, chosen, act)
    if with_replies:
        _hold_below(done, actor)
    return done


def undo(batch: UUID, *, actor: Any, now: dt.datetime | None = None) -> Done:
    """Take back what one act did, a single one or a bulk: within ten minutes, by who did it, where nothing came after."""
    require_moderator(actor)
    acts = list(
        ModerationAction.objects.filter(batch=batch, undo_of__isnull=True).order_by("-id")[
            : policy.BULK * 2
        ]
    )
    done = Done(uuid4())
    at = now or timezone.now()

    def act(action: ModerationAction) -> Comment:
        return _undo(action, actor, done.batch, at)

    _each(done, acts, act)
    return done


def _each[T: (Seen, ModerationAction)](
    done: Done, chosen: Iterable[T], act: Callable[[T], Comment]
) -> None:
    for one in chosen:
        pk = one.id if isinstance(one, Seen) else one.comment_id
        try:
            done.comments.append(act(one))
        except MissingReason:
            raise
        except ModerationError as error:
            done.failed.append((pk, str(error)))
        except Comment.DoesNotExist:
            done.failed.append((pk, _("The comment does not exist any more.")))


@transaction.atomic
def _undo(action: ModerationAction, actor: Any, batch: UUID, now: dt.datetime) -> Comment:
    comment = lock(action.comment_id)
    require_moderator(actor, comment)
    last = comment.actions.order_by("-id").first()
    if last != action or (comment.status, comment.revision) != (action.to_status, action.revision):
        raise Conflict(what_happened(comment))
    if action.actor_id != actor.pk:
        raise ForbiddenTransition(_("Only who did it can undo it."))
    if action.event not in _UNDOABLE or action.from_status is None:
        raise ForbiddenTransition(_("This cannot be undone."))
    if action.created_at <= now - policy.UNDO_WINDOW:
        raise ForbiddenTransition(_("It is too late to undo this. Decide anew."))
    before = comment.status
    if action.to_status == Status.APPROVED and action.from_status not in VISIBLE:
        wordlists.count_false_holds(comment, -1)
    move(comment, Status(action.from_status), **_of_best(_opposite(action.event), actor))
    record(comment, Event.UNDO, actor, before, batch=batch, undo_of=action)
    reports.reopen(comment, action)
    _tell_readers(comment, Event.UNDO, Status(before), undone=Event(action.event))
    return comment


def _hold_below(done: Done, actor: Any) -> None:
    """Hold back the answers that readers still see below what has just been taken away.

    No more than one undo takes back with the comments themselves.
    """
    left = policy.BULK
    for hidden in [comment for comment in done.comments if not comment.is_visible]:
        below = Comment.objects.visible().filter(
            article=hidden.article_id, path__startswith=hidden.path
        )
        rows = below.exclude(pk=hidden.pk).order_by("path")[:left]
        for pk, version, revision in rows.values_list("pk", "version", "revision"):
            left -= 1
            try:
                held = transition(
                    pk, Event.HOLD, actor=actor, version=version, revision=revision, batch=done.batch
                )  # fmt: skip
            except ModerationError as error:
                done.failed.append((pk, str(error)))
            else:
                done.comments.append(held)


def _of_best(event: str, actor: Any) -> dict[str, Any]:
    """Return the fields of a featured comment that an event changes."""
    if event == Event.FEATURE:
        return {"featured_at": timezone.now(), "featured_by": actor}
    return {"featured_at": None, "featured_by": None} if event == Event.UNFEATURE else {}


def _opposite(event: str) -> str:
    pairs = {Event.FEATURE: Event.UNFEATURE, Event.UNFEATURE: Event.FEATURE}
    return str(pairs.get(Event(event), ""))


def _tell_readers(
    comment: Comment, event: Event, before: Status, undone: Event | None = None
) -> None:
    """Renew the story's conversation where its look changes without a comment coming or going; tell who waits."""
    if {event, undone} & {Event.FEATURE, Event.UNFEATURE}:
        tree.renew(comment.article_id)
    if comment.is_visible and before not in VISIBLE:
        replies.appeared(comment)
