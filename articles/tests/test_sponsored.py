"""articles/sponsored.py: a paid story says so wherever it stands, recommends nothing, and counts as no news."""

import datetime as dt
import json
import re
from xml.etree import ElementTree as ET

import pytest
from django.conf import settings
from django.utils import timezone

from articles import drafting
from articles.lists import load_lists
from articles.models import Article, DayReads, Sponsor
from articles.sections import load_sections
from articles.sponsored import ENGLISH, LABELS, printed_for
from articles.tests.desk import signed_in
from articles.tests.factories import author, content, person, section, story
from images.models import Picture

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)
OUT = "https://shop.example/a"
KINDS = ["sponsored", "partner"]


def sponsor(name="সুবর্ণরেখা ফার্মা", url="https://sponsor.example/"):
    return Sponsor.objects.get_or_create(name=name, defaults={"url": url})[0].pk


def paid(kind="sponsored", **values):
    return story(sponsorship=kind, sponsor=sponsor(), **values)


def page(client, article):
    response = client.get(f"/article/{article.pk}/{article.slug}/")
    assert response.status_code == 200
    return response.text


class TestOnTheStory:
    @pytest.mark.parametrize(("kind", "before"), [("sponsored", "স্পনসর:"), ("partner", "সহযোগী:")])
    def test_label_and_sponsor_stand_over_the_headline(self, client, kind, before):
        html = page(client, paid(kind, headline="শিরোনাম"))

        head = html.partition('<header class="story-head">')[2].partition("<h1>")[0]
        assert f'<span class="badge badge-ad">{LABELS[kind]}</span>' in head
        assert (
            f'{before}</span> <a href="https://sponsor.example/" rel="sponsored nofollow noopener">সুবর্ণরেখা ফার্মা</a>'
            in head
        )

    def test_the_papers_own_stories_carry_no_label(self, client):
        html = page(client, story())

        assert "badge-ad" not in html
        assert "স্পনসর" not in html

    def test_an_english_story_says_it_in_english(self, client):
        html = page(client, paid(language="en", headline="Headline", slug="headline"))

        assert ENGLISH["sponsored"] in html

    def test_a_sponsor_without_a_proper_link_is_named_alone(self, client):
        Sponsor.objects.create(name="<b>খ</b>", url="javascript:alert(1)")
        html = page(client, story(sponsorship="sponsored", sponsor=sponsor("<b>খ</b>")))

        assert "javascript:" not in html
        assert "</span> &lt;b&gt;খ&lt;/b&gt;</p>" in html

    def test_it_costs_the_page_no_query(self, client, django_assert_num_queries):
        article = paid(body=f'<p><a href="{OUT}">দোকান</a></p>')
        page(client, article)

        with django_assert_num_queries(4):
            page(client, article)

    def test_the_preview_is_labelled_and_readers_see_nothing_of_it_yet(self, client):
        chief = person()
        article = story(chief)
        drafting.save_version(
            article, content(sponsorship="sponsored", sponsor=sponsor()), by=chief
        )

        seen = signed_in(chief).get(f"/admin/articles/article/{article.pk}/preview/page/").text

        assert "সুবর্ণরেখা ফার্মা" in seen
        assert "সুবর্ণরেখা ফার্মা" not in page(client, article)


class TestLinks:
    @pytest.mark.parametrize("kind", KINDS)
    def test_links_out_of_the_paper_recommend_nothing(self, client, kind):
        body = (
            f'<p><a href="{OUT}?a=1&amp;b=2">দোকান</a> <a href="/latest/">সব খবর</a> <a href="{settings.SITE_URL}/tag/ক/">ট্যাগ</a>'
            ' <a href="mailto:a@example.org">চিঠি</a> <a href="HTTP://Other.example">আরেক</a></p>'
        )

        html = page(client, paid(kind, body=body))

        rels = dict(
            re.findall(
                r'<a href="([^"]*)" rel="([^"]*)"',
                html.partition('class="body"')[2].partition("</div>")[0],
            )
        )
        assert rels == {
            f"{OUT}?a=1&amp;b=2": "sponsored nofollow noopener", "/latest/": "noopener", "/tag/ক/": "noopener",
            "mailto:a@example.org": "noopener", "HTTP://Other.example": "sponsored nofollow noopener",
        }  # fmt: skip

    def test_links_of_the_papers_own_stories_stay(self, client):
        html = page(client, story(body=f'<p><a href="{OUT}">দোকান</a></p>'))

        assert f'<a href="{OUT}" rel="noopener">' in html

    @pytest.mark.parametrize(
        ("html", "printed"),
        [
            ('<a href="https://x.example/?q=>" rel="noopener">ক</a>', '<a href="https://x.example/?q=>" rel="sponsored nofollow noopener">ক</a>'),
            ('<a class="play" href="https://x.example" rel="noopener" data-frame="y">ক</a>',
             '<a class="play" href="https://x.example" data-frame="y" rel="sponsored nofollow noopener">ক</a>'),
            ('<a href="//x.example">ক</a>', '<a href="//x.example" rel="sponsored nofollow noopener">ক</a>'),
            ("<a>ক</a> <abbr>খ</abbr>", "<a>ক</a> <abbr>খ</abbr>"),
            ("<p>১ < ২ <a</p>", "<p>১ < ২ <a</p>"),
        ],
    )  # fmt: skip
    def test_links_are_found_however_they_are_written(self, html, printed):
        assert printed_for(Article(sponsorship="sponsored"), html) == printed
        assert printed_for(Article(), html) == html

    def test_a_long_text_is_gone_through_at_once(self):
        assert (
            printed_for(Article(sponsorship="partner"), '<a href="' * 50_000).count("sponsored")
            == 0
        )


class TestInLists:
    @pytest.fixture
    def addresses(self):
        """Return every list in which the one paid story stands, beside stories of the paper."""
        signed, home = author(), section("economy/port", "বন্দর")
        values = {
            "category": home.pk,
            "tags": ["বন্দর"],
            "bylines": [{"author": signed.pk, "name": signed.name, "role": ""}],
        }
        for _ in range(5):
            story(ago=2 * MINUTE, **values)
        paid(headline="কেনা কথা", ago=MINUTE, **values)
        now = timezone.localtime()
        return [
            "/", "/latest/", "/category/economy/", "/category/economy/port/", "/tag/বন্দর/", f"/author/{signed.slug}/",
            f"/archive/{now:%Y/%m}/", f"/archive/{now:%Y/%m/%d}/",
        ]  # fmt: skip

    def test_every_place_of_its_headline_carries_the_label(self, client, addresses):
        for path in addresses:
            html = client.get(path).text
            places = [found.start() for found in re.finditer(">কেনা কথা</a>", html)]
            assert places, path
            assert html.count("badge-ad") == len(places), path
            assert all("বিজ্ঞাপন বার্তা" in html[place - 400 : place] for place in places), path

    def test_beside_another_story_it_is_labelled_too(self, client, addresses):
        other = Article.objects.exclude(headline="কেনা কথা").first()

        html = page(client, other)

        assert (
            html.count("badge-ad") == html.count(">কেনা কথা</a>") == 2
        )  # of the section, and the newest

    def test_feeds_say_it_in_the_title(self, client, addresses):
        titles = [
            item.findtext("title")
            for item in ET.fromstring(client.get("/feed/").content).iter("item")
        ]

        assert titles[0] == "বিজ্ঞাপন বার্তা: কেনা কথা"
        assert not [title for title in titles[1:] if "বিজ্ঞাপন" in title]

    def test_a_new_label_is_another_piece_of_a_kept_page(self, client):
        article = story(headline="কেনা কথা")
        assert "badge-ad" not in client.get("/latest/").text

        Article.objects.filter(pk=article.pk).update(sponsorship="partner", sponsor=sponsor())

        assert client.get("/latest/").text.count(LABELS["partner"]) == 2

    @pytest.mark.parametrize("kind", KINDS)
    def test_it_never_leads_the_front_page(self, client, kind):
        picture = Picture.objects.create(
            file="originals/a.png", width=12, height=8, alt="ক", key="a" * 20
        ).pk
        own = [story(ago=n * MINUTE, picture=picture) for n in (3, 2)]
        bought = paid(kind, ago=MINUTE, picture=picture)

        front = client.get("/").context["front"]

        assert front.lead.id == own[1].pk
        assert [card.id for card in front.seconds] == [own[0].pk]
        assert front.newest[0].id == bought.pk

    def test_a_paper_of_paid_stories_alone_still_has_a_front_page(self, client):
        bought = paid()

        assert client.get("/").context["front"].lead.id == bought.pk


class TestMostRead:
    def reads(self, article, number):
        DayReads.objects.create(article=article, day=timezone.localdate(), reads=number)
        return article

    def most_read(self, count):
        found = load_lists(load_sections(), timezone.now(), most_read=count).most_read(count)
        return [card.id for card in found]

    @pytest.mark.parametrize("kind", KINDS)
    def test_it_is_not_among_them_and_takes_nobodys_place(self, kind):
        own = [self.reads(story(), number) for number in (10, 20, 30)]
        for number in range(8):  # more than the spare rows
            self.reads(paid(kind), 1_000 + number)

        assert self.most_read(3) == [own[2].pk, own[1].pk, own[0].pk]

    def test_own_stories_read_a_little_are_found_below_many_paid_ones(self):
        own = self.reads(story(), 1)
        for number in range(6):
            self.reads(paid(), 500 + number)

        assert self.most_read(2) == [own.pk]


class TestForMachines:
    def data(self, client, article):
        return json.loads(re.search(r'ld\+json">(.*?)</script>', page(client, article))[1])

    def test_the_sponsor_is_named_and_paid_text_is_called_what_it_is(self, client):
        organisation = {
            "@type": "Organization",
            "name": "সুবর্ণরেখা ফার্মা",
            "url": "https://sponsor.example/",
        }

        bought, partner, own = (
            self.data(client, one) for one in (paid(), paid("partner"), story())
        )

        assert (bought["@type"], bought["sponsor"]) == ("AdvertiserContentArticle", organisation)
        assert (partner["@type"], partner["sponsor"]) == ("NewsArticle", organisation)
        assert (own["@type"], "sponsor" in own) == ("NewsArticle", False)
