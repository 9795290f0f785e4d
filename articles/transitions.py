"""The editorial process as one table: from which state an act starts, where it leads, who may do it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from articles import permissions
from articles.models import Article

State = Article.State


class WorkflowError(Exception):
    """An act that cannot be done now; the message is for the person at the desk."""


class NotReady(WorkflowError):
    """Raised when a story lacks what readers need; `missing` names it in words."""

    def __init__(self, missing: list[str]) -> None:
        super().__init__(_("Still missing: %(missing)s.") % {"missing": ", ".join(missing)})
        self.missing = missing


@dataclass(frozen=True)
class Move:
    """From which states an act may start, to which it leads (None: the story stays where it is), and who may do it."""

    from_states: frozenset[str]
    to: str | None
    allowed: Callable[[Any, Article], bool]


def _states(*names: str) -> frozenset[str]:
    return frozenset(State(name) for name in names)


_unfinished = ("draft", "sent_back", "in_review", "approved")
_alive = frozenset(State) - {State.KILLED}

MOVES = {
    # act: Move(from, to, who)
    "submit": Move(_states("draft", "sent_back"), State.IN_REVIEW, permissions.can_submit),
    "send_back": Move(_states("in_review", "approved"), State.SENT_BACK, permissions.can_publish),
    "approve": Move(_states("in_review", "approved"), State.APPROVED, permissions.can_publish),
    "approve_changes": Move(_states("scheduled", "published"), None, permissions.can_publish),
    "publish": Move(_states(*_unfinished, "scheduled", "published", "withdrawn"), State.PUBLISHED, permissions.can_publish),
    "schedule": Move(_states(*_unfinished, "scheduled"), State.SCHEDULED, permissions.can_publish),
    "unschedule": Move(_states("scheduled"), State.IN_REVIEW, permissions.can_publish),
    "schedule_update": Move(_states("published"), None, permissions.can_publish),
    "drop_update": Move(_states("published"), None, permissions.can_publish),
    "schedule_end": Move(_states("published", "scheduled"), None, permissions.can_withdraw),
    "drop_end": Move(_states("published", "scheduled"), None, permissions.can_withdraw),
    "correct": Move(_states("published"), None, permissions.can_correct),
    "withdraw": Move(_states("published"), State.WITHDRAWN, permissions.can_withdraw),
    "kill": Move(_states(*_unfinished, "withdrawn"), State.KILLED, permissions.can_kill),
    # what the desk arranges around it; no state changes
    "assign": Move(_alive, None, permissions.can_assign),
    "set_embargo": Move(_alive, None, permissions.can_publish),
    "lift_embargo": Move(_alive, None, permissions.can_lift_embargo),
    "ask_legal": Move(_alive, None, permissions.can_open),
    "clear_legal": Move(_alive, None, permissions.can_clear_legal),
    "link_edition": Move(_alive, None, permissions.can_publish),
    "unlink_edition": Move(_alive, None, permissions.can_publish),
}  # fmt: skip

_MEANINGLESS: dict[str, Callable[[Article], bool]] = {
    "approve": lambda a: a.state == State.APPROVED and a.approved_revision_id == a.latest_revision_id,
    "approve_changes": lambda a: a.latest_revision_id in (a.live_revision_id, a.approved_revision_id),
    "schedule_update": lambda a: not a.has_private_changes,
    "drop_update": lambda a: a.update_at is None,
    "drop_end": lambda a: a.live_until is None,
    "lift_embargo": lambda a: a.embargo_until is None,
    "ask_legal": lambda a: a.needs_legal and a.legal_revision_id != a.latest_revision_id,
    "clear_legal": lambda a: not a.needs_legal or a.legal_revision_id == a.latest_revision_id,
    "link_edition": lambda a: a.edition_id is not None,
    "unlink_edition": lambda a: a.edition_id is None,
}  # fmt: skip
"""Act → whether it would change nothing now, so that no button offers it."""


def possible(article: Article, user: Any) -> list[str]:
    """Return the acts this person may do with the story now, in the order of MOVES."""
    return [
        act
        for act, move in MOVES.items()
        if article.state in move.from_states
        and move.allowed(user, article)
        and not (act in _MEANINGLESS and _MEANINGLESS[act](article))
    ]
