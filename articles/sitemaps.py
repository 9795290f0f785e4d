"""Sitemaps after sitemaps.org: an index, one file a month, one for sections and pages; no COUNT anywhere."""

import datetime as dt
from collections.abc import Iterable
from xml.sax.saxutils import escape

from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from articles.models import Article, AuthorProfile, Series
from bangla.dates import dhaka_month_bounds, to_dhaka
from paper.addresses import absolute
from paper.caching import HOUR, public
from paper.pages import Page

NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
MOST_ADDRESSES = 50_000
"""What sitemaps.org allows in one file."""

type Entry = tuple[str, dt.datetime | None]


@require_safe
def index(request: HttpRequest) -> HttpResponseBase:
    """The index: sections and pages, then each month with stories, newest first."""
    first = (
        Article.objects.live(request.now)
        .order_by("live_from")
        .values_list("live_from", flat=True)
        .first()
    )
    paths = ["/sitemap-pages.xml"]
    if first is not None:
        paths += [
            f"/sitemap-{month:%Y-%m}.xml"
            for month in months(to_dhaka(first).date(), to_dhaka(request.now).date())
        ]
    return _answer(request, "sitemapindex", "sitemap", [(path, None) for path in paths])


def months(first: dt.date, last: dt.date) -> list[dt.date]:
    """Return the first days of all months from `last` back to `first`."""
    month, found = last.replace(day=1), []
    while month >= first.replace(day=1):
        found.append(month)
        month = (month - dt.timedelta(days=1)).replace(day=1)
    return found


@require_safe
def month(request: HttpRequest, year: int, month: int) -> HttpResponseBase:
    """One Dhaka month: its page of the archive, so that no file is empty, and its stories."""
    today = to_dhaka(request.now).date()
    if not 1 <= month <= 12 or (year, month) > (today.year, today.month):
        raise Http404
    start, end = dhaka_month_bounds(year, month)
    stories = Article.objects.live(request.now).between(start, end).newest_first()
    rows = stories.values_list("id", "slug", "live_from", "updated_at")[: MOST_ADDRESSES - 1]
    entries: list[Entry] = [(f"/archive/{year}/{month:02d}/", None)]
    entries += [(f"/article/{pk}/{slug}/", updated or at) for pk, slug, at, updated in rows]
    return _answer(request, "urlset", "url", entries)


@require_safe
def pages(request: HttpRequest) -> HttpResponseBase:
    """The front page, sections, authors, series that are told and standing pages."""
    entries: list[Entry] = [
        ("/", None),
        ("/latest/", None),
        ("/archive/", None),
        ("/corrections/", None),
        ("/contact/", None),
    ]
    entries += [(section.url, None) for section in request.sections.by_id.values()]
    entries += [
        (f"/author/{slug}/", None) for slug in AuthorProfile.objects.values_list("slug", flat=True)
    ]
    out = Article.objects.live(request.now).filter(series=OuterRef("pk"))
    told = Series.objects.filter(Exists(out)).values_list("slug", flat=True)
    entries += [(f"/series/{slug}/", None) for slug in told]
    entries += [
        (page.get_absolute_url(), page.updated_at) for page in Page.objects.exclude(slug="contact")
    ]
    return _answer(request, "urlset", "url", entries)


def _answer(
    request: HttpRequest, root: str, item: str, entries: Iterable[Entry]
) -> HttpResponseBase:
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<{root} xmlns="{NAMESPACE}">']
    for path, changed in entries:
        lastmod = f"<lastmod>{changed.isoformat(timespec='seconds')}</lastmod>" if changed else ""
        lines.append(f"<{item}><loc>{escape(absolute(path))}</loc>{lastmod}</{item}>")
    lines.append(f"</{root}>\n")
    response = HttpResponse("\n".join(lines), content_type="application/xml; charset=utf-8")
    return public(
        request,
        response,
        keys=["sitemap", "latest"],
        lifetime=HOUR,
        valid_until=request.paper.next_due_at,
    )
