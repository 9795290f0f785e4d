"""Linked editions: readers go from the Bangla to the English story and back, and learn of neither before it is out."""

import datetime as dt
import re

import pytest
import time_machine
from django.utils import timezone

from articles import drafting, planning, workflow
from articles.models import Article
from articles.tests.desk import LIST, signed_in, typed
from articles.tests.factories import content, draft, person, scheduled, story
from paper.addresses import absolute

pytestmark = pytest.mark.django_db
BAIT = "secret-words"
HOUR = dt.timedelta(hours=1)


def english(**values):
    return {"language": "en", "headline": "Boats wait at the jetty", "slug": BAIT, **values}


def pair(other):
    """Return a Bangla story that is out, linked with an English one."""
    bangla = story(headline="জেটিতে নৌকা")
    planning.link_edition(bangla, by=person(), other=other)
    return Article.objects.get(pk=bangla.pk), Article.objects.get(pk=other.pk)


def page(client, article):
    response = client.get(article.get_absolute_url())
    assert response.status_code == 200
    return response


def alternates(html):
    return dict(re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">', html))


def ways(html):
    return re.findall(r'<a href="([^"]+)" hreflang="([^"]+)" lang="([^"]+)">([^<]+)</a>', html)


def test_each_leads_to_the_other_for_readers_and_for_machines(client):
    bangla, other = pair(story(**english()))
    both = {"bn": absolute(bangla.get_absolute_url()), "en": absolute(other.get_absolute_url())}

    here, there = page(client, bangla), page(client, other)

    assert alternates(here.text) == alternates(there.text) == both
    assert ways(here.text) == [(other.get_absolute_url(), "en", "en", "Read in English")]
    assert ways(there.text) == [(bangla.get_absolute_url(), "bn", "bn", "বাংলায় পড়ুন")]
    assert f"article-{other.pk}" in here.headers["Surrogate-Key"].split()
    assert f"article-{bangla.pk}" in there.headers["Surrogate-Key"].split()


def test_a_story_without_an_edition_names_no_language(client):
    html = page(client, story()).text

    assert "hreflang" not in html


def ended():
    article = story(ago=2 * HOUR, **english())
    Article.objects.filter(pk=article.pk).update(live_until=timezone.now() - HOUR)
    return article


def withdrawn():
    return workflow.withdraw(story(**english()), by=person(), reason="ভুল তথ্য")


def changed_to_bangla():
    article = story(**english())
    Article.objects.filter(pk=article.pk).update(language="bn")
    return article


@pytest.mark.parametrize(
    "make",
    [
        lambda: draft(**english()),
        lambda: scheduled(**english()),
        withdrawn,
        ended,
        changed_to_bangla,
    ],
)
def test_an_edition_that_readers_may_not_see_is_not_told(client, make):
    bangla, other = pair(make())

    response = page(client, bangla)

    assert "hreflang" not in response.text
    assert BAIT not in response.text.partition("<aside")[0]
    assert f"/article/{other.pk}/" not in response.text.partition("<aside")[0]
    assert f"article-{other.pk}" not in response.headers["Surrogate-Key"].split() or other.is_live()


def test_it_is_told_from_its_minute_on_and_no_kept_page_outlives_it(client):
    bangla, other = pair(scheduled(ahead=dt.timedelta(seconds=90), **english()))

    before = page(client, bangla)
    with time_machine.travel(other.live_from, tick=False):
        after = page(client, bangla)

    assert int(before.headers["Surrogate-Control"].removeprefix("max-age=")) <= 90
    assert (len(ways(before.text)), len(ways(after.text))) == (0, 1)


def test_withdrawing_one_and_taking_the_link_away_end_it(client):
    bangla, other = pair(story(**english()))

    workflow.withdraw(other, by=person(), reason="ভুল তথ্য")
    assert ways(page(client, bangla).text) == []

    workflow.publish(other, by=person())
    assert len(ways(page(client, bangla).text)) == 1

    planning.unlink_edition(bangla, by=person())
    assert (
        ways(page(client, bangla).text)
        == ways(page(client, Article.objects.get(pk=other.pk)).text)
        == []
    )


def test_a_new_address_of_one_is_on_the_page_of_the_other(client):
    chief = person()
    bangla, other = pair(story(chief, **english()))
    drafting.save_version(other, content(**english(slug="boats-again")), by=chief)

    workflow.publish(other, by=chief)

    assert ways(page(client, bangla).text)[0][0] == f"/article/{other.pk}/boats-again/"


def test_it_costs_the_page_no_query(client, django_assert_num_queries):
    bangla, _other = pair(story(**english()))
    page(client, bangla)

    with django_assert_num_queries(4):
        page(client, bangla)


@pytest.mark.parametrize(
    ("make", "told"), [(lambda: story(**english()), 1), (lambda: draft(**english()), 0)]
)
def test_the_preview_tells_of_it_as_the_page_will(make, told):
    bangla, _other = pair(make())

    seen = signed_in(person()).get(f"/admin/articles/article/{bangla.pk}/preview/page/").text

    assert len(ways(seen)) == told


def asked_for(browser, article, edition, act="link_edition"):
    """Press an act's button with something in the field of the other edition."""
    return browser.post(f"{LIST}{article.pk}/change/", typed(article, act=act, edition=edition))


@pytest.mark.parametrize(
    "written", ["{}", "https://example.com/article/{}/a/", "/admin/articles/article/{}/change/"]
)
def test_the_desk_links_by_number_or_address(written):
    article, other = story(headline="জেটিতে নৌকা"), story(**english())

    answer = asked_for(signed_in(person("chief")), article, written.format(other.pk))

    assert answer.status_code == 302
    assert Article.objects.get(pk=article.pk).edition_id == other.pk


@pytest.mark.parametrize(
    ("written", "act", "status"), [("7" * 601, "link_edition", 422), ("12", "save", 302)]
)
def test_what_stands_in_the_field_stops_no_other_act(written, act, status):
    article = story(headline="জেটিতে নৌকা")

    answer = asked_for(signed_in(person("chief")), article, written, act)

    assert answer.status_code == status
