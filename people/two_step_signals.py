"""What allauth does to a person's second step, written down: log, mail, and the proof in the session."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.signals import password_reset
from allauth.mfa import signals
from allauth.mfa.models import Authenticator
from django.http import HttpRequest

from people import devices, sessions, two_step


def added(request: HttpRequest, user: Any, authenticator: Authenticator, **kwargs: Any) -> None:
    """Whoever set up a device has proven it here; every other session, begun without it, ends."""
    if authenticator.type not in two_step.DEVICES:
        return
    request.session.cycle_key()
    sessions.end_others(user, request.session.session_key)
    record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)
    two_step.note("two_step_on", user, kind=authenticator.type, request=request)


def removed(request: HttpRequest, user: Any, authenticator: Authenticator, **kwargs: Any) -> None:
    """A device is gone; recovery codes that go with the last one need no word."""
    if authenticator.type in two_step.DEVICES:
        two_step.note("two_step_off", user, kind=authenticator.type, request=request)


def renewed(request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """New recovery codes were made."""
    two_step.note("two_step_codes", user, kind="", request=request)


def used(request: HttpRequest, user: Any, authenticator: Authenticator, **kwargs: Any) -> None:
    """A recovery code was used: the owner hears of it."""
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        two_step.note("two_step_code_used", user, kind="", request=request)


def proven_by_mail(request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """Whoever chose a new password by a link from their mail is no stranger to this account."""
    devices.remember(request, user)


def connect() -> None:
    """Listen to allauth; called once by people's configuration."""
    signals.authenticator_added.connect(added, dispatch_uid="people.two_step.added")
    signals.authenticator_removed.connect(removed, dispatch_uid="people.two_step.removed")
    signals.authenticator_reset.connect(renewed, dispatch_uid="people.two_step.renewed")
    signals.authenticator_used.connect(used, dispatch_uid="people.two_step.used")
    password_reset.connect(proven_by_mail, dispatch_uid="people.two_step.proven_by_mail")
