"""Everything of one owner goes: asked for by link, done after a day, unless taken back meanwhile."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bangla.dates import date_time
from comments import emails, letters, policy, proofs
from comments.models import ErasureRequest, LinkMail, Report
from comments.moderation import erase_for_owner, forget_reader, forget_reporters
from comments.own_data import Owner
from paper.addresses import absolute
from paper.outbox import Letter, OutboxMail, queue_mail

BATCH = 200
_PURPOSE = "keep"
_NAMELESS = {"email": "", "email_key": b""}
_OF_READERS = frozenset(letters.KINDS) - {letters.MODERATORS, letters.ERASED}
"""Kinds of mails that go to readers; the last one of all forgets its address itself."""


def ask(email: str, now: dt.datetime) -> ErasureRequest:
    """Note that everything of an owner is to be erased in a day, and say so by mail; a second asking changes nothing."""
    key = emails.key_of(email)
    try:
        with transaction.atomic():
            wanted = ErasureRequest.objects.create(
                email=email, email_key=key, created_at=now, due_at=now + policy.ERASURE_WAIT
            )
            queue_mail(
                letters.ERASURE, to=email, dedupe_key=f"comment-erasure-{wanted.pk}",
                subject=_("Your data will be erased"), payload={"request": wanted.pk},
            )  # fmt: skip
    except IntegrityError:
        return ErasureRequest.objects.get(
            email_key=key, done_at__isnull=True, cancelled_at__isnull=True
        )
    return wanted


def waiting_for(email: str, now: dt.datetime) -> ErasureRequest | None:
    """Return the request that can still be taken back."""
    return _waiting(now).filter(email_key=emails.key_of(email)).first()


def by_keep_token(token: str, now: dt.datetime) -> ErasureRequest | None:
    """Return the request of a link, as long as it can be taken back."""
    value = proofs.read(_PURPOSE, token, 2 * policy.ERASURE_WAIT)
    return _waiting(now).filter(pk=int(value)).first() if value else None


def take_back(wanted: ErasureRequest, now: dt.datetime) -> bool:
    """Keep everything after all; False when it is too late."""
    changed = _waiting(now).filter(pk=wanted.pk).update(cancelled_at=now, **_NAMELESS)
    return bool(changed)


def erase_due(now: dt.datetime | None = None) -> int:
    """Do what is due; return how many comments were erased.

    Each comment goes in a transaction of its own. What a process that died left undone is done
    the next time; of two at once, each finds what the other has left.
    """
    now = now or timezone.now()
    due = ErasureRequest.objects.filter(
        done_at__isnull=True, cancelled_at__isnull=True, due_at__lte=now
    )
    return sum(_erase_everything(wanted, now) for wanted in due.order_by("due_at"))


@letters.to_reader(letters.ERASURE)
def write_warning(mail: OutboxMail) -> Letter | None:
    """Say what will happen, with the link that takes it back; None when it was taken back or done."""
    wanted = _waiting(timezone.now()).filter(pk=mail.payload["request"]).first()
    if wanted is None:
        return None
    keep = absolute(reverse("comments:keep_data", args=[proofs.signed(_PURPOSE, str(wanted.pk))]))
    return letters.letter(
        _("Your data will be erased"),
        _("You asked us to erase everything that we keep of you: comments, names, addresses.")
        + "\n"
        + _("It will be done after %(when)s (Dhaka).") % {"when": date_time(wanted.due_at)},
        _("To keep everything after all, open this page before then:") + f"\n{keep}",
    )


@letters.to_reader(letters.ERASED)
def write_farewell(mail: OutboxMail) -> Letter:
    """Say that it is done; the address goes from the mail itself once it is sent."""
    return letters.letter(
        _("Your data have been erased"),
        _(
            "Your comments, names and addresses have been erased. Answers of others keep their place."
        ),
        _("This was our last mail to this address."),
        sent=lambda: OutboxMail.objects.filter(pk=mail.pk).update(to=""),
    )


def _erase_everything(wanted: ErasureRequest, now: dt.datetime) -> int:
    owner, erased = Owner(wanted.email), 0
    while pks := list(owner.comments().order_by("pk").values_list("pk", flat=True)[:BATCH]):
        gone = erase_for_owner(pks)
        ErasureRequest.objects.filter(pk=wanted.pk).update(erased_n=F("erased_n") + gone)
        erased += gone
    with transaction.atomic():
        forget_reporters(Report.objects.filter(reporter__in=owner.device_keys), note="")
        forget_reader(owner.address)
        owner.wishes().delete()
        LinkMail.objects.filter(email_key=emails.reach_key(owner.address)).delete()
        _forget_mails(owner)
        _finish(wanted, now)
    return erased


def _finish(wanted: ErasureRequest, now: dt.datetime) -> None:
    """Close the request; of two at once, one says so to the owner."""
    still = ErasureRequest.objects.filter(
        pk=wanted.pk, done_at__isnull=True, cancelled_at__isnull=True
    )
    if still.update(done_at=now, **_NAMELESS):
        queue_mail(
            letters.ERASED, to=wanted.email, dedupe_key=f"comment-erased-{wanted.pk}",
            subject=_("Your data have been erased"),
        )  # fmt: skip


def _forget_mails(owner: Owner) -> None:
    """Take the address and the words from every mail to an owner; what was still to be sent is dropped."""
    mails = OutboxMail.objects.filter(kind__in=_OF_READERS).exclude(to="")
    own = [
        pk
        for pk, to in mails.values_list("pk", "to").iterator()
        if emails.canonical(to) == owner.address
    ]
    for start in range(0, len(own), BATCH):
        rows = OutboxMail.objects.filter(pk__in=own[start : start + BATCH])
        rows.unsent().update(dropped_at=timezone.now())
        rows.update(to="", reply_to="", subject="", body="", headers={})


def _waiting(now: dt.datetime) -> QuerySet[ErasureRequest]:
    return ErasureRequest.objects.filter(
        done_at__isnull=True, cancelled_at__isnull=True, due_at__gt=now
    )
