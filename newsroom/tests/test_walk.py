"""One story through the house, in a real browser: reporter, editor, reader, moderator."""

import re

import pytest
from playwright.sync_api import expect

from articles.models import Article
from articles.tests.factories import author, person, section
from comments.models import Comment
from paper.log import LogEntry

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "secret-secret"
HEADLINE = "পাটের দাম বাড়ায় হাসি ফিরেছে ফরিদপুরের হাটে"
BODY = "ফরিদপুরের কানাইপুর হাটে গতকাল প্রতি মণ পাট ৩ হাজার ২০০ টাকায় বিক্রি হয়েছে।"
COMMENT = "আমাদের উপজেলার হাটের দামও দেবেন।"
ANSWER = "ধন্যবাদ। পরের প্রতিবেদনে থাকবে।"


@pytest.fixture(autouse=True)
def uploads(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def signed_in(page, user):
    page.goto("/admin/")
    page.fill("input[name=login]", user.username)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/admin/")
    return page


def press(page, act):
    """Press the button of an act and wait for what the desk says of it."""
    page.locator(f"button[name=act][value={act}]:visible").first.click()
    page.wait_for_selector(".message.success")


@pytest.mark.parametrize("width", [360, 1280])
def test_a_story_goes_from_the_reporter_to_the_reader_and_a_comment_back(page_at, width):
    reporter, editor, moderator = person("reporter"), person("editor"), person("moderator")
    section("economy")
    author("রেজাউল হক", "কৃষি প্রতিবেদক")

    # The reporter writes and hands in.
    desk = signed_in(page_at(width), reporter)
    desk.goto("/admin/articles/article/add/")
    desk.fill("[name=headline]", HEADLINE)
    desk.fill("[name=standfirst]", "সরবরাহ কম, চাহিদা বেশি।")
    desk.locator(".ProseMirror").click()
    desk.keyboard.insert_text(BODY)
    desk.select_option("[name=category]", label="অর্থনীতি")
    desk.fill("[name=tags]", "পাট, কৃষি")
    press(desk, "submit")
    story = Article.objects.get()
    assert story.state == Article.State.IN_REVIEW
    assert story.latest_revision.content["tags"] == ["পাট", "কৃষি"]
    expect(desk.locator("button[name=act][value=publish]")).to_have_count(0)

    reader = page_at(width)
    assert reader.goto(f"/article/{story.pk}/").status == 404

    # The editor finds it on the first page and publishes it.
    desk = signed_in(page_at(width), editor)
    desk.get_by_text(HEADLINE).first.click()
    desk.wait_for_selector(".ProseMirror")
    press(desk, "publish")
    story.refresh_from_db()
    assert story.is_live()

    # A reader finds it on the front page, reads, comments; nobody else sees the comment.
    reader.goto("/")
    reader.get_by_role("link", name=HEADLINE).first.click()
    assert reader.locator("h1").inner_text() == HEADLINE
    assert BODY in reader.locator(".body").inner_text()
    assert re.fullmatch(r"[০-৯]{2}/[০-৯]{2}/[০-৯]{4}", reader.locator("time.date").inner_text())
    reader.fill("[name=body]", COMMENT)
    reader.fill("[name=name]", "সালমা")
    with reader.expect_navigation():
        reader.locator(".comment-form button[type=submit]").click()
    assert COMMENT in reader.locator("main").inner_text()
    assert COMMENT not in page_with(page_at(width), story)

    # The moderator approves and answers; everybody reads both.
    desk = signed_in(page_at(width), moderator)
    comment = Comment.objects.get()
    desk.goto(f"/admin/comments/comment/{comment.pk}/change/")
    with desk.expect_navigation():
        desk.locator(".act-approve").first.click()
    desk.goto(f"/admin/comments/comment/{comment.pk}/change/")
    desk.fill(".moderation-reply textarea", ANSWER)
    with desk.expect_navigation():
        desk.locator(".moderation-reply button[type=submit]").click()
    seen = page_with(page_at(width), story)
    assert COMMENT in seen
    assert ANSWER in seen
    acts = LogEntry.objects.exclude(act="sign_in").order_by("id")
    assert list(acts.values_list("act", "actor__username"))[:2] == [
        ("submit", reporter.username), ("publish", editor.username),
    ]  # fmt: skip


def page_with(page, story):
    """Return what a new visitor reads on the story's page, having received no cookie."""
    page.goto(story.get_absolute_url())
    assert page.context.cookies() == []
    return page.locator("main").inner_text()


def test_pages_scroll_in_one_direction_only_on_a_phone(page_at):
    chief = person("chief")
    section("economy")
    page = page_at(360)

    signed_in(page, chief)
    wide = []
    for address in (
        "/",
        "/admin/",
        "/admin/articles/article/",
        "/admin/articles/article/add/",
        "/admin/paper/site/",
        "/admin/comments/comment/",
    ):
        page.goto(address)
        if page.evaluate("document.documentElement.scrollWidth") > 360:
            wide.append(address)

    assert wide == []
