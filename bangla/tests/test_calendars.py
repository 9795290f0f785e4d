"""বঙ্গাব্দ and Hijri against press pages, and against a second derivation of each over 110 years."""

import datetime as dt
from collections.abc import Iterator
from itertools import pairwise

import pytest

from bangla import calendars
from bangla.calendars import bangla_date, bangla_date_text, hijri_date, hijri_date_text, ordinal_day
from bangla.tests.vectors import load
from bangla.text import canonical

VECTORS = load("calendars")
FIRST, LAST = dt.date(1990, 1, 1), dt.date(2100, 12, 31)
ONE_DAY = dt.timedelta(days=1)


def days(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    return (first + dt.timedelta(days=n) for n in range((last - first).days + 1))


@pytest.mark.parametrize(("day", "year", "month", "number", "text"), VECTORS["national"])
def test_national_calendar_as_printed(
    day: str, year: int, month: int, number: int, text: str
) -> None:
    date = dt.date.fromisoformat(day)

    assert bangla_date(date) == (year, month, number)
    assert bangla_date_text(date) == text


# The second derivation: the Gregorian day on which each month begins, no lengths and no leap rule.
STARTS_2019 = [
    (1, 15, 10),
    (2, 14, 11),
    (3, 15, 12),
    (4, 14, 1),
    (5, 15, 2),
    (6, 15, 3),
    (7, 16, 4),
]
STARTS_2019 += [(8, 16, 5), (9, 16, 6), (10, 17, 7), (11, 16, 8), (12, 16, 9)]
STARTS_1987 = [
    (1, 14, 10),
    (2, 13, 11),
    (3, 15, 12),
    (4, 14, 1),
    (5, 15, 2),
    (6, 15, 3),
    (7, 16, 4),
]
STARTS_1987 += [(8, 16, 5), (9, 16, 6), (10, 16, 7), (11, 15, 8), (12, 15, 9)]


def bangla_date_from_starts(date: dt.date) -> tuple[int, int, int]:
    table = STARTS_2019 if date >= dt.date(2019, 4, 14) else STARTS_1987
    starts = [
        (dt.date(y, m, d), number) for y in (date.year - 1, date.year) for m, d, number in table
    ]
    first, month = max(start for start in starts if start[0] <= date)
    return (first.year - 593 if month <= 9 else first.year - 594), month, (date - first).days + 1


def test_two_derivations_of_the_national_calendar_agree_on_every_day_of_110_years() -> None:
    different = [
        day for day in days(FIRST, LAST) if bangla_date(day) != bangla_date_from_starts(day)
    ]

    assert different == []


@pytest.mark.parametrize(("year", "length", "falgun"), VECTORS["national_year_lengths"])
def test_length_of_the_year_and_of_falgun(year: int, length: int, falgun: int) -> None:
    found = [
        bangla_date(day) for day in days(dt.date(year + 593, 4, 14), dt.date(year + 594, 4, 13))
    ]

    assert len(found) == length
    assert {y for y, _, _ in found} == {year}
    assert sum(month == 11 for _, month, _ in found) == falgun


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        (dt.date(2018, 2, 21), "৯ ফাল্গুন ১৪২৪"),
        (dt.date(2020, 2, 21), "৮ ফাল্গুন ১৪২৬"),
        (dt.date(2018, 12, 16), "২ পৌষ ১৪২৫"),
        (dt.date(2019, 10, 16), "৩১ আশ্বিন ১৪২৬"),
    ],
)
def test_the_rule_in_force_on_the_day_is_used(date: dt.date, expected: str) -> None:
    assert bangla_date_text(date) == expected


def test_no_day_of_the_calendar_fails() -> None:
    assert bangla_date(dt.date.min) == (-593, 9, 19)
    assert bangla_date(dt.date.max) == (9406, 9, 16)


def test_a_moment_has_the_bangla_date_of_its_dhaka_day() -> None:
    evening = dt.datetime(2024, 4, 13, 18, 0, tzinfo=dt.UTC)

    assert bangla_date(evening - dt.timedelta(seconds=1)) == (1430, 12, 30)
    assert bangla_date(evening) == (1431, 1, 1)
    assert hijri_date(evening) == hijri_date(dt.date(2024, 4, 14))
    with pytest.raises(ValueError, match="naive"):
        bangla_date(dt.datetime(2024, 4, 14))  # noqa: DTZ001  naive on purpose


@pytest.mark.parametrize(("day", "year", "month", "number", "text"), VECTORS["hijri"])
def test_hijri_dates_of_bangladesh(day: str, year: int, month: int, number: int, text: str) -> None:
    date = dt.date.fromisoformat(day)

    assert hijri_date(date) == (year, month, number)
    assert hijri_date_text(date) == text


def arithmetic_hijri_start(year: int, month: int) -> dt.date:
    """Begin a month by the arithmetic Islamic calendar (30-year cycle, civil epoch 16 July 622 Julian)."""
    day_number = (year - 1) * 354 + (3 + 11 * year) // 30 + (59 * (month - 1) + 1) // 2
    return dt.date.fromordinal(227015 + day_number)


def test_hijri_follows_the_arithmetic_calendar_within_two_days_over_the_whole_range() -> None:
    starts = {
        hijri_date(day): day
        for day in days(FIRST, dt.date(2077, 11, 16))
        if (hijri_date(day) or (0, 0, 0))[2] == 1
    }
    away = [
        (day - arithmetic_hijri_start(year, month)).days for (year, month, _), day in starts.items()
    ]

    assert len(away) == 1086
    assert -2 <= min(away) <= max(away) <= 3


def test_hijri_days_follow_each_other_and_months_have_29_or_30() -> None:
    found = [hijri_date(day) for day in days(FIRST, dt.date(2077, 11, 16))]

    for (year, month, day), after in pairwise(found):
        following = (year, month + 1, 1) if month < 12 else (year + 1, 1, 1)
        assert after == (year, month, day + 1) or (after == following and day in {29, 30})


@pytest.mark.parametrize(
    "date",
    [dt.date.min, dt.date(1924, 8, 1), dt.date(2077, 11, 18), dt.date(2100, 1, 1), dt.date.max],
)
def test_hijri_outside_its_range_is_none(date: dt.date) -> None:
    assert hijri_date(date) is None
    assert hijri_date_text(date) is None
    assert hijri_date(date, overrides={(1446, 9): dt.date(2025, 3, 2)}) is None


def test_hijri_begins_and_ends_where_its_source_does() -> None:
    assert hijri_date(dt.date(1924, 8, 2)) == (1343, 1, 1)
    assert hijri_date(dt.date(1924, 8, 1), offset=0) == (1343, 1, 1)
    assert hijri_date(dt.date(2077, 11, 17)) == (1500, 12, 30)
    assert hijri_date(dt.date(1924, 8, 2), overrides={(1343, 1): dt.date(1924, 8, 3)}) is None


def test_offset_moves_every_day() -> None:
    eid = dt.date(2024, 6, 17)

    assert hijri_date(eid, offset=0) == (1445, 12, 11)
    assert hijri_date(eid, offset=-1) == (1445, 12, 10)
    assert hijri_date(eid, offset=-2) == (1445, 12, 9)
    assert hijri_date(dt.date.max, offset=1) is None


RAMADAN = dt.date(2025, 3, 2)  # 1 Ramadan 1446 by the offset; Shaban has 30 days, Ramadan 30


def test_the_committee_may_begin_a_month_a_day_earlier() -> None:
    moon = {(1446, 9): RAMADAN - ONE_DAY}

    assert hijri_date(RAMADAN - 2 * ONE_DAY, overrides=moon) == (1446, 8, 29)
    assert hijri_date(RAMADAN - ONE_DAY, overrides=moon) == (1446, 9, 1)
    assert hijri_date(RAMADAN, overrides=moon) == (1446, 9, 2)
    assert hijri_date_text(RAMADAN, overrides=moon) == "২ রমজান ১৪৪৬"


def test_the_committee_may_begin_a_month_a_day_later() -> None:
    moon = {(1446, 9): RAMADAN + ONE_DAY}

    assert hijri_date(RAMADAN, overrides=moon)[1:] in {(8, 29), (8, 30)}
    assert hijri_date(RAMADAN + ONE_DAY, overrides=moon) == (1446, 9, 1)


def test_an_override_far_away_changes_nothing() -> None:
    moon = {(1440, 9): dt.date(2019, 5, 7)}

    assert [hijri_date(day, overrides=moon) for day in days(RAMADAN, RAMADAN + 400 * ONE_DAY)] == [
        hijri_date(day) for day in days(RAMADAN, RAMADAN + 400 * ONE_DAY)
    ]


def starts_of_months(overrides: calendars.Overrides) -> list[tuple[int, int]]:
    """List (month number, its length) over two years around the override, from the days alone."""
    found = [
        hijri_date(day, overrides=overrides)
        for day in days(dt.date(2024, 3, 1), dt.date(2026, 6, 30))
    ]
    months = [(year * 12 + month, day) for year, month, day in found]
    begun = [position for position, (_, day) in enumerate(months) if day == 1]
    return [(months[a][0], b - a) for a, b in pairwise(begun)]


@pytest.mark.parametrize("shift", [-1, 0, 1])
@pytest.mark.parametrize("month", range(1, 13))
def test_months_beside_an_announced_one_keep_29_or_30_days(month: int, shift: int) -> None:
    first = next(
        day
        for day in days(dt.date(2024, 7, 1), dt.date(2025, 7, 1))
        if hijri_date(day) == (1446, month, 1)
    )

    lengths = starts_of_months({(1446, month): first + shift * ONE_DAY})

    assert {length for _, length in lengths} == {29, 30}
    assert [number for number, _ in lengths] == list(
        range(lengths[0][0], lengths[0][0] + len(lengths))
    )


def test_contradicting_announcements_never_show_a_thirty_first_day() -> None:
    moon = {(1446, 9): RAMADAN, (1446, 10): RAMADAN + 33 * ONE_DAY}

    assert hijri_date(RAMADAN + 31 * ONE_DAY, overrides=moon) == (1446, 9, 30)


def test_names_of_months_are_canonical_and_complete() -> None:
    names = [*calendars.BANGLA_MONTHS, *calendars.HIJRI_MONTHS]

    assert list(calendars.HIJRI_MONTHS) == VECTORS["hijri_months"]
    assert len(calendars.BANGLA_MONTHS) == 12
    assert [canonical(name) for name in names] == names


def test_older_suffixes_of_days() -> None:
    spoken = [ordinal_day(day) for day in range(1, 32)]

    assert spoken[:5] == ["১লা", "২রা", "৩রা", "৪ঠা", "৫ই"]
    assert spoken[17:19] == ["১৮ই", "১৯শে"]
    assert spoken[30] == "৩১শে"


def test_suffixes_are_off_unless_asked_for() -> None:
    day = dt.date(2025, 10, 19)

    assert bangla_date_text(day, ordinal=True) == "৩রা কার্তিক ১৪৩২"
    assert bangla_date_text(day) == "৩ কার্তিক ১৪৩২"
    assert hijri_date_text(dt.date(2025, 3, 2), ordinal=True) == "১লা রমজান ১৪৪৬"
