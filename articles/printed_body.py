"""A stored body as it is printed: figures with what their pictures have in the library now, cards with what their stories say now."""

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, Self

from django.db.models import Case, OuterRef, Subquery, TextField, Value, When
from django.db.models.aggregates import StringAgg
from django.db.models.functions import Cast, JSONArray
from django.template.loader import render_to_string
from django.utils.html import escape

from articles import cards
from articles.boxes import story_ids, with_cards
from articles.cards import Card
from articles.embeds import Embed, embed_of
from articles.figures import Figure, parts_of, picture_ids
from articles.models import Article, PictureUse
from images.markup import Printed
from images.models import Picture
from images.names import url_of, video_name

COLUMNS = (
    "id", "key", "width", "height", "made", "colour", "focus_x", "focus_y", "alt", "credit",
    "video__key", "video__width", "video__height",
)  # fmt: skip
"""What a page prints of a picture in a body."""


class InLibrary(NamedTuple):
    """A picture as the library has it now; `video` is (key, width, height in pixels) or None."""

    printed: Printed
    alt: str
    credit: str
    video: tuple[str, int, int] | None

    @classmethod
    def of(cls, row: Iterable[Any]) -> Self:
        """Return the picture of a row of COLUMNS without its id."""
        *printed, alt, credit, video_key, video_width, video_height = row
        video = (video_key, video_width, video_height) if video_key else None
        return cls(Printed(*printed), alt, credit, video)


Library = dict[int, InLibrary]


class Plate(NamedTuple):
    """One figure ready to be printed; `caption` is safe HTML."""

    caption: str
    alt: str = ""
    credit: str = ""
    picture: Printed | None = None
    video: tuple[str, int, int] | None = None
    embed: Embed | None = None
    children: tuple["Plate", ...] = ()

    @property
    def video_url(self) -> str:
        """The address of the video's file."""
        return url_of(video_name(self.video[0])) if self.video else ""


def used_pictures() -> Case:
    """Return an expression for a query of stories: the library's rows for the pictures of a body, as JSON arrays with commas between.

    NULL for the many stories whose body has no figure: it costs them a look at the text.
    """
    row = JSONArray(*(f"picture__{name}" for name in COLUMNS))
    rows = (
        PictureUse.objects.filter(article=OuterRef("pk"), is_live=True)
        .order_by()
        .values("article")
        .annotate(rows=StringAgg(Cast(row, TextField()), Value(",")))
        .values("rows")
    )
    return Case(When(body__contains="<figure data-", then=Subquery(rows)), output_field=TextField())


def library_of(rows: str | None) -> Library:
    """Return what `used_pictures` gave by id."""
    return {row[0]: InLibrary.of(row[1:]) for row in json.loads(f"[{rows or ''}]")}


def look_up(pks: Iterable[int]) -> Library:
    """Return the library's pictures of these ids: one query."""
    rows = Picture.objects.filter(pk__in=list(pks)).values_list(*COLUMNS)
    return {row[0]: InLibrary.of(row[1:]) for row in rows}


def printed(html: str, library: Library, stories: Mapping[int, Card]) -> str:
    """Return a stored body with its figures and cards filled in.

    A picture that has gone, or has no file yet, is left out; so is the card of a story that is not
    in `stories`, which holds what readers may see and nothing else.
    """
    named = story_ids(html)
    if named:
        html = with_cards(html, {pk: _card(stories[pk]) for pk in named if pk in stories})
    if "<figure" not in html:
        return html
    return "".join(
        _figure(part.figure, library) + part.html if part.figure else part.html
        for part in parts_of(html)
    )


def printed_alone(html: str, now: dt.datetime) -> str:
    """Return a body printed that no page has read for, such as a version of the desk: two queries at most."""
    pictures, named = picture_ids(html), story_ids(html)
    live = Article.objects.live(now).filter(pk__in=named).values_list(*cards.COLUMNS)
    stories = {row[0]: Card(*row) for row in live} if named else {}
    return printed(html, look_up(pictures) if pictures else {}, stories)


def _card(card: Card) -> str:
    """Return a story's card: a link with headline, day and small picture."""
    return render_to_string("articles/_card.html", {"card": card}).strip()


def _figure(figure: Figure, library: Library) -> str:
    plate = _plate(figure, library)
    if plate is None:
        return ""
    if plate.children:
        return _gallery(plate)
    kind = "embed" if plate.embed else "video" if plate.video else ""
    tall = " is-tall" if plate.embed and plate.embed.is_tall else ""
    opening = f'<figure class="{kind}{tall}">' if kind else "<figure>"
    return (
        f"{opening}{_face(plate, kind or 'picture', 'body')}{_words(plate, 'figcaption')}</figure>"
    )


def _gallery(plate: Plate) -> str:
    places = ["opener", *["gallery"] * (len(plate.children) - 1)]
    items = "".join(
        f"<li>{_face(child, 'video' if child.video else 'link', place)}{_words(child, 'p')}</li>"
        for child, place in zip(plate.children, places, strict=True)
    )
    return f'<figure class="gallery"><ul>{items}</ul>{_words(plate, "figcaption")}</figure>'


def _face(plate: Plate, kind: str, place: str) -> str:
    """Return what is to be seen of a figure, by the template of its kind."""
    return render_to_string(
        "articles/_face.html", {"plate": plate, "kind": kind, "place": place}
    ).strip()


def _words(plate: Plate, tag: str) -> str:
    """Return caption and credit below it; "" when there are none."""
    credit = f'<span class="credit">{escape(plate.credit)}</span>' if plate.credit else ""
    words = " ".join(filter(None, (plate.caption, credit)))
    opening = '<p class="words">' if tag == "p" else f"<{tag}>"
    return f"{opening}{words}</{tag}>" if words else ""


def _plate(figure: Figure, library: Library) -> Plate | None:
    children = tuple(filter(None, (_plate(child, library) for child in figure.children)))
    embed = embed_of(figure.embed) if figure.embed else None
    found = library.get(figure.picture)
    if figure.is_gallery and len(children) == 1:
        return children[0]._replace(caption=children[0].caption or figure.caption)
    if not (children or embed or (found and found.printed.key)):
        return None
    return Plate(
        caption=figure.caption,
        alt=figure.alt or (found.alt if found else ""),
        credit=figure.credit or (found.credit if found else ""),
        picture=found.printed if found and found.printed.key else None,
        video=found.video if found else None,
        embed=embed,
        children=children,
    )
