"""The facts of a submission, read from the database: few queries, each over an index."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db.models import Count, Q

from articles.models import Article
from comments import policy, wordlists
from comments.findings import Counts, Facts, ParentFacts
from comments.models import Comment, Commenter
from comments.phases.impersonation import names_of_the_paper
from comments.submission import Submission
from paper.identity import Site
from people.models import User


def gather(
    submission: Submission, *, parent: Comment | None, commenter: Commenter | None, now: dt.datetime
) -> Facts:
    """Return what the phases ask; `commenter` is None for a device seen for the first time."""
    article = submission.article
    facts = _of_form(submission, parent, now)
    device = _of_device(submission, commenter, now)
    return replace(
        facts,
        is_held_story=article.comment_policy == Article.CommentPolicy.HELD,
        is_new_device=commenter is None or commenter.is_new,
        by_device=_counts(device),
        by_device_here=Counts(minute=device.get("minute_here", 0), hour=device.get("hour_here", 0)),
        by_prefix=_of_prefix(submission, now),
        by_email=_of_email(submission, now),
        same_text_by_author=device.get("same_text", 0),
        taken_names=_taken_names(),
        **_of_text(submission, commenter, now),
    )


def gather_for_staff(submission: Submission, *, parent: Comment, now: dt.datetime) -> Facts:
    """Return what the phases ask about an answer of the desk: its form, no limits, no history."""
    return replace(_of_form(submission, parent, now), is_staff=True, is_new_device=False)


def _of_form(submission: Submission, parent: Comment | None, now: dt.datetime) -> Facts:
    article = submission.article
    return Facts(
        article_id=article.pk,
        is_open=policy.is_open(article, now),
        is_live=article.is_live(now),
        is_foreign=submission.is_foreign,
        honeypot=submission.honeypot,
        typed_name=submission.name,
        typed_email=submission.email.strip(),
        typed_body=submission.body,
        name=submission.stored_name,
        body=submission.stored_body,
        asked_parent=submission.parent,
        parent=ParentFacts(parent.article_id, parent.is_visible) if parent else None,
        words=wordlists.lists_for(article.category_id),
    )


def _of_device(
    submission: Submission, commenter: Commenter | None, now: dt.datetime
) -> Mapping[str, int]:
    if commenter is None:
        return {}
    here = Q(article=submission.article)
    return Comment.objects.filter(
        identity=commenter, created_at__gt=now - policy.REPEAT_WINDOW
    ).aggregate(
        **_windows(now, policy.MINUTE, policy.HOUR, policy.DAY),
        minute_here=Count("id", filter=here & _since(now, policy.MINUTE)),
        hour_here=Count("id", filter=here & _since(now, policy.HOUR)),
        same_text=Count("id", filter=Q(dup_hash=submission.dup_hash)),
    )


def _of_prefix(submission: Submission, now: dt.datetime) -> Counts:
    lately = Comment.objects.filter(_since(now, policy.HOUR), ip_prefix=submission.prefix)
    return _counts(lately.aggregate(**_windows(now, policy.MINUTE, policy.HOUR)))


def _of_email(submission: Submission, now: dt.datetime) -> Counts:
    if not submission.stored_email:
        return Counts()
    lately = Comment.objects.exclude(email="").filter(
        _since(now, policy.DAY), email=submission.stored_email
    )
    return _counts(lately.aggregate(**_windows(now, policy.MINUTE, policy.HOUR, policy.DAY)))


def _of_text(
    submission: Submission, commenter: Commenter | None, now: dt.datetime
) -> dict[str, Any]:
    """Count readers and stories with this text in the last hour, the new comment included."""
    same = Comment.objects.filter(
        dup_hash=submission.dup_hash, created_at__gt=now - policy.SPREAD_WINDOW
    )
    counts = same.aggregate(
        authors=Count(
            "identity", distinct=True, filter=~Q(identity=commenter) if commenter else None
        ),
        articles=Count("article", distinct=True, filter=~Q(article=submission.article)),
    )
    return {
        "same_text_authors": counts["authors"] + 1,
        "same_text_articles": counts["articles"] + 1,
    }


def _taken_names() -> frozenset[str]:
    staff = User.objects.filter(is_staff=True, is_active=True)
    names = staff.values_list("display_name", "first_name", "last_name")
    return names_of_the_paper(
        Site.objects.current().name,
        [name for display, first, last in names for name in (display, f"{first} {last}")],
    )


def _windows(now: dt.datetime, *seconds: int) -> dict[str, Count]:
    names = {policy.MINUTE: "minute", policy.HOUR: "hour", policy.DAY: "day"}
    return {names[window]: Count("id", filter=_since(now, window)) for window in seconds}


def _since(now: dt.datetime, seconds: int) -> Q:
    return Q(created_at__gt=now - dt.timedelta(seconds=seconds))


def _counts(row: Mapping[str, int]) -> Counts:
    return Counts(row.get("minute", 0), row.get("hour", 0), row.get("day", 0))
