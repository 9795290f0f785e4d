"""articles/structured_data.py and the tag story_seo: what a story says to machines."""

import datetime as dt
import json
from html.parser import HTMLParser

import pytest
import time_machine

from articles import workflow
from articles.models import Article
from articles.templatetags.seo import as_json_ld
from articles.tests.factories import author, person, section, story
from images.models import Picture
from paper.addresses import absolute
from paper.identity import Site

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2024, 12, 26, 1, 31, tzinfo=dt.UTC)


class Head(HTMLParser):
    """Metas by name, JSON-LD objects by type, and how many script elements there are."""

    def __init__(self, html):
        super().__init__()
        self.meta, self.links, self.objects, self.inside = {}, {}, {}, None
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if tag == "meta":
            name = attributes.get("property") or attributes.get("name")
            self.meta.setdefault(name, []).append(attributes.get("content"))
        if tag == "link" and "href" in attributes:
            self.links.setdefault(attributes["rel"], attributes["href"])
        if tag == "script" and attributes.get("type") == "application/ld+json":
            self.inside = ""

    def handle_data(self, data):
        if self.inside is not None:
            self.inside += data

    def handle_endtag(self, tag):
        if tag == "script" and self.inside is not None:
            found = json.loads(self.inside)
            self.objects[found["@type"]] = found
            self.inside = None


def head(client, article):
    return Head(client.get(article.get_absolute_url()).text)


@time_machine.travel(NOW, tick=False)
def test_a_story_is_a_news_article_with_all_its_properties(client):
    Site.objects.current()
    Site.objects.update(name="সংবাদঘর", facebook="https://facebook.example/songbad")
    signed, port = author(), section("economy/port", "বন্দর")
    picture = Picture.objects.create(
        file="originals/a.png", width=1200, height=800, alt="জাহাজ", key="a" * 20, made="all"
    )
    article = story(
        headline="বন্দরে জট", standfirst="কাজ চলছে।", body="<p>এক দুই তিন</p>", category=port.pk, picture=picture.pk,
        tags=["বন্দর", "জাহাজ"], bylines=[{"author": signed.pk, "name": "তাহমিদ রশীদ", "role": ""}],
    )  # fmt: skip
    organisation = {
        "@type": "NewsMediaOrganization", "name": "সংবাদঘর", "url": absolute("/"),
        "sameAs": ["https://facebook.example/songbad"],
    }  # fmt: skip

    found = head(client, article).objects["NewsArticle"]

    assert found == {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": absolute(f"/article/{article.pk}/বন্দরে-জট/"),
        "headline": "বন্দরে জট",
        "description": "কাজ চলছে।",
        "image": [
            {
                "@type": "ImageObject",
                "url": absolute(f"/media/renditions/{'a' * 20}/1200.jpg"),
                "width": 1200,
                "height": 800,
            }
        ],
        "datePublished": "2024-12-26T07:31:00+06:00",
        "dateModified": "2024-12-26T07:31:00+06:00",
        "author": [
            {"@type": "Person", "name": "তাহমিদ রশীদ", "url": absolute(f"/author/{signed.slug}/")}
        ],
        "publisher": organisation,
        "articleSection": "বন্দর",
        "inLanguage": "bn",
        "wordCount": 3,
        "commentCount": 0,
        "isAccessibleForFree": True,
        "keywords": ["বন্দর", "জাহাজ"],
    }


def test_the_breadcrumbs_lead_from_the_front_page_to_the_story(client):
    article = story(category=section("economy/port", "বন্দর").pk, headline="বন্দরে জট")

    items = head(client, article).objects["BreadcrumbList"]["itemListElement"]

    assert [(item["position"], item["name"], item.get("item")) for item in items] == [
        (1, "প্রচ্ছদ", absolute("/")),
        (2, "economy", absolute("/category/economy/")),
        (3, "বন্দর", absolute("/category/economy/port/")),
        (4, "বন্দরে জট", None),
    ]


def test_the_head_says_the_same_to_networks(client):
    article = story(headline="বন্দরে জট", standfirst="কাজ চলছে।", tags=["বন্দর", "জাহাজ"])

    found = head(client, article)

    assert found.links["canonical"] == absolute(article.get_absolute_url())
    for name, content in {
        "og:type": ["article"], "og:title": ["বন্দরে জট"], "og:description": ["কাজ চলছে।"], "description": ["কাজ চলছে।"],
        "og:url": [found.links["canonical"]], "og:locale": ["bn_BD"], "og:image": [absolute("/static/img/share.png")],
        "og:image:alt": ["বন্দরে জট"], "article:section": ["অর্থনীতি"], "article:tag": ["বন্দর", "জাহাজ"],
        "og:site_name": [Site.objects.current().name],
    }.items():  # fmt: skip
        assert found.meta[name] == content, name


def test_a_bare_story_speaks_for_itself_and_is_signed_by_the_paper(client):
    article = story(headline="বন্দরে জট")

    data = head(client, article).objects["NewsArticle"]

    assert data["description"] == "বন্দরে জট"
    assert data["author"] == [data["publisher"]]
    assert (data["image"][0]["width"], data["image"][0]["height"]) == (1200, 630)
    assert {"keywords", "correction"}.isdisjoint(data)


def test_the_storys_own_words_describe_its_picture(client):
    picture = Picture.objects.create(
        file="originals/a.png", width=6, height=4, alt="জাহাজ", key="a" * 20
    )

    assert head(client, story(picture=picture.pk)).meta["og:image:alt"] == ["জাহাজ"]
    assert head(client, story(picture=picture.pk, picture_alt="জেটি")).meta["og:image:alt"] == [
        "জেটি"
    ]


def test_all_moments_carry_dhakas_offset(client):
    chief = person()
    with time_machine.travel(NOW, tick=False):
        article = story(chief)
    with time_machine.travel(NOW + dt.timedelta(hours=20), tick=False):
        workflow.correct(article, by=chief, text="সঠিক সংখ্যা ২৩।")

        found = head(client, article)

    data = found.objects["NewsArticle"]
    assert (data["datePublished"], data["dateModified"]) == (
        "2024-12-26T07:31:00+06:00",
        "2024-12-27T03:31:00+06:00",
    )
    assert found.meta["article:published_time"] == [data["datePublished"]]
    assert found.meta["article:modified_time"] == [data["dateModified"]]
    (correction,) = data["correction"]
    assert correction["text"] == "সঠিক সংখ্যা ২৩।"
    assert dt.datetime.fromisoformat(correction["datePublished"]).utcoffset() is not None


def test_an_english_story_says_so(client):
    found = head(client, story(language="en"))

    assert found.objects["NewsArticle"]["inLanguage"] == "en"
    assert found.meta["og:locale"] == ["en_US"]


@pytest.mark.parametrize(
    "hostile",
    ["</script><script>alert(1)</script>", "<!--<script>", "\u2028&amp;\\u003c\"'", "]]>"],
)
def test_no_text_ends_the_script_element_it_stands_in(client, hostile):
    article = story(headline=hostile, standfirst=hostile, tags=[hostile])
    plain = story(headline="শিরোনাম", standfirst="ক", tags=["খ"])

    page, other = (
        client.get(article.get_absolute_url()).text,
        client.get(plain.get_absolute_url()).text,
    )
    data = Head(page).objects["NewsArticle"]

    stored = Article.objects.get(pk=article.pk).headline
    assert (data["headline"], data["description"], data["keywords"]) == (stored, stored, [stored])
    assert page.lower().count("<script") == other.lower().count("<script")
    assert json.loads(as_json_ld({"a": hostile})) == {"a": hostile}
    assert not {"<", ">", "&"} & set(as_json_ld({hostile: hostile}))
