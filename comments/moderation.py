"""Every change of a comment's status happens here: sent, approved, rejected, spam, held, restored, answered.

Each act checks right and table, then changes status, audit row and counters in one
transaction. TRANSITIONS is the whole policy; a move that is not in it is forbidden.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from comments import policy, tree, wordlists
from comments.evidence import gather, gather_for_staff
from comments.findings import Verdict
from comments.models import (
    MAX_DEPTH,
    VISIBLE,
    Comment,
    Commenter,
    CommentRevision,
    Event,
    ModerationAction,
    RejectReason,
    Source,
    Status,
)
from comments.permissions import can_moderate
from comments.rendering import render
from comments.screening import first_status, screen
from comments.submission import Submission
from paper.abuse import keyed_hash

_ON_PAGE: Final = (Status.PUBLISHED, Status.APPROVED)
_OPEN: Final = (Status.PREMOD, Status.WITHHELD, *_ON_PAGE)

TRANSITIONS: Final[dict[tuple[Status, Event], Status]] = {
    **{(Status(s), Event.APPROVE): Status.APPROVED for s in (Status.PREMOD, Status.WITHHELD, Status.PUBLISHED)},
    **{(Status(s), Event.REJECT): Status.REJECTED for s in _OPEN},
    **{(Status(s), Event.SPAM): Status.SPAM for s in (*_OPEN, Status.REJECTED)},
    **{(Status(s), Event.HOLD): Status.WITHHELD for s in _ON_PAGE},
    **{(Status(s), Event.RESTORE): Status.APPROVED for s in (Status.SPAM, Status.REJECTED)},
}  # fmt: skip
"""(status, event) → status, for moderators (comments.md 2.2)."""


class ModerationError(Exception):
    """An act that cannot be done; the message is for the moderator."""


class ForbiddenTransition(ModerationError):
    """Raised for a move that the table does not list."""


class Conflict(ModerationError):
    """Raised when the comment has changed since the moderator saw it; nothing was done."""


class NotAllowed(ModerationError):
    """Raised when the person may not moderate."""


class MissingReason(ModerationError):
    """Raised when a rejection names none of the reasons."""


class Refused(ModerationError):
    """Raised when the desk's answer does not pass the shape of a comment; `verdict` says why."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(_("The answer cannot be stored."))
        self.verdict = verdict


@dataclass(frozen=True)
class Outcome:
    """What became of a submission: the stored comment, or none and the verdict that blocked it."""

    comment: Comment | None
    verdict: Verdict | None = None
    is_replay: bool = False


def possible(comment: Comment) -> list[Event]:
    """Return the events that the table allows for a comment now, in the order of the buttons."""
    return [event for event in Event if (Status(comment.status), event) in TRANSITIONS]


def transition(
    comment_id: int,
    event: Event | str,
    *,
    actor: Any,
    version: int,
    revision: int,
    reason: str = "",
    note: str = "",
) -> Comment:
    """Do one act of a moderator on the revision and version that the moderator saw.

    Raises NotAllowed, ForbiddenTransition, MissingReason, Conflict; Comment.DoesNotExist for
    an unknown id. When two act at once, one wins and the other gets Conflict.
    """
    _require_moderator(actor)
    event = Event(event)
    if event == Event.REJECT and reason not in RejectReason.values:
        raise MissingReason(_("Choose the reason of the rejection."))
    with transaction.atomic():
        comment = _seen(comment_id, version, revision)
        before = comment.status
        after = TRANSITIONS.get((Status(before), event))
        if after is None:
            raise ForbiddenTransition(_forbidden(comment, event))
        _move(comment, after)
        if after == Status.APPROVED and before not in VISIBLE:
            wordlists.count_false_holds(comment)
        _record(comment, event, actor, before, reason, note)
        _count(comment, before)
    return comment


def submit(submission: Submission, *, now: dt.datetime | None = None) -> Outcome:
    """Store a reader's comment, or return the verdict that blocks it; one row however often it is sent."""
    now = now or timezone.now()
    keys = submission.idempotency_keys(now)
    try:
        with transaction.atomic():
            outcome = _replay(submission, keys, now) or _admit(submission, keys[0], now)
    except IntegrityError:
        # The same form, sent twice at once: the other copy was stored a moment earlier.
        stored = _replay(submission, keys, now)
        if stored is None:
            raise
        return stored
    if outcome.comment is None:
        return _replay(submission, keys, now) or outcome
    return outcome


@transaction.atomic
def reply_as_staff(
    comment_id: int, body: str, *, actor: Any, name: str, version: int, revision: int, key: str = ""
) -> Comment:
    """Answer a visible comment in the name of the desk; approved at once, stored once per `key`.

    Raises NotAllowed, Conflict, ForbiddenTransition for a hidden comment, Refused for a text
    without the shape of a comment.
    """
    _require_moderator(actor)
    now = timezone.now()
    parent = Comment.objects.select_related("article").get(pk=comment_id)
    submission = Submission(
        article=parent.article, name=name, body=body, parent=str(comment_id),
        key=key or uuid4().hex, source=Source.STAFF,
    )  # fmt: skip
    keys = submission.idempotency_keys(now)
    parent = _seen(comment_id, version, revision)
    stored = _replay(submission, keys, now)
    if stored is not None and stored.comment is not None:
        return stored.comment
    if not parent.is_visible:
        raise ForbiddenTransition(_("Approve the comment first, then answer it."))
    verdict = screen(gather_for_staff(submission, parent=parent, now=now))
    if verdict.is_blocked:
        raise Refused(verdict)
    return _store(submission, keys[0], verdict, now, parent=parent, actor=actor)


def _admit(submission: Submission, key: UUID, now: dt.datetime) -> Outcome:
    device_key = submission.device_key(key)
    commenter = (
        Commenter.objects.select_for_update(no_key=True).filter(device_key=device_key).first()
    )
    parent = None
    if submission.parent_id is not None:
        parent = Comment.objects.filter(pk=submission.parent_id).first()
        tree.lock_thread((parent.root_id or parent.pk) if parent else None)
    verdict = screen(gather(submission, parent=parent, commenter=commenter, now=now))
    if verdict.is_blocked:
        return Outcome(None, verdict)
    if commenter is None:
        commenter, _made = Commenter.objects.get_or_create(device_key=device_key)
    return Outcome(
        _store(submission, key, verdict, now, parent=parent, commenter=commenter), verdict
    )


def _replay(submission: Submission, keys: list[UUID], now: dt.datetime) -> Outcome | None:
    """Return the comment that this form has become already; without a script that counts for ten minutes."""
    if submission.is_foreign:
        return None
    sent = Comment.objects.select_related("identity").filter(idempotency_key__in=keys)
    stored = sent.order_by("idempotency_key").first()  # by its own index, never by that of the ids
    if stored is None or (len(keys) > 1 and stored.created_at <= now - policy.IDEMPOTENCY_WINDOW):
        return None
    return Outcome(stored, is_replay=True)


def _store(
    submission: Submission,
    key: UUID,
    verdict: Verdict,
    now: dt.datetime,
    *,
    parent: Comment | None,
    commenter: Commenter | None = None,
    actor: Any = None,
) -> Comment:
    status = first_status(verdict, is_staff=actor is not None)
    reasons = [finding.as_json() for finding in verdict.findings]
    comment = Comment.objects.create(
        article=submission.article,
        parent=parent,
        root_id=(parent.root_id or parent.pk) if parent else None,
        path=f"new {uuid4().hex}",  # the true path holds the id that this row gets now
        depth=min(parent.depth + 1, MAX_DEPTH) if parent else 1,
        status=status,
        initial_status=status,
        severity=verdict.severity,
        reasons=reasons,
        author_user=actor,
        identity=commenter,
        author_name=submission.stored_name,
        email=submission.stored_email,
        body=submission.stored_body,
        body_html=render(submission.stored_body),
        dup_hash=submission.dup_hash,
        link_count=submission.link_count,
        is_staff_reply=actor is not None,
        idempotency_key=key,
        created_at=now,
        published_at=now if status in VISIBLE else None,
        status_at=now,
        ip_hash=None if actor else keyed_hash(f"address:{submission.address}"),
        ip_prefix=None if actor else submission.prefix,
        source=submission.source,
    )
    comment.path = tree.path_under(parent, comment.pk)
    comment.save(update_fields=["path"])
    CommentRevision.objects.create(
        comment=comment,
        n=1,
        body=comment.body,
        verdict={"severity": verdict.severity, "findings": reasons},
        created_at=now,
    )
    _record(comment, Event.SUBMIT, actor, None)
    tree.count_reply(comment)
    tree.count_on_story(comment.article_id, tree.visibility_change(None, status))
    if commenter is not None:
        _greet(commenter, comment)
        wordlists.count_hits(reasons)
    return comment


def _greet(commenter: Commenter, comment: Comment) -> None:
    commenter.name_last, commenter.last_at = comment.author_name, comment.created_at
    commenter.email = comment.email or commenter.email
    commenter.save(update_fields=["name_last", "email", "last_at"])
    tree.count_for_commenter(commenter.pk, None, comment.status)


def _require_moderator(actor: Any) -> None:
    if not can_moderate(actor):
        raise NotAllowed(_("You may not moderate comments."))


def _seen(comment_id: int, version: int, revision: int) -> Comment:
    """Return the locked comment, if it still is what the moderator saw."""
    comment = Comment.objects.get(pk=comment_id)
    tree.lock_commenter(comment.identity_id)
    tree.lock_thread(comment.root_id or comment.pk)
    comment.refresh_from_db()
    if (comment.version, comment.revision) != (version, revision):
        raise Conflict(_what_happened(comment))
    return comment


def _move(comment: Comment, after: Status) -> None:
    """Change the status on condition that nobody was faster."""
    now = timezone.now()
    published_at = (comment.published_at or now) if after in VISIBLE else None
    moved = Comment.objects.filter(
        pk=comment.pk, version=comment.version, revision=comment.revision
    ).update(status=after, version=comment.version + 1, status_at=now, published_at=published_at)
    if not moved:
        raise Conflict(_what_happened(comment))
    comment.status, comment.published_at, comment.status_at = after, published_at, now
    comment.version += 1


def _count(comment: Comment, before: int) -> None:
    change = tree.visibility_change(before, comment.status)
    tree.count_visibility(comment, change)
    tree.count_on_story(comment.article_id, change)
    tree.count_for_commenter(comment.identity_id, before, comment.status)


def _record(
    comment: Comment, event: Event, actor: Any, before: int | None, reason: str = "", note: str = ""
) -> None:
    ModerationAction.objects.create(
        comment=comment, revision=comment.revision, actor=actor, from_status=before, to_status=comment.status,
        event=event, reason_code=reason, note=note,
    )  # fmt: skip


def _forbidden(comment: Comment, event: Event) -> str:
    return _("“%(act)s” is not possible: the comment is “%(state)s”.") % {
        "act": event.label,
        "state": Status(comment.status).label,
    }


def _what_happened(comment: Comment) -> str:
    last = comment.actions.select_related("actor").exclude(actor=None).first()
    if last is None:
        return _("The comment has changed meanwhile. Read it again, then decide.")
    return _("%(who)s has just decided “%(act)s”. Read the comment again, then decide.") % {
        "who": last.actor,
        "act": Event(last.event).label,
    }
