"""Stories that somebody pays for, or makes with the paper: what they are called, and how far their links count."""

import re
from typing import Any

from articles.models import Article
from paper.addresses import own_path

LABELS = {"sponsored": "বিজ্ঞাপন বার্তা", "partner": "সহযোগিতায় প্রকাশিত"}
"""Kind of sponsoring → the label before the headline, on every card, in lists and feeds."""

ENGLISH = {"sponsored": "Sponsored content", "partner": "In partnership"}
"""The same over an English story: who reads it may read no Bangla."""

REL = "sponsored nofollow noopener"
"""What search engines ask for at paid links (developers.google.com/search/docs/crawling-indexing/qualify-outbound-links)."""

_link = re.compile(r'<a\b((?:\s+[\w-]+(?:="[^"]*")?)*)\s*>')
_href = re.compile(r'\shref="([^"]*)"')
_rel = re.compile(r'\srel="[^"]*"')


def label_of(article: Article) -> str:
    """Return the label on the story's own page, in its language; "" for the paper's own journalism."""
    labels = ENGLISH if article.language == "en" else LABELS
    return labels.get(article.sponsorship, "")


def printed_for(article: Article, html: str) -> str:
    """Return a printed body; in a sponsored or partner story no link out of the paper recommends."""
    return _link.sub(_marked, html) if article.sponsorship else html


def _marked(link: re.Match[str]) -> str:
    href = _href.search(link[1])
    if href is None or not href[1].lower().startswith(("http:", "https:", "//")):
        return link[0]
    if own_path(href[1].replace("&amp;", "&")) is not None:
        return link[0]
    return f'<a{_rel.sub("", link[1])} rel="{REL}">'


def sponsor_of(article: Article) -> dict[str, Any] | None:
    """Return the sponsor as schema.org's Organization; None for the paper's own journalism."""
    if not article.sponsorship or article.sponsor is None:
        return None
    link = {"url": article.sponsor.link} if article.sponsor.link else {}
    return {"@type": "Organization", "name": article.sponsor.name, **link}
