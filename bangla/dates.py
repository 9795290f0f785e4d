"""Dates and times as the paper prints them, always on the clock of Dhaka."""

import datetime as dt
import math
from typing import Final, Literal
from zoneinfo import ZoneInfo

from bangla.digits import BANGLA_DIGITS, to_bangla

type TimeStyle = Literal["purbahno", "purbahno_nn", "period", "ampm", "24h"]

# Never a fixed +06:00: Bangladesh kept summer time (+07:00) from 19 June 2009, 23:00, to the end of that year.
DHAKA: Final = ZoneInfo("Asia/Dhaka")

WEEKDAYS: Final = (  # Monday first, as date.weekday() counts
    "সোমবার",
    "মঙ্গলবার",
    "বুধবার",
    "বৃহস্পতিবার",
    "শুক্রবার",
    "শনিবার",
    "রবিবার",
)
MONTHS: Final = (
    "জানুয়ারি",
    "ফেব্রুয়ারি",
    "মার্চ",
    "এপ্রিল",
    "মে",
    "জুন",
    "জুলাই",
    "আগস্ট",
    "সেপ্টেম্বর",
    "অক্টোবর",
    "নভেম্বর",
    "ডিসেম্বর",
)
HALVES: Final[dict[str, tuple[str, str]]] = {
    "purbahno": ("পূর্বাহ্ন", "অপরাহ্ন"),
    "purbahno_nn": ("পূর্বাহ্ণ", "অপরাহ্ণ"),
    "ampm": ("এএম", "পিএম"),
}

# Hour at which each part of the day begins (CLDR 48 `bn` day periods; papers print রাত for its রাত্রি).
_PERIODS: Final = (
    (20, "রাত"),
    (18, "সন্ধ্যা"),
    (16, "বিকাল"),
    (12, "দুপুর"),
    (6, "সকাল"),
    (4, "ভোর"),
    (0, "রাত"),
)

JUST_NOW: Final = "এইমাত্র"
_MINUTE, _HOUR, _DAY, _WEEK = 60, 3_600, 86_400, 604_800


def to_dhaka(moment: dt.datetime) -> dt.datetime:
    """Give the moment on Dhaka's clock. Raises ValueError for a naive datetime."""
    if moment.utcoffset() is None:
        raise ValueError("a naive datetime has no place in time: give it a time zone")
    return moment.astimezone(DHAKA)


def dhaka_date(day: dt.date) -> dt.date:
    """Give the Dhaka day of an aware datetime; a plain date is taken as it is."""
    return to_dhaka(day).date() if isinstance(day, dt.datetime) else day


def dhaka_day_bounds(day: dt.date) -> tuple[dt.datetime, dt.datetime]:
    """Give the first moment of a Dhaka day and the first moment after it, both aware.

    Days are not always 24 hours (19 June 2009 had 23, 31 December 2009 had 25).
    Raises ValueError outside the years 2–9998, which no database stores in UTC.
    """
    return _midnight(dhaka_date(day)), _midnight(dhaka_date(day) + dt.timedelta(days=1))


def dhaka_month_bounds(year: int, month: int) -> tuple[dt.datetime, dt.datetime]:
    """Give the first moment of a Dhaka month and the first moment after it, both aware."""
    first = dt.date(year, month, 1)
    following = dt.date(year + month // 12, month % 12 + 1, 1)
    return _midnight(first), _midnight(following)


def next_dhaka_midnight(moment: dt.datetime) -> dt.datetime:
    """Give the first midnight in Dhaka after the moment: from then on another date is printed."""
    return dhaka_day_bounds(to_dhaka(moment).date())[1]


def day_period(hour: int) -> str:
    """Name the part of the day that an hour (0–23) belongs to: ভোর, সকাল, দুপুর, বিকাল, সন্ধ্যা, রাত."""
    if not 0 <= hour <= 23:
        raise ValueError(f"no hour of a day: {hour}")
    return next(word for start, word in _PERIODS if hour >= start)


def o_clock(hour: int) -> str:
    """Name a full hour (0–23) as people say it: সকাল ৬টা, রাত ১২টা."""
    return to_bangla(f"{day_period(hour)} {_twelve(hour)}টা")


def clock(moment: dt.datetime, time_style: TimeStyle = "purbahno") -> str:
    """Give the time of day in Dhaka in one of the paper's five styles.

    purbahno ০৭:৩১ পূর্বাহ্ন · purbahno_nn ০৭:৩১ পূর্বাহ্ণ · ampm ০৭:৩১ এএম · period সকাল ৭:৩১ · 24h ০৭:৩১
    """
    here = to_dhaka(moment)
    if time_style == "24h":
        return to_bangla(f"{here:%H:%M}")
    hour = _twelve(here.hour)
    if time_style == "period":
        return to_bangla(f"{day_period(here.hour)} {hour}:{here:%M}")
    if time_style not in HALVES:
        raise ValueError(f"unknown time style: {time_style!r}")
    return to_bangla(f"{hour:02}:{here:%M} {HALVES[time_style][here.hour >= 12]}")


def header_strip(moment: dt.datetime, place: str = "ঢাকা", time_style: TimeStyle = "purbahno") -> str:
    """Give the strip over the masthead: ঢাকা বৃহস্পতিবার, ২৬ ডিসেম্বর ২০২৪, ০৭:৩১ পূর্বাহ্ন."""
    strip = f"{weekday_date(moment)}, {clock(moment, time_style)}"
    return f"{place} {strip}" if place else strip


def short_date(day: dt.date) -> str:
    """Give the date line of a story: ৩১/১০/২০২৪."""
    day = dhaka_date(day)
    return to_bangla(f"{day.day:02}/{day.month:02}/{day.year:04}")


def long_date(day: dt.date) -> str:
    """Give the date in words: ২৬ ডিসেম্বর ২০২৪."""
    day = dhaka_date(day)
    return to_bangla(f"{day.day} {MONTHS[day.month - 1]} {day.year}")


def weekday_date(day: dt.date) -> str:
    """Give the date with its weekday: বৃহস্পতিবার, ২৬ ডিসেম্বর ২০২৪."""
    return f"{WEEKDAYS[dhaka_date(day).weekday()]}, {long_date(day)}"


def month_name(year: int, month: int) -> str:
    """Name a month of the archive: ডিসেম্বর ২০২৪."""
    return to_bangla(f"{MONTHS[month - 1]} {year}")


def date_time(moment: dt.datetime, time_style: TimeStyle = "purbahno") -> str:
    """Give the moment beside a byline: ২৬ ডিসেম্বর ২০২৪, ০৭:৩১ পূর্বাহ্ন."""
    return f"{long_date(moment)}, {clock(moment, time_style)}"


def button_time(moment: dt.datetime) -> str:
    """Give the moment short enough for a button: ১০ জুন, ৬:০০.

    The hour runs from 0 to 23, so that nobody schedules a story for the wrong half of the day.
    """
    here = to_dhaka(moment)
    return to_bangla(f"{here.day} {MONTHS[here.month - 1]}, {here.hour}:{here:%M}")


def relative(seconds: float) -> str | None:
    """Say how long ago: এইমাত্র, ৫ মিনিট আগে, ১ ঘণ্টা আগে, ৩ দিন আগে; None from a week on.

    Parts of a unit do not count, and a moment in the future is এইমাত্র (clocks differ a little).
    """
    if seconds < _MINUTE:
        return JUST_NOW
    if seconds >= _WEEK:
        return None
    for size, unit in ((_DAY, "দিন"), (_HOUR, "ঘণ্টা"), (_MINUTE, "মিনিট")):
        if seconds >= size:
            return to_bangla(f"{math.floor(seconds / size)} {unit} আগে")
    raise ValueError(f"no number of seconds: {seconds}")


def words_for_script(place: str = "ঢাকা", time_style: TimeStyle = "purbahno") -> dict[str, object]:
    """Give the word table from which a script in the browser composes the very same strip.

    Ready for JSON. `weekdays` begins with Sunday, as JavaScript counts; `halves` are
    the words before and after noon (empty for the styles without them); `periods` has
    one word for each hour; `digits` is one string of ten.
    """
    return {
        "zone": DHAKA.key,
        "place": place,
        "style": time_style,
        "digits": BANGLA_DIGITS,
        "weekdays": [WEEKDAYS[-1], *WEEKDAYS[:-1]],
        "months": list(MONTHS),
        "halves": list(HALVES.get(time_style, ())),
        "periods": [day_period(hour) for hour in range(24)],
        "ago": {"now": JUST_NOW, "minute": "মিনিট আগে", "hour": "ঘণ্টা আগে", "day": "দিন আগে"},
    }


def _midnight(day: dt.date) -> dt.datetime:
    if not 2 <= day.year <= 9998:
        raise ValueError(f"outside the calendar: {day}")
    return dt.datetime(day.year, day.month, day.day, tzinfo=DHAKA)


def _twelve(hour: int) -> int:
    return hour % 12 or 12
