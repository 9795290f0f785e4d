"""Who this newspaper is: one row that every page reads once."""

import datetime as dt
from typing import Any

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from paper.fields import BanglaCharField, BanglaTextField
from paper.prepared import Prepared, columns, instance
from paper.verification import SERVICES

SITE_PK = 1

colour = RegexValidator(r"^#[0-9A-Fa-f]{6}$", _("Write a colour as #RRGGBB, such as #2A3A86."))


class SiteManager(models.Manager["Site"]):
    """The one row, made on first use."""

    def current(self) -> "Site":
        """Return the paper's row; a fresh installation gets one with the defaults."""
        rows = _current.rows()
        return instance(Site, rows[0]) if rows else self.get_or_create(pk=SITE_PK)[0]


class Site(models.Model):
    """The paper's name, look, legal lines and habits of print (one row, pk 1)."""

    class LabelStyle(models.TextChoices):
        VISARGA = "visarga", "ক্যাটাগরিঃ"
        COLON = "colon", "ক্যাটাগরি:"

    class TimeStyle(models.TextChoices):
        PURBAHNO = "purbahno", "০৭:৩১ পূর্বাহ্ন"
        PURBAHNO_NN = "purbahno_nn", "০৭:৩১ পূর্বাহ্ণ"
        PERIOD = "period", "সকাল ০৭:৩১"
        AMPM = "ampm", "০৭:৩১ এএম"
        HOURS_24 = "24h", "০৭:৩১"

    name = BanglaCharField(_("name of the paper"), max_length=60, default="সংবাদঘর")
    tagline = BanglaCharField(_("line under the name"), max_length=120, blank=True)
    description = BanglaCharField(
        _("description"), max_length=200, blank=True,
        help_text=_("One sentence for search engines and shared links."),
    )  # fmt: skip
    logo = models.ImageField(_("logo"), upload_to="identity/", blank=True)
    favicon = models.ImageField(_("icon"), upload_to="identity/", blank=True)
    accent = models.CharField(
        _("accent colour"), max_length=7, default="#2A3A86", validators=[colour]
    )
    accent_dark = models.CharField(
        _("accent colour at night"), max_length=7, default="#B3C0FF", validators=[colour]
    )
    place = BanglaCharField(_("place in the header strip"), max_length=40, default="ঢাকা")
    label_style = models.CharField(
        _("style of labels"), max_length=8, choices=LabelStyle, default=LabelStyle.VISARGA
    )
    time_style = models.CharField(
        _("style of the time"), max_length=12, choices=TimeStyle, default=TimeStyle.PURBAHNO
    )
    show_bangla_date = models.BooleanField(_("show the Bangla date"), default=True)
    show_hijri_date = models.BooleanField(_("show the Hijri date"), default=True)
    hijri_offset = models.SmallIntegerField(
        _("Hijri offset in days"), default=-1,
        help_text=_("Days added to the Umm al-Qura calendar; -1 is usual in Bangladesh."),
    )  # fmt: skip

    editor = BanglaCharField(_("editor"), max_length=80, blank=True)
    publisher = BanglaCharField(_("publisher"), max_length=80, blank=True)
    address = BanglaTextField(_("address"), max_length=300, blank=True)
    phone = BanglaCharField(_("telephone"), max_length=60, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    registration = BanglaCharField(_("registration line"), max_length=120, blank=True)
    rights = BanglaCharField(_("rights line"), max_length=200, blank=True)
    facebook = models.URLField(_("Facebook page"), blank=True)
    youtube = models.URLField(_("YouTube channel"), blank=True)
    x = models.URLField(_("X account"), blank=True)
    telegram = models.URLField(_("Telegram channel"), blank=True)
    google_verification = models.CharField("Google Search Console", max_length=100, blank=True)
    bing_verification = models.CharField("Bing Webmaster Tools", max_length=100, blank=True)
    facebook_verification = models.CharField(_("Facebook domain"), max_length=100, blank=True)

    # Kept ready for pages, so that one query brings all of it.
    links = models.JSONField(default=dict, editable=False)
    hijri_months = models.JSONField(default=list, editable=False)
    adverts = models.JSONField(default=dict, editable=False)  # written by adverts/prepared.py
    next_due_at = models.DateTimeField(null=True, editable=False)

    objects = SiteManager()

    class Meta:
        verbose_name = _("identity of the paper")
        verbose_name_plural = _("identity of the paper")
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=SITE_PK), name="site_is_one_row")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def printed(self) -> tuple[Any, ...]:
        """All that the head and the foot of a page print of the paper."""
        return (
            self.name, self.logo.name, self.editor, self.publisher, self.address, self.phone, self.email,
            self.registration, self.rights, self.facebook, self.youtube, self.x, self.telegram,
            repr(self.links),
        )  # fmt: skip

    @property
    def stamp(self) -> tuple[Any, ...]:
        """All that any page may depend on of the paper: the whole row but for the next minute of publishing."""
        return tuple(
            str(getattr(self, field.attname))
            for field in self._meta.concrete_fields
            if field.attname != "next_due_at"
        )

    @property
    def label_mark(self) -> str:
        """What stands after a label: ঃ on the reference page, or a colon."""
        return "ঃ" if self.label_style == self.LabelStyle.VISARGA else ":"

    @property
    def hijri_overrides(self) -> dict[tuple[int, int], dt.date]:
        """Months whose first day the moon-sighting committee announced: (year, month) → date."""
        return {(y, m): dt.date.fromisoformat(first) for y, m, first in self.hijri_months}

    @property
    def verifications(self) -> list[tuple[str, str]]:
        """What shows services that the site is the paper's, as (name of the meta element, token)."""
        return [
            (service.meta, getattr(self, field))
            for field, service in SERVICES.items()
            if getattr(self, field)
        ]

    @property
    def social(self) -> list[tuple[str, str]]:
        """The paper's pages elsewhere as (name, address)."""
        pairs = (("Facebook", self.facebook), ("YouTube", self.youtube), ("X", self.x), ("Telegram", self.telegram))  # fmt: skip
        return [(name, address) for name, address in pairs if address]


_current = Prepared(lambda: Site.objects.filter(pk=SITE_PK).values_list(*columns(Site)))


class HijriMonth(models.Model):
    """First day of a Hijri month as announced, where it differs from the calculation."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, default=SITE_PK, editable=False)
    year = models.PositiveSmallIntegerField(_("Hijri year"))
    month = models.PositiveSmallIntegerField(
        _("Hijri month"), choices=[(number, str(number)) for number in range(1, 13)]
    )
    first_day = models.DateField(_("first day"))

    class Meta:
        verbose_name = _("announced Hijri month")
        verbose_name_plural = _("announced Hijri months")
        ordering = ["-year", "-month"]
        constraints = [
            models.UniqueConstraint(fields=["year", "month"], name="hijri_month_announced_once"),
            models.CheckConstraint(
                condition=models.Q(month__gte=1, month__lte=12), name="hijri_month_is_1_to_12"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}-{self.month}"


def refresh_prepared(site_pk: int = SITE_PK) -> None:
    """Copy menu items, page links and announced Hijri months into the row that pages read."""
    from paper.menu import prepared_links

    months: list[Any] = [
        [month.year, month.month, month.first_day.isoformat()] for month in HijriMonth.objects.all()
    ]
    Site.objects.filter(pk=site_pk).update(links=prepared_links(), hijri_months=months)
