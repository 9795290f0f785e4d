"""Who pays for a story, or makes it with the paper: the record behind its label."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from paper.fields import BanglaCharField


class Sponsor(models.Model):
    """A company or house whose name stands on sponsored and partner stories."""

    name = BanglaCharField(_("name"), max_length=100, unique=True)
    url = models.URLField(_("link"), blank=True)

    class Meta:
        verbose_name = _("sponsor")
        verbose_name_plural = _("sponsors")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def link(self) -> str:
        """The link as pages may print it: "" for what a browser would run, such as javascript:."""
        return self.url if self.url.lower().startswith(("https://", "http://")) else ""
