"""What a list shows of a story: a light row of the columns a card prints, never the body."""

import datetime as dt
import json
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db.models import TextField
from django.db.models.functions import Cast

from articles.models import ArticleQuerySet
from articles.sections import Section, Sections
from articles.sponsored import LABELS
from images.markup import Printed

COLUMNS = (
    "id", "kicker", "headline", "standfirst", "slug", "category_id", "live_from", "updated_at",
    "comment_count", Cast("shown", TextField()), "picture_alt", "language",
    "picture__alt", "picture__key", "picture__width", "picture__height", "picture__made", "picture__colour",
    "picture__focus_x", "picture__focus_y", "picture_id", "sponsorship",
)  # fmt: skip

WIDTH = len(COLUMNS)

_NO_FURTHER = '"further": []'
"""How both databases write that a story is filed under no second section."""


class Card(NamedTuple):
    """One story in a list."""

    id: int
    kicker: str
    headline: str
    standfirst: str
    slug: str
    category_id: int
    live_from: dt.datetime
    updated_at: dt.datetime | None
    comment_count: int
    shown_text: str
    own_alt: str
    language: str
    picture_alt: str | None
    picture_key: str | None
    picture_width: int | None
    picture_height: int | None
    picture_made: str | None
    picture_colour: str | None
    picture_focus_x: int | None
    picture_focus_y: int | None
    picture_id: int | None
    sponsorship: str
    section: Section | None = None
    reads: int = 0

    @property
    def shown(self) -> dict[str, Any]:
        """The prepared lines; taken apart when asked for, which few cards are."""
        return json.loads(self.shown_text)

    @property
    def printed(self) -> tuple[Any, ...]:
        """All that its words and its picture depend on: not the time, the comments, the bylines."""
        return (*self[:6], *self[10:WIDTH], self.section.name if self.section else "")

    @property
    def url(self) -> str:
        return f"/article/{self.id}/{self.slug}/"

    @property
    def keys(self) -> list[str]:
        """The names by which a page that shows it is purged: the story's and its picture's."""
        return [f"article-{self.id}", *([f"picture-{self.picture_id}"] if self.picture_id else [])]

    @property
    def picture(self) -> Printed | None:
        """What a page prints of its picture; None for a story without one, or whose files are not made."""
        if not self.picture_key:
            return None
        return Printed(
            self.picture_key, self.picture_width or 1, self.picture_height or 1,
            self.picture_made or "", self.picture_colour or "",
            self.picture_focus_x or 0, self.picture_focus_y or 0,
        )  # fmt: skip

    @property
    def label(self) -> str:
        """What has to stand before the headline of a story that is not the paper's own alone; "" for others."""
        return LABELS.get(self.sponsorship, "")

    @property
    def alt(self) -> str:
        return self.own_alt or self.picture_alt or ""

    @property
    def bylines(self) -> list[dict[str, str]]:
        return self.shown.get("bylines", [])

    def is_in(self, section: Section) -> bool:
        """Whether the section, or one below it, files the story."""
        if self.category_id in section.family:
            return True
        return _NO_FURTHER not in self.shown_text and not section.family.isdisjoint(
            self.shown.get("further", ())
        )


def cards(stories: ArticleQuerySet, sections: Sections) -> list[Card]:
    """Return the stories of a sliced queryset as cards: one query, no model instances."""
    return cards_of(stories.values_list(*COLUMNS), sections)


def cards_of(rows: Iterable[tuple[Any, ...]], sections: Sections) -> list[Card]:
    """Return rows of COLUMNS as cards; a further column is the number of reads."""
    by_id = sections.by_id
    return [Card(*row[:WIDTH], by_id.get(row[5]), *row[WIDTH:]) for row in rows]
