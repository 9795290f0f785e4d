"""Plain text to safe HTML: nothing a reader types becomes markup of its own."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comments.rendering import render

PAYLOADS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "<svg/onload=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "javascript:alert(1)",
    'https://example.com/"onmouseover="alert(1)',
    "https://example.com/'onmouseover='alert(1)",
    "https://example.com/<script>alert(1)</script>",
    "https://example.com/`><b>",
    "http://<b>",
    "https://",
    "data:text/html;base64,PHNjcmlwdD4=",
    "&lt;script&gt; &amp;#60;script&amp;#62; &#x3c;script&#x3e;",
    "<!--<img src='--><img src=x onerror=alert(1)//'>",
    "</p></div></li><h1>",
    "[x](javascript:alert(1))",
    "<p><https://example.com></p>",
    "{{ settings.SECRET_KEY }} {% include 'x' %}",
    "\u202e<script>\u202d",
    "<scr\x00ipt>alert(1)</scr\x00ipt>",
]


class Inspector(HTMLParser):
    """Collects the elements and attributes that a browser would see."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.tags, self.attributes, self.text = [], [], ""

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data):
        self.text += data

    def handle_comment(self, data):
        raise AssertionError(data)


def inspect(html):
    inspector = Inspector()
    inspector.feed(html)
    inspector.close()
    return inspector


def assert_harmless(html):
    seen = inspect(html)
    assert set(seen.tags) <= {"p", "br", "a"}
    for name, value in seen.attributes:
        assert name in {"href", "rel"}
        assert name != "href" or re.match(r"https?://", value, re.IGNORECASE)
        assert name != "rel" or value == "nofollow ugc noopener"


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_text_is_shown_as_text(payload):
    html = render(f"আগে {payload} পরে")

    assert_harmless(html)
    assert inspect(html).text == f"আগে {re.sub('[\x00\u202d\u202e]', '', payload)} পরে"


@given(st.text(alphabet=st.sampled_from("<>\"'&/:.;=ahtps \n#x3cক্ষা৳\u200d"), max_size=200))
def test_no_text_becomes_markup(text):
    assert_harmless(render(text))


def test_empty_lines_part_paragraphs_and_line_ends_break_lines():
    assert render("এক\nদুই\n\n \n\nতিন\r\nচার") == "<p>এক<br>দুই</p><p>তিন<br>চার</p>"


def test_addresses_become_links_that_vouch_for_nothing():
    assert render("দেখুন https://example.org/ক?a=1&b=2, তারপর বলুন।") == (
        '<p>দেখুন <a href="https://example.org/ক?a=1&amp;b=2" rel="nofollow ugc noopener">'
        "https://example.org/ক?a=1&amp;b=2</a>, তারপর বলুন।</p>"
    )


def test_closing_signs_stay_outside_the_link():
    assert 'href="https://example.org/a"' in render("(https://example.org/a)।")


def test_canonical_form_keeps_the_joiner_of_rab():
    assert render("র‍্যাব") == "<p>র‍্যাব</p>"


@pytest.mark.parametrize("text", ["", " ", "\n\n"])
def test_nothing_renders_as_nothing(text):
    assert render(text) == ""
