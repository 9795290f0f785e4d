"""articles/presence.py: who has a story open is told, nobody is kept out."""

import datetime as dt

import pytest
import time_machine

from articles import presence
from articles.models import Presence
from articles.tests.factories import draft, person

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 11, 25, 12, tzinfo=dt.UTC)


def seconds(number):
    return NOON + dt.timedelta(seconds=number)


def told(article, by, tab=""):
    return [
        (other.name, other.is_own, other.is_typing)
        for other in presence.others(article, by=by, tab=tab)
    ]


@pytest.fixture
def two():
    """Return a story and two people who have it open since noon."""
    chief, editor = person(display_name="মিতা"), person("editor", display_name="তাহমিদ")
    article = draft(chief)
    with time_machine.travel(NOON, tick=False):
        presence.seen(article, by=chief, tab="a", is_typing=False)
        presence.seen(article, by=editor, tab="b", is_typing=True)
    return article, chief, editor


def test_each_sees_the_other_for_half_a_minute(two):
    article, chief, editor = two

    with time_machine.travel(seconds(14), tick=False):
        assert told(article, chief, "a") == [("তাহমিদ", False, True)]
        assert told(article, editor, "b") == [("মিতা", False, False)]
    with time_machine.travel(seconds(16), tick=False):
        assert told(article, chief, "a") == [("তাহমিদ", False, False)]
    with time_machine.travel(seconds(31), tick=False):
        assert told(article, chief, "a") == []


def test_a_tab_that_is_closed_is_gone_at_once(two):
    article, chief, editor = two

    with time_machine.travel(seconds(1), tick=False):
        presence.left(article, by=editor, tab="b")

        assert told(article, chief, "a") == []


def test_nobody_closes_or_keeps_the_tab_of_another(two):
    article, chief, editor = two

    presence.left(article, by=chief, tab="b")
    presence.seen(article, by=chief, tab="b", is_typing=True)

    assert Presence.objects.get(tab="b").user == editor
    assert Presence.objects.get(tab="b").seen_at == NOON


def test_own_other_tabs_are_told_to_an_open_form_and_not_to_one_being_opened(two):
    article, chief, _editor = two

    with time_machine.travel(seconds(5), tick=False):
        presence.seen(article, by=chief, tab="c", is_typing=False)

        assert told(article, chief, "c") == [("তাহমিদ", False, True), ("মিতা", True, False)]
        assert told(article, chief) == [("তাহমিদ", False, True)]


def test_somebody_with_many_tabs_is_told_once_as_writing_when_one_is_written_in(two):
    article, chief, editor = two

    with time_machine.travel(seconds(5), tick=False):
        presence.seen(article, by=editor, tab="d", is_typing=False)

        assert told(article, chief, "a") == [("তাহমিদ", False, True)]


def test_other_stories_are_none_of_it(two):
    _article, chief, _editor = two
    other = draft(chief)

    assert told(other, chief, "a") == []


def test_tabs_that_gave_no_sign_for_an_hour_are_forgotten(two):
    article, _chief, editor = two

    with time_machine.travel(seconds(1800), tick=False):
        presence.seen(article, by=editor, tab="b", is_typing=False)
    with time_machine.travel(seconds(3601), tick=False):
        presence.sweep()

    assert list(Presence.objects.values_list("tab", flat=True)) == ["b"]


@pytest.mark.parametrize("tabs", [1, 3])
def test_asking_costs_one_query_however_many_have_it_open(tabs, django_assert_num_queries):
    chief = person()
    article = draft(chief)
    for number in range(tabs):
        presence.seen(article, by=person("editor"), tab=str(number), is_typing=False)

    with django_assert_num_queries(1):
        assert len(presence.others(article, by=chief, tab="x")) == tabs
