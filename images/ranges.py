"""Stored files and parts of them, as players ask for them (RFC 9110, 14), without a thread for each slow reader."""

import logging
import re
import weakref
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from threading import BoundedSemaphore
from typing import Any, Final, NamedTuple

from django.core.files.base import File
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response

from images.away import NOT_THERE, StorageAway, reading

logger = logging.getLogger(__name__)

WHOLE: Final = 1024 * 1024
"""Bytes that are handed to the server at once, so that no thread waits for the reader (docs/decisions/0012)."""

STREAMS: Final = 8
"""Answers that are larger and are not made smaller, in a process at a time; each holds a thread."""

RETRY_AFTER_SECONDS: Final = 30

PIECE: Final = 64 * 1024
"""Bytes held for the reader of a stream, however slowly it reads."""

MAX_HEADER: Final = 100
"""Characters; one range of the largest file has 40."""

_one_range: Final = re.compile(r"bytes=[\t ,]*([0-9]*)-([0-9]*)[\t ,]*", re.ASCII | re.IGNORECASE)


class Unsatisfiable(Exception):
    """A range that begins past the end of the file, or asks for its last 0 bytes (RFC 9110, 14.1.2)."""


class Part(NamedTuple):
    """Bytes `start` to `end` of a file, counted from 0, `end` not among them."""

    start: int
    end: int

    @property
    def size(self) -> int:
        """How many bytes it has."""
        return self.end - self.start

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

    (RFC 9110, 13.2.2, in its order.) 206 with at most WHOLE bytes, whatever was asked: players ask
    on when they need more, and the standard lets a server send less (15.3.7). 304 or 412 for a
    condition, 416 for a range outside, else what `whole` answers; the file is closed with the
    answer. A HEAD has no range and no bytes. Raises what disk or network raise.
    """
    early = get_conditional_response(request, etag=etag)
    part = None
    if early is None and request.method == "GET":
        try:
            if still_the_same(request.headers.get("If-Range"), etag):
                part = asked_part(request.headers.get("Range"), file.size)
        except Unsatisfiable:
            early = HttpResponse(status=416, headers={"Content-Range": f"bytes */{file.size}"})
    if early is not None:
        file.close()
        early.headers["ETag"] = etag
        return early
    if part is None:
        response = whole(request, file, content_type)
    else:
        size, part = file.size, Part(part.start, min(part.end, part.start + WHOLE))
        response = HttpResponse(_bytes_of(file, part), status=206, content_type=content_type)
        response.headers["Content-Length"] = str(part.size)
        response.headers["Content-Range"] = part.content_range(size)
    response.headers["Accept-Ranges"], response.headers["ETag"] = "bytes", etag
    return response


def whole(request: HttpRequest, file: File, content_type: str) -> HttpResponseBase:
    """Return an opened file as a GET or HEAD without a range gets it; it is closed with the answer.

    One that is larger than WHOLE is streamed, STREAMS at a time; one more reader gets a 503 that
    says when to come again. Raises what disk or network raise before anything is sent.
    """
    part = Part(0, file.size)
    body: Any = b""
    if request.method == "HEAD":
        file.close()
    elif part.size <= WHOLE:
        body = _bytes_of(file, part)
    elif _streams.acquire(blocking=False):
        body = Stream(file, part)
    else:
        file.close()
        return HttpResponse(status=503, headers={"Retry-After": str(RETRY_AFTER_SECONDS)})
    kind = StreamingHttpResponse if isinstance(body, Stream) else HttpResponse
    return kind(body, content_type=content_type, headers={"Content-Length": str(part.size)})


def _bytes_of(file: File, part: Part) -> bytes:
    """Return a part of at most WHOLE bytes and close the file."""
    pieces = Pieces(file, part, piece=WHOLE)
    try:
        return b"".join(pieces)
    finally:
        pieces.close()


class Pieces:
    """The bytes of a part, a piece at a time, from disk or from a bucket; `close` lets go of both."""

    def __init__(self, file: File, part: Part, piece: int = PIECE) -> None:
        self._file, self._left, self._piece = file, part.size, piece
        with ExitStack() as held:
            held.callback(file.close)
            self._read, close = _opened(file, part)
            held.callback(close)
            self.close = held.pop_all().close

    def __iter__(self) -> Iterator[bytes]:
        while self._left:
            piece = self._read(min(self._piece, self._left))
            if not piece:
                raise OSError(f"{self._file.name} ends too soon")
            self._left -= len(piece)
            yield piece


_streams = BoundedSemaphore(STREAMS)


class Stream:
    """The bytes of a whole file for one reader, who holds one of STREAMS until `close`.

    Where the storage fails in the middle, a line in the log says so and the answer ends before its
    Content-Length: the server then breaks the connection (PEP 3333), and no cache keeps the half.
    """

    def __init__(self, file: File, part: Part) -> None:
        with ExitStack() as held:
            held.callback(_streams.release)
            self._name, self._pieces = file.name, Pieces(file, part, PIECE)
            held.callback(self._pieces.close)
            # Once, and also for an answer that an error above us drops on its way out.
            self.close = weakref.finalize(self, held.pop_all().close)

    def __iter__(self) -> Iterator[bytes]:
        try:
            with reading():
                yield from self._pieces
        except (StorageAway, *NOT_THERE) as error:
            logger.error("Storage away in the middle of %s: %s", self._name, error)  # noqa: TRY400  one line


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
