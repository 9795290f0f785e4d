"""The filters and tags that put Bangla dates, ages and addresses into templates."""

import datetime as dt
import json
from html import unescape

import pytest
from django.template import Context, Template
from django.test import override_settings

from newsroom.templatetags import bangla
from paper.identity import Site

DHAKA = dt.timezone(dt.timedelta(hours=6))
NOW = dt.datetime(2024, 12, 26, 1, 31, tzinfo=dt.UTC)


def age_of(**before: int) -> str:
    """Return what `{% ago %}` prints for a moment so long before NOW."""
    moment = NOW - dt.timedelta(**before)
    return Template("{% ago card.live_from %}").render(
        Context({"now": NOW, "card": {"live_from": moment}})
    )


def test_header_strip_is_the_reference_pages_to_the_letter():
    strip = bangla.header_strip(Site(), NOW)

    assert strip == "ঢাকা বৃহস্পতিবার, ২৬ ডিসেম্বর ২০২৪, ০৭:৩১ পূর্বাহ্ন"


def test_second_line_names_both_calendars():
    assert bangla.other_calendars(Site(), NOW) == "১১ পৌষ ১৪৩১ বঙ্গাব্দ, ২৪ জমাদিউস সানি ১৪৪৬ হিজরি"


@pytest.mark.parametrize(
    ("shows_bangla", "shows_hijri", "line"),
    [
        (True, False, "১১ পৌষ ১৪৩১ বঙ্গাব্দ"),
        (False, True, "২৪ জমাদিউস সানি ১৪৪৬ হিজরি"),
        (False, False, ""),
    ],
)
def test_second_line_leaves_out_what_the_paper_does_not_show(shows_bangla, shows_hijri, line):
    paper = Site(show_bangla_date=shows_bangla, show_hijri_date=shows_hijri)

    assert bangla.other_calendars(paper, NOW) == line


def test_second_line_leaves_out_a_hijri_date_that_nobody_knows():
    far = dt.datetime(2090, 1, 1, tzinfo=dt.UTC)

    assert bangla.other_calendars(Site(), far) == "১৭ পৌষ ১৪৯৬ বঙ্গাব্দ"


def test_word_table_is_json_that_an_attribute_can_hold():
    page = Template('<time data-words="{% clock_words paper %}">').render(
        Context({"paper": Site()})
    )
    attribute = page.removeprefix('<time data-words="').removesuffix('">')

    assert '"' not in attribute
    assert json.loads(unescape(attribute))["place"] == "ঢাকা"


def test_word_table_cannot_break_out_of_its_attribute():
    hostile = Site(place='"><script>')

    assert "<" not in bangla.clock_words(hostile)


@pytest.mark.parametrize(
    ("before", "shown"),
    [
        ({"seconds": 0}, ("ago fresh", "2024-12-26T07:31:00+06:00", "এইমাত্র")),
        ({"seconds": -90}, ("ago fresh", "2024-12-26T07:32:30+06:00", "এইমাত্র")),
        ({"minutes": 29}, ("ago fresh", "2024-12-26T07:02:00+06:00", "২৯ মিনিট আগে")),
        ({"minutes": 30}, ("ago", "2024-12-26T07:01:00+06:00", "৩০ মিনিট আগে")),
        ({"hours": 5}, ("ago", "2024-12-26T02:31:00+06:00", "৫ ঘণ্টা আগে")),
        ({"days": 6}, ("ago", "2024-12-20T07:31:00+06:00", "৬ দিন আগে")),
        ({"days": 7}, ("ago", "2024-12-19T07:31:00+06:00", "১৯ ডিসেম্বর ২০২৪")),
    ],
)
def test_age_stands_in_a_time_element_and_is_fresh_for_half_an_hour(before, shown):
    assert age_of(**before) == '<time class="{}" datetime="{}">{}</time>'.format(*shown)


@pytest.mark.parametrize(
    ("day", "heading"),
    [
        (dt.date(2024, 12, 26), "আজ, ২৬ ডিসেম্বর"),
        (dt.date(2024, 12, 25), "গতকাল, ২৫ ডিসেম্বর"),
        (dt.date(2024, 12, 24), "মঙ্গলবার, ২৪ ডিসেম্বর ২০২৪"),
    ],
)
def test_heading_of_a_day_says_today_and_yesterday(day, heading):
    assert bangla.bn_day(day, NOW) == heading


def test_today_begins_at_midnight_in_dhaka():
    evening_in_utc = dt.datetime(2024, 12, 25, 18, 0, tzinfo=dt.UTC)

    assert bangla.bn_day(dt.date(2024, 12, 26), evening_in_utc) == "আজ, ২৬ ডিসেম্বর"


def test_change_on_the_day_of_publication_shows_its_time_only():
    published = dt.datetime(2024, 12, 26, 1, 0, tzinfo=DHAKA)

    assert bangla.bn_changed(dt.datetime(2024, 12, 26, 7, 10, tzinfo=DHAKA), published) == "০৭:১০"


def test_later_change_shows_its_date_too():
    published = dt.datetime(2024, 12, 26, 23, 0, tzinfo=DHAKA)

    shown = bangla.bn_changed(dt.datetime(2024, 12, 27, 0, 5, tzinfo=DHAKA), published)

    assert shown == "২৭/১২/২০২৪, ০০:০৫"


def test_year_is_the_one_in_dhaka():
    assert bangla.bn_year(dt.datetime(2024, 12, 31, 18, 0, tzinfo=dt.UTC)) == "২০২৫"


def test_machine_time_carries_dhakas_offset():
    assert bangla.iso(NOW) == "2024-12-26T07:31:00+06:00"


def test_prepared_moment_reads_back():
    assert bangla.as_moment(NOW.isoformat()) == NOW


def test_archive_addresses_have_two_digits():
    assert bangla.archive_path(dt.date(2024, 2, 3)) == "/archive/2024/02/03/"
    assert bangla.archive_month_path(dt.date(2024, 2, 3)) == "/archive/2024/02/"


@override_settings(SITE_URL="https://paper.example")
def test_links_that_leave_the_page_carry_the_papers_host():
    assert bangla.absolute("/latest/") == "https://paper.example/latest/"
    assert bangla.short_link(57) == "https://paper.example/n/57/"
