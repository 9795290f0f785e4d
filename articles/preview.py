"""A version as readers would see it: the story's row in memory, never saved, on the readers' own page."""

import copy
import datetime as dt
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import translation
from django.utils.csp import CSP

from articles.body import plain_text
from articles.drafting import EMPTY
from articles.embeds import FRAMES
from articles.filing import tag_key
from articles.lists import load_lists
from articles.models import Article, AuthorProfile, Revision, Series, Source, Sponsor, Tag
from articles.printed_body import printed_alone
from articles.reading import edition_of
from articles.release import COPIED
from articles.sponsored import printed_for
from articles.views import RELATED, SIDE
from articles.wording import tokens
from bangla.slugs import slugify
from bangla.text import word_count
from images.models import Picture
from paper.caching import private

POLICY = {**settings.SECURE_CSP, "frame-src": list(FRAMES), "connect-src": [CSP.NONE]}
"""What readers' pages have, and videos of other houses; no script of a preview can send anything anywhere."""


def page_of(
    request: HttpRequest, article: Article, revision: Revision, **context: Any
) -> HttpResponse:
    """Return the readers' page of a version: in their language, for no cache and no search engine."""
    shown = as_shown(article, revision.content, request.now)
    by_id = request.sections.by_id
    section = by_id.get(shown.category_id)
    lists = load_lists(
        request.sections, request.now, newest=SIDE, most_read=SIDE,
        of_sections={section.trail[0].pk: RELATED + 1} if section else None,
    )  # fmt: skip
    context |= {
        "article": shown,
        "body": printed_for(shown, printed_alone(shown.body, request.now)),
        "section": section,
        "further": [by_id[number] for number in shown.shown["further"] if number in by_id],
        "related": lists.of_section(section.trail[0], RELATED, skip={article.pk}) if section else [],
        "newest": lists.newest(SIDE), "most_read": lists.most_read(SIDE),
        "version": revision,
    }  # fmt: skip
    with translation.override(settings.LANGUAGE_CODE):
        response = render(request, "articles/preview.html", context)
    response._csp_config = POLICY
    return private(unlisted(response))


def unlisted[R: HttpResponseBase](response: R) -> R:
    """Keep an answer out of search engines, and its address from whoever it links to."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def framed(response: HttpResponse) -> HttpResponse:
    """Let the paper's own pages, and none of other houses, show an answer in a frame."""
    response._csp_config = {**POLICY, "frame-ancestors": [CSP.SELF]}
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


def as_shown(article: Article, content: dict[str, Any], now: dt.datetime) -> Article:
    """Return a copy of the row that carries a version's content; comments are closed, nothing is stored."""
    shown = copy.copy(article)
    content = {**EMPTY, **content}
    for name in COPIED:
        setattr(shown, name, content[name])
    shown.slug = content["slug"] or slugify(content["headline"]) or "article"
    shown.category_id = content["category"]
    shown.source = _one(Source, content["source"])
    shown.picture = _one(Picture, content["picture"])
    shown.sponsor = _one(Sponsor, content["sponsor"])
    shown.series = _one(Series, content["series"])
    shown.word_count = word_count(plain_text(content["body"]))
    shown.live_from = article.live_from or now
    shown.comment_policy = Article.CommentPolicy.CLOSED
    shown.edition = edition_of(shown, now)
    bylines = _bylines(content["bylines"])
    shown.shown = {
        "bylines": bylines,
        "wording": tokens(content["byline_wording"], bylines),
        "series": {"title": shown.series.title, "slug": shown.series.slug}
        if shown.series
        else None,
        "tags": _tags(content["tags"]),
        "further": content["further"],
        "corrections": article.shown.get("corrections", []),
    }
    return shown


def _one(model: type[Model], pk: int | None) -> Any:
    return model._default_manager.filter(pk=pk).first() if pk else None


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
