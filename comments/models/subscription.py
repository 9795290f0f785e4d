"""Who is told of answers by mail, which answers wait to be told, which links were mailed, and who asked to be forgotten."""

from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments.models.comment import Comment
from paper.outbox import OutboxMail


class ReplySubscriptionQuerySet(models.QuerySet["ReplySubscription"]):
    """Which wishes."""

    def counting(self) -> Self:
        """Wishes that the owner of the e-mail has confirmed and not ended."""
        return self.filter(confirmed_at__isnull=False, ended_at__isnull=True)

    def unconfirmed(self) -> Self:
        """Wishes that nobody has confirmed or ended yet."""
        return self.filter(confirmed_at__isnull=True, ended_at__isnull=True)


class ReplySubscription(models.Model):
    """The writer of one comment wants to hear of answers to it; counts once the owner of the e-mail has confirmed it.

    `told_at` is when the writer was told by mail what became of the comment: once.
    """

    comment = models.OneToOneField(Comment, on_delete=models.CASCADE, related_name="subscription")
    email = models.EmailField(_("e-mail"))
    email_key = models.BinaryField(max_length=16, editable=False)
    token = models.UUIDField(default=uuid4, unique=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)

    objects = ReplySubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("wish for answers by mail")
        verbose_name_plural = _("wishes for answers by mail")
        default_permissions = ()
        indexes = [models.Index(fields=["email_key", "-created_at"], name="subscription_by_email")]

    def __str__(self) -> str:
        return f"#{self.comment_id}"

    @property
    def counts(self) -> bool:
        """The twin of `counting()` for one row in hand."""
        return self.confirmed_at is not None and self.ended_at is None


class PendingReply(models.Model):
    """One answer that a subscriber is to hear of: once ever, whatever becomes of the answer meanwhile.

    `mail` is the mail in which it is, or was, to be told.
    """

    subscription = models.ForeignKey(
        ReplySubscription, on_delete=models.CASCADE, related_name="pending"
    )
    reply = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="+")
    mail = models.ForeignKey(
        OutboxMail, on_delete=models.SET_NULL, null=True, related_name="pending_replies"
    )
    created_at = models.DateTimeField(default=timezone.now)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["subscription", "reply"], name="reply_told_once")
        ]

    def __str__(self) -> str:
        return f"#{self.reply_id}"


class LinkMail(models.Model):
    """A link for the owner of an address was mailed to it: counted, so that nobody's box is flooded.

    `minute` (of Unix time) makes the first of several that are asked for at once the only one.
    `network` is that of who asked, where a page for anybody was used.
    """

    email = models.EmailField(_("e-mail"))
    email_key = models.BinaryField(max_length=16, editable=False)
    minute = models.PositiveBigIntegerField()
    network = models.CharField(max_length=20, null=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["email_key", "minute"], name="link_mailed_once_a_minute"
            )
        ]
        indexes = [
            models.Index(fields=["email_key", "-created_at"], name="link_by_email"),
            models.Index(
                fields=["network", "-created_at"], name="link_by_network",
                condition=Q(network__isnull=False),
            ),
            models.Index(fields=["created_at"], name="link_by_time"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"#{self.pk}"


class ErasureRequest(models.Model):
    """The owner of an e-mail asked that everything of theirs is erased; done when `due_at` has come, unless taken back.

    The address goes with what it named: a request that is done or taken back holds none.
    """

    email = models.EmailField(_("e-mail"), blank=True)
    email_key = models.BinaryField(max_length=16, editable=False)
    created_at = models.DateTimeField(_("time"), default=timezone.now)
    due_at = models.DateTimeField(_("erased after"))
    cancelled_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    erased_n = models.PositiveIntegerField(_("erased"), default=0)

    class Meta:
        verbose_name = _("request for erasure")
        verbose_name_plural = _("requests for erasure")
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                fields=["email_key"],
                condition=Q(done_at__isnull=True, cancelled_at__isnull=True),
                name="erasure_asked_once",
            )
        ]
        indexes = [
            models.Index(
                fields=["due_at"], name="erasure_due",
                condition=Q(done_at__isnull=True, cancelled_at__isnull=True),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"#{self.pk}"
