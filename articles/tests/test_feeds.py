"""articles/feeds.py: RSS that every reader program can parse, and that nothing hidden is in."""

import datetime as dt
from email.utils import parsedate_to_datetime
from xml.etree import ElementTree as ET

import pytest
import time_machine

from articles import drafting, workflow
from articles.feeds import ITEMS
from articles.models import Article
from articles.tests.factories import (
    author,
    content,
    in_every_hidden_state,
    person,
    scheduled,
    section,
    story,
)
from images.models import Picture
from paper.addresses import absolute
from paper.identity import Site

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)
DC = "{http://purl.org/dc/elements/1.1/}"
ATOM = "{http://www.w3.org/2005/Atom}"


def filled(**values):
    signed = author()
    byline = [{"author": signed.pk, "name": signed.name, "role": "প্রতিবেদক"}]
    return story(**{"tags": ["বন্দর"], "bylines": byline, "category": section().pk, **values})


def feeds():
    return [
        "/feed/",
        "/category/economy/feed/",
        "/tag/বন্দর/feed/",
        f"/author/{author().slug}/feed/",
    ]


def channel(client, path="/feed/"):
    response = client.get(path)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/rss+xml; charset=utf-8"
    return ET.fromstring(response.content).find("channel")


def test_an_item_says_all_that_a_reader_program_shows(client):
    picture = Picture.objects.create(
        file="originals/a.png", width=6, height=4, alt="জাহাজ", key="a" * 20
    )
    article = filled(headline="বন্দরে জট & যানজট", standfirst="কাজ চলছে।", picture=picture.pk)

    (item,) = channel(client).findall("item")

    assert item.findtext("title") == "বন্দরে জট & যানজট"
    assert item.findtext("description") == "কাজ চলছে।"
    assert item.findtext("link") == absolute(f"/article/{article.pk}/{article.slug}/")
    assert item.find("guid").text == absolute(f"/article/{article.pk}/")
    assert item.find("guid").attrib == {"isPermaLink": "false"}
    assert parsedate_to_datetime(item.findtext("pubDate")) == article.live_from.replace(
        microsecond=0
    )
    assert item.findtext(f"{DC}creator") == "তাহমিদ রশীদ"
    assert [found.text for found in item.findall("category")] == ["অর্থনীতি", "বন্দর"]
    assert item.find("enclosure").attrib == {
        "url": absolute(f"/media/renditions/{'a' * 20}/6.jpg"), "length": "0", "type": "image/jpeg",
    }  # fmt: skip


def test_a_channel_says_whose_feed_it_is(client):
    Site.objects.current()
    Site.objects.update(name="সংবাদঘর", description="খবর, যাচাই করে।", rights="© সংবাদঘর")
    filled()

    found = channel(client, "/tag/বন্দর/feed/")

    assert found.findtext("title") == "বন্দর | সংবাদঘর"
    assert found.findtext("link") == absolute("/tag/বন্দর/")
    assert found.findtext("description") == "খবর, যাচাই করে।"
    assert found.findtext("language") == "bn"
    assert found.findtext("copyright") == "© সংবাদঘর"
    assert found.find(f"{ATOM}link").attrib["href"] == absolute("/tag/বন্দর/feed/")
    assert channel(client).findtext("title") == "সংবাদঘর"


def test_a_story_without_standfirst_is_described_by_its_headline(client):
    article = filled()

    assert channel(client).findtext("item/description") == article.headline


def test_the_guid_stays_when_headline_and_address_change(client):
    chief = person()
    article = story(chief, headline="পুরোনো")
    before = channel(client).find("item")
    drafting.save_version(article, content(headline="নতুন"), by=chief)
    workflow.publish(article, by=chief)

    after = channel(client).find("item")

    assert after.findtext("title") == "নতুন"
    assert after.findtext("guid") == before.findtext("guid")
    assert after.findtext("pubDate") == before.findtext("pubDate")


def test_every_feed_has_its_own_stories_newest_first(client):
    port, signed = section("economy/port", "বন্দর"), author("ক খ")
    first = filled(category=port.pk, ago=2 * MINUTE)
    second = filled(category=section("sports").pk, tags=["ক্রিকেট"], ago=MINUTE, bylines=[
        {"author": signed.pk, "name": signed.name, "role": ""}])  # fmt: skip

    def guids(path):
        return [
            found.findtext("guid").split("/")[-2] for found in channel(client, path).findall("item")
        ]

    assert guids("/feed/") == [str(second.pk), str(first.pk)]
    assert (
        guids("/category/economy/feed/") == guids("/category/economy/port/feed/") == [str(first.pk)]
    )
    assert guids("/tag/ক্রিকেট/feed/") == [str(second.pk)]
    assert guids(f"/author/{signed.slug}/feed/") == [str(second.pk)]


def test_a_feed_holds_the_newest_twenty(client):
    article = filled()
    Article.objects.bulk_create(
        Article(
            headline=f"খবর {n}", slug=f"খবর-{n}", category=article.category, state="published",
            live_from=article.live_from - n * MINUTE, first_published_at=article.live_from,
        )
        for n in range(1, ITEMS + 5)
    )  # fmt: skip

    assert len(channel(client).findall("item")) == ITEMS == 20


def test_hidden_stories_are_in_no_feed(client):
    signed = author()
    byline = [{"author": signed.pk, "name": signed.name, "role": ""}]
    in_every_hidden_state(
        tags=["বন্দর"], bylines=byline, headline="নিষিদ্ধশব্দ", category=section().pk
    )
    seen = filled()

    for path in feeds():
        assert [item.findtext("title") for item in channel(client, path).findall("item")] == [
            seen.headline
        ]
        assert "নিষিদ্ধশব্দ" not in client.get(path).text


def test_a_scheduled_story_comes_at_its_minute_and_no_kept_feed_outlives_it(client):
    filled()
    with time_machine.travel(dt.datetime(2030, 1, 1, 6, tzinfo=dt.UTC), tick=False):
        article = scheduled(ahead=dt.timedelta(seconds=90))
        before = client.get("/feed/")
    with time_machine.travel(article.live_from, tick=False):
        after = client.get("/feed/")

    assert before.headers["Surrogate-Control"] == "max-age=90"
    assert article.headline not in before.text
    assert article.headline in after.text


def test_control_characters_and_markup_leave_valid_xml(client):
    hostile = "ক\x00\x0b\x1b\ufffe\u202e]]>&<>\"'</title><script>alert(1)</script>"
    filled(headline=hostile, standfirst=hostile, kicker="ক", tags=[hostile[:40]])
    Article.objects.update(standfirst=hostile)

    item = channel(client).find("item")

    assert item.findtext("title") == "ক]]>&<>\"'</title><script>alert(1)</script>"
    assert {child.tag.rpartition("}")[2] for child in item} <= {
        "title", "link", "description", "creator", "pubDate", "guid", "category",
    }  # fmt: skip


def test_a_description_is_no_markup_for_programs_that_take_it_for_html(client):
    filled(standfirst="<img src=x onerror=alert(1)> & ৫ < ৬")

    assert channel(client).findtext("item/description") == (
        "&lt;img src=x onerror=alert(1)&gt; &amp; ৫ &lt; ৬"
    )


def test_a_feed_names_itself_and_its_stories_for_the_caches(client):
    article = filled()
    own = [
        "feed",
        f"category-{article.category_id}",
        f"tag-{article.tags.get().pk}",
        f"author-{author().pk}",
    ]

    for path, key in zip(feeds(), own, strict=True):
        response = client.get(path)
        assert set(response.headers["Surrogate-Key"].split()) == {
            "site",
            "latest",
            key,
            f"article-{article.pk}",
        }
        assert response.headers["Surrogate-Control"] in {
            "max-age=600",
            *(f"max-age={n}" for n in range(600)),
        }
        assert (
            client.get(path, headers={"if-none-match": response.headers["ETag"]}).status_code == 304
        )


@pytest.mark.parametrize("count", [1, 3])
def test_a_feed_takes_as_many_queries_for_three_stories_as_for_one(
    client, django_assert_num_queries, count
):
    for _ in range(count):
        filled(tags=["বন্দর", "জাহাজ"])

    for path, number in zip(feeds(), (2, 3, 3, 3), strict=True):
        with django_assert_num_queries(number, info=path):
            client.get(path)


def test_an_empty_paper_has_an_empty_feed(client):
    section()

    assert channel(client).findall("item") == []
    assert channel(client, "/category/economy/feed/").findall("item") == []
