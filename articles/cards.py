"""What a list shows of a story: a light row of the columns a card prints, never the body."""

import datetime as dt
from typing import Any, NamedTuple

from articles.models import ArticleQuerySet
from articles.sections import Section, Sections
from images import renditions

COLUMNS = (
    "id", "kicker", "headline", "standfirst", "slug", "category_id", "live_from", "updated_at",
    "comment_count", "shown", "picture_alt", "language",
    "picture__file", "picture__width", "picture__height", "picture__alt", "picture__has_renditions",
)  # fmt: skip


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
    shown: dict[str, Any]
    own_alt: str
    language: str
    picture: str | None
    picture_width: int | None
    picture_height: int | None
    picture_alt: str | None
    has_renditions: bool | None
    section: Section | None = None
    reads: int = 0

    @property
    def url(self) -> str:
        return f"/article/{self.id}/{self.slug}/"

    @property
    def picture_url(self) -> str:
        return f"/media/{self.picture}" if self.picture else ""

    @property
    def srcset(self) -> str:
        """The widths a browser may choose the picture from."""
        if not self.has_renditions or not self.picture or not self.picture_width:
            return ""
        return renditions.srcset(self.picture, self.picture_width)

    @property
    def alt(self) -> str:
        return self.own_alt or self.picture_alt or ""

    @property
    def bylines(self) -> list[dict[str, str]]:
        return self.shown.get("bylines", [])

    def is_in(self, section: Section) -> bool:
        """Whether the section, or one below it, files the story."""
        return self.category_id in section.family or not section.family.isdisjoint(
            self.shown.get("further", ())
        )


def cards(stories: ArticleQuerySet, sections: Sections) -> list[Card]:
    """Return the stories of a sliced queryset as cards: one query, no model instances."""
    return [Card(*row, section=sections.by_id.get(row[5])) for row in stories.values_list(*COLUMNS)]
