"""Mail to be sent: a row in the transaction that causes it, sent afterwards by the worker."""

import datetime as dt

from django.core.mail import EmailMessage
from django.db import models, transaction
from django.tasks import task
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

CLAIM = dt.timedelta(minutes=5)
"""How long a mail is one worker's to send: longer than a slow mail server can take."""


class OutboxMail(models.Model):
    """One mail to one address; `dedupe_key` makes a repeated cause send nothing twice."""

    kind = models.CharField(_("kind"), max_length=40)
    to = models.EmailField(_("to"))
    reply_to = models.EmailField(blank=True)
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"))
    dedupe_key = models.CharField(max_length=120, unique=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    due_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(_("sent"), null=True)

    class Meta:
        verbose_name = _("outgoing mail")
        verbose_name_plural = _("outgoing mail")
        indexes = [
            models.Index(
                fields=["due_at"], condition=models.Q(sent_at__isnull=True), name="outbox_unsent"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.subject}"


def queue_mail(
    kind: str, *, to: str, subject: str, body: str, dedupe_key: str, reply_to: str = "",
    due_at: dt.datetime | None = None,
) -> OutboxMail:  # fmt: skip
    """Store a mail in the caller's transaction and have the worker send it after commit.

    The same `dedupe_key` returns the first row. Line breaks in the subject become spaces,
    so no header can be smuggled in.
    """
    mail, created = OutboxMail.objects.get_or_create(
        dedupe_key=dedupe_key,
        defaults={
            "kind": kind, "to": to, "reply_to": reply_to, "body": body,
            "subject": " ".join(subject.split())[:200], "due_at": due_at or timezone.now(),
        },
    )  # fmt: skip
    if created:
        when = send_outbox_mail.using(run_after=mail.due_at) if due_at else send_outbox_mail
        transaction.on_commit(lambda: when.enqueue(mail.pk))
    return mail


@task
def send_outbox_mail(pk: int) -> None:
    """Send one mail, once: of several workers the one that moves `due_at` on sends it.

    No transaction is open meanwhile: a slow mail server must not hold SQLite's one write
    lock. A failed delivery makes the mail due again and raises, so the task is tried again;
    that of a worker that died comes back when its claim is over (newsroom.chores).
    """
    now = timezone.now()
    due = OutboxMail.objects.filter(pk=pk, sent_at__isnull=True, due_at__lte=now)
    if not due.update(due_at=now + CLAIM):
        return
    mail = OutboxMail.objects.get(pk=pk)
    try:
        EmailMessage(
            subject=mail.subject,
            body=mail.body,
            to=[mail.to],
            reply_to=[mail.reply_to] if mail.reply_to else None,
        ).send()
    except BaseException:
        OutboxMail.objects.filter(pk=pk).update(due_at=now)
        raise
    OutboxMail.objects.filter(pk=pk).update(sent_at=timezone.now())
