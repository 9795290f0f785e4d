"""Readers of a conversation in Chromium: more of it in place, ways to a comment, own comments, reports; and without a script."""

import pytest
from playwright.sync_api import expect

from comments.models import Comment, Commenter, Report, Status
from comments.tests.factories import make_comment, make_story, make_thread
from comments.tests.test_browser import fill, send
from comments.tests.test_parts import feature, large_story

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def shown(page):
    """The ids of the comments on the page, in order."""
    return page.eval_on_selector_all(
        ".thread .comment", "items => items.map(item => Number(item.id.slice(8)))"
    )


def returning(page, article, body="প্রথম কথা"):
    """Let a browser send a comment that is published at once."""
    page.goto(article.get_absolute_url())
    fill(page, f"{body}, আগে")
    send(page)
    Commenter.objects.update(approved_n=1)
    Comment.objects.filter(status=Status.PREMOD).delete()
    page.goto(article.get_absolute_url())
    fill(page, body)
    send(page)
    return Comment.objects.latest("pk")


# --- More of it --------------------------------------------------------------------------------


def test_older_comments_come_in_place_and_the_reader_goes_on_where_the_link_stood(page_at):
    article, _root = large_story()
    page = page_at(360)
    page.goto(article.get_absolute_url())
    address, before = page.url, shown(page)
    visits = page.evaluate("history.length")

    page.click("[data-further] a")
    page.wait_for_function(
        "n => document.querySelectorAll('.thread > .comment').length > n", arg=20
    )

    now = shown(page)
    assert now[: len(before)] == before
    assert len(now) == len(set(now))
    expect(page.locator(".thread > .comment")).to_have_count(40)
    assert page.evaluate("document.activeElement.id") == f"comment-{now[len(before)]}"
    assert page.inner_text("[data-said]") != ""
    assert "২০" in page.text_content("[data-said]")
    assert (page.url, page.evaluate("history.length")) == (address, visits)


def test_all_of_a_large_conversation_is_read_in_place_to_its_end(page_at):
    article, _root = large_story()
    page = page_at(1280)
    page.goto(f"/comments/{article.pk}/?sort=oldest")

    while page.locator("[data-further] a").count():
        count = page.locator(".thread > .comment").count()
        page.click("[data-further] a")
        page.wait_for_function(
            "n => document.querySelectorAll('.thread > .comment').length > n", arg=count
        )
    while page.locator("[data-more] a").count():
        count = page.locator(".thread .comment").count()
        page.locator("[data-more] a").first.click()
        page.wait_for_function(
            "n => document.querySelectorAll('.thread .comment').length > n", arg=count
        )

    assert shown(page) == [
        pk
        for root in Comment.objects.roots().order_by("id")
        for pk in [root.pk, *root.thread.order_by("path").values_list("pk", flat=True)]
    ]


def test_nothing_is_lost_or_doubled_when_others_write_meanwhile(page_at):
    article, root = large_story()
    expected = set(root.thread.values_list("pk", flat=True))
    page = page_at(1280)
    page.goto(f"/comments/{article.pk}/?c={root.pk}")
    roots = page.locator(".thread > .comment").count()

    make_comment(article)
    make_comment(article, parent=root.thread.order_by("path")[0])
    page.click(f"#comment-{root.pk} > [data-more] a")
    page.wait_for_selector(f"#comment-{max(expected)}")
    page.click("[data-further] a")
    page.wait_for_function(
        "n => document.querySelectorAll('.thread > .comment').length > n", arg=roots
    )

    now = shown(page)
    assert len(now) == len(set(now))
    assert expected <= set(now)


def test_link_is_followed_when_more_cannot_be_fetched(page_at):
    article, _root = large_story()
    page = page_at(360)
    page.goto(article.get_absolute_url())
    page.route("**/*", lambda route: route.abort() if route.request.resource_type == "fetch" else route.continue_())  # fmt: skip

    page.click("[data-further] a")
    page.wait_for_url("**/comments/*/?before=*")

    expect(page.locator(".thread > .comment")).to_have_count(20)


# --- Ways to a comment -----------------------------------------------------------------------------


def test_address_of_a_comment_that_is_not_on_the_storys_page_leads_to_it(page_at):
    article, root = large_story()
    far = root.thread.order_by("-path")[0]
    page = page_at(360)

    page.goto(f"{article.get_absolute_url()}#comment-{far.pk}")
    page.wait_for_url(f"**/comments/{article.pk}/?c={far.pk}#comment-{far.pk}")

    assert page.evaluate(f"document.querySelector('#comment-{far.pk}').matches(':target')")
    assert page.locator(f"#comment-{far.pk}").is_visible()


def test_address_of_a_comment_on_the_page_stays_there_and_one_of_nothing_goes_round_once(page_at):
    article = make_story()
    comment = make_comment(article)
    page = page_at(360)

    page.goto(f"{article.get_absolute_url()}#comment-{comment.pk}")
    page.wait_for_load_state("networkidle")
    assert "/comments/" not in page.url
    page.goto(f"{article.get_absolute_url()}#comment-987654")
    page.wait_for_url("**/?c=987654#comment-987654")
    page.wait_for_load_state("networkidle")

    expect(page.locator("h1")).to_have_count(1)


# --- Own comments ------------------------------------------------------------------------------------


@pytest.mark.parametrize("scripted", [True, False])
def test_returning_reader_changes_and_deletes_an_own_comment(page_at, scripted):
    article = make_story()
    make_comment(article)
    page = page_at(360, java_script_enabled=scripted)
    comment = returning(page, article)
    if scripted:
        page.goto(article.get_absolute_url())
        page.wait_for_selector(f"#comment-{comment.pk} [data-own-act]")
        expect(page.locator("[data-own-act]")).to_have_count(2)

    page.click("[data-own-act][href*='/edit/']")
    page.fill("#comment-text", "")
    page.click("form .button-primary")
    expect(page.locator(".field-error")).to_have_count(1)
    page.fill("#comment-text", "পরে ভেবে লেখা")
    page.click("form .button-primary")
    page.wait_for_url("**/mine/?done=changed")
    comment.refresh_from_db()
    assert (comment.body, comment.status) == ("পরে ভেবে লেখা", Status.PUBLISHED)
    page.click("[data-own-act][href*='/delete/']")
    page.click("form .button-danger")
    page.wait_for_url("**/mine/?done=deleted")
    page.goto(article.get_absolute_url())

    comment.refresh_from_db()
    assert comment.status == Status.DELETED_AUTHOR
    expect(page.locator(f"#comment-{comment.pk}")).to_have_count(0)


def test_guest_sees_acts_on_no_comment_but_the_own_ones(page_at):
    article = make_story()
    returning(page_at(360), article)
    guest = page_at(360)
    asked = []
    guest.on("request", lambda request: asked.append(request.url))

    guest.goto(article.get_absolute_url())
    guest.wait_for_load_state("networkidle")

    assert guest.locator("[data-own-act]").count() == 0
    assert [url for url in asked if "/mine/" in url] == []


def test_browser_forgets_that_it_wrote_once_nothing_is_left(page_at):
    article = make_story()
    page = page_at(360)
    returning(page, article)
    page.click("[data-own-act][href*='/delete/']")
    page.click("form .button-danger")
    page.wait_for_url("**/mine/?done=deleted")
    asked = []
    page.on("request", lambda request: asked.append(request.url))

    page.goto(article.get_absolute_url())
    page.wait_for_load_state("networkidle")

    assert [url for url in asked if "/mine/" in url] == []


# --- Reports -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("scripted", [True, False])
def test_guest_reports_a_comment(page_at, scripted):
    comment = make_comment(make_story())
    page = page_at(360, java_script_enabled=scripted)
    page.goto(comment.article.get_absolute_url())

    page.click(f"#comment-{comment.pk} .comment-report")
    page.click("form .button-primary")
    expect(page.locator(".form-errors")).to_have_count(1)
    page.check("#reason-hate")
    page.fill("#report-note", "দেখুন")
    page.click("form .button-primary")
    page.wait_for_selector(".notice")

    stored = Report.objects.get()
    assert (stored.comment_id, stored.reason, stored.note) == (comment.pk, "hate", "দেখুন")
    assert page.context.cookies() == []


# --- How it looks ------------------------------------------------------------------------------------


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [360, 1280])
def test_pages_of_the_conversation_are_clean_for_axe_and_fit(page_at, violations, width, dark):
    article = make_story()
    make_thread(article, 3, 2)
    root = feature(Comment.objects.roots()[0])
    make_comment(article, parent=root.thread.first(), is_staff_reply=True)
    removed = make_comment(article, status=Status.REJECTED)
    make_comment(article, parent=removed)
    page = page_at(width, dark)
    comment = returning(page, article)
    own = f"/comments/{article.pk}/mine/"
    addresses = [
        own, f"{own}{comment.pk}/edit/", f"{own}{comment.pk}/delete/", f"/comments/{article.pk}/?sort=oldest",
        f"/comments/{article.pk}/?c={root.pk}", f"/comments/{article.pk}/report/{root.pk}/", article.get_absolute_url(),
    ]  # fmt: skip

    for address in addresses:
        page.goto(address)
        page.wait_for_load_state("networkidle")
        assert violations(page) == [], address
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
