"""What wraps every request: an id in each log line, and a plain page when database or storage are away."""

import contextvars
import logging
import secrets
from collections.abc import Callable
from typing import Any

from django.core.signals import request_finished
from django.db import InterfaceError, OperationalError, close_old_connections
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.loader import render_to_string

from images.away import is_storage_away

logger = logging.getLogger("newsroom.requests")
_request_id: contextvars.ContextVar[str] = contextvars.ContextVar("request_id", default="-")

RETRY_AFTER_SECONDS = 30
METHODS = ("GET", "HEAD", "POST")

type GetResponse = Callable[[HttpRequest], HttpResponse]


class RequestLog:
    """Give the request an id, put it on the answer and into every log line written meanwhile."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.id = secrets.token_hex(8)
        _request_id.set(request.id)
        response = self.get_response(request)
        response.headers["X-Request-ID"] = request.id
        return response


def _forget_request(**kwargs: Any) -> None:
    _request_id.set("-")


# Not when the middleware returns: Django logs 4xx answers after the last of them.
request_finished.connect(_forget_request, dispatch_uid="newsroom.request_id")


class KnownMethods:
    """Answer 405 to what no address of the paper is asked by: views need not think of PUT, DELETE or TRACE."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        return self.get_response(request)


class RequestIdFilter(logging.Filter):
    """Add `request_id` to log records."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = _request_id.get()
        return True


class OneLine(logging.Formatter):
    """A record's message on one line: a hostile path or agent cannot forge another line.

    Lines of a traceback are set in, so that none of them can be taken for a record.
    """

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  logging's own name
        return _printable(super().formatMessage(record))

    def formatException(self, ei: Any) -> str:  # noqa: N802  logging's own name
        return _set_in(super().formatException(ei))

    def formatStack(self, stack_info: str) -> str:  # noqa: N802  logging's own name
        return _set_in(super().formatStack(stack_info))


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


def _set_in(text: str) -> str:
    return "\n".join(f"    {_printable(line)}" for line in text.split("\n"))


class DatabaseAway:
    """Answer 503 with a plain page, and a line in the log, when a view finds database or storage away.

    What fails in a middleware reaches newsroom.views.server_error, which gives the same answer.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return away(request, error) if is_away(error) else None


def is_away(error: BaseException | None) -> bool:
    """Whether an error says that database or storage cannot be reached, or not in time."""
    return isinstance(error, OperationalError | InterfaceError) or is_storage_away(error)


def away(request: HttpRequest, error: BaseException) -> HttpResponse:
    """Return the page of a paper whose database or storage is away; it reads nothing but its template."""
    what = "Storage" if is_storage_away(error) else "Database"
    logger.error("%s away at %s %s: %s", what, request.method, request.path, str(error).strip())
    if what == "Database":
        close_old_connections()
    response = HttpResponse(render_to_string("503.html"), status=503)
    response._has_been_logged = True  # by us, in one line: Django would add a traceback to each
    response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    response.headers["Cache-Control"] = "no-store"
    return response
