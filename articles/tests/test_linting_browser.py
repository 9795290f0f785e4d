"""The proofreader's marks in Chromium: the same as in Python, mended on request only, one step to take back."""

import re

import pytest

from articles.tests.desk import ADD, form_of
from articles.tests.factories import draft, person
from bangla.lint import findings
from bangla.tests.vectors import load

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BODY = (
    "<p>তিনি বলেন| মোট 500 টাকা।</p><h2>নামঃ <strong>করিম</strong></h2>"
    '<ul><li><p>দাম 12 টাকা, “ভালো” ও "মন্দ" ।</p></li></ul>'
)


def marks(page):
    return page.locator(".ProseMirror .proof-mark").all_inner_texts()


def text_of(page):
    return page.locator(".ProseMirror").inner_text()


def wait_for_marks(page, number):
    page.wait_for_function(
        "number => document.querySelectorAll('.ProseMirror .proof-mark').length === number",
        arg=number,
    )


@pytest.fixture
def page(desk):
    reporter = person("reporter")
    page = desk(reporter, form_of(draft(reporter, body=BODY)))
    wait_for_marks(page, 7)
    return page


def test_the_browser_finds_what_python_finds(desk):
    page = desk(person("reporter"), ADD)
    page.wait_for_selector(".prose-menubar [data-name=picture]")
    texts = [vector["text"] for vector in load("lint")]

    found = page.evaluate(
        """async (texts) => {
          const { findings } = await import("/static/js/desk/linting.js");
          const places = (text) => findings(text).filter(({ rule }) => rule.beside.test(text));
          const row = ({ start, end, spec }) => [start, end, spec.kind, spec.to];
          return texts.map((text) => places(text).map(row).sort((a, b) => a[0] - b[0] || a[1] - b[1]));
        }""",
        texts,
    )

    assert found == [[list(place) for place in findings(text)] for text in texts]


def test_places_are_marked_and_nothing_is_changed_unasked(page):
    assert marks(page) == ["|", "500", "নামঃ", "12", '"', '"', " "]
    assert re.findall(r"\d", page.inner_text(".lint-says")) == ["৭"]
    assert page.eval_on_selector("[name=body]", "element => element.value") == BODY


def test_one_place_or_all_of_a_kind_are_mended_and_undo_takes_one_step_back(page):
    page.click("#lint-visarga")
    page.click("#lint-visarga-places li .lint-acts button:first-child")
    wait_for_marks(page, 6)
    one = text_of(page)
    page.click(".lint-head #lint-digits + button")
    wait_for_marks(page, 4)
    all_digits = text_of(page)
    page.focus(".ProseMirror")
    page.keyboard.press("Control+z")
    back = text_of(page)
    page.keyboard.press("Control+z")

    assert "নাম: করিম" in one
    assert "500" in one
    assert "৫০০ টাকা" in all_digits
    assert "১২ টাকা" in all_digits
    assert back == one
    assert "নামঃ করিম" in text_of(page)
    assert page.locator(".ProseMirror h2 strong").inner_text() == "করিম"


def test_a_place_that_is_let_be_stays_so_and_a_keyboard_does_it_all(page):
    page.focus("#lint-danda")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    selected = page.evaluate("getSelection().toString()")
    page.focus("#lint-danda-places li .lint-acts button:last-child")
    page.keyboard.press("Enter")
    wait_for_marks(page, 6)
    held = page.evaluate("document.activeElement.closest('#lint') !== null")
    page.reload()
    wait_for_marks(page, 6)

    assert selected == "|"
    assert held
    assert marks(page)[0] == "500"


def test_an_english_story_is_not_marked_and_a_new_fault_is_within_two_seconds(page):
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    page.select_option("#story select[name=language]", "en")
    wait_for_marks(page, 0)
    hidden = page.is_hidden("#lint")
    page.select_option("#story select[name=language]", "bn")
    wait_for_marks(page, 7)
    page.evaluate("document.querySelector('.ProseMirror').editor.commands.focus('end')")
    page.keyboard.press("Enter")
    page.keyboard.type("আরও 5 জন")
    wait_for_marks(page, 8)

    assert hidden
    assert marks(page)[-1] == "5"


@pytest.mark.parametrize(("width", "dark"), [(360, True), (1280, False)])
def test_marks_and_list_are_clean_for_axe(desk, violations, width, dark):
    reporter = person("reporter")
    page = desk(reporter, form_of(draft(reporter, body=BODY)), width, dark)
    wait_for_marks(page, 7)
    page.click("#lint-digits")

    assert violations(page) == []
