"""Mails to people of the staff: queued by their rules, written when they are sent, with links that are stored nowhere."""

import datetime as dt
import secrets
from collections.abc import Callable
from typing import Any, Final

from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from paper.abuse import keyed_hash
from paper.addresses import absolute
from paper.identity import Site
from paper.outbox import Letter, OutboxMail, composer, queue_mail
from people import tokens
from people.models import EmailChange, Invitation, User

INVITATION: Final = "people_invitation"
NEW_PASSWORD: Final = "people_password"  # noqa: S105  a kind of mail
NEW_ADDRESS: Final = "people_address"
NOTICE: Final = "people_notice"
KINDS: Final = (INVITATION, NEW_PASSWORD, NEW_ADDRESS, NOTICE)

KEPT: Final = dt.timedelta(days=30)
ONCE_IN: Final = 300
"""Seconds in which one address gets one mail about a forgotten password, however often it is asked for."""

_AUTOMATIC: Final = {"Auto-Submitted": "auto-generated"}


def send_invitation(invitation: Invitation) -> None:
    """Queue the mail with the latest link of an invitation."""
    queue_mail(
        INVITATION, to=invitation.email, subject=_("Invitation to the desk"),
        dedupe_key=f"people-invitation-{invitation.pk}-{invitation.letter}",
        payload={"invitation": invitation.pk, "letter": invitation.letter},
    )  # fmt: skip


def send_new_password(email: str) -> None:
    """Queue a mail to whoever forgot a password; whether anybody has the address is asked when it is written.

    So the page answers alike, and in the same time, for an address that somebody has and one that nobody has.
    """
    window = int(timezone.now().timestamp()) // ONCE_IN
    queue_mail(
        NEW_PASSWORD, to=email.lower(), subject=_("A new password"),
        dedupe_key=f"people-password-{keyed_hash(email.lower()).hex()}-{window}",
    )  # fmt: skip


def send_new_address(change: EmailChange) -> None:
    """Queue the mail by which an address is proven."""
    queue_mail(
        NEW_ADDRESS, to=change.email, subject=_("Confirm this address"),
        dedupe_key=f"people-address-{change.pk}-{change.user_id}-{change.letter}-{int(change.asked_at.timestamp())}",
        payload={"change": change.pk, "letter": change.letter},
    )  # fmt: skip


def notify(user: Any, write: Callable[[], tuple[str, str]], *, to: str = "") -> None:
    """Queue a mail about what happened to an account, at its address or that it had, in its person's language."""
    if address := to or user.email:
        with translation.override(user.language):
            subject, said = write()
            queue_mail(
                NOTICE, to=address, subject=subject, body=_signed_off(said), headers=_AUTOMATIC,
                dedupe_key=f"people-notice-{user.pk}-{secrets.token_hex(8)}",
            )  # fmt: skip


def password_changed() -> tuple[str, str]:
    """Say that the password has been changed."""
    return _("Your password has been changed"), _(
        "The password of your account on the desk has been changed. If it was not you, ask for a new one now, and tell the administrator: %(address)s"
    ) % {"address": absolute(reverse("account_reset_password"))}


def address_changed() -> tuple[str, str]:
    """Say, at the old address, that mails go to another one from now on."""
    return _("Your e-mail address has been changed"), _(
        "Mails of the desk now go to another address. If it was not you, tell the administrator."
    )


@composer(INVITATION)
def write_invitation(mail: OutboxMail) -> Letter | None:
    """Write the invitation as it now stands; None when it is over, or a newer letter is on its way."""
    from people import invitations

    row = Invitation.objects.open().filter(pk=mail.payload["invitation"]).first()
    if row is None or row.letter != mail.payload["letter"] or not invitations.is_good(row):
        return None
    with translation.override(settings.LANGUAGE_CODE):
        name = Site.objects.current().name
        by = str(row.invited_by) if row.invited_by else _("The administrator")
        body = "\n\n".join([
            _("%(by)s invites you to the desk of %(paper)s.") % {"by": by, "paper": name},
            _("Open this link, choose a name and a password, and you are in: %(link)s") % {"link": invitations.link(row)},
            _("The link works once, for 7 days. If you do not know what this is about, do nothing."),
        ])  # fmt: skip
        return Letter(_("Invitation to %(paper)s") % {"paper": name}, _signed_off(body), _AUTOMATIC)


@composer(NEW_PASSWORD)
def write_new_password(mail: OutboxMail) -> Letter | None:
    """Write the links of all accounts that have the address; None when nobody has it."""
    found = User.objects.filter(email__iexact=mail.to, is_active=True).order_by("pk")
    users = [user for user in found if user.email.lower() == mail.to]
    if not users:
        return None
    with translation.override(users[0].language):
        body = "\n\n".join([
            _("Somebody, probably you, asked for a new password for the desk."),
            *(f"{user.username}: {_password_link(user)}" for user in users),
            _("The link works once, for one hour. If it was not you, do nothing: the password stays as it is."),
        ])  # fmt: skip
        return Letter(_("A new password"), _signed_off(body), _AUTOMATIC)


@composer(NEW_ADDRESS)
def write_new_address(mail: OutboxMail) -> Letter | None:
    """Write the link that proves an address; None when the wish is over, or somebody else has the address."""
    from people import profile

    change = EmailChange.objects.filter(pk=mail.payload["change"]).select_related("user").first()
    if change is None or change.letter != mail.payload["letter"] or not profile.is_good(change):
        return None
    with translation.override(change.user.language):
        body = "\n\n".join([
            _("%(who)s wants mails of the desk at this address.") % {"who": change.user},
            _("Open this link to confirm it: %(link)s") % {"link": profile.link(change)},
            _("The link works once, for 24 hours. If you do not know what this is about, do nothing."),
        ])  # fmt: skip
        return Letter(_("Confirm this address"), _signed_off(body), _AUTOMATIC)


def forget_old() -> int:
    """Delete the rows of such mails that were sent or dropped a month ago; return how many."""
    old = timezone.now() - KEPT
    done = OutboxMail.objects.filter(kind__in=KINDS, created_at__lt=old)
    gone, _rows = done.exclude(sent_at=None, dropped_at=None).delete()
    return gone


def _password_link(user: User) -> str:
    key = tokens.NewPasswordTokens().make_token(user)
    return absolute(
        reverse("account_reset_password_from_key", args=[user_pk_to_url_str(user), key])
    )


def _signed_off(body: str) -> str:
    return f"{body}\n\n-- \n{Site.objects.current().name}\n"
