"""What wraps every request: an id in each log line, and a plain page when database or storage are away."""

import logging
import time
from collections.abc import Callable

from django.db import InterfaceError, OperationalError, close_old_connections
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.loader import render_to_string

from images.away import is_storage_away
from newsroom.operations import context, logs, metrics

logger = logging.getLogger("newsroom.requests")

RETRY_AFTER_SECONDS = 30
METHODS = ("GET", "HEAD", "POST")

type GetResponse = Callable[[HttpRequest], HttpResponse]


class RequestLog:
    """Give the request an id, put it on the answer and into every log line written meanwhile; count and time it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        request.id = context.enter_request(request)
        response = self.get_response(request)
        response.headers["X-Request-ID"] = request.id
        seconds = time.perf_counter() - began
        metrics.count_request(request, response, seconds)
        logs.told_of(request, response, seconds)
        return response


class KnownMethods:
    """Answer 405 to what no address of the paper is asked by: views need not think of PUT, DELETE or TRACE."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        return self.get_response(request)


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
    path = context.shown_path(request)
    logger.error("%s away at %s %s: %s", what, request.method, path, str(error).strip())
    if what == "Database":
        close_old_connections()
    response = HttpResponse(render_to_string("503.html"), status=503)
    response._has_been_logged = True  # by us, in one line: Django would add a traceback to each
    response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    response.headers["Cache-Control"] = "no-store"
    return response
