"""Uploads as readers get them: fixed types, harmless headers, nothing of a story that is not out."""

import datetime as dt
from pathlib import PurePosixPath

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest
from django.utils.csp import CSP
from django.views.decorators.http import require_safe

from images.models import Picture
from images.names import FOLDER, key_of
from images.signals import asked_if_shown

TYPES = {
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".ico": "image/x-icon",
}
"""The only types ever sent, by the name's ending."""

ALWAYS_SHOWN = "identity/"
"""The paper's logo and icon."""

SERVED = (ALWAYS_SHOWN, FOLDER)
"""Folders of the storage that are ever sent. Originals carry their maker's place and are not."""

LONGEST_NAME = 120
YEAR_SECONDS = 365 * 24 * 3600


@require_safe
def media(request: HttpRequest, name: str) -> FileResponse:
    """Send an upload that a live story uses; staff who may see pictures get the others too, uncached."""
    content_type = TYPES.get(PurePosixPath(name).suffix.lower())
    if content_type is None or not is_plain(name) or not name.startswith(SERVED):
        raise Http404
    shown = is_shown(name, request.now)
    if not shown and not request.user.has_perm("images.view_picture"):
        raise Http404
    try:
        file = default_storage.open(name)
    except (
        FileNotFoundError,
        IsADirectoryError,
        NotADirectoryError,
        SuspiciousFileOperation,
    ) as error:
        raise Http404 from error
    response = FileResponse(file, content_type=content_type)
    response.headers["Cache-Control"] = (
        f"public, max-age={YEAR_SECONDS}, immutable" if shown else "private, no-store"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response._csp_config = {"default-src": [CSP.NONE], "sandbox": True}
    return response


def is_plain(name: str) -> bool:
    """Whether the name can be one of ours: printable, no longer than the column, no way out of the folder."""
    path = PurePosixPath(name)
    is_straight = str(path) == name and ".." not in path.parts
    is_short = len(name) <= LONGEST_NAME and all(len(part.encode()) <= 255 for part in path.parts)
    return is_straight and is_short and name.isprintable()


def is_shown(name: str, now: dt.datetime) -> bool:
    """Whether readers may see the file: the paper's own, one marked free, or one that a live story uses."""
    if name.startswith(ALWAYS_SHOWN):
        return True
    answers = asked_if_shown.send(sender=media, name=name, now=now)
    if any(answer for _receiver, answer in answers):
        return True
    key = key_of(name)
    return bool(key) and Picture.objects.filter(key=key, is_free=True).exists()
