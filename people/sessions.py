"""The browsers in which people are signed in: noted, listed and ended."""

import datetime as dt
import time
from collections.abc import Callable
from typing import Any, Final

from django.contrib.sessions.models import Session
from django.db.models import Exists, F, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from paper.abuse import address_prefix, client_address
from paper.addresses import DESK_PATHS
from people import browsers
from people.models import OpenSession, User

SEEN_EVERY: Final = 300
"""Seconds after which a browser is noted as seen again: a write a request would be too many."""

_SEEN = "seen"
"""In the session: its own key and the second at which it was noted; the key changes with a new password."""


def note(request: HttpRequest, user: Any) -> None:
    """Note that somebody uses the desk with this session, from its network and browser, now."""
    if not request.session.session_key:
        request.session.save()
    now = timezone.now()
    browser, system = browsers.read(request.META.get("HTTP_USER_AGENT", ""))
    network = address_prefix(client_address(request))
    said = {"browser": browser, "system": system, "network": network, "seen_at": now, "user": user}
    OpenSession.objects.update_or_create(
        session_key=request.session.session_key,
        defaults=said, create_defaults={**said, "began_at": now},
    )  # fmt: skip
    request.session[_SEEN] = [request.session.session_key, int(time.time())]


def on_sign_in(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """Receive Django's user_logged_in, whichever way somebody came in."""
    note(request, user)


class LastSeen:
    """Middleware: note at most every five minutes that a browser is still in use on the desk."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if (
            request.path.startswith(DESK_PATHS)
            and request.user.is_authenticated
            and is_due(request)
        ):
            note(request, request.user)
        return self.get_response(request)


def is_due(request: HttpRequest) -> bool:
    """Whether a session is to be noted: it was not for five minutes, or got another key."""
    key, at = request.session.get(_SEEN, ["", 0])
    return bool(key != request.session.session_key or time.time() - at >= SEEN_EVERY)


def open_of(user: Any, now: dt.datetime | None = None) -> QuerySet[OpenSession]:
    """Return the sessions in which somebody is signed in, the one last seen first."""
    living = Session.objects.filter(
        pk=OuterRef("session_key"), expire_date__gt=now or timezone.now()
    )
    return OpenSession.objects.filter(Exists(living), user=user.pk).order_by("-seen_at", "-pk")


def end(user: Any, pk: int) -> bool:
    """End one of somebody's own sessions; False when there is none of that number."""
    found = OpenSession.objects.filter(user=user.pk, pk=pk)
    return bool(_end(found))


def end_others(user: Any, session_key: str | None) -> int:
    """End all sessions of somebody but this one; return how many were open."""
    return _end(OpenSession.objects.filter(user=user.pk).exclude(session_key=session_key or ""))


def end_all(user: Any) -> int:
    """End all sessions of somebody, and make their links for a new password worthless; return how many were open.

    A new round also ends sessions that a request under way would write back.
    """
    User.objects.filter(pk=user.pk).update(sign_in_round=F("sign_in_round") + 1)
    return _end(OpenSession.objects.filter(user=user.pk))


def _end(found: QuerySet[OpenSession]) -> int:
    keys = list(found.values_list("session_key", flat=True))
    ended, _rows = Session.objects.filter(pk__in=keys).delete()
    OpenSession.objects.filter(session_key__in=keys).delete()
    return ended


def forget_ended() -> int:
    """Delete the rows of sessions that have ended by themselves; return how many."""
    living = Session.objects.filter(pk=OuterRef("session_key"))
    old = timezone.now() - dt.timedelta(seconds=SEEN_EVERY)
    gone, _rows = OpenSession.objects.filter(~Exists(living), seen_at__lt=old).delete()
    return gone
