"""Invitations: made, sent again, taken back, accepted; and the link by which an empty paper gets its first account."""

import datetime as dt
from typing import Any, Final

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from paper import log
from paper.addresses import absolute
from people import further_rights, letters, roles, tokens
from people.locking import lock_staff
from people.models import Invitation, User
from people.permissions import INVITE, Refused, may_invite

VALID: Final = dt.timedelta(days=7)
FIRST_ROLE: Final = "admin"
_PURPOSE: Final = "invitation"


class LinkOver(Exception):
    """A link that is forged, used, taken back, too old, or whose inviter may no longer give what it promises."""


class NameTaken(Exception):
    """Somebody else has the username."""


def account_at(email: str) -> User | None:
    """Return the account that has an address, in whichever case it is written."""
    return User.objects.filter(email__iexact=email).order_by("pk").first() if email else None


def invite(
    email: str,
    role: str,
    *,
    by: Any,
    display_name: str = "",
    also: dict[str, list[int]] | None = None,
) -> Invitation:
    """Invite the owner of an address; the mail goes out after the transaction.

    `by` is None for whoever sits at the server: no mail is sent then, the link is printed. Raises
    Refused when the person may not give the role, when the address has an account already, and
    when an invitation to it waits.
    """
    if by is not None and not may_invite(by, role):
        raise Refused(_("You cannot give a role with more rights than your own."))
    email = email.lower()
    if account := account_at(email):
        raise Refused(_("%(who)s has an account with this address.") % {"who": account})
    try:
        with transaction.atomic():
            invitation = Invitation.objects.create(
                email=email, role=role, display_name=display_name, also=also or {},
                invited_by=by, expires_at=timezone.now() + VALID,
            )  # fmt: skip
            log.record("invite", actor=by, subject=invitation, detail={"role": role})
            if by is not None:
                letters.send_invitation(invitation)
    except IntegrityError:
        waiting = _(
            "An invitation to this address is waiting. Send it again from the list of invitations."
        )
        raise Refused(waiting) from None
    return invitation


def send_again(invitation: Invitation, *, by: Any) -> None:
    """Send a new link that is good for another 7 days; the links before it are over. Raises Refused."""
    with transaction.atomic():
        row = _open_row(invitation, by)
        if not may_invite(by, row.role):
            raise Refused(_("You cannot give a role with more rights than your own."))
        if account := account_at(row.email):
            raise Refused(_("%(who)s has an account with this address.") % {"who": account})
        row.letter += 1
        row.expires_at, row.invited_by = timezone.now() + VALID, by
        row.save(update_fields=["letter", "expires_at", "invited_by"])
        log.record("invite_again", actor=by, subject=row, detail={"role": row.role})
        letters.send_invitation(row)


def revoke(invitation: Invitation, *, by: Any) -> None:
    """Take an invitation back: its link is over. Raises Refused."""
    with transaction.atomic():
        row = _open_row(invitation, by)
        row.state = Invitation.State.REVOKED
        row.save(update_fields=["state"])
        log.record("revoke_invitation", actor=by, subject=row)


def revoke_promises(user: User) -> None:
    """Take back what somebody promised and may no longer give; call in the act's transaction."""
    for row in Invitation.objects.open().filter(invited_by=user.pk):
        if not may_invite(user, row.role):
            Invitation.objects.filter(pk=row.pk).update(state=Invitation.State.REVOKED)


def link(invitation: Invitation) -> str:
    """Return the latest link of an invitation."""
    return absolute(reverse("invitation", args=[_token(invitation)]))


def find(token: str) -> Invitation | None:
    """Return the invitation that a link opens, None when it opens nothing."""
    known = tokens.read(_PURPOSE, token)
    row = Invitation.objects.open().filter(pk=known[0]).first() if known else None
    return row if row and row.letter == known[1] and is_good(row) else None


def is_good(invitation: Invitation) -> bool:
    """Whether the latest link of an invitation may now be used."""
    if not invitation.is_open():
        return False
    if invitation.is_first:
        return not User.objects.exists()
    by = invitation.invited_by
    return account_at(invitation.email) is None and (by is None or may_invite(by, invitation.role))


def accept(
    token: str, *, username: str, display_name: str, password: str, language: str
) -> tuple[Invitation, User]:
    """Make the account that was promised, with its role and further rights.

    Of several who use a link at once one gets the account. Raises LinkOver and NameTaken.
    """
    kept = make_password(password)  # takes its time: not while others wait for the lock
    with transaction.atomic():
        lock_staff()
        row = find(token)
        if row is None:
            raise LinkOver
        user = _account(row, username, display_name, kept, language)
        roles.grant(user, row.role)
        try:
            further_rights.give(user, row.also)
        except Refused:  # what was promised is gone
            raise LinkOver from None
        row.state, row.account = Invitation.State.ACCEPTED, user
        row.save(update_fields=["state", "account"])
        act = "first_account" if row.is_first else "accept_invitation"
        log.record(act, actor=user, subject=user, detail={"role": row.role})
    return row, user


def first_link() -> str | None:
    """Return the link for the first administrator of a paper without accounts, None for a paper that has one.

    A link that was made before lives on, for another 7 days.
    """
    with transaction.atomic():
        lock_staff()
        if User.objects.exists():
            return None
        until = timezone.now() + VALID
        row, _made = Invitation.objects.update_or_create(
            is_first=True, state=Invitation.State.OPEN,
            defaults={"expires_at": until, "role": FIRST_ROLE},
        )  # fmt: skip
    return link(row)


def _account(row: Invitation, username: str, display_name: str, kept: str, language: str) -> User:
    if User.objects.filter(username__iexact=username).exists():
        raise NameTaken
    try:
        with transaction.atomic():
            return User.objects.create(
                username=username, email=row.email, display_name=display_name, password=kept, language=language,
            )  # fmt: skip
    except IntegrityError:
        raise NameTaken from None


def _open_row(invitation: Invitation, by: Any) -> Invitation:
    if not by.has_perm(INVITE):
        raise Refused(_("You may not invite anybody."))
    row = Invitation.objects.open().select_for_update().filter(pk=invitation.pk).first()
    if row is None or row.is_first:
        raise Refused(_("This invitation is over."))
    return row


def _token(invitation: Invitation) -> str:
    return tokens.signed(_PURPOSE, invitation.pk, invitation.letter)
