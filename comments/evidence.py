"""The facts of a submission, read from the database: few queries, each over an index."""

import datetime as dt
from dataclasses import replace
from typing import Any

from articles.models import Article
from comments import counting, emails, policy, rules, trust, wordlists
from comments.bans import banned_by, traces
from comments.findings import Facts, ParentFacts
from comments.models import Comment, Commenter
from comments.phases.impersonation import names_of_the_paper
from comments.submission import Submission
from paper.identity import Site
from paper.prepared import Prepared
from people.models import User

_staff = Prepared(
    lambda: User.objects.filter(is_staff=True, is_active=True).values_list(
        "display_name", "first_name", "last_name"
    )
)


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
    reader = commenter.pk if commenter else None
    but = editing.pk if editing else None
    text = submission.dup_hash
    lately = counting.of_reader(reader, article.pk, text, now, but=but)
    readers, stories = counting.of_text(text, reader, article.pk, now, but=but)
    facts = replace(
        _of_form(submission, parent, now),
        is_held_story=article.comment_policy == Article.CommentPolicy.HELD,
        is_held_section=asked.all_held,
        taken_names=_taken_names(),
        same_text_by_author=lately.same_text,
        same_text_authors=readers,
        same_text_articles=stories,
        **_of_sender(submission, commenter, now, asked.first_held, lately.record),
    )
    if editing is not None:
        return facts
    return replace(
        facts,
        by_device=lately.sent,
        by_device_here=lately.sent_here,
        by_prefix=counting.of_network(submission.prefix, now),
        by_email=counting.of_email(emails.key_of(submission.stored_email), now),
    )


def record_of(commenter: Commenter, now: dt.datetime) -> trust.Record:
    """Return what became lately of a reader's comments."""
    return counting.of_reader(commenter.pk, 0, b"", now).record


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
        email=submission.stored_email,
        body=submission.stored_body,
        asked_parent=submission.parent,
        parent=ParentFacts(parent.article_id, parent.is_visible) if parent else None,
        words=wordlists.lists_for(article.category_id),
    )


def _of_sender(
    submission: Submission,
    commenter: Commenter | None,
    now: dt.datetime,
    first_held: int,
    record: trust.Record,
) -> dict[str, Any]:
    """Return who is writing, as far as it is proven, and the bans of what is only typed."""
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


def _taken_names() -> frozenset[str]:
    return names_of_the_paper(
        Site.objects.current().name,
        [name for display, first, last in _staff.rows() for name in (display, f"{first} {last}")],
    )
