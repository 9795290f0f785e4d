"""The library to look through: the grid, the picker's answers, the way to a picture's smallest file."""

from typing import Any, NamedTuple

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bangla.dates import to_dhaka
from bangla.digits import to_bangla
from images import library
from images.models import Picture
from paper.caching import private
from paper.desk import moment_cell

ONLY = {
    "": gettext_lazy("All pictures"),
    "mine": gettext_lazy("My pictures"),
    "undescribed": gettext_lazy("Without description"),
    "ended": gettext_lazy("Rights have ended"),
    "unused": gettext_lazy("Not used"),
}
"""Filter of the library → its name."""


class Tile(NamedTuple):
    """One picture of the grid; `marks` are (class, words)."""

    picture: Picture
    marks: list[tuple[str, str]]
    added: Any


def grid(admin: Any, request: HttpRequest) -> HttpResponse:
    """Show a page of the library."""
    wanted, page = _asked(admin, request)
    today = to_dhaka(request.now).date()
    context = {
        **admin.admin_site.each_context(request),
        "title": capfirst(str(Picture._meta.verbose_name_plural)), "opts": Picture._meta,
        "wanted": wanted, "page": page, "only": ONLY.items(),
        "tiles": [Tile(one, marks_of(one, today), moment_cell(one.added_at)) for one in page.pictures],
        "may_add": admin.has_add_permission(request),
        "may_purge": admin.has_delete_permission(request),
        "may_arrange": request.user.has_perm("images.view_folder"),
    }  # fmt: skip
    return private(TemplateResponse(request, "admin/images/picture/change_list.html", context))


def picked(admin: Any, request: HttpRequest) -> JsonResponse:
    """Return a page of the library for the picker."""
    _wanted, page = _asked(admin, request)
    answer = {
        "pictures": [library.described(picture) for picture in page.pictures],
        "older": page.older,
        "folders": [[folder.pk, folder.name] for folder in page.folders],
    }
    return private(JsonResponse(answer))


def thumb(admin: Any, request: HttpRequest, pk: int) -> HttpResponse:
    """Go to a picture's smallest file. Raises Http404 where there is none that the person may see."""
    picture = admin.get_object(request, str(pk)) if admin.has_view_permission(request) else None
    if picture is None or not picture.thumb_url:
        raise Http404
    return private(HttpResponseRedirect(picture.thumb_url))


def _asked(admin: Any, request: HttpRequest) -> tuple[library.Asked, library.Shelf]:
    if not admin.has_view_permission(request):
        raise PermissionDenied
    wanted = library.asked(request.GET)
    return wanted, library.shelf(admin.get_queryset(request), wanted, request.user, request.now)


def marks_of(picture: Picture, today: Any) -> list[tuple[str, str]]:
    """Return what to know about a picture before it is used, what is wrong first."""
    video = getattr(picture, "video", None)
    marks = [
        ("undescribed", _("No description"), not picture.alt),
        ("ended", _("Rights have ended"), picture.rights_have_ended(today)),
        ("video", _("Video, %(length)s") % {"length": length_of(video.seconds)} if video else "", video),
        ("free", _("Free"), picture.is_free),
        ("folder", str(picture.folder), picture.folder),
    ]  # fmt: skip
    return [(kind, words) for kind, words, holds in marks if holds]


def length_of(seconds: int) -> str:
    """Return ১:০৫ for 65 seconds."""
    return to_bangla(f"{seconds // 60}:{seconds % 60:02}")
