"""articles/paging.py: every story exactly once, whatever happens between two pages."""

import datetime as dt

import pytest
from django.http import Http404
from django.test import RequestFactory
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from articles import paging
from articles.cards import cards
from articles.models import Article
from articles.models.article import Cursor
from articles.paging import PAGE_SIZE, cursor_of, read_cursor
from articles.sections import load_sections
from articles.tests.factories import author, section, story

SPAN = (dt.datetime(1971, 1, 1), dt.datetime(2099, 1, 1))  # noqa: DTZ001  hypothesis adds the zone
MINUTE = dt.timedelta(minutes=1)


def request(query):
    return RequestFactory().get("/latest/", query)


def page_of(stories, sections, size=PAGE_SIZE):
    return paging.page_of(cards(stories[: size + 1], sections), size)


class OfMoment:
    def __init__(self, live_from, pk):
        self.live_from, self.id = live_from, pk


@given(
    st.datetimes(*SPAN, timezones=st.just(dt.UTC)),
    st.integers(1, 10**18 - 1),
)
def test_a_cursor_is_read_back_exactly(moment, pk):
    assert read_cursor(request({"before": cursor_of(OfMoment(moment, pk))})) == Cursor(moment, pk)


def test_without_a_cursor_a_list_begins_at_its_newest():
    assert read_cursor(request({})) is None


@pytest.mark.parametrize(
    "bad",
    ["", "x", "1", "1-", "-1", "--", "1-x", "1-1-1", "1-1\n", " 1-1", "1.5-1", "-5-1", "১-১", "1-1 OR 1=1", "0x1-1",
     "9" * 18 + "-1", "1-" + "9" * 19, "9" * 5_000 + "-1", "1-1\x00"],
)  # fmt: skip
def test_a_bad_cursor_is_not_found(bad):
    with pytest.raises(Http404):
        read_cursor(request({"before": bad}))


@pytest.mark.parametrize("odd", ["0-0", "99999999999999999-999999999999999999", "00-00"])
@pytest.mark.django_db
def test_a_cursor_from_nowhere_gives_a_page_all_the_same(odd):
    story()

    page = page_of(
        Article.objects.live().newest_first(read_cursor(request({"before": odd}))), load_sections()
    )

    assert page.older == ""


def walk(stories, size=2, between=lambda: None):
    """Return the ids of all pages of a list, `between` called after each page."""
    sections, found, before = load_sections(), [], None
    while True:
        page = page_of(stories(before), sections, size)
        found.append([card.id for card in page.cards])
        if not page.older:
            return found
        between()
        before = read_cursor(request({"before": page.older}))


@pytest.fixture
def seven(db):
    """Return seven stories of one section, tag and author, five of them of the same moment."""
    economy, signed = section(), author()
    byline = [{"author": signed.pk, "name": signed.name, "role": ""}]
    stories = [
        story(category=economy.pk, tags=["বন্দর"], bylines=byline, ago=n * MINUTE)
        for n in range(1, 8)
    ]
    same = stories[2].live_from
    pks = [article.pk for article in stories[1:6]]
    Article.objects.filter(pk__in=pks).update(live_from=same)
    for article in Article.objects.filter(pk__in=pks):
        article.category_filings.update(live_from=same)
        article.tag_filings.update(live_from=same)
        article.bylines.update(live_from=same)
    tag = stories[0].tags.get()
    live = Article.objects.live
    return {
        "all": lambda before: live().newest_first(before),
        "category": lambda before: live().in_category(economy.pk, before),
        "tag": lambda before: live().tagged(tag.pk, before),
        "author": lambda before: live().by_author(signed.pk, before),
        "day": lambda before: (
            live().between(same - MINUTE * 60, same + MINUTE * 60).newest_first(before)
        ),
    }, [stories[0].pk, *sorted(pks, reverse=True), stories[6].pk]


LISTS = ["all", "category", "tag", "author", "day"]


@pytest.mark.parametrize("which", LISTS)
def test_every_story_comes_exactly_once_in_order(seven, which):
    lists, expected = seven

    for size in (1, 2, 7):
        pages = walk(lists[which], size)
        assert [pk for page in pages for pk in page] == expected
        assert all(len(page) == size for page in pages[:-1])


@pytest.mark.parametrize("which", LISTS)
def test_stories_published_between_two_pages_move_nothing(seven, which):
    lists, expected = seven
    economy = section()

    pages = walk(lists[which], 2, between=lambda: story(category=economy.pk, tags=["বন্দর"]))

    assert [pk for page in pages for pk in page] == expected


def test_a_story_withdrawn_between_two_pages_takes_no_other_along(seven):
    lists, expected = seven

    def withdraw_the_last_of_the_page():
        Article.objects.filter(pk=expected[1]).update(state="withdrawn", live_from=None)

    pages = walk(lists["all"], 2, between=withdraw_the_last_of_the_page)

    assert [pk for page in pages for pk in page] == expected


@pytest.mark.django_db
def test_a_full_page_that_is_the_last_has_no_older_one():
    stories = [story(ago=n * MINUTE) for n in range(3)]

    assert page_of(Article.objects.live().newest_first(), load_sections(), 3).older == ""
    assert page_of(Article.objects.live().newest_first(), load_sections(), 2).older.endswith(
        f"-{stories[1].pk}"
    )


@pytest.mark.django_db
def test_a_page_is_one_query_without_count_or_offset(django_assert_num_queries):
    for _ in range(3):
        story()
    before = Cursor(timezone.now() + MINUTE, 10**6)
    sections = load_sections()

    with django_assert_num_queries(1) as seen:
        page_of(Article.objects.live().newest_first(before), sections, 2)

    sql = seen.captured_queries[0]["sql"].upper()
    assert "COUNT(" not in sql
    assert "OFFSET" not in sql
    assert PAGE_SIZE == 20
