"""A picture: its file, what is to be seen, who made it, which part of it counts."""

import datetime as dt
from typing import Any, Self

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from bangla.analysis import terms
from images.markup import Printed
from images.models.folder import Folder
from images.models.former import FormerKey
from images.names import KEY_LENGTH
from paper.fields import BanglaCharField

WORDS_FROM = ("alt", "caption", "credit", "agency")
"""Fields that the library's search looks in."""


class FoundByField(models.TextField):
    """The search keys of WORDS_FROM, a space before each, worked out whenever the row is saved.

    `update()` passes it by: whoever changes words that way names it too.
    """

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        value = found_by(*(getattr(model_instance, name) for name in WORDS_FROM))
        setattr(model_instance, self.attname, value)
        return value


def found_by(*texts: str) -> str:
    """Return the search keys of some texts as they are stored: each once, a space before it."""
    return "".join(f" {term}" for term in dict.fromkeys(terms(" ".join(texts))))


class PictureQuerySet(models.QuerySet["Picture"]):
    """Which pictures: every list and every look-up for a person begins with `open_to`."""

    def open_to(self, user: Any) -> Self:
        """Pictures that lie in no folder or in one that the person may see."""
        closed = Folder.objects.exclude(pk__in=Folder.objects.open_to(user))
        return self.exclude(folder__in=closed)

    def matching(self, asked: str) -> Self:
        """Pictures with all words of a query among theirs, or with words that begin like them."""
        found = self
        for term in terms(asked)[:MOST_TERMS]:
            found = found.filter(found_by__contains=f" {term}")
        return found

    def with_file(self, key: str, now: dt.datetime) -> Self:
        """Pictures whose renditions have this key, or had it until their file was replaced within the last day.

        An address that a page named stays good while the page may be about; "" is no picture's.
        """
        if not key:
            return self.none()
        former = FormerKey.objects.filter(key=key, until__gt=now).values("picture")
        # A union: with OR the database would read every picture.
        now_so = Picture.objects.order_by().filter(key=key).values("pk")
        return self.filter(pk__in=former.union(now_so, all=True))

    def newest_first(self, before: int | None = None) -> Self:
        """By id, downwards; `before` is the last id of the page before."""
        return (self if before is None else self.filter(pk__lt=before)).order_by("-id")

    def unused(self) -> Self:
        """Pictures that no story, no page and no person of the paper uses, in no version, and that are not marked free."""
        unused = self.filter(is_free=False)
        for relation in Picture._meta.related_objects:
            if relation.one_to_many and not relation.hidden:
                # Not a join: PostgreSQL guesses one row of it, reads all pictures and sorts them.
                uses = relation.related_model._base_manager.filter(
                    **{relation.field.name: OuterRef("pk")}
                )
                unused = unused.filter(~Exists(uses))
        return unused


MOST_TERMS = 12
"""Of a query; each is a condition of its own."""


class Picture(models.Model):
    """One picture of the library; width and height are those of the upright picture, in pixels.

    `file` is the original as it was sent, never served; `key` names its renditions
    (images/renditions.py), `made` says which of them are there. `focus_x` and `focus_y` say in
    percent, from the left and from the top, what stays in sight where a picture is cut.
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
    focus_x = models.PositiveSmallIntegerField(default=50, validators=[MaxValueValidator(100)])
    focus_y = models.PositiveSmallIntegerField(default=50, validators=[MaxValueValidator(100)])
    folder = models.ForeignKey(
        Folder, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("folder"),
    )  # fmt: skip
    alt = BanglaCharField(
        _("description"), max_length=300, blank=True,
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
    found_by = FoundByField(editable=False, default="")

    objects = PictureQuerySet.as_manager()

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(focus_x__lte=100, focus_y__lte=100), name="focus_in_the_picture"
            )
        ]
        indexes = [
            models.Index(fields=["key"], name="picture_by_key"),
            models.Index(F("folder"), F("id").desc(), name="picture_in_folder"),
        ]

    @property
    def printed(self) -> Printed:
        """What a page needs to print it."""
        return Printed(
            self.key, self.width, self.height, self.made, self.colour, self.focus_x, self.focus_y
        )

    @property
    def thumb_url(self) -> str:
        """The address of its smallest file; "" while there is none."""
        return self.printed.thumb_url

    def rights_have_ended(self, today: dt.date) -> bool:
        """Whether the paper may no longer print it, on a day in Dhaka."""
        return self.rights_until is not None and self.rights_until < today

    def __str__(self) -> str:
        return self.caption or self.alt or str(_("(no description)"))
