"""Middleware of signed-in people: the language they chose, and the mark that shows edit links."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

DESK_PATHS = ("/admin/", "/accounts/")
DESK_COOKIE = "desk"


class ChosenLanguage:
    """Speak Bangla, unless the signed-in person chose otherwise for the desk."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(DESK_PATHS) or not request.user.is_authenticated:
            return self.get_response(request)
        with translation.override(request.user.language):
            response = self.get_response(request)
            if hasattr(response, "render") and not response.is_rendered:
                response.render()
            return response


class DeskMark:
    """Keep the cookie `desk=1` with staff sessions: no right is attached, a static script reads it.

    Cacheable pages stay the same for everybody (decisions.md 11); only the desk's own
    answers set or clear the mark.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not request.path.startswith(DESK_PATHS):
            return response
        marked, staff = DESK_COOKIE in request.COOKIES, request.user.is_staff
        if staff and not marked:
            response.set_cookie(
                DESK_COOKIE, "1", max_age=settings.SESSION_COOKIE_AGE,
                secure=settings.SESSION_COOKIE_SECURE, samesite="Lax",
            )  # fmt: skip
        elif marked and not staff:
            response.delete_cookie(DESK_COOKIE, samesite="Lax")
        return response
