"""Bijoy in the editor, in Chromium: recognised when it is pasted, offered, converted in one step, taken back."""

import re

import pytest

from articles.tests.desk import ADD
from articles.tests.factories import person
from articles.tests.pasted import body, clip
from articles.tests.test_pasting_browser import paste, stored

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

OFFER = ".prose-editor .offer"
CONVERT, LEAVE = f"{OFFER} button:first-child", f"{OFFER} button:last-child"
WORD = body("word-bijoy.html")
CONVERTED = (
    "<p>আমার সোনার <strong>বাংলা,</strong> আমি তোমায় ভালোবাসি। Bangladesh Bank ও ঢাকা</p>"
    "<p><strong>প্রধানমন্ত্রী</strong> জানিয়েছেন।</p><ul><li><p>ঢাকা</p></li></ul>"
)
NOT_BIJOY = [
    "“Ready,” she said — the café’s menu wasn’t.",
    "L’été à Genève, où l’œuvre était déjà là…",
    "x = a[i] || b_c; // © 2026 Ä",
    "বাংলায় লেখা | Bangladesh Bank ও A320",
]


@pytest.fixture
def page(desk):
    page = desk(person("reporter"), ADD)
    page.wait_for_selector(".prose-menubar [data-name=bijoy]")
    page.click(".ProseMirror")
    return page


def select(page, start, end):
    """Select as a hand does; keys and a script's paste do not wait for each other."""
    page.evaluate(
        "([from, to]) => document.querySelector('.ProseMirror').editor.chain().setTextSelection({ from, to }).focus().run()",
        [start, end],
    )


def test_what_word_sets_in_a_bijoy_font_is_offered_and_converted_in_one_step(page):
    paste(page, *clip("word-bijoy.html"))
    page.wait_for_selector(CONVERT)
    runs = page.locator(".bijoy-run").all_inner_texts()
    preview = page.locator(f"{OFFER} li").all_inner_texts()
    before = stored(page)
    select(page, 1, 1)
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector(CONVERT, state="hidden")
    after = stored(page)
    page.keyboard.press("Control+z")
    back = stored(page)
    page.keyboard.press("Control+y")

    assert runs == [
        "Avgvi †mvbvi ",
        "evs",
        "jv, Avwg †Zvgvq fv‡jvevwm|",
        "cÖavbgš¿x",
        " Rvwb‡q‡Qb|",
        "XvKv",
    ]
    assert preview[0].split("→") == ["Avgvi †mvbvi\n", "\nআমার সোনার"]
    assert (before, after, back) == (WORD, CONVERTED, WORD)
    assert stored(page) == CONVERTED
    assert page.locator(".bijoy-run").count() == 0
    assert page.inner_text("#editor-says")


def test_plain_text_is_asked_about_and_only_its_bijoy_is_converted_or_nothing(page):
    mixed = "গতকাল evsjv‡`k e¨vsK Rvbvq, ঢাকায় (WHO) wbe©vPb n‡e|\n\nEnglish stays."
    paste(page, plain=mixed)
    page.wait_for_selector(CONVERT)
    page.click(LEAVE)
    left = stored(page)
    marked = page.locator(".bijoy-run").count()
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    paste(page, plain=mixed)
    page.wait_for_selector(CONVERT)
    page.evaluate("document.querySelector('.ProseMirror').editor.commands.focus('end')")
    page.keyboard.type(" আরও")
    page.click(CONVERT)
    page.wait_for_selector(CONVERT, state="hidden")

    assert left == f"<p>{mixed.partition(chr(10))[0]}</p><p>English stays.</p>"
    assert marked == 0
    assert (
        stored(page)
        == "<p>গতকাল বাংলাদেশ ব্যাংক জানায়, ঢাকায় (WHO) নির্বাচন হবে।</p><p>English stays. আরও</p>"
    )


def test_words_of_plain_letters_are_converted_by_the_button_for_what_is_selected(page):
    page.keyboard.type("Avgvi mKvj")
    page.click("[data-name=bijoy]")
    page.wait_for_function("() => document.getElementById('editor-says').textContent")
    untouched = stored(page)
    select(page, 9, 11)
    page.click("[data-name=bijoy]")
    page.wait_for_function("() => document.querySelector('[name=body]').value.includes('সকাল')")

    assert untouched == "<p>Avgvi mKvj</p>"
    assert stored(page) == "<p>Avgvi সকাল</p>"


def test_without_a_connection_the_text_stays_and_the_offer_is_made_later(page, desk):
    desk.allowed = re.compile("ERR_INTERNET_DISCONNECTED")
    page.context.set_offline(True)
    paste(page, plain="evsjv‡`k e¨vsK")
    page.wait_for_selector(CONVERT)
    pairs = page.locator(f"{OFFER} li").count()
    said = page.inner_text(f"{OFFER} [role=status]")
    page.context.set_offline(False)
    page.click(CONVERT)
    page.wait_for_selector(f"{OFFER} li")
    unchanged = stored(page)
    page.click(CONVERT)
    page.wait_for_selector(CONVERT, state="hidden")

    assert pairs == 0
    assert said
    assert unchanged == "<p>evsjv‡`k e¨vsK</p>"
    assert stored(page) == "<p>বাংলাদেশ ব্যাংক</p>"


def test_other_writing_is_neither_offered_nor_marked(page):
    asked = []
    page.on(
        "request", lambda request: asked.append(request.url) if "bijoy" in request.url else None
    )

    for text in NOT_BIJOY:
        paste(page, plain=text)
    page.wait_for_timeout(400)

    assert asked == []
    assert page.locator(".offer:visible, .bijoy-run").count() == 0


def test_a_headline_in_bijoy_is_offered_below_its_field(page):
    page.fill("[name=headline]", "আজ ")
    paste(page, plain="evsjv‡`k\ne¨vsK", target="[name=headline]")
    page.click(".headline-field .offer button:first-child")
    converted = page.input_value("[name=headline]")
    page.keyboard.press("Control+z")

    assert converted == "আজ বাংলাদেশ ব্যাংক"
    assert page.input_value("[name=headline]") == "আজ evsjv‡`k e¨vsK"


@pytest.mark.parametrize(("width", "dark"), [(360, True), (1280, False)])
def test_the_offer_is_clean_for_axe_and_fits_the_page(desk, violations, width, dark):
    page = desk(person("reporter"), ADD, width, dark)
    page.wait_for_selector(".prose-menubar [data-name=bijoy]")

    paste(page, *clip("word-bijoy.html"))
    page.wait_for_selector(f"{OFFER} li")

    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
