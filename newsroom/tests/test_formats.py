"""Dates and numbers in Bangla order: day, month, year; thousand, lakh, crore."""

from datetime import UTC, date, datetime

import pytest
from django.forms import DateField, DateTimeField
from django.utils import timezone, translation
from django.utils.formats import date_format, get_format, number_format

DAY = date(2024, 12, 26)
MOMENT = datetime(2024, 12, 26, 1, 31, tzinfo=UTC)
MONTHS = [
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
]


@pytest.fixture(autouse=True)
def bangla():
    with translation.override("bn"), timezone.override("Asia/Dhaka"):
        yield


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("DATE_FORMAT", "26 ডিসেম্বর 2024"),
        ("YEAR_MONTH_FORMAT", "ডিসেম্বর 2024"),
        ("MONTH_DAY_FORMAT", "26 ডিসেম্বর"),
        ("SHORT_DATE_FORMAT", "26/12/2024"),
    ],
)
def test_dates_put_the_day_first_and_no_comma_before_the_year(form, text):
    assert date_format(DAY, form) == text


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("DATETIME_FORMAT", "26 ডিসেম্বর 2024, 7:31 পূর্বাহ্ন"),
        ("SHORT_DATETIME_FORMAT", "26/12/2024, 7:31 পূর্বাহ্ন"),
        ("TIME_FORMAT", "7:31 পূর্বাহ্ন"),
        ("l, j F Y, h:i A", "বৃহস্পতিবার, 26 ডিসেম্বর 2024, 07:31 পূর্বাহ্ন"),
    ],
)
def test_moments_are_shown_in_dhaka_time(form, text):
    assert date_format(timezone.localtime(MOMENT), form) == text


def test_months_have_the_names_that_papers_print():
    names = [date_format(date(2024, month, 1), "F") for month in range(1, 13)]

    assert names == MONTHS


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (999, "999"),
        (1_000, "1,000"),
        (12_345_678, "1,23,45,678"),
        (-1_234_567_890, "-1,23,45,67,890"),
        (1234.5, "1,234.5"),
    ],
)
def test_numbers_are_grouped_by_thousand_lakh_and_crore(number, text):
    assert number_format(number, force_grouping=True) == text


@pytest.mark.parametrize(
    "typed", ["26/12/2024", "2024-12-26", "26-12-2024", "26/12/24", "26-12-24"]
)
def test_date_can_be_typed_as_it_is_written_here(typed):
    assert DateField().clean(typed) == DAY


@pytest.mark.parametrize(
    "typed",
    ["26/12/2024 07:31", "26/12/2024 07:31:00", "2024-12-26 07:31", "26-12-2024 07:31"],
)
def test_date_and_time_can_be_typed_together(typed):
    assert DateTimeField().clean(typed) == MOMENT


def test_date_picker_writes_a_form_that_the_field_reads():
    written = DAY.strftime(get_format("DATE_INPUT_FORMATS")[0])

    assert (written, DateField().clean(written)) == ("26/12/2024", DAY)


def test_week_begins_on_saturday():
    assert get_format("FIRST_DAY_OF_WEEK") == 6
