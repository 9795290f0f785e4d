"""Which backups are kept: the newest of each of the last days, weeks and months that have one."""

import datetime as dt
import re
from collections.abc import Iterable

from bangla.dates import DHAKA, to_dhaka

NAME = re.compile(r"newsroom-(\d{8})-(\d{6})\.backup")
FAILED = ".failed"
FAILED_KEPT = dt.timedelta(days=14)


def name_of(moment: dt.datetime) -> str:
    """Return the name of a backup that is begun at a moment, in Dhaka's time."""
    return f"newsroom-{to_dhaka(moment):%Y%m%d-%H%M%S}.backup"


def moment_of(name: str) -> dt.datetime | None:
    """Return when a backup of ours was begun; None for a name that is not ours: such a file is left alone."""
    found = NAME.fullmatch(name)
    if not found:
        return None
    try:
        return dt.datetime.strptime(found[1] + found[2], "%Y%m%d%H%M%S").replace(tzinfo=DHAKA)
    except ValueError:
        return None


def kept(names: Iterable[str], keep: tuple[int, int, int]) -> set[str]:
    """Return which names stay: grandfather, father and son, counted over days that have a backup."""
    dated = sorted(((moment, name) for name in names if (moment := moment_of(name))), reverse=True)
    stay: set[str] = set()
    for count, part in zip(keep, ("%Y-%m-%d", "%G-%V", "%Y-%m"), strict=True):
        newest: dict[str, str] = {}
        for moment, name in dated:
            newest.setdefault(moment.strftime(part), name)
        stay |= set(list(newest.values())[:count])
    return stay


def over(names: Iterable[str], keep: tuple[int, int, int]) -> list[str]:
    """Return which names go; the newest never does, nor what is not ours."""
    ours = [name for name in names if moment_of(name)]
    return sorted(set(ours) - kept(ours, keep))


def is_old_failure(name: str, now: dt.datetime) -> bool:
    """Whether a backup that could not be restored has lain there long enough."""
    moment = moment_of(name.removesuffix(FAILED)) if name.endswith(FAILED) else None
    return moment is not None and moment < now - FAILED_KEPT
