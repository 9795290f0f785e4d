"""What an operator is told of backups: the last one that was restored on trial, and what is wrong."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from bangla.dates import relative, short_date, to_dhaka
from bangla.numbers import group
from newsroom.backups import keeping, room
from newsroom.models import Backup

OVERDUE = dt.timedelta(hours=26)
"""A night and two hours: older than that, a paper whose backups go by the clock has missed one."""


@dataclass(frozen=True)
class News:
    """What the first page and the operations page say of backups."""

    is_alarm: bool
    alarm: str
    last: str


def news(now: dt.datetime) -> News:
    """Return whether all is well, and when the last verified backup was made; two queries, four where there is none."""
    ended, verified = keeping.last_of_all()
    return News(bool(said := _alarm(ended, verified, now)), said, _last(verified, now))


def _alarm(ended: Backup | None, verified: Backup | None, now: dt.datetime) -> str:
    if ended is not None and ended.state == Backup.State.FAILED:
        return _("The last backup failed: %(why)s") % {"why": ended.why}
    if ended is not None and ended.copy_fault:
        return ended.copy_fault
    if verified is None:
        return "" if not keeping.is_due(now) else _("There is no backup yet.")
    if keeping.last_slot(now) and verified.started_at and now - verified.started_at > OVERDUE:
        return _("The last backup is older than a day: see whether the worker runs.")
    return ""


def _last(verified: Backup | None, now: dt.datetime) -> str:
    if verified is None or verified.started_at is None:
        return _("No backup has been made yet.")
    age = (now - verified.started_at).total_seconds()
    when = relative(age) or short_date(to_dhaka(verified.started_at).date())
    said = {
        "when": when,
        "size": room.in_words(verified.size),
        "rows": group(verified.row_count),
    }
    return (
        _("The last one was made %(when)s and restored on trial: %(size)s, %(rows)s rows.") % said
    )
