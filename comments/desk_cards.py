"""What a card of the moderation desk says beside the comment: reasons, reports, changes, the person, the last act."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import Count, F
from django.urls import reverse
from django.utils.safestring import SafeString

from articles.sections import Section, Sections
from bangla.text import excerpt
from bangla.wording import Effort, Piece, compare
from comments import emails
from comments.highlighting import marked
from comments.models import (
    Comment,
    CommentRevision,
    Event,
    ModerationAction,
    RejectReason,
    Report,
    Status,
)
from comments.moderation import possible
from comments.permissions import BAN, SEE_ADDRESSES
from comments.wording import act_in_words, reason_in_words

SUMMARY: Final = 180
PARENT: Final = 240
REPORTS: Final = 1_000
"""As many different reports of one page are read."""
NOTES: Final = 6
"""As many notes of reporters stand on one card; all of them are counted."""
DIRECT: Final = (Event.APPROVE, Event.RESTORE, Event.REJECT, Event.SPAM, Event.FEATURE, Event.UNFEATURE)  # fmt: skip
"""Acts whose buttons stand on the card itself; the others are one step away."""

KEYS: Final = {
    Event.APPROVE: "a",
    Event.REJECT: "d",
    Event.SPAM: "s",
    Event.HOLD: "h",
    Event.RESTORE: "a",
    Event.FEATURE: "p",
    Event.UNFEATURE: "p",
}
"""The key of each act, as the buttons print it."""


@dataclass(frozen=True)
class Act:
    """A button of a card."""

    event: Event
    key: str

    @property
    def label(self) -> Any:
        return self.event.label


@dataclass(frozen=True)
class Reason:
    """Why a comment was held, in words; the address of the listed word for those who arrange the lists."""

    words: str
    url: str = ""


@dataclass(frozen=True)
class Told:
    """What readers report for one reason: how many, and what they wrote."""

    words: str
    count: int
    notes: list[str]


@dataclass
class Card:
    """One comment as the desk shows it; `says` is what the moderator has to hear about it first."""

    comment: Comment
    text: SafeString
    section: Section | None
    summary: str
    parent: str
    reasons: list[Reason]
    reports: list[Told]
    email: str
    changes: list[Piece]
    last: str
    can_ban: bool
    acts: list[Act] = field(default_factory=list)
    says: str = ""

    @property
    def state(self) -> str:
        return Status(self.comment.status).name.lower()

    @property
    def direct(self) -> list[Act]:
        return [act for act in self.acts if act.event in DIRECT]

    @property
    def further(self) -> list[Act]:
        return [act for act in self.acts if act.event not in DIRECT]

    @property
    def at_once(self) -> list[Act]:
        """What can be decided for a whole page of comments at once."""
        best = (Event.FEATURE, Event.UNFEATURE)
        return [act for act in self.acts if act.event not in best]

    @property
    def events(self) -> str:
        return " ".join(act.event.value for act in self.acts)

    @property
    def needs_reason(self) -> bool:
        return any(act.event == Event.REJECT for act in self.acts)

    @property
    def can_answer(self) -> bool:
        return self.comment.is_visible or self.comment.is_waiting

    @property
    def hides_replies(self) -> bool:
        """Whether turning it down would leave answers standing below its empty place."""
        return self.comment.is_visible and self.comment.visible_reply_count > 0


def cards_of(comments: list[Comment], *, user: Any, sections: Sections) -> list[Card]:
    """Return the cards of comments read by `desk`; at most three queries, whatever is on them."""
    reports, texts, acts = _reports(comments), _texts(comments), _last_acts(comments)
    sees_addresses, bans = user.has_perm(SEE_ADDRESSES), user.has_perm(BAN)
    sees_words = user.has_perm("comments.view_wordentry")
    effort = Effort()  # one for all: fifty changes made to be slow would keep the desk waiting
    return [
        Card(
            comment=comment,
            text=marked(comment.body, comment.reasons),
            section=sections.by_id.get(comment.article.category_id),
            summary=excerpt(comment.article.standfirst, SUMMARY),
            parent=excerpt(comment.parent.body, PARENT) if comment.parent else "",
            reasons=list(_reasons(comment, sees_words=sees_words)),
            reports=reports.get(comment.pk, []),
            email=comment.email if sees_addresses else emails.masked(comment.email),
            changes=compare(*texts[comment.pk], effort)
            if len(texts.get(comment.pk, ())) == 2
            else [],
            last=act_in_words(acts[comment.last_act]) if comment.last_act in acts else "",
            can_ban=bans and comment.author_user_id is None,
            acts=[Act(event, KEYS[event]) for event in possible(comment)],
        )
        for comment in comments
    ]


def reject_reasons() -> list[tuple[str, Any]]:
    """Return the reasons of a rejection in the order of their keys, 1 to 8."""
    return list(RejectReason.choices)


def _reasons(comment: Comment, *, sees_words: bool) -> Iterator[Reason]:
    seen = set()
    for reason in comment.reasons:
        words = reason_in_words(reason)
        if words in seen:
            continue
        seen.add(words)
        entry = reason.get("entry")
        has_page = sees_words and isinstance(entry, int)
        yield Reason(
            words, reverse("admin:comments_wordentry_change", args=[entry]) if has_page else ""
        )


def _reports(comments: Iterable[Comment]) -> dict[int, list[Told]]:
    """Return the open reports of each comment, the most frequent reason first; one query."""
    reported = [comment.pk for comment in comments if comment.report_count]
    if not reported:
        return {}
    rows = (
        Report.objects.filter(comment__in=reported, state=Report.State.OPEN)
        .values_list("comment", "reason", "note")
        .annotate(n=Count("pk"))
        .order_by("comment", "reason", "note")[:REPORTS]
    )
    grouped: dict[int, dict[str, list[tuple[str, int]]]] = {}
    for pk, reason, note, number in rows:
        grouped.setdefault(pk, {}).setdefault(reason, []).append((note, number))
    return {
        pk: sorted(
            (
                Told(
                    str(Report.Reason(reason).label),
                    sum(number for _note, number in notes),
                    [note for note, _number in notes if note][:NOTES],
                )
                for reason, notes in reasons.items()
            ),
            key=lambda told: -told.count,
        )
        for pk, reasons in grouped.items()
    }


def _texts(comments: Iterable[Comment]) -> dict[int, list[str]]:
    """Return the last two texts of each comment that its writer has changed; one query."""
    changed = [comment.pk for comment in comments if comment.revision > 1]
    if not changed:
        return {}
    rows = CommentRevision.objects.filter(comment__in=changed, n__gte=F("comment__revision") - 1)
    texts: dict[int, list[str]] = {}
    for pk, body in rows.order_by("comment", "n").values_list("comment", "body"):
        texts.setdefault(pk, []).append(body)
    return texts


def _last_acts(comments: Iterable[Comment]) -> dict[int, ModerationAction]:
    last = [comment.last_act for comment in comments if comment.last_act]
    return ModerationAction.objects.select_related("actor").in_bulk(last) if last else {}
