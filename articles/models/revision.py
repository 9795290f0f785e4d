"""What the desk edits: complete versions of a story, of which `publish` copies one to the row."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from paper.fields import BanglaCharField


class Revision(models.Model):
    """One complete version of a story: `content` holds every field, bylines and tags included.

    `headline` and `category` repeat two of them, so that lists of the desk need no JSON.
    Rows are never changed; a new version is a new row (articles/drafting.py builds them).
    """

    class Kind(models.TextChoices):
        SAVED = "saved", _("Saved")
        AUTOSAVED = "autosaved", _("Saved by itself")
        RESTORED = "restored", _("Brought back")
        MERGED = "merged", _("Two versions joined")
        ASIDE = "aside", _("Set aside")

    article = models.ForeignKey(
        "articles.Article", on_delete=models.CASCADE, related_name="revisions"
    )
    number = models.PositiveIntegerField(_("number"))
    content = models.JSONField()
    headline = BanglaCharField(_("headline"), max_length=200, blank=True)
    category = models.ForeignKey(
        "articles.Category", on_delete=models.SET_NULL, null=True, related_name="+",
        verbose_name=_("section"),
    )  # fmt: skip
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+",
        verbose_name=_("by"),
    )  # fmt: skip
    created_at = models.DateTimeField(_("saved"), auto_now_add=True)
    kind = models.CharField(_("kind"), max_length=9, choices=Kind, default=Kind.SAVED)
    """ASIDE never becomes the latest: it keeps what could not be saved over somebody else's work."""
    tab = models.CharField(max_length=36, blank=True)
    """The open form that saved it by itself: its next autosave takes this one's place."""
    based_on = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("based on")
    )
    reason = BanglaCharField(_("reason"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="revision_number_once")
        ]
        indexes = [
            models.Index(fields=["kind", "created_at", "article"], name="versions_to_thin"),
        ]

    def __str__(self) -> str:
        return f"{self.headline} ({self.number})"
