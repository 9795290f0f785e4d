"""Hostile text in any field of a story is words on every page: no element or attribute comes of it."""

from collections import Counter
from contextlib import contextmanager
from html.parser import HTMLParser
from urllib.parse import quote
from xml.etree import ElementTree as ET

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from articles.models import DayReads, Source
from articles.tests.factories import author, person, section, story
from images.models import Picture
from paper.identity import Site

pytestmark = pytest.mark.django_db

BREAKOUTS = [
    '"><img src=x onerror=alert(1)>',
    "'><svg/onload=alert(1)>",
    "</title></script></style></textarea><script>alert(1)</script>",
    '" onmouseover="alert(1)" x="',
    "--><iframe srcdoc='<script>alert(1)</script>'><!--",
    "{{ paper.name }}{% now 'Y' %}<b>",
    "]]><script>alert(1)</script>",
    "&lt;img src=x onerror=alert(1)&gt;&#60;b&#62;",
    "\u202e\x00<\u200bscript>alert(1)</\x1bscript>`${alert(1)}`",
]
PLAIN = "সাধারণ কথা"
OWN = ("/", "http://", "https://", "#", "?")


class Shape(HTMLParser):
    """How many of each element with which attribute names, and every address a page leads to."""

    def __init__(self, html):
        super().__init__()
        self.elements, self.addresses, self.comments = Counter(), [], []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements[(tag, *sorted(name for name, _ in attrs))] += 1
        self.addresses += [
            value for name, value in attrs if name in {"href", "src", "action"} and value
        ]

    def handle_comment(self, data):
        self.comments.append(data)


def in_every_field(text):
    """Return a live story that carries the text in every field of its own and of all that hangs on it."""
    top = section("economy", "অর্থনীতি")
    own = section("economy/port")
    own.name = own.description = top.name = top.description = text[:60]
    own.save()
    top.save()
    writer = author()
    writer.name, writer.role, writer.place, writer.bio = text[:80], text[:80], text[:40], text
    writer.save()
    picture = Picture.objects.create(
        file="pictures/2024/12/a.png", width=6, height=4, alt=text, caption=text, credit=text
    )
    source = Source.objects.create(name=text, url="javascript:alert(1)//" + quote(text)[:150])
    article = story(
        kicker=f"ক {text}"[:40], headline=text, standfirst=text, dateline=text[:60], slug="ঠিকানা", category=own.pk,
        picture=picture.pk, picture_alt=text, picture_caption=text, source=source.pk, tags=[f"বিষয় {text}"],
        body=f"<p>ক {text}</p>", bylines=[{"author": writer.pk, "name": text[:80], "role": text[:80]}],
    )  # fmt: skip
    DayReads.objects.create(article=article, day=timezone.localdate(), reads=1)
    story(category=own.pk, headline=text)
    return article


def pages_of(article):
    day = timezone.localtime(article.live_from)
    tag, writer = article.shown["tags"][0]["slug"], article.shown["bylines"][0]["slug"]
    lists = [f"/tag/{tag}/", f"/author/{writer}/", "/category/economy/", "/category/economy/port/"]
    return {
        "html": ["/", article.get_absolute_url(), "/latest/", *lists, "/archive/", f"/archive/{day:%Y/%m}/", f"/archive/{day:%Y/%m/%d}/"],
        "xml": ["/feed/", *(path + "feed/" for path in lists), "/sitemap.xml", "/sitemap-pages.xml", f"/sitemap-{day:%Y-%m}.xml"],
    }  # fmt: skip


@contextmanager
def undone():
    """Take back what is done inside."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def shapes_of(client, article):
    """Return the shape of each HTML page by its address, and the elements of each XML file."""
    pages = pages_of(article)
    trees = {path: ET.fromstring(client.get(path).content) for path in pages["xml"]}
    return (
        [(path, Shape(client.get(path).text)) for path in pages["html"]],
        [[element.tag for element in tree.iter()] for tree in trees.values()],
    )


@pytest.fixture
def plain_shapes(client):
    """Return the shapes while every field holds harmless words, the story then taken back."""
    with undone():
        shapes, trees = shapes_of(client, in_every_field(PLAIN))
    return [shape for _path, shape in shapes], trees


@pytest.fixture(autouse=True)
def _one_moment():
    with time_machine.travel(timezone.now(), tick=False):
        yield


def test_no_page_has_an_element_or_attribute_that_was_not_there_before(client, plain_shapes):
    plain, plain_trees = plain_shapes
    for text in BREAKOUTS:
        with undone():
            shapes, trees = shapes_of(client, in_every_field(text))

        assert trees == plain_trees, text
        for (path, found), before in zip(shapes, plain, strict=True):
            # The body alone may hold elements: of its own list of allowed ones.
            allowed = {("strong",), ("em",)} if path.startswith("/article/") else set()
            assert set(found.elements - before.elements) <= allowed, (path, text)
            assert found.comments == before.comments, (path, text)
            assert not [a for a in found.addresses if not a.startswith(OWN)], (path, text)


def test_a_source_with_a_script_for_an_address_is_printed_without_link(client):
    article = in_every_field(PLAIN)

    page = client.get(article.get_absolute_url()).text

    assert f"<b>সূত্র :</b> {PLAIN}</p>" in page
    assert "javascript:" not in page


def test_the_papers_own_name_is_words_too(client, plain_shapes):
    article = in_every_field(PLAIN)
    Site.objects.current()
    hostile = BREAKOUTS[0][:60]
    Site.objects.update(
        name=hostile, tagline=hostile, description=hostile, rights=hostile, place=hostile[:40]
    )

    for path, plain in zip(pages_of(article)["html"], plain_shapes[0], strict=True):
        extra = Shape(client.get(path).text).elements - plain.elements
        # The footer prints a line more now that there is one.
        assert set(extra) <= {("p",), ("p", "class")}, path
    for path in pages_of(article)["xml"]:
        ET.fromstring(client.get(path).content)


@pytest.mark.parametrize(
    "path",
    [
        "/latest/?before=<script>",
        "/tag/<script>alert(1)<%2Fscript>/",
        "/article/1/<svg onload=x>/",
        "/<script>/",
    ],
)
def test_an_address_is_not_thrown_back(client, path):
    page = client.get(path)

    assert page.status_code == 404
    assert "<svg onload" not in page.text
    assert "<script>" not in page.text


def test_a_cursor_is_not_thrown_back_as_markup(client):
    story()

    response = client.get('/latest/?before=1700000000000000-1&x="><script>alert(1)</script>')

    assert response.status_code == 200
    assert "<script>alert" not in response.text


def test_signed_in_staff_get_the_same_harmless_page(client, plain_shapes):
    article = in_every_field(BREAKOUTS[0])
    client.force_login(person("chief"))

    for path, plain in zip(pages_of(article)["html"], plain_shapes[0], strict=True):
        extra = Shape(client.get(path).text).elements - plain.elements
        assert set(extra) == set(), path
