"""Places, the advertisements that run in them, and what the paper has set up for counters, consent and ads.txt."""

import datetime as dt
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from adverts.places import Key
from images.models import Picture
from paper.fields import BanglaCharField

SETUP_PK = 1
CODE_LENGTH = 20_000
ADS_TXT_LENGTH = 100_000


class Place(models.Model):
    """One place: its size on wide screens and on phones; of the place inside a story, after how many paragraphs."""

    key = models.CharField(
        _("advertisement place"), max_length=8, choices=Key, unique=True, editable=False
    )
    wide = models.CharField(_("size on wide screens"), max_length=7)
    phone = models.CharField(_("size on phones"), max_length=7)
    after = models.PositiveSmallIntegerField(
        _("after how many paragraphs"), default=3,
        validators=[MinValueValidator(1), MaxValueValidator(20)],
    )  # fmt: skip

    class Meta:
        verbose_name = _("advertisement place")
        verbose_name_plural = _("advertisement places")
        ordering = ["id"]

    def __str__(self) -> str:
        return str(self.get_key_display())


class AdvertQuerySet(models.QuerySet["Advert"]):
    """Which advertisements."""

    def running(self, now: dt.datetime) -> Self:
        """Those that readers see at a moment."""
        begun = self.filter(is_on=True, starts_at__lte=now)
        return begun.filter(Q(ends_at=None) | Q(ends_at__gt=now))

    def ahead(self, now: dt.datetime) -> Self:
        """Those that run at a moment, or will."""
        return self.filter(Q(ends_at=None) | Q(ends_at__gt=now), is_on=True)


class Advert(models.Model):
    """One advertisement: a linked picture of the library, or an advertiser's own code in a frame.

    It runs from `starts_at` until just before `ends_at`. Several in one place take turns by weight.
    """

    class Kind(models.TextChoices):
        HOUSE = "house", _("Picture and link")
        CODE = "code", _("Code of a network")

    class State(models.TextChoices):
        """What time makes of it."""

        OFF = "off", _("switched off")
        UPCOMING = "upcoming", _("upcoming")
        RUNNING = "running", _("running")
        ENDED = "ended", _("ended")

    name = BanglaCharField(
        _("name"), max_length=120, help_text=_("For the desk alone; no reader sees it.")
    )
    advertiser = BanglaCharField(_("advertiser"), max_length=120, blank=True)
    place = models.ForeignKey(
        Place,
        on_delete=models.PROTECT,
        related_name="adverts",
        verbose_name=_("advertisement place"),
    )
    kind = models.CharField(_("kind"), max_length=5, choices=Kind, default=Kind.HOUSE)
    picture = models.ForeignKey(
        Picture, on_delete=models.PROTECT, null=True, blank=True, related_name="adverts",
        verbose_name=_("picture"),
    )  # fmt: skip
    link = models.URLField(_("where it leads"), max_length=500, blank=True)
    code = models.TextField(_("code"), max_length=CODE_LENGTH, blank=True)
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(
        _("until"),
        null=True,
        blank=True,
        help_text=_("Left empty, it runs until it is switched off."),
    )
    weight = models.PositiveSmallIntegerField(
        _("weight"), default=1, validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("Where several run in one place, one of weight 2 has twice as many turns as one of weight 1."),
    )  # fmt: skip
    is_on = models.BooleanField(_("switched on"), default=True)

    objects = AdvertQuerySet.as_manager()

    class Meta:
        verbose_name = _("advertisement")
        verbose_name_plural = _("advertisements")
        ordering = ["-id"]
        permissions = [("place_code", "Can place code of other people")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")),
                name="advert_ends_after_it_starts",
            ),
            models.CheckConstraint(condition=Q(weight__gte=1), name="advert_has_a_weight"),
            models.CheckConstraint(
                condition=(
                    Q(kind="house", picture__isnull=False, code="")
                    | (Q(kind="code", picture=None, link="") & ~Q(code=""))
                ),
                name="advert_has_what_its_kind_prints",
            ),
        ]
        indexes = [models.Index(fields=["place", "-id"], name="advert_by_place")]

    def __str__(self) -> str:
        return self.name

    def state(self, now: dt.datetime) -> State:
        """Return where it stands at a moment."""
        if not self.is_on:
            return self.State.OFF
        if self.starts_at > now:
            return self.State.UPCOMING
        is_over = self.ends_at is not None and self.ends_at <= now
        return self.State.ENDED if is_over else self.State.RUNNING


measurement = RegexValidator(
    r"^G-[A-Z0-9]{4,16}$", _("Write the measurement ID as Google shows it, such as G-ABC1234567.")
)


class Setup(models.Model):
    """Counters, consent and ads.txt of the paper (one row, pk 1)."""

    class Counter(models.TextChoices):
        MATOMO = "matomo", "Matomo"
        PLAUSIBLE = "plausible", "Plausible"
        UMAMI = "umami", "Umami"

    measurement_id = models.CharField(
        _("measurement ID of Google Analytics"), max_length=20, blank=True, validators=[measurement]
    )
    counter = models.CharField(_("own counter"), max_length=9, choices=Counter, blank=True)
    counter_script = models.URLField(
        _("address of the counter's script"), max_length=300, blank=True,
        help_text=_("On a host of your own, such as https://stats.example.org/script.js."),
    )  # fmt: skip
    counter_site = models.CharField(
        _("the paper's name or number at the counter"), max_length=100, blank=True,
        validators=[RegexValidator(r"^[A-Za-z0-9._-]+$", _("Letters, digits, dots and hyphens alone."))],
    )  # fmt: skip
    asks_consent = models.BooleanField(
        _("ask readers first"), default=False,
        help_text=_("Frames of advertisers and counters are loaded only after a reader has agreed."),
    )  # fmt: skip
    ads_txt = models.TextField(
        _("lines of ads.txt"), max_length=ADS_TXT_LENGTH, blank=True,
        help_text=_("The lines that your networks name, one a line, such as google.com, pub-123, DIRECT, f08c47fec0942fa0."),
    )  # fmt: skip

    class Meta:
        verbose_name = _("counters, consent and ads.txt")
        verbose_name_plural = _("counters, consent and ads.txt")
        constraints = [
            models.CheckConstraint(condition=Q(pk=SETUP_PK), name="setup_is_one_row"),
            models.CheckConstraint(
                condition=Q(counter="", counter_script="", counter_site="")
                | (~Q(counter="") & ~Q(counter_script="") & ~Q(counter_site="")),
                name="counter_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return str(self._meta.verbose_name)

    @classmethod
    def current(cls) -> "Setup":
        """Return the paper's row; one with nothing in it where nobody has set up anything."""
        return cls.objects.filter(pk=SETUP_PK).first() or cls(pk=SETUP_PK)

    @property
    def counts(self) -> bool:
        """Whether a counter is to be told of pages."""
        return bool(self.measurement_id or self.counter)
