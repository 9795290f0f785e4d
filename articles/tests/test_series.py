"""A series: its page with the parts in order, its line on each part, and what is not told of it yet."""

import datetime as dt
import re

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from articles import drafting, filing, workflow
from articles.models import Article, Series
from articles.tests.desk import signed_in
from articles.tests.factories import (
    content,
    in_every_hidden_state,
    person,
    scheduled,
    section,
    story,
)
from articles.tests.test_plans import analyse, plan_of

pytestmark = pytest.mark.django_db
BAIT = "গোপনখবর"
HOUR = dt.timedelta(hours=1)
LIST = "/admin/articles/series/"


def river(**values):
    return Series.objects.get_or_create(title="নদীর কথা", defaults=values)[0]


def part(number, **values):
    return story(series=river().pk, series_part=number, **values)


def parts_on(client, path="/series/নদীর-কথা/"):
    """Return the rows of the page as (what stands over the headline, the headline)."""
    html = client.get(path).text
    return [
        (" ".join(re.sub(r"<[^>]+>", "", over).split()), headline)
        for over, headline in re.findall(
            r'<p class="kicker">([^\n]*)</p>\s*<h2 class="t3"><a [^>]*>([^<]*)</a>', html
        )
    ]


class TestThePage:
    def test_parts_come_by_number_then_by_time_and_those_without_one_last(self, client):
        part(None, headline="শেষ কথা", ago=9 * HOUR, kicker="ফিরে দেখা")
        part(10, headline="দশ", ago=4 * HOUR)
        part(2, headline="দুইয়ের দ্বিতীয়", ago=1 * HOUR)
        part(2, headline="দুই", ago=3 * HOUR)
        part(1, headline="এক", ago=2 * HOUR)

        assert parts_on(client) == [
            ("পর্ব ১", "এক"), ("পর্ব ২", "দুই"), ("পর্ব ২", "দুইয়ের দ্বিতীয়"), ("পর্ব ১০", "দশ"), ("ফিরে দেখা", "শেষ কথা"),
        ]  # fmt: skip

    def test_it_has_title_introduction_and_one_address(self, client):
        river(introduction="তিন নদীর তিন গল্প।\nলিখেছেন প্রতিনিধিরা।")
        part(1)

        html = client.get("/series/নদীর-কথা/").text

        assert "<span>নদীর কথা</span></h1>" in html
        assert "তিন নদীর তিন গল্প।<br>লিখেছেন প্রতিনিধিরা।" in html
        assert re.search(r'<link rel="canonical" href="http://[^"]+/series/[^"]+/">', html)
        assert client.get("/series/নদীর-কথা/?page=1").status_code == 301
        assert client.get("/series/নদীর-কথা/?page=2").status_code == 404

    def test_hidden_parts_are_not_told_and_a_series_of_them_alone_is_not_there(self, client):
        Series.objects.create(title=BAIT)
        in_every_hidden_state(series=Series.objects.get(title=BAIT).pk, headline=BAIT)
        in_every_hidden_state(series=river().pk, series_part=1, headline=BAIT, standfirst=BAIT)
        seen = part(2, headline="দেখা যায়")

        assert client.get(f"/series/{BAIT}/").status_code == 404
        assert client.get("/series/নেই/").status_code == 404
        response = client.get("/series/নদীর-কথা/")
        assert parts_on(client) == [("পর্ব ২", "দেখা যায়")]
        assert BAIT not in response.text
        assert [key for key in response.headers["Surrogate-Key"].split() if key.startswith("article-")] == [f"article-{seen.pk}"]  # fmt: skip
        assert BAIT not in client.get("/sitemap-pages.xml").text

    def test_a_part_comes_at_its_minute_and_no_kept_page_outlives_it(self, client):
        part(1)
        scheduled(series=river().pk, series_part=2, ahead=dt.timedelta(seconds=90))

        response = client.get("/series/নদীর-কথা/")

        assert len(parts_on(client)) == 1
        assert int(response.headers["Surrogate-Control"].removeprefix("max-age=")) <= 90
        assert f"series-{river().pk}" in response.headers["Surrogate-Key"].split()

    def test_a_series_too_long_for_a_page_says_so(self, client, monkeypatch):
        monkeypatch.setattr("articles.series.MOST", 2)
        for number in (1, 2, 3):
            part(number, headline=f"পর্ব নং {number}")

        html = client.get("/series/নদীর-কথা/").text

        assert [headline for _over, headline in parts_on(client)] == ["পর্ব নং 1", "পর্ব নং 2"]
        assert "প্রথম ২টি পর্ব" in html

    @pytest.mark.parametrize("count", [1, 3])
    def test_it_takes_five_queries_whatever_its_length(
        self, client, django_assert_num_queries, count
    ):
        for number in range(count):
            part(number + 1)
        client.get("/series/নদীর-কথা/")

        with django_assert_num_queries(
            5
        ):  # the paper, the sections, the series, its parts, the lists beside
            client.get("/series/নদীর-কথা/")

    def test_its_parts_are_found_by_the_index(self, client):
        home, now, told = section(), timezone.now(), river()
        Article.objects.bulk_create(
            Article(headline=f"খবর {n}", slug=f"খবর-{n}", category=home, state="published", body="<p>ক</p>" * 30,
                    live_from=now - n * HOUR, first_published_at=now, series=told if n % 100 == 0 else None, series_part=n)
            for n in range(2_000)
        )  # fmt: skip
        analyse()

        with CaptureQueriesContext(connection) as seen:
            assert len(parts_on(client)) == 20

        (sql,) = [one["sql"] for one in seen.captured_queries if '"series_id" = ' in one["sql"]]
        plan = plan_of(sql)
        assert not [
            line
            for line in plan
            if line.startswith(("Seq Scan articles_article", "SCAN articles_article"))
        ], plan


class TestOnTheStory:
    def test_a_part_leads_to_its_series_and_says_which_it_is(
        self, client, django_assert_num_queries
    ):
        article = part(2)
        client.get(article.get_absolute_url())

        with django_assert_num_queries(4):
            html = client.get(article.get_absolute_url()).text

        assert 'ধারাবাহিক: <a href="/series/নদীর-কথা/">নদীর কথা</a> · পর্ব ২</p>' in html
        assert client.get("/series/নদীর-কথা/").status_code == 200

    def test_one_without_a_number_names_the_series_alone_and_others_none(self, client):
        html = client.get(part(None).get_absolute_url()).text
        other = client.get(story().get_absolute_url()).text

        assert '<a href="/series/নদীর-কথা/">নদীর কথা</a></p>' in html
        assert "ধারাবাহিক:" not in other

    def test_what_the_desk_plans_for_a_live_story_stays_private(self, client):
        chief = person()
        article = story(chief)
        drafting.save_version(article, content(series=river().pk, series_part=3), by=chief)

        seen = signed_in(chief).get(f"/admin/articles/article/{article.pk}/preview/page/").text

        assert "নদীর কথা" not in client.get(article.get_absolute_url()).text
        assert "· পর্ব ৩" in seen
        article = workflow.publish(article, by=chief)
        assert "· পর্ব ৩" in client.get(article.get_absolute_url()).text

    def test_a_renamed_series_is_printed_over_all_its_parts_and_no_other_story(self, client):
        chief, other = person(), story()
        articles = [part(number) for number in (1, 2)]
        before = Article.objects.get(pk=other.pk).shown
        browser = signed_in(chief)

        browser.post(
            f"{LIST}{river().pk}/change/",
            {"title": "তিন নদী", "introduction": "", "slug": "তিন-নদী"},
        )
        filing.refresh_stories_of_series.call(Series.objects.get().pk)

        for article in articles:
            html = client.get(article.get_absolute_url()).text
            assert '<a href="/series/তিন-নদী/">তিন নদী</a>' in html
        assert Article.objects.get(pk=other.pk).shown == before


class TestAtTheDesk:
    def test_renaming_asks_for_the_refreshing_and_nothing_else_does(
        self, django_capture_on_commit_callbacks
    ):
        browser, pk = signed_in(person()), river().pk

        def asked(**typed):
            before = DBTaskResult.objects.count()
            with django_capture_on_commit_callbacks(execute=True):
                browser.post(
                    f"{LIST}{pk}/change/",
                    {"title": "নদীর কথা", "introduction": "", "slug": "নদীর-কথা", **typed},
                )
            return DBTaskResult.objects.count() - before

        assert [
            asked(introduction="নতুন কথা।"),
            asked(title="তিন নদী"),
            asked(title="তিন নদী", slug="তিন"),
        ] == [0, 1, 1]

    @pytest.mark.parametrize(("kind", "name"), [("series", "title"), ("sponsor", "name")])
    @pytest.mark.parametrize("count", [1, 3])
    def test_the_lists_take_the_same_queries_whatever_their_length(self, kind, name, count):
        model = next(m for m in admin.site._registry if m._meta.label_lower == f"articles.{kind}")
        for number in range(count):
            model.objects.create(**{name: f"নাম {number}"})
        browser = signed_in(person())
        browser.get(f"/admin/articles/{kind}/")

        with CaptureQueriesContext(connection) as seen:
            assert browser.get(f"/admin/articles/{kind}/").status_code == 200

        assert len(seen) == 11

    @pytest.mark.parametrize("kind", ["series", "sponsor"])
    def test_what_stories_carry_is_not_deleted(self, kind, admin_client):
        from articles.models import Sponsor

        values = (
            {"series": river().pk}
            if kind == "series"
            else {"sponsorship": "partner", "sponsor": Sponsor.objects.create(name="ক").pk}
        )
        story(**values)

        answer = admin_client.post(
            f"/admin/articles/{kind}/{values[kind]}/delete/", {"post": "yes"}
        )

        assert (answer.status_code, answer.url) == (
            302,
            f"/admin/articles/{kind}/{values[kind]}/change/",
        )
        assert Article.objects.get().series_id == values.get("series")

    @pytest.mark.parametrize(
        ("role", "kind", "status"),
        [
            ("reporter", "series", 403),
            ("editor", "series", 200),
            ("editor", "sponsor", 403),
            ("chief", "sponsor", 200),
        ],
    )
    def test_who_may_add_one(self, role, kind, status):
        assert signed_in(person(role)).get(f"/admin/articles/{kind}/add/").status_code == status
