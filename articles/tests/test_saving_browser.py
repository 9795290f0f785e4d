"""The story form in Chromium: it saves itself, keeps a copy on the device, and overwrites nobody."""

import re
from contextlib import suppress

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import expect

from articles.models import Article, Revision
from articles.tests.desk import ADD, form_of, ready, write
from articles.tests.factories import draft, person
from articles.tests.saving import fresh
from images.models import Picture
from images.tests.factories import file_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NO_ANSWER = re.compile("Failed to load resource|favicon")
PHONE = 360


@pytest.fixture
def desk(desk):
    """Let requests fail: that is what these tests are about."""
    desk.allowed = NO_ANSWER
    return desk


def state(page, name):
    page.wait_for_selector(f".saved[data-state={name}]")


def bar(page, name):
    return page.wait_for_selector(f"[data-bar={name}]")


def another_tab(page, path):
    tab = page.context.new_page()
    tab.goto(path)
    return ready(tab)


def body(article):
    return fresh(article).latest_revision.content["body"]


def until(page, is_so):
    """Wait until something is so in the database or on the device."""
    for _moment in range(100):
        if is_so():
            return
        page.wait_for_timeout(100)
    raise AssertionError("it did not come about")


def kept(page):
    """Return the texts that are kept on the device."""
    return page.evaluate(
        """() => new Promise((done) => {
          const opening = indexedDB.open("newsroom-desk", 1);
          opening.onupgradeneeded = () => opening.result.createObjectStore("texts", {keyPath: "key"});
          opening.onsuccess = () => {
            const all = opening.result.transaction("texts").objectStore("texts").getAll();
            all.onsuccess = () => { opening.result.close(); done(all.result); };
          };
        })"""
    )


def until_kept(page, words):
    until(page, lambda: words in str(kept(page)))


def kill_unsent(page, words):
    """Kill a tab whose text is kept and was not sent; return its browser."""
    until_kept(page, words)
    context = page.context
    with suppress(PlaywrightError):
        page.goto("chrome://crash")
    page.close()
    context.unroute("**/autosave/")
    return context


def cut_off(page):
    page.context.route("**/autosave/", lambda route: route.abort())


def test_a_story_saves_itself_and_has_an_address_from_then_on(desk):
    reporter = person("reporter")
    page = ready(desk(reporter, ADD))
    page.fill("[name=headline]", "বন্দরে জট")
    write(page, "কাজ চলছে।")

    page.wait_for_url("**/change/")
    write(page, " আরও।")
    page.wait_for_selector("text=সব সংস্করণ দেখুন")
    article = Article.objects.get()
    until(page, lambda: article.revisions.count() == 2)

    assert page.url.endswith(form_of(article))
    assert (article.state, article.revisions.count()) == ("draft", 2)
    assert body(article) == "<p>কাজ চলছে। আরও।</p>"
    assert kept(page) == []
    page.click(".acts [value=submit]")
    page.wait_for_selector(".message.success")
    assert fresh(article).state == "in_review"
    assert Article.objects.count() == 1


def test_without_a_connection_the_text_stays_here_and_goes_when_there_is_one(desk):
    reporter = person("reporter")
    article = draft(reporter, body="<p>এক</p>")
    page = ready(desk(reporter, form_of(article)))
    page.context.set_offline(True)
    write(page, " দুই")

    state(page, "offline")
    page.click(".acts [value=submit]")
    page.wait_for_timeout(500)

    assert page.url.endswith(form_of(article))
    assert len(kept(page)) == 1
    assert (fresh(article).state, body(article)) == ("draft", "<p>এক</p>")
    page.context.set_offline(False)
    state(page, "saved")
    assert body(article) == "<p>এক দুই</p>"
    assert kept(page) == []


def test_what_a_killed_tab_had_not_sent_is_offered_back_to_its_writer_alone(desk):
    reporter, editor = person("reporter"), person("editor")
    article = draft(reporter, body="<p>এক</p>")
    page = ready(desk(reporter, form_of(article)))
    cut_off(page)
    write(page, " হারায়নি")
    context = kill_unsent(page, "হারায়নি")

    page = context.new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    mine = context.cookies()
    context.clear_cookies()
    context.add_cookies(desk(editor, "/admin/").context.cookies())
    page.goto(form_of(article))
    ready(page).wait_for_timeout(500)
    seen_by_editor = page.locator("[data-bar]").count()
    context.clear_cookies()
    context.add_cookies(mine)
    page.goto(form_of(article))
    offered = bar(ready(page), "kept-1")
    offered.query_selector("summary").click()

    assert seen_by_editor == 0
    assert "এক হারায়নি" in offered.inner_text()
    page.click("[data-bar=kept-1] .bar-acts button")
    page.wait_for_selector("[data-bar]", state="detached")
    until(page, lambda: body(article) == "<p>এক হারায়নি</p>")
    until(page, lambda: kept(page) == [])


def test_a_text_is_thrown_away_only_when_asked_twice(desk):
    reporter = person("reporter")
    article = draft(reporter, body="<p>এক</p>")
    page = ready(desk(reporter, form_of(article)))
    cut_off(page)
    write(page, " দুই")
    context = kill_unsent(page, "দুই")
    page = context.new_page()
    page.goto(form_of(article))

    offered = bar(ready(page), "kept-1")
    offered.query_selector(".bar-acts button:last-child").click()
    still_kept = len(kept(page))
    page.click("[data-bar=kept-1] .button-danger")
    page.wait_for_selector("[data-bar]", state="detached")

    assert still_kept == 1
    assert kept(page) == []
    assert body(article) == "<p>এক</p>"


def test_a_story_begun_without_a_connection_is_found_again_on_the_first_page(desk):
    reporter = person("reporter")
    page = ready(desk(reporter, ADD, PHONE))
    cut_off(page)
    page.fill("[name=headline]", "ফেরিঘাটে আগুন")
    write(page, "আগুন লেগেছে।")
    context = kill_unsent(page, "লেগেছে")
    page = context.new_page()
    page.goto("/admin/")

    page.click("#kept-texts >> text=ফেরিঘাটে আগুন")
    page.wait_for_url("**/change/")

    article = Article.objects.get()
    assert (fresh(article).latest_revision.headline, body(article)) == ("ফেরিঘাটে আগুন", "<p>আগুন লেগেছে।</p>")  # fmt: skip
    state(page, "saved")
    assert kept(page) == []


def test_signing_in_again_in_another_tab_lets_saving_go_on(desk):
    reporter = person("reporter")
    article = draft(reporter, body="<p>এক</p>")
    page = ready(desk(reporter, form_of(article)))
    Session.objects.all().delete()
    write(page, " দুই")
    state(page, "signedOut")

    with page.expect_popup() as opened:
        page.click("[data-bar=held] a")
    door = opened.value
    door.fill("[name=login]", reporter.username)
    door.fill("[name=password]", "secret-secret")
    door.click(".desk-form button")
    door.wait_for_url("**/admin/")
    page.bring_to_front()
    page.evaluate("dispatchEvent(new Event('focus'))")

    state(page, "saved")
    assert body(article) == "<p>এক দুই</p>"
    expect(page.locator("[data-bar]")).to_have_count(0)


def test_what_one_wrote_is_never_saved_as_another_who_signed_in_here(desk):
    reporter, editor = person("reporter"), person("editor")
    article = draft(reporter, body="<p>এক</p>")
    page = ready(desk(reporter, form_of(article)))
    page.context.add_cookies(desk(editor, "/admin/").context.cookies())

    write(page, " দুই")
    state(page, "other")

    assert body(article) == "<p>এক</p>"
    assert len(kept(page)) == 1


def test_two_people_are_told_before_they_type_and_join_what_they_wrote(desk, violations):
    editor, reporter = (
        person("editor", display_name="তাহমিদ"),
        person("reporter", display_name="মিতা"),
    )
    article = draft(reporter, body="<p>এক</p><p>দুই</p>")
    theirs = ready(desk(editor, form_of(article)))
    theirs.wait_for_timeout(300)
    mine = ready(desk(reporter, form_of(article), PHONE))
    told = mine.inner_text("#present")

    theirs.fill("[name=kicker]", "বন্দর")
    theirs.click(".acts [value=save]")
    theirs.wait_for_selector(".message.success")
    write(mine, " আমার")
    bar(mine, "held")
    small = mine.eval_on_selector_all(
        "[data-bar] .button",
        "all => all.filter((e) => e.getBoundingClientRect().height < 47.5).length",
    )
    found = violations(mine)
    mine.click("[data-bar=held] a")
    mine.wait_for_selector("[name=join]")
    found += violations(mine)
    wide = mine.evaluate("document.documentElement.scrollWidth")
    mine.click("[name=join]")
    mine.wait_for_selector(".message.success")

    assert "তাহমিদ" in told
    assert (small, found, wide) == (0, [], PHONE)
    latest = fresh(article).latest_revision
    assert (latest.kind, latest.content["kicker"], latest.content["body"]) == (
        "merged", "বন্দর", "<p>এক</p><p>দুই আমার</p>",
    )  # fmt: skip


def test_a_second_tab_is_told_of_the_first_and_takes_the_newer_version(desk):
    reporter = person("reporter")
    article = draft(reporter, body="<p>এক</p>")
    first = ready(desk(reporter, form_of(article)))
    second = another_tab(first, form_of(article))
    second.wait_for_selector("#present p")

    write(first, " দুই")
    until(first, lambda: body(article) == "<p>এক দুই</p>")
    second.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    bar(second, "newer").query_selector("button").click()
    until(second, lambda: "দুই" in second.input_value("[name=body]"))

    assert not Revision.objects.filter(kind="aside").exists()
    assert second.locator("[data-bar]").count() == 0


def test_an_answer_that_is_lost_on_the_way_makes_no_conflict(desk):
    reporter = person("reporter")
    article = draft(reporter, body="<p>এক</p>")
    page = ready(desk(reporter, form_of(article)))
    lost = []

    def lose(route):
        lost.append(route.fetch().status)
        route.abort()

    page.route("**/autosave/", lose, times=1)
    write(page, " দুই")
    state(page, "offline")
    write(page, " তিন")
    page.evaluate("dispatchEvent(new Event('online'))")
    state(page, "saved")

    assert lost == [200]
    assert body(article) == "<p>এক দুই তিন</p>"
    assert not Revision.objects.filter(kind="aside").exists()


def test_on_a_slow_network_one_request_is_under_way_and_the_press_of_a_button_waits_for_it(desk):
    reporter = person("reporter")
    article = draft(reporter, body="<p>এক</p>")
    page = ready(desk(reporter, form_of(article)))
    under_way, most = [], []

    def slowly(route):
        under_way.append(1)
        most.append(len(under_way))
        page.wait_for_timeout(1500)
        under_way.pop()
        route.continue_()

    page.route("**/autosave/", slowly)
    write(page, " দুই")
    state(page, "saving")
    write(page, " তিন")
    page.click(".acts [value=submit]")
    page.wait_for_selector(".message.success", timeout=20_000)

    assert set(most) == {1}
    assert (fresh(article).state, body(article)) == ("in_review", "<p>এক দুই তিন</p>")
    assert not Revision.objects.filter(kind="aside").exists()


def test_leaving_is_asked_about_only_while_the_text_is_nowhere_else(desk):
    reporter = person("reporter")
    article = draft(reporter, body="<p>এক</p>")
    page = ready(desk(reporter, form_of(article)))
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.route("**/autosave/", lambda route: route.abort())

    write(page, " দুই")
    until_kept(page, "দুই")
    page.goto("/admin/")
    kept_first = list(asked)
    page.goto(form_of(article))
    ready(page).evaluate(
        "() => { IDBObjectStore.prototype.put = () => { throw new Error('full'); }; }"
    )
    write(page, " তিন")
    page.wait_for_timeout(1200)
    page.goto("/admin/")

    assert (kept_first, asked) == ([], ["beforeunload"])


def test_a_field_that_cannot_be_stored_is_named_and_its_text_stays_on_the_device(desk):
    reporter = person("reporter")
    article = draft(reporter, headline="আগের")
    page = ready(desk(reporter, form_of(article)))

    page.fill("[name=source]", "অজানা সংস্থা")
    page.fill("[name=headline]", "পরের")
    state(page, "but")

    assert "সূত্র" in page.inner_text("#keeping-says")
    assert fresh(article).latest_revision.headline == "পরের"
    assert len(kept(page)) == 1
    page.fill("[name=source]", "")
    state(page, "saved")
    until(page, lambda: kept(page) == [])


def test_a_photograph_taken_on_the_phone_is_the_lead_picture_of_a_saved_story(
    desk, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    reporter = person("reporter")
    article = draft(reporter)
    page = ready(desk(reporter, form_of(article), PHONE, has_touch=True, is_mobile=True))
    photograph = {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": file_of((640, 480))}
    high = page.locator(".picture-acts .camera").bounding_box()["height"]

    page.set_input_files("[data-camera]", photograph)
    until(page, lambda: fresh(article).latest_revision.content["picture"])

    assert high >= 48
    assert fresh(article).latest_revision.content["picture"] == Picture.objects.get().pk
    expect(page.locator("#picture-shown img")).to_have_count(1)


def test_what_was_written_before_the_story_was_handed_in_can_still_be_read(desk):
    reporter = person("reporter")
    article = draft(reporter, body="<p>এক</p>")
    page = ready(desk(reporter, form_of(article)))
    cut_off(page)
    write(page, " পরের কথা")
    context = kill_unsent(page, "পরের কথা")
    Article.objects.filter(pk=article.pk).update(state="in_review")

    page = context.new_page()
    page.goto(form_of(article))
    offered = bar(page, "kept-1")
    offered.query_selector("summary").click()

    assert "এক পরের কথা" in offered.inner_text()
    assert len(offered.query_selector_all(".bar-acts button")) == 1


def test_the_form_of_somebody_who_may_only_read_keeps_nothing(desk):
    reporter = person("reporter")
    article = draft(reporter)
    Article.objects.filter(pk=article.pk).update(state="in_review")

    page = desk(reporter, form_of(article))
    until(page, article.presences.exists)

    expect(page.locator("[data-bar]")).to_have_count(0)
    expect(page.locator(".saved[data-state=saved]")).to_have_count(1)
