"""How far a reader is trusted: counted from decisions of people, so that an act that is undone leaves nothing behind."""

import datetime as dt
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from comments.models import Commenter, Standing

TRUSTED_APPROVALS: Final = 10
TRUSTED_AGE: Final = dt.timedelta(days=14)
FEW_REJECTIONS: Final = 2
"""So many rejections in a week: reviewed first."""
RATE_DECISIONS: Final = 3
RATE_PERCENT: Final = 30
"""Of at least so many decisions in a week, so many per cent rejected: held."""


class Level(IntEnum):
    """From nobody to a reader whom the moderators have come to know."""

    BANNED = 0
    SUSPENDED = 1
    PREMOD = 2
    NEW = 3
    NORMAL = 4
    TRUSTED = 5


@dataclass(frozen=True, slots=True)
class Record:
    """What became lately of a reader's comments: written in the last 7 and 30 days, as they stand now."""

    approved_week: int = 0
    rejected_week: int = 0
    rejected_month: int = 0
    spam_month: int = 0

    @property
    def decisions(self) -> int:
        return self.approved_week + self.rejected_week

    @property
    def is_mostly_rejected(self) -> bool:
        """Whether so many of the last week's comments were rejected that the next one is held."""
        return (
            self.decisions >= RATE_DECISIONS
            and self.rejected_week * 100 >= RATE_PERCENT * self.decisions
        )


def standing_now(commenter: Commenter, now: dt.datetime) -> Standing:
    """Return what the moderators decided, as long as it lasts."""
    until = commenter.standing_until
    ended = until is not None and until <= now
    return Standing.NORMAL if ended else Standing(commenter.standing)


def level(
    commenter: Commenter | None, record: Record, now: dt.datetime, *, first_held: int = 1
) -> Level:
    """Return the level of a reader; None is somebody whom nothing proves.

    `first_held` comments have to be approved before others appear at once (comments.md 2.4).
    """
    if commenter is None:
        return Level.NEW if first_held else Level.NORMAL
    decided = {
        Standing.BANNED: Level.BANNED,
        Standing.SUSPENDED: Level.SUSPENDED,
        Standing.PREMOD: Level.PREMOD,
    }
    if (standing := standing_now(commenter, now)) in decided:
        return decided[standing]
    if record.spam_month or record.rejected_week >= FEW_REJECTIONS:
        return Level.PREMOD
    if commenter.approved_n < first_held:
        return Level.NEW
    is_trusted = (
        commenter.approved_n >= TRUSTED_APPROVALS
        and not record.rejected_month
        and commenter.email_proven is not None
        and commenter.created_at <= now - TRUSTED_AGE
    )
    return Level.TRUSTED if is_trusted else Level.NORMAL
