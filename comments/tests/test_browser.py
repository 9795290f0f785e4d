"""The conversation in Chromium: answering in place, the kept draft, one's own waiting comment; and all of it without a script."""

import pytest
from playwright.sync_api import expect

from comments.models import Comment, Status
from comments.tests.factories import make_comment, make_story

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def fill(page, body, name="রাহেলা"):
    page.fill("#comment-text", body)
    page.fill("#comment-name", name)


def send(page):
    page.click(".comment-form button[type=submit]")
    page.wait_for_url("**/mine/")


def test_answer_is_written_under_its_comment_and_stored_there(page_at):
    article = make_story()
    first, second = make_comment(article, name="তানিয়া"), make_comment(article)
    page = page_at(360)
    page.goto(article.get_absolute_url())

    page.click(f"#comment-{first.pk} .comment-reply")
    assert page.locator(f"#comment-{first.pk} .comment-form").is_visible()
    assert "তানিয়া" in page.inner_text(".reply-note")
    page.click(".reply-note button")
    expect(page.locator(".thread .comment-form")).to_have_count(0)
    page.click(f"#comment-{second.pk} .comment-reply")
    fill(page, "আপনার সঙ্গে একমত।")
    send(page)

    assert Comment.objects.newest_first()[0].parent_id == second.pk


def test_draft_lives_until_the_comment_is_accepted_and_the_own_one_is_shown_under_the_story(
    page_at,
):
    article = make_story()
    page = page_at(1280)
    page.goto(article.get_absolute_url())
    fill(page, "এখনো লিখছি")

    page.reload()
    assert page.input_value("#comment-text") == "এখনো লিখছি"
    page.fill("#comment-text", "লেখা শেষ হলো")
    send(page)
    expect(page.locator(".comment-pending")).to_have_count(1)
    page.goto(article.get_absolute_url())

    page.wait_for_selector(".comments .comment-pending")
    assert "লেখা শেষ হলো" in page.inner_text(".comments .comment-pending")
    assert page.input_value("#comment-text") == ""


def test_browser_that_has_sent_nothing_asks_for_nothing_of_its_own(page_at):
    article = make_story()
    make_comment(article)
    page = page_at(1280)
    asked = []
    page.on("request", lambda request: asked.append(request.url))

    page.goto(article.get_absolute_url())
    page.wait_for_load_state("networkidle")

    assert [url for url in asked if "/mine/" in url] == []
    assert page.context.cookies() == []


def test_form_sent_again_from_the_back_button_is_one_comment(page_at):
    article = make_story()
    page = page_at(1280)
    page.goto(article.get_absolute_url())
    fill(page, "একবারই বলছি")
    send(page)

    page.go_back()
    fill(page, "একবারই বলছি")
    page.click(".comment-form button[type=submit]")
    page.wait_for_load_state()

    assert Comment.objects.count() == 1


def test_everything_works_without_a_script(page_at):
    article = make_story()
    comment = make_comment(article)
    page = page_at(360, java_script_enabled=False)
    page.goto(article.get_absolute_url())

    page.click(f"#comment-{comment.pk} .comment-reply")
    expect(page.locator(".reply-quote")).to_have_count(1)
    fill(page, "", name="")
    page.click(".comment-form button[type=submit]")
    expect(page.locator(".form-errors li")).to_have_count(2)
    fill(page, "স্ক্রিপ্ট ছাড়াই জবাব")
    send(page)

    stored = Comment.objects.newest_first()[0]
    assert (stored.parent_id, stored.status) == (comment.pk, Status.PREMOD)
    expect(page.locator(".comment-pending")).to_have_count(1)
