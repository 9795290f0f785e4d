"""Which request or task the running code belongs to, for log lines, faults and reports."""

import contextvars
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, NamedTuple

from django.core.signals import request_finished
from django.http import HttpRequest

from paper.abuse import is_of_a_proxy

SECRET_PARTS = frozenset({"token", "key", "uidb36", "uidb64"})
"""Parts of our addresses that open something: whoever reads the log must not be able to follow them."""
SHORT_TOKEN = re.compile(r"[A-Za-z0-9_-]{8,64}")
_tokenlike = re.compile(
    r"(?=[^/]*(?:[A-Z][^/]*[0-9]|[0-9][^/]*[A-Z]|:|-[0-9a-f]{4}-))[A-Za-z0-9_:=.-]{20,}"
)


class Belonging(NamedTuple):
    """The request or the task in whose course a line is written."""

    request_id: str = "-"
    request: HttpRequest | None = None
    task: str = ""


NOTHING: Final = Belonging()
_here: contextvars.ContextVar[Belonging] = contextvars.ContextVar("here", default=NOTHING)


def here() -> Belonging:
    """Return what the running code belongs to."""
    return _here.get()


def enter_request(request: HttpRequest) -> str:
    """Give the request its id: the proxy's own where a trusted one sent a short plain token, else a new one."""
    given = request.META.get("HTTP_X_REQUEST_ID", "")
    believed = SHORT_TOKEN.fullmatch(given) and is_of_a_proxy(request)
    request_id = given if believed else secrets.token_hex(8)
    _here.set(Belonging(request_id, request))
    return request_id


@contextmanager
def task(pk: Any) -> Iterator[None]:
    """Have every line inside name the task, also as its request."""
    before = _here.set(Belonging(str(pk), None, str(pk)))
    try:
        yield
    finally:
        _here.reset(before)


def _forget_request(**kwargs: Any) -> None:
    _here.set(NOTHING)


# Not when the middleware returns: Django logs 4xx answers after the last of them.
request_finished.connect(_forget_request, dispatch_uid="newsroom.request_id")


def shown_path(request: HttpRequest) -> str:
    """Return the path without its query and without what opens something: the tokens of mailed and shared links."""
    match = getattr(request, "resolver_match", None)
    path = request.path
    for name, value in (match.kwargs if match else {}).items():
        if name in SECRET_PARTS and value:
            path = path.replace(str(value), "…")
    return path if match else _tokenlike.sub("…", path)


def route_of(request: HttpRequest) -> str:
    """Return the name of the request's address in the URL configuration, "" for one that is nowhere in it."""
    match = getattr(request, "resolver_match", None)
    return match.view_name or match.route if match else ""


def user_of(request: HttpRequest) -> int | None:
    """Return the number of who is signed in, where that is known already: a log line asks no database."""
    return getattr(getattr(request, "_cached_user", None), "pk", None)
