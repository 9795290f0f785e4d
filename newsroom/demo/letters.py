"""The demo's comments, in every state a comment can be in: written back in time, counted by the app's own code.

`moderation.submit` and `transition` act now and here; a demo needs the past. So rows and
audit are written here, along the transitions of the table, and every counter is moved by
the functions of `comments.tree` that moderation uses.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from articles.models import Article
from comments import emails, tree, wordlists
from comments.findings import Facts
from comments.models import (
    MAX_DEPTH,
    VISIBLE,
    Comment,
    Commenter,
    CommentRevision,
    Device,
    Event,
    ModerationAction,
    RejectReason,
    Severity,
    Source,
    Status,
)
from comments.moderation import TRANSITIONS
from comments.rendering import render
from comments.screening import first_status, screen
from comments.scripts import script_of
from comments.submission import Submission
from comments.trust import Level
from newsroom.demo.manuscripts import Letter
from paper.abuse import keyed_hash

DECIDED_AFTER = dt.timedelta(minutes=3)
ACTS = {
    Status.APPROVED: Event.APPROVE,
    Status.DELETED_AUTHOR: Event.APPROVE,
    Status.REJECTED: Event.REJECT,
    Status.SPAM: Event.SPAM,
    Status.WITHHELD: Event.HOLD,
}
"""What the moderator did to a comment that ended in a status."""


@dataclass
class Arrival:
    """A letter with its moment, story and the arrival it answers."""

    at: dt.datetime
    letter: Letter
    article: Article
    answers: "Arrival | None" = None
    comment: Comment | None = None


class Postbox:
    """Writes comments into the database in the order in which they came."""

    def __init__(self, *, now: dt.datetime, moderator: Any, editor: Any) -> None:
        self.now, self.moderator, self.editor = now, moderator, editor
        self.commenters: dict[bytes, Commenter] = {}

    def deliver(self, stories: list[tuple[Article, list[Letter]]]) -> int:
        """Write all comments of these published stories; return their number."""
        arrivals = [
            arrival for article, letters in stories for arrival in self._arrivals(article, letters)
        ]
        for arrival in sorted(arrivals, key=lambda arrival: arrival.at):  # ids rise with time
            arrival.comment = self._write(arrival)
        return len(arrivals)

    def _arrivals(
        self, article: Article, letters: list[Letter], answers: Arrival | None = None
    ) -> Iterator[Arrival]:
        assert article.live_from is not None
        for letter in letters:
            at = article.live_from + dt.timedelta(minutes=letter.after)
            if answers is not None:
                at = max(at, answers.at + dt.timedelta(minutes=1))
            arrival = Arrival(min(at, self.now), letter, article, answers)
            yield arrival
            yield from self._arrivals(article, letter.replies, arrival)

    def _write(self, arrival: Arrival) -> Comment:
        letter, parent = arrival.letter, arrival.answers and arrival.answers.comment
        submission = Submission(
            article=arrival.article, name=letter.name, email=letter.email, body=letter.body
        )
        final = Status[letter.status.upper()]
        commenter = None if letter.is_staff else self._commenter(letter, arrival.at)
        initial, severity, reasons = _screened(submission, final, commenter)
        decided_at = min(arrival.at + DECIDED_AFTER, self.now)
        shown_at = arrival.at if initial in VISIBLE else decided_at
        comment = Comment.objects.create(
            article=arrival.article,
            parent=parent,
            root_id=(parent.root_id or parent.pk) if parent else None,
            path="",  # the true path holds the id that this row gets now
            depth=min(parent.depth + 1, MAX_DEPTH) if parent else 1,
            status=final,
            initial_status=initial,
            severity=severity,
            reasons=reasons,
            author_user=self.editor if letter.is_staff else None,
            identity=commenter,
            author_name=submission.stored_name,
            email=submission.stored_email,
            email_key=emails.key_of(submission.stored_email),
            script=script_of(submission.stored_body),
            body=submission.stored_body,
            body_html=render(submission.stored_body),
            dup_hash=submission.dup_hash,
            link_count=submission.link_count,
            is_staff_reply=letter.is_staff,
            created_at=arrival.at,
            published_at=shown_at if final in VISIBLE else None,
            status_at=arrival.at if final == initial else decided_at,
            source=Source.STAFF if letter.is_staff else Source.WEB,
        )
        comment.path = tree.path_under(parent, comment.pk)
        comment.save(update_fields=["path"])
        self._audit(comment, arrival.at, decided_at)
        tree.count_reply(comment)
        tree.count_on_story(comment.article_id, tree.visibility_change(None, final))
        if commenter is not None:
            tree.count_for_commenter(commenter.pk, None, final)
            commenter.approved_n += final == Status.APPROVED
            wordlists.count_hits(reasons)
        return comment

    def _audit(self, comment: Comment, sent_at: dt.datetime, decided_at: dt.datetime) -> None:
        """Write the first revision, the row of the arrival and, where one decided, the moderator's."""
        initial, final = Status(comment.initial_status), Status(comment.status)
        verdict = {"severity": comment.severity, "findings": comment.reasons}
        CommentRevision.objects.create(
            comment=comment, n=1, body=comment.body, verdict=verdict, created_at=sent_at
        )
        ModerationAction.objects.create(
            comment=comment, revision=1, actor=comment.author_user, to_status=initial,
            event=Event.SUBMIT, created_at=sent_at,
        )  # fmt: skip
        if initial == final:
            return
        event = ACTS[final]
        ModerationAction.objects.create(
            comment=comment, revision=1, actor=self.moderator, from_status=initial,
            to_status=TRANSITIONS[initial, event], event=event, created_at=decided_at,
            reason_code=RejectReason.ABUSE if event == Event.REJECT else "",
        )  # fmt: skip
        Comment.objects.filter(pk=comment.pk).update(version=2)

    def _commenter(self, letter: Letter, at: dt.datetime) -> Commenter:
        key = keyed_hash(f"demo device:{letter.name}:{letter.email}")
        if key not in self.commenters:
            self.commenters[key] = Commenter.objects.create(
                name_last=letter.name, email=letter.email, created_at=at, last_at=at
            )
            Device.objects.create(key=key, commenter=self.commenters[key], created_at=at)
        Commenter.objects.filter(pk=self.commenters[key].pk).update(last_at=at)
        return self.commenters[key]


def _screened(
    submission: Submission, final: Status, commenter: Commenter | None
) -> tuple[Status, Severity, list[dict[str, Any]]]:
    """Return status, severity and reasons with which the comment was stored first.

    The true phases look at the text. One that stands published, or was held back by hand
    later, came from a device that the moderators know.
    """
    is_staff = commenter is None
    was_known = is_staff or commenter.approved_n > 0 or final in {Status.PUBLISHED, Status.WITHHELD}
    verdict = screen(
        Facts(
            article_id=submission.article.pk,
            is_staff=is_staff,
            typed_name=submission.name,
            typed_email=submission.email,
            typed_body=submission.body,
            name=submission.stored_name,
            body=submission.stored_body,
            level=Level.NORMAL if was_known else Level.NEW,
            words=wordlists.lists_for(submission.article.category_id),
        )
    )
    status = first_status(verdict, is_staff=is_staff)
    if final == Status.PREMOD:
        status = Status.PREMOD
    return status, verdict.severity, [finding.as_json() for finding in verdict.findings]
