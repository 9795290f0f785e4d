"""The desk's addresses for files that are sent in pieces, and the page that sends them."""

import errno
from collections.abc import Callable
from functools import wraps
from typing import Any, Final
from uuid import UUID

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import OperationalError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.http.request import UnreadablePostError
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bangla.digits import to_bangla
from images import turns, uploads
from images.library import described
from images.models import Folder, Picture, PictureQuerySet, Upload
from images.pieces import MAX_PIECE
from paper.caching import private
from paper.log import record

RIGHT: Final = "images.add_picture"
WORDS: Final = ["alt", "caption", "credit", "agency"]
PIECE_TYPE: Final = "application/octet-stream"
DISK_FULL: Final = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
STATUS: Final[dict[type[uploads.Refused], int]] = {
    uploads.OutOfStep: 409,
    uploads.TooSmall: 400,
    uploads.TooLarge: 413,
    uploads.BadFile: 422,
    uploads.NeedsPoster: 422,
    uploads.TooMany: 429,
}

View = Callable[..., dict[str, Any]]


class BeginForm(forms.Form):
    """What a browser says of a file before it sends it; `size` is bytes."""

    name = forms.CharField(max_length=4_000)
    mark = forms.CharField(max_length=8_000, strip=False)
    size = forms.IntegerField(min_value=1)


class WordsForm(forms.ModelForm):
    """What a person writes under a picture that is being sent; all of it may follow later."""

    class Meta:
        model = Picture
        fields = [*WORDS, "folder"]

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["folder"].queryset = Folder.objects.open_to(user)
        self.fields["folder"].empty_label = _("In no folder")


class Wrong(Exception):
    """A request that is answered with a sentence and a status; `more` goes into the answer beside it."""

    def __init__(self, status: int, sentence: str, **more: Any) -> None:
        self.status, self.sentence, self.more = status, sentence, more
        super().__init__(sentence)


def answered(view: View) -> Callable[..., HttpResponseBase]:
    """Make of a function that returns a dict, or raises, a view that answers in JSON, errors as one sentence."""

    @wraps(view)
    def answer(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        try:
            _refuse_who_may_not(request.user)
            content, status = view(request, **kwargs), 200
        except Exception as error:
            wrong = _in_words(error)
            content, status = {"error": wrong.sentence, **wrong.more}, wrong.status
        response = JsonResponse(content, status=status)
        if status == 503:
            response["Retry-After"] = turns.RETRY_SECONDS
        return private(response)

    return answer


def _refuse_who_may_not(user: Any) -> None:
    if not user.has_perm(RIGHT):
        raise Wrong(403, _("You may not add pictures. Ask an editor."))


def _in_words(error: Exception) -> Wrong:
    """Return what a person is told of an error; one that is a fault of ours is raised again."""
    match error:
        case Wrong():
            wrong = error
        case uploads.Refused():
            wrong = Wrong(STATUS[type(error)], str(error.message), **error.more)
        case Upload.DoesNotExist():
            wrong = Wrong(404, _("This upload is no longer there. Choose the file again."))
        case turns.Busy():
            sentence = _("The desk is busy with other files. It goes on by itself in a moment.")
            wrong = Wrong(503, sentence, retry_after=turns.RETRY_SECONDS)
        case UnreadablePostError():
            wrong = Wrong(400, _("The connection broke off. Send the file again."))
        case _ if _is_disk_full(error):
            sentence = _("The storage is full. What has come is kept; tell the administrator, then go on.")  # fmt: skip
            wrong = Wrong(507, sentence)
        case _:
            raise error
    return wrong


def _is_disk_full(error: Exception) -> bool:
    if isinstance(error, OSError):
        return error.errno in DISK_FULL
    return isinstance(error, OperationalError) and "disk is full" in str(error)


def _valid(form: forms.BaseForm) -> dict[str, Any]:
    """Return a form's values. Raises Wrong with the first sentence, and all of them by field."""
    if not form.is_valid():
        errors = {
            name: [to_bangla(sentence) for sentence in sentences]
            for name, sentences in form.errors.items()
        }
        raise Wrong(400, next(iter(errors.values()))[0], errors=errors)
    return form.cleaned_data


def _own(request: HttpRequest, pk: UUID) -> Upload:
    """Return an upload of the person's own. Raises Upload.DoesNotExist for everybody else's."""
    return Upload.objects.select_related("picture").get(pk=pk, sender=request.user)


def _open(request: HttpRequest, picture: Picture | None, rows: PictureQuerySet) -> Picture:
    """Return of these rows the picture that an upload became. It may have been moved to where the sender may not look.

    Raises Upload.DoesNotExist then, and when it became none yet.
    """
    found = rows.open_to(request.user).filter(pk=picture and picture.pk).first()
    if found is None:
        raise Upload.DoesNotExist
    return found


def _standing(upload: Upload) -> dict[str, Any]:
    return {
        "id": str(upload.pk),
        "name": upload.name,
        "size": upload.size,
        "received": upload.received,
    }


@require_POST
@answered
def begin(request: HttpRequest) -> dict[str, Any]:
    """Begin to send a file, or go on where it broke off."""
    said = _valid(BeginForm(request.POST))
    return _standing(uploads.begin(request.user, said["name"], said["mark"], said["size"]))


@require_http_methods(["GET", "POST"])
@answered
def one(request: HttpRequest, pk: UUID) -> dict[str, Any]:
    """Say how much has come; take the next piece."""
    upload = _own(request, pk)
    if request.method == "POST":
        upload = uploads.take(upload, _offset(request), _piece(request))
    return _standing(upload)


@require_POST
@answered
def leave(request: HttpRequest, pk: UUID) -> dict[str, Any]:
    """Give up: what has come of the file is thrown away."""
    uploads.forget(_own(request, pk))
    return {}


def _offset(request: HttpRequest) -> int:
    asked = request.GET.get("offset", "")
    if not (asked.isascii() and asked.isdigit() and len(asked) < 16):
        raise Wrong(400, _("The request does not say which part of the file it brings."))
    return int(asked)


def _piece(request: HttpRequest) -> bytes:
    """Return the body, which is whole: a connection that breaks off may end it early.

    A form's body is not taken: Django may have read it to look for the token, and it is gone then.
    """
    if request.content_type != PIECE_TYPE:
        raise Wrong(415, _("A part of a file is sent as application/octet-stream."))
    length = int(request.META.get("CONTENT_LENGTH") or 0)
    if not length:
        raise Wrong(400, _("The request brings nothing of the file."))
    if length > MAX_PIECE:
        raise Wrong(413, _("A part of a file has 2 MB at most."))
    piece = request.body
    if len(piece) != length:
        raise Wrong(400, _("The connection broke off. Send the file again."))
    return piece


@require_POST
@answered
def finish(request: HttpRequest, pk: UUID) -> dict[str, Any]:
    """Make a picture of the file; asked again, answer the same."""
    upload = _own(request, pk)
    typed = _valid(WordsForm(request.POST, user=request.user))
    picture = uploads.finish(
        upload,
        typed={name: typed[name] for name in WORDS},
        folder=typed["folder"],
        poster=request.FILES.get("poster"),
    )
    picture = _open(request, picture, Picture.objects.select_related("video"))
    return {**_in_library(picture), **_warning(picture), "upload": str(upload.pk)}


@require_POST
@answered
def words(request: HttpRequest, pk: UUID) -> dict[str, Any]:
    """Save what a person wrote under a picture that has just come."""
    upload = _own(request, pk)
    with transaction.atomic():
        # Held, so that nobody closes its folder between the look and the writing.
        picture = _open(request, upload.picture, Picture.objects.select_for_update())
        if not admin.site.get_model_admin(Picture).has_change_permission(request, picture):
            raise Wrong(403, _("This picture is in use. Ask an editor to change it."))
        _valid(WordsForm(request.POST, instance=picture, user=request.user))
        # The worker may be writing `made` of the same row.
        picture.save(update_fields=[*WORDS, "folder", "found_by"])
        record("change", actor=request.user, subject=picture)
    return _in_library(picture)


def _in_library(picture: Picture) -> dict[str, Any]:
    return {**described(picture), "url": _page_of(picture)}


def _warning(picture: Picture) -> dict[str, str]:
    same = uploads.same_in_library(picture)
    if same is None:
        return {"warning": "", "warning_url": ""}
    sentence = _("This file is in the library already: “%(picture)s”.") % {"picture": same}
    return {"warning": sentence, "warning_url": _page_of(same)}


def _page_of(picture: Picture) -> str:
    return reverse("admin:images_picture_change", args=[picture.pk])


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Show the page that takes files by choice, by drop and by paste."""
    if not request.user.has_perm(RIGHT):
        raise PermissionDenied
    context = {
        **admin.site.each_context(request),
        "title": _("Send pictures"),
        "opts": Picture._meta,
        "form": WordsForm(user=request.user),
        "most_picture": uploads.PICTURE_BYTES // 1024 // 1024,
        "most_video": uploads.video.MAX_BYTES // 1024 // 1024,
    }
    return private(TemplateResponse(request, "admin/images/picture/upload.html", context))


def urls(wrap: Callable[..., Any]) -> list[URLPattern]:
    """Return the addresses, for the admin of pictures; `wrap` is its `admin_site.admin_view`."""
    return [
        path("upload/", wrap(page), name="images_picture_upload"),
        path("uploads/", wrap(begin), name="images_picture_uploads"),
        path("uploads/<uuid:pk>/", wrap(one), name="images_picture_uploads_one"),
        path("uploads/<uuid:pk>/leave/", wrap(leave), name="images_picture_uploads_leave"),
        path("uploads/<uuid:pk>/finish/", wrap(finish), name="images_picture_uploads_finish"),
        path("uploads/<uuid:pk>/words/", wrap(words), name="images_picture_uploads_words"),
    ]
