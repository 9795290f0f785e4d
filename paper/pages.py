"""Standing pages: about, privacy, the text above the contact form, rules of comments."""

import nh3
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import Resolver404, resolve
from django.utils.translation import gettext_lazy as _

from paper.fields import BanglaCharField, BodyField, clean_html

TAGS = {"p", "br", "h2", "h3", "ul", "ol", "li", "a", "strong", "em", "blockquote", "table", "thead", "tbody", "tr", "th", "td"}  # fmt: skip
RESERVED = frozenset(
    "accounts article author category comments corrections feed health media metrics n search seen series static tag "
    "wp-admin wp-content wp-json".split()
)
"""First parts of addresses that belong to the paper for good, asked for alone or not yet (contract)."""

_cleaner = nh3.Cleaner(
    tags=TAGS,
    attributes={"a": {"href"}, "th": {"colspan", "rowspan"}, "td": {"colspan", "rowspan"}},
    url_schemes={"http", "https", "mailto", "tel"},
    link_rel="noopener",
)


def clean_page(html: str) -> str:
    """Return the HTML of a standing page with the allowed elements only, in canonical form."""
    return clean_html(html, _cleaner.clean)


class Page(models.Model):
    """A standing page at `/<slug>/`; `contact` is the text above the contact form."""

    slug = models.SlugField(_("address"), max_length=40, unique=True)
    title = BanglaCharField(_("title"), max_length=120)
    body = BodyField(_("text"), cleaner=clean_page, blank=True)
    in_footer = models.BooleanField(_("linked in the footer"), default=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Refuse an address that another part of the paper answers; contact is the form's own text."""
        try:
            name = resolve(f"/{self.slug}/").view_name
        except Resolver404:
            return
        if self.slug in RESERVED or name not in {"paper:page", "paper:contact"}:
            raise ValidationError({"slug": _("This address belongs to another part of the paper.")})

    def get_absolute_url(self) -> str:
        return f"/{self.slug}/"
