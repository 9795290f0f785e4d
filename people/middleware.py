"""Middleware of signed-in people: the language they chose, the mark that shows edit links, the second step."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.functional import SimpleLazyObject

from paper.addresses import DESK_PATHS
from people.two_step import owed_at

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


class SecondStep:
    """Keep the desk shut for a session that owes its second step, whatever the address and the method.

    Outside the door such a session is nobody: a picture of a hidden story is none of its business
    either. At the door it finds what it needs to set the step up, and the way out.
    """

    DOOR = ("2fa/", "login/", "logout/", "reauthenticate/", "password/reset/", "oidc/")

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(DESK_PATHS):
            signed_in = request.user
            request.user = SimpleLazyObject(lambda: _nobody_if_owing(request, signed_in))
        elif place := self.owed(request):
            return self.lead(request, place)
        return self.get_response(request)

    def owed(self, request: HttpRequest) -> str | None:
        """Return where this session has to go first; None at the door, and for who owes nothing."""
        if self.is_door(request.path) or not request.user.is_authenticated:
            return None
        return owed_at(request, request.user)

    def is_door(self, path: str) -> bool:
        rest = path.removeprefix("/accounts/")
        return path == reverse("admin:logout") or (rest != path and rest.startswith(self.DOOR))

    def lead(self, request: HttpRequest, place: str) -> HttpResponse:
        """Lead a reader of a page to what is owed; an act is refused, so that nothing typed is lost silently."""
        if request.method in {"GET", "HEAD"}:
            return redirect(f"{place}?{urlencode({'next': request.get_full_path()})}")
        return render(request, "account/second_step_owed.html", {"place": place}, status=403)


def _nobody_if_owing(request: HttpRequest, user: Any) -> Any:
    return AnonymousUser() if user.is_authenticated and owed_at(request, user) else user
