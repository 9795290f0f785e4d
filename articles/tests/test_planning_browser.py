"""Planning in Chromium: the plan's small form, notes beside a story that is being written, acts on several stories on a phone."""

import datetime as dt
import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from articles import planning, talk, workflow
from articles.models import Article, DeskNote
from articles.tests.desk import LIST, form_of
from articles.tests.factories import draft, person, story

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HOUR = dt.timedelta(hours=1)


def overflow(page):
    return page.evaluate("document.documentElement.scrollWidth - innerWidth")


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (360, True)])
def test_plan_list_notices_and_bulk_are_clear_to_everybody(desk, violations, width, dark):
    editor, reporter = (
        person("editor", display_name="শাহীন আলম"),
        person("reporter", display_name="নুসরাত মাহবুব"),
    )
    late = planning.assign(
        draft(reporter, headline="দেরি হয়ে যাওয়া খবরের দীর্ঘ শিরোনাম, দুই লাইনে"),
        by=editor,
        to=reporter,
        due_at=None,
    )
    Article.objects.filter(pk=late.pk).update(due_at=timezone.now() - HOUR, needs_legal=True)
    planning.set_embargo(late, by=editor, until=timezone.now() + HOUR)
    talk.add_note(late, by=reporter, text="@শাহীন আলম একটু সময় লাগবে")
    story(editor)
    page = desk(editor, f"{LIST}plan/", width, dark)

    for path in (
        f"{LIST}plan/",
        LIST,
        f"{LIST}notices/",
        f"{LIST}{late.pk}/notes/",
        f"{LIST}{late.pk}/assign/",
        "/admin/",
    ):
        page.goto(path)
        assert (path, overflow(page), violations(page)) == (path, 0, [])
    page.goto(LIST)
    page.check("[data-choose-all]")
    page.select_option("#bulk-act", "send_back")
    page.click(".bulk-bar button")
    page.wait_for_selector(".bulk")
    assert (overflow(page), violations(page)) == (0, [])


def test_a_story_is_assigned_from_the_plan_with_the_keyboard(desk, violations):
    editor, reporter = person("editor"), person("reporter", display_name="নুসরাত মাহবুব")
    first, second = draft(editor, headline="প্রথম"), draft(editor, headline="দ্বিতীয়")
    Article.objects.update(due_at=timezone.now() - HOUR)
    page = desk(editor, f"{LIST}plan/")

    page.focus(f"a[href*='/{second.pk}/assign/']")
    page.keyboard.press("Enter")
    page.wait_for_selector(".assign-dialog[open]")
    assert page.inner_text(".assign-headline") == "দ্বিতীয়"
    assert violations(page) == []
    page.select_option("#assign-assignee", label="নুসরাত মাহবুব")
    page.fill("#assign-due_day", "")
    page.fill("#assign-due_time", "")
    page.keyboard.press("Enter")
    page.wait_for_selector("#messages .message")

    assert page.url.endswith("/plan/")
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.assignee, second.assignee, second.due_at) == (None, reporter, None)


def test_notes_and_assigning_lose_nothing_of_what_is_being_written(desk):
    editor = person("editor", display_name="শাহীন আলম")
    article = draft(editor, headline="পুরোনো শিরোনাম")
    page = desk(editor, form_of(article))
    desk.allowed = re.compile("favicon|422")
    page.fill("[name=headline]", "নতুন, না-রাখা শিরোনাম")

    page.click("#note button")
    page.wait_for_selector("#note [data-error]:not([hidden])")
    page.fill("#note-text", "সূত্র কোথায়? <b>১</b>")
    page.press("#note-text", "Control+Enter")
    page.wait_for_selector(".note-text:text('সূত্র কোথায়? <b>১</b>')")
    page.click(".assigning summary")
    page.select_option("#assign-assignee", label="শাহীন আলম")
    page.click(".assigning button")
    page.wait_for_selector("[data-assigned]:text('শাহীন আলম')")

    assert page.input_value("[name=headline]") == "নতুন, না-রাখা শিরোনাম"
    assert page.input_value("#note-text") == ""
    assert page.is_hidden("#note [data-error]")
    article.refresh_from_db()
    assert (DeskNote.objects.get().text, article.assignee) == ("সূত্র কোথায়? <b>১</b>", editor)


def test_a_note_that_cannot_be_sent_stays_in_its_place(desk):
    editor = person("editor")
    page = desk(editor, form_of(draft(editor)))
    page.wait_for_selector(".ProseMirror")
    desk.allowed = re.compile("favicon|Failed to load resource|ERR_")
    page.fill("#note-text", "পরে আবার পাঠাব")
    page.context.set_offline(True)

    page.click("#note button")
    page.wait_for_selector("#note [data-error]:not([hidden])")
    page.context.set_offline(False)
    page.click("#note button")
    page.wait_for_selector(".note-text:text('পরে আবার পাঠাব')")

    assert DeskNote.objects.count() == 1


def test_chosen_stories_are_sent_back_together_on_a_phone(desk):
    editor, reporter = person("editor"), person("reporter")
    rows = [workflow.submit(draft(reporter, headline=f"খবর {n}"), by=reporter) for n in range(3)]
    page = desk(editor, LIST, 360)

    for row in rows[:2]:
        page.check(f"input[name=story][value^='{row.pk}-']")
    assert page.inner_text("[data-count]").startswith("২")
    page.select_option("#bulk-act", "send_back")
    page.click(".bulk-bar button")
    page.fill("#bulk-words", "সূত্র লিখুন")
    page.click(".bulk-acts button")
    page.wait_for_selector("#messages .message")

    assert [Article.objects.get(pk=row.pk).state for row in rows] == [
        "sent_back",
        "sent_back",
        "in_review",
    ]
    expect(page.locator("#messages li")).to_have_count(2)
