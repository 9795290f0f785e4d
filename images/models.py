"""A picture: its file, what is to be seen, who made it."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from images.markup import Printed
from images.names import KEY_LENGTH
from paper.fields import BanglaCharField


class Picture(models.Model):
    """One picture of the library; width and height are those of the upright picture, in pixels.

    `file` is the original as it was sent, never served; `key` names its renditions
    (images/renditions.py), `made` says which of them are there.
    """

    class Made(models.TextChoices):
        """Nothing; one WebP and one JPEG; both in every width; AVIF too."""

        NONE = "none"
        FIRST = "first"
        BOTH = "both"
        ALL = "all"

    class Licence(models.TextChoices):
        """On what ground the paper prints it."""

        OWN = "own", _("Our own")
        AGENCY = "agency", _("By subscription to an agency")
        BOUGHT = "bought", _("Bought for this use")
        COURTESY = "courtesy", _("By courtesy")
        HANDOUT = "handout", _("Handed out to the press")
        COMMONS = "commons", _("Creative Commons")
        PUBLIC = "public", _("Public domain")

    file = models.FileField(_("file"), upload_to="originals/%Y/%m/")
    width = models.PositiveIntegerField(editable=False, default=0)
    height = models.PositiveIntegerField(editable=False, default=0)
    key = models.CharField(max_length=KEY_LENGTH, blank=True, editable=False)
    made = models.CharField(max_length=5, choices=Made, default=Made.NONE, editable=False)
    colour = models.CharField(max_length=7, blank=True, editable=False)
    alt = BanglaCharField(
        _("description"), max_length=300,
        help_text=_("What is to be seen, for readers who cannot see the picture."),
    )  # fmt: skip
    caption = BanglaCharField(_("caption"), max_length=300, blank=True)
    credit = BanglaCharField(_("credit"), max_length=120, blank=True)
    agency = BanglaCharField(_("agency"), max_length=120, blank=True)
    licence = models.CharField(_("licence"), max_length=10, choices=Licence, blank=True)
    rights_until = models.DateField(
        _("may be used until"), null=True, blank=True,
        help_text=_("The last day, Dhaka time. Left empty, the right does not end."),
    )  # fmt: skip
    is_free = models.BooleanField(
        _("free"), default=False,
        help_text=_("Anybody may see it, even before a story that uses it is out."),
    )  # fmt: skip
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
    )
    added_at = models.DateTimeField(_("added"), auto_now_add=True)

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        ordering = ["-id"]
        indexes = [models.Index(fields=["key"], name="picture_by_key")]

    @property
    def printed(self) -> Printed:
        """What a page needs to print it."""
        return Printed(self.key, self.width, self.height, self.made, self.colour)

    @property
    def thumb_url(self) -> str:
        """The address of its smallest file; "" while there is none."""
        return self.printed.thumb_url

    def rights_have_ended(self, today: dt.date) -> bool:
        """Whether the paper may no longer print it, on a day in Dhaka."""
        return self.rights_until is not None and self.rights_until < today

    def __str__(self) -> str:
        return self.caption or self.alt
