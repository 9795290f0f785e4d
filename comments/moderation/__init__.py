"""Every change of a comment happens in this package: sent, decided, undone, reported, changed, deleted, erased.

`table.py` is the policy. Each act checks right and table, then changes status, counters, trust
and audit row in one transaction.
"""

from comments.moderation.acts import Done, Seen, bulk, possible, transition, undo
from comments.moderation.author import delete, edit, may_change, window_is_open
from comments.moderation.changing import (
    Conflict,
    ForbiddenTransition,
    MissingReason,
    ModerationError,
    NotAllowed,
    Refused,
)
from comments.moderation.erasing import (
    empty_deleted,
    erase,
    erase_for_owner,
    erase_reader,
    may_erase,
    purge,
)
from comments.moderation.holding import BadHold, hold_section, may_hold
from comments.moderation.people import BadBan, ban, forget_reader, lift, set_standing
from comments.moderation.receiving import Outcome, reply_as_staff, submit
from comments.moderation.reports import TooManyReports, forget_reporters, report
from comments.moderation.table import TRANSITIONS

__all__ = [
    "TRANSITIONS",
    "BadBan",
    "BadHold",
    "Conflict",
    "Done",
    "ForbiddenTransition",
    "MissingReason",
    "ModerationError",
    "NotAllowed",
    "Outcome",
    "Refused",
    "Seen",
    "TooManyReports",
    "ban",
    "bulk",
    "delete",
    "edit",
    "empty_deleted",
    "erase",
    "erase_for_owner",
    "erase_reader",
    "forget_reader",
    "forget_reporters",
    "hold_section",
    "lift",
    "may_change",
    "may_erase",
    "may_hold",
    "possible",
    "purge",
    "reply_as_staff",
    "report",
    "set_standing",
    "submit",
    "transition",
    "undo",
    "window_is_open",
]
