"""Readers' reports: one a reader, counted on the comment, decided by the moderator's act."""

import datetime as dt
from secrets import token_bytes
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet, Sum
from django.utils import timezone

from comments import policy, rules
from comments.models import Comment, Event, ModerationAction, Report, Status
from comments.moderation.changing import lock, move, record, target
from paper.fields import clean_text

DECIDES = {
    Event.APPROVE: Report.State.DISMISSED,
    Event.REJECT: Report.State.UPHELD,
    Event.SPAM: Report.State.UPHELD,
}
"""What an act says about the open reports of a comment."""


class TooManyReports(Exception):
    """Raised when a reader reports faster than a person can read; `wait` is in seconds."""

    def __init__(self, wait: int) -> None:
        super().__init__(wait)
        self.wait = wait


def report(
    comment_id: int,
    *,
    reporter: bytes,
    network: str,
    reason: str,
    note: str = "",
    weight: int = 1,
    now: dt.datetime | None = None,
) -> Comment:
    """Store a report and hold the comment back when it is one too many; a second one of the same reader changes nothing.

    Raises Comment.DoesNotExist for a comment that readers do not see, TooManyReports, ValueError
    for an unknown reason.
    """
    now = now or timezone.now()
    reason = Report.Reason(reason)
    _check_pace(reporter, network, now)
    with transaction.atomic():
        comment = lock(comment_id)
        if not comment.is_visible:
            raise Comment.DoesNotExist
        if not _store(comment, reporter, network, reason, note, weight, now):
            return comment
        before = comment.report_count
        comment.report_count = before + weight
        Comment.objects.filter(pk=comment.pk).update(report_count=comment.report_count)
        threshold = rules.rules_for(comment.article.category_id, now).report_threshold
        # A threshold that was lowered meanwhile holds back with the next report.
        is_reached = comment.report_count >= threshold
        if is_reached and (before < threshold or comment.status == Status.PUBLISHED):
            _reached(comment)
    return comment


def decide(comment: Comment, event: Event, action: ModerationAction) -> None:
    """Close the open reports of a comment by a moderator's act; in the act's transaction."""
    state = DECIDES.get(event)
    if state is not None and comment.report_count:
        comment.reports.filter(state=Report.State.OPEN).update(state=state, decided_by=action)
        _recount(comment)


def reopen(comment: Comment, action: ModerationAction) -> None:
    """Open again the reports that an undone act had closed."""
    reopened = comment.reports.filter(decided_by=action)
    if reopened.update(state=Report.State.OPEN, decided_by=None):
        _recount(comment)


def forget_reporters(reports: QuerySet[Report], **more: Any) -> int:
    """Make reports nobody's; what they count stays. `more` are fields to be emptied with it. Return how many."""
    own = list(reports.values_list("pk", flat=True))
    for pk in own:
        Report.objects.filter(pk=pk).update(reporter=token_bytes(16), network=None, **more)
    return len(own)


def _reached(comment: Comment) -> None:
    """Hold back a comment that no person has approved; an approved one waits in a queue, still visible."""
    before = Status(comment.status)
    has_been_judged = comment.actions.filter(
        event__in=(Event.APPROVE, Event.RESTORE), revision=comment.revision, undone_by__isnull=True
    ).exists()
    after = before if has_been_judged else target(comment, Event.REPORT)
    move(comment, after)
    record(comment, Event.REPORT, None, before)


def _store(
    comment: Comment,
    reporter: bytes,
    network: str,
    reason: str,
    note: str,
    weight: int,
    now: dt.datetime,
) -> bool:
    try:
        with transaction.atomic():
            Report.objects.create(
                comment=comment, reporter=reporter, network=network, reason=reason, weight=weight,
                note=clean_text(note)[: policy.REPORT_NOTE], created_at=now,
            )  # fmt: skip
    except IntegrityError:
        return False
    return True


def _recount(comment: Comment) -> None:
    still: dict[str, Any] = comment.reports.filter(state=Report.State.OPEN).aggregate(
        n=Sum("weight")
    )
    comment.report_count = still["n"] or 0
    Comment.objects.filter(pk=comment.pk).update(report_count=comment.report_count)


def _check_pace(reporter: bytes, network: str, now: dt.datetime) -> None:
    for window, most in policy.REPORTS.items():
        since = now - dt.timedelta(seconds=window)
        own = Report.objects.filter(reporter=reporter, created_at__gt=since).count()
        near = Report.objects.filter(network=network, created_at__gt=since).count()
        if own >= most or near >= most * policy.REPORTERS_A_NETWORK:
            raise TooManyReports(window)
