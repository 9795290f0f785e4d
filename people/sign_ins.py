"""Sign-ins in the log: who came and went, whose password was changed, how often a wrong one was tried.

The log holds no address, and no name that somebody typed. Wrong passwords are counted, in equal
work for names that exist and that do not, and told once an hour.
"""

import time
from typing import Any, Final

from django.db import transaction
from django.db.models import F
from django.http import HttpRequest

from paper import log
from paper.identity import Site
from people import letters, sessions
from people.backend import account_named
from people.models import FailedSignIns

HOUR: Final = 3600


def signed_in(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """Receive allauth's user_logged_in: all steps of signing in are done."""
    log.record("sign_in", actor=user, subject=user)


def signed_out(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """Receive Django's user_logged_out."""
    if user is not None:
        log.record("sign_out", actor=user, subject=user)


def password_changed(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """Receive allauth's password_changed and password_set: the other sessions end, this one goes on."""
    with transaction.atomic():
        sessions.end_others(user, request.session.session_key)
        sessions.note(request, user)
        log.record("change_password", actor=user, subject=user)
        letters.notify(user, letters.password_changed)


def password_reset(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """Receive allauth's password_reset: every session ends."""
    with transaction.atomic():
        sessions.end_all(user)
        log.record("reset_password", actor=user, subject=user)
        letters.notify(user, letters.password_changed)


def failed(sender: Any, credentials: dict[str, Any], **kwargs: Any) -> None:
    """Receive Django's user_login_failed: count it for the account, or for nobody."""
    user = account_named(str(credentials.get("email") or credentials.get("username") or ""))
    count(user.pk if user else None)


def count(pk: int | None) -> None:
    """Add one wrong password to this hour's number of an account, in the same statements for the first and the tenth."""
    hour = int(time.time()) // HOUR
    FailedSignIns.objects.bulk_create(
        [FailedSignIns(user_id=pk, hour=hour, count=0)], ignore_conflicts=True
    )
    FailedSignIns.objects.filter(user=pk, hour=hour).update(count=F("count") + 1)


def tell_of_failures() -> int:
    """Write what was counted in hours that are over: one row an account and hour; return how many.

    Of several workers one takes a number away and writes it.
    """
    told = 0
    for row in FailedSignIns.objects.filter(hour__lt=int(time.time()) // HOUR).order_by("pk"):
        with transaction.atomic():
            if not FailedSignIns.objects.filter(pk=row.pk).delete()[0]:
                continue
            subject = row.user or Site.objects.current()
            kind = "account" if row.user else "nobody"
            detail = {"kind": kind, "count": row.count}
            log.record("sign_in_failed", actor=None, subject=subject, detail=detail)
            told += 1
    return told
