"""Browsers in which somebody has signed in before: a signed cookie, one line an account (docs/decisions/0027)."""

import secrets
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

COOKIE = "__Secure-known" if settings.IS_HTTPS else "known"
"""Over https a browser takes a cookie of this name from nobody else; `__Host-` would send it with every page."""
PATH = "/accounts/"
SALT = "newsroom.known-device"
DAYS = 400
"""As long as browsers keep a cookie."""
MOST = 8
"""Accounts that one browser is known for: a desk shared by a shift."""


def known(request: HttpRequest, account: int | None) -> str | None:
    """Return the mark of this browser if `account` has signed in with it before."""
    return _read(request).get(str(account)) if account else None


def remember(request: HttpRequest, user: Any) -> None:
    """Have the answer to this request mark the browser as one of the user's.

    Called after a whole sign-in, and after a new password chosen by a link from the user's own mail.
    """
    request.known_device_of = user.pk


def _read(request: HttpRequest) -> dict[str, str]:
    try:
        said = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=DAYS * 86_400)
    except signing.BadSignature:
        return {}
    return said if isinstance(said, dict) else {}


class KnownDevice:
    """Write the cookie of a browser that `remember` was called for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        account = str(getattr(request, "known_device_of", ""))
        if account:
            before = _read(request)
            mark = before.pop(account, None) or secrets.token_urlsafe(12)
            kept = dict([*before.items(), (account, mark)][-MOST:])
            response.set_cookie(
                COOKIE, signing.dumps(kept, salt=SALT), max_age=DAYS * 86_400, path=PATH,
                secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax",
            )  # fmt: skip
        return response
