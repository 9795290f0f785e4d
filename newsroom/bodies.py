"""Refuses what no form of the paper sends: bodies too long, unread, and numbers wider than any column."""

import re
from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from images.judging import MAX_BYTES
from paper.addresses import DESK_PATHS
from paper.caching import private

READERS_BYTES = 1024 * 1024
"""Above the limits of comments and contact, which answer with what was typed and are lower."""

DESK_BYTES = MAX_BYTES + 5 * 1024 * 1024
"""A picture and the longest story beside it; each form names its own limits in words."""

LONGEST_TYPE = 500
"""Characters of a Content-Type; a browser's have 80."""

_charset = re.compile(r";\s*charset[*\d]*\s*=[^;]*", re.IGNORECASE)


def as_utf8(kind: str) -> str:
    """Return a Content-Type without its alphabet: a form is UTF-8 whatever it calls itself, as HTML has it.

    Django looks it up before any middleware: one that is endless, or names a codec of Python's that
    is no alphabet (rot13, zlib, idna), would end in a bare 500 outside of everything.
    """
    return _charset.sub("", kind[:LONGEST_TYPE])


class BodyLimit:
    """Answer 413 to a body that says it is too long.

    Django keeps a long file on disk while it reads a form, and reads it to look for the token
    before anybody's right to send it is asked: some hundred senders would fill the disk. A body
    that does not say its length is none to Django.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        limit = DESK_BYTES if request.path.startswith(DESK_PATHS) else READERS_BYTES
        if not (length.isascii() and length.isdigit()) or int(length[:19]) > limit:
            return private(HttpResponse(render_to_string("413.html"), status=413))
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> None:
        """Call a number that SQLite cannot hold a bad request, which it is: PostgreSQL and our forms find no such row."""
        if isinstance(error, OverflowError) and "SQLite" in str(error):
            raise BadRequest("A number is wider than any column.") from error
