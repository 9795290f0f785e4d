"""What the paper got wrong and says so: corrections are added, never changed."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from paper.fields import BanglaTextField
from paper.log import AppendOnly


class Correction(models.Model):
    """One correction of a published story, with the day it was made; append-only."""

    class Kind(models.TextChoices):
        CORRECTION = "correction", _("Correction")
        CLARIFICATION = "clarification", _("Clarification")
        UPDATE = "update", _("Update")
        RETRACTION = "retraction", _("Retraction")

    article = models.ForeignKey(
        "articles.Article", on_delete=models.CASCADE, related_name="corrections"
    )
    kind = models.CharField(_("kind"), max_length=13, choices=Kind, default=Kind.CORRECTION)
    is_on_top = models.BooleanField(_("above the text"), default=False)
    text = BanglaTextField(_("correction"), max_length=1000)
    corrected_at = models.DateTimeField(_("corrected"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        ordering = ["corrected_at", "id"]
        indexes = [
            models.Index(
                models.F("corrected_at").desc(), models.F("id").desc(), name="corrections_newest"
            )
        ]

    def __str__(self) -> str:
        return self.text[:80]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise AppendOnly("A correction is never changed.")
        super().save(*args, **kwargs)
