"""The links a paper adds to its section bar and footer."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from paper.fields import BanglaCharField
from paper.identity import SITE_PK, Site


def validate_address(value: str) -> None:
    """Raise ValidationError unless the value is a path of this site or an http(s) address."""
    own = value.startswith("/") and not value.startswith("//")
    # Browsers drop tabs and line ends inside an address and read \ as /: /<tab>/host leaves the paper.
    plain = value.isprintable() and "\\" not in value and " " not in value
    if not plain or not (own or value.startswith(("https://", "http://"))):
        raise ValidationError(_("Begin with / for a page of this paper, or with https://."))


class MenuItem(models.Model):
    """One link, in the section bar or in the footer."""

    class Place(models.TextChoices):
        HEADER = "header", _("Section bar")
        FOOTER = "footer", _("Footer")

    site = models.ForeignKey(Site, on_delete=models.CASCADE, default=SITE_PK, editable=False)
    label = BanglaCharField(_("label"), max_length=40)
    address = models.CharField(_("address"), max_length=200, validators=[validate_address])
    place = models.CharField(_("place"), max_length=6, choices=Place, default=Place.FOOTER)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("menu link")
        verbose_name_plural = _("menu links")
        ordering = ["place", "order", "id"]

    def __str__(self) -> str:
        return self.label


def prepared_links() -> dict[str, list[list[str]]]:
    """Return {"header": [[label, address], …], "footer": …}: menu links, then pages shown in the footer."""
    from paper.pages import Page

    links: dict[str, list[list[str]]] = {place.value: [] for place in MenuItem.Place}
    for item in MenuItem.objects.order_by("order", "id"):
        links[item.place].append([item.label, item.address])
    for page in Page.objects.filter(in_footer=True):
        links["footer"].append([page.title, page.get_absolute_url()])
    return links
