"""articles/views.py: the pages of stories: addresses, answers, headers, numbers of queries."""

import datetime as dt
import re
from urllib.parse import quote

import pytest
import time_machine
from django.utils import timezone

from articles import drafting, workflow
from articles.models import DayReads
from articles.tests.factories import (
    author,
    content,
    draft,
    in_every_hidden_state,
    person,
    scheduled,
    section,
    story,
)
from articles.views import SIDE
from paper.caching import HOUR

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)
MORNING = dt.datetime(2024, 12, 26, 1, 31, tzinfo=dt.UTC)


def path_of(article, slug=None):
    return f"/article/{article.pk}/{article.slug if slug is None else slug}/"


def max_age(response):
    return int(re.fullmatch(r"max-age=([0-9]+)", response.headers["Surrogate-Control"])[1])


def keys_of(response):
    return set(response.headers["Surrogate-Key"].split())


def lists_with(article):
    """Return the addresses of all list pages that show a story of `filled()`."""
    day = timezone.localtime(article.live_from)
    return [
        "/latest/", "/category/economy/", "/tag/বন্দর/", f"/author/{author().slug}/",
        "/archive/", f"/archive/{day:%Y/%m}/", f"/archive/{day:%Y/%m/%d}/",
    ]  # fmt: skip


def paged(article):
    """Return those of the lists that have older pages."""
    return [path for path in lists_with(article) if path != "/archive/"]


def filled(**values):
    signed = author()
    byline = [{"author": signed.pk, "name": signed.name, "role": "প্রতিবেদক"}]
    return story(**{"tags": ["বন্দর"], "bylines": byline, "category": section().pk, **values})


class TestAddresses:
    def test_the_canonical_address_shows_the_story(self, client):
        article = filled(headline="বন্দরে জট")

        response = client.get(f"/article/{article.pk}/বন্দরে-জট/")

        assert response.status_code == 200
        assert response.context["article"] == article
        assert f"<h1>{article.headline}</h1>" in response.text
        assert article.body in response.text

    @pytest.mark.parametrize("encode", [str.upper, str.lower])
    def test_an_encoded_address_is_the_same_in_capitals_and_small_letters(self, client, encode):
        article = filled(headline="বন্দরে জট")
        path = "/".join(encode(part) for part in quote(path_of(article)).split("/"))

        response = client.get(path.replace("ARTICLE", "article"))

        assert response.status_code == 200

    def test_any_other_slug_leads_to_the_canonical_address(self, client):
        article = filled(headline="বন্দরে জট")

        for slug in (
            "অন্য",
            "x",
            "বন্দরে-জট-",
            "বন্দরে%20জট",
            "<script>",
            "%3Fx",
            "a?b",
            "বন\u09cd\u200dদর",
        ):
            response = client.get(f"/article/{article.pk}/{quote(slug)}/", follow=True)
            assert response.redirect_chain == [(quote(path_of(article)), 301)]
            assert response.status_code == 200

    def test_a_decomposed_slug_leads_to_the_composed_one(self, client):
        article = filled(headline="ক\u09cbনো খবর")

        response = client.get(f"/article/{article.pk}/ক\u09c7\u09beনো-খবর/")

        assert (response.status_code, response.url) == (301, quote(path_of(article)))

    def test_short_and_wrong_addresses_keep_the_query(self, client):
        article = filled()
        query = "?utm_source=%E0%A6%95&a=b"

        for path in (f"/article/{article.pk}/", f"/article/{article.pk}/x/", f"/n/{article.pk}/"):
            response = client.get(path + query + "#c")
            assert (response.status_code, response.url) == (301, quote(path_of(article)) + query)

    @pytest.mark.parametrize("path", ["/article/{pk}/", "/article/{pk}/x/", "/n/{pk}/"])
    def test_an_unknown_story_is_not_found(self, client, path):
        for pk in (0, 999_999, 10**18, 10**30):
            assert client.get(path.format(pk=pk)).status_code == 404

    def test_a_hidden_story_is_not_found_or_gone_and_its_slug_not_told(self, client):
        for article in in_every_hidden_state():
            missing = 410 if article.state in {"withdrawn", "killed", "published"} else 404
            for path in (
                f"/article/{article.pk}/",
                path_of(article, article.slug or "x"),
                f"/n/{article.pk}/",
            ):
                assert client.get(path).status_code == missing

    def test_a_scheduled_story_opens_at_its_minute(self, client):
        article = scheduled(ahead=2 * MINUTE)

        with time_machine.travel(article.live_from - dt.timedelta(seconds=1), tick=False):
            assert client.get(path_of(article)).status_code == 404
        with time_machine.travel(article.live_from, tick=False):
            assert client.get(path_of(article)).status_code == 200

    @pytest.mark.parametrize(
        "path", ["/category/none/", "/category/economy/none/", "/tag/কিছু-না/", "/author/কেউ-না/", "/category/none/feed/",
                 "/tag/কিছু-না/feed/", "/author/কেউ-না/feed/"],
    )  # fmt: skip
    def test_an_unknown_list_is_not_found(self, client, path):
        section()

        assert client.get(path).status_code == 404

    def test_a_tag_of_hidden_stories_only_does_not_tell_that_it_exists(self, client):
        in_every_hidden_state(tags=["বন্দর"])

        assert client.get("/tag/বন্দর/").status_code == 404
        assert client.get("/tag/বন্দর/feed/").status_code == 404

    def test_pages_are_read_and_not_written(self, client):
        article = filled()

        for path in (path_of(article), *lists_with(article)):
            assert client.head(path).status_code == 200
            assert client.head(path).content == b""
            assert client.post(path).status_code == 405


class TestPageNumbers:
    def test_the_first_page_of_an_old_site_is_the_list(self, client):
        article = filled()

        for path in paged(article):
            response = client.get(path, {"page": "1"})
            assert (response.status_code, response.url) == (301, quote(path))

    def test_other_numbers_are_not_found(self, client):
        article = filled()

        for path in paged(article):
            for number in ("2", "0", "-1", "", "x", "1.0", "১", "9" * 400):
                assert client.get(path, {"page": number}).status_code == 404

    def test_a_bad_cursor_is_not_found(self, client):
        article = filled()

        for path in paged(article):
            for cursor in ("", "x", "1-1-1", "9" * 400, "১-১"):
                assert client.get(path, {"before": cursor}).status_code == 404

    def test_the_link_to_older_stories_is_followed_to_the_end(self, client, monkeypatch):
        monkeypatch.setattr("articles.paging.page_of.__defaults__", (2,))
        stories = [filled(ago=n * MINUTE) for n in range(5)]

        for path in lists_with(stories[0])[:4]:
            found, query = [], ""
            for _page in range(3):
                response = client.get(path + query)
                found += [card.id for card in response.context["page"].cards]
                link = re.search(r'href="(\?before=[0-9]+-[0-9]+)"', response.text)
                query = link[1] if link else ""
            assert found == [article.pk for article in stories]
            assert query == ""


class TestHeaders:
    def test_a_storys_page_names_the_story_its_comments_and_all_it_lists(self, client):
        economy = section()
        article, related = filled(), story(category=economy.pk, ago=MINUTE)
        other = story(category=section("sports").pk)

        keys = keys_of(client.get(path_of(article)))

        assert keys == {
            "site", "latest", f"article-{article.pk}", f"comments-{article.pk}", f"article-{related.pk}",
            f"article-{other.pk}",
        }  # fmt: skip

    def test_a_list_names_itself_and_its_stories(self, client):
        article = filled()
        own = [
            "latest",
            f"category-{article.category_id}",
            f"tag-{article.tags.get().pk}",
            f"author-{author().pk}",
        ]
        own += ["archive"] * 3

        for path, key in zip(lists_with(article), own, strict=True):
            keys = keys_of(client.get(path))
            assert {"site", "latest", key, f"article-{article.pk}"} == keys, path

    def test_browsers_ask_again_and_get_no_cookie_and_nothing_of_their_own(self, client):
        article = filled()
        client.force_login(person("reporter"))

        for path in (path_of(article), *lists_with(article)):
            response = client.get(path)
            assert response.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
            assert "Set-Cookie" not in response.headers
            assert "Cookie" not in response.headers.get("Vary", "")
            assert "csrf" not in response.text

    def test_the_same_page_again_is_304_without_a_body(self, client):
        article = filled()

        for path in (path_of(article), *lists_with(article)):
            etag = client.get(path).headers["ETag"]
            again = client.get(path, headers={"if-none-match": etag})
            assert (again.status_code, again.content) == (304, b"")

    @time_machine.travel(MORNING, tick=False)
    def test_no_kept_page_outlives_the_next_due_minute(self, client):
        article = filled(ago=MINUTE)
        paths = [path_of(article), *lists_with(article)]
        assert {max_age(client.get(path)) for path in paths} == {HOUR, HOUR // 6}

        scheduled(ahead=dt.timedelta(seconds=100))

        assert {max_age(client.get(path)) for path in paths} == {100}

    def test_no_kept_page_outlives_the_dhaka_day(self, client):
        with time_machine.travel(dt.datetime(2024, 12, 26, 17, 59, 30, tzinfo=dt.UTC), tick=False):
            article = filled(ago=MINUTE)

            ages = {max_age(client.get(path)) for path in (path_of(article), *lists_with(article))}

        assert ages == {30}

    @time_machine.travel(MORNING, tick=False)
    def test_the_page_after_a_missed_minute_is_kept_by_nobody(self, client):
        article = scheduled(ahead=MINUTE)

        with time_machine.travel(article.live_from + MINUTE, tick=False):
            response = client.get(path_of(article))
            assert max_age(response) == 0
            assert max_age(client.get(path_of(article))) == HOUR


class TestContent:
    def test_what_the_desk_is_writing_is_not_shown(self, client):
        chief = person()
        article = story(chief, headline="প্রকাশিত শিরোনাম", body="<p>প্রকাশিত কথা</p>")
        drafting.save_version(
            article, content(headline="গোপন শিরোনাম", body="<p>গোপন কথা</p>"), by=chief
        )

        client.force_login(chief)
        page = client.get(path_of(article)).text

        assert "প্রকাশিত কথা" in page
        assert "গোপন" not in page

    def test_related_stories_are_of_the_same_top_section_without_the_story_itself(self, client):
        port = section("economy/port")
        article = story(category=port.pk)
        related = [story(category=section().pk, ago=n * MINUTE) for n in range(1, 8)]
        story(category=section("sports").pk)

        found = client.get(path_of(article)).context["related"]

        assert [card.id for card in found] == [other.pk for other in related[:5]]

    def test_the_side_column_has_the_newest_and_the_most_read(self, client):
        stories = [filled(ago=n * MINUTE) for n in range(12)]
        DayReads.objects.create(article=stories[11], day=timezone.localdate(), reads=9)

        for path in (path_of(stories[5]), *lists_with(stories[5])):
            context = client.get(path).context
            assert [card.id for card in context["newest"]] == [
                article.pk for article in stories[:SIDE]
            ]
            assert [card.id for card in context["most_read"]] == [stories[11].pk]

    def test_a_section_page_shows_its_subsections_stories_and_a_subsection_only_its_own(
        self, client
    ):
        above, below = filled(ago=MINUTE), story(category=section("economy/port").pk)

        def shown(path):
            return [card.id for card in client.get(path).context["page"].cards]

        assert shown("/category/economy/") == [below.pk, above.pk]
        assert shown("/category/economy/port/") == [below.pk]

    def test_empty_lists_say_so_and_are_no_error(self, client):
        section()
        author()

        for path in ("/latest/", "/category/economy/", f"/author/{author().slug}/", "/archive/"):
            assert client.get(path).status_code == 200

    def test_a_correction_is_printed_under_the_story(self, client):
        chief = person()
        article = story(chief)
        workflow.correct(article, by=chief, text="সঠিক সংখ্যা ২৩।")

        assert "সঠিক সংখ্যা ২৩।" in client.get(path_of(article)).text


class TestQueries:
    """Literal numbers, the same for one story and for three: paper, sections, then the page's own."""

    NUMBERS = {
        "/latest/": 4, "/category/economy/": 4, "/tag/বন্দর/": 5, "author": 5, "/archive/": 4, "month": 4, "day": 4,
    }  # fmt: skip

    @pytest.mark.parametrize("count", [1, 3])
    def test_a_list_takes_as_many_queries_for_three_stories_as_for_one(
        self, client, django_assert_num_queries, count
    ):
        stories = [filled(tags=["বন্দর", "জাহাজ"]) for _ in range(count)]
        for article in stories:
            DayReads.objects.create(article=article, day=timezone.localdate(), reads=3)

        for path, number in zip(lists_with(stories[0]), self.NUMBERS.values(), strict=True):
            with django_assert_num_queries(number, info=path):
                client.get(path)

    @pytest.mark.parametrize("count", [1, 3])
    def test_a_story_takes_as_many_with_three_of_everything_as_with_one(
        self, client, django_assert_num_queries, count
    ):
        chief = person()
        authors = [author(f"লেখক {n}") for n in range(count)]
        article = filled(
            tags=[f"বিষয় {n}" for n in range(count)],
            further=[section(f"further{n}").pk for n in range(count)],
            bylines=[{"author": a.pk, "name": a.name, "role": ""} for a in authors],
        )
        for n in range(count):
            story()
            workflow.correct(article, by=chief, text=f"সংশোধনী {n}")
        client.get(path_of(article))

        with django_assert_num_queries(4):
            client.get(path_of(article))

    def test_a_redirect_takes_one_query_of_its_own(self, client, django_assert_num_queries):
        article = draft()
        article = workflow.publish(article, by=person())

        with django_assert_num_queries(2):  # the paper's row says whether something is due
            client.get(f"/n/{article.pk}/")
