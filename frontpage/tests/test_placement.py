"""frontpage/placement.py: what stands where on the front page."""

import datetime as dt

import pytest
from django.utils import timezone

from articles.models import DayReads
from articles.sections import load_sections, save_section
from articles.tests.factories import in_every_hidden_state, section, story
from frontpage.placement import IN_BLOCK, SECONDS, TABS, place
from images.models import Picture

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


def picture():
    return Picture.objects.create(
        file="originals/2024/12/ship.png", width=1200, height=800, alt="জাহাজ", key="a" * 20
    ).pk


def front(now=None):
    return place(load_sections(), now or timezone.now())


def ids(cards):
    return [card.id for card in cards]


def stories(count, **values):
    """Return so many stories, the newest first."""
    return [story(ago=n * MINUTE, **values) for n in range(count)]


def test_an_empty_paper_has_an_empty_front_page():
    section()

    found = front()

    assert (found.lead, found.seconds, found.newest, found.most_read, found.blocks) == (
        None,
        [],
        [],
        [],
        [],
    )
    assert found.shown == []


def test_the_newest_story_with_a_picture_leads():
    newest = story()
    with_picture = story(picture=picture(), ago=MINUTE)
    story(picture=picture(), ago=2 * MINUTE)

    found = front()

    assert found.lead.id == with_picture.pk
    assert found.seconds[0].id == newest.pk


def test_without_a_picture_the_newest_leads():
    newest, *_others = stories(3)

    assert front().lead.id == newest.pk


def test_an_old_picture_leads_no_longer():
    recent = stories(TABS + SECONDS + 1)
    story(picture=picture(), ago=dt.timedelta(days=1))

    assert front().lead.id == recent[0].pk


def test_the_next_newest_stand_beside_the_lead_and_the_tabs_list_all_in_order():
    recent = stories(TABS + 2)

    found = front()

    assert ids(found.seconds) == [article.pk for article in recent[1 : SECONDS + 1]]
    assert ids(found.newest) == [article.pk for article in recent[:TABS]]


def test_no_story_stands_twice_above_and_in_the_blocks():
    economy, sports = section("economy"), section("sports")
    stories(6, category=economy.pk, further=[sports.pk], picture=picture())
    stories(6, category=sports.pk, further=[economy.pk])

    found = front()
    places = [
        found.lead.id,
        *ids(found.seconds),
        *(pk for block in found.blocks for pk in ids(block.cards)),
    ]

    assert len(places) == len(set(places))
    assert set(places) <= {card.id for card in found.shown}


def test_a_story_stands_in_the_block_of_its_own_section_or_of_the_one_above():
    port, sports = section("economy/port"), section("sports")
    stories(4, category=sports.pk)
    both = story(category=port.pk, further=[sports.pk], ago=dt.timedelta(hours=1))
    own = story(category=sports.pk, ago=dt.timedelta(hours=2))

    blocks = {block.section.path: ids(block.cards) for block in front().blocks}

    assert blocks == {"economy": [both.pk], "sports": [own.pk]}


def test_blocks_stand_in_the_editors_order_each_with_its_newest():
    above = stories(4, category=section("sports").pk)
    economy = section("economy")
    older = [story(category=economy.pk, ago=(60 + n) * MINUTE) for n in range(IN_BLOCK + 2)]
    for place_of, path in ((2, "sports"), (1, "economy")):
        found = section(path)
        found.order = place_of
        save_section(found)
    last = story(category=section("sports").pk, ago=dt.timedelta(days=1))

    blocks = front().blocks

    assert [block.section.path for block in blocks] == ["economy", "sports"]
    assert ids(blocks[0].cards) == [article.pk for article in older[:IN_BLOCK]]
    assert ids(blocks[1].cards) == [last.pk]
    assert {article.pk for article in above}.isdisjoint(ids(blocks[1].cards))


def test_sections_without_a_block_or_without_a_story_left_have_none():
    stories(4)
    off = section("sports")
    off.on_front = False
    save_section(off)
    story(category=off.pk, ago=dt.timedelta(hours=1))
    section("opinion")

    assert front().blocks == []


def test_the_most_read_stand_in_the_order_of_reads():
    first, second, third = stories(3)
    for article, reads in ((first, 1), (second, 9), (third, 5)):
        DayReads.objects.create(article=article, day=timezone.localdate(), reads=reads)

    assert ids(front().most_read) == [second.pk, third.pk, first.pk]


def test_hidden_stories_stand_nowhere():
    economy = section()
    hidden = in_every_hidden_state(category=economy.pk, picture=picture())
    for article in hidden:
        DayReads.objects.create(article=article, day=timezone.localdate(), reads=99)
    seen = stories(6, category=economy.pk)

    assert {card.id for card in front().shown} == {article.pk for article in seen}


@pytest.mark.parametrize("count", [1, 12])
def test_the_whole_page_is_one_query(django_assert_num_queries, count):
    for number in range(count):
        story(category=section(f"section{number}").pk, ago=number * MINUTE)
    sections = load_sections()

    with django_assert_num_queries(1):
        place(sections, timezone.now())
