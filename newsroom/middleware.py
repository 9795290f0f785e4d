"""What wraps every request: an id in each log line, and a plain page when the database is away."""

import contextvars
import logging
import secrets
from collections.abc import Callable

from django.db import InterfaceError, OperationalError, close_old_connections
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

logger = logging.getLogger("newsroom.requests")
_request_id: contextvars.ContextVar[str] = contextvars.ContextVar("request_id", default="-")

RETRY_AFTER_SECONDS = 30

type GetResponse = Callable[[HttpRequest], HttpResponse]


class RequestLog:
    """Give the request an id, put it on the answer and into every log line written meanwhile."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.id = secrets.token_hex(8)
        token = _request_id.set(request.id)
        try:
            response = self.get_response(request)
        finally:
            _request_id.reset(token)
        response.headers["X-Request-ID"] = request.id
        return response


class RequestIdFilter(logging.Filter):
    """Add `request_id` to log records."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = _request_id.get()
        return True


class OneLine(logging.Formatter):
    """A record's message on one line: a hostile path or agent cannot forge another line."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  logging's own name
        message = super().formatMessage(record)
        return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in message)


class DatabaseAway:
    """Answer 503 with a plain page, and a line in the log, while the database cannot be reached."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            return self.get_response(request)
        except (OperationalError, InterfaceError) as error:
            return self.away(request, error)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, OperationalError | InterfaceError):
            return self.away(request, error)
        return None

    def away(self, request: HttpRequest, error: Exception) -> HttpResponse:
        """Return the page of a paper whose database is away; it reads nothing but its template."""
        logger.error("Database away at %s %s: %s", request.method, request.path, error)
        close_old_connections()
        response = HttpResponse(render_to_string("503.html"), status=503)
        response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
        response.headers["Cache-Control"] = "no-store"
        return response
