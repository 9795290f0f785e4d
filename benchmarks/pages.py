"""Which addresses are measured, and the bars of the issue: CPU milliseconds at size S."""

import datetime as dt
import json
from pathlib import Path
from typing import Any, NamedTuple

PAGE_SIZE = 20


class Page(NamedTuple):
    """One page: its name in the table, its address, the most it may cost (CPU ms at S) and ask (queries)."""

    name: str
    address: str
    bar: float | None = None
    queries: int | None = None


def pages(corpus: Path) -> list[Page]:
    """Return the pages of a loaded corpus."""
    named = json.loads((corpus / "manifest.json").read_text(encoding="utf-8"))["pages"]
    category = f"/category/{named['category']}/"
    return [
        Page("front", "/", 6, 8),
        Page("article short", address_of(named["short"]), 4, 6),
        Page("article 200 comments", address_of(named["c200"]), 10, 6),
        Page("article hot", address_of(named["hot"]), None, 6),
        Page("comments 200", f"/comments/{named['c200']}/", None, 6),
        Page("latest", "/latest/", None, 5),
        Page("category", category, 6, 5),
        Page("category deep", f"{category}?before={deep_cursor(named)}", 6, 5),
        Page("tag", f"/tag/{named['tag_large']}/", 6, 5),
        Page("author", f"/author/{named['author']}/", 6, 5),
        Page("archive day", day_of(named["c200"]), 6, 5),
        Page("feed", "/feed/", None, 3),
    ]


def address_of(pk: int) -> str:
    """Return the canonical address of a story."""
    from articles.models import Article

    return Article.objects.only("pk", "slug").get(pk=pk).get_absolute_url()


def day_of(pk: int) -> str:
    """Return the archive of the Dhaka day before a story's: a whole one."""
    from articles.models import Article
    from bangla.dates import to_dhaka

    day = to_dhaka(Article.objects.only("live_from").get(pk=pk).live_from).date() - dt.timedelta(
        days=1
    )
    return f"/archive/{day:%Y/%m/%d}/"


def deep_cursor(named: dict[str, Any]) -> str:
    """Return the cursor before the deep page of the largest section."""
    from articles.cards import cards
    from articles.models import Article
    from articles.paging import cursor_of
    from articles.sections import load_sections

    sections = load_sections()
    at = (named["category_deep_page"] - 1) * PAGE_SIZE - 1
    section = sections.by_path[named["category"]]
    return cursor_of(
        cards(Article.objects.live().in_category(section.pk)[at : at + 1], sections)[0]
    )
