"""What somebody at the desk has been told, the newest first."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from articles import notices, permissions
from articles.models import Notice
from paper.caching import private
from paper.sentences import when_in_words

PER_PAGE = 50


def urls(wrap: Any) -> list[URLPattern]:
    """Return the addresses of the list."""
    return [
        path("notices/", wrap(notices_view), name="articles_article_notices"),
        path("notices/seen/", wrap(seen_view), name="articles_article_notices_seen"),
    ]


@require_safe
def notices_view(request: HttpRequest) -> HttpResponse:
    """Show a person's notices; `?before=` is the id of the last one of the page before."""
    _require_writer(request.user)
    rows = Notice.objects.filter(user=request.user.pk).select_related(
        "by", "article__latest_revision"
    )
    rows = rows.defer("article__body", "article__shown", "article__latest_revision__content")
    if before := request.GET.get("before"):
        rows = rows.filter(pk__lt=_number(before))
    found = list(rows.order_by("-pk")[: PER_PAGE + 1])
    context = {
        **admin.site.each_context(request), "title": _("Notices"), "before": before,
        "lines": [_line_of(notice, request.user) for notice in found[:PER_PAGE]],
        "older": found[PER_PAGE - 1].pk if len(found) > PER_PAGE else None,
    }  # fmt: skip
    return private(TemplateResponse(request, "admin/articles/article/notices.html", context))


@require_POST
def seen_view(request: HttpRequest) -> HttpResponse:
    """Mark all notices of a person as seen."""
    _require_writer(request.user)
    notices.mark_seen(request.user)
    return redirect("admin:articles_article_notices")


def _line_of(notice: Notice, user: Any) -> dict[str, Any]:
    """Return one notice in words; of a story that has left the person's hands nothing is told."""
    line = {
        "kind": notice.kind, "when": when_in_words(notice.created_at), "is_new": notice.seen_at is None,
    }  # fmt: skip
    if not permissions.can_open(user, notice.article):
        return {**line, "sentence": _("About a story that is no longer yours to open.")}
    return {
        **line, "story": notice.article_id, "headline": notices.headline_of(notice.article),
        "sentence": notices.sentence_of(notice), "text": notices.text_of(notice),
    }  # fmt: skip


def _require_writer(user: Any) -> None:
    if not (user.is_active and user.has_perm("articles.change_article")):
        raise PermissionDenied


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise Http404
    return int(text)
