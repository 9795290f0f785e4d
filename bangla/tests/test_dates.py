"""Dates and times on the clock of Dhaka: the strip, the date line, the clock styles, ages, the bounds of a day."""

import datetime as dt
import json
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bangla import dates
from bangla.tests.vectors import load
from bangla.text import canonical

VECTORS = load("dates")

MORNING = dt.datetime(2024, 12, 26, 1, 31, tzinfo=dt.UTC)
NAIVE = MORNING.replace(tzinfo=None)
MOMENTS = st.datetimes(
    dt.datetime.fromisoformat("1990-01-01"),
    dt.datetime.fromisoformat("2100-01-01"),
    timezones=st.just(dt.UTC),
)


def utc(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


@pytest.mark.parametrize(("moment", "expected"), VECTORS["header_strip"])
def test_header_strip_is_the_reference_form(moment: str, expected: str) -> None:
    assert dates.header_strip(utc(moment)) == expected


def test_header_strip_shows_dhaka_whatever_zone_the_moment_comes_in() -> None:
    elsewhere = MORNING.astimezone(ZoneInfo("America/New_York"))

    assert elsewhere.day == 25
    assert dates.header_strip(elsewhere) == dates.header_strip(MORNING)


def test_header_strip_names_another_place_or_none() -> None:
    assert dates.header_strip(MORNING, "চট্টগ্রাম") == "চট্টগ্রাম বৃহস্পতিবার, ২৬ ডিসেম্বর ২০২৪, ০৭:৩১ পূর্বাহ্ন"
    assert dates.header_strip(MORNING, place="") == "বৃহস্পতিবার, ২৬ ডিসেম্বর ২০২৪, ০৭:৩১ পূর্বাহ্ন"


@pytest.mark.parametrize(
    "function",
    [
        dates.header_strip,
        dates.clock,
        dates.date_time,
        dates.button_time,
        dates.to_dhaka,
        dates.next_dhaka_midnight,
        dates.short_date,
        dates.long_date,
        dates.weekday_date,
        dates.dhaka_day_bounds,
    ],
)
def test_naive_datetimes_are_refused(function: object) -> None:
    with pytest.raises(ValueError, match="naive"):
        function(NAIVE)  # type: ignore[operator]


@pytest.mark.parametrize(("day", "expected"), VECTORS["short_date"])
def test_short_date_has_two_digits_for_day_and_month(day: str, expected: str) -> None:
    assert dates.short_date(dt.date.fromisoformat(day)) == expected


def test_a_moment_has_the_date_of_its_dhaka_day() -> None:
    evening = dt.datetime(2024, 12, 31, 18, 0, tzinfo=dt.UTC)

    assert dates.short_date(evening) == "০১/০১/২০২৫"
    assert dates.long_date(evening) == "১ জানুয়ারি ২০২৫"
    assert dates.weekday_date(evening) == "বুধবার, ১ জানুয়ারি ২০২৫"
    assert dates.dhaka_date(evening) == dt.date(2025, 1, 1)
    assert dates.dhaka_date(dt.date(2024, 12, 31)) == dt.date(2024, 12, 31)


def test_long_date_and_month_name() -> None:
    assert dates.long_date(dt.date(2024, 12, 26)) == "২৬ ডিসেম্বর ২০২৪"
    assert dates.month_name(2024, 2) == "ফেব্রুয়ারি ২০২৪"


@pytest.mark.parametrize(
    ("style", "morning", "noon", "midnight"),
    [
        ("purbahno", "০৭:৩১ পূর্বাহ্ন", "১২:০০ অপরাহ্ন", "১২:০০ পূর্বাহ্ন"),
        ("purbahno_nn", "০৭:৩১ পূর্বাহ্ণ", "১২:০০ অপরাহ্ণ", "১২:০০ পূর্বাহ্ণ"),
        ("ampm", "০৭:৩১ এএম", "১২:০০ পিএম", "১২:০০ এএম"),
        ("period", "সকাল ৭:৩১", "দুপুর ১২:০০", "রাত ১২:০০"),
        ("24h", "০৭:৩১", "১২:০০", "০০:০০"),
    ],
)
def test_clock_in_the_five_styles(
    style: dates.TimeStyle, morning: str, noon: str, midnight: str
) -> None:
    assert dates.clock(MORNING, style) == morning
    assert dates.clock(utc("2024-12-26T06:00Z"), style) == noon
    assert dates.clock(utc("2024-12-26T18:00Z"), style) == midnight


def test_unknown_clock_style_is_refused() -> None:
    with pytest.raises(ValueError, match="time style"):
        dates.clock(MORNING, "swatch")  # type: ignore[arg-type]


def test_byline_and_button_times() -> None:
    assert dates.date_time(MORNING) == "২৬ ডিসেম্বর ২০২৪, ০৭:৩১ পূর্বাহ্ন"
    assert dates.date_time(utc("2023-06-18T12:00Z"), "ampm") == "১৮ জুন ২০২৩, ০৬:০০ পিএম"
    assert dates.button_time(utc("2025-06-10T00:00Z")) == "১০ জুন, ৬:০০"
    assert dates.button_time(utc("2025-06-10T12:00Z")) == "১০ জুন, ১৮:০০"


@pytest.mark.parametrize(("hour", "word", "spoken"), VECTORS["day_periods"])
def test_parts_of_the_day(hour: int, word: str, spoken: str) -> None:
    assert dates.day_period(hour) == word
    assert dates.o_clock(hour) == spoken


def test_every_hour_has_its_part_of_the_day() -> None:
    day = [dates.day_period(hour) for hour in range(24)]

    assert day == (
        ["রাত"] * 4
        + ["ভোর"] * 2
        + ["সকাল"] * 6
        + ["দুপুর"] * 4
        + ["বিকাল"] * 2
        + ["সন্ধ্যা"] * 2
        + ["রাত"] * 4
    )


@pytest.mark.parametrize("hour", [-1, 24])
def test_hours_outside_the_day_are_refused(hour: int) -> None:
    with pytest.raises(ValueError, match="hour"):
        dates.day_period(hour)


@pytest.mark.parametrize(("seconds", "expected"), VECTORS["relative"])
def test_ages_of_stories(seconds: int, expected: str | None) -> None:
    assert dates.relative(seconds) == expected


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (-5, "এইমাত্র"),
        (float("-inf"), "এইমাত্র"),
        (59.99, "এইমাত্র"),
        (119, "১ মিনিট আগে"),
        (3_599.9, "৫৯ মিনিট আগে"),
        (7_199, "১ ঘণ্টা আগে"),
        (86_399, "২৩ ঘণ্টা আগে"),
        (172_799, "১ দিন আগে"),
        (604_799.9, "৬ দিন আগে"),
        (604_800, None),
        (float("inf"), None),
    ],
)
def test_ages_are_floored_and_end_after_a_week(seconds: float, expected: str | None) -> None:
    assert dates.relative(seconds) == expected


def test_an_age_that_is_no_number_is_refused() -> None:
    with pytest.raises(ValueError, match="seconds"):
        dates.relative(float("nan"))


def test_names_of_days_and_months() -> None:
    assert list(dates.WEEKDAYS) == VECTORS["weekdays"]
    assert list(dates.MONTHS) == VECTORS["months"]


def test_every_word_is_in_canonical_form() -> None:
    words = json.dumps([dates.words_for_script(), dates.HALVES], ensure_ascii=False)

    assert canonical(words) == words


@pytest.mark.parametrize(("moment", "expected"), VECTORS["timezone"])
def test_summer_time_of_2009_is_known(moment: str, expected: str) -> None:
    assert dates.to_dhaka(utc(moment)).replace(tzinfo=None) == dt.datetime.fromisoformat(expected)


def test_a_day_runs_from_midnight_to_midnight_in_dhaka() -> None:
    start, end = dates.dhaka_day_bounds(dt.date(2024, 12, 26))

    assert start == utc("2024-12-25T18:00Z")
    assert end == utc("2024-12-26T18:00Z")
    assert start.utcoffset() == dt.timedelta(hours=6)


@pytest.mark.parametrize(
    ("day", "hours"),
    [((2009, 6, 19), 23), ((2009, 6, 20), 24), ((2009, 12, 31), 25), ((2010, 1, 1), 24)],
)
def test_days_of_the_clock_change_have_23_and_25_hours(
    day: tuple[int, int, int], hours: int
) -> None:
    start, end = dates.dhaka_day_bounds(dt.date(*day))

    assert end.astimezone(dt.UTC) - start.astimezone(dt.UTC) == dt.timedelta(hours=hours)


def test_a_month_runs_to_the_first_of_the_next_also_over_new_year() -> None:
    assert dates.dhaka_month_bounds(2024, 12) == (
        utc("2024-11-30T18:00Z"),
        utc("2024-12-31T18:00Z"),
    )
    assert dates.dhaka_month_bounds(2024, 2) == (utc("2024-01-31T18:00Z"), utc("2024-02-29T18:00Z"))


@pytest.mark.parametrize(
    "day", [dt.date.min, dt.date(1, 12, 31), dt.date(9998, 12, 31), dt.date.max]
)
def test_days_at_the_ends_of_the_calendar_are_refused(day: dt.date) -> None:
    with pytest.raises((ValueError, OverflowError)):
        dates.dhaka_day_bounds(day)


def test_the_next_midnight_is_when_the_date_changes() -> None:
    midnight = utc("2024-12-31T18:00Z")

    assert dates.next_dhaka_midnight(MORNING) == utc("2024-12-26T18:00Z")
    assert dates.next_dhaka_midnight(midnight - dt.timedelta(microseconds=1)) == midnight
    assert dates.next_dhaka_midnight(midnight) == midnight + dt.timedelta(days=1)


@given(MOMENTS)
def test_every_moment_lies_inside_its_dhaka_day(moment: dt.datetime) -> None:
    start, end = dates.dhaka_day_bounds(moment)

    assert start <= moment < end == dates.next_dhaka_midnight(moment)
    assert (
        dates.dhaka_date(start)
        == dates.dhaka_date(end - dt.timedelta(microseconds=1))
        == dates.dhaka_date(moment)
    )


def strip_by_script(words: dict[str, object], moment: dt.datetime) -> str:
    """Compose the strip as the script in the browser does, from the word table and the zone's name alone."""
    here = moment.astimezone(ZoneInfo(words["zone"]))
    hour = here.hour % 12 or 12
    minute = f"{here.minute:02}"
    time = {
        "24h": f"{here.hour:02}:{minute}",
        "period": f"{words['periods'][here.hour]} {hour}:{minute}",
    }.get(words["style"]) or f"{hour:02}:{minute} {words['halves'][0 if here.hour < 12 else 1]}"
    weekday = words["weekdays"][here.isoweekday() % 7]
    line = f"{words['place']} {weekday}, {here.day} {words['months'][here.month - 1]} {here.year}, {time}"
    return "".join(words["digits"][int(c)] if c in "0123456789" else c for c in line)


@given(MOMENTS, st.sampled_from(["purbahno", "purbahno_nn", "ampm", "period", "24h"]))
def test_a_script_composes_the_same_strip_from_the_word_table(
    moment: dt.datetime, style: dates.TimeStyle
) -> None:
    words = json.loads(json.dumps(dates.words_for_script("ঢাকা", style)))

    assert strip_by_script(words, moment) == dates.header_strip(moment, "ঢাকা", style)
