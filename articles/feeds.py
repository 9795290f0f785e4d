"""RSS 2.0 of the paper, of a section, of a tag and of an author: the newest stories with standfirst and picture."""

import datetime as dt
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.feedgenerator import Enclosure, Rss201rev2Feed, rfc3339_date
from django.utils.html import escape, format_html, format_html_join
from django.utils.xmlutils import SimplerXMLGenerator
from django.views.decorators.http import require_safe

from articles.cards import COLUMNS, Card
from articles.corrections import WORDS
from articles.models import Article, ArticleQuerySet, AuthorProfile, Tag
from bangla.dates import short_date, to_dhaka
from bangla.text import canonical
from paper.addresses import absolute
from paper.caching import MINUTE, public

ITEMS = 20


class Feed(Rss201rev2Feed):
    """RSS whose items say when they were last changed: a corrected story is read again."""

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        if item["updateddate"] is not None:
            handler.addQuickElement("atom:updated", rfc3339_date(item["updateddate"]))


class Item(NamedTuple):
    """A story of a feed and the name of its section."""

    card: Card
    section: str


@require_safe
def site(request: HttpRequest) -> HttpResponseBase:
    """The paper's newest stories."""
    stories = Article.objects.live(request.now).newest_first()
    return _feed(request, request.paper.name, "/", items_of(stories), "feed")


@require_safe
def category(request: HttpRequest, path: str) -> HttpResponseBase:
    """The newest stories of a section."""
    section = request.sections.by_path.get(path)
    if section is None:
        raise Http404
    stories = Article.objects.live(request.now).in_category(section.pk)
    return _feed(request, section.name, section.url, items_of(stories), f"category-{section.pk}")


@require_safe
def tag(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The newest stories with a tag."""
    found = get_object_or_404(Tag, slug=canonical(slug))
    stories = Article.objects.live(request.now).tagged(found.pk)
    items = items_of(stories)
    if not items:  # a tag may name what is to come
        raise Http404
    return _feed(request, found.name, found.get_absolute_url(), items, f"tag-{found.pk}")


@require_safe
def author(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The newest stories of an author."""
    found = get_object_or_404(AuthorProfile, slug=canonical(slug))
    stories = Article.objects.live(request.now).by_author(found.pk)
    items = items_of(stories)
    return _feed(request, found.name, found.get_absolute_url(), items, f"author-{found.pk}")


def items_of(stories: ArticleQuerySet) -> list[Item]:
    """Read the items of a feed in one query; the tree of sections is not needed for their names."""
    rows = stories.values_list(*COLUMNS, "category__name")[:ITEMS]
    return [Item(Card(*row[:-1]), row[-1]) for row in rows]


def _feed(
    request: HttpRequest, title: str, link: str, items: list[Item], key: str
) -> HttpResponseBase:
    paper = request.paper
    if title != paper.name:
        title = f"{title} | {paper.name}"
    feed = Feed(
        title=title,
        link=absolute(link),
        description=paper.description or paper.tagline or paper.name,
        language="bn",
        feed_url=absolute(request.path),
        feed_copyright=paper.rights or None,
    )
    add_items(feed, items)
    response = HttpResponse(
        feed.writeString("utf-8"), content_type="application/rss+xml; charset=utf-8"
    )
    keys = ["site", "latest", key, *(name for item in items for name in item.card.keys)]
    return public(request, response, keys=keys, lifetime=10 * MINUTE, valid_until=paper.next_due_at)


def add_items(feed: Rss201rev2Feed, items: Iterable[Item]) -> None:
    """Write stories into a feed; the guid is the story's id and outlives its headline."""
    for card, section in items:
        feed.add_item(
            title=f"{card.label}: {card.headline}" if card.label else card.headline,
            link=absolute(card.url),
            description=_description(card),
            unique_id=absolute(f"/article/{card.id}/"),
            unique_id_is_permalink=False,
            pubdate=card.live_from,
            updateddate=card.updated_at,
            author_name=", ".join(line["name"] for line in card.bylines) or None,
            categories=[section, *(tag["name"] for tag in card.shown.get("tags", []))],
            enclosures=_enclosures(card),
        )


def _description(card: Card) -> str:
    """Return standfirst and corrections, the heavy ones first.

    A feed reader takes it for HTML: text must stay text there too.
    """
    said = escape(card.standfirst or card.headline)
    lines = card.shown.get("corrections", [])
    if not lines:
        return said
    top, below = (
        format_html_join("", "<p><b>{}</b> ({}): {}</p>", map(_correction, (line for line in lines if line["is_on_top"] == is_on_top)))
        for is_on_top in (True, False)
    )  # fmt: skip
    return format_html("{}<p>{}</p>{}", top, said, below)


def _correction(line: dict[str, Any]) -> tuple[str, str, str]:
    day = to_dhaka(dt.datetime.fromisoformat(line["at"])).date()
    return WORDS[line["kind"]], short_date(day), line["text"]


def _enclosures(card: Card) -> list[Enclosure]:
    if not card.picture:
        return []
    # The length is not known without asking the storage; RSS allows 0 for unknown.
    return [Enclosure(absolute(card.picture.fallback_url), "0", "image/jpeg")]
