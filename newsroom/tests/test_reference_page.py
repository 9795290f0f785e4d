"""A story of ours carries the lines of the reference page, in its order (contract: facts about every public page)."""

import datetime as dt
from html.parser import HTMLParser

import pytest
import time_machine
from django.contrib.auth import get_user_model

from articles import drafting, workflow
from articles.models import Article, Category, Source
from articles.sections import save_section
from paper.identity import Site, refresh_prepared
from paper.pages import Page

DHAKA = dt.timezone(dt.timedelta(hours=6))
READ_AT = dt.datetime(2024, 12, 26, 7, 31, tzinfo=DHAKA)
PUBLISHED_AT = dt.datetime(2024, 10, 31, 9, 5, tzinfo=DHAKA)
HEADLINE = "হাটে ধান কম, দাম বাড়ছে"
PARAGRAPHS = ["আমন কাটা শেষ হয়নি বলে হাটে ধান উঠছে কম।", "আড়তদার বলেন, দুই সপ্তাহ পর দর নামবে।"]

BLOCKS = frozenset(
    "title p h1 h2 h3 li ul ol header footer nav main article aside section div form figure address time".split()
)
UNREAD = frozenset("script style svg template".split())


class Lines(HTMLParser):
    """Collects what a reader sees, a line a block."""

    def __init__(self) -> None:
        super().__init__()
        self.lines = [""]
        self.unread = 0

    def handle_starttag(self, tag: str, attrs: list) -> None:
        self.unread += tag in UNREAD
        if tag in BLOCKS:
            self.lines.append("")

    def handle_endtag(self, tag: str) -> None:
        self.unread -= tag in UNREAD
        if tag in BLOCKS:
            self.lines.append("")

    def handle_data(self, data: str) -> None:
        if not self.unread:
            self.lines[-1] += data

    @classmethod
    def of(cls, html: str) -> list[str]:
        parser = cls()
        parser.feed(html)
        return [line for line in (" ".join(line.split()) for line in parser.lines) if line]


def publish(**more) -> Article:
    owner = get_user_model().objects.create_superuser("owner")
    section = save_section(Category(name="অর্থনীতি", slug="economy"))
    content = {
        "headline": HEADLINE,
        "body": "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS),
        "category": section.pk,
        "source": Source.objects.create(name="বাজার তথ্যকেন্দ্র").pk,
        **more,
    }
    return workflow.publish(drafting.begin(content, by=owner), by=owner, at=PUBLISHED_AT)


@pytest.fixture
def lines(db, client):
    """Return a function that publishes a story and gives the lines of its page, read at a named minute."""
    Site.objects.current()
    Page.objects.create(slug="contact", title="যোগাযোগ")
    refresh_prepared()

    def read(**more) -> list[str]:
        with time_machine.travel(READ_AT, tick=False):
            article = publish(**more)
            response = client.get(article.get_absolute_url())
        assert response.status_code == 200
        return Lines.of(response.content.decode())

    return read


def in_order(lines: list[str], wanted: list[str]) -> list[str]:
    """Return those of the wanted lines that stand on the page after each other."""
    rest = iter(lines)
    return [line for line in wanted if line in rest]


def test_story_without_byline_carries_the_reference_lines_in_order(lines):
    wanted = [
        f"{HEADLINE} – সংবাদঘর",
        "ঢাকা বৃহস্পতিবার, ২৬ ডিসেম্বর ২০২৪, ০৭:৩১ পূর্বাহ্ন",
        HEADLINE,
        "৩১/১০/২০২৪",
        *PARAGRAPHS,
        "সূত্র : বাজার তথ্যকেন্দ্র",
        "ক্যাটাগরিঃ অর্থনীতি",
        "ট্যাগঃ",
        "মন্তব্য করুন",
        "যোগাযোগ",
    ]

    assert in_order(lines(), wanted) == wanted


def test_tags_follow_their_label_on_its_line(lines):
    assert "ট্যাগঃ ধান বাজারদর" in lines(tags=["ধান", "বাজারদর"])


def test_nothing_stands_between_the_body_and_its_lines(lines):
    found = lines()

    at = found.index(PARAGRAPHS[-1])
    assert found[at + 1 : at + 4] == ["সূত্র : বাজার তথ্যকেন্দ্র", "ক্যাটাগরিঃ অর্থনীতি", "ট্যাগঃ"]


def test_headline_and_date_stand_directly_over_the_body(lines):
    found = lines()

    at = found.index(HEADLINE)
    assert found[at + 1] == "৩১/১০/২০২৪"
    assert found.index(PARAGRAPHS[0]) > at


def test_story_without_a_source_prints_no_source_line(lines):
    assert not [line for line in lines(source=None) if line.startswith("সূত্র")]


def test_paper_that_prefers_colons_gets_colons(lines):
    Site.objects.update(label_style=Site.LabelStyle.COLON)

    found = lines()

    assert "ক্যাটাগরি: অর্থনীতি" in found
    assert "ট্যাগ:" in found
