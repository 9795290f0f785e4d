"""articles/sitemaps.py: files after sitemaps.org that lead to every public page and to no other."""

import datetime as dt
from urllib.parse import unquote
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.conf import settings

from articles.models import Article, Series
from articles.sitemaps import months
from articles.tests.factories import author, in_every_hidden_state, section, story
from paper.pages import Page

pytestmark = pytest.mark.django_db
DHAKA = ZoneInfo("Asia/Dhaka")
NOW = dt.datetime(2024, 12, 26, 1, 31, tzinfo=dt.UTC)
NS = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
CHILDREN = {"sitemapindex": "sitemap", "urlset": "url"}


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


def entries(client, path):
    """Return a sitemap's entries as {path: lastmod}, after checking it against the rules of the schema.

    One root of the namespace; at least one entry; in each one `loc`, then at most one `lastmod`;
    `loc` absolute, percent-encoded ASCII, under 2,048 characters; `lastmod` a W3C date with offset.
    """
    response = client.get(path)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/xml; charset=utf-8"
    root = ET.fromstring(response.content)
    assert root.tag.startswith(NS)
    assert len(root)
    found = {}
    for entry in root:
        assert entry.tag == NS + CHILDREN[root.tag.removeprefix(NS)]
        assert [child.tag for child in entry] in ([NS + "loc"], [NS + "loc", NS + "lastmod"])
        loc, lastmod = entry.findtext(NS + "loc"), entry.findtext(NS + "lastmod")
        assert loc.startswith(settings.SITE_URL + "/")
        assert loc.isascii()
        assert len(loc) < 2_048
        assert lastmod is None or dt.datetime.fromisoformat(lastmod).utcoffset() is not None
        found[unquote(loc.removeprefix(settings.SITE_URL))] = lastmod
    assert len(found) == len(root)
    return found


def at(*moment, **values):
    """Return a story published at a moment of Dhaka's clock."""
    moment = dt.datetime(*moment, tzinfo=DHAKA)
    article = story(**values)
    Article.objects.filter(pk=article.pk).update(live_from=moment, first_published_at=moment)
    return article


def test_the_index_lists_the_pages_and_every_month_since_the_first_story(client):
    at(2024, 9, 1, 0, 0)

    assert list(entries(client, "/sitemap.xml")) == [
        "/sitemap-pages.xml", "/sitemap-2024-12.xml", "/sitemap-2024-11.xml", "/sitemap-2024-10.xml",
        "/sitemap-2024-09.xml",
    ]  # fmt: skip


def test_every_file_of_the_index_is_there_and_valid_even_for_a_month_without_stories(client):
    at(2024, 10, 5)

    files = [entries(client, path) for path in entries(client, "/sitemap.xml")]

    assert files[2] == {"/archive/2024/11/": None}


def test_a_month_lists_its_stories_with_their_last_change(client):
    changed = at(2024, 11, 30, 23, 59, headline="বন্দরে জট & যানজট")
    Article.objects.filter(pk=changed.pk).update(
        updated_at=dt.datetime(2024, 12, 2, 6, tzinfo=dt.UTC)
    )
    plain = at(2024, 11, 1, 0, 0)
    at(2024, 12, 1, 0, 0)
    at(2024, 10, 31, 23, 59)

    assert entries(client, "/sitemap-2024-11.xml") == {
        "/archive/2024/11/": None,
        f"/article/{changed.pk}/{changed.slug}/": "2024-12-02T06:00:00+00:00",
        f"/article/{plain.pk}/{plain.slug}/": "2024-10-31T18:00:00+00:00",
    }


def test_every_address_answers_200_without_a_detour(client):
    section("economy/port")
    author()
    Page.objects.create(slug="about", title="আমাদের কথা", body="<p>ক</p>")
    told = Series.objects.create(title="নদীর কথা")
    Series.objects.create(title="এখনো শুরু হয়নি")
    at(2024, 12, 1, series=told.pk)

    addresses = [path for file in entries(client, "/sitemap.xml") for path in entries(client, file)]

    assert {path: client.get(path).status_code for path in addresses} == dict.fromkeys(
        addresses, 200
    )
    assert {
        "/",
        "/latest/",
        "/archive/",
        "/contact/",
        "/about/",
        "/corrections/",
        "/series/নদীর-কথা/",
        "/category/economy/port/",
        f"/author/{author().slug}/",
    } <= set(addresses)


def test_hidden_stories_are_in_no_sitemap(client):
    hidden = in_every_hidden_state(headline="নিষিদ্ধশব্দ")
    seen = story()

    found = [path for file in entries(client, "/sitemap.xml") for path in entries(client, file)]

    assert [path for path in found if path.startswith("/article/")] == [
        f"/article/{seen.pk}/{seen.slug}/"
    ]
    assert not any(
        f"/article/{article.pk}/" in path or "নিষিদ্ধশব্দ" in path
        for path in found
        for article in hidden
    )


def test_an_empty_paper_has_an_index_of_its_pages(client):
    assert list(entries(client, "/sitemap.xml")) == ["/sitemap-pages.xml"]
    assert "/" in entries(client, "/sitemap-pages.xml")


@pytest.mark.parametrize(
    "month", ["2024-00", "2024-13", "2025-01", "2099-12", "9999-12", "1969-01", "2024-1"]
)
def test_months_that_are_none_or_still_to_come_are_not_found(client, month):
    assert client.get(f"/sitemap-{month}.xml").status_code == 404


def test_months_go_back_over_the_turn_of_the_year():
    assert months(dt.date(2023, 11, 30), dt.date(2024, 1, 1)) == [
        dt.date(2024, 1, 1), dt.date(2023, 12, 1), dt.date(2023, 11, 1),
    ]  # fmt: skip


def test_sitemaps_are_kept_until_something_is_due(client):
    response = client.get("/sitemap-2024-12.xml")

    assert response.headers["Surrogate-Control"] == "max-age=3600"
    assert response.headers["Surrogate-Key"] == "sitemap latest"


@pytest.mark.parametrize("count", [1, 3])
def test_a_sitemap_takes_as_many_queries_for_three_entries_as_for_one(
    client, django_assert_num_queries, count
):
    for number in range(count):
        at(2024, 12 - number, 1)
        section(f"section{number}")
        author(f"লেখক {number}")

    for path, number in (
        ("/sitemap.xml", 2),
        ("/sitemap-2024-12.xml", 2),
        ("/sitemap-pages.xml", 5),
    ):
        with django_assert_num_queries(number, info=path):
            client.get(path)
