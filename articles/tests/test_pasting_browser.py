"""Pasting in Chromium: what Word, Google Docs, Facebook, a news page and plain text become in body, captions and fields."""

import pytest

from articles.body import sanitise
from articles.tests.desk import ADD, form_of
from articles.tests.factories import draft, person
from articles.tests.pasted import NAMES, body, clip
from bangla.text import canonical
from images.tests.factories import picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASTE = """([html, plain, target]) => {
  const data = new DataTransfer();
  if (html) data.setData("text/html", html);
  data.setData("text/plain", plain);
  const options = { clipboardData: data, bubbles: true, cancelable: true };
  document.querySelector(target).dispatchEvent(new ClipboardEvent("paste", options));
}"""


def paste(page, html="", plain="-", target=".ProseMirror"):
    """Paste as a program's clipboard would; into `target`, where the caret stands."""
    page.evaluate(PASTE, [html, plain, target])


def stored(page):
    """Return the body as it would be stored."""
    return sanitise(page.eval_on_selector("[name=body]", "element => element.value"))


def empty(page):
    page.evaluate("document.querySelector('.ProseMirror').editor.commands.clearContent(true)")


@pytest.fixture
def page(desk):
    page = desk(person("reporter"), ADD)
    page.wait_for_selector(".prose-menubar [data-name=picture]")
    page.click(".ProseMirror")
    return page


def test_what_programs_put_on_the_clipboard_is_stored_as_clean_text(page):
    made, said = {}, {}
    for name in NAMES:
        empty(page)
        page.evaluate("document.getElementById('editor-says').textContent = ''")
        paste(page, *clip(name))
        made[name], said[name] = stored(page), page.inner_text("#editor-says")

    assert made == {name: body(name) for name in NAMES}
    # Emoji, icons and counters are no pictures.
    assert [name for name in NAMES if said[name]] == ["news.html"]


IGNORE = "<span style='mso-list:Ignore'>"
LISTS = [
    # What is pasted, and what becomes of it.
    ("<p>• এক</p><p>• দুই</p>", "<ul><li><p>এক</p></li><li><p>দুই</p></li></ul>"),
    ("<p>• একা</p>", "<p>• একা</p>"),
    ("<ul><li>এক<ol start=3><li>দুই</li></ol></li></ul>", '<ul><li><p>এক</p><ol start="3"><li><p>দুই</p></li></ol></li></ul>'),
    ("<ul><li><h3>এক</h3></li><li></li></ul>", "<ul><li><p>এক</p></li></ul>"),
    ("<ul>আগে<li>এক</li></ul>", "<ul><li><p>আগে</p></li><li><p>এক</p></li></ul>"),
    ("<p class=MsoListParagraph>ড. রহিম</p>", "<p>ড. রহিম</p>"),
    (f"<p class=MsoNormal style='mso-list:l0 level1 lfo1'>{IGNORE}ধারা ১.&nbsp;</span>এক</p>", "<p>ধারা ১. এক</p>"),
    ("".join(f"<p class=MsoNormal style='mso-list:l0 level1 lfo1'>{IGNORE}{n}.</span>ক{n}</p>" for n in (1, 2, 1)),
     "<ol><li><p>ক1</p></li><li><p>ক2</p></li></ol><ol><li><p>ক1</p></li></ol>"),
    ("<h2>এক</h2><h4>দুই</h4>", "<h2>এক</h2><h3>দুই</h3>"),
    ("<h1>এক</h1><h2>দুই</h2>", "<h2>এক</h2><h3>দুই</h3>"),
    ("<div>এক<div>দুই<br><br>তিন</div></div>", "<p>এক</p><p>দুই</p><p>তিন</p>"),
    ("<p>এক <span style='font-weight:600'>দুই <span style='font-weight:400'>তিন</span></span></p>", "<p>এক <strong>দুই </strong>তিন</p>"),
    ("<style>.x{font-style:italic}</style><p>এক <span class=x>দুই</span></p>", "<p>এক <em>দুই</em></p>"),
    ("<aside><p>শুধু বাক্সটি</p></aside>", "<p>শুধু বাক্সটি</p>"),
    ("<blockquote style='margin:0 0 0 40px;border:none'><p>সরানো</p></blockquote>", "<p>সরানো</p>"),
    ("<table><tr><td><p>এক</p><p>দুই</p></td></tr></table>", "<p>এক</p><p>দুই</p>"),
    ("<p>এক</p><table><tr><td><table><tr><td>ভেতরে</td></tr></table></td><td>পাশে</td></tr></table>",
     "<p>এক</p><table><tbody><tr><td><p>ভেতরে</p></td><td><p>পাশে</p></td></tr></tbody></table>"),
    ("<p><a href='java&#10;script:alert(1)'>এক</a> <a href='#x'>দুই</a> <a href='mailto:a@example.com'>তিন</a></p>",
     '<p>এক দুই <a href="mailto:a@example.com" rel="noopener">তিন</a></p>'),
    ("<p>এক</p><figure data-picture='7'><img src='x.jpg' width=900><figcaption>দুই</figcaption></figure>", "<p>এক</p><p>দুই</p>"),
    ("<pre>এক\nদুই</pre>", "<p>এক<br>দুই</p>"),
    ("<p>দু\u00adই &nbsp; তিন\u200b</p>", "<p>দুই তিন</p>"),
]  # fmt: skip


def test_structure_is_rebuilt_and_only_what_may_be_printed_comes_in(page):
    made = []
    for html, _wanted in LISTS:
        empty(page)
        paste(page, html)
        made.append(stored(page))

    assert made == [canonical(wanted) for _html, wanted in LISTS]


def test_text_is_pasted_between_words_and_matter_of_our_own_editor_comes_whole(page):
    crane = picture()
    own = f'<figure data-picture="{crane.pk}" data-alt="ক্রেন" data-pm-slice="0 0 []"></figure>'

    page.keyboard.type("কগ")
    page.evaluate("document.querySelector('.ProseMirror').editor.commands.setTextSelection(2)")
    paste(page, "<meta charset='utf-8'><span style='font-weight:700'>খ</span>")
    paste(page, plain="ঘ\nঙ")
    paste(page, own)

    assert stored(page) == (
        "<p>ক<strong>খঘ</strong></p><p><strong>ঙ</strong></p>"
        f'<figure data-alt="ক্রেন" data-picture="{crane.pk}"></figure><p>গ</p>'
    )


def test_lines_that_end_where_a_sentence_ends_stay_paragraphs(page):
    lines = [
        "গতকাল রাতে শহরের তিনটি এলাকায় একসঙ্গে বিদ্যুৎ ছিল না বলে জানা গেছে।",
        "কারণ জানা যায়নি।",
        "তদন্ত চলছে।",
    ]

    paste(page, plain="\r\n".join(lines))

    assert stored(page) == canonical("".join(f"<p>{line}</p>" for line in lines))


def test_captions_and_fields_take_one_line_and_the_browser_takes_it_back(desk):
    crane = picture()
    reporter = person("reporter")
    article = draft(reporter, body=f'<p>ক</p><figure data-picture="{crane.pk}"></figure>')
    page = desk(reporter, form_of(article))
    page.click(".desk-figure figcaption")

    paste(page, "<h1>জেটিতে</h1><ul><li><b>নতুন</b></li><li>ক্রেন</li></ul>")
    page.fill("[name=headline]", "শুরু ")
    paste(page, "<p>বন্দরে</p><p>জট&nbsp;কমেছে<br>আজ</p>", target="[name=headline]")
    headline = page.input_value("[name=headline]")
    page.focus("[name=headline]")
    page.keyboard.press("Control+z")
    page.focus("[name=standfirst]")
    paste(page, plain="এক\r\n\r\n দুই ", target="[name=standfirst]")
    paste(page, plain=" তিন", target="[name=standfirst]")

    assert (
        f'<figure data-picture="{crane.pk}"><figcaption>জেটিতে <strong>নতুন</strong> ক্রেন</figcaption></figure>'
        in stored(page)
    )
    assert headline == "শুরু বন্দরে জট কমেছে আজ"
    assert page.input_value("[name=headline]") == "শুরু "
    assert page.input_value("[name=standfirst]") == "এক দুই তিন"
