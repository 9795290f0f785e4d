"""The two calendars beside the Gregorian one: বঙ্গাব্দ as Bangladesh keeps it, and Hijri."""

import datetime as dt
from collections.abc import Mapping
from typing import Final

from hijridate import Gregorian, Hijri

from bangla.dates import dhaka_date
from bangla.digits import to_bangla

type Ymd = tuple[int, int, int]
type HijriMonth = tuple[int, int]
type Overrides = Mapping[HijriMonth, dt.date]

BANGLA_MONTHS: Final = (
    "বৈশাখ",
    "জ্যৈষ্ঠ",
    "আষাঢ়",
    "শ্রাবণ",
    "ভাদ্র",
    "আশ্বিন",
    "কার্তিক",
    "অগ্রহায়ণ",
    "পৌষ",
    "মাঘ",
    "ফাল্গুন",
    "চৈত্র",
)
HIJRI_MONTHS: Final = (
    "মহররম",
    "সফর",
    "রবিউল আউয়াল",
    "রবিউস সানি",
    "জমাদিউল আউয়াল",
    "জমাদিউস সানি",
    "রজব",
    "শাবান",
    "রমজান",
    "শাওয়াল",
    "জিলকদ",
    "জিলহজ",
)

# Bangla Academy's reform of 2019. Both rules agree from 14 April to 15 October, so the year turns with the rule.
REFORM: Final = dt.date(2019, 4, 14)

# Months shown each side of a day when overrides are weighed: their effect dies out well before.
_REACH: Final = 6


def bangla_date(date: dt.date) -> Ymd:
    """Give (year, month, day) in the national calendar of Bangladesh, months from 1.

    The year begins on 14 April. From 2019 (Bangla Academy) six months of 31 days come first,
    then 30, and ফাল্গুন has 29, or 30 when its February has 29. Before that (rule of 1987)
    five months have 31 days, the others 30, and ফাল্গুন 31 in such a year: a page of the
    archive shows what was printed then.
    """
    day = dhaka_date(date)
    year = day.year - 593 - ((day.month, day.day) < (4, 14))
    left = day.toordinal() - _days_before(year + 593)
    month = 1
    for length in _month_lengths(year):
        if left < length:
            break
        left -= length
        month += 1
    return year, month, left + 1


def hijri_date(date: dt.date, offset: int = -1, overrides: Overrides | None = None) -> Ymd | None:
    """Give (year, month, day) in the Hijri calendar of Bangladesh, months from 1; None out of range.

    Umm al-Qura shifted by `offset` days (Bangladesh: one behind). `overrides` holds what the
    moon-sighting committee announced: {(year, month): first Gregorian day of that month}.
    Months beside an announced one move with it, so that each keeps 29 or 30 days.
    Umm al-Qura is known from 1 August 1924 to 16 November 2077.
    """
    day = dhaka_date(date)
    try:
        if overrides:
            return _announced(day, offset, overrides)
        return _umm_al_qura(day, offset)
    except OverflowError:
        return None


def bangla_date_text(date: dt.date, *, ordinal: bool = False) -> str:
    """Give the date in words: ১১ পৌষ ১৪৩১."""
    return _text(bangla_date(date), BANGLA_MONTHS, ordinal=ordinal)


def hijri_date_text(
    date: dt.date, offset: int = -1, overrides: Overrides | None = None, *, ordinal: bool = False
) -> str | None:
    """Give the date in words: ২৪ জমাদিউস সানি ১৪৪৬; None out of range."""
    found = hijri_date(date, offset, overrides)
    return _text(found, HIJRI_MONTHS, ordinal=ordinal) if found else None


def ordinal_day(day: int) -> str:
    """Give a day of the month the older way: ১লা, ২রা, ৩রা, ৪ঠা, ৫ই–১৮ই, ১৯শে–৩১শে."""
    early = {1: "লা", 2: "রা", 3: "রা", 4: "ঠা"}
    return to_bangla(day) + early.get(day, "ই" if day < 19 else "শে")


def _text(found: Ymd, months: tuple[str, ...], *, ordinal: bool) -> str:
    year, month, day = found
    return (
        f"{ordinal_day(day) if ordinal else to_bangla(day)} {months[month - 1]} {to_bangla(year)}"
    )


def _days_before(gregorian_year: int) -> int:
    """Give the ordinal of 14 April, also for the year before the first."""
    if gregorian_year < 1:
        return dt.date(1, 4, 14).toordinal() - 366
    return dt.date(gregorian_year, 4, 14).toordinal()


def _month_lengths(year: int) -> tuple[int, ...]:
    february = year + 594  # the Gregorian year in which ফাল্গুন falls
    leap = february % 4 == 0 and (february % 100 != 0 or february % 400 == 0)
    if year + 593 >= REFORM.year:
        return (31,) * 6 + (30,) * 4 + (29 + leap, 30)
    return (31,) * 5 + (30,) * 5 + (30 + leap, 30)


def _umm_al_qura(day: dt.date, offset: int) -> Ymd:
    shifted = day + dt.timedelta(days=offset)
    return Gregorian.fromdate(shifted).to_hijri().datetuple()


def _announced(day: dt.date, offset: int, overrides: Overrides) -> Ymd | None:
    year, month, _ = _umm_al_qura(day, offset)
    starts = _starts(year * 12 + month - 1, offset, overrides)
    begun = [(first, index) for index, first in starts.items() if first <= day]
    if not begun:
        return None
    first, index = max(begun)
    return index // 12, index % 12 + 1, min((day - first).days + 1, 30)


def _starts(middle: int, offset: int, overrides: Overrides) -> dict[int, dt.date]:
    """Give the first days of the months around one (numbered year * 12 + month - 1)."""
    known = {year * 12 + month - 1: first for (year, month), first in overrides.items()}
    window = range(middle - _REACH, middle + _REACH + 1)
    starts = {
        index: first for index in window if (first := known.get(index) or _computed(index, offset))
    }
    for index in window:
        if index in starts and index - 1 in starts and index not in known:
            starts[index] = _near(starts[index], starts[index - 1], 29, 30)
    for index in reversed(window):
        if index in starts and index + 1 in starts and index not in known:
            starts[index] = _near(starts[index], starts[index + 1], -30, -29)
    return starts


def _near(first: dt.date, neighbour: dt.date, least: int, most: int) -> dt.date:
    earliest = neighbour + dt.timedelta(days=least)
    latest = neighbour + dt.timedelta(days=most)
    return min(max(first, earliest), latest)


def _computed(index: int, offset: int) -> dt.date | None:
    try:
        first = Hijri(index // 12, index % 12 + 1, 1).to_gregorian()
    except OverflowError:
        return None
    return dt.date(*first.datetuple()) - dt.timedelta(days=offset)
