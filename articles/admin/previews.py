"""The desk's preview of any version at three sizes, and links to it for readers without a login."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from articles import permissions, preview, preview_links
from articles.form_fields import LineField
from articles.models import Article, Revision
from articles.versions import number_in, version_of
from articles.workflow import WorkflowError
from paper.caching import private

SIZES = {
    "phone": gettext_lazy("Phone"),
    "tablet": gettext_lazy("Tablet"),
    "desktop": gettext_lazy("Computer"),
}
"""Widths of static/css/desk-versions.css: 360, 768 and 1280 pixels."""

LINKS_SHOWN = 50


class LinkForm(forms.Form):
    """For whom a link is, and how long it is good."""

    reader = LineField(
        label=gettext_lazy("For whom"), max_length=100,
        help_text=gettext_lazy("Name and house. It stands in the log."),
    )  # fmt: skip
    lasts = forms.ChoiceField(
        label=gettext_lazy("Good for"), initial="1d",
        choices=[(name, words) for name, (_time, words) in preview_links.LASTS.items()],
    )  # fmt: skip


def urls() -> list[URLPattern]:
    """Return the addresses, all below the story's."""
    wrap = admin.site.admin_view
    return [
        path("<int:pk>/preview/", wrap(preview_view), name="articles_article_preview"),
        path("<int:pk>/preview/page/", wrap(page_view), name="articles_article_preview_page"),
    ]


@require_safe
def page_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one version of the story, the latest if none is named, as readers would see it."""
    article = permissions.get_for_editor(request.user, pk)
    revision = version_of(article, number_in(request.GET, "revision"))
    return preview.framed(preview.page_of(request, article, revision))


@require_http_methods(["GET", "HEAD", "POST"])
def preview_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a version in a frame of a phone, a tablet or a computer; make a link to it, or take one back."""
    article = permissions.get_for_editor(request.user, pk)
    revision = version_of(article, number_in(request.GET, "revision"))
    is_revoking = "revoke" in request.POST
    form = LinkForm(request.POST if request.method == "POST" and not is_revoking else None)
    if request.method == "POST":
        done = _revoke(request, article) if is_revoking else _make(request, article, revision, form)
        if done:
            here = reverse("admin:articles_article_preview", args=[pk])
            return redirect(f"{here}?revision={revision.pk}#links")
    context = _context(request, article, revision, form)
    status = 422 if request.method == "POST" else 200
    return private(
        TemplateResponse(request, "admin/articles/article/preview.html", context, status=status)
    )


def _make(request: HttpRequest, article: Article, revision: Revision, form: LinkForm) -> bool:
    if not permissions.can_edit(request.user, article):
        raise PermissionDenied
    if not form.is_valid():
        return False
    try:
        preview_links.create(article, revision, by=request.user, **form.cleaned_data)
    except WorkflowError as error:
        form.add_error(None, str(error))
        return False
    messages.success(request, _("The link is made. Copy it and send it to its reader."))
    return True


def _revoke(request: HttpRequest, article: Article) -> bool:
    asked = number_in(request.POST, "revoke")
    link = article.preview_links.select_related("article", "revision").filter(pk=asked).first()
    if link is None:
        raise Http404
    if preview_links.revoke(link, by=request.user):
        messages.success(request, _("The link is taken back: it shows nothing any more."))
    return True


def _context(
    request: HttpRequest, article: Article, revision: Revision, form: LinkForm
) -> dict[str, Any]:
    links = article.preview_links.select_related("created_by", "revision")
    links = list(links.defer("revision__content")[:LINKS_SHOWN])
    good, over = [], []
    for link in links:
        is_good = link.revoked_at is None and link.expires_at > request.now
        (good if is_good else over).append(link)
    can_edit = permissions.can_edit(request.user, article)
    size = request.GET.get("size")
    return {
        **admin.site.each_context(request),
        "title": _("Preview"), "opts": Article._meta, "story": article, "version": revision,
        "sizes": SIZES, "size": size if size in SIZES else "phone",
        "form": form, "can_edit": can_edit,
        "links": [(link, preview_links.address_of(link) if can_edit else "") for link in good],
        "over": over,
    }  # fmt: skip
