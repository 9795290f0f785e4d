"""Corrections in public: on the story, on /corrections/, in feeds and for machines; never changed."""

import asyncio
import datetime as dt
import json
import re
from concurrent.futures import ThreadPoolExecutor
from xml.etree import ElementTree as ET

import pytest
import time_machine
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import drafting, workflow
from articles.corrections import WORDS
from articles.models import Article, Correction
from articles.tests.factories import content, person, scheduled, section, story
from articles.tests.test_plans import analyse, plan_of
from paper.log import AppendOnly

pytestmark = pytest.mark.django_db
BAIT = "গোপনখবর"
HOUR = dt.timedelta(hours=1)
NOW = dt.datetime(2027, 3, 9, 18, 30, tzinfo=dt.UTC)  # 10 March, 0:30 in Dhaka
ATOM = "{http://www.w3.org/2005/Atom}"


def corrected(text="সঠিক সংখ্যা ২৩।", kind="correction", is_on_top=False, **values):
    """Return a story with one correction."""
    chief = person()
    article = story(chief, **values)
    workflow.correct(article, by=chief, text=text, kind=kind, is_on_top=is_on_top)
    return Article.objects.get(pk=article.pk)


def path_of(article):
    return f"/article/{article.pk}/{article.slug}/"


def page(client, path="/corrections/"):
    response = client.get(path)
    assert response.status_code == 200
    return response.text


def rows(html):
    """Return the list of the page as [(link or "", words)]."""
    return [
        (
            (re.findall(r'<h2 class="t3"><a href="([^"]+)"', row) or [""])[0],
            " ".join(re.sub(r"<[^>]+>", " ", row).split()),
        )
        for row in re.findall(r'<article class="row">(.*?)</article>', html, re.S)
    ]


def item_of(client):
    return ET.fromstring(client.get("/feed/").content).find("channel/item")


def finished(begin):
    """Wait for a coroutine in a thread of its own: the browser's tests leave a loop in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(lambda: asyncio.run(begin())).result()


class TestThePage:
    @time_machine.travel(NOW, tick=False)
    def test_it_lists_kind_story_words_and_dhaka_day_the_newest_first(self, client):
        first = corrected("প্রথম।", headline="বন্দরে জট")
        with time_machine.travel(NOW + HOUR, tick=False):
            second = corrected("দ্বিতীয়।", "clarification", headline="হাটে দাম")
            workflow.correct(first, by=person(), text="তৃতীয়।", kind="update")

            found = rows(page(client))

        assert found == [
            (path_of(first), "হালনাগাদ তথ্য বন্দরে জট তৃতীয়। ১০ মার্চ ২০২৭"),
            (path_of(second), "ব্যাখ্যা হাটে দাম দ্বিতীয়। ১০ মার্চ ২০২৭"),
            (path_of(first), "সংশোধনী বন্দরে জট প্রথম। ১০ মার্চ ২০২৭"),
        ]

    def test_every_kind_has_its_word_for_readers(self):
        assert set(WORDS) == set(Correction.Kind.values)

    def test_a_paper_without_corrections_says_so(self, client):
        section()

        assert "এখনো কোনো সংশোধনী নেই।" in page(client)

    def test_older_ones_are_reached_by_links_to_the_end(self, client, monkeypatch):
        monkeypatch.setattr("articles.corrections.PAGE_SIZE", 2)
        chief = person()
        article = story(chief)
        for number in range(5):
            workflow.correct(article, by=chief, text=f"সংশোধন {number}")

        path, found = "/corrections/", []
        while path:
            html = page(client, path)
            found += [int(number) for number in re.findall(r"সংশোধন ([0-9])", html)]
            older = re.findall(r'href="(\?before=[^"]+)" rel="next"', html)
            path = f"/corrections/{older[0]}" if older else ""

        assert found == [4, 3, 2, 1, 0]

    def test_corrections_of_one_moment_are_neither_lost_nor_doubled(self, client, monkeypatch):
        monkeypatch.setattr("articles.corrections.PAGE_SIZE", 1)
        with time_machine.travel(NOW, tick=False):
            article = corrected("এক")
            workflow.correct(article, by=person(), text="দুই")
            first = page(client)
            (older,) = re.findall(r'href="(\?before=[^"]+)" rel="next"', first)
            second = page(client, f"/corrections/{older}")

        assert ("দুই" in first, "এক</p>" in first) == (True, False)
        assert ("দুই</p>" in second, "এক</p>" in second, 'rel="next"' in second) == (
            False, True, False,
        )  # fmt: skip

    @pytest.mark.parametrize("query", ["?before=", "?before=x", "?before=1-", "?page=2"])
    def test_a_bad_cursor_is_not_found(self, client, query):
        assert client.get(f"/corrections/{query}").status_code == 404

    def test_it_is_named_for_the_caches_and_kept_no_longer_than_what_comes(self, client):
        with time_machine.travel(NOW, tick=False):
            article = corrected()
            scheduled(ahead=dt.timedelta(seconds=90))
            response = client.get("/corrections/")

        keys = response.headers["Surrogate-Key"].split()
        assert {"site", "corrections", f"article-{article.pk}"} <= set(keys)
        assert response.headers["Surrogate-Control"] == "max-age=90"
        assert not response.cookies

    def test_the_same_page_again_is_304_until_there_is_a_new_one(self, client):
        with time_machine.travel(NOW, tick=False):
            article = corrected()
            before = {"if-none-match": client.get("/corrections/").headers["ETag"]}

            assert client.get("/corrections/", headers=before).status_code == 304
            workflow.correct(article, by=person(), text="আরেকটি।")
            assert client.get("/corrections/", headers=before).status_code == 200

    @pytest.mark.parametrize("count", [1, 3])
    def test_it_takes_four_queries_whatever_its_length(
        self, client, django_assert_num_queries, count
    ):
        for _ in range(count):
            corrected()
        client.get("/corrections/")

        with django_assert_num_queries(4):  # the paper, the sections, corrections, the lists beside
            client.get("/corrections/")

    def test_every_page_leads_there_and_the_sitemap_names_it(self, client):
        story()

        assert '<a href="/corrections/">সংশোধনী</a>' in page(client, "/")
        assert "/corrections/</loc>" in page(client, "/sitemap-pages.xml")

    def test_hostile_words_stay_words(self, client):
        corrected("<script>alert(1)</script>", headline="<img src=x>")

        assert "<script>alert" not in page(client)
        assert "<img src=x" not in page(client)


class TestWhatIsTold:
    def test_a_correction_goes_with_its_story(self, client):
        chief = person()
        taken = corrected(BAIT, headline=BAIT)
        ended = corrected(BAIT, headline=BAIT, ago=2 * HOUR)
        workflow.withdraw(taken, by=chief, reason=BAIT)
        Article.objects.filter(pk=ended.pk).update(live_until=timezone.now() - HOUR / 2)
        seen = corrected("সঠিক সংখ্যা ২৩।")
        drafting.save_version(seen, content(headline=BAIT), by=chief)

        response = client.get("/corrections/")

        assert BAIT not in response.text
        assert [link for link, _words in rows(response.text)] == [path_of(seen)]
        names = response.headers["Surrogate-Key"].split()
        assert {f"article-{taken.pk}", f"article-{ended.pk}"}.isdisjoint(names)

    @pytest.mark.parametrize("by_time", [False, True])
    def test_a_retraction_outlives_its_story_as_words_without_headline_or_link(
        self, client, by_time
    ):
        article = corrected(
            "খবরটি ভুল তথ্যে লেখা।", "retraction", headline=BAIT, slug=BAIT, ago=2 * HOUR
        )
        workflow.correct(article, by=person(), text=BAIT)
        if by_time:
            Article.objects.filter(pk=article.pk).update(live_until=timezone.now() - HOUR)
        else:
            workflow.withdraw(article, by=person(), reason=BAIT)

        response = client.get("/corrections/")

        assert BAIT not in response.text
        ((link, words),) = rows(response.text)
        assert (link, words.startswith("প্রত্যাহার প্রত্যাহার করা খবর খবরটি ভুল তথ্যে লেখা।")) == ("", True)
        assert f"article-{article.pk}" not in response.headers["Surrogate-Key"].split()

    def test_of_a_killed_story_nothing_is_told(self, client):
        chief = person()
        article = corrected(BAIT, "retraction")
        workflow.kill(
            workflow.withdraw(article, by=chief, reason="আইনি পরামর্শ"), by=chief, reason="আইনি পরামর্শ"
        )

        assert rows(page(client)) == []
        assert BAIT not in page(client)

    def test_a_story_that_comes_back_brings_its_corrections(self, client):
        article = corrected()
        workflow.withdraw(article, by=person(), reason="যাচাই")

        workflow.publish(article, by=person())

        assert [link for link, _words in rows(page(client))] == [path_of(article)]


class TestOnTheStory:
    def test_a_light_one_stands_under_the_text_a_heavy_one_over_it(self, client):
        article = corrected("নিচের কথা।", body="<p>মূল লেখা।</p>")
        workflow.correct(
            article, by=person(), text="ওপরের কথা।", kind="clarification", is_on_top=True
        )

        html = page(client, path_of(article)).partition("<main")[2]

        places = [html.find(words) for words in ("ওপরের কথা।", "মূল লেখা।", "নিচের কথা।", "ক্যাটাগরি")]
        assert -1 not in places
        assert places == sorted(places)
        assert html.count("ওপরের কথা।") == html.count("নিচের কথা।") == 1

    def test_a_retraction_always_stands_on_top(self, client):
        article = corrected("খবরটি ভুল।", "retraction", body="<p>মূল লেখা।</p>")

        html = page(client, path_of(article))

        assert html.find("প্রত্যাহার</b>") < html.find("মূল লেখা।")
        assert 'class="correction heavy"' in html

    @time_machine.travel(NOW, tick=False)
    @pytest.mark.parametrize("kind", WORDS)
    def test_it_says_its_kind_and_its_dhaka_day(self, client, kind):
        html = page(client, path_of(corrected("ক\nখ", kind)))

        assert f'<b lang="bn">{WORDS[kind]}</b> (১০/০৩/২০২৭): ক<br>খ' in html


class TestForMachines:
    @time_machine.travel(NOW, tick=False)
    def test_json_ld_tells_each_with_its_kind_and_dhakas_time(self, client):
        article = corrected("সঠিক সংখ্যা ২৩।")
        workflow.correct(article, by=person(), text="নাম বদল।", kind="clarification")

        found = [
            json.loads(text)
            for text in re.findall(
                r'application/ld\+json">(.*?)</script>', page(client, path_of(article))
            )
        ]

        assert found[0]["correction"] == [
            {"@type": "CorrectionComment", "name": "সংশোধনী", "text": "সঠিক সংখ্যা ২৩।",
             "datePublished": "2027-03-10T00:30:00+06:00"},
            {"@type": "CorrectionComment", "name": "ব্যাখ্যা", "text": "নাম বদল।",
             "datePublished": "2027-03-10T00:30:00+06:00"},
        ]  # fmt: skip
        assert found[0]["dateModified"] == "2027-03-10T00:30:00+06:00"

    def test_the_feed_says_so_and_when_and_keeps_the_storys_day(self, client):
        with time_machine.travel(NOW, tick=False):
            chief = person()
            article = story(chief, standfirst="কাজ চলছে।")
            plain = item_of(client)
        with time_machine.travel(NOW + HOUR, tick=False):
            workflow.correct(article, by=chief, text="ওজন <৫> কেজি।")
            workflow.correct(article, by=chief, text="খবরটি ভুল।", kind="retraction")
            item = item_of(client)

        assert plain.find(f"{ATOM}updated") is None
        assert item.findtext("description") == (
            "<p><b>প্রত্যাহার</b> (১০/০৩/২০২৭): খবরটি ভুল।</p><p>কাজ চলছে।</p>"
            "<p><b>সংশোধনী</b> (১০/০৩/২০২৭): ওজন &lt;৫&gt; কেজি।</p>"
        )
        assert item.findtext(f"{ATOM}updated") == "2027-03-09T19:30:00+00:00"
        assert item.findtext("pubDate") == plain.findtext("pubDate")
        assert item.findtext("guid") == plain.findtext("guid")


WAYS = {
    "save": lambda row: row.save(),
    "delete": lambda row: row.delete(),
    "update": lambda _row: Correction.objects.update(text="x"),
    "filtered": lambda row: Correction.objects.filter(pk=row.pk).update(text="x"),
    "of_the_story": lambda row: row.article.corrections.update(text="x"),
    "bulk_update": lambda row: Correction.objects.bulk_update([row], ["text"]),
    "upsert": lambda row: Correction.objects.bulk_create(
        [row], update_conflicts=True, update_fields=["text"], unique_fields=["id"]
    ),
    "update_or_create": lambda row: Correction.objects.update_or_create(pk=row.pk, defaults={"text": "x"}),
    "delete_all": lambda _row: Correction.objects.all().delete(),
    "delete_of_the_story": lambda row: row.article.corrections.all().delete(),
    "aupdate": lambda _row: finished(lambda: Correction.objects.aupdate(text="x")),
    "adelete": lambda row: finished(row.adelete),
}  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
def test_a_correction_is_neither_changed_nor_deleted(way):
    corrected("যেমন ছিল।")
    row = Correction.objects.get()
    row.text = "x"

    with pytest.raises(AppendOnly), transaction.atomic():
        WAYS[way](row)

    assert list(Correction.objects.values_list("text", flat=True)) == ["যেমন ছিল।"]


@pytest.fixture
def many():
    """Make 4,000 corrections of 2,000 stories, a tenth of them withdrawn."""
    home, now = section(), timezone.now()
    stories = Article.objects.bulk_create(
        Article(
            headline=f"খবর {n}", slug=f"খবর-{n}", category=home, body="<p>ক</p>" * 40,
            state="withdrawn" if n % 10 == 0 else "published", live_from=None if n % 10 == 0 else now - n * HOUR,
            first_published_at=now - n * HOUR,
        )
        for n in range(1, 2_001)
    )  # fmt: skip
    Correction.objects.bulk_create(
        Correction(article=article, text=f"ঠিক {n}", kind="retraction" if n % 3 == 0 else "correction",
                   corrected_at=now - n * HOUR / 2)
        for n, article in enumerate(stories * 2)
    )  # fmt: skip
    return f"?before={int((now - 1_500 * HOUR).timestamp() * 1_000_000)}-{10**9}"


def test_the_list_is_read_along_the_index_of_its_times_at_any_depth(client, many):
    analyse()

    for path in ("/corrections/", f"/corrections/{many}"):
        with CaptureQueriesContext(connection) as seen:
            assert len(rows(page(client, path))) == 20
        (sql,) = [
            query["sql"] for query in seen.captured_queries if "articles_correction" in query["sql"]
        ]
        plan = plan_of(sql)
        assert not [line for line in plan if "Sort" in line or "ORDER BY" in line], plan
        assert not [
            line for line in plan if line.startswith(("Seq Scan", "SCAN articles_article"))
        ], plan
