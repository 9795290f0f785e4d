"""One line of the operations page: what was found, how good that is, and what to do about it."""

import datetime as dt
import logging
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from bangla.dates import date_time, relative
from bangla.digits import to_bangla

logger = logging.getLogger(__name__)

MOST = 1000
GIGABYTE = 1024**3
PATIENCE = 1.5
"""Seconds that another machine has to answer: the page must open while it is away."""


class State(StrEnum):
    """How good a reading is: nothing to do, keep an eye on it, act now."""

    GOOD = "good"
    WATCH = "watch"
    ALARM = "alarm"


@dataclass(frozen=True)
class Reading:
    """What the page says of one thing; `advice` is the next step where the state is not good."""

    name: str
    value: str
    state: State = State.GOOD
    advice: str = ""
    link: str = ""
    link_words: str = ""


type Taker = Callable[[dt.datetime], Reading]
"""A reading is a function of the present moment."""


def taken(take: Taker, now: dt.datetime) -> Reading:
    """Return a reading; one that fails says so itself, and the log says why."""
    try:
        return take(now)
    except Exception:
        logger.exception("The reading %s failed.", take.__name__)
        return Reading(
            name=str(NAMES.get(take.__name__, take.__name__)),
            value=_("could not be read"),
            state=State.ALARM,
            advice=_("The reason stands in the server's log."),
        )


NAMES: dict[str, Any] = {}
"""Function of a reading → its name for the page, said also when it fails."""


def named(name: Any) -> Callable[[Taker], Taker]:
    """Register a reading's name."""

    def register(take: Taker) -> Taker:
        NAMES[take.__name__] = name
        return take

    return register


def name_of(take: Taker) -> str:
    """Return a reading's name."""
    return str(NAMES[take.__name__])


def within[T](seconds: float, call: Callable[[], T]) -> T:
    """Return what a call returns, or raise what it raises; TimeoutError when it takes longer."""
    box: queue.SimpleQueue[tuple[Any, BaseException | None]] = queue.SimpleQueue()

    def run() -> None:
        try:
            box.put((call(), None))
        except BaseException as error:  # raised again where it was asked for
            box.put((None, error))

    threading.Thread(target=run, name="reading", daemon=True).start()
    try:
        value, error = box.get(timeout=seconds)
    except queue.Empty:
        raise TimeoutError(f"no answer in {seconds} s") from None
    if error is not None:
        raise error
    return value


def ago(moment: dt.datetime | None, now: dt.datetime) -> str:
    """Return ৫ মিনিট আগে, from a week on the date, – for never."""
    if moment is None:
        return "–"
    return relative((now - moment).total_seconds()) or date_time(moment)


def size(number: float) -> str:
    """Return a number of bytes as people say it: ২.৪ জিবি, ৩৫ এমবি."""
    if number >= GIGABYTE:
        return _("%(n)s GB") % {"n": to_bangla(f"{number / GIGABYTE:.1f}")}
    return _("%(n)s MB") % {"n": to_bangla(f"{number / 1024**2:.0f}")}


def up_to_most(number: int) -> str:
    """Return a count, ১০০০+ where more were not counted."""
    return to_bangla(f"{MOST}+" if number > MOST else number)
