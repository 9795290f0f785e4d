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
_long = re.compile(r"[A-Za-z0-9_:=.-]{20,}")
_of_uuid = re.compile(r"-[0-9a-f]{4}-")


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
    return path if match else _long.sub(_hidden, path)


def _hidden(found: re.Match[str]) -> str:
    """Return … for what looks like a token. Each rule walks the text once: a path may be long, and a stranger's."""
    text = found[0]
    is_mixed = any("A" <= c <= "Z" for c in text) and any("0" <= c <= "9" for c in text)
    return "…" if is_mixed or ":" in text or _of_uuid.search(text) else text


def route_of(request: HttpRequest) -> str:
    """Return the name of the request's address in the URL configuration, "" for one that is nowhere in it."""
    match = getattr(request, "resolver_match", None)
    return match.view_name or match.route if match else ""


def user_of(request: HttpRequest) -> int | None:
    """Return the number of who is signed in, where that is known already: a log line asks no database."""
    return getattr(getattr(request, "_cached_user", None), "pk", None)
