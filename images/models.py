"""A picture: its file, what is to be seen, who made it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from paper.fields import BanglaCharField


class Picture(models.Model):
    """One picture of the library; width and height are in pixels and read from the file."""

    file = models.ImageField(
        _("file"), upload_to="pictures/%Y/%m/", width_field="width", height_field="height"
    )
    width = models.PositiveIntegerField(editable=False, default=0)
    height = models.PositiveIntegerField(editable=False, default=0)
    alt = BanglaCharField(
        _("description"), max_length=300,
        help_text=_("What is to be seen, for readers who cannot see the picture."),
    )  # fmt: skip
    caption = BanglaCharField(_("caption"), max_length=300, blank=True)
    credit = BanglaCharField(_("credit"), max_length=120, blank=True)
    has_renditions = models.BooleanField(default=False, editable=False)
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
        indexes = [models.Index(fields=["file"], name="picture_by_file")]

    @property
    def srcset(self) -> str:
        """The widths a browser may choose from; empty until the worker has made them."""
        from images.renditions import srcset

        return srcset(self.file.name, self.width) if self.has_renditions else ""

    def __str__(self) -> str:
        return self.caption or self.alt
