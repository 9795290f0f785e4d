"""What a reader may still do with an own comment: change it for some minutes, delete it."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from comments import policy, rules, tree, wordlists
from comments.evidence import gather
from comments.models import Comment, Commenter, CommentRevision, Event, Status
from comments.moderation.changing import (
    ForbiddenTransition,
    NotAllowed,
    Refused,
    forbidden,
    lock,
    move,
    record,
    target,
    was_deleted,
)
from comments.moderation.table import EDITABLE, status_after_edit
from comments.rendering import render
from comments.screening import screen
from comments.scripts import script_of
from comments.submission import Submission
from comments.trust import Level


def window_is_open(comment: Comment, minutes: int, now: dt.datetime) -> bool:
    """Whether some minutes have not passed since the comment came, and no visible answer stands below it."""
    ends = comment.created_at + dt.timedelta(minutes=minutes)
    return now < ends and not comment.visible_reply_count


def may_change(comment: Comment, minutes: int, now: dt.datetime) -> bool:
    """Whether a reader may change this own comment now: its window is open, its state allows it, it was not changed too often."""
    return (
        comment.status in EDITABLE
        and comment.revision < policy.REVISIONS
        and window_is_open(comment, minutes, now)
    )


@transaction.atomic
def edit(
    comment_id: int, submission: Submission, *, commenter: Commenter, now: dt.datetime | None = None
) -> Comment:
    """Replace the text of an own comment by that of `submission`, as a new revision, screened like a new one.

    The praise of the desk belonged to the words that were there. Raises NotAllowed for a comment
    of somebody else, ForbiddenTransition when the window has closed (and for spam, whose sender
    learns nothing else), Refused for a text that is blocked; nothing changes then.
    """
    now = now or timezone.now()
    comment = _own(comment_id, commenter)
    if not may_change(comment, rules.rules_for(comment.article.category_id, now).edit_minutes, now):
        raise ForbiddenTransition(_("The comment cannot be changed any more."))
    if submission.stored_body == comment.body:
        return comment
    facts = gather(submission, parent=None, commenter=commenter, now=now, editing=comment)
    verdict = screen(facts)
    if verdict.is_blocked:
        raise Refused(verdict)
    before = Status(comment.status)
    after = status_after_edit(before, verdict.severity, is_trusted=facts.level == Level.TRUSTED)
    found = [finding.as_json() for finding in verdict.findings]
    move(
        comment, after, revision=comment.revision + 1, edited_at=now, reasons=found,
        severity=max(verdict.severity, comment.severity if after == before else 0),
        body=submission.stored_body, body_html=render(submission.stored_body),
        dup_hash=submission.dup_hash, link_count=submission.link_count,
        script=script_of(submission.stored_body), featured_at=None, featured_by=None,
    )  # fmt: skip
    CommentRevision.objects.create(
        comment=comment, n=comment.revision, body=comment.body, created_at=now,
        verdict={"severity": verdict.severity, "findings": found},
    )  # fmt: skip
    record(comment, Event.EDIT, None, before)
    wordlists.count_hits(found)
    if comment.is_visible:
        tree.renew(comment.article_id)
    return comment


@transaction.atomic
def delete(comment_id: int, *, commenter: Commenter) -> Comment:
    """Take an own comment from the page, at any time; with visible answers its place stays, without its words.

    Spam, and what a word list rejected, stays what it is for the desk, with the wish beside it: its
    sender is answered like everybody and does not see it again. Raises NotAllowed, and
    ForbiddenTransition for one that the desk has rejected.
    """
    comment = _own(comment_id, commenter)
    before = Status(comment.status)
    if was_deleted(comment):
        raise ForbiddenTransition(forbidden(comment, Event.DELETE))
    if not _was_turned_down_unseen(comment):
        move(comment, target(comment, Event.DELETE))
    record(comment, Event.DELETE, None, before)
    return comment


def _was_turned_down_unseen(comment: Comment) -> bool:
    """Whether its writer cannot know that it does not wait: spam, or rejected before anybody read it."""
    is_listed = comment.status == comment.initial_status == Status.REJECTED
    return comment.status == Status.SPAM or is_listed


def _own(comment_id: int, commenter: Commenter) -> Comment:
    comment = lock(comment_id)
    if comment.identity_id != commenter.pk:
        raise NotAllowed(_("This comment is not yours."))
    return comment
