"""The policy of a comment's life as a table: from which status which event leads where, and by whom (comments.md 2.2).

What is not in it is forbidden. Two moves have no fixed end: UNDO goes back to where the undone
act began, EDIT depends on the verdict about the new text (`status_after_edit`).
"""

from typing import Final

from comments.models import Event, Severity, Status

WAITING: Final = (Status.PREMOD, Status.WITHHELD)
ON_PAGE: Final = (Status.PUBLISHED, Status.APPROVED)
OPEN: Final = (*WAITING, *ON_PAGE)
TURNED_DOWN: Final = (Status.SPAM, Status.REJECTED)

MODERATORS: Final[dict[tuple[Status, Event], Status]] = {
    **{(status, Event.APPROVE): Status.APPROVED for status in (*WAITING, Status.PUBLISHED)},
    **{(status, Event.REJECT): Status.REJECTED for status in OPEN},
    **{(status, Event.SPAM): Status.SPAM for status in (*OPEN, Status.REJECTED)},
    **{(status, Event.HOLD): Status.WITHHELD for status in ON_PAGE},
    **{(status, Event.RESTORE): Status.APPROVED for status in TURNED_DOWN},
    # Only while readers report it (`moderation.possible`): the approval stands, the reports are dismissed.
    (Status.APPROVED, Event.APPROVE): Status.APPROVED,
    (Status.APPROVED, Event.FEATURE): Status.APPROVED,
    (Status.APPROVED, Event.UNFEATURE): Status.APPROVED,
}  # fmt: skip
"""Acts of the desk. Each may be undone by who did it (`moderation.undo`)."""

READERS: Final[dict[tuple[Status, Event], Status]] = {
    (Status.PUBLISHED, Event.REPORT): Status.WITHHELD,
    # A person has judged it: reports put it into a queue, they do not hide it.
    (Status.APPROVED, Event.REPORT): Status.APPROVED,
    **{(status, Event.DELETE): Status.DELETED_AUTHOR for status in OPEN},
}  # fmt: skip
"""What readers set off: reports that reach the threshold, and the writer's own deleting."""

OFFICERS: Final[dict[tuple[Status, Event], Status]] = {
    (status, Event.ERASE): Status.ERASED for status in Status if status != Status.ERASED
}
"""What the law asks for; a comment that its writer has deleted still holds a name."""

TRANSITIONS: Final = {**MODERATORS, **READERS, **OFFICERS}
"""(status, event) → status: everything that a comment can become after it has come in."""

EDITABLE: Final = frozenset(OPEN)
"""Statuses in which a reader may change the own comment."""

PURGEABLE: Final = frozenset((*TURNED_DOWN, Status.DELETED_AUTHOR, Status.ERASED))
"""Statuses whose rows go in time, once nothing stands below them."""


def status_after_edit(before: Status, severity: Severity, *, is_trusted: bool) -> Status:
    """Return where a changed comment stands: a change can raise a finding, never free a held comment.

    An approval belongs to the text that was read: it does not carry over to another one.
    """
    raised = {
        Severity.HOLD_CONTENT: Status.WITHHELD,
        Severity.SPAM: Status.SPAM,
        Severity.REJECT: Status.REJECTED,
    }
    if severity in raised:
        return raised[severity]
    if before in WAITING:
        return before
    if severity == Severity.HOLD_POLICY:
        return Status.PREMOD
    if before == Status.APPROVED:
        return Status.PUBLISHED if is_trusted else Status.PREMOD
    return before
