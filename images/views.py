"""Uploads as readers get them: fixed types, harmless headers, nothing of a story that is not out."""

import datetime as dt
from pathlib import PurePosixPath
from typing import Any

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils.csp import CSP
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from images import ranges
from images.away import NOT_THERE, reading
from images.models import Picture, PictureQuerySet
from images.names import FOLDER, MEDIA, VIDEOS, fallback_width, key_of, key_of_video, name_of
from images.signals import asked_if_shown
from paper.caching import MINUTE, private, public

TYPES = {
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".ico": "image/x-icon",
    ".mp4": "video/mp4",
}
"""The only types ever sent, by the name's ending."""

ALWAYS_SHOWN = "identity/"
"""The paper's logo and icon."""

SERVED = (ALWAYS_SHOWN, FOLDER, VIDEOS)
"""Folders of the storage that are ever sent. Originals carry their maker's place and are not."""

LONGEST_NAME = 120
LARGEST_ID = 2**63 - 1
YEAR_SECONDS = 365 * 24 * 3600


@require_safe
def media(request: HttpRequest, name: str) -> HttpResponseBase:
    """Send an upload that a live story uses; staff who may see pictures get the others too, uncached.

    Of a video also a part (images/ranges.py); its poster decides who sees it. Raises StorageAway.
    """
    content_type = type_of(name)
    asked = posters_of(name) if name.startswith(VIDEOS) else [name]
    shown = any(is_shown(one, request.now) for one in asked)
    if not shown and not is_open_to(request.user, name, request.now):
        raise Http404
    return served(request, name, content_type, is_public=shown)


def type_of(name: str) -> str:
    """Return the type in which a file is sent; raises Http404 for a name that is never sent."""
    content_type = TYPES.get(PurePosixPath(name).suffix.lower())
    if content_type is None or not is_plain(name) or not name.startswith(SERVED):
        raise Http404
    return content_type


def served(
    request: HttpRequest, name: str, content_type: str, *, is_public: bool
) -> HttpResponseBase:
    """Send a file to somebody who may see it, with harmless headers; caches keep what is public alone. Raises StorageAway."""
    try:
        with reading():
            response = sent(request, name, content_type)
    except (*NOT_THERE, SuspiciousFileOperation) as error:
        raise Http404 from error
    is_kept = is_public and response.status_code < 400
    response.headers["Cache-Control"] = (
        f"public, max-age={YEAR_SECONDS}, immutable" if is_kept else "private, no-store"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Disposition"] = content_disposition_header(
        as_attachment=False, filename="-".join(PurePosixPath(name).parts[1:])
    )
    response._csp_config = {
        "default-src": [CSP.NONE], "base-uri": [CSP.NONE], "frame-ancestors": [CSP.NONE], "sandbox": True,
    }  # fmt: skip
    return response


def sent(request: HttpRequest, name: str, content_type: str) -> HttpResponseBase:
    """Return a stored file, as it is asked for; a part of videos alone."""
    file = default_storage.open(name)
    if name.startswith(VIDEOS):
        return ranges.answer(request, file, f'"{key_of_video(name)}"', content_type)
    return ranges.whole(request, file, content_type)


@require_safe
def newest(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Go to the largest JPEG of a picture's newest file: an address that outlives every replacement.

    Caches that we can purge keep the way there for a minute, under `picture-<id>`.
    """
    picture = Picture.objects.filter(pk=pk).first() if pk <= LARGEST_ID else None
    if picture is None or not picture.key:
        raise Http404
    url = picture.printed.largest[0]
    answer = HttpResponseRedirect(url)
    if is_shown(url.removeprefix(MEDIA), request.now):
        return public(request, answer, keys=[f"picture-{pk}"], lifetime=MINUTE)
    if not may_see(request.user, Picture.objects.filter(pk=pk)):
        raise Http404
    return private(answer)


def is_open_to(user: Any, name: str, now: dt.datetime) -> bool:
    """Whether a person of the desk may see a file: whether one of its pictures lies where that person may look."""
    if video := key_of_video(name):
        return may_see(user, Picture.objects.filter(video__key=video))
    return may_see(user, Picture.objects.with_file(key_of(name), now))


def may_see(user: Any, pictures: PictureQuerySet) -> bool:
    """Whether a person of the desk may see one of some pictures."""
    return user.has_perm("images.view_picture") and pictures.open_to(user).exists()


def is_plain(name: str) -> bool:
    """Whether the name can be one of ours: printable, no longer than the column, no way out of the folder."""
    path = PurePosixPath(name)
    is_straight = str(path) == name and ".." not in path.parts
    is_short = len(name) <= LONGEST_NAME and all(len(part.encode()) <= 255 for part in path.parts)
    return is_straight and is_short and name.isprintable()


def posters_of(name: str) -> list[str]:
    """Return a file's name of each picture that stands for the video with this name; none for one not in the library."""
    posters = Picture.objects.filter(video__key=key_of_video(name)).only("key", "width")
    return [name_of(poster.key, fallback_width(poster.width), "jpg") for poster in posters]


def is_shown(name: str, now: dt.datetime) -> bool:
    """Whether readers may see the file: the paper's own, one marked free, or one that a live story uses."""
    if name.startswith(ALWAYS_SHOWN):
        return True
    answers = asked_if_shown.send(sender=media, name=name, now=now)
    if any(answer for _receiver, answer in answers):
        return True
    return Picture.objects.with_file(key_of(name), now).filter(is_free=True).exists()
