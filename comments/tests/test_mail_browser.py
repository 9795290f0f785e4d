"""In Chromium: a reader ticks the box, confirms, sees the own data and erases it; all of it without a script too."""

import pytest
from django.core import mail

from comments import digest, emails, subscriptions
from comments.models import Comment, ErasureRequest, ReplySubscription
from comments.tests.factories import make_comment, make_moderator, make_story
from comments.tests.mailing import deliver, path_in, wish_of
from paper.outbox import OutboxMail

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

EMAIL = "rahela@example.com"


def write(page, article, email=EMAIL):
    page.goto(article.get_absolute_url())
    page.fill("#comment-text", "উত্তর এলে জানতে চাই।")
    page.fill("#comment-name", "রাহেলা")
    page.fill("#comment-email", email)
    page.check("[name=notify]")
    page.click(".comment-form button[type=submit]")


@pytest.mark.parametrize("script", [True, False])
def test_reader_ticks_the_box_confirms_and_ends_it_again(page_at, script):
    article = make_story()
    page = page_at(360, java_script_enabled=script)
    write(page, article)
    page.wait_for_url("**/mine/")
    (told,) = deliver()

    page.goto(path_in(told.body, "/comments/confirm/"))
    page.click("main form button")
    page.wait_for_selector(".notice")
    wish = ReplySubscription.objects.get()
    assert wish.counts

    page.goto(path_in(subscriptions.end_address(wish), "/comments/unsubscribe/"))
    page.locator("main form button").first.click()
    page.wait_for_selector(".notice")
    assert not ReplySubscription.objects.counting().exists()


def test_tick_without_an_address_comes_back_ticked(page_at):
    page = page_at(1280, java_script_enabled=False)
    write(page, make_story(), email="")

    page.wait_for_selector("#comment-email-error")
    assert page.is_checked("[name=notify]")
    assert page.input_value("#comment-text") == "উত্তর এলে জানতে চাই।"
    assert Comment.objects.count() == 0


@pytest.mark.parametrize("script", [True, False])
def test_reader_sees_takes_away_and_erases_the_own_data_and_changes_the_mind(page_at, script):
    wish_of(make_comment(make_story(), body="আমার কথা"), EMAIL)
    page = page_at(360, java_script_enabled=script)
    page.goto("/comments/my-data/")
    page.fill("#data-email", EMAIL)
    page.click("main form button")
    page.wait_for_selector(".notice")
    (told,) = deliver()

    page.goto(path_in(told.body, "/comments/my-data/"))
    with page.expect_download() as download:
        page.click("button[value=download]")
    assert download.value.suggested_filename == "my-data.json"
    page.click("button[value=erase]")
    page.wait_for_selector("button[value=keep]")
    assert ErasureRequest.objects.get().cancelled_at is None
    page.click("button[value=keep]")
    page.wait_for_selector("button[value=erase]")

    assert ErasureRequest.objects.get().cancelled_at is not None


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [360, 1280])
def test_pages_of_mails_are_readable_for_everybody(page_at, violations, width, dark):
    comment = make_comment(
        make_story(), body="চট্টগ্রাম বন্দরের জট নিয়ে আরও লিখুন।", name="রাহেলা বেগম", email=EMAIL,
        email_key=emails.key_of(EMAIL),
    )  # fmt: skip
    wish = wish_of(comment, EMAIL, confirmed_at=None)
    page = page_at(width, dark)
    page.goto("/comments/my-data/")
    page.fill("#data-email", EMAIL)
    page.click("main form button")
    page.wait_for_selector(".notice")
    (told,) = deliver()
    pages = {
        "confirm": path_in(subscriptions.confirm_address(wish), "/comments/"),
        "unsubscribe": f"/comments/unsubscribe/{wish.token}/",
        "ask": "/comments/my-data/",
        "own-data": path_in(told.body, "/comments/my-data/"),
        "over": "/comments/confirm/x/",
        "form": f"/comments/{wish.comment.article_id}/",
    }

    found = {}
    for name, path in pages.items():
        page.goto(path)
        found[name] = violations(page)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, name

    assert {name: faults for name, faults in found.items() if faults} == {}
    assert (OutboxMail.objects.count(), len(mail.outbox)) == (1, 1)


@pytest.mark.parametrize("width", [360, 1280])
def test_moderator_turns_the_mails_off(desk, violations, width):
    moderator = make_moderator(email="mod@paper.example")
    page = desk(moderator, "/admin/comments/digest/", width)

    assert violations(page) == []
    page.uncheck("[name=wants_digest]")
    page.click("main form button, #content form button")
    page.wait_for_selector(".message.success, .messagelist .success")

    assert digest.wants_digest(moderator) is False
