"""Errors that nobody has looked at yet, and the last sign of life of each worker."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class FaultQuerySet(models.QuerySet["Fault"]):
    """Which errors."""

    def unseen(self) -> Self:
        """Errors that happened, or happened again, since somebody marked them as seen."""
        return self.filter(Q(seen_at__isnull=True) | Q(last_at__gt=F("seen_at")))


class Fault(models.Model):
    """One error of the program at one place, however often it happens: never a reader's words or address.

    `request_id` leads to the log's lines about the last time.
    """

    kind = models.CharField(_("kind"), max_length=120)
    place = models.CharField(_("place in the program"), max_length=200)
    says = models.CharField(_("message or address"), max_length=300, blank=True)
    request_id = models.CharField(_("number of the request"), max_length=64, blank=True)
    count = models.PositiveBigIntegerField(_("number of times"), default=1)
    first_at = models.DateTimeField(_("happened first"))
    last_at = models.DateTimeField(_("happened last"))
    seen_at = models.DateTimeField(_("marked as seen"), null=True)

    objects = FaultQuerySet.as_manager()

    class Meta:
        verbose_name = _("error")
        verbose_name_plural = _("errors")
        default_permissions = ()
        permissions = [("view_operations", "Can see how the paper runs")]
        constraints = [
            models.UniqueConstraint(fields=["kind", "place"], name="fault_is_one_a_place")
        ]
        indexes = [models.Index(F("last_at").desc(), name="fault_by_time")]

    def __str__(self) -> str:
        return f"{self.kind} ({self.place})"


class SignOfLife(models.Model):
    """One worker that runs, or ran until `beat_at`."""

    owner = models.CharField(max_length=64, unique=True)
    version = models.CharField(max_length=60)
    started_at = models.DateTimeField()
    beat_at = models.DateTimeField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.owner
