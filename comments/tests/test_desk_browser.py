"""The moderation desk in Chromium: a moderator at a keyboard, under a Bangla layout, on a phone, without a script; two at once."""

import re
import time

import pytest
from playwright.sync_api import expect

from articles.models import SectionRight
from articles.tests.factories import section
from comments.models import CannedReply, Comment, Commenter, ModerationAction, Status
from comments.moderation import transition
from comments.tests.factories import known_device, make_comment, make_moderator, make_story
from comments.tests.loading import Loaded, load
from comments.tests.test_desk import DESK, reported
from comments.tests.test_desk_acts import banner

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
P, A, R, S = Status.PREMOD, Status.APPROVED, Status.REJECTED, Status.SPAM


def held(number, status=P):
    """Return so many comments that wait, the oldest first."""
    article = make_story()
    return [make_comment(article, status=status, body=f"লেখা {n}") for n in range(number)]


def states(rows):
    found = dict(Comment.objects.values_list("pk", "status"))
    return [found[row.pk] for row in rows]


def opened(desk, user, path=DESK, width=1280, **options):
    """Return the desk, once its script has taken the first card in hand."""
    page = desk(user, path, width, **options)
    page.wait_for_selector(".card[aria-current]")
    return page


def current(page):
    """Return the id of the card on which the moderator stands."""
    return int(page.get_attribute(".card[aria-current]", "data-id"))


def settled(page, rows, wanted):
    """Wait until the database says what is wanted: acts are sent behind what is shown."""
    for _each in range(100):
        if states(rows) == wanted:
            return
        page.wait_for_timeout(50)
    assert states(rows) == wanted


def said_aloud(page, words):
    """Wait until the line for those who listen says these words."""
    page.locator("#desk-says", has_text=words).wait_for(state="attached")


def overflow(page):
    return page.evaluate("document.documentElement.scrollWidth - innerWidth")


@pytest.fixture
def moderator():
    return make_moderator(display_name="তানিয়া")


# --- Keys --------------------------------------------------------------------------------------


def test_a_moderator_decides_with_one_key_each_and_stands_on_the_next_card(desk, moderator):
    rows = held(4)
    page = opened(desk, moderator)
    assert current(page) == rows[0].pk

    page.keyboard.press("a")
    assert current(page) == rows[1].pk
    page.keyboard.press("s")
    page.keyboard.press("d")
    page.keyboard.press("3")
    assert current(page) == rows[3].pk
    page.keyboard.press("d")
    page.keyboard.press("Enter")

    settled(page, rows, [A, S, R, R])
    assert page.is_visible("#no-cards")
    reasons = ModerationAction.objects.filter(event="reject").values_list("reason_code", flat=True)
    assert set(reasons) == {"advertising"}
    assert page.evaluate("document.activeElement.closest('.card') === null")


def test_walking_choosing_and_the_acts_on_the_chosen(desk, moderator):
    rows = held(5)
    page = opened(desk, moderator)

    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert current(page) == rows[1].pk
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("x")
    assert page.inner_text("[data-chosen-count]") == "২টি নির্বাচিত"
    page.keyboard.press("Shift+S")
    settled(page, rows, [P, S, S, P, P])
    page.keyboard.press("x")
    page.keyboard.press("Shift+D")
    page.keyboard.press("1")
    settled(page, rows, [P, S, S, R, P])
    page.keyboard.press("x")
    page.keyboard.press("Shift+A")

    settled(page, rows, [P, S, S, R, A])


def test_keys_work_by_their_place_under_a_bangla_layout(desk, moderator):
    rows = held(2)
    page = opened(desk, moderator)
    press = "([code, key]) => document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {code, key, bubbles: true}))"

    page.evaluate(press, ["KeyA", "া"])
    page.evaluate(press, ["KeyD", "্"])
    page.evaluate(press, ["Digit2", "২"])

    settled(page, rows, [A, R])
    assert ModerationAction.objects.get(event="reject").reason_code == "off_topic"


def test_keys_rest_while_somebody_types_chooses_or_holds_another_key(desk, moderator):
    rows = held(2)
    page = opened(desk, moderator)

    for keys in ("Control+d", "Alt+s", "Meta+a"):
        page.keyboard.press(keys)
    page.keyboard.press("/")
    page.keyboard.type("adsxz u")
    assert page.input_value("#filter-q") == "adsxz u"
    page.focus("#filter-reason")
    page.keyboard.press("s")
    page.keyboard.press("Escape")
    page.click(f"#card-{rows[0].pk} .more summary")
    page.click(f"#card-{rows[0].pk} [data-note]")
    page.keyboard.type("ads")
    page.evaluate("document.querySelector('.card-text').contentEditable = 'true'")
    page.click(".card-text >> nth=0")
    page.keyboard.type("s")
    page.wait_for_timeout(200)

    assert states(rows) == [P, P]
    assert ModerationAction.objects.count() == 0


def test_enter_in_a_field_of_the_list_decides_nothing(desk, moderator):
    rows = held(2)
    page = opened(desk, moderator)

    page.focus(f"#card-{rows[0].pk} [data-choose]")
    page.keyboard.press("Enter")
    page.wait_for_timeout(200)

    assert page.url.endswith(DESK)
    assert states(rows) == [P, P]


def test_a_hundred_held_comments_are_cleared_with_at_most_two_keys_each(desk, moderator, capsys):
    rows = held(100)
    page = opened(desk, moderator)
    pressed = 0
    began = time.perf_counter()

    for number in range(100):
        page.wait_for_selector(".card[aria-current]")
        keys = {0: ("s",), 1: ("d", "1"), 2: ("d", "Enter")}.get(number % 10, ("a",))
        for key in keys:
            page.keyboard.press(key)
        pressed += len(keys)
    took = time.perf_counter() - began

    wanted = [{0: S, 1: R, 2: R}.get(number % 10, A) for number in range(100)]
    settled(page, rows, wanted)
    assert pressed <= 200
    assert page.is_visible("#no-cards")
    page.wait_for_timeout(100)
    assert page.inner_text("[data-queue=waiting] [data-count]") == "০"
    with capsys.disabled():
        print(f"100 comments, {pressed} keys, {took:.1f} s")


def test_undo_brings_the_card_back_with_its_place(desk, moderator):
    rows = held(3)
    page = opened(desk, moderator)

    page.keyboard.press("s")
    page.keyboard.press("u")
    page.wait_for_selector(f"#card-{rows[0].pk}[aria-current]")
    settled(page, rows, [P, P, P])
    page.keyboard.press("a")
    page.click("#undo-bar button")
    page.wait_for_selector(f"#card-{rows[0].pk}[aria-current]")
    page.keyboard.press("u")
    page.locator("#undo-bar", has_text="ফিরিয়ে নেওয়ার মতো কিছু নেই।").wait_for()

    settled(page, rows, [P, P, P])


def test_the_last_act_is_undone_from_another_queue_too(desk, moderator):
    rows = held(2)
    page = opened(desk, moderator)

    page.keyboard.press("s")
    settled(page, rows, [S, P])
    page.goto(f"{DESK}?queue=rejected")
    page.wait_for_selector("#no-cards:visible")
    page.keyboard.press("u")

    settled(page, rows, [P, P])
    assert page.inner_text("#undo-bar p") == "১টি মন্তব্য আগের অবস্থায় ফিরেছে।"


def test_the_undo_bar_goes_after_eight_seconds_and_the_key_still_undoes(desk, moderator):
    rows = held(2)
    page = opened(desk, moderator)
    page.clock.install()

    page.keyboard.press("a")
    page.wait_for_selector("#undo-bar button")
    page.clock.run_for(8_100)
    expect(page.locator("#undo-bar button")).to_have_count(0)
    page.keyboard.press("u")

    settled(page, rows, [P, P])


def test_one_by_one_shows_a_single_card_and_is_remembered(desk, moderator):
    rows = held(3)
    page = opened(desk, moderator)

    page.keyboard.press("z")
    expect(page.locator(".card:visible")).to_have_count(1)
    page.keyboard.press("a")
    page.wait_for_selector(f"#card-{rows[1].pk}:visible")
    expect(page.locator(".card:visible")).to_have_count(1)
    settled(page, rows, [A, P, P])
    page.reload()
    page.wait_for_selector(".card[aria-current]")
    expect(page.locator(".card:visible")).to_have_count(1)
    page.keyboard.press("z")

    expect(page.locator(".card:visible")).to_have_count(2)


def test_queues_search_and_help_are_reached_by_keys(desk, moderator, violations):
    held(1)
    make_comment(make_story(), status=Status.PUBLISHED)
    page = opened(desk, moderator)

    page.keyboard.press("Shift+Slash")
    page.wait_for_selector("#keys[open]")
    assert violations(page) == []
    page.keyboard.press("s")
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"
    page.keyboard.press("Escape")
    page.focus(".card")
    page.keyboard.press("t")
    page.wait_for_url("**queue=reported")

    assert Comment.objects.filter(status=S).count() == 0


def test_a_best_comment_is_marked_and_unmarked_on_its_place(desk, moderator):
    (row,) = held(1, A)
    reported(row)
    page = opened(desk, moderator, f"{DESK}?queue=reported")

    page.keyboard.press("p")
    page.wait_for_selector(".comment-best")
    assert Comment.objects.get(pk=row.pk).featured_at
    page.keyboard.press("p")
    page.wait_for_selector(".comment-best", state="detached")

    assert current(page) == row.pk
    assert Comment.objects.get(pk=row.pk).featured_at is None


def test_a_note_is_kept_with_the_act(desk, moderator):
    rows = held(1)
    page = opened(desk, moderator)

    page.keyboard.press("e")
    page.keyboard.type("ফোনে জেনেছি")
    page.click(".card .act-approve")

    settled(page, rows, [A])
    assert ModerationAction.objects.get().note == "ফোনে জেনেছি"


# --- Two at once, and no connection ------------------------------------------------------------


def test_who_was_faster_is_said_aloud_and_the_card_stands_as_it_is_now(desk, moderator):
    rows = held(2)
    page = opened(desk, moderator)
    other = make_moderator("other", display_name="রাহেলা")
    transition(rows[0].pk, "approve", actor=other, version=1, revision=1)

    page.keyboard.press("s")
    said_aloud(page, "রাহেলা এইমাত্র সিদ্ধান্ত দিয়েছেন: “অনুমোদন”")

    card = page.locator(f"#card-{rows[0].pk}")
    assert card.is_visible()
    assert "রাহেলা" in card.locator(".card-says").inner_text()
    assert card.locator(".badge").inner_text() == "অনুমোদিত"
    assert current(page) == rows[1].pk
    assert states(rows) == [A, P]


def test_stale_ones_among_the_chosen_come_back_and_the_others_are_done(desk, moderator):
    rows = held(3)
    page = opened(desk, moderator)
    other = make_moderator("other", display_name="রাহেলা")
    transition(rows[1].pk, "spam", actor=other, version=1, revision=1)
    for row in rows:
        page.check(f"#card-{row.pk} [data-choose]")

    page.click("[data-bulk=approve]")
    page.wait_for_selector(f"#card-{rows[1].pk} .card-says:visible")

    settled(page, rows, [A, S, A])
    expect(page.locator(".card:visible")).to_have_count(1)
    assert page.inner_text("#undo-bar p") == "২টি মন্তব্য অনুমোদিত হয়েছে।"


def test_without_a_connection_the_card_comes_back_and_nothing_is_lost(desk, moderator):
    rows = held(2)
    page = opened(desk, moderator)
    desk.allowed = re.compile("favicon|Failed to load resource|ERR_")
    page.context.set_offline(True)

    page.keyboard.press("a")
    page.wait_for_selector(f"#card-{rows[0].pk} .card-says:visible")
    assert page.inner_text(f"#card-{rows[0].pk} .card-says") == (
        "সংযোগ নেই। মন্তব্যটি আগের মতোই আছে, আবার সিদ্ধান্ত দিন।"
    )
    page.context.set_offline(False)
    page.click(f"#card-{rows[0].pk} .act-approve")

    settled(page, rows, [A, P])


# --- Sheets ------------------------------------------------------------------------------------


def test_a_waiting_comment_is_answered_with_a_ready_answer_and_leaves_the_queue(
    desk, moderator, violations
):
    CannedReply.objects.create(title="খোঁজ নিচ্ছি", text="আমরা খোঁজ নিচ্ছি।")
    rows = held(2)
    page = opened(desk, moderator)

    page.keyboard.press("r")
    page.wait_for_selector("#sheet textarea")
    assert violations(page) == []
    page.select_option("#answer-ready", label="খোঁজ নিচ্ছি")
    assert page.input_value("#answer-reply") == "আমরা খোঁজ নিচ্ছি।"
    page.click("#sheet .button-primary")
    page.wait_for_selector("#sheet", state="hidden")

    settled(page, rows, [A, P])
    assert Comment.objects.get(parent=rows[0].pk).body == "আমরা খোঁজ নিচ্ছি।"
    assert current(page) == rows[1].pk


def test_a_refused_answer_and_a_lost_connection_leave_what_was_typed(desk, moderator):
    rows = held(1)
    page = opened(desk, moderator)
    desk.allowed = re.compile("favicon|Failed to load resource|ERR_")
    page.keyboard.press("r")
    page.wait_for_selector("#sheet textarea")

    page.click("#sheet .button-primary")
    page.wait_for_selector("#sheet .is-wrong")
    page.fill("#answer-reply", "ধন্যবাদ, দেখছি।")
    page.context.set_offline(True)
    page.click("#sheet .button-primary")
    page.wait_for_selector("[data-complaint]")
    assert page.input_value("#answer-reply") == "ধন্যবাদ, দেখছি।"
    page.context.set_offline(False)
    page.click("#sheet .button-primary")

    settled(page, rows, [A])
    assert Comment.objects.filter(parent=rows[0].pk).count() == 1


def test_a_reader_is_banned_from_the_keyboard_after_one_confirmation(desk, moderator, violations):
    reader = known_device()
    make_comment(make_story(), status=P, identity=reader, name="রাহেলা")
    page = opened(desk, banner(moderator))
    desk.allowed = re.compile("favicon|422")

    page.keyboard.press("b")
    page.check("#sheet [value=banned]")
    assert violations(page) == []
    page.click("#sheet .button-danger")
    page.wait_for_selector("#sheet .is-wrong")
    page.check("#ban-sure")
    page.click("#sheet .button-danger")
    page.wait_for_selector(".standing-mark")

    assert Commenter.objects.get(pk=reader.pk).standing == "banned"


# --- A phone, and no script --------------------------------------------------------------------


def test_a_moderator_on_a_phone_decides_by_tapping(desk, moderator, violations):
    rows = held(4)
    page = opened(desk, moderator, width=360, has_touch=True)
    assert overflow(page) == 0
    for button in page.locator(".card >> nth=0 >> .act:visible").all():
        assert button.bounding_box()["height"] >= 48

    page.tap(f"#card-{rows[0].pk} .act-approve")
    page.tap(f"#card-{rows[1].pk} .act-reject")
    page.tap(f"#card-{rows[1].pk} [data-reason=abuse]")
    page.tap(f"#card-{rows[2].pk} [data-choose]")
    page.tap(f"#card-{rows[3].pk} [data-choose]")
    page.tap("[data-bulk=spam]")
    settled(page, rows, [A, R, S, S])
    page.tap("#undo-bar button")

    settled(page, rows, [A, R, P, P])
    assert (overflow(page), violations(page)) == (0, [])


def test_everything_works_without_a_script(desk, moderator):
    rows = held(5)
    page = desk(banner(moderator), DESK, 360, java_script_enabled=False)
    first, second, third, fourth, fifth = (f"#card-{row.pk}" for row in rows)

    page.click(f"{first} .act-approve")
    assert states(rows) == [A, P, P, P, P]
    page.click(".undo-form button")
    assert states(rows) == [P] * 5
    page.check(f"{first} [value=approve][type=radio]")
    page.check(f"{second} [value=reject][type=radio]")
    page.select_option(f"{second} select", "abuse")
    page.click(".row-submit button")
    assert states(rows) == [A, R, P, P, P]
    page.check(f"{third} [name=chosen]")
    page.check(f"{fourth} [name=chosen]")
    page.click("[name=bulk][value=spam]")
    assert states(rows) == [A, R, S, S, P]
    page.click(f"{fifth} [data-sheet=reply]")
    page.fill("textarea[name=reply]", "ধন্যবাদ।")
    page.click(".sheet-form .button-primary")

    assert page.url.endswith(DESK)
    assert states(rows) == [A, R, S, S, A]
    assert Comment.objects.get(parent=rows[4].pk).is_staff_reply
    assert overflow(page) == 0


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("queue", ["waiting", "reported", "rejected"])
def test_the_desk_is_accessible_in_both_colours(desk, moderator, violations, queue, dark):
    article = make_story(standfirst="জেটিতে জায়গা মিলেছে।")
    parent = make_comment(article)
    for status in (P, A, R):
        row = make_comment(
            article, status=status, parent=parent, identity=known_device(f"d{status}"), body="এই বাটপার লোক",
            reasons=[{"code": "word", "detail": "বাটপার", "list": "গালি", "span": [3, 9]}],
        )  # fmt: skip
        if status == A:
            reported(row, note="ঠিক নয়")
    page = opened(desk, moderator, f"{DESK}?queue={queue}", dark=dark)
    page.click(".card .more summary")
    page.check(".card [data-choose]")

    assert violations(page) == []


def test_the_page_of_another_section_stays_empty_and_its_keys_do_nothing(desk):
    load(
        make_story(category=section("politics")),
        [Loaded("ক", "গোপনমন্তব্য", P, make_story().live_from)],
    )
    limited = make_moderator()
    SectionRight.objects.create(user=limited, category=section("sports"))
    page = desk(limited, DESK)
    page.wait_for_selector("#no-cards:visible")

    for key in ("a", "s", "d", "1", "r", "b", "x", "Shift+A", "u"):
        page.keyboard.press(key)
    page.wait_for_timeout(200)

    assert Comment.objects.get().status == P
    assert "গোপনমন্তব্য" not in page.content()
