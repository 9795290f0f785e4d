"""What a source and a sponsor have in common: a name that pages print, with a link where there is one."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from paper.fields import BanglaCharField


class LinkedName(models.Model):
    """A name, one in its table, and an address that may be empty."""

    name = BanglaCharField(_("name"), max_length=100, unique=True)
    url = models.URLField(_("link"), blank=True)

    class Meta:
        abstract = True
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def link(self) -> str:
        """The link as pages may print it: "" for what a browser would run, such as javascript:."""
        return self.url if self.url.lower().startswith(("https://", "http://")) else ""
