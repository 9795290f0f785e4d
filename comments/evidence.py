"""The facts of a submission, read from the database: few queries, each over an index."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db.models import Count, Q, QuerySet

from articles.models import Article
from comments import emails, policy, rules, trust, wordlists
from comments.bans import banned_by, traces
from comments.findings import Counts, Facts, ParentFacts
from comments.models import Comment, Commenter, Status
from comments.phases.impersonation import names_of_the_paper
from comments.submission import Submission
from paper.identity import Site
from people.models import User

WEEK = dt.timedelta(days=7)
MONTH = dt.timedelta(days=30)


def gather(
    submission: Submission,
    *,
    parent: Comment | None,
    commenter: Commenter | None,
    now: dt.datetime,
    editing: Comment | None = None,
) -> Facts:
    """Return what the phases ask; `commenter` is None for a device seen for the first time.

    `editing` is the own comment whose text is to be replaced: it was counted when it came.
    """
    article = submission.article
    asked = rules.rules_for(article.category_id, now)
    others = Comment.objects.exclude(pk=editing.pk) if editing else Comment.objects.all()
    device = _of_device(others, submission, commenter, now)
    facts = replace(
        _of_form(submission, parent, now),
        is_held_story=article.comment_policy == Article.CommentPolicy.HELD,
        is_held_section=asked.all_held,
        taken_names=_taken_names(),
        same_text_by_author=device.get("same_text", 0),
        **_of_reader(submission, commenter, now, asked.first_held, device),
        **_of_text(others, submission, commenter, now),
    )
    if editing is not None:
        return facts
    return replace(
        facts,
        by_device=_counts(device),
        by_device_here=Counts(minute=device.get("minute_here", 0), hour=device.get("hour_here", 0)),
        by_prefix=_of_prefix(submission, now),
        by_email=_of_email(submission, now),
    )


def record_of(commenter: Commenter, now: dt.datetime) -> trust.Record:
    """Return what became lately of a reader's comments."""
    written = Comment.objects.filter(identity=commenter, created_at__gt=now - MONTH)
    return _record(written.aggregate(**_decisions(now)))


def gather_for_staff(submission: Submission, *, parent: Comment | None, now: dt.datetime) -> Facts:
    """Return what the phases ask about words of the desk: their form, no limits, no history."""
    return replace(_of_form(submission, parent, now), is_staff=True, level=trust.Level.TRUSTED)


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
        notify=submission.notify,
        name=submission.stored_name,
        body=submission.stored_body,
        asked_parent=submission.parent,
        parent=ParentFacts(parent.article_id, parent.is_visible) if parent else None,
        words=wordlists.lists_for(article.category_id),
    )


def _of_device(
    others: QuerySet[Comment],
    submission: Submission,
    commenter: Commenter | None,
    now: dt.datetime,
) -> Mapping[str, int]:
    if commenter is None:
        return {}
    here = Q(article=submission.article)
    return others.filter(identity=commenter, created_at__gt=now - MONTH).aggregate(
        **_windows(now, policy.MINUTE, policy.HOUR, policy.DAY),
        **_decisions(now),
        minute_here=Count("id", filter=here & _since(now, policy.MINUTE)),
        hour_here=Count("id", filter=here & _since(now, policy.HOUR)),
        same_text=Count(
            "id",
            filter=Q(dup_hash=submission.dup_hash, created_at__gt=now - policy.REPEAT_WINDOW),
        ),
    )


def _of_reader(
    submission: Submission,
    commenter: Commenter | None,
    now: dt.datetime,
    first_held: int,
    device: Mapping[str, int],
) -> dict[str, Any]:
    """Return who is writing, as far as it is proven, and the bans of what is only typed."""
    record = _record(device)
    level = trust.level(commenter, record, now, first_held=first_held)
    found = traces(
        name=submission.stored_name, email=submission.stored_email, network=submission.prefix
    )
    ends = commenter.standing_until if commenter and level == trust.Level.SUSPENDED else None
    return {
        "level": level,
        "suspended_until": ends,
        "bans": tuple(banned_by(found, now)),
        "rejections": (record.rejected_week, record.decisions) if record.is_mostly_rejected else (),
    }


def _decisions(now: dt.datetime) -> dict[str, Count]:
    week, month = Q(created_at__gt=now - WEEK), Q(created_at__gt=now - MONTH)
    return {
        "approved_week": Count("id", filter=week & Q(status=Status.APPROVED)),
        "rejected_week": Count("id", filter=week & Q(status=Status.REJECTED)),
        "rejected_month": Count("id", filter=month & Q(status=Status.REJECTED)),
        "spam_month": Count("id", filter=month & Q(status=Status.SPAM)),
    }


def _record(row: Mapping[str, int]) -> trust.Record:
    names = ("approved_week", "rejected_week", "rejected_month", "spam_month")
    return trust.Record(**{name: row.get(name, 0) for name in names})


def _of_prefix(submission: Submission, now: dt.datetime) -> Counts:
    lately = Comment.objects.filter(_since(now, policy.HOUR), ip_prefix=submission.prefix)
    return _counts(lately.aggregate(**_windows(now, policy.MINUTE, policy.HOUR)))


def _of_email(submission: Submission, now: dt.datetime) -> Counts:
    key = emails.key_of(submission.stored_email)
    if key is None:
        return Counts()
    lately = Comment.objects.filter(_since(now, policy.DAY), email_key=key)
    return _counts(lately.aggregate(**_windows(now, policy.MINUTE, policy.HOUR, policy.DAY)))


def _of_text(
    others: QuerySet[Comment],
    submission: Submission,
    commenter: Commenter | None,
    now: dt.datetime,
) -> dict[str, Any]:
    """Count readers and stories with this text in the last hour, the new comment included."""
    same = others.filter(dup_hash=submission.dup_hash, created_at__gt=now - policy.SPREAD_WINDOW)
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
