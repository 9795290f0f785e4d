"""A reader as far as a device proves it: trust belongs to the signed cookie, never to a typed e-mail."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from paper.fields import BanglaCharField


class Commenter(models.Model):
    """One device. The three counts say how many of its comments stand in that status now."""

    device_key = models.BinaryField(max_length=16, unique=True, null=True, editable=False)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="commenter"
    )
    name_last = BanglaCharField(_("last name used"), max_length=240, blank=True)
    email = models.EmailField(_("last e-mail used"), blank=True)
    approved_n = models.PositiveIntegerField(_("approved"), default=0)
    rejected_n = models.PositiveIntegerField(_("rejected"), default=0)
    spam_n = models.PositiveIntegerField(_("spam"), default=0)
    created_at = models.DateTimeField(_("first seen"), default=timezone.now)
    last_at = models.DateTimeField(_("last seen"), default=timezone.now)

    class Meta:
        verbose_name = _("reader")
        verbose_name_plural = _("readers")
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(
                condition=Q(device_key__isnull=False) | Q(user__isnull=False),
                name="commenter_is_a_device_or_a_user",
            ),
        ]

    def __str__(self) -> str:
        return self.name_last or f"#{self.pk}"

    @property
    def is_new(self) -> bool:
        """Whether no moderator has approved anything from here yet."""
        return self.approved_n < 1
