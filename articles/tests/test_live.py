"""articles/models/article.py: `live()`, the one definition of what readers may see, and its twin."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.models import Article
from articles.tests.factories import author, in_every_hidden_state, scheduled, section, story

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2024, 12, 26, 6, 0, tzinfo=dt.UTC)
SPAN = (dt.datetime(1990, 1, 1), dt.datetime(2090, 1, 1))  # noqa: DTZ001  hypothesis adds the zone
TICK = dt.timedelta(microseconds=1)
moments = st.sampled_from([-2, -1, 0, 1, 2]).map(lambda ticks: NOON + ticks * TICK) | st.datetimes(
    *SPAN, timezones=st.just(dt.UTC)
)


@pytest.fixture
def article():
    return story()


@settings(max_examples=50, deadline=None)
@given(data=st.data())
def test_the_row_and_the_query_say_the_same_at_every_moment(data):
    live_from = data.draw(st.none() | moments)
    live_until = data.draw(st.none() | moments) if live_from else None
    now = data.draw(moments)
    if live_until is not None and live_until <= live_from:
        live_until = live_from + TICK
    article = Article(
        headline="শিরোনাম", slug="শিরোনাম", category=section(), live_from=live_from, live_until=live_until,
        first_published_at=live_from, state="published" if live_from else "draft",
    )  # fmt: skip

    with transaction.atomic():
        article.save()
        is_in_query = Article.objects.live(now).filter(pk=article.pk).exists()
        article.refresh_from_db()
        transaction.set_rollback(True)

    assert article.is_live(now) is is_in_query


@pytest.mark.parametrize(
    ("starts", "ends", "is_seen"),
    [
        (None, None, False),
        (-TICK, None, True),
        (0 * TICK, None, True),
        (TICK, None, False),
        (-2 * TICK, -TICK, False),
        (-TICK, 0 * TICK, False),
        (-TICK, TICK, True),
    ],
)
def test_a_story_is_seen_from_its_moment_on_and_gone_at_its_end(article, starts, ends, is_seen):
    Article.objects.filter(pk=article.pk).update(
        state="published" if starts is not None else "draft",
        live_from=None if starts is None else NOON + starts,
        live_until=None if ends is None else NOON + ends,
    )
    article.refresh_from_db()

    assert article.is_live(NOON) is is_seen
    assert Article.objects.live(NOON).exists() is is_seen


def test_no_hidden_state_is_live_by_row_or_query():
    hidden = in_every_hidden_state()

    assert [
        article.is_live() for article in Article.objects.filter(pk__in=[a.pk for a in hidden])
    ] == [False] * 7
    assert not Article.objects.live().exists()


def test_no_chain_of_list_methods_shows_what_is_not_live():
    category, signed = section(), author()
    byline = [{"author": signed.pk, "name": signed.name, "role": ""}]
    in_every_hidden_state(category=category.pk, tags=["বন্দর"], bylines=byline)
    seen = story(category=category.pk, tags=["বন্দর"], bylines=byline)
    tag = seen.tags.get()

    live = Article.objects.live()
    lists = [
        live.newest_first(),
        live.in_category(category.pk),
        live.tagged(tag.pk),
        live.by_author(signed.pk),
        live.between(timezone.now() - dt.timedelta(days=9), timezone.now() + dt.timedelta(days=9)),
    ]

    assert [list(stories) for stories in lists] == [[seen]] * 5


@pytest.mark.parametrize(
    "changes",
    [
        {"live_from": None},
        {"state": "draft"},
        {"headline": ""},
        {"slug": ""},
        {"category": None},
        {"first_published_at": None},
        {"live_until": NOON - dt.timedelta(days=36_500)},
    ],
)
def test_the_database_refuses_a_readable_story_that_is_not_whole(article, changes):
    with pytest.raises(IntegrityError), transaction.atomic():
        Article.objects.filter(pk=article.pk).update(**changes)


def test_a_story_says_what_it_is_called_before_it_is_published():
    assert str(scheduled(headline="আগামীকালের খবর")) == "আগামীকালের খবর"
    assert str(Article()) == ""


def test_the_address_of_a_story_is_the_one_of_the_address_table():
    article = story(headline="র‍্যাবের অভিযান ও ‘শেয়ার বাজার’ ২০২৬")

    assert article.get_absolute_url() == reverse("articles:detail", args=[article.pk, article.slug])
