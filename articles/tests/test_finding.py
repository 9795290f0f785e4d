"""articles/finding.py and its address: stories that readers can see, found by who writes a link."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import finding
from articles.finding import FOUND, described, find_stories, stories_named
from articles.models import Article
from articles.tests.desk import signed_in
from articles.tests.factories import in_every_hidden_state, person, section, story
from articles.tests.test_plans import analyse, plan_of

pytestmark = pytest.mark.django_db
FIND = "/admin/articles/article/find/"
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture(autouse=True)
def site(settings):
    settings.SITE_URL = "https://paper.example"


def ids(found):
    return [card.id for card in found]


class TestWords:
    def test_all_words_have_to_be_in_the_headline_in_any_order(self):
        wanted = story(headline="বন্দরে আটকে আছে কনটেইনার")
        story(headline="বন্দরে নতুন জেটি")

        assert ids(find_stories("কনটেইনার  বন্দর")) == [wanted.pk]
        assert find_stories("কনটেইনার জেটি") == []

    def test_words_meet_in_canonical_form_and_in_either_case(self):
        wanted = story(headline="কোরিয়ার Bank of Dhaka")

        assert ids(find_stories("ক\u09c7\u09beরিয\u09bcার")) == [wanted.pk]
        assert ids(find_stories("bANK dhaka")) == [wanted.pk]

    def test_the_newest_come_first_and_no_more_than_asked(self):
        stories = [story(headline="দাম", ago=n * MINUTE) for n in range(FOUND + 3)]

        assert ids(find_stories("দাম")) == [article.pk for article in stories[:FOUND]]
        assert ids(find_stories("দাম", limit=2)) == [article.pk for article in stories[:2]]

    def test_no_words_find_the_newest(self):
        older, newer = story(ago=MINUTE), story()

        assert ids(find_stories("  ")) == [newer.pk, older.pk]

    @pytest.mark.parametrize("words", ["%", "_", "\\", "%দাম%", "দা_", "'", '"; DROP'])
    def test_signs_of_the_database_are_letters(self, words):
        story(headline="দাম বেড়েছে")

        assert find_stories(words) == []

    def test_a_percent_sign_is_found(self):
        wanted = story(headline="সুদ বাড়ল ২% হারে")
        story(headline="সুদ কমল ২ দফা")

        assert ids(find_stories("২%")) == [wanted.pk]

    def test_of_a_long_question_the_beginning_is_read(self):
        wanted = story(headline="ক খ গ ঘ ঙ চ")

        assert ids(find_stories("ক খ গ ঘ ঙ চ " + "ছ " * 3_000)) == [wanted.pk]

    def test_the_walk_ends_at_its_bound(self, monkeypatch):
        monkeypatch.setattr(finding, "WALKED", 2)
        story(headline="পুরোনো দাম", ago=3 * MINUTE)
        newer = [story(headline="নতুন দাম", ago=n * MINUTE) for n in range(2)]

        assert ids(find_stories("দাম")) == [article.pk for article in newer]


class TestNumbersAndAddresses:
    def test_a_number_finds_its_story_before_headlines_that_have_it(self):
        old = story(ago=9 * MINUTE, headline="পুরোনো")
        named = story(headline=f"আহত {old.pk} জন")

        assert ids(find_stories(str(old.pk))) == [old.pk, named.pk]

    def test_a_number_in_bangla_digits_is_the_same_number(self):
        wanted = story(headline="পুরোনো")
        digits = str(wanted.pk).translate(str.maketrans("0123456789", "০১২৩৪৫৬৭৮৯"))

        assert ids(find_stories(digits)) == [wanted.pk]

    @pytest.mark.parametrize(
        "form", ["https://paper.example{}", "http://paper.example{}?utm=1#top", "{}", "/n/{pk}/", "https://paper.example/n/{pk}"]
    )  # fmt: skip
    def test_an_address_of_the_paper_finds_its_story_alone(self, form):
        wanted = story(headline="পুরোনো", slug="port")
        story(headline="https paper example article")

        assert ids(find_stories(form.format(wanted.get_absolute_url(), pk=wanted.pk))) == [
            wanted.pk
        ]

    @pytest.mark.parametrize(
        "address", ["https://other.example/article/{}/", "/category/{}/", "/article/{}9999/", "/article/" + "9" * 30 + "/"]
    )  # fmt: skip
    def test_other_addresses_find_nothing(self, address):
        wanted = story()

        assert find_stories(address.format(wanted.pk)) == []


class TestWhatIsNotOut:
    def test_no_hidden_story_is_found_by_words_number_or_address(self):
        hidden = in_every_hidden_state(headline="গোপনখবর")

        asked = ["গোপনখবর", "", *(str(one.pk) for one in hidden), *(f"/article/{one.pk}/" for one in hidden)]  # fmt: skip

        assert {words: find_stories(words) for words in asked if find_stories(words)} == {}
        assert stories_named([one.pk for one in hidden]) == []

    def test_a_story_whose_time_has_ended_takes_no_place(self):
        seen = [story(headline="দাম", ago=(9 + n) * MINUTE) for n in range(2)]
        ended = story(headline="দাম", ago=5 * MINUTE)
        Article.objects.filter(pk=ended.pk).update(live_until=timezone.now() - MINUTE)

        assert ids(find_stories("দাম", limit=2)) == [article.pk for article in seen]


class TestAnswer:
    def test_it_tells_what_dialog_and_editor_show(self):
        wanted = story(headline="বন্দরে জট", slug="বন্দর")

        answer = signed_in(person("reporter")).get(FIND, {"q": "জট"})

        day = timezone.localtime(wanted.live_from)
        shown = f"{day:%d/%m/%Y}".translate(str.maketrans("0123456789", "০১২৩৪৫৬৭৮৯"))
        assert answer.json() == {
            "stories": [
                {"id": wanted.pk, "headline": "বন্দরে জট", "address": wanted.get_absolute_url(), "day": shown, "thumb": ""}
            ]
        }  # fmt: skip
        assert answer.headers["Cache-Control"].startswith("private, no-store")

    def test_it_is_for_those_who_write_stories(self, client):
        assert signed_in(person("moderator")).get(FIND).status_code == 403
        assert client.get(FIND).status_code == 302

    @pytest.mark.parametrize("count", [1, 3])
    def test_it_costs_one_query_for_words_however_many_are_found(self, count, django_assert_num_queries):  # fmt: skip
        for _ in range(count):
            story(headline="দাম")

        with django_assert_num_queries(1):
            found = find_stories("দাম")

        assert len(found) == count

    def test_an_address_leads_to_the_story(self, client):
        wanted = story(slug="দুই-শব্দ")

        address = described(find_stories(str(wanted.pk))[0])["address"]

        assert client.get(address).status_code == 200


def test_headlines_are_read_along_the_index_and_never_the_whole_table():
    economy, now = section(), timezone.now()
    Article.objects.bulk_create(
        Article(
            headline=f"খবর {n}", slug=f"s{n}", category=economy, state="published", body="<p>ক</p>" * 40,
            live_from=now - n * MINUTE, first_published_at=now - n * MINUTE,
        )
        for n in range(3_000)
    )  # fmt: skip
    analyse()

    for words in ("কোথাওনেই", "খবর ২", "খবর", "", "১২", "/article/12/"):
        with CaptureQueriesContext(connection) as seen:
            find_stories(words)
        for query in seen.captured_queries:
            plan = plan_of(query["sql"])
            whole = ("SCAN articles_article", "Seq Scan articles_article")
            assert [line for line in plan if line.startswith(whole)] == [], (words, plan)
            # Sorted are the few that were found, never what was walked.
            if words in {"", "/article/12/"}:
                assert not any(line.startswith(("USE TEMP B-TREE", "Sort")) for line in plan)
