"""Thinning of versions: what somebody meant to keep stays for ever, autosaves go the further apart the older they are."""

import datetime as dt
import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import batched
from typing import NamedTuple

from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.models import ForeignObjectRel
from django.utils import timezone

from articles.models import Article, Revision
from bangla.dates import to_dhaka
from paper.log import LogEntry

logger = logging.getLogger(__name__)
Kind = Revision.Kind


def _hour(moment: dt.datetime) -> dt.datetime:
    return to_dhaka(moment).replace(minute=0, second=0, microsecond=0)


def _day(moment: dt.datetime) -> dt.date:
    return to_dhaka(moment).date()


class Step(NamedTuple):
    """Of autosaves up to an age, the last is kept for each of these; None keeps all."""

    until: dt.timedelta
    each: Callable[[dt.datetime], object] | None


STEPS = (
    Step(dt.timedelta(days=1), None),
    Step(dt.timedelta(days=7), _hour),
    Step(dt.timedelta(days=90), _day),
)
"""Older ones go, but for the last before each version that somebody saved, which always stays."""

FOR_EVER = {Kind.SAVED, Kind.RESTORED, Kind.MERGED}
ASIDE_UNTIL = dt.timedelta(days=90)
"""What was set aside and nobody came back for."""

LOOKED_BACK = dt.timedelta(days=14)
"""Stories are looked at again so long after one of their autosaves passed an age of STEPS: no worker is away longer."""

BATCH = 20
"""Stories read at once; the ids of their autosaves are parameters of one query."""

MOST = 500
"""Stories thinned in one run: the clock that calls it brings stories out too."""

PAUSE = dt.timedelta(minutes=1)


class Version(NamedTuple):
    """Of a version what decides how long it is kept."""

    pk: int
    number: int
    kind: str
    created_at: dt.datetime


def to_thin(versions: Iterable[Version], now: dt.datetime) -> set[int]:
    """Return which versions of one story have had their time, whatever still names them.

    Thinning often or seldom ends with the same versions.
    """
    gone: set[int] = set()
    seen: set[tuple[Step, object]] = set()
    is_before_a_kept_one = False
    for version in sorted(versions, key=lambda version: -version.number):
        age = now - version.created_at
        if version.kind == Kind.ASIDE:
            gone |= {version.pk} if age > ASIDE_UNTIL else set()
            continue
        if version.kind == Kind.AUTOSAVED:
            places = {step: (step, step.each(version.created_at)) for step in STEPS if step.each}
            step = next((step for step in STEPS if age <= step.until), None)
            is_last = step is not None and (step.each is None or places[step] not in seen)
            seen |= set(places.values())
            gone |= set() if is_last or is_before_a_kept_one else {version.pk}
        is_before_a_kept_one = version.kind in FOR_EVER
    return gone


def thin(now: dt.datetime | None = None) -> dt.datetime | None:
    """Delete the versions of all stories that have had their time and that nothing names.

    Looks only at stories with an autosave that passed an age of STEPS lately. Safe beside itself,
    beside saving and publishing. Returns the moment at which it wants to go on, if it has not
    come to the end.
    """
    now = now or timezone.now()
    thinned = gone = 0
    for pk in _with_something_to_thin(now):
        if thinned == MOST:
            return now + PAUSE
        gone += thin_story(pk, now)
        thinned += 1
    if gone:
        logger.info("Autosaves thinned: %d of %d stories", gone, thinned)
    return None


@transaction.atomic
def thin_story(pk: int, now: dt.datetime) -> int:
    """Delete one story's versions that have had their time; returns how many they were."""
    # The same lock as for saving, publishing and preview links: nobody comes to name a version meanwhile.
    if not Article.objects.select_for_update(of=("self",)).filter(pk=pk).exists():
        return 0
    versions = _versions_of([pk])[pk]
    gone = to_thin(versions, now)
    gone -= named_by_something(gone)
    if gone:
        _bridge(gone)
        # Not delete(), which would empty pointers to them: should one have been overlooked, the
        # database refuses.
        Revision.objects.filter(pk__in=gone)._raw_delete(using=DEFAULT_DB_ALIAS)
    return len(gone)


def named_by_something(pks: set[int]) -> set[int]:
    """Return which of some versions are pointed to: by a row of any table, by what was set aside, by the log.

    The link from a version to the one that it grew from is bridged when that one goes; of one that
    was set aside it is the base for joining, and holds.
    """
    if not pks:
        return set()
    held = set(
        Revision.objects.filter(kind=Kind.ASIDE, based_on__in=pks).values_list(
            "based_on", flat=True
        )
    )
    for relation in Revision._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel) and relation.related_model is not Revision:
            name = relation.field.name
            rows = relation.related_model._base_manager.filter(**{f"{name}__in": pks})
            held |= set(rows.values_list(name, flat=True))
    return held | _in_the_log(pks - held)


def _in_the_log(pks: set[int]) -> set[int]:
    """Return which versions an act of the log names: they were published, approved or fixed for a time."""
    numbers = {
        (story, number): pk
        for pk, story, number in Revision.objects.filter(pk__in=pks).values_list("pk", "article", "number")
    }  # fmt: skip
    acts = LogEntry.objects.filter(
        subject_type=Article._meta.label_lower,
        subject_id__in={story for story, _number in numbers},
        detail__has_key="revision",
    )
    named = acts.values_list("subject_id", "detail__revision")
    return {numbers[key] for key in named if key in numbers}


def _bridge(gone: set[int]) -> None:
    """Let versions that grew from one that goes point to what that one grew from."""
    parents = dict(Revision.objects.filter(pk__in=gone).values_list("pk", "based_on"))
    for revision in (
        Revision.objects.filter(based_on__in=gone).exclude(pk__in=gone).only("based_on")
    ):
        base: int | None = revision.based_on_id
        while base in gone:
            base = parents[base]
        Revision.objects.filter(pk=revision.pk).update(based_on=base)


def _with_something_to_thin(now: dt.datetime) -> Iterator[int]:
    for some in batched(_looked_at(now), BATCH):
        gone = {pk: to_thin(versions, now) for pk, versions in _versions_of(list(some)).items()}
        held = named_by_something(set().union(*gone.values()))
        yield from (pk for pk, versions in gone.items() if versions - held)


def _looked_at(now: dt.datetime) -> list[int]:
    """Return the stories of which a version has lately come to an age that decides."""
    found: set[int] = set()
    for age in {*(step.until for step in STEPS), ASIDE_UNTIL}:
        passed = Revision.objects.filter(
            kind__in=[Kind.AUTOSAVED, Kind.ASIDE],
            created_at__range=(now - age - LOOKED_BACK, now - age),
        )
        found |= set(passed.order_by().values_list("article", flat=True))
    return sorted(found)


def _versions_of(pks: list[int]) -> dict[int, list[Version]]:
    rows = Revision.objects.filter(article__in=pks).order_by()
    found: dict[int, list[Version]] = defaultdict(list)
    for story, *values in rows.values_list("article", "pk", "number", "kind", "created_at"):
        found[story].append(Version(*values))
    return found
