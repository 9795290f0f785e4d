"""What the desk works with beside the story: rights by section, presence, notes, notices, preview links."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from paper.fields import BanglaCharField, BanglaTextField
from paper.log import AppendOnly


class SectionRight(models.Model):
    """A section, with those below it, whose stories an editor looks after; one without any looks after all."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="section_rights",
        verbose_name=_("who"),
    )  # fmt: skip
    category = models.ForeignKey(
        "articles.Category", on_delete=models.CASCADE, related_name="+", verbose_name=_("section")
    )

    class Meta:
        verbose_name = _("right by section")
        verbose_name_plural = _("rights by section")
        constraints = [
            models.UniqueConstraint(fields=["user", "category"], name="section_right_once")
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.category}"


class Presence(models.Model):
    """A story that stands open in somebody's browser; one row a tab, gone when the tab is."""

    article = models.ForeignKey(
        "articles.Article", on_delete=models.CASCADE, related_name="presences"
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    tab = models.CharField(max_length=36)
    opened_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField()
    typed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "tab"], name="present_once")]
        indexes = [models.Index(fields=["seen_at"], name="presence_by_age")]

    def __str__(self) -> str:
        return f"{self.user} – {self.article_id}"


class DeskNoteQuerySet(models.QuerySet["DeskNote"]):
    """Notes: readable, never changed in bulk; they go with their story alone."""

    def update(self, **kwargs: Any) -> int:
        raise AppendOnly("A desk note stays as it was written.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise AppendOnly("A desk note stays as it was written.")


class DeskNote(models.Model):
    """A line of the desk's talk about a story; never printed, never changed (articles/talk.py adds them)."""

    article = models.ForeignKey("articles.Article", on_delete=models.CASCADE, related_name="notes")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    text = BanglaTextField(_("note"), max_length=2000)
    revision = models.ForeignKey(
        "articles.Revision", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = DeskNoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("desk note")
        verbose_name_plural = _("desk notes")
        ordering = ["id"]
        indexes = [models.Index(fields=["article", "id"], name="notes_of_story")]

    def __str__(self) -> str:
        return self.text[:80]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise AppendOnly("A desk note stays as it was written.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise AppendOnly("A desk note stays as it was written.")


class Notice(models.Model):
    """What somebody at the desk has to be told about a story; seen once they opened it."""

    class Kind(models.TextChoices):
        NOTE = "note", _("Desk note")
        SENT_BACK = "sent_back", _("Sent back")
        APPROVED = "approved", _("Approved")
        PUBLISHED = "published", _("Published")
        ASSIGNED = "assigned", _("Assigned")
        OVERDUE = "overdue", _("Overdue")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices"
    )
    article = models.ForeignKey("articles.Article", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=9, choices=Kind)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    text = BanglaCharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-id"]
        indexes = [
            models.Index(F("user"), condition=Q(seen_at__isnull=True), name="notices_unseen"),
            models.Index(F("user"), F("id").desc(), name="notices_of_user"),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.get_kind_display()}"


class PreviewLink(models.Model):
    """A link by which somebody without a login may read one version until a moment; revocable."""

    revision = models.ForeignKey(
        "articles.Revision", on_delete=models.CASCADE, related_name="preview_links"
    )
    article = models.ForeignKey(
        "articles.Article", on_delete=models.CASCADE, related_name="preview_links"
    )
    nonce = models.CharField(max_length=32)
    reader = BanglaCharField(_("for whom"), max_length=100, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(_("valid until"))
    revoked_at = models.DateTimeField(_("revoked"), null=True)
    opened_at = models.DateTimeField(_("last opened"), null=True)

    class Meta:
        verbose_name = _("preview link")
        verbose_name_plural = _("preview links")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.revision} – {self.reader}"
