"""newsroom/desk.py: the first page by role, the bar, the language, and what the desk does not show."""

import datetime as dt

import pytest
import time_machine
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import planning, workflow
from articles.models import Article, SectionRight
from articles.tests.desk import form_of, signed_in
from articles.tests.factories import draft, person, scheduled, section, story
from bangla.dates import DHAKA
from comments.models import Comment, Status
from comments.tests.factories import make_comment
from people.models import User

pytestmark = pytest.mark.django_db
FIRST = "/admin/"


def works(user):
    """Return the lists of somebody's first page: title → headlines."""
    return {
        work.title: [line.headline for line in work.lines]
        for work in signed_in(user).get(FIRST).context_data["works"]
    }


def headlines(user):
    return list(works(user).values())


def test_a_reporter_sees_drafts_what_came_back_with_its_note_and_what_is_handed_in():
    reporter, editor = person("reporter"), person("editor")
    draft(reporter, headline="খসড়া")
    workflow.send_back(
        workflow.submit(draft(reporter, headline="ফেরত"), by=reporter), by=editor, note="ছোট করুন"
    )
    workflow.submit(draft(reporter, headline="জমা"), by=reporter)
    draft(person("reporter"), headline="অন্যের")

    page = signed_in(reporter).get(FIRST)

    assert headlines(reporter) == [["ফেরত"], ["খসড়া"], ["জমা"]]
    assert "ছোট করুন" in page.content.decode()
    assert "অন্যের" not in page.content.decode()
    assert 'href="/admin/articles/article/add/"' in page.content.decode()


@time_machine.travel(dt.datetime(2027, 6, 9, 12, tzinfo=DHAKA))
def test_an_editor_sees_review_schedule_todays_stories_and_corrections():
    editor = person("editor")
    workflow.submit(draft(person("reporter"), headline="দেখার"), by=person())
    scheduled(editor, headline="সামনের")
    today = story(editor, headline="আজকের", ago=dt.timedelta(hours=3))
    story(editor, headline="গতকালের", ago=dt.timedelta(hours=20))
    workflow.correct(today, by=editor, text="দাম ৫০ টাকা।")

    page = signed_in(editor).get(FIRST).content.decode()

    assert headlines(editor)[:4] == [["দেখার"], ["সামনের"], ["আজকের"], ["আজকের"]]
    assert "দাম ৫০ টাকা।" in page


@time_machine.travel(dt.datetime(2027, 6, 9, 12, tzinfo=DHAKA), tick=False)
def test_an_editor_sees_what_is_overdue_first_and_what_is_approved():
    editor, reporter = person("editor"), person("reporter")
    late = planning.assign(draft(reporter, headline="দেরি"), by=editor, to=reporter, due_at=None)
    Article.objects.filter(pk=late.pk).update(due_at=timezone.now() - dt.timedelta(hours=1))
    workflow.approve(workflow.submit(draft(reporter, headline="অনুমোদিত"), by=reporter), by=editor)
    browser = signed_in(editor)

    page = browser.get(FIRST)

    assert headlines(editor)[:4] == [["দেরি"], [], ["অনুমোদিত"], []]
    assert page.context_data["works"][0].is_alarm
    assert page.content.decode().count("is-alarm") == 1


@time_machine.travel(dt.datetime(2027, 6, 9, 12, tzinfo=DHAKA), tick=False)
def test_a_reporter_sees_what_is_assigned_the_soonest_first_and_each_story_once():
    editor, reporter = person("editor"), person("reporter")
    for headline, hours in (("পরে", 9), ("আগে", 2), ("কখনো", None)):
        due_at = timezone.now() + dt.timedelta(hours=hours) if hours else None
        planning.assign(draft(editor, headline=headline), by=editor, to=reporter, due_at=due_at)
    late = planning.assign(draft(reporter, headline="দেরি"), by=editor, to=reporter, due_at=None)
    Article.objects.filter(pk=late.pk).update(due_at=timezone.now() - dt.timedelta(hours=1))
    back = planning.assign(draft(editor, headline="ফেরত"), by=editor, to=reporter, due_at=None)
    workflow.send_back(workflow.submit(back, by=editor), by=editor, note="ছোট করুন")
    draft(reporter, headline="নিজের")
    planning.assign(draft(reporter, headline="অন্যের হাতে"), by=editor, to=editor, due_at=None)

    assert headlines(reporter) == [["দেরি"], ["ফেরত"], ["আগে", "পরে", "কখনো"], ["নিজের"], []]


def test_lists_hold_the_first_eight_of_each(monkeypatch):
    monkeypatch.setattr("newsroom.my_work.ROWS", 2)
    reporter = person("reporter")
    for number in range(4):
        draft(reporter, headline=f"খসড়া {number}")

    assert headlines(reporter) == [["খসড়া 3", "খসড়া 2"], []]


def test_an_editor_of_one_section_sees_nothing_of_another_on_the_first_page():
    sports, chief = person("editor"), person()
    SectionRight.objects.create(user=sports, category=section("sports", "খেলা"))
    politics = section("politics", "রাজনীতি").pk
    hidden = {"headline": "গোপনখবর", "category": politics}
    late = draft(chief, **hidden)
    Article.objects.filter(pk=late.pk).update(due_at=timezone.now() - dt.timedelta(hours=1))
    workflow.approve(workflow.submit(draft(chief, **hidden), by=chief), by=chief)
    workflow.submit(draft(chief, **hidden), by=chief)
    scheduled(chief, **hidden)
    workflow.correct(story(chief, **hidden), by=chief, text="গোপনখবর")

    page = signed_in(sports).get(FIRST)

    assert "গোপনখবর" not in page.content.decode()
    assert [work.lines for work in page.context_data["works"]] == [[]] * 5


def test_a_moderator_sees_waiting_comments_and_no_story():
    make_comment(story(headline="প্রকাশিত"), status=Status.PREMOD)

    page = signed_in(person("moderator")).get(FIRST)

    assert page.context_data["works"] == []
    assert page.context_data["comments_waiting"] == "১"
    assert "প্রকাশিত" not in page.content.decode().split('class="rest"')[0]
    assert "/admin/comments/comment/" in page.content.decode()


def test_an_empty_desk_says_so_in_words():
    page = signed_in(person("editor")).get(FIRST).content.decode()

    assert page.count('class="empty"') == 6


@pytest.mark.parametrize("number", [1, 3])
def test_the_first_page_takes_the_same_queries_whatever_its_length(number):
    chief = person()
    for _ in range(number):
        late = draft(chief)
        Article.objects.filter(pk=late.pk).update(due_at=timezone.now() - dt.timedelta(hours=1))
        planning.assign(draft(chief), by=chief, to=chief, due_at=None)
        scheduled(chief)
        workflow.correct(story(chief), by=chief, text="ঠিক করা হলো।")
        workflow.submit(draft(chief), by=chief)
        workflow.send_back(workflow.submit(draft(chief), by=chief), by=chief, note="ছোট করুন")
    browser = signed_in(chief)
    browser.get(FIRST)

    with CaptureQueriesContext(connection) as queries:
        browser.get(FIRST)

    assert len(queries) == 13


def test_waiting_comments_are_counted_up_to_ninety_nine(monkeypatch):
    monkeypatch.setattr("newsroom.desk.MANY", 2)
    article = story()
    for _ in range(4):
        make_comment(article, status=Status.PREMOD)

    assert Comment.objects.waiting().count() == 4
    assert signed_in(person()).get(FIRST).context_data["comments_waiting"] == "২+"


@pytest.mark.parametrize(
    ("role", "ways"),
    [("reporter", 4), ("editor", 5), ("chief", 6), ("moderator", 2)],
)
def test_the_bar_offers_the_ways_a_role_may_go(role, ways):
    browser = signed_in(person(role))
    nav = browser.get(FIRST).context_data["desk_nav"]

    assert len(nav) == ways
    assert [browser.get(way["url"], follow=True).status_code for way in nav] == [200] * ways
    assert [way["is_here"] for way in nav] == [True] + [False] * (ways - 1)


@pytest.mark.parametrize(
    "path",
    [
        "",
        "articles/article/",
        "articles/article/add/",
        "articles/article/1/change/",
        "autocomplete/",
        "language/",
        "jsi18n/",
    ],
)
@pytest.mark.parametrize("role", [None, "reader"])
def test_the_desk_is_closed_to_strangers_and_readers(role, path):
    client = signed_in(person(role)) if role else Client()

    answer = client.get(FIRST + path)

    assert answer.status_code in {302, 403} or path == "jsi18n/"


def test_the_language_is_chosen_by_post_and_kept_for_the_person():
    editor, other = person("editor"), person("editor")
    browser = signed_in(editor)
    article = draft(editor)

    by_get = browser.get("/admin/language/?language=en").status_code
    answer = browser.post("/admin/language/", {"language": "en", "next": form_of(article)})

    assert by_get == 405
    assert (answer.status_code, answer.url) == (302, form_of(article))
    assert User.objects.get(pk=editor.pk).language == "en"
    assert User.objects.get(pk=other.pk).language == "bn"
    assert '<html lang="en"' in browser.get(FIRST).content.decode()


@pytest.mark.parametrize(
    "back",
    [
        "//evil.example/",
        "https://evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "https:evil.example",
        "",
    ],
)
def test_choosing_a_language_leads_to_no_other_site(back):
    answer = signed_in(person("editor")).post("/admin/language/", {"language": "xx", "next": back})

    assert answer.url == FIRST


def test_state_changes_need_a_token():
    editor = person("editor")
    article = draft(editor)
    client = Client(enforce_csrf_checks=True)
    client.force_login(editor)

    for path in (form_of(article), "/admin/language/", "/accounts/logout/", "/admin/logout/"):
        assert client.post(path, {"act": "publish", "language": "en"}).status_code == 403
    assert Article.objects.get().state == "draft"


def test_signing_out_is_a_post_and_leads_to_the_door():
    browser = signed_in(person("editor"))

    assert browser.get("/admin/logout/").status_code == 405
    assert browser.post("/admin/logout/").url == "/accounts/login/"
    assert browser.get(FIRST).status_code == 302


def test_packages_show_no_pages_of_their_own():
    shown = {model._meta.label for model in admin.site._registry}

    assert shown == {
        "adverts.Advert", "adverts.Place", "adverts.Setup",
        "articles.Article", "articles.AuthorProfile", "articles.Category", "articles.SectionRight", "articles.Series", "articles.Source",
        "articles.Sponsor", "articles.Tag",
        "comments.Ban", "comments.CannedReply", "comments.Comment", "comments.CommentPolicy", "comments.Commenter", "comments.WordEntry", "comments.WordList", "images.Folder", "images.Picture", "newsroom.Backup", "newsroom.TaskLease", "paper.ContactMessage", "paper.LogEntry",
        "paper.OutboxMail", "paper.Page", "paper.Site", "people.Invitation", "people.User",
    }  # fmt: skip


def test_every_page_of_the_desk_speaks_bangla_and_carries_no_latin_digit_in_its_words():
    chief = person(display_name="রহিম উদ্দিন")
    draft(chief, headline="শিরোনাম")

    page = signed_in(chief).get("/admin/articles/article/").content.decode()

    assert '<html lang="bn"' in page
    assert "Search" not in page
    assert "Filter" not in page.replace("changelist-filter", "")
