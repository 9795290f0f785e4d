"""The story form in Chromium: the editor's toolbar, the strict policy, axe, and the walk from draft to page."""

import json
import re

import pytest
from django_prose_editor.config import allowlist_from_extensions, expand_extensions
from playwright.sync_api import expect

from articles import workflow
from articles.body import ALLOWED, EXTENSIONS, sanitise
from articles.models import Article, Revision
from articles.tests.desk import ADD, LIST, form_of
from articles.tests.factories import author, draft, person, section, story

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OWN = {"Plate", "Gallery", "Placing", "Pull", "Facts", "StoryCard", "Pasting", "Bijoy", "Lint"}
"""Extensions of our modules in static/js/desk/, which the package does not know."""
OWN_ELEMENTS = {"figure", "figcaption", "aside", "cite"}
BUTTONS = [
    "heading2",
    "heading3",
    "bold",
    "italic",
    "subscript",
    "superscript",
    "blockquote",
    "bulletList",
    "orderedList",
]


def write(page, text):
    page.click(".ProseMirror")
    page.keyboard.type(text)


def body_of(page):
    return page.eval_on_selector("[name=body]", "element => element.value")


def press(page, name):
    page.click(f".prose-menubar [data-name='{name}']")


def marked(html):
    """Return the HTML without what the sanitiser adds to every link."""
    return html.replace(' rel="noopener"', "")


def test_the_toolbar_and_the_sanitiser_know_the_same_elements():
    theirs = {name: given for name, given in EXTENSIONS.items() if name not in OWN}

    offered = allowlist_from_extensions(expand_extensions(theirs))

    assert offered["tags"] | OWN_ELEMENTS == set(ALLOWED)


def test_all_that_the_toolbar_makes_survives_the_sanitiser(desk):
    page = desk(person("editor"), ADD)
    write(page, "দাম বেড়েছে")
    page.keyboard.press("Shift+Home")

    for name in BUTTONS:
        press(page, name)

        made = body_of(page)
        assert made != "<p>দাম বেড়েছে</p>", name
        assert marked(sanitise(made)) == made
        press(page, name)


def test_links_tables_and_lines_survive_the_sanitiser(desk):
    page = desk(person("editor"), ADD)
    write(page, "ব্যাংক")
    page.keyboard.press("Control+a")

    press(page, "link")
    page.fill("dialog [name=href]", "https://example.org/?ক=১&b=2")
    page.click("dialog .button-primary")
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    press(page, "horizontalRule")
    press(page, "table")
    page.fill("dialog [name=rows]", "2")
    page.fill("dialog [name=cols]", "2")
    page.click("dialog .button-primary")
    page.keyboard.type("মাস")
    for name in ("table:addColumnAfter", "table:addRowAfter", "table:toggleHeaderCell"):
        press(page, name)

    made = body_of(page)
    assert set(re.findall(r"<([a-z0-9]+)", made)) == {
        "p",
        "a",
        "hr",
        "table",
        "tbody",
        "tr",
        "th",
        "td",
    }
    assert marked(sanitise(made)) == made


def test_pasted_matter_keeps_only_what_readers_may_receive(desk):
    page = desk(person("editor"), ADD)
    page.click(".ProseMirror")
    hostile = (
        '<p class="MsoNormal" style="color:red" onclick="x()"><b>মোটা</b> <font>রঙিন</font></p><h1>বড়</h1>'
        '<script>alert(1)</script><iframe src="https://example.org"></iframe><a href="javascript:alert(1)">লিংক</a><img src="x" onerror="alert(1)">'
    )

    page.evaluate(
        """html => {
          const data = new DataTransfer();
          data.setData('text/html', html);
          document.querySelector('.ProseMirror').dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true}));
        }""",
        hostile,
    )

    made = body_of(page)
    assert all("has been blocked" in text for text in desk.said), desk.said
    desk.said.clear()
    assert "<strong>মোটা</strong>" in made
    assert marked(sanitise(made)) == made
    assert not re.search(r"class=|style=|onclick|script|iframe|javascript|<img|<h1", made)


def test_every_button_of_the_toolbar_has_a_name_and_no_icon_font(desk):
    page = desk(person("editor"), ADD)
    page.wait_for_selector(".prose-menubar [data-name]")

    names = page.eval_on_selector_all(
        ".prose-menubar [data-name]", "all => all.map(b => b.getAttribute('aria-label'))"
    )

    assert len(names) > 15
    assert all(names)
    expect(page.locator(".prose-menubar .material-icons")).to_have_count(0)


@pytest.mark.parametrize(("width", "dark"), [(360, True), (1280, False)])
def test_form_list_and_first_page_are_clean_for_axe(desk, violations, width, dark):
    chief = person()
    article = draft(
        chief, bylines=[{"author": author().pk, "name": "তাহমিদ রশীদ", "role": "প্রতিবেদক"}]
    )
    workflow.submit(draft(chief), by=chief)
    story(chief)
    page = desk(chief, form_of(article), width, dark)
    page.wait_for_selector(".prose-menubar [data-name]")
    found = violations(page)

    for path, sign in ((LIST, "h1"), ("/admin/", "h1"), (ADD, ".prose-menubar [data-name]")):
        page.goto(path)
        page.wait_for_selector(sign)
        found += violations(page)

    assert found == []


def test_nothing_is_wider_than_a_phone(desk):
    paths = [LIST, ADD, "/admin/images/picture/", "/admin/paper/site/1/change/", "/admin/articles/category/add/", "/admin/people/invitation/add/", "/admin/comments/comment/"]  # fmt: skip
    page = desk(person("admin"), "/admin/", 360)
    widths = {"/admin/": page.evaluate("document.documentElement.scrollWidth")}

    for path in paths:
        page.goto(path)
        widths[path] = page.evaluate("document.documentElement.scrollWidth")

    assert set(widths.values()) == {360}, widths


def test_what_is_touched_is_44_pixels_high(desk):
    chief = person()
    article = draft(chief)
    page = desk(chief, form_of(article), 360)
    page.wait_for_selector(".prose-menubar [data-name]")

    small = page.eval_on_selector_all(
        "#story button, #story summary, #story select, #story input:not([type=hidden], [type=checkbox]), #bar a, #bar summary",
        """all => all.filter(e => e.checkVisibility() && !e.classList.contains('visually-hidden') && e.getBoundingClientRect().height < 43.5)
                     .map(e => e.outerHTML.slice(0, 90))""",
    )

    assert small == []


def test_a_story_goes_from_the_reporters_hand_to_the_page(desk):
    reporter, editor = person("reporter"), person("editor")
    section("economy")
    desk_page = desk(reporter, "/admin/")
    desk_page.click(".new-story")
    desk_page.fill("[name=headline]", "বন্দরে জট কমেছে")
    write(desk_page, "কাজ চলছে।")
    desk_page.select_option("[name=category]", index=1)
    desk_page.fill("[name=tags]", "বন্দর, জাহাজ")
    desk_page.click(".acts [value=submit]")
    # Not for the address: a form that saves itself may have taken the story's before.
    desk_page.wait_for_selector(".message.success")

    article = Article.objects.get()
    assert article.state == "in_review"
    editors_page = desk(editor, "/admin/")
    editors_page.click("text=বন্দরে জট কমেছে")
    editors_page.click(".acts [value=publish]")
    editors_page.click(".message a")
    assert editors_page.inner_text("h1") == "বন্দরে জট কমেছে"
    assert Revision.objects.latest("pk").content["tags"] == ["বন্দর", "জাহাজ"]


def test_the_schedule_button_says_its_minute_while_it_is_typed(desk):
    editor = person("editor")
    article = draft(editor)
    page = desk(editor, form_of(article))
    page.click(".act-schedule summary")

    page.fill("[name=day]", "১০/০৬/২০৯০")
    page.fill("[name=time]", "6:00")

    assert "১০ জুন, ৬:০০" in page.inner_text(".act-schedule button")


def test_suggestions_come_while_an_author_is_typed_and_rows_are_added(desk):
    author("তাহমিদ রশীদ"), author("মিতা রহমান")
    page = desk(person("editor"), ADD)

    page.fill("[name=bylines-0-author]", "তাহ")
    page.wait_for_selector("#bylines datalist option", state="attached")
    page.click("[data-more]")

    assert page.eval_on_selector_all(
        "#bylines datalist option", "all => all.map(o => o.value)"
    ) == ["তাহমিদ রশীদ"]
    expect(page.locator("[name=bylines-1-author]")).to_have_count(1)
    assert page.input_value("[name=bylines-TOTAL_FORMS]") == "2"


def test_the_form_can_be_sent_without_scripts(page_at):
    editor = person("editor")
    page = page_at(360, java_script_enabled=False)
    page.goto("/accounts/login/?next=" + ADD)
    page.fill("[name=login]", editor.username)
    page.fill("[name=password]", "secret-secret")
    page.click(".desk-form button")

    page.fill("[name=headline]", "স্ক্রিপ্ট ছাড়া")
    page.fill("[name=body]", "<p>লেখা</p>")
    page.click(".acts [value=save]")

    kept = Revision.objects.get().content
    assert (kept["headline"], kept["body"]) == ("স্ক্রিপ্ট ছাড়া", "<p>লেখা</p>")


def test_the_words_of_the_editor_are_one_line_of_json(desk):
    page = desk(person("editor"), ADD)

    words = json.loads(page.get_attribute("[name=body]", "data-editor-words"))

    assert all(words.values())
