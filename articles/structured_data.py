"""What a story says to machines: NewsArticle after schema.org and Google's Article properties.

What is paid for is AdvertiserContentArticle: it is no news, and says so.
"""

import datetime as dt
from typing import Any

from articles.corrections import WORDS
from articles.models import Article
from articles.sections import Section
from articles.sponsored import sponsor_of
from bangla.dates import to_dhaka
from images.names import url_of
from paper.addresses import absolute
from paper.identity import Site

SHARE_PICTURE = ("/static/img/share.png", 1200, 630)
"""Stands for a story without a picture; an address without hash, kept by those who shared it."""


def picture_of(article: Article) -> tuple[str, int, int, str]:
    """Return address, width, height and description of the picture that represents the story."""
    if article.picture is not None and article.picture.key:
        path, width, height = article.picture.printed.largest
        return absolute(path), width, height, article.picture_alt or article.picture.alt
    path, width, height = SHARE_PICTURE
    return absolute(path), width, height, article.headline


def description_of(article: Article) -> str:
    """Return the sentence that search engines and shared links print."""
    return article.standfirst or article.headline


def news_article(article: Article, paper: Site, section: Section) -> dict[str, Any]:
    """Return the NewsArticle object of a live story; all moments carry Dhaka's offset."""
    assert article.live_from is not None
    address, width, height, _alt = picture_of(article)
    organisation = publisher(paper)
    bylines = article.shown.get("bylines", [])
    authors = [
        {"@type": "Person", "name": line["name"], "url": absolute(f"/author/{line['slug']}/")}
        for line in bylines
    ]
    data = {
        "@context": "https://schema.org",
        "@type": "AdvertiserContentArticle"
        if article.sponsorship == "sponsored"
        else "NewsArticle",
        "mainEntityOfPage": absolute(article.get_absolute_url()),
        "headline": article.headline,
        "description": description_of(article),
        "image": [{"@type": "ImageObject", "url": address, "width": width, "height": height}],
        "datePublished": to_dhaka(article.live_from).isoformat(timespec="seconds"),
        "dateModified": to_dhaka(article.updated_at or article.live_from).isoformat(
            timespec="seconds"
        ),
        "author": authors or [organisation],
        "publisher": organisation,
        "articleSection": section.name,
        "inLanguage": article.language,
        "wordCount": article.word_count,
        "commentCount": article.comment_count,
        "isAccessibleForFree": True,
    }
    if tags := [tag["name"] for tag in article.shown.get("tags", [])]:
        data["keywords"] = tags
    if sponsor := sponsor_of(article):
        data["sponsor"] = sponsor
    if corrections := article.shown.get("corrections", []):
        data["correction"] = [_correction(line) for line in corrections]
    return data


def _correction(line: dict[str, Any]) -> dict[str, str]:
    at = to_dhaka(dt.datetime.fromisoformat(line["at"]))
    return {
        "@type": "CorrectionComment",
        "name": WORDS[line["kind"]],
        "text": line["text"],
        "datePublished": at.isoformat(timespec="seconds"),
    }


def breadcrumbs(article: Article, section: Section) -> dict[str, Any]:
    """Return the BreadcrumbList from the front page to the story."""
    steps = [("প্রচ্ছদ", "/"), *((step.name, step.url) for step in section.trail)]
    items = [
        {"@type": "ListItem", "position": place, "name": name, "item": absolute(path)}
        for place, (name, path) in enumerate(steps, start=1)
    ]
    items.append({"@type": "ListItem", "position": len(items) + 1, "name": article.headline})
    return {"@context": "https://schema.org", "@type": "BreadcrumbList", "itemListElement": items}


def publisher(paper: Site) -> dict[str, Any]:
    """Return the paper as schema.org's NewsMediaOrganization."""
    data: dict[str, Any] = {
        "@type": "NewsMediaOrganization",
        "name": paper.name,
        "url": absolute("/"),
    }
    if paper.logo:
        data["logo"] = {"@type": "ImageObject", "url": absolute(url_of(paper.logo.name))}
    if links := [address for _name, address in paper.social]:
        data["sameAs"] = links
    return data
