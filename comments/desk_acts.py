"""What a moderator's page sends, read and carried out: one act, one on many, or a decision for each row."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bangla.digits import to_bangla
from comments import policy
from comments.models import Comment, Event
from comments.moderation import Done, ModerationError, Seen, bulk, undo

NOTE = 500
BODY_BYTES = 256 * 1024


class Decision(NamedTuple):
    """One event for some comments, with the words that belong to it."""

    event: str
    chosen: tuple[Seen, ...]
    reason: str = ""
    note: str = ""
    with_replies: bool = False


@dataclass
class Outcome:
    """What became of a page's decisions: comments by event, who was left out and why, one batch for all."""

    batch: UUID = field(default_factory=uuid4)
    done: list[tuple[str, list[Comment]]] = field(default_factory=list)
    failed: list[tuple[int, str]] = field(default_factory=list)
    refusal: str = ""

    @property
    def comments(self) -> list[Comment]:
        return [comment for _event, comments in self.done for comment in comments]

    @property
    def sentences(self) -> list[str]:
        """Return what was done, one sentence an event."""
        return [said(event, len(comments)) for event, comments in self.done if comments]


def carry_out(decisions: list[Decision], *, actor: Any) -> Outcome:
    """Do what was decided, each comment for itself; a decision that cannot be is a refusal, the others are done."""
    outcome = Outcome()
    if sum(len(decision.chosen) for decision in decisions) > policy.BULK:
        outcome.refusal = _("At most %(n)s comments at once.") % {"n": to_bangla(policy.BULK)}
        return outcome
    for event, chosen, reason, note, with_replies in decisions:
        try:
            done = bulk(
                chosen, event, actor=actor, reason=reason, note=note[:NOTE],
                with_replies=with_replies, batch=outcome.batch,
            )  # fmt: skip
        except ModerationError as error:
            outcome.refusal = str(error)
            continue
        outcome.done += _by_event(event, done, {one.id for one in chosen})
        outcome.failed += done.failed
    return outcome


def take_back(batch: str, *, actor: Any) -> Outcome:
    """Undo the acts of one batch; a batch that is none, or nobody's, is a refusal."""
    outcome = Outcome()
    try:
        done = undo(UUID(batch), actor=actor)
    except ValueError:
        done = Done(outcome.batch)
    outcome.done, outcome.failed = [(Event.UNDO, done.comments)], done.failed
    if not (done.comments or done.failed):
        outcome.refusal = _("There is nothing to undo.")
    return outcome


def decisions_of_form(posted: QueryDict) -> list[Decision]:
    """Read what the buttons of the page without a script send: `one`, `bulk`, or a radio for each row.

    `seen-ID` holds version and revision of each comment on the screen.
    """
    event, _colon, pk = posted.get("one", "").partition(":")
    if event:
        return [_of_row(posted, pk, event)] if _seen(posted, pk) and event in Event.values else []
    if (event := posted.get("bulk", "")) in Event.values:
        chosen = tuple(filter(None, (_seen(posted, pk) for pk in posted.getlist("chosen"))))
        decision = Decision(event, chosen, posted.get("reason", ""), posted.get("note", ""))
        return [decision] if chosen else []
    rows = [
        _of_row(posted, name.removeprefix("row-"), value)
        for name, value in posted.items()
        if name.startswith("row-") and value in Event.values
        if _seen(posted, name.removeprefix("row-"))
    ]
    return _joined(rows)


def decision_of_script(request: HttpRequest) -> Decision | None:
    """Read what the page's script sends as JSON; None for anything else."""
    if len(request.body) > BODY_BYTES:
        return None
    try:
        asked = json.loads(request.body)
        chosen = tuple(Seen(*(_number(one[name]) for name in Seen._fields)) for one in asked["chosen"])  # fmt: skip
        words = {name: asked.get(name) or "" for name in ("reason", "note")}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    is_text = all(isinstance(value, str) for value in (asked.get("event"), *words.values()))
    if not is_text or asked["event"] not in Event.values or not chosen:
        return None
    return Decision(asked["event"], chosen, **words, with_replies=asked.get("replies") is True)


def batch_of(request: HttpRequest) -> str:
    """Return the batch that a form or the script asks to undo, "" for what is none."""
    if request.content_type != "application/json":
        return request.POST.get("batch", "")
    try:
        return str(json.loads(request.body)["batch"])
    except (ValueError, TypeError, KeyError, RecursionError):
        return ""


def said(event: str, number: int) -> str:
    """Say that an event was done with so many comments."""
    sentences = {
        Event.APPROVE: ngettext("%(n)s comment has been approved.", "%(n)s comments have been approved.", number),
        Event.REJECT: ngettext("%(n)s comment has been rejected.", "%(n)s comments have been rejected.", number),
        Event.SPAM: ngettext("%(n)s comment has been marked as spam.", "%(n)s comments have been marked as spam.", number),
        Event.HOLD: ngettext("%(n)s comment has been held back.", "%(n)s comments have been held back.", number),
        Event.RESTORE: ngettext("%(n)s comment has been restored.", "%(n)s comments have been restored.", number),
        Event.FEATURE: ngettext("%(n)s comment is now a best one.", "%(n)s comments are now best ones.", number),
        Event.UNFEATURE: ngettext("%(n)s comment is no longer a best one.", "%(n)s comments are no longer best ones.", number),
        Event.UNDO: ngettext("%(n)s comment is as it was before.", "%(n)s comments are as they were before.", number),
    }  # fmt: skip
    return sentences[Event(event)] % {"n": to_bangla(number)}


def failures(outcome: Outcome, names: Mapping[int, str]) -> list[str]:
    """Say who was left out, one sentence a reason; `names` are those of comments that the person may see."""
    by_reason: dict[str, list[int]] = {}
    for pk, why in outcome.failed:
        by_reason.setdefault(why, []).append(pk)
    sentences = []
    for why, pks in by_reason.items():
        left_out = _("Left out: %(n)s.") % {"n": to_bangla(len(pks))}
        known = ", ".join(names[pk] for pk in pks if pk in names)
        sentences.append(f"{left_out} {known}: {why}" if known else f"{left_out} {why}")
    return sentences


def _by_event(event: str, done: Done, asked: set[int]) -> list[tuple[str, list[Comment]]]:
    """Return what was asked for apart from the answers that were held back with it."""
    below = [comment for comment in done.comments if comment.pk not in asked]
    own = [comment for comment in done.comments if comment.pk in asked]
    return [(event, own), (Event.HOLD, below)]


def _of_row(posted: QueryDict, pk: str, event: str) -> Decision:
    seen = _seen(posted, pk)
    is_reject = event == Event.REJECT
    return Decision(
        event, (seen,) if seen else (), posted.get(f"reason-{pk}", "") if is_reject else "",
        posted.get(f"note-{pk}", ""), event in {Event.REJECT, Event.SPAM} and f"replies-{pk}" in posted,
    )  # fmt: skip


def _joined(rows: list[Decision]) -> list[Decision]:
    """Put the rows together that get the same decision in the same words."""
    joined: dict[tuple[str, str, str, bool], tuple[Seen, ...]] = {}
    for row in rows:
        key = (row.event, row.reason, row.note, row.with_replies)
        joined[key] = (*joined.get(key, ()), *row.chosen)
    return [
        Decision(event, chosen, reason, note, with_replies)
        for (event, reason, note, with_replies), chosen in joined.items()
    ]


def _seen(posted: QueryDict, pk: str) -> Seen | None:
    """Return a comment as it stood on the screen; None for what is no comment of the page."""
    parts = [pk, *posted.get(f"seen-{pk}", "").split("-")]
    if len(parts) != 3 or not all(
        part.isascii() and part.isdigit() and len(part) < 18 for part in parts
    ):
        return None
    return Seen(*map(int, parts))


def _number(value: Any) -> int:
    """Return a whole number that a database takes; raises ValueError for anything else."""
    if type(value) is not int or not 0 <= value < 10**17:
        raise ValueError(value)
    return value
