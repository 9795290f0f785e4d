"""The lines a story's page prints beside its text, kept ready on the row: one query less each."""

from typing import Any

from articles.models import Article
from articles.wording import text_of, tokens


def build(article: Article, wording: str | None = None) -> dict[str, Any]:
    """Return {"bylines": [{name, role, slug}], "tags": [{name, slug}], "further": [category id], "corrections": [{text, at, kind, is_on_top}]}.

    Where the story has them also "wording", the byline in pieces (articles/wording.py), and "series":
    {title, slug}. Without `wording` that of the lines as they stand is kept, with its addresses anew.
    """
    bylines = [
        {"name": line.name, "role": line.role, "slug": line.author.slug}
        for line in article.bylines.select_related("author").order_by("position")
    ]
    if wording is None:
        wording = text_of(article.shown.get("wording", []))
    more: dict[str, Any] = {}
    if pieces := tokens(wording, bylines):
        more["wording"] = pieces
    if article.series is not None:
        more["series"] = {"title": article.series.title, "slug": article.series.slug}
    return {
        "bylines": bylines,
        "tags": [
            {"name": filing.tag.name, "slug": filing.tag.slug}
            for filing in article.tag_filings.select_related("tag").order_by("position", "id")
        ],
        "further": list(
            article.category_filings.filter(is_own=True)
            .exclude(category=article.category_id)
            .order_by("id")
            .values_list("category_id", flat=True)
        ),
        "corrections": [
            {
                "text": correction.text,
                "at": correction.corrected_at.isoformat(),
                "kind": correction.kind,
                "is_on_top": correction.is_on_top,
            }
            for correction in article.corrections.all()
        ],
        **more,
    }


def refresh(article: Article) -> None:
    """Build the lines anew and store them."""
    article.shown = build(article)
    article.save(update_fields=["shown"])
