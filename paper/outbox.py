"""Mail to be sent: a row in the transaction that causes it, sent afterwards by the worker.

A kind of mail may have a composer: what it says, and whether it is still to be said, is then
decided at the moment of sending (`composer`).
"""

import datetime as dt
import re
import smtplib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.message import Message
from email.policy import EmailPolicy, Policy
from email.policy import default as default_policy
from typing import Any, Self

from django.core.mail import EmailMessage
from django.db import models, transaction
from django.tasks import task
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class _WholeAddresses(EmailPolicy):
    """Writes headers as ever, but those of RFC 2369 on one line: folding would put a long address into an encoded word.

    Mail programs read addresses there, not words (RFC 2047, 5); a line may have 998 signs (RFC 5322, 2.1.1).
    """

    def fold(self, name: str, value: Any) -> str:
        if _is_address(name, value):
            return f"{name}: {value}{self.linesep}"
        return super().fold(name, value)

    def fold_binary(self, name: str, value: Any) -> bytes:
        if _is_address(name, value):
            return self.fold(name, value).encode("ascii")
        return super().fold_binary(name, value)


def _is_address(name: str, value: Any) -> bool:
    return name.lower().startswith("list-") and str(value).isascii()


class _Mail(EmailMessage):
    """A mail whose addresses to end such mails are written whole."""

    def message(self, *, policy: Policy = default_policy) -> Message:
        return super().message(policy=_WholeAddresses(linesep=policy.linesep))


CLAIM = dt.timedelta(minutes=5)
"""How long a mail is one worker's to send: longer than a slow mail server can take."""


class OutboxMailQuerySet(models.QuerySet["OutboxMail"]):
    """Which mails."""

    def unsent(self) -> Self:
        """Mails that are still to be sent, now or later."""
        return self.filter(sent_at__isnull=True, dropped_at__isnull=True)


class OutboxMail(models.Model):
    """One mail to one address; `dedupe_key` makes a repeated cause send nothing twice.

    `headers` are sent along. `payload` is what the composer of the kind has to know: numbers
    of rows, never words. A mail that its composer gives up is dropped and never sent.
    """

    kind = models.CharField(_("kind"), max_length=40)
    to = models.EmailField(_("to"))
    reply_to = models.EmailField(blank=True)
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"), blank=True)
    headers = models.JSONField(default=dict)
    payload = models.JSONField(default=dict)
    dedupe_key = models.CharField(max_length=120, unique=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    due_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(_("sent"), null=True)
    dropped_at = models.DateTimeField(_("dropped"), null=True)

    objects = OutboxMailQuerySet.as_manager()

    class Meta:
        verbose_name = _("outgoing mail")
        verbose_name_plural = _("outgoing mail")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(sent_at__isnull=True) | models.Q(dropped_at__isnull=True),
                name="mail_is_sent_or_dropped",
            )
        ]
        indexes = [
            models.Index(
                fields=["due_at"], name="outbox_unsent",
                condition=models.Q(sent_at__isnull=True, dropped_at__isnull=True),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.kind}: {self.subject}"


@dataclass(frozen=True)
class Letter:
    """What a mail says, as its composer writes it; `sent` is called in the transaction that marks it as sent."""

    subject: str
    body: str
    headers: Mapping[str, str] = field(default_factory=dict)
    sent: Callable[[], object] | None = None


_address = re.compile(r"[^\s<>()\[\]{}'\",:;]+@[^\s<>()\[\]{}'\",:;]+")

type Composer = Callable[[OutboxMail], Letter | None]

_composers: dict[str, Composer] = {}


def composer(kind: str) -> Callable[[Composer], Composer]:
    """Register the function that writes the mails of a kind when they are sent, or returns None to drop one.

    It is called in a transaction, possibly more than once for one mail. Applications register
    in `ready()`.
    """

    def register(compose: Composer) -> Composer:
        _composers[kind] = compose
        return compose

    return register


def queue_mail(
    kind: str, *, to: str, subject: str, body: str = "", dedupe_key: str, reply_to: str = "",
    due_at: dt.datetime | None = None, headers: Mapping[str, str] | None = None,
    payload: Mapping[str, Any] | None = None,
) -> OutboxMail:  # fmt: skip
    """Store a mail in the caller's transaction and have the worker send it after commit.

    The same `dedupe_key` returns the first row. Line breaks in subject and headers become
    spaces, so no header can be smuggled in.
    """
    mail, created = OutboxMail.objects.get_or_create(
        dedupe_key=dedupe_key,
        defaults={
            "kind": kind, "to": to, "reply_to": reply_to, "body": body,
            "subject": _one_line(subject)[:200], "due_at": due_at or timezone.now(),
            "headers": dict(headers or {}), "payload": dict(payload or {}),
        },
    )  # fmt: skip
    if created:
        when = send_outbox_mail.using(run_after=mail.due_at) if due_at else send_outbox_mail
        transaction.on_commit(lambda: when.enqueue(mail.pk))
    return mail


class NotDelivered(smtplib.SMTPException):
    """Raised for a mail that the mail server did not take; says why without anybody's address."""


@task
def send_outbox_mail(pk: int) -> None:
    """Send one mail, once: of several workers the one that moves `due_at` on sends it.

    No transaction is open meanwhile: a slow mail server must not hold SQLite's one write
    lock. A failed delivery makes the mail due again and raises, so the task is tried again;
    that of a worker that died comes back when its claim is over (newsroom.chores).
    """
    now = timezone.now()
    if not OutboxMail.objects.unsent().filter(pk=pk, due_at__lte=now).update(due_at=now + CLAIM):
        return
    mail = OutboxMail.objects.get(pk=pk)
    try:
        letter = _compose(mail)
        if letter is None:
            return
        _deliver(mail, letter)
    except BaseException:
        OutboxMail.objects.filter(pk=pk).update(due_at=now)
        raise
    with transaction.atomic():
        OutboxMail.objects.filter(pk=pk).update(sent_at=timezone.now())
        if letter.sent is not None:
            letter.sent()


def _compose(mail: OutboxMail) -> Letter | None:
    """Return what the mail says now; None for one that has just been dropped."""
    compose = _composers.get(mail.kind)
    if compose is None:
        return Letter(mail.subject, mail.body, mail.headers)
    with transaction.atomic():
        letter = compose(mail)
        if letter is None:
            OutboxMail.objects.filter(pk=mail.pk).update(dropped_at=timezone.now())
    return letter


def _deliver(mail: OutboxMail, letter: Letter) -> None:
    """Hand a mail to the mail server; raises NotDelivered, ValueError for an address that is none, OSError.

    What a failed task says is logged and kept, longer than some readers want their address to be:
    the errors of smtplib, which name it, and those of an address that cannot be written to, are
    told without it.
    """
    message = _Mail(
        subject=_one_line(letter.subject),
        body=letter.body,
        to=[mail.to],
        reply_to=[mail.reply_to] if mail.reply_to else None,
        headers={name: _one_line(value) for name, value in letter.headers.items()},
    )
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as error:
        codes = ", ".join(str(code) for code, _words in error.recipients.values())
        raise NotDelivered(f"{type(error).__name__}: {codes}") from None
    except smtplib.SMTPException as error:
        raise NotDelivered(f"{type(error).__name__}: {_nameless(str(error))}") from None
    except ValueError as error:
        raise ValueError(_nameless(str(error))) from None


def _nameless(text: str) -> str:
    return _address.sub("…@…", text)


def _one_line(text: str) -> str:
    return " ".join(text.split())
