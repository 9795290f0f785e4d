"""The archive: Dhaka's days and months, whatever the server's clock, and its edges."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
import time_machine

from articles.models import Article
from articles.tests.factories import section, story

pytestmark = pytest.mark.django_db
DHAKA = ZoneInfo("Asia/Dhaka")
NOW = dt.datetime(2024, 12, 26, 1, 31, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


def at(year, month, day, hour=12, minute=0, second=0, microsecond=0):
    """Return a story published at a moment of Dhaka's clock."""
    moment = dt.datetime(year, month, day, hour, minute, second, microsecond, tzinfo=DHAKA)
    article = story(category=section().pk)
    Article.objects.filter(pk=article.pk).update(live_from=moment, first_published_at=moment)
    return article


def shown(client, path):
    response = client.get(path)
    assert response.status_code == 200
    return [card.id for card in response.context["page"].cards]


def test_a_day_begins_and_ends_at_dhakas_midnight(client):
    last = at(2024, 5, 14, 23, 59, 59, 999_999)
    first = at(2024, 5, 15, 0, 0)
    late = at(2024, 5, 15, 23, 59)
    at(2024, 5, 16, 0, 0)

    assert shown(client, "/archive/2024/05/14/") == [last.pk]
    assert shown(client, "/archive/2024/05/15/") == [late.pk, first.pk]


def test_a_month_begins_and_ends_at_dhakas_midnight(client):
    at(2024, 1, 31, 23, 59)
    first, leap = at(2024, 2, 1, 0, 0), at(2024, 2, 29, 23, 59, 59)
    at(2024, 3, 1, 0, 0)

    assert shown(client, "/archive/2024/02/") == [leap.pk, first.pk]


def test_the_summer_time_of_2009_makes_a_day_of_23_hours_and_one_of_25(client):
    # Bangladesh put the clock on at 23:00 on 19 June 2009 and back at the end of 31 December.
    evening = story(category=section().pk)
    moment = dt.datetime(2009, 6, 19, 16, 59, tzinfo=dt.UTC)  # 22:59 in Dhaka
    Article.objects.filter(pk=evening.pk).update(live_from=moment, first_published_at=moment)
    next_day = story(category=section().pk)
    moment = dt.datetime(2009, 6, 19, 17, 0, tzinfo=dt.UTC)  # 00:00 of the 20th
    Article.objects.filter(pk=next_day.pk).update(live_from=moment, first_published_at=moment)
    twice = story(category=section().pk)
    moment = dt.datetime(2009, 12, 31, 17, 30, tzinfo=dt.UTC)  # 23:30 for the second time
    Article.objects.filter(pk=twice.pk).update(live_from=moment, first_published_at=moment)

    assert shown(client, "/archive/2009/06/19/") == [evening.pk]
    assert shown(client, "/archive/2009/06/20/") == [next_day.pk]
    assert shown(client, "/archive/2009/12/31/") == [twice.pk]
    assert shown(client, "/archive/2010/01/01/") == []


@pytest.mark.parametrize(
    "path",
    [
        "/archive/2024/00/", "/archive/2024/13/", "/archive/2024/02/30/", "/archive/2023/02/29/",
        "/archive/2024/11/31/", "/archive/2024/11/00/", "/archive/9999/12/", "/archive/9999/12/31/",
        "/archive/0000/01/", "/archive/1970/12/31/", "/archive/2099/12/31/", "/archive/2025/01/",
        "/archive/2024/12/27/", "/archive/2024/12/99/",
    ],
)  # fmt: skip
def test_days_that_are_none_or_still_to_come_are_not_found(client, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    "path",
    ["/archive/1971/03/", "/archive/1971/03/26/", "/archive/2024/12/26/", "/archive/2024/12/"],
)
def test_days_without_stories_are_pages_all_the_same(client, path):
    assert shown(client, path) == []


def test_today_is_dhakas_today(client):
    with time_machine.travel(dt.datetime(2024, 12, 26, 18, 0, tzinfo=dt.UTC), tick=False):
        assert client.get("/archive/2024/12/27/").status_code == 200
    with time_machine.travel(dt.datetime(2024, 12, 26, 17, 59, 59, tzinfo=dt.UTC), tick=False):
        assert client.get("/archive/2024/12/27/").status_code == 404


def test_the_archive_lists_all_months_since_the_first_story_and_none_to_come(client):
    at(2023, 11, 1, 0, 0)

    years = client.get("/archive/").context["years"]

    assert [(year, [month.month for month in months]) for year, months in years] == [
        (2024, list(range(12, 0, -1))),
        (2023, [12, 11]),
    ]


def test_an_empty_archive_has_this_month(client):
    assert client.get("/archive/").context["years"] == [(2024, [dt.date(2024, 12, 1)])]


def test_neighbours_lead_to_the_day_and_month_before_and_after_but_not_to_the_future(client):
    day = client.get("/archive/2024/12/26/").context
    earlier = client.get("/archive/2024/03/01/").context
    month = client.get("/archive/2024/12/").context
    january = client.get("/archive/2024/01/").context

    assert (day["day_before"], day["day_after"]) == (dt.date(2024, 12, 25), None)
    assert (earlier["day_before"], earlier["day_after"]) == (
        dt.date(2024, 2, 29),
        dt.date(2024, 3, 2),
    )
    assert (month["month_before"], month["month_after"]) == (dt.date(2024, 11, 1), None)
    assert (january["month_before"], january["month_after"]) == (
        dt.date(2023, 12, 1),
        dt.date(2024, 2, 1),
    )


def test_the_calendar_begins_on_saturday(client):
    weeks = client.get("/archive/2024/12/").context["weeks"]

    assert {week[0].isoweekday() for week in weeks} == {6}
    assert weeks[0][1] == dt.date(2024, 12, 1)


def test_stories_of_a_list_stand_under_their_dhaka_days(client):
    late, early = at(2024, 5, 14, 23, 59), at(2024, 5, 15, 0, 0)

    days = client.get("/latest/").context["days"]

    assert [(day, [card.id for card in cards]) for day, cards in days] == [
        (dt.date(2024, 5, 15), [early.pk]),
        (dt.date(2024, 5, 14), [late.pk]),
    ]
