"""Middleware of articles: the tree of sections, and time's own publishing."""

import logging
import time
from collections.abc import Callable

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from articles.sections import load_sections
from articles.workflow import publish_due

logger = logging.getLogger(__name__)

NO_PAGES = ("/media/", "/static/", "/health/", "/seen/", "/metrics")
AGAIN_AFTER_SECONDS = 10


class SectionTree:
    """Put `request.sections` on every request; one query, made when a page first asks."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.sections = SimpleLazyObject(load_sections)
        return self.get_response(request)


class PublishDue:
    """Let the first page asked for after `next_due_at` do the book-keeping of `publish_due`.

    Readers see a story at its minute without it (`live()`); an update of a story takes its place
    here, before the page is made. A failure is logged, the page is answered all the same, and this
    process tries again after AGAIN_AFTER_SECONDS.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.failed_at = -float(AGAIN_AFTER_SECONDS)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method == "GET" and not request.path.startswith(NO_PAGES):
            due = request.paper.next_due_at
            if due is not None and due <= request.now and self.may_try():
                try:
                    publish_due(request.now)
                except DatabaseError:
                    self.failed_at = time.monotonic()
                    logger.exception("publish_due failed; it is tried again with a later page")
        return self.get_response(request)

    def may_try(self) -> bool:
        """Whether enough time has passed since this process last failed."""
        return time.monotonic() - self.failed_at >= AGAIN_AFTER_SECONDS
