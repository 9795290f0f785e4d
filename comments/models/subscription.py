"""Who is told of answers by mail, which answers wait to be told, and who asked to be forgotten."""

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments.models.comment import Comment


class ReplySubscription(models.Model):
    """The writer of one comment wants to hear of answers to it; counts once the owner of the e-mail has confirmed it."""

    comment = models.OneToOneField(Comment, on_delete=models.CASCADE, related_name="subscription")
    email = models.EmailField(_("e-mail"))
    email_key = models.BinaryField(max_length=16, editable=False)
    token = models.UUIDField(default=uuid4, unique=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("wish for answers by mail")
        verbose_name_plural = _("wishes for answers by mail")
        default_permissions = ()
        indexes = [models.Index(fields=["email_key", "-created_at"], name="subscription_by_email")]

    def __str__(self) -> str:
        return f"#{self.comment_id}"


class PendingReply(models.Model):
    """One answer that a subscriber is to hear of: once ever, whatever becomes of the answer meanwhile."""

    subscription = models.ForeignKey(
        ReplySubscription, on_delete=models.CASCADE, related_name="pending"
    )
    reply = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["subscription", "reply"], name="reply_told_once")
        ]

    def __str__(self) -> str:
        return f"#{self.reply_id}"


class ErasureRequest(models.Model):
    """The owner of an e-mail asked that everything of theirs is erased; done when `due_at` has come, unless taken back."""

    email = models.EmailField(_("e-mail"), blank=True)
    email_key = models.BinaryField(max_length=16, editable=False)
    created_at = models.DateTimeField(_("time"), default=timezone.now)
    due_at = models.DateTimeField(_("due"))
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
