"""What readers report: one row a reader and comment."""

from typing import Final

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments.models.action import ModerationAction
from comments.models.comment import Comment
from paper.fields import BanglaTextField

NOTE_LENGTH: Final = 300


class Report(models.Model):
    """A reader says that a comment should not stand; `weight` is 2 for readers who are trusted.

    `reporter` is a keyed hash of the device, or of the address where there is no device: the
    same reporter counts once a comment.
    """

    class Reason(models.TextChoices):
        ABUSE = "abuse", _("Insult or personal attack")
        HATE = "hate", _("Hatred against a group or a faith")
        UNTRUE = "untrue", _("Untrue or unproven claim")
        PRIVATE = "private", _("Someone's private details")
        ADVERTISING = "advertising", _("Advertisement")
        OTHER = "other", _("Another reason")

    class State(models.TextChoices):
        OPEN = "open", _("open")
        UPHELD = "upheld", _("upheld")
        DISMISSED = "dismissed", _("dismissed")

    comment = models.ForeignKey(
        Comment, on_delete=models.CASCADE, related_name="reports", db_index=False
    )
    reporter = models.BinaryField(max_length=16, editable=False)
    network = models.CharField(max_length=20, null=True, editable=False)
    reason = models.CharField(_("reason"), max_length=11, choices=Reason)
    note = BanglaTextField(_("note"), max_length=NOTE_LENGTH, blank=True)
    weight = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.OPEN)
    decided_by = models.ForeignKey(
        ModerationAction, on_delete=models.SET_NULL, null=True, related_name="reports"
    )
    created_at = models.DateTimeField(_("time"), default=timezone.now)

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(fields=["comment", "reporter"], name="report_once_a_reader")
        ]
        indexes = [
            models.Index(fields=["reporter", "-created_at"], name="report_by_reporter"),
            models.Index(
                fields=["network", "-created_at"], name="report_by_network",
                condition=models.Q(network__isnull=False),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.reason} #{self.comment_id}"
