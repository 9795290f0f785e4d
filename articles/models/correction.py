"""What the paper got wrong and says so: corrections are added, never changed."""

import datetime as dt
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.models.article import Cursor, older, readable, taken_away
from paper.fields import BanglaTextField
from paper.log import AppendOnly, AppendOnlyQuerySet


class CorrectionQuerySet(AppendOnlyQuerySet):
    """Which corrections; none of them is changed or deleted."""

    def public(self, now: dt.datetime) -> Self:
        """Corrections of stories that readers may see, and retractions of stories taken from them since.

        What a kill ends is told nowhere any more (docs/decisions/0020-corrections.md).
        """
        retracted = Q(kind="retraction") & taken_away(now, "article__")
        return self.filter(readable(now, "article__") | retracted)

    def newest_first(self, before: Cursor | None = None) -> Self:
        """All corrections, from a cursor on."""
        return self.filter(older(before, "corrected_at", "id")).order_by("-corrected_at", "-id")


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

    objects = CorrectionQuerySet.as_manager()

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

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise AppendOnly("A correction is never deleted.")
