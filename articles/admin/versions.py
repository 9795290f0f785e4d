"""The desk's pages of a story's versions: the list, two of them compared, one brought back."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from articles import drafting, permissions, versions
from articles.differences import differences
from articles.drafting import StaleVersion
from articles.models import Article
from articles.versions import number_in
from bangla.digits import to_bangla
from paper.caching import private


def urls() -> list[URLPattern]:
    """Return the addresses, all below the story's."""
    wrap = admin.site.admin_view
    pages = {"versions": versions_view, "compare": compare_view, "restore": restore_view}
    return [
        path(f"<int:pk>/{name}/", wrap(view), name=f"articles_article_{name}")
        for name, view in pages.items()
    ]


@require_safe
def versions_view(request: HttpRequest, pk: int) -> HttpResponse:
    """List the versions: number, kind, who, when, why, and what each is to the story."""
    article = permissions.get_for_editor(request.user, pk)
    before = number_in(request.GET, "before")
    page = versions.page_of(article, request.now, before)
    return _page(request, article, "versions", _("Versions"), page=page, before=before)


@require_safe
def compare_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what has changed between two versions of the story, field by field, in words."""
    article = permissions.get_for_editor(request.user, pk)
    old, new = versions.pair_of(article, number_in(request.GET, "a"), number_in(request.GET, "b"))
    found = differences(old.content if old else {}, new.content, request.sections)
    return _page(
        request, article, "compare", _("Two versions compared"), old=old, new=new,
        differences=found, later=versions.after(article, new),
    )  # fmt: skip


@require_POST
def restore_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring a former version back as a new one, if nobody has saved since the list was read."""
    article = permissions.get_for_editor(request.user, pk)
    if not permissions.can_edit(request.user, article):
        raise PermissionDenied
    before, asked = article.latest_revision_id, number_in(request.POST, "revision") or 0
    revision = versions.version_of(article, asked)
    try:
        based_on = number_in(request.POST, "based_on") or 0
        made = drafting.restore(article, revision, by=request.user, based_on=based_on)
    except StaleVersion as stale:
        messages.error(request, str(stale))
        return redirect("admin:articles_article_versions", pk)
    if made.pk == before:
        messages.info(request, _("The latest version already says the same."))
        return redirect("admin:articles_article_versions", pk)
    numbers = {"old": to_bangla(revision.number), "n": to_bangla(made.number)}
    messages.success(request, _("Version %(old)s is brought back, as version %(n)s.") % numbers)
    return redirect("admin:articles_article_change", pk)


def _page(
    request: HttpRequest, article: Article, name: str, title: str, **context: Any
) -> HttpResponse:
    context |= {
        **admin.site.each_context(request),
        "title": title, "opts": Article._meta, "story": article,
        "can_edit": permissions.can_edit(request.user, article),
    }  # fmt: skip
    return private(TemplateResponse(request, f"admin/articles/article/{name}.html", context))
