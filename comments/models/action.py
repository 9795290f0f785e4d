"""What moderators and the system did to comments: one row an act, never changed afterwards."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments.models.comment import Comment, Status
from paper.fields import BanglaTextField


class Event(models.TextChoices):
    """What can happen to a comment."""

    SUBMIT = "submit", _("Sent")
    APPROVE = "approve", _("Approve")
    REJECT = "reject", _("Reject")
    SPAM = "spam", _("Spam")
    HOLD = "hold", _("Hold back")
    RESTORE = "restore", _("Restore")
    FEATURE = "feature", _("Best comment")
    UNFEATURE = "unfeature", _("No best comment")
    UNDO = "undo", _("Taken back")
    REPORT = "report", _("Reported by readers")
    EDIT = "edit", _("Changed by the reader")
    DELETE = "delete", _("Deleted by the reader")
    ERASE = "erase", _("Erase")


class RejectReason(models.TextChoices):
    """Why a comment is rejected; the moderator chooses one."""

    ABUSE = "abuse", _("Insult or personal attack")
    OFF_TOPIC = "off_topic", _("Off topic")
    ADVERTISING = "advertising", _("Advertisement")
    UNTRUE = "untrue", _("Untrue or unproven claim")
    PRIVATE = "private", _("Someone's private details")
    UNLAWFUL = "unlawful", _("Against the law")
    REPEATED = "repeated", _("Repeated")
    OTHER = "other", _("Another reason")


class AppendOnly(Exception):
    """Raised when a row of the audit would be changed or deleted."""


class ModerationActionQuerySet(models.QuerySet["ModerationAction"]):
    """Rows of the audit: readable, never changed in bulk."""

    def update(self, **kwargs: Any) -> int:
        raise AppendOnly("The audit of comments is append-only.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise AppendOnly("The audit of comments is append-only.")

    def forget_notes(self) -> int:
        """Empty the moderators' notes: they may name a person whose data are erased. Nothing else ever changes."""
        return super().update(note="")


class ModerationAction(models.Model):
    """One act: on which revision of which comment, by whom, from which status to which."""

    comment = models.ForeignKey(
        Comment, on_delete=models.CASCADE, related_name="actions", db_index=False
    )
    revision = models.PositiveIntegerField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    from_status = models.PositiveSmallIntegerField(choices=Status, null=True)
    to_status = models.PositiveSmallIntegerField(choices=Status)
    event = models.CharField(max_length=10, choices=Event)
    reason_code = models.CharField(max_length=40, blank=True)
    note = BanglaTextField(max_length=500, blank=True)
    undo_of = models.OneToOneField(
        "self", on_delete=models.RESTRICT, null=True, related_name="undone_by"
    )
    batch = models.UUIDField(null=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = ModerationActionQuerySet.as_manager()

    class Meta:
        verbose_name = _("act of moderation")
        verbose_name_plural = _("acts of moderation")
        default_permissions = ("view",)
        ordering = ["-id"]
        indexes = [
            models.Index(F("comment"), F("id").desc(), name="action_by_comment"),
            models.Index(F("batch"), name="action_by_batch", condition=Q(batch__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.event} #{self.comment_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise AppendOnly("The audit of comments is append-only.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise AppendOnly("The audit of comments is append-only.")
