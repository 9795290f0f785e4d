"""articles/admin/story.py: the list, the preview and the versions, and who may see them."""

import datetime as dt
import re
from html import unescape

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import drafting, planning, workflow
from articles.admin import ArticleAdmin
from articles.models import Article
from articles.tests.desk import ADD, LIST, form_of, signed_in
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
from bangla.dates import DHAKA

pytestmark = pytest.mark.django_db
EMBARGO = "গোপনখবর"


def views_of(article):
    return [
        form_of(article),
        f"{LIST}{article.pk}/preview/",
        f"{LIST}{article.pk}/preview/page/",
        f"{LIST}{article.pk}/versions/",
        f"{LIST}{article.pk}/history/",
    ]


@pytest.mark.parametrize("role", [None, "reader", "moderator", "reporter"])
def test_stories_of_others_are_seen_by_nobody_without_the_right(role):
    client = signed_in(person(role)) if role else Client()
    hidden = in_every_hidden_state(headline=EMBARGO, standfirst=EMBARGO, body=f"<p>{EMBARGO}</p>")
    pages = [
        LIST,
        f"{LIST}?q={EMBARGO}",
        "/admin/",
        *(view for article in hidden for view in views_of(article)),
    ]

    answers = [client.get(page) for page in pages]

    assert all(
        EMBARGO
        not in answer.content.decode().replace(f'value="{EMBARGO}"', "").replace(f"“{EMBARGO}”", "")
        for answer in answers
    )
    assert all(answer.status_code in {302, 403} for answer in answers[3:])


def test_a_reporter_lists_own_stories_only():
    reporter = person("reporter")
    draft(reporter, headline="আমার খবর")
    draft(person("reporter"), headline="অন্যের খবর")

    page = signed_in(reporter).get(LIST).content.decode()

    assert "আমার খবর" in page
    assert "অন্যের খবর" not in page


@pytest.mark.parametrize("pk", ["999999", "abc", "0", "-1", "9" * 40, "1%00", "১"])
def test_unknown_stories_are_not_found(pk):
    browser = signed_in(person())

    assert browser.get(f"{LIST}{pk}/change/").status_code == 404
    assert browser.get(f"{LIST}{pk}/preview/", follow=True).status_code == 404


def test_reader_and_moderator_may_not_begin_a_story():
    for role in ("reader", "moderator"):
        answer = signed_in(person(role)).post(ADD, {"headline": "ক", "act": "save"})

        assert answer.status_code in {302, 403}
    assert Article.objects.count() == 0


def test_stories_are_not_deleted_from_the_desk():
    chief = person()
    article = draft(chief)

    assert signed_in(chief).post(f"{LIST}{article.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Article.objects.filter(pk=article.pk).exists()


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_the_same_queries_whatever_its_length(number):
    chief = person()
    for _ in range(number):
        story(chief, bylines=[{"author": author().pk, "name": "ক", "role": ""}])
    browser = signed_in(chief)
    browser.get(LIST)

    with CaptureQueriesContext(connection) as queries:
        page = browser.get(LIST).content.decode()

    statements = [query["sql"] for query in queries]
    assert page.count("badge badge-published") == number
    assert (
        len([sql for sql in statements if "articles_article" in sql and "COUNT(*)" in sql.upper()])
        == 0
    )
    assert len(statements) == 12


def pages_of(browser, address=LIST):
    """Return the rows of each page of the list, from the first to the last, by the way that each offers to the next."""
    pages = []
    while address:
        answer = browser.get(address)
        changelist = answer.context_data["cl"]
        pages.append([str(article) for article in changelist.result_list])
        found = re.search(r'href="([^"]+)" rel="next"', answer.content.decode())
        address = LIST + unescape(found[1]) if found else ""
    return pages


def test_a_long_list_goes_on_page_by_page_without_a_count(monkeypatch):
    monkeypatch.setattr(ArticleAdmin, "list_per_page", 2)
    chief = person()
    for number in range(5):
        draft(chief, headline=f"খবর {number}")

    assert pages_of(signed_in(chief)) == [["খবর 4", "খবর 3"], ["খবর 2", "খবর 1"], ["খবর 0"]]


def test_pages_hold_each_story_once_where_many_changed_at_the_same_moment(monkeypatch):
    monkeypatch.setattr(ArticleAdmin, "list_per_page", 2)
    chief = person()
    for number in range(5):
        draft(chief, headline=f"খবর {number}")
    Article.objects.update(touched_at=timezone.now())

    pages = pages_of(signed_in(chief))

    assert sorted(headline for page in pages for headline in page) == [f"খবর {n}" for n in range(5)]


def test_a_page_goes_on_where_it_ended_though_the_list_has_grown(monkeypatch):
    monkeypatch.setattr(ArticleAdmin, "list_per_page", 2)
    chief = person()
    for number in range(4):
        draft(chief, headline=f"খবর {number}")
    browser = signed_in(chief)
    older = browser.get(LIST).context_data["cl"].older
    draft(chief, headline="নতুন")

    found = browser.get(LIST, {"before": older}).context_data["cl"].result_list

    assert [str(article) for article in found] == ["খবর 1", "খবর 0"]


def test_filter_and_search_go_on_to_the_next_page_and_a_filter_begins_anew(monkeypatch):
    monkeypatch.setattr(ArticleAdmin, "list_per_page", 1)
    chief = person()
    for _ in range(3):
        draft(chief, headline="বন্দরের খবর")
        workflow.submit(draft(chief, headline="বন্দরের জমা"), by=chief)
    browser = signed_in(chief)

    pages = pages_of(browser, f"{LIST}?state=draft&q=বন্দরের")
    second = browser.get(LIST, {"before": browser.get(LIST).context_data["cl"].older})

    assert pages == [["বন্দরের খবর"]] * 3
    assert (
        "before="
        not in second.content.decode().split('id="changelist-filter"')[1].split("</search>")[0]
    )


@pytest.mark.parametrize("before", ["x", "1", "1-x", "-1-1", "9" * 30, "১-১"])
def test_an_unreadable_place_in_the_list_is_not_found(before):
    assert signed_in(person()).get(LIST, {"before": before}).status_code == 404


def test_a_search_finds_a_headline_however_it_is_typed():
    chief = person()
    draft(chief, headline="ঢাকায় বৃষ্টি")
    draft(chief, headline="চট্টগ্রামে রোদ")

    page = signed_in(chief).get(LIST, {"q": "ঢাকা\u09df"}).content.decode()

    assert "ঢাকায় বৃষ্টি" in page
    assert "চট্টগ্রামে রোদ" not in page


@pytest.mark.parametrize(
    ("words", "folds"), [("বন্দর", False), ("Padma", True), ("পদ্মা Padma", True)]
)
def test_a_search_folds_case_only_where_letters_have_one(words, folds):
    browser = signed_in(person())

    with CaptureQueriesContext(connection) as asked:
        browser.get(LIST, {"q": words})

    (search,) = [one["sql"] for one in asked if words.split()[0] in one["sql"]]
    assert ("UPPER(" in search) == (folds and connection.vendor == "postgresql")


def test_filters_pick_state_section_writer_assignee_and_time():
    chief, other = person(), person("editor")
    first = draft(chief, headline="খসড়া-অর্থনীতি", category=section("economy/port").pk)
    planning.assign(first, by=chief, to=chief, due_at=timezone.now() - dt.timedelta(hours=25))
    workflow.submit(draft(other, headline="জমা-খেলা", category=section("sports", "খেলা").pk), by=other)
    browser = signed_in(chief)

    def found(**query):
        page = browser.get(LIST, query).content.decode()
        return [words for words in ("খসড়া-অর্থনীতি", "জমা-খেলা") if words in page]

    assert found(state="in_review") == ["জমা-খেলা"]
    assert found(section=section("economy").pk) == ["খসড়া-অর্থনীতি"]
    assert found(writer=other.pk) == ["জমা-খেলা"]
    assert found(assignee=chief.pk) == found(due="overdue") == ["খসড়া-অর্থনীতি"]
    assert found(due="today") == found(due="tomorrow") == []
    assert found(state="x", section="x", writer="x", assignee="x", due="x") == [
        "খসড়া-অর্থনীতি",
        "জমা-খেলা",
    ]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"created_by__password__startswith": "m"}, 400), ({"latest_revision__content__body__contains": EMBARGO}, 400),
        ({"e__lookup": "1"}, 400), ({"body__contains": EMBARGO}, 400), ({"live_from__year": "99999"}, 400), ({"q": "ক " * 3_000}, 200),
        ({"p": "x"}, 200), ({"o": "1;drop"}, 200), ({"q": "%_\\'\""}, 200), ({"q": "\x00"}, 200),
    ],
)  # fmt: skip
def test_hostile_lookups_orders_and_searches_are_harmless(query, status):
    assert signed_in(person("reporter")).get(LIST, query).status_code == status


@time_machine.travel(dt.datetime(2027, 6, 9, 12, tzinfo=DHAKA), tick=False)
def test_a_row_says_state_time_and_comments_in_bangla_digits():
    chief = person()
    live = story(chief, headline="প্রকাশিত খবর", ago=dt.timedelta(hours=2))
    Article.objects.filter(pk=live.pk).update(comment_count=27)
    scheduled(chief, ahead=dt.timedelta(hours=18))

    page = signed_in(chief).get(LIST).content.decode()

    assert ">১০:০০</time>" in page
    assert "১০ জুন, ৬:০০" in page
    assert ">২৭<" in page


def test_private_changes_are_marked_in_the_list():
    chief = person()
    article = story(chief)
    without = "private-mark" in signed_in(chief).get(LIST).content.decode()
    drafting.save_version(article, content(headline="নতুন"), by=chief)

    assert not without
    assert "private-mark" in signed_in(chief).get(LIST).content.decode()


def test_hostile_text_is_inert_in_list_form_preview_and_versions():
    chief = person()
    hostile = '"><img src=x onerror=alert(1)><script>alert(2)</script>'
    article = draft(
        chief, headline=hostile, kicker='"><svg onload=1>', standfirst=hostile, body=f"<p>{hostile}</p>", tags=[hostile[:90]],
        bylines=[{"author": author().pk, "name": hostile[:80], "role": hostile[:80]}], picture_alt=hostile, dateline="<b>x",
    )  # fmt: skip

    for page in [LIST, "/admin/", *views_of(article)]:
        text = signed_in(chief).get(page).content.decode()
        assert "<img src=x" not in text
        assert "<script>alert" not in text
        assert "<svg onload" not in text


def test_the_preview_shows_the_latest_version_to_nobody_else_and_stores_nothing():
    chief = person()
    article = story(chief, headline="পুরোনো শিরোনাম")
    drafting.save_version(
        article,
        content(headline="নতুন শিরোনাম", body="<p>নতুন লেখা</p>", tags=["নতুন ট্যাগ"], bylines=[{"author": author().pk, "name": "তাহমিদ", "role": ""}]),
        by=chief,
    )  # fmt: skip
    before = Article.objects.filter(pk=article.pk).values().get()

    answer = signed_in(chief).get(f"{LIST}{article.pk}/preview/page/")

    page = answer.content.decode()
    assert [words for words in ("নতুন শিরোনাম", "নতুন লেখা", "নতুন ট্যাগ", "তাহমিদ") if words in page] == [
        "নতুন শিরোনাম",
        "নতুন লেখা",
        "নতুন ট্যাগ",
        "তাহমিদ",
    ]
    assert "no-store" in answer.headers["Cache-Control"]
    assert '<meta name="robots" content="noindex' in page
    assert "data-article" not in page
    assert Article.objects.filter(pk=article.pk).values().get() == before


def test_a_draft_without_anything_but_a_headline_can_be_previewed():
    chief = person()
    article = drafting.begin({"headline": "শুধু শিরোনাম"}, by=chief)

    answer = signed_in(chief).get(f"{LIST}{article.pk}/preview/page/")

    assert answer.status_code == 200
    assert "শুধু শিরোনাম" in answer.content.decode()


def test_versions_are_listed_with_number_person_and_the_one_readers_have():
    chief = person(display_name="রহিম উদ্দিন")
    article = story(chief, headline="প্রথম")
    drafting.save_version(article, content(headline="দ্বিতীয়"), by=chief)

    page = signed_in(chief).get(f"{LIST}{article.pk}/versions/").content.decode()

    assert page.index("দ্বিতীয়") < page.index("প্রথম")
    assert page.count("রহিম উদ্দিন") >= 2


def test_pages_of_the_desk_carry_a_strict_policy_and_nonces():
    cache.clear()
    chief = person()
    article = draft(chief)

    answer = signed_in(chief).get(form_of(article))

    policy = answer.headers["Content-Security-Policy"]
    page = answer.content.decode()
    assert "unsafe-" not in policy
    assert "'nonce-" in policy
    assert "onclick=" not in page
    assert " style=" not in page
    assert all("nonce=" in tag.split(">")[0] for tag in page.split("<script")[1:])
