"""Booking, changing and taking away: right, transaction, one log row, and what pages read made anew."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils.translation import gettext as _

from adverts.models import SETUP_PK, Advert, Place, Setup
from adverts.prepared import refresh
from paper.log import record

CODE_RIGHT = "adverts.place_code"
COUNTER = ("counter", "counter_script", "counter_site")
"""Fields of Setup that bring other people's scripts, as an advertiser's code does."""


@transaction.atomic
def book(advert: Advert, *, by: Any) -> None:
    """Save a new or changed advertisement. Raises PermissionDenied, for code also to those who may not place any."""
    _require(by, "adverts.add_advert" if advert.pk is None else "adverts.change_advert")
    before = Advert.objects.select_for_update().filter(pk=advert.pk).first()
    had = before.code if before else ""
    if advert.code != had and advert.code:
        _require(by, CODE_RIGHT)
    _keep(advert, by)


@transaction.atomic
def take_away(advert: Advert, *, by: Any) -> None:
    """Delete an advertisement. Raises PermissionDenied."""
    _require(by, "adverts.delete_advert")
    record("delete", actor=by, subject=advert)
    advert.delete()
    refresh()


@transaction.atomic
def arrange(place: Place, *, by: Any) -> None:
    """Save a place's sizes. Raises PermissionDenied."""
    _require(by, "adverts.change_place")
    _keep(place, by)


@transaction.atomic
def set_up(setup: Setup, *, by: Any) -> None:
    """Save counters, consent and ads.txt. Raises PermissionDenied, for the own counter also to those who may place no code."""
    _require(by, "adverts.change_setup")
    before = Setup.objects.select_for_update().filter(pk=SETUP_PK).first() or Setup()
    if any(getattr(setup, name) != getattr(before, name) for name in COUNTER):
        _require(by, CODE_RIGHT)
    setup.pk = SETUP_PK
    _keep(setup, by)


def _keep(row: models.Model, by: Any) -> None:
    act = "add" if row.pk is None else "change"
    row.save()
    record(act, actor=by, subject=row)
    refresh()


def _require(by: Any, right: str) -> None:
    if not by.has_perm(right):
        raise PermissionDenied(_("You have no right to do this."))
