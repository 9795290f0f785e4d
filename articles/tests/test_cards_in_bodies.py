"""Cards of related stories on a story's page: what readers may see and nothing else, at no query more."""

import datetime as dt
import re

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import drafting, workflow
from articles.boxes import MAX_CARDS
from articles.models import Article
from articles.tests.desk import ADD, form_of, signed_in, typed
from articles.tests.factories import (
    content,
    draft,
    in_every_hidden_state,
    person,
    scheduled,
    story,
)
from images.tests.factories import picture

pytestmark = pytest.mark.django_db
BAIT = "গোপনখবর"
QUERIES = 4


def card(*stories):
    return "".join(f'<aside data-story="{one.pk}"></aside>' for one in stories)


def carrying(*stories, **values):
    """Return a live story whose body has the cards of others."""
    return story(body=f"<p>শুরু</p>{card(*stories)}<p>শেষ</p>", **values)


def body_of(client, article):
    html = client.get(article.get_absolute_url()).content.decode()
    return re.search(r'<div class="body">(.*?)</div>\s*<div class="story-lines"', html, re.S)[1]


def test_a_card_prints_headline_day_and_picture_of_its_story(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    crane = picture(alt="ক্রেন")
    named = story(headline="বন্দরে <জট>", slug="port", picture=crane.pk)

    printed = body_of(client, carrying(named))

    day = timezone.localtime(named.live_from)
    assert (
        f'<a href="/article/{named.pk}/port/">বন্দরে &lt;জট&gt;</a></p><p class="meta"><time datetime="{day:%Y-%m-%d}T'
        in printed
    )
    assert f'src="{crane.printed.fallback_url}" alt="ক্রেন" width="600" height="400"' in printed
    assert printed.startswith('<p>শুরু</p><aside class="story-card" lang="bn">')


def test_a_card_says_what_its_story_says_now(client):
    chief = person()
    named = story(chief, headline="আগের শিরোনাম")
    article = carrying(named)
    drafting.save_version(named, content(headline="নতুন শিরোনাম"), by=chief)
    before = body_of(client, article)

    workflow.publish(Article.objects.get(pk=named.pk), by=chief)

    assert "আগের শিরোনাম" in before
    assert "নতুন শিরোনাম" in body_of(client, article)
    assert "আগের শিরোনাম" not in body_of(client, article)


def test_no_card_gives_a_hidden_story_away(client):
    hidden = in_every_hidden_state(headline=BAIT)
    article = carrying(*hidden)

    page = client.get(article.get_absolute_url())

    assert body_of(client, article) == "<p>শুরু</p><p>শেষ</p>"
    assert BAIT not in page.content.decode() + str(page.headers)
    for path in ("/", "/feed/", "/latest/", "/category/economy/feed/", "/sitemap.xml"):
        assert BAIT not in client.get(path).content.decode()


@pytest.mark.parametrize("role", ["reporter", "editor"])
def test_no_preview_and_no_form_gives_a_hidden_story_away(role):
    hidden = in_every_hidden_state(headline=BAIT)
    user = person(role)
    article = draft(user, body=f"<p>শুরু</p>{card(*hidden)}")
    client = signed_in(user)

    pages = [
        client.get(form_of(article)),
        client.get(f"/admin/articles/article/{article.pk}/preview/"),
        client.get(f"/admin/articles/article/{article.pk}/preview/page/"),
    ]

    assert [page.status_code for page in pages] == [200, 200, 200]
    assert all(BAIT not in page.content.decode() for page in pages)


def test_the_preview_shows_the_card_that_will_be_printed():
    chief, named = person(), story(headline="বন্দরে জট")
    article = draft(chief, body=f"<p>শুরু</p>{card(named)}")

    address = f"/admin/articles/article/{article.pk}/preview/page/"
    page = signed_in(chief).get(address).content.decode()

    assert '<aside class="story-card"' in page
    assert "বন্দরে জট" in page
    assert "css/boxes.css" in page


def test_a_card_comes_and_goes_with_its_story(client):
    chief = person()
    at = dt.datetime(2026, 3, 1, 6, tzinfo=dt.UTC)
    with time_machine.travel(at, tick=False) as clock:
        named = scheduled(chief, headline=BAIT, ahead=dt.timedelta(hours=2))
        article = carrying(named)
        before = client.get(article.get_absolute_url())
        clock.shift(dt.timedelta(hours=2))
        during = body_of(client, article)
        workflow.publish_due()
        workflow.withdraw(Article.objects.get(pk=named.pk), by=chief, reason="ভুল")
        after = body_of(client, article)

    assert [BAIT in text for text in (before.content.decode(), during, after)] == [
        False,
        True,
        False,
    ]
    # The page is not kept past the minute of its card.
    assert before.headers["Surrogate-Control"] == "max-age=3600"


def test_a_page_is_not_kept_past_the_minute_of_its_card(client):
    with time_machine.travel(dt.datetime(2026, 3, 1, 6, tzinfo=dt.UTC), tick=False):
        article = carrying(scheduled(ahead=dt.timedelta(minutes=10)))

        page = client.get(article.get_absolute_url())

    assert page.headers["Surrogate-Control"] == "max-age=600"


def test_a_page_is_purged_by_the_stories_of_its_cards_out_or_not(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    crane = picture()
    seen, hidden, other = story(picture=crane.pk, ago=dt.timedelta(days=9)), scheduled(), draft()
    article = carrying(seen, hidden)

    keys = client.get(article.get_absolute_url()).headers["Surrogate-Key"].split()

    assert {f"article-{seen.pk}", f"article-{hidden.pk}", f"picture-{crane.pk}"} <= set(keys)
    assert f"article-{other.pk}" not in keys


def test_a_story_shows_no_card_of_itself(client):
    chief = person()
    article = story(chief, headline="নিজের শিরোনাম")
    drafting.save_version(
        article, content(body=f"<p>ক</p>{card(article)}", headline="নিজের শিরোনাম"), by=chief
    )
    workflow.publish(article, by=chief)

    assert body_of(client, article) == "<p>ক</p>"


def test_an_english_headline_is_marked_as_english(client):
    named = story(headline="Port reopens", language="en")

    assert 'lang="en">Port reopens</a>' in body_of(client, carrying(named))


@pytest.mark.parametrize("count", [1, 3])
def test_cards_cost_a_story_no_query(client, count, django_assert_num_queries):
    article = carrying(*(story() for _ in range(count)))
    client.get(article.get_absolute_url())

    with django_assert_num_queries(QUERIES):
        client.get(article.get_absolute_url())


def test_a_body_without_a_card_asks_for_none(client):
    bare, with_one = story(), carrying(story())
    asked = {}
    for article in (bare, with_one):
        client.get(article.get_absolute_url())
        with CaptureQueriesContext(connection) as seen:
            client.get(article.get_absolute_url())
        asked[article] = [query["sql"] for query in seen.captured_queries]

    assert not any("id IN (" in sql for sql in asked[bare])
    assert sum("id IN (" in sql for sql in asked[with_one]) == 1


def test_only_pages_with_a_box_load_their_style_sheet(client):
    bodies = {
        "<p>ক</p>": False,
        "<blockquote><p>ক</p></blockquote>": False,
        '<blockquote data-pull=""><p>ক</p></blockquote>': True,
        '<aside data-facts=""><p>ক</p></aside>': True,
        f"<p>ক</p>{card(story())}": True,
        f"<p>ক</p>{card(draft())}": False,
    }

    loaded = {
        body: "css/boxes.css" in client.get(story(body=body).get_absolute_url()).content.decode()
        for body in bodies
    }

    assert loaded == bodies


def test_a_story_takes_no_more_cards_than_a_page_looks_up():
    client = signed_in(person("reporter"))
    many = "".join(f'<aside data-story="{n}"></aside>' for n in range(1, MAX_CARDS + 2))

    answer = client.post(ADD, typed(headline="ক", body=f"<p>ক</p>{many}"))

    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"body"}
    assert Article.objects.count() == 0


@pytest.mark.parametrize("count", [1, 3])
def test_the_form_knows_its_cards_by_one_query(count, django_assert_num_queries):
    chief = person()
    client = signed_in(chief)
    bare, with_cards = (
        draft(chief),
        draft(chief, body=f"<p>ক</p>{card(*(story() for _ in range(count)))}"),
    )
    client.get(form_of(bare))
    with CaptureQueriesContext(connection) as without:
        client.get(form_of(bare))

    with django_assert_num_queries(len(without.captured_queries) + 1):
        client.get(form_of(with_cards))
