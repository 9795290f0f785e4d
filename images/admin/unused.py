"""The page that lists pictures nothing uses and takes them out of the library after a second look."""

from typing import Any, NamedTuple

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.defaultfilters import filesizeformat
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bangla.digits import to_bangla
from images import library, purge
from images.models import Picture
from paper.caching import private
from paper.desk import moment_cell

PAGE = 60


class Row(NamedTuple):
    """One picture that nothing uses; `size` is that of its original, in words."""

    picture: Picture
    size: str
    added: Any


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """List what may be purged; show what was chosen once more; purge it."""
    if not request.user.has_perm(purge.RIGHT):
        raise PermissionDenied
    if request.method != "POST":
        return _listed(request)
    chosen = ids_in(request.POST.getlist("picture"))
    if not chosen:
        messages.warning(request, _("Choose at least one picture."))
        return redirect(request.get_full_path())
    if "confirmed" not in request.POST:
        return _asked_again(request, chosen)
    for sentence in _sentences(purge.purge(chosen, by=request.user, now=request.now)):
        messages.success(request, sentence)
    return redirect("admin:images_picture_unused")


def ids_in(texts: list[str]) -> list[int]:
    """Return the ids that a form sent, what is none left out."""
    found = [library.asked({"before": text}).before for text in texts[: purge.MOST]]
    return [pk for pk in found if pk is not None]


def _listed(request: HttpRequest) -> HttpResponse:
    wanted = library.asked(request.GET)
    found = list(
        purge.unused(request.user, request.now)
        .newest_first(wanted.before)
        .select_related("video")
        .defer("found_by")[: PAGE + 1]
    )
    more = {
        "rows": rows_of(found[:PAGE]),
        "older": found[PAGE - 1].pk if len(found) > PAGE else None,
        "before": wanted.before,
        "is_all_chosen": request.GET.get("all") == "1",
    }
    return _answer(request, _("Pictures that nothing uses"), more)


def _asked_again(request: HttpRequest, chosen: list[int]) -> HttpResponse:
    still = purge.unused(request.user, request.now).filter(pk__in=chosen)
    rows = rows_of(list(still.newest_first().defer("found_by")))
    title = _("Delete %(n)s pictures?") % {"n": to_bangla(len(rows))}
    return _answer(request, title, {"rows": rows, "is_last_look": True})


def _answer(request: HttpRequest, title: str, more: dict[str, Any]) -> HttpResponse:
    context = {
        **admin.site.each_context(request), "title": title, "opts": Picture._meta,
        "days": to_bangla(purge.AFTER.days), **more,
    }  # fmt: skip
    return private(TemplateResponse(request, "admin/images/picture/unused.html", context))


def rows_of(pictures: list[Picture]) -> list[Row]:
    """Return pictures with the sizes of their originals."""
    return [Row(one, size_in_words(one.file.name), moment_cell(one.added_at)) for one in pictures]


def size_in_words(name: str) -> str:
    """Return the size of a file, ৮.৪ মেগাবাইট; "" for one that is not there."""
    try:
        return to_bangla(filesizeformat(default_storage.size(name)))
    except OSError:
        return ""


def _sentences(purged: purge.Purged) -> list[str]:
    gone = _("%(n)s pictures deleted.") % {"n": to_bangla(purged.gone)}
    kept = _("%(n)s pictures are in use by now and were kept.") % {"n": to_bangla(purged.kept)}
    return [gone, *([kept] if purged.kept else [])]
