"""A version as readers would see it: the story's row in memory, never saved."""

import copy
import datetime as dt
from typing import Any

from articles.body import plain_text
from articles.drafting import EMPTY
from articles.filing import tag_key
from articles.models import Article, AuthorProfile, Source, Tag
from bangla.slugs import slugify
from bangla.text import word_count
from images.models import Picture


def as_shown(article: Article, content: dict[str, Any], now: dt.datetime) -> Article:
    """Return a copy of the row that carries a version's content; comments are closed, nothing is stored."""
    shown = copy.copy(article)
    content = {**EMPTY, **content}
    for name in (
        "kicker",
        "headline",
        "standfirst",
        "body",
        "language",
        "dateline",
        "picture_alt",
        "picture_caption",
    ):
        setattr(shown, name, content[name])
    shown.slug = content["slug"] or slugify(content["headline"]) or "article"
    shown.category_id = content["category"]
    shown.source = Source.objects.filter(pk=content["source"]).first()
    shown.picture = Picture.objects.filter(pk=content["picture"]).first()
    shown.word_count = word_count(plain_text(content["body"]))
    shown.live_from = article.live_from or now
    shown.comment_policy = Article.CommentPolicy.CLOSED
    shown.shown = {
        "bylines": _bylines(content["bylines"]),
        "tags": _tags(content["tags"]),
        "further": content["further"],
        "corrections": article.shown.get("corrections", []),
    }
    return shown


def _bylines(lines: list[dict[str, Any]]) -> list[dict[str, str]]:
    slugs = dict(
        AuthorProfile.objects.filter(pk__in=[line["author"] for line in lines]).values_list(
            "pk", "slug"
        )
    )
    return [
        {"name": line["name"], "role": line["role"], "slug": slugs[line["author"]]}
        for line in lines
        if line["author"] in slugs
    ]


def _tags(names: list[str]) -> list[dict[str, str]]:
    slugs = dict(Tag.objects.filter(key__in=map(tag_key, names)).values_list("key", "slug"))
    return [
        {"name": name, "slug": slugs.get(tag_key(name)) or slugify(name) or "tag"} for name in names
    ]
