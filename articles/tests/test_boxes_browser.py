"""Boxes and links in Chromium: put into a story by toolbar and keyboard, kept, printed for readers."""

import datetime as dt
import re

import pytest
from playwright.sync_api import expect

from articles import workflow
from articles.body import sanitise
from articles.models import Article
from articles.tests.desk import ADD, form_of
from articles.tests.factories import draft, person, section, story

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
EACH = (
    '<p>ক</p><blockquote data-pull=""><p>খ <em>গ</em></p><p>ঘ</p><cite>ঙ</cite></blockquote>'
    '<aside data-facts=""><h2>চ</h2><p>ছ</p><ul><li><p>জ</p></li></ul></aside>'
)


def write(page, text):
    page.wait_for_selector(".prose-menubar [data-name=pull]")
    page.click(".ProseMirror")
    page.keyboard.type(text)


def press(page, name):
    page.click(f".prose-menubar [data-name='{name}']")


def type_lines(page, *lines):
    """Type lines with Enter between them; "" is a second Enter."""
    for number, line in enumerate(lines):
        if number:
            page.keyboard.press("Enter")
        page.keyboard.type(line)


def body_of(page):
    """Return what would be stored."""
    return sanitise(page.eval_on_selector("[name=body]", "element => element.value"))


def save(page):
    with page.expect_event("load"):  # the form that saves itself changes its address before
        page.click(".acts [name=act][value=save]")
    return Article.objects.latest("touched_at").latest_revision.content["body"]


def find(page, words, found=1):
    """Type words into the dialog's line and wait for so many stories."""
    page.keyboard.type(words)
    page.wait_for_selector(f"dialog [role=option]:nth-child({found}):last-child")


class TestPullQuote:
    def test_a_paragraph_becomes_one_and_enter_leads_from_words_to_name_and_out(self, desk):
        page = desk(person("reporter"), ADD)
        write(page, "শুরু")

        page.keyboard.press("Enter")
        press(page, "pull")
        type_lines(page, "আমরা ভয় পাইনি।", "কাজ থামাইনি।", "", "রহিমা খাতুন", "শেষ")

        assert body_of(page) == (
            '<p>শুরু</p><blockquote data-pull=""><p>আমরা ভয় পাইনি।</p><p>কাজ থামাইনি।</p><cite>রহিমা খাতুন</cite></blockquote><p>শেষ</p>'
        )

    def test_words_that_stand_there_ask_for_the_name_alone_and_one_undo_takes_it_back(self, desk):
        page = desk(person("reporter"), ADD)
        write(page, "আমরা ভয় পাইনি।")

        press(page, "pull")
        page.wait_for_timeout(600)  # the editor's history joins what is done within half a second
        page.keyboard.type("রহিমা")
        made = body_of(page)
        page.keyboard.press("Control+z")
        page.keyboard.press("Control+z")

        pull = '<blockquote data-pull=""><p>আমরা ভয় পাইনি।</p><cite>রহিমা</cite></blockquote>'
        assert made == f"{pull}<p></p>"
        assert body_of(page) == "<p>আমরা ভয় পাইনি।</p>"

    def test_pressed_again_or_wiped_from_its_beginning_its_words_stay(self, desk):
        page = desk(person("reporter"), ADD)
        write(page, "ক")
        press(page, "pull")
        page.keyboard.type("খ")

        press(page, "pull")
        unwrapped = body_of(page)
        press(page, "pull")
        page.keyboard.type("গ")
        page.wait_for_timeout(200)  # a cursor that moves within 50 ms of a change is put back
        page.keyboard.press("Control+Home")
        page.wait_for_selector("[data-name=link][aria-disabled=false]")  # it has left the name
        page.keyboard.press("Backspace")

        assert unwrapped == "<p>ক</p><p>খ</p><p></p>"
        assert body_of(page) == "<p>ক</p><p>গ</p><p>খ</p><p></p>"


class TestFactBox:
    def test_it_takes_a_title_lines_and_a_list_and_a_second_enter_leaves_it(self, desk):
        page = desk(person("reporter"), ADD)
        write(page, "শুরু")

        page.keyboard.press("Enter")
        press(page, "facts")
        type_lines(page, "এক নজরে", "মোট জেটি ১৮টি")
        page.keyboard.press("Enter")
        press(page, "bulletList")
        type_lines(page, "এক", "দুই", "", "", "শেষ")

        assert body_of(page) == (
            '<p>শুরু</p><aside data-facts=""><h2>এক নজরে</h2><p>মোট জেটি ১৮টি</p><ul><li><p>এক</p></li><li><p>দুই</p></li></ul></aside><p>শেষ</p>'
        )

    def test_chosen_paragraphs_go_into_it_and_come_out_again(self, desk):
        page = desk(person("reporter"), ADD)
        write(page, "")
        type_lines(page, "এক", "দুই", "তিন")
        page.wait_for_timeout(200)  # a cursor that moves within 50 ms of a change is put back
        page.keyboard.press("Shift+ArrowUp")

        press(page, "facts")
        page.keyboard.type("শিরোনাম")
        made = body_of(page)
        press(page, "facts")

        assert (
            made
            == '<p>এক</p><aside data-facts=""><h2>শিরোনাম</h2><p>দুই</p><p>তিন</p></aside><p></p>'
        )
        assert body_of(page) == "<p>এক</p><p>শিরোনাম</p><p>দুই</p><p>তিন</p><p></p>"

    @pytest.mark.parametrize("name", ["pull", "facts", "table"])
    def test_no_box_stands_in_a_list_or_in_another_box(self, desk, name):
        page = desk(person("reporter"), ADD)
        write(page, "ক")
        press(page, "bulletList" if name in {"pull", "facts"} else "facts")

        press(page, name)
        if name == "table":
            assert page.is_disabled(".prose-menubar [data-name=blockquote]")
            page.click("dialog .button-primary")
        page.keyboard.type("খ")
        made = page.eval_on_selector("[name=body]", "element => element.value")

        assert not re.search(r"<(li|aside|blockquote)\b(?:(?!</\1>).)*<(aside|blockquote)", made)
        assert re.sub(r"<[^>]+>", "", sanitise(made)).replace(" ", "") in {"কখ", "খক"}


class TestRelatedStory:
    def test_it_is_found_by_words_shown_with_its_headline_and_removed(self, desk):
        named = story(headline="বন্দরে আটকে আছে কনটেইনার")
        story(headline="বন্দরে নতুন জেটি", ago=dt.timedelta(hours=1))
        page = desk(person("reporter"), ADD)
        write(page, "শুরু")

        press(page, "storyCard")
        find(page, "বন্দর", 2)
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.wait_for_selector(".desk-card")
        page.keyboard.type("শেষ")
        shown, made = page.inner_text(".desk-card b"), body_of(page)
        page.click(".desk-card button")

        assert shown == "বন্দরে আটকে আছে কনটেইনার"
        assert made == f'<p>শুরু</p><aside data-story="{named.pk}"></aside><p>শেষ</p>'
        assert body_of(page) == "<p>শুরু</p><p>শেষ</p>"

    def test_a_pasted_address_needs_no_choosing_and_a_word_of_many_stories_does(self, desk):
        named = story(headline="বন্দরে আটকে আছে কনটেইনার")
        story(headline="বন্দরে নতুন জেটি")
        page = desk(person("reporter"), ADD)
        write(page, "শুরু")
        press(page, "storyCard")

        page.keyboard.insert_text("বন্দর")
        page.keyboard.press("Enter")
        page.wait_for_selector("dialog .field-error:not([hidden])")
        page.fill("dialog input", named.get_absolute_url())
        page.keyboard.press("Enter")
        page.wait_for_selector(".desk-card")

        assert f'<aside data-story="{named.pk}"></aside>' in body_of(page)

    def test_a_card_of_a_story_that_has_been_withdrawn_says_so_and_no_more(self, desk):
        chief, bait = person(), "গোপনখবর"
        named = workflow.withdraw(story(chief, headline=bait), by=chief, reason="ভুল")
        reporter = person("reporter")
        article = draft(reporter, body=f'<p>ক</p><aside data-story="{named.pk}"></aside>')

        page = desk(reporter, form_of(article))
        page.wait_for_selector(".desk-card .warning")

        assert bait not in page.content()
        expect(page.locator(".desk-card")).to_have_count(1)


class TestLink:
    def test_a_story_found_by_words_becomes_a_link_to_its_address(self, desk):
        named = story(headline="বন্দরে জট", slug="বন্দরে-জট")
        page = desk(person("reporter"), ADD)
        write(page, "জট নিয়ে")
        page.keyboard.press("Control+a")

        page.keyboard.press("Control+k")
        find(page, "জট")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.wait_for_selector("dialog", state="detached")

        address = named.get_absolute_url()
        assert body_of(page) == f'<p><a href="{address}" rel="noopener">জট নিয়ে</a></p>'

    def test_where_no_words_are_chosen_the_headline_is_put_in(self, desk):
        named = story(headline="বন্দরে জট")
        page = desk(person("reporter"), ADD)
        write(page, "আগের খবর: ")

        press(page, "link")
        find(page, str(named.pk))
        page.click("dialog [role=option]")
        page.wait_for_selector("dialog", state="detached")
        page.keyboard.type(" পড়ুন")

        link = f'<a href="{named.get_absolute_url()}" rel="noopener">বন্দরে জট</a>'
        assert body_of(page) == f"<p>আগের খবর: {link} পড়ুন</p>"

    def test_words_without_a_choice_are_kept_and_asked_about(self, desk):
        page = desk(person("reporter"), ADD)
        write(page, "ক")

        press(page, "link")
        page.keyboard.type("কোথাওনেই")
        page.wait_for_selector("dialog .found-says:not(:empty)")
        page.keyboard.press("Enter")
        page.wait_for_selector("dialog .field-error:not([hidden])")
        kept = page.input_value("dialog input")
        page.fill("dialog input", "https://example.org/ক")
        page.keyboard.press("Enter")
        page.wait_for_selector("dialog", state="detached")

        assert kept == "কোথাওনেই"
        assert 'href="https://example.org/ক"' in body_of(page)

    def test_a_link_that_is_edited_keeps_its_address_and_escape_closes_the_list_first(self, desk):
        story(headline="বন্দরে জট")
        page = desk(person("reporter"), ADD)
        write(page, "লিংক")
        page.keyboard.press("Control+a")
        press(page, "link")
        page.keyboard.type("https://example.org/")
        page.keyboard.press("Enter")
        page.wait_for_selector("dialog", state="detached")
        before = body_of(page)

        press(page, "link")
        kept = page.input_value("dialog input")
        page.fill("dialog input", "")
        find(page, "বন্দর")
        page.keyboard.press("Escape")
        open_after_one = page.locator("dialog").count()
        page.keyboard.press("Escape")
        page.wait_for_selector("dialog", state="detached")

        assert (kept, open_after_one) == ("https://example.org/", 1)
        assert body_of(page) == before

    def test_without_a_connection_the_dialog_says_so(self, desk):
        page = desk(person("reporter"), ADD)
        desk.allowed = re.compile("Failed to load resource")
        write(page, "ক")
        page.route("**/find/*", lambda route: route.abort())

        press(page, "link")
        page.keyboard.type("জট")
        page.wait_for_selector("dialog .found-says:not(:empty)")

        expect(page.locator("dialog [role=option]")).to_have_count(0)


def test_a_body_that_is_opened_and_saved_keeps_its_boxes(desk):
    named = story()
    body = f'{EACH}<aside data-story="{named.pk}"></aside><p>ঝ</p>'
    reporter = person("reporter")
    page = desk(reporter, form_of(draft(reporter, body=body)))
    page.wait_for_selector(".desk-card")

    page.click(".ProseMirror > p >> nth=0")
    page.keyboard.type("ট")

    assert save(page).replace("ট", "") == body


def test_each_element_goes_by_the_keyboard_from_the_desk_to_the_page(desk, violations):
    chief = person()
    named = story(chief, headline="বন্দরে আটকে আছে কনটেইনার")
    section("economy")
    page = desk(chief, ADD, 360)
    page.fill("[name=headline]", "বাক্সের খবর")
    write(page, "শুরু")
    page.keyboard.press("Enter")

    def by_keyboard(name):
        page.focus(f".prose-menubar [data-name={name}]")
        page.keyboard.press("Enter")

    by_keyboard("pull")
    type_lines(page, "আমরা ভয় পাইনি।", "", "রহিমা খাতুন", "")
    by_keyboard("facts")
    type_lines(page, "এক নজরে", "মোট জেটি ১৮টি", "", "")
    by_keyboard("storyCard")
    find(page, "কনটেইনার")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_selector(".desk-card")
    page.keyboard.type("শেষ")
    page.select_option("[name=category]", index=1)
    kept = save(page)
    page.wait_for_selector(".desk-card")
    again = body_of(page)
    with page.expect_event("load"):  # the form that saves itself changes its address before
        page.click(".acts [name=act][value=publish]")
    page.click(".message a")

    assert again == kept
    assert page.inner_text(".body cite") == "রহিমা খাতুন"
    assert page.inner_text(".body [data-facts] h2") == "এক নজরে"
    assert page.inner_text(".body .story-card .t4") == named.headline
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert violations(page) == []
    page.click(".body .story-card a")
    assert page.inner_text("h1") == named.headline


@pytest.mark.parametrize(("width", "dark"), [(360, True), (1280, False)])
def test_desk_and_page_with_boxes_are_clean_for_axe(desk, violations, width, dark):
    chief = person()
    body = f'{EACH}{EACH}<aside data-story="{story(chief).pk}"></aside><aside data-story="{story(chief).pk}"></aside>'
    article = story(chief, body=body)
    page = desk(chief, article.get_absolute_url(), width, dark)
    found = violations(page)

    page.goto(form_of(article))
    page.wait_for_selector(".desk-card")
    found += violations(page)
    bar = page.evaluate(
        "(({offsetHeight}) => offsetHeight)(document.querySelector('.prose-menubar'))"
    )
    press(page, "storyCard")
    page.keyboard.press("ArrowDown")
    page.wait_for_selector("dialog [role=option]")
    page.keyboard.press("ArrowDown")

    assert found + violations(page) == []
    assert width > 360 or bar <= 48
    assert page.get_attribute("dialog input", "aria-activedescendant") == page.get_attribute(
        "dialog [aria-selected=true]", "id"
    )
