"""Tries that are counted in the database: how often something may be tried in a while, however many come at once."""

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from django.db import models
from django.db.models import Case, F, Q, When
from django.utils import timezone

from paper.abuse import keyed_hash


class Lane(NamedTuple):
    """What is counted together: at most `limit` tries in `seconds`, beginning with the first."""

    name: str
    limit: int
    seconds: int

    @property
    def key(self) -> str:
        """The name as it is stored: neither account nor address can be read from it."""
        return keyed_hash(f"guesses:{self.name}:{self.seconds}").hex()


class Tries(models.Model):
    """How many tries one lane has seen until a moment; afterwards it begins anew."""

    key = models.CharField(primary_key=True, max_length=32)
    number = models.PositiveIntegerField(default=0)
    until = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["until"], name="tries_by_end")]

    def __str__(self) -> str:
        return f"{self.key}: {self.number}"


def take(lanes: Iterable[Lane]) -> list[str] | None:
    """Count one try in every lane; None, and nothing counted, when one of them is full.

    The answer is given to `give_back` when the try was none (the password was right). Each lane
    is one statement, so that of many at once no more pass than fit.
    """
    taken: list[str] = []
    for lane in lanes:
        if not _take(lane):
            give_back(taken)
            return None
        taken.append(lane.key)
    return taken


def _take(lane: Lane) -> bool:
    now = timezone.now()
    until = now + dt.timedelta(seconds=lane.seconds)
    Tries.objects.bulk_create([Tries(key=lane.key, until=until)], ignore_conflicts=True)
    is_over = Q(until__lte=now)
    counted = Tries.objects.filter(is_over | Q(number__lt=lane.limit), pk=lane.key).update(
        number=Case(When(is_over, then=1), default=F("number") + 1),
        until=Case(When(is_over, then=until), default=F("until")),
    )
    return counted == 1


def give_back(taken: Iterable[str]) -> None:
    """Take tries back that were counted."""
    Tries.objects.filter(pk__in=list(taken), number__gt=0).update(number=F("number") - 1)


def sweep() -> int:
    """Delete lanes whose time is over; return how many."""
    return Tries.objects.filter(until__lte=timezone.now()).delete()[0]
