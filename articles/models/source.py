"""Where a story comes from: the record behind the line `সূত্র : …`."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from paper.fields import BanglaCharField


class Source(models.Model):
    """An agency, a paper or a bureau that stories are credited to."""

    name = BanglaCharField(_("name"), max_length=100, unique=True)
    url = models.URLField(_("link"), blank=True)

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def link(self) -> str:
        """The link as pages may print it: "" for what a browser would run, such as javascript:."""
        return self.url if self.url.lower().startswith(("https://", "http://")) else ""
