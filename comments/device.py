"""The signed cookie by which a device is known again; only addresses under /comments/ receive it."""

from secrets import token_hex
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from paper.abuse import keyed_hash

COOKIE: Final = "__Secure-device" if settings.IS_HTTPS else "device"
"""Over https a browser takes a cookie of this name from nobody else; `__Host-` would send it with every page."""
_SALT: Final = "comments.device"
_YEAR: Final = 365 * 24 * 3600


def token_of(request: HttpRequest) -> str:
    """Return the device's token; empty without a cookie and for a forged or altered one."""
    token = request.get_signed_cookie(COOKIE, default="", salt=_SALT, max_age=_YEAR)
    return str(token)


def key_of(token: str) -> bytes:
    """Return what the database keeps of a token."""
    return keyed_hash(f"device:{token}")


def new_token() -> str:
    """Return the token for a browser that opens a link of a mail; one that had another forgets it."""
    return token_hex(16)


def first_token(idempotency_key: object, address: str) -> str:
    """Return the token for a device without one.

    It follows from the comment and the address, so that a form sent twice before the first
    answer arrives gives the browser the same device twice.
    """
    return keyed_hash(f"first device:{idempotency_key}:{address}").hex()


def remember(response: HttpResponse, token: str) -> None:
    """Set the cookie; called on the answer to a POST alone, so cached pages never carry it."""
    response.set_signed_cookie(
        COOKIE,
        token,
        salt=_SALT,
        max_age=_YEAR,
        path="/comments/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
