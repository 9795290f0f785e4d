"""The pages of stories: one story, the lists by newest, section, tag, author, series and day, and the corrections."""

import calendar
import datetime as dt
from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from adverts.in_body import with_advert
from adverts.running import kept_until
from articles import corrections as of_corrections
from articles import paging
from articles.boxes import story_ids
from articles.cards import Card
from articles.embeds import FRAMES
from articles.figures import EMBED
from articles.gone import tells_of_gone, why_missing
from articles.lists import Lists, load_lists
from articles.models import Article, AuthorProfile, Series, Tag
from articles.paging import Page, read_page
from articles.printed_body import printed
from articles.reading import live_story
from articles.series import parts_of
from articles.sponsored import printed_for
from bangla.dates import dhaka_day_bounds, dhaka_month_bounds, to_dhaka
from bangla.text import canonical
from paper.caching import HOUR, MINUTE, public

SIDE = 10
RELATED = 5
FIRST_YEAR = 1971


@require_safe
@tells_of_gone
def detail(request: HttpRequest, pk: int, slug: str = "") -> HttpResponseBase:
    """One story; the id decides, any other slug goes to the canonical address."""
    article = live_story(pk, request.now)
    if article is None:
        raise why_missing(pk, request.now)
    if slug != article.slug:
        return _moved(request, article.get_absolute_url())
    section = request.sections.by_id[article.category_id]
    named = [pk for pk in story_ids(article.body) if pk != article.pk]
    lists = load_lists(
        request.sections, request.now, newest=SIDE, most_read=SIDE,
        of_sections={section.trail[0].pk: RELATED + 1}, named=named,
    )  # fmt: skip
    in_cards = lists.named(named)
    related = lists.of_section(section.trail[0], RELATED, skip={article.pk})
    body = printed_for(article, printed(article.body, article.library, in_cards))
    context = {
        "article": article,
        "body": with_advert(request, body),
        "section": section,
        "further": [request.sections.by_id[pk] for pk in article.shown.get("further", []) if pk in request.sections.by_id],
        "related": related,
        **_side(lists),
    }  # fmt: skip
    response = render(request, "articles/detail.html", context)
    if EMBED in article.body:
        response._csp_config = {
            **settings.SECURE_CSP,
            "frame-src": [*settings.SECURE_CSP.get("frame-src", ()), *FRAMES],
        }
    keys = [
        f"article-{article.pk}",
        f"comments-{article.pk}",
        *([f"article-{article.edition_id}"] if article.edition else []),
        *(f"picture-{pk}" for pk in sorted({article.picture_id, *article.library} - {None})),
        # A story that is not out now may come back: its card with it.
        *(f"article-{pk}" for pk in named),
        *_keys([*in_cards.values(), *related, *lists.newest(SIDE)]),
    ]
    return _public(request, response, keys, HOUR)


@require_safe
@tells_of_gone
def short_link(request: HttpRequest, pk: int) -> HttpResponse:
    """`/n/<id>/`: the address for a message or a placard."""
    article = Article.objects.live(request.now).only("pk", "slug").filter(pk=pk).first()
    if article is None:
        raise why_missing(pk, request.now)
    return _moved(request, article.get_absolute_url())


@require_safe
def latest(request: HttpRequest) -> HttpResponseBase:
    """Everything, newest first."""
    if (moved := _numbered(request)) is not None:
        return moved
    page = read_page(request, paging.everything)
    return _list(request, "articles/latest.html", page, {}, ["latest"])


@require_safe
def category(request: HttpRequest, path: str) -> HttpResponseBase:
    """A section with its subsections."""
    section = request.sections.by_path.get(path)
    if section is None:
        raise Http404
    if (moved := _numbered(request)) is not None:
        return moved
    page = read_page(request, paging.of_category, category=section.pk)
    return _list(
        request, "articles/category.html", page, {"section": section}, [f"category-{section.pk}"]
    )


@require_safe
def tag(request: HttpRequest, slug: str) -> HttpResponseBase:
    """A tag with its stories; one that no live story carries is not there (it may name what is to come)."""
    found = get_object_or_404(Tag, slug=canonical(slug))
    page = read_page(request, paging.of_tag, tag=found.pk)
    # Before anything is answered: a redirect or an empty older page would say that the tag is there.
    if not page.cards and not Article.objects.live(request.now).tagged(found.pk).exists():
        raise Http404
    if (moved := _numbered(request)) is not None:
        return moved
    return _list(request, "articles/tag.html", page, {"tag": found}, [f"tag-{found.pk}"])


@require_safe
def author(request: HttpRequest, slug: str) -> HttpResponseBase:
    """An author's stories."""
    found = get_object_or_404(AuthorProfile, slug=canonical(slug))
    if (moved := _numbered(request)) is not None:
        return moved
    page = read_page(request, paging.of_author, author=found.pk)
    return _list(request, "articles/author.html", page, {"author": found}, [f"author-{found.pk}"])


@require_safe
def series(request: HttpRequest, slug: str) -> HttpResponseBase:
    """A series with its parts in order; one of which no part is out is not there (it may name what is to come)."""
    found = get_object_or_404(Series, slug=canonical(slug))
    parts, has_more = parts_of(found, request.sections, request.now)
    if not parts:
        raise Http404
    if (moved := _numbered(request)) is not None:
        return moved
    lists = load_lists(request.sections, request.now, newest=SIDE, most_read=SIDE)
    context = {"series": found, "parts": parts, "has_more": has_more, **_side(lists)}
    response = render(request, "articles/series.html", context)
    shown = [*(part.card for part in parts), *lists.newest(SIDE)]
    return _public(request, response, [f"series-{found.pk}", *_keys(shown)], 10 * MINUTE)


@require_safe
def corrections(request: HttpRequest) -> HttpResponseBase:
    """What the paper got wrong and says so, newest first."""
    if (moved := _numbered(request)) is not None:
        return moved
    page = of_corrections.read_page(request)
    lists = load_lists(request.sections, request.now, newest=SIDE, most_read=SIDE)
    response = render(request, "articles/corrections.html", {"page": page, **_side(lists)})
    keys = ["corrections", *(f"article-{line.story}" for line in page.lines if line.is_out)]
    return _public(request, response, [*keys, *_keys(lists.newest(SIDE))], 10 * MINUTE)


@require_safe
def archive(request: HttpRequest) -> HttpResponseBase:
    """The years and months in which stories were published."""
    first = (
        Article.objects.live(request.now)
        .order_by("live_from")
        .values_list("live_from", flat=True)
        .first()
    )
    today = to_dhaka(request.now).date()
    since = to_dhaka(first).date() if first else today
    years = [
        (year, [
            dt.date(year, month, 1) for month in range(12, 0, -1)
            if (since.year, since.month) <= (year, month) <= (today.year, today.month)
        ])
        for year in range(today.year, since.year - 1, -1)
    ]  # fmt: skip
    lists = load_lists(request.sections, request.now, newest=SIDE, most_read=SIDE)
    response = render(request, "articles/archive.html", {"years": years, **_side(lists)})
    return _public(request, response, ["archive", *_keys(lists.newest(SIDE))], HOUR)


@require_safe
def archive_month(request: HttpRequest, year: int, month: int) -> HttpResponseBase:
    """A month: its calendar and its stories."""
    first = _day(year, month, 1, request)
    if (moved := _numbered(request)) is not None:
        return moved
    start, end = dhaka_month_bounds(year, month)
    # Bangla calendars on paper begin the week on Saturday.
    weeks = calendar.Calendar(firstweekday=calendar.SATURDAY).monthdatescalendar(year, month)
    today = to_dhaka(request.now).date()
    context = {"month": first, "weeks": weeks, "today": today, **_neighbours(first, today)}
    page = read_page(request, paging.of_time, start=start, end=end)
    return _list(request, "articles/archive_month.html", page, context, ["archive"])


@require_safe
def archive_day(request: HttpRequest, year: int, month: int, day: int) -> HttpResponseBase:
    """The stories of one Dhaka day."""
    date = _day(year, month, day, request)
    if (moved := _numbered(request)) is not None:
        return moved
    start, end = dhaka_day_bounds(date)
    today = to_dhaka(request.now).date()
    context = {
        "day": date,
        "day_before": date - dt.timedelta(days=1),
        "day_after": date + dt.timedelta(days=1) if date < today else None,
    }
    page = read_page(request, paging.of_time, start=start, end=end)
    return _list(request, "articles/archive_day.html", page, context, ["archive"])


def _day(year: int, month: int, day: int, request: HttpRequest) -> dt.date:
    try:
        date = dt.date(year, month, day)
    except ValueError as error:
        raise Http404 from error
    if date.year < FIRST_YEAR or date > to_dhaka(request.now).date():
        raise Http404
    return date


def _neighbours(first: dt.date, today: dt.date) -> dict[str, dt.date | None]:
    after = (first + dt.timedelta(days=31)).replace(day=1)
    return {
        "month_before": (first - dt.timedelta(days=1)).replace(day=1),
        "month_after": after if after <= today else None,
    }


def _numbered(request: HttpRequest) -> HttpResponse | None:
    """Answer the page numbers of an old site: the first is the list itself, others are gone."""
    if "page" not in request.GET:
        return None
    if request.GET["page"] == "1":
        return HttpResponsePermanentRedirect(request.path)
    raise Http404


def _moved(request: HttpRequest, address: str) -> HttpResponse:
    query = request.META.get("QUERY_STRING", "")
    return redirect(f"{address}?{query}" if query else address, permanent=True)


def _list(
    request: HttpRequest, template: str, page: Page, context: dict[str, Any], keys: list[str]
) -> HttpResponseBase:
    lists = load_lists(request.sections, request.now, newest=SIDE, most_read=SIDE)
    context = {
        "page": page,
        "days": by_day(page.cards),
        "is_first_page": "before" not in request.GET,
        **_side(lists),
        **context,
    }
    response = render(request, template, context)
    return _public(
        request, response, [*keys, *_keys([*page.cards, *lists.newest(SIDE)])], 10 * MINUTE
    )


def by_day(found: Iterable[Card]) -> list[tuple[dt.date, list[Card]]]:
    """Return the stories of a list under the Dhaka days they were published on."""
    return [
        (day, list(cards))
        for day, cards in groupby(found, lambda card: to_dhaka(card.live_from).date())
    ]


def _side(lists: Lists) -> dict[str, Any]:
    return {"newest": lists.newest(SIDE), "most_read": lists.most_read(SIDE)}


def _keys(found: Iterable[Card]) -> list[str]:
    return ["latest", *(key for card in found for key in card.keys)]


def _public(
    request: HttpRequest, response: HttpResponse, keys: list[str], lifetime: int
) -> HttpResponseBase:
    return public(
        request,
        response,
        keys=["site", *keys],
        lifetime=lifetime,
        valid_until=kept_until(request),
    )
