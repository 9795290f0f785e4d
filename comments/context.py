"""What the templates of the conversation show: one place for the article page and the page of its own."""

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.models import Article
from comments import policy
from comments.markup import ThreadWriter
from comments.models import Comment
from comments.thread import Order, Page


def conversation(
    article: Article, page: Page, *, now: dt.datetime, staff_badge: str
) -> dict[str, Any]:
    """Return the template variables of a part of the conversation."""
    is_open = policy.is_open(article, now)
    writer = ThreadWriter(article.pk, is_open=is_open, staff_badge=staff_badge)
    url = reverse("comments:thread", args=[article.pk])
    return {
        "article": article,
        "is_open": is_open,
        "last_day": policy.last_day(article) if is_open else None,
        "thread": writer.write(page),
        "best": writer.write_best(page),
        "thread_url": url,
        "is_branch": page.opened is not None and page.older is page.newer is None,
        "orders": _orders(article, page, url),
        **_ways_on(page, url),
    }


def _orders(article: Article, page: Page, url: str) -> list[tuple[str, str, bool]]:
    """Return the orders to choose from as (address, name, whether it is on); of one comment there is no order."""
    if article.comment_count < 2:
        return []
    names = {Order.NEWEST: _("Newest first"), Order.OLDEST: _("Oldest first")}
    return [(_part(url, order), name, order == page.order) for order, name in names.items()]


def _ways_on(page: Page, url: str) -> dict[str, Any]:
    """Return where the list goes on below (`further`) and where it came from (`back`), each as (address, name)."""
    older = (_part(url, page.order, before=page.older), _("Older comments")) if page.older else None
    newer = (_part(url, page.order, after=page.newer), _("Newer comments")) if page.newer else None
    if page.order == Order.OLDEST:
        return {"further": newer, "back": older}
    return {"further": older, "back": newer}


def _part(url: str, order: Order, **cursor: int | None) -> str:
    sort = {} if order == Order.NEWEST else {"sort": order.value}
    query = urlencode({**sort, **cursor})
    return f"{url}?{query}" if query else url


def parent_of(
    article: Article, comment_id: int | None, *, missing_ok: bool = False
) -> Comment | None:
    """Return the visible comment to be answered; without one None if `missing_ok`, else Http404."""
    found = Comment.objects.visible().filter(article=article, pk=comment_id).first()
    if found is None and not missing_ok:
        raise Http404
    return found
