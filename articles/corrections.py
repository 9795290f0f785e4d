"""The paper's corrections as readers meet them: in which words, and page by page on /corrections/."""

import datetime as dt
from typing import NamedTuple

from django.db.models import BooleanField, ExpressionWrapper
from django.http import HttpRequest

from articles.models import Correction
from articles.models.article import readable
from articles.paging import PAGE_SIZE, place_of, read_cursor

WORDS = {
    "correction": "সংশোধনী",
    "clarification": "ব্যাখ্যা",
    "update": "হালনাগাদ তথ্য",
    "retraction": "প্রত্যাহার",
}
"""Kind of a correction → what stands before its text on every page, in feeds and for machines."""


class Line(NamedTuple):
    """One correction in the list; a story that is no longer there is named nowhere."""

    id: int
    kind: str
    text: str
    corrected_at: dt.datetime
    story: int
    slug: str
    headline: str
    language: str
    is_out: bool

    @property
    def url(self) -> str:
        return f"/article/{self.story}/{self.slug}/"


class Page(NamedTuple):
    """Corrections of one page, and the cursor of the next older one, "" on the last page."""

    lines: list[Line]
    older: str


def read_page(request: HttpRequest) -> Page:
    """Read the page of /corrections/ that `?before=` asks for: one query along the index of their times."""
    now = request.now
    rows = (
        Correction.objects.public(now)
        .newest_first(read_cursor(request))
        .values_list(
            "id", "kind", "text", "corrected_at", "article", "article__slug", "article__headline",
            "article__language",
            ExpressionWrapper(readable(now, "article__"), output_field=BooleanField()),
        )[: PAGE_SIZE + 1]
    )  # fmt: skip
    lines = [Line(*row) for row in rows]
    more, lines = len(lines) > PAGE_SIZE, lines[:PAGE_SIZE]
    return Page(lines, place_of(lines[-1].corrected_at, lines[-1].id) if more else "")
