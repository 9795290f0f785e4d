"""A part of a stored file, as players ask for it: what a Range header wants (RFC 9110, 14), and only those bytes."""

import re
from collections.abc import Callable, Iterator
from typing import Any, Final, NamedTuple

from django.core.files.base import File
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response

PIECE: Final = 64 * 1024
"""Bytes held for one reader, however slowly it reads."""

MAX_HEADER: Final = 100
"""Characters; one range of the largest file has 40."""

_one_range: Final = re.compile(r"bytes=[\t ,]*([0-9]*)-([0-9]*)[\t ,]*", re.ASCII | re.IGNORECASE)


class Unsatisfiable(Exception):
    """A range that begins past the end of the file, or asks for its last 0 bytes (RFC 9110, 14.1.2)."""


class Part(NamedTuple):
    """Bytes `start` to `end` of a file, counted from 0, `end` not among them."""

    start: int
    end: int

    def content_range(self, size: int) -> str:
        """Return the header that says which part it is (RFC 9110, 14.4)."""
        return f"bytes {self.start}-{self.end - 1}/{size}"


def asked_part(asked: str | None, size: int) -> Part | None:
    """Return the part of a file of `size` bytes that a Range header asks for; None means all of it.

    (RFC 9110, 14.1.1 to 14.2.) A header that is malformed, of another unit, or asks for several
    ranges is passed over, as a server may. Raises Unsatisfiable.
    """
    found = _one_range.fullmatch(asked) if asked and len(asked) <= MAX_HEADER else None
    if found is None or size == 0:
        return None
    first, last = found.groups()
    if first:
        start, end = int(first), min(int(last) + 1, size) if last else size
        if last and int(last) < start:
            return None
        if start >= size:
            raise Unsatisfiable
        return Part(start, end)
    if not last:
        return None
    if int(last) == 0:
        raise Unsatisfiable
    return Part(max(0, size - int(last)), size)


def still_the_same(if_range: str | None, etag: str) -> bool:
    """Whether the range counts: no If-Range, or one that names this very ETag (RFC 9110, 13.1.5).

    A date names nothing here, files have none; a weak tag never matches.
    """
    return if_range is None or if_range.strip() == etag


def answer(request: HttpRequest, file: File, etag: str, content_type: str) -> HttpResponseBase:
    """Return an opened file whole or in part, as a GET or HEAD asks for it; `etag` is strong and in its quotes.

    (RFC 9110, 13.2.2, in its order.) 200 or 206 with the bytes, 304 or 412 for a condition, 416
    for a range outside of it; the file is closed with the answer. A HEAD has no range and no bytes.
    """
    size, is_get = file.size, request.method == "GET"
    early = get_conditional_response(request, etag=etag)
    part = None
    if early is None and is_get and still_the_same(request.headers.get("If-Range"), etag):
        try:
            part = asked_part(request.headers.get("Range"), size)
        except Unsatisfiable:
            early = HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    if early is not None:
        file.close()
        early.headers["ETag"] = etag
        return early
    sent = part or Part(0, size)
    response = StreamingHttpResponse(
        Pieces(file, sent if is_get else Part(0, 0)),
        status=206 if part else 200,
        content_type=content_type,
        headers={
            "Accept-Ranges": "bytes", "ETag": etag, "Content-Length": str(sent.end - sent.start)
        },
    )  # fmt: skip
    if part:
        response.headers["Content-Range"] = part.content_range(size)
    return response


class Pieces:
    """The bytes of a part, a piece at a time, from disk or from a bucket; `close` lets go of both."""

    def __init__(self, file: File, part: Part) -> None:
        self._file, self._left = file, part.end - part.start
        self._read, self._close = _opened(file, part)

    def __iter__(self) -> Iterator[bytes]:
        while self._left:
            piece = self._read(min(PIECE, self._left))
            if not piece:
                raise OSError(f"{self._file.name} ends too soon")
            self._left -= len(piece)
            yield piece

    def close(self) -> None:
        """Close the file, and what comes from the bucket, at its end or before."""
        self._close()
        self._file.close()


def _opened(file: File, part: Part) -> tuple[Callable[[int], bytes], Callable[[], Any]]:
    """Return how to read a part from its beginning, and how to end that.

    A file of django-storages' S3 copies the whole object to this machine as soon as it is read
    or sought in; boto's Object, which it holds as `obj`, is asked for the range alone.
    """
    stored = getattr(file, "obj", None)
    if part.start == part.end:
        return file.read, lambda: None
    if stored is None:
        file.seek(part.start)
        return file.read, lambda: None
    body = stored.get(Range=f"bytes={part.start}-{part.end - 1}")["Body"]
    return body.read, body.close
