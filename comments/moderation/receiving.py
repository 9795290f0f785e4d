"""How a comment comes in: a reader's form, the desk's answer; screened, stored once, counted, written down."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.dispatch import Signal
from django.utils import timezone
from django.utils.translation import gettext as _

from comments import commenters, emails, policy, replies, subscriptions, tree, wordlists
from comments.evidence import gather, gather_for_staff
from comments.findings import Verdict
from comments.models import (
    MAX_DEPTH,
    VISIBLE,
    Comment,
    Commenter,
    CommentRevision,
    Event,
    Source,
    Status,
)
from comments.moderation.changing import (
    ForbiddenTransition,
    Refused,
    record,
    require_moderator,
    seen,
)
from comments.rendering import render
from comments.screening import first_status, screen
from comments.scripts import script_of
from comments.submission import Submission
from paper.abuse import keyed_hash
from paper.prepared import Insert, Prepared, uuid

received = Signal()
"""Sent with `outcome` once for each reader's comment that came in: its first status, or "blocked"."""


@dataclass(frozen=True)
class Outcome:
    """What became of a submission: the stored comment, or none and the verdict that blocked it."""

    comment: Comment | None
    verdict: Verdict | None = None
    is_replay: bool = False


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
        outcome = _replay(submission, keys, now) or outcome
    if not outcome.is_replay:
        status = Status(outcome.comment.status).name.lower() if outcome.comment else "blocked"
        received.send(sender=None, outcome=status)
    return outcome


@transaction.atomic
def reply_as_staff(
    comment_id: int, body: str, *, actor: Any, name: str, version: int, revision: int, key: str = ""
) -> Comment:
    """Answer a visible comment in the name of the desk; approved at once, stored once per `key`.

    Raises NotAllowed, Conflict, ForbiddenTransition for a hidden comment, Refused for a text
    without the shape of a comment.
    """
    require_moderator(actor)
    now = timezone.now()
    parent = Comment.objects.select_related("article").get(pk=comment_id)
    submission = Submission(
        article=parent.article, name=name, body=body, parent=str(comment_id),
        key=key or uuid4().hex, source=Source.STAFF,
    )  # fmt: skip
    keys = submission.idempotency_keys(now)
    parent = seen(comment_id, version, revision, actor)
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
    commenter = None
    if submission.user is None:
        commenter = commenters.of_device(submission.device_key(key), lock=True)
    parent = None
    if submission.parent_id is not None:
        parent = Comment.objects.filter(pk=submission.parent_id).first()
        tree.lock_thread((parent.root_id or parent.pk) if parent else None)
    if submission.user is not None:
        verdict = screen(gather_for_staff(submission, parent=parent, now=now))
    else:
        verdict = screen(gather(submission, parent=parent, commenter=commenter, now=now))
    if verdict.is_blocked:
        return Outcome(None, verdict)
    if commenter is None and submission.user is None:
        commenter = commenters.new_on_device(
            submission.device_key(key), name=submission.stored_name, email=submission.stored_email, now=now
        )  # fmt: skip
    stored = _store(
        submission, key, verdict, now, parent=parent, commenter=commenter, actor=submission.user
    )
    if submission.notify and commenter is not None:
        subscriptions.ask(stored, commenter, now)
    return Outcome(stored, verdict)


def _replay(submission: Submission, keys: list[UUID], now: dt.datetime) -> Outcome | None:
    """Return the comment that this form has become already; without a script that counts for ten minutes."""
    if submission.is_foreign:
        return None
    rows = _sent.rows(key=keys[0], before=keys[-1])
    pk, sent_at = max(rows, default=(0, None), key=lambda row: row[1])
    if sent_at is None or (len(keys) > 1 and sent_at <= now - policy.IDEMPOTENCY_WINDOW):
        return None
    return Outcome(Comment.objects.select_related("identity").get(pk=pk), is_replay=True)


_sent = Prepared(
    lambda key, before: Comment.objects.filter(idempotency_key__in=[key, before]).values_list(
        "pk", "created_at"
    ),
    key=uuid(),
    before=uuid(),
)


_revisions = Insert(CommentRevision)


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
    comment = Comment(
        article=submission.article,
        parent=parent,
        root_id=(parent.root_id or parent.pk) if parent else None,
        depth=min(parent.depth + 1, MAX_DEPTH) if parent else 1,
        status=status,
        initial_status=status,
        severity=verdict.severity,
        reasons=reasons,
        author_user=actor,
        identity=commenter,
        author_name=submission.stored_name,
        email=submission.stored_email,
        email_key=emails.key_of(submission.stored_email),
        body=submission.stored_body,
        body_html=render(submission.stored_body),
        dup_hash=submission.dup_hash,
        link_count=submission.link_count,
        script=script_of(submission.stored_body),
        is_staff_reply=actor is not None,
        idempotency_key=key,
        created_at=now,
        published_at=now if status in VISIBLE else None,
        status_at=now,
        ip_hash=None if actor else keyed_hash(f"address:{submission.address}"),
        ip_prefix=None if actor else submission.prefix,
        source=submission.source,
    )
    tree.add(comment, parent)
    said = {"severity": verdict.severity, "findings": reasons}
    _revisions.add(
        CommentRevision(comment=comment, n=1, body=comment.body, verdict=said, created_at=now)
    )
    record(comment, Event.SUBMIT, actor, None)
    _follow(comment, commenter)
    return comment


def _follow(comment: Comment, commenter: Commenter | None) -> None:
    """Do what a new comment brings with it: counters, what is kept of the reader, who waits for an answer."""
    tree.count_reply(comment)
    tree.count_on_story(comment.article_id, tree.visibility_change(None, comment.status))
    if commenter is not None:
        _greet(commenter, comment)
        wordlists.count_hits(comment.reasons)
    if comment.is_visible:
        replies.appeared(comment)


def _greet(commenter: Commenter, comment: Comment) -> None:
    """Keep what a known reader called themselves last, and count the comment."""
    seen_now = (comment.author_name, comment.email or commenter.email, comment.created_at)
    if seen_now != (commenter.name_last, commenter.email, commenter.last_at):
        commenter.name_last, commenter.email, commenter.last_at = seen_now
        commenter.save(update_fields=["name_last", "email", "last_at"])
    tree.count_for_commenter(commenter.pk, None, comment.status)
