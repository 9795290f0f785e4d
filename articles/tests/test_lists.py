"""articles/lists.py: newest, most read and of a section, each exact, all from one query."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from articles.lists import MOST_TIES, SPARE, load_lists
from articles.models import Article, DayReads
from articles.sections import load_sections
from articles.tests.factories import in_every_hidden_state, scheduled, section, story

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)
DAY = dt.timedelta(days=1)
# In Dhaka 27 December has just begun; in UTC it is still the 26th.
AFTER_MIDNIGHT = dt.datetime(2024, 12, 26, 18, 5, tzinfo=dt.UTC)


def lists(now=None, **wanted):
    return load_lists(load_sections(), now or timezone.now(), **wanted)


def ids(found):
    return [card.id for card in found]


def end(*stories):
    """Let the time of stories end, without the book-keeping: they still stand in the indexes."""
    Article.objects.filter(pk__in=[article.pk for article in stories]).update(
        live_until=timezone.now() - MINUTE
    )


def read(article, reads, day=None):
    today = timezone.localdate()
    DayReads.objects.create(article=article, day=day or today, reads=reads)


def test_the_newest_come_in_order_the_id_deciding_between_equals():
    older = story(ago=9 * MINUTE)
    equal = [story(ago=5 * MINUTE) for _ in range(3)]
    Article.objects.filter(pk__in=[a.pk for a in equal]).update(live_from=equal[0].live_from)

    found = lists(newest=9).newest(9)

    assert ids(found) == [*sorted((a.pk for a in equal), reverse=True), older.pk]


def test_lists_are_as_long_as_asked_and_no_longer():
    stories = [story(ago=n * MINUTE) for n in range(5, 0, -1)]

    assert ids(lists(newest=2).newest(2)) == [stories[-1].pk, stories[-2].pk]
    assert lists().newest(2) == []


def test_all_lists_of_a_page_are_one_query(django_assert_num_queries):
    economy, sports = section("economy"), section("sports")
    read(story(category=economy.pk), 3)
    story(category=sports.pk)
    sections = load_sections()

    with django_assert_num_queries(1):
        load_lists(
            sections,
            timezone.now(),
            newest=5,
            most_read=5,
            of_sections={economy.pk: 5, sports.pk: 5},
        )
    with django_assert_num_queries(0):
        load_lists(sections, timezone.now())


def test_hidden_stories_are_in_no_list():
    economy = section()
    hidden = in_every_hidden_state(category=economy.pk)
    for article in hidden:
        read(article, 100)
    seen = story(category=economy.pk)
    read(seen, 1)

    found = lists(newest=9, most_read=9, of_sections={economy.pk: 9})

    assert ids(found.newest(9)) == ids(found.most_read(9)) == [seen.pk]
    assert ids(found.of_section(load_sections().by_id[economy.pk], 9)) == [seen.pk]


def test_stories_whose_time_ended_make_no_list_shorter():
    economy = section()
    stories = [story(category=economy.pk, ago=n * MINUTE) for n in range(SPARE + 3, 0, -1)]
    for number, article in enumerate(stories):
        read(article, number + 1)
    end(*stories[3:])

    found = lists(newest=3, most_read=3, of_sections={economy.pk: 3})

    expected = [article.pk for article in reversed(stories[:3])]
    assert ids(found.newest(3)) == ids(found.most_read(3)) == expected
    assert ids(found.of_section(load_sections().by_id[economy.pk], 3)) == expected


def test_scheduled_stories_take_no_place():
    for _ in range(SPARE + 2):
        scheduled()
    seen = story()

    assert ids(lists(newest=1).newest(1)) == [seen.pk]


def test_a_section_shows_its_subsections_and_what_is_filed_there_as_well():
    economy, port, sports = section("economy"), section("economy/port"), section("sports")
    own = story(category=economy.pk, ago=4 * MINUTE)
    below = story(category=port.pk, ago=3 * MINUTE)
    further = story(category=sports.pk, further=[port.pk], ago=2 * MINUTE)
    other = story(category=sports.pk, ago=MINUTE)
    sections = load_sections()

    found = lists(of_sections={economy.pk: 9, port.pk: 9, sports.pk: 9})

    assert ids(found.of_section(sections.by_id[economy.pk], 9)) == [further.pk, below.pk, own.pk]
    assert ids(found.of_section(sections.by_id[port.pk], 9)) == [further.pk, below.pk]
    assert ids(found.of_section(sections.by_id[sports.pk], 9)) == [other.pk, further.pk]
    assert ids(found.of_section(sections.by_id[economy.pk], 9, own=True)) == [below.pk, own.pk]
    assert ids(found.of_section(sections.by_id[economy.pk], 1, skip={further.pk})) == [below.pk]


def test_a_section_is_exact_beside_other_lists():
    economy, sports = section("economy"), section("sports")
    old = [story(category=economy.pk, ago=(20 + n) * MINUTE) for n in range(3)]
    for n in range(6):
        story(category=sports.pk, ago=n * MINUTE)

    found = lists(newest=2, of_sections={economy.pk: 3, sports.pk: 1})

    assert ids(found.of_section(load_sections().by_id[economy.pk], 3)) == [
        article.pk for article in old
    ]


def test_the_most_read_are_those_of_yesterday_and_today_together():
    first, second, third = story(), story(), story()
    today = timezone.localdate()
    read(first, 60)
    read(second, 50)
    read(second, 50, today - DAY)
    read(third, 999, today - 2 * DAY)

    found = lists(most_read=5).most_read(5)

    assert [(card.id, card.reads) for card in found] == [(second.pk, 100), (first.pk, 60)]


def test_the_days_of_reading_are_dhakas():
    with time_machine.travel(AFTER_MIDNIGHT, tick=False):
        article = story()
        read(article, 1, dt.date(2024, 12, 27))
        read(article, 10, dt.date(2024, 12, 26))
        read(article, 100, dt.date(2024, 12, 25))

        assert [card.reads for card in lists(most_read=5).most_read(5)] == [11]


def test_the_story_that_leads_on_no_day_can_lead_over_both():
    # Many stories stand before it on each day, and none in the sum.
    steady = story()
    crowd = [story() for _ in range(24)]
    today = timezone.localdate()
    for number, article in enumerate(crowd):
        read(article, 60, today - (number % 2) * DAY)
    read(steady, 50)
    read(steady, 50, today - DAY)

    assert lists(most_read=3).most_read(3)[0].id == steady.pk


def test_where_all_are_read_alike_the_work_stays_bounded():
    for _ in range(MOST_TIES + 6):
        read(story(), 1)

    found = lists(most_read=1)

    assert len(found.cards) == MOST_TIES
    assert len(found.most_read(1)) == 1


def test_equal_reads_are_sorted_by_the_newest_id():
    stories = [story() for _ in range(3)]
    for article in stories:
        read(article, 7)

    assert ids(lists(most_read=3).most_read(3)) == [article.pk for article in reversed(stories)]


def test_stories_are_named_beside_other_lists_and_change_none_of_them():
    economy = section()
    old = [story(category=economy.pk, ago=(50 + n) * MINUTE) for n in range(5)]
    for n in range(4):
        read(story(category=economy.pk, ago=n * MINUTE), 10 - n)
    read(old[4], 1)
    wanted = {"newest": 2, "most_read": 2, "of_sections": {economy.pk: 3}}
    plain, named = lists(**wanted), lists(**wanted, named=[old[4].pk, old[3].pk])

    assert named.named([old[4].pk, old[3].pk]).keys() == {old[4].pk, old[3].pk}
    assert plain.named([old[3].pk]) == {}
    for found in (plain, named):
        assert ids(found.newest(2)) == ids(plain.newest(2))
        assert ids(found.most_read(2)) == ids(plain.most_read(2))
        assert ids(found.of_section(load_sections().by_id[economy.pk], 3)) == ids(
            plain.of_section(load_sections().by_id[economy.pk], 3)
        )


def test_no_hidden_story_is_found_by_its_name():
    hidden = [article.pk for article in in_every_hidden_state()]
    seen = story()

    assert list(lists(named=[*hidden, seen.pk]).named([*hidden, seen.pk])) == [seen.pk]


@pytest.mark.parametrize("count", [1, 4, 5, 20])
def test_named_stories_are_read_in_the_one_query(count, django_assert_num_queries):
    named = [story().pk for _ in range(count)]
    sections, now = load_sections(), timezone.now()

    with django_assert_num_queries(1):
        found = load_lists(sections, now, newest=1, named=named)

    assert found.named(named).keys() == set(named)
