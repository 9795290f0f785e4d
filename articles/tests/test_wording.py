"""articles/wording.py: a byline in the paper's own words, with its names as links; never a name left out."""

import json
import re
from itertools import product
from xml.etree import ElementTree as ET

import pytest

from articles import drafting, filing, workflow
from articles.models import Article
from articles.tests.desk import signed_in
from articles.tests.factories import author, content, draft, person, story
from articles.wording import lacking, text_of, tokens

RAHIM, UDDIN, KARIM = "রহিম", "রহিম উদ্দিন", "করিম"
DC = "{http://purl.org/dc/elements/1.1/}"


def lines(*names):
    """Return bylines whose addresses say their place."""
    return [{"name": name, "role": "", "slug": f"s{place}"} for place, name in enumerate(names)]


class TestPieces:
    def test_names_and_words_stand_in_order(self):
        assert tokens("রহিম, চট্টগ্রাম থেকে করিম", lines(RAHIM, KARIM)) == [
            {"name": RAHIM, "slug": "s0"}, {"text": ", চট্টগ্রাম থেকে "}, {"name": KARIM, "slug": "s1"},
        ]  # fmt: skip

    def test_the_order_is_the_wordings_and_words_may_come_first_and_last(self):
        assert tokens("ঢাকা থেকে করিম ও রহিম জানাচ্ছেন", lines(RAHIM, KARIM)) == [
            {"text": "ঢাকা থেকে "}, {"name": KARIM, "slug": "s1"}, {"text": " ও "},
            {"name": RAHIM, "slug": "s0"}, {"text": " জানাচ্ছেন"},
        ]  # fmt: skip

    def test_of_two_names_that_begin_alike_the_longer_is_meant(self):
        assert tokens("রহিম উদ্দিন ও রহিম", lines(RAHIM, UDDIN)) == [
            {"name": UDDIN, "slug": "s1"}, {"text": " ও "}, {"name": RAHIM, "slug": "s0"},
        ]  # fmt: skip

    def test_a_name_twice_leads_twice_and_namesakes_each_to_their_own_page(self):
        assert [piece.get("slug") for piece in tokens("রহিম, রহিম", lines(RAHIM))] == [
            "s0",
            None,
            "s0",
        ]
        assert [piece.get("slug") for piece in tokens("রহিম, রহিম", lines(RAHIM, RAHIM))] == [
            "s0",
            None,
            "s1",
        ]

    @pytest.mark.parametrize(
        ("wording", "left_out"),
        [
            ("রহিম থেকে", [KARIM]), ("রহিমের সঙ্গে করিম", [RAHIM]), ("অরহিম ও করিম", [RAHIM]), ("রহিম২ ও করিম", [RAHIM]),
            ("রহিম-এর সঙ্গে করিম", []), ("“রহিম”/করিম।", []), ("রহিম।করিম", []), ("রহিম, করিম", []), ("করি ম ও রহিম", [KARIM]),
            ("", [RAHIM, KARIM]),
        ],
    )  # fmt: skip
    def test_a_name_stands_there_only_as_a_word_of_its_own(self, wording, left_out):
        assert lacking(wording, [RAHIM, KARIM]) == left_out
        assert (tokens(wording, lines(RAHIM, KARIM)) == []) is bool(left_out)

    def test_a_shorter_name_does_not_stand_in_a_longer_one(self):
        assert lacking("রহিম উদ্দিন, ঢাকা", [RAHIM, UDDIN]) == [RAHIM]
        assert lacking("রহিম", [RAHIM, RAHIM]) == [RAHIM]

    def test_a_wording_without_bylines_is_words_alone(self):
        assert tokens("চট্টগ্রাম থেকে", []) == [{"text": "চট্টগ্রাম থেকে"}]
        assert tokens("", []) == []

    def test_the_pieces_together_are_the_wording(self):
        parts = [RAHIM, UDDIN, KARIM, " ", ", ", "(", ".*", "ের", "-এ", "\\"]
        for chosen in product(parts, repeat=3):
            wording = "".join(chosen)
            there = [name for name in (RAHIM, UDDIN, KARIM) if not lacking(wording, [name])]

            found = tokens(wording, lines(*there))

            assert text_of(found) in {wording, ""}
            assert all(set(piece) in ({"text"}, {"name", "slug"}) for piece in found)


def signed_by(*names):
    return [
        {"author": one.pk, "name": one.name, "role": "প্রতিবেদক"}
        for one in (author(name) for name in names)
    ]


def byline_on(html):
    found = re.search(r'<span class="byline">(.*?)</span>', html, re.S)
    return found[1] if found else ""


def slug_of(name):
    return author(name).slug


@pytest.mark.django_db
class TestOnTheStory:
    def test_the_page_prints_the_wording_with_its_names_as_links(self, client):
        article = story(bylines=signed_by(RAHIM, KARIM), byline_wording="রহিম, চট্টগ্রাম থেকে করিম")

        html = client.get(article.get_absolute_url()).text

        assert byline_on(html) == (
            f'<a href="/author/{slug_of(RAHIM)}/" rel="author">রহিম</a>, চট্টগ্রাম থেকে '
            f'<a href="/author/{slug_of(KARIM)}/" rel="author">করিম</a>'
        )
        assert html.count('class="byline"') == 1

    def test_without_wording_and_with_one_that_forgets_a_name_the_list_is_printed(self, client):
        for wording in ("", "রহিম, ঢাকা থেকে"):
            article = story(bylines=signed_by(RAHIM, KARIM), byline_wording=wording)

            html = client.get(article.get_absolute_url()).text

            assert html.count('class="byline"') == 2
            assert "wording" not in article.shown

    def test_hostile_wording_stays_words(self, client):
        article = story(
            bylines=signed_by(RAHIM), byline_wording='রহিম <script>alert(1)</script> "><img src=x>'
        )

        html = client.get(article.get_absolute_url()).text

        assert "<script>alert" not in html
        assert "<img src=x" not in html
        assert "&lt;script&gt;" in byline_on(html)

    def test_machines_and_feeds_are_told_all_who_signed(self, client):
        article = story(bylines=signed_by(RAHIM, KARIM), byline_wording="চট্টগ্রাম থেকে করিম ও রহিম")

        html = client.get(article.get_absolute_url()).text
        data = json.loads(re.search(r'ld\+json">(.*?)</script>', html)[1])
        item = ET.fromstring(client.get("/feed/").content).find("channel/item")

        assert [one["name"] for one in data["author"]] == [RAHIM, KARIM]
        assert item.findtext(f"{DC}creator") == "রহিম, করিম"

    def test_the_preview_shows_the_latest_wording_and_readers_the_published_one(self, client):
        chief = person()
        article = story(chief, bylines=signed_by(RAHIM), byline_wording="ঢাকা থেকে রহিম")
        drafting.save_version(
            article, content(bylines=signed_by(KARIM), byline_wording="খুলনা থেকে করিম"), by=chief
        )

        seen = signed_in(chief).get(f"/admin/articles/article/{article.pk}/preview/page/").text

        assert byline_on(seen).startswith("খুলনা থেকে <a")
        assert byline_on(client.get(article.get_absolute_url()).text).startswith("ঢাকা থেকে <a")

    def test_a_renamed_author_keeps_the_printed_name_and_gets_the_new_address(self, client):
        article = story(bylines=signed_by(RAHIM, KARIM), byline_wording="রহিম, চট্টগ্রাম থেকে করিম")
        signed = author(KARIM)
        signed.name, signed.slug = "করিম শেখ", "করিম-শেখ"
        signed.save()

        filing.refresh_stories_of_author.call(signed.pk)

        html = client.get(article.get_absolute_url()).text
        assert byline_on(html).endswith(
            ', চট্টগ্রাম থেকে <a href="/author/করিম-শেখ/" rel="author">করিম</a>'
        )

    def test_a_correction_leaves_the_wording_and_a_new_version_without_it_takes_it_away(self):
        chief = person()
        article = story(chief, bylines=signed_by(RAHIM), byline_wording="ঢাকা থেকে রহিম")
        before = article.shown["wording"]

        workflow.correct(article, by=chief, text="দাম ৫০ টাকা।")
        assert Article.objects.get(pk=article.pk).shown["wording"] == before

        drafting.save_version(article, content(bylines=signed_by(RAHIM)), by=chief)
        assert "wording" not in workflow.publish(article, by=chief).shown

    def test_it_costs_the_page_no_query(self, client, django_assert_num_queries):
        article = story(bylines=signed_by(RAHIM, KARIM), byline_wording="রহিম, চট্টগ্রাম থেকে করিম")
        client.get(article.get_absolute_url())

        with django_assert_num_queries(4):
            client.get(article.get_absolute_url())

    def test_a_draft_keeps_its_wording_as_one_line_in_canonical_form(self):
        article = draft(byline_wording="  রহিম,\n চট্টগ্রাম \u200b থেকে ")

        assert article.revisions.get().content["byline_wording"] == "রহিম, চট্টগ্রাম থেকে"
