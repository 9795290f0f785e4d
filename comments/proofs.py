"""Links by which somebody proves to own an e-mail address: signed, short-lived, few for one address.

The address itself stands in no link: addresses end up in logs.
"""

import datetime as dt

from django.core.signing import BadSignature, TimestampSigner
from django.db import IntegrityError, transaction

from comments import emails, policy
from comments.models import LinkMail


def signed(purpose: str, value: str) -> str:
    """Return a token for a link of one purpose: a token of another purpose is none."""
    return _signer(purpose).sign(value)


def read(purpose: str, token: str, age: dt.timedelta) -> str | None:
    """Return what a token says; None for a forged one and one that is older than `age`."""
    try:
        return _signer(purpose).unsign(token, max_age=age)
    except BadSignature:
        return None


def admit(email: str, now: dt.datetime, *, network: str | None = None) -> LinkMail | None:
    """Note that a link is mailed to an address; None when it has had its share, or is no address.

    Counted in the database, over all spellings of the address: of several at once one is noted.
    """
    key = emails.reach_key(email)
    if key is None:
        return None
    sent = LinkMail.objects.filter(email_key=key)
    for seconds, most in policy.LINK_MAILS.items():
        if sent.filter(created_at__gt=now - dt.timedelta(seconds=seconds)).count() >= most:
            return None
    minute = int(now.timestamp() // policy.MINUTE)
    try:
        with transaction.atomic():
            return LinkMail.objects.create(
                email=email, email_key=key, minute=minute, network=network, created_at=now
            )
    except IntegrityError:
        return None


def is_flood(network: str, now: dt.datetime) -> bool:
    """Whether a network has asked for its links of this hour."""
    since = now - dt.timedelta(seconds=policy.HOUR)
    lately = LinkMail.objects.filter(network=network, created_at__gt=since)
    return lately[: policy.LINKS_A_NETWORK].count() >= policy.LINKS_A_NETWORK


def _signer(purpose: str) -> TimestampSigner:
    return TimestampSigner(salt=f"comments.{purpose}", sep=".")
