"""Prepared queries of stories and lists give what `live()` and its chains give, page after page."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.utils import timezone

from articles import paging, workflow
from articles.models import Article, Source, Tag
from articles.models.article import Cursor
from articles.reading import live_story
from articles.sections import load_sections
from articles.tests.factories import author, person, section, story
from bangla.dates import dhaka_day_bounds, to_dhaka
from images.models import Picture

MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def many(db):
    """Return 45 stories of one section, tag and author, three at each moment, the oldest first."""
    economy, signed = section(), author()
    byline = [{"author": signed.pk, "name": signed.name, "role": ""}]
    return [
        story(category=economy.pk, tags=["সেচ"], bylines=byline, ago=(n // 3) * MINUTE)
        for n in range(45, 0, -1)
    ]


def asked(before: str | None) -> SimpleNamespace:
    """Return what `read_page` reads of a request."""
    query = {} if before is None else {"before": before}
    return SimpleNamespace(GET=query, now=timezone.now(), sections=load_sections())


def read_all(stories, **values) -> list[list[int]]:
    """Return the ids of every page of a list."""
    found, before = [], None
    while True:
        page = paging.read_page(asked(before), stories, **values)
        found.append([card.id for card in page.cards])
        if not page.older:
            return found
        before = page.older


def test_every_list_gives_its_stories_once_in_pages_of_twenty(many):
    first = many[0]
    start, end = dhaka_day_bounds(to_dhaka(first.live_from).date() - dt.timedelta(days=1))
    lists = {
        paging.everything: {},
        paging.of_category: {"category": first.category_id},
        paging.of_tag: {"tag": Tag.objects.get(name="সেচ").pk},
        paging.of_author: {"author": first.bylines.get().author_id},
        paging.of_time: {"start": start, "end": end + dt.timedelta(days=2)},
    }

    for stories, values in lists.items():
        expected = list(
            stories(Article.objects.live(), None, **values).values_list("pk", flat=True)
        )
        pages = read_all(stories, **values)
        assert [pk for page in pages for pk in page] == expected
        assert [len(page) for page in pages] == [20, 20, 5]


def test_list_of_another_section_is_another_list(many):
    other = story(category=section("opinion").pk)

    assert read_all(paging.of_category, category=other.category_id) == [[other.pk]]


def test_times_bound_the_list(many):
    start = many[0].live_from
    later = [article.pk for article in many if article.live_from < start + MINUTE]

    found = read_all(paging.of_time, start=start, end=start + MINUTE)

    assert found == [sorted(later, reverse=True)]


def test_page_costs_one_query(many, django_assert_num_queries):
    request = asked(None)

    with django_assert_num_queries(1):
        page = paging.read_page(request, paging.everything)
    with django_assert_num_queries(1):
        paging.read_page(asked_again(request, page.older), paging.everything)


def asked_again(request: SimpleNamespace, before: str) -> SimpleNamespace:
    return SimpleNamespace(**{**vars(request), "GET": {"before": before}})


def test_cursor_of_the_list_is_the_querysets(many):
    page = paging.read_page(asked(None), paging.everything)
    last = page.cards[-1]

    older = Article.objects.live().newest_first(Cursor(last.live_from, last.id))

    second = paging.read_page(asked(page.older), paging.everything)
    assert [card.id for card in second.cards] == list(older.values_list("pk", flat=True)[:20])


@pytest.mark.django_db
class TestOneStory:
    def test_it_comes_with_source_and_picture_in_one_query(self, django_assert_num_queries):
        source = Source.objects.create(name="বন্দর বার্তা", url="https://example.org/")
        picture = Picture.objects.create(file="a.jpg", width=15, height=10, alt="জেটি")
        article = story(source=source.pk, picture=picture.pk, tags=["সেচ"])

        with django_assert_num_queries(1):
            found = live_story(article.pk, timezone.now())
            assert (found.source.name, found.source.url) == ("বন্দর বার্তা", "https://example.org/")
            assert (found.picture.alt, found.picture.width) == ("জেটি", 15)

        loaded = Article.objects.get(pk=article.pk)
        names = [field.attname for field in Article._meta.concrete_fields]
        assert [getattr(found, name) for name in names] == [getattr(loaded, name) for name in names]

    def test_without_source_and_picture_it_asks_no_further(self, django_assert_num_queries):
        article = story(source=None, picture=None)

        with django_assert_num_queries(1):
            found = live_story(article.pk, timezone.now())
            assert (found.source, found.picture) == (None, None)

    def test_what_readers_may_not_see_is_not_found(self):
        article = story()
        now = timezone.now()
        workflow.withdraw(article, by=person(), reason="ভুল")

        assert live_story(article.pk, now) is None
        assert live_story(10**9, now) is None
        assert live_story(10**30, now) is None

    def test_it_is_there_from_its_minute_on_and_gone_at_its_end(self):
        article = story(ago=10 * MINUTE)
        Article.objects.filter(pk=article.pk).update(live_until=article.live_from + MINUTE)
        article.refresh_from_db()

        moments = [article.live_from + step for step in (-MINUTE / 60, 0 * MINUTE, MINUTE)]
        assert [live_story(article.pk, at) is not None for at in moments] == [False, True, False]
