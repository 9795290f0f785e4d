"""The sanitiser alone, without the editor, before what programs put on the clipboard."""

import re
from html.parser import HTMLParser

import pytest

from articles.body import plain_text, sanitise
from articles.tests.pasted import NAMES, body, clip
from articles.tests.test_body import is_harmless
from bangla.text import canonical

PROGRAMS = {"script", "style", "noscript"}
CLIPS = [name for name in NAMES if name.endswith(".html")]


class Words(HTMLParser):
    """The words of a page that are not a program's."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.silent = 0
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.silent += tag in PROGRAMS

    def handle_endtag(self, tag):
        self.silent -= tag in PROGRAMS

    def handle_data(self, data):
        if not self.silent:
            self.found += words(data)


def words(text: str) -> list[str]:
    return re.findall(r"[\w\u0980-\u09ff]+", text)


@pytest.mark.parametrize("name", CLIPS)
def test_a_clip_comes_out_of_the_sanitiser_safe_and_with_every_word(name):
    html, _plain = clip(name)

    cleaned = sanitise(html)

    assert is_harmless(cleaned)
    assert sanitise(cleaned) == cleaned
    assert "".join(words(plain_text(cleaned))) == "".join(Words(canonical(html)).found)
    assert {*words(plain_text(cleaned))} >= {*words(plain_text(body(name)))}


@pytest.mark.parametrize("name", NAMES)
def test_what_the_editor_makes_of_a_clip_is_stored_as_it_is(name):
    assert sanitise(body(name)) == body(name)


def test_headings_and_boxes_of_other_pages_do_not_run_their_words_together():
    html = "<div>এক<div>দুই</div></div><h1 class=x>তিন</h1><section>চার</section><h5>পাঁচ</h5>"

    cleaned = sanitise(html)

    assert cleaned.split() == ["এক", "দুই", "<h2>তিন</h2>", "চার", "<h3>পাঁচ</h3>"]


def test_no_attribute_comes_through_that_is_not_on_the_list():
    html = (
        '<p lang="bn" title="ক" dir="ltr" id="x">খ</p><a href="https://example.org" title="গ">ঘ</a>'
    )

    assert sanitise(html) == '<p>খ</p><a href="https://example.org" rel="noopener">ঘ</a>'
