"""What stands in a page's head for search engines and shared links."""

import json
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

from articles import structured_data
from articles.models import Article
from articles.sections import Section
from bangla.dates import to_dhaka
from paper.addresses import absolute
from paper.identity import Site

register = template.Library()

_escapes = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@register.inclusion_tag("articles/_seo.html")
def story_seo(article: Article, paper: Site, section: Section) -> dict[str, Any]:
    """Canonical address, OpenGraph, card and JSON-LD of a story."""
    image, width, height, alt = structured_data.picture_of(article)
    return {
        "article": article,
        "paper": paper,
        "section": section,
        "address": absolute(article.get_absolute_url()),
        "description": structured_data.description_of(article),
        "image": image,
        "image_width": width,
        "image_height": height,
        "image_alt": alt,
        "published": to_dhaka(article.live_from).isoformat(timespec="seconds"),
        "modified": to_dhaka(article.updated_at or article.live_from).isoformat(timespec="seconds"),
        "locale": "bn_BD" if article.language == "bn" else "en_US",
        "json_ld": [
            as_json_ld(structured_data.news_article(article, paper, section)),
            as_json_ld(structured_data.breadcrumbs(article, section)),
        ],
    }


def as_json_ld(data: dict[str, Any]) -> SafeString:
    """Return JSON that cannot end the script element it stands in."""
    return mark_safe(json.dumps(data, ensure_ascii=False).translate(_escapes))  # noqa: S308
