"""What a person is told by mail about their second step, in the language of their desk."""

from typing import Any
from uuid import uuid4

from django.http import HttpRequest
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from paper.abuse import address_prefix, client_address
from paper.addresses import absolute
from paper.identity import Site
from paper.outbox import queue_mail
from paper.sentences import when_in_words


def tell(what: str, user: Any, *, kind: str = "", request: HttpRequest | None = None) -> None:
    """Store the mail about `on`, `off`, `codes`, `code_used` or `taken`; nobody without an address gets one."""
    if not user.email:
        return
    with translation.override(user.language):
        subject, first = _words(what, kind)
        lines = [first, "", *_facts(user, request), "", _not_you(what)]
        queue_mail(
            "two_step", to=user.email, subject=f"{subject} – {Site.objects.current().name}",
            body="\n".join(lines), dedupe_key=f"two-step:{user.pk}:{uuid4()}",
        )  # fmt: skip


def _words(what: str, kind: str) -> tuple[str, str]:
    """Return the subject and the first sentence."""
    thing = _("a passkey") if kind == "webauthn" else _("an authenticator app")
    return {
        "on": (
            _("Two-step sign-in"),
            _("For your account %(thing)s has been added as a second step.") % {"thing": thing},
        ),
        "off": (
            _("Two-step sign-in"),
            _("From your account %(thing)s has been removed as a second step.") % {"thing": thing},
        ),
        "codes": (
            _("New recovery codes"),
            _("New recovery codes have been made for your account. The old ones no longer work."),
        ),
        "code_used": (
            _("A recovery code was used"),
            _("Somebody signed in to your account with one of your recovery codes."),
        ),
        "taken": (
            _("Two-step sign-in"),
            _("The administrator has taken the second step away from your account. All of your sessions have ended."),
        ),
    }[what]  # fmt: skip


def _facts(user: Any, request: HttpRequest | None) -> list[str]:
    facts = [
        _("Account: %(name)s") % {"name": user.get_username()},
        _("Time: %(when)s") % {"when": when_in_words(timezone.now())},
    ]
    if request is not None:
        network = address_prefix(client_address(request))
        facts.append(_("From the network: %(network)s") % {"network": network})
    return facts


def _not_you(what: str) -> str:
    if what == "taken":
        return _("Sign in with your password and set up the second step again: %(link)s") % {
            "link": absolute("/accounts/2fa/")
        }
    return _("If this was not you, change your password at once and tell the administrator: %(link)s") % {
        "link": absolute("/accounts/password/reset/")
    }  # fmt: skip
