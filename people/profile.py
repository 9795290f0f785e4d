"""What people change of their own account: name, language, e-mail address, sessions."""

import datetime as dt
from typing import Any, Final

from allauth.account.models import EmailAddress
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from paper import log
from paper.addresses import absolute
from people import invitations, letters, sessions, tokens
from people.locking import lock_staff
from people.models import EmailChange, User

VALID: Final = dt.timedelta(hours=24)
_PURPOSE: Final = "email"


class LinkOver(Exception):
    """A link that is forged, used, too old, or about an address that somebody else has meanwhile."""


def change(user: User, *, display_name: str, language: str) -> None:
    """Keep how the desk names somebody and speaks to them."""
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(language=language)
        if display_name == user.display_name:
            return
        user.display_name = display_name
        user.save(update_fields=["display_name"])
        log.record("change", actor=user, subject=user)


def ask_email(user: User, email: str) -> None:
    """Note an address that somebody wants to have, and mail a link to it; the wish before is over.

    Nothing is said about whether somebody else has the address: then no mail goes out.
    """
    now = timezone.now()
    with transaction.atomic():
        lock_staff()
        before = EmailChange.objects.filter(user=user).first()
        wish, _made = EmailChange.objects.update_or_create(
            user=user,
            defaults={"email": email.lower(), "asked_at": now, "letter": before.letter + 1 if before else 1},
        )  # fmt: skip
        letters.send_new_address(wish)


def is_good(wish: EmailChange) -> bool:
    """Whether the latest link of a wish may now be used."""
    if not wish.user.is_active or wish.asked_at + VALID <= timezone.now():
        return False
    return invitations.account_at(wish.email) in {None, wish.user}


def link(wish: EmailChange) -> str:
    """Return the latest link of a wish for another address."""
    return absolute(reverse("confirm_email", args=[tokens.signed(_PURPOSE, wish.pk, wish.letter)]))


def find(token: str) -> EmailChange | None:
    """Return the wish that a link is about, None when it opens nothing."""
    known = tokens.read(_PURPOSE, token)
    rows = EmailChange.objects.select_related("user")
    row = rows.filter(pk=known[0]).first() if known else None
    return row if row and row.letter == known[1] and is_good(row) else None


def confirm_email(token: str) -> None:
    """Put the proven address into the account, and tell the old one; links for a new password are over. Raises LinkOver."""
    with transaction.atomic():
        lock_staff()
        wish = find(token)
        if wish is None:
            raise LinkOver
        user: Any = wish.user
        old, user.email = user.email, wish.email
        user.save(update_fields=["email"])
        EmailAddress.objects.filter(user=user).exclude(email=wish.email).delete()
        wish.delete()
        log.record("change_email", actor=user, subject=user)
        if old and old.lower() != user.email:
            letters.notify(user, letters.address_changed, to=old)


def end_session(user: User, pk: int) -> bool:
    """Sign another browser of one's own out; False when there is none of that number."""
    with transaction.atomic():
        if not sessions.end(user, pk):
            return False
        log.record("end_session", actor=user, subject=user)
    return True


def end_other_sessions(user: User, session_key: str | None) -> int:
    """Sign all browsers but this one out; return how many were in."""
    with transaction.atomic():
        ended = sessions.end_others(user, session_key)
        if ended:
            log.record("end_session", actor=user, subject=user)
    return ended
