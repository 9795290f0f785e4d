"""What readers write through the contact form: stored first, then mailed to the paper."""

import datetime as dt
from collections.abc import Mapping

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from paper.abuse import keyed_hash
from paper.fields import BanglaCharField, BanglaTextField
from paper.outbox import queue_mail

IDEMPOTENCY_SECONDS = 600

PER_HOUR = 10
"""Messages an hour from one network: readers behind one address are many, a robot is faster."""


class TooMany(Exception):
    """Raised when a network has sent its messages of this hour."""


class ContactMessage(models.Model):
    """A reader's message to the paper."""

    name = BanglaCharField(_("name"), max_length=80)
    email = models.EmailField(_("e-mail"))
    subject = BanglaCharField(_("subject"), max_length=150)
    message = BanglaTextField(_("message"), max_length=5000)
    received_at = models.DateTimeField(_("received"), auto_now_add=True)
    handled = models.BooleanField(_("handled"), default=False)
    idempotency_key = models.CharField(max_length=64, unique=True, editable=False)
    address_prefix = models.CharField(max_length=24, blank=True, editable=False)

    class Meta:
        verbose_name = _("reader's message")
        verbose_name_plural = _("readers' messages")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["address_prefix", "-received_at"], name="contact_by_prefix")
        ]

    def __str__(self) -> str:
        return self.subject


def receive(
    said: Mapping[str, str], *, key: str, prefix: str, paper_email: str, now: dt.datetime
) -> ContactMessage:
    """Store what a reader said once, and queue it as a mail when the paper has an address.

    `said` holds name, email, subject and message; `key` is the random UUID a script sets,
    empty without JavaScript. A double click finds the first row. Raises TooMany.
    """
    keys = _idempotency_keys(said, key, prefix, now)
    with transaction.atomic():
        if stored := ContactMessage.objects.filter(idempotency_key__in=keys).first():
            return stored
        if _is_flood(prefix, now):
            raise TooMany
        message, created = ContactMessage.objects.get_or_create(
            idempotency_key=keys[0], defaults={**said, "address_prefix": prefix}
        )
        if created and paper_email:
            queue_mail(
                "contact", to=paper_email, reply_to=message.email, subject=message.subject,
                body=f"{message.name} <{message.email}>\n\n{message.message}\n",
                dedupe_key=f"contact-{message.pk}",
            )  # fmt: skip
    return message


def _is_flood(prefix: str, now: dt.datetime) -> bool:
    since = now - dt.timedelta(hours=1)
    recent = ContactMessage.objects.filter(address_prefix=prefix, received_at__gt=since)
    return recent[:PER_HOUR].count() >= PER_HOUR


def _idempotency_keys(
    said: Mapping[str, str], key: str, prefix: str, now: dt.datetime
) -> list[str]:
    """Return the keys under which this may be stored already; the first is its own.

    The words are part of the key: who goes back, changes them and sends again is heard again.
    Without a script the key changes each ten minutes, so the one before is looked up too.
    """
    words = "\n".join(said[name] for name in sorted(said))
    if key:
        return [keyed_hash(f"contact-script:{key}:{words}").hex()]
    window = int(now.timestamp() // IDEMPOTENCY_SECONDS)
    return [keyed_hash(f"contact-form:{window - back}:{prefix}:{words}").hex() for back in (0, 1)]
