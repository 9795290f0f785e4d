"""What an editor sets for the conversation of the paper and of its sections, and the answers kept ready for readers."""

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from paper.fields import BanglaCharField, BanglaTextField


class CommentPolicy(models.Model):
    """The rules of one section, with those below it, or (no section) of the whole paper.

    An empty field takes what stands above it, in the end the starting value of `comments/policy.py`.
    """

    class Why(models.TextChoices):
        HAND = "hand", _("set by hand")
        SURGE = "surge", _("so many comments at once")

    category = models.OneToOneField(
        "articles.Category", on_delete=models.CASCADE, null=True, blank=True, related_name="+",
        verbose_name=_("section"), help_text=_("Empty for the whole paper."),
    )  # fmt: skip
    all_held = models.BooleanField(
        _("every comment is reviewed first"), null=True,
        help_text=_("For as long as it is set; until a date below."),
    )  # fmt: skip
    held_until = models.DateTimeField(
        _("every comment is reviewed first until"), null=True, blank=True
    )
    held_why = models.CharField(max_length=5, choices=Why, blank=True, editable=False)
    first_held = models.PositiveSmallIntegerField(
        _("first comments of a reader that are reviewed"), null=True, blank=True,
        validators=[MaxValueValidator(50)],
    )  # fmt: skip
    report_threshold = models.PositiveSmallIntegerField(
        _("reports that hold a comment back"), null=True, blank=True,
        validators=[MaxValueValidator(100)],
    )  # fmt: skip
    edit_minutes = models.PositiveSmallIntegerField(
        _("minutes in which a reader may change an own comment"), null=True, blank=True,
        validators=[MaxValueValidator(60)],
    )  # fmt: skip

    class Meta:
        verbose_name = _("rules of the conversation")
        verbose_name_plural = _("rules of the conversation")
        default_permissions = ("view", "add", "change")
        constraints = [
            models.UniqueConstraint(
                models.Value(1), condition=Q(category__isnull=True), name="policy_of_the_paper_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.category) if self.category_id else str(_("The whole paper"))


class CannedReply(models.Model):
    """An answer of the desk that is often needed; the moderator may change it before it is sent."""

    title = BanglaCharField(_("title"), max_length=60)
    text = BanglaTextField(_("text"), max_length=1000)
    category = models.ForeignKey(
        "articles.Category", on_delete=models.CASCADE, null=True, blank=True, related_name="+",
        verbose_name=_("section"), help_text=_("Empty for the whole paper."),
    )  # fmt: skip
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("ready answer")
        verbose_name_plural = _("ready answers")
        default_permissions = ("view", "add", "change", "delete")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title


class ModeratorSettings(models.Model):
    """What one moderator chose for the own desk."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="moderator_settings"
    )
    wants_digest = models.BooleanField(_("mail when comments wait"), default=True)
    told_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.user)
