"""Telling moderators by mail that comments wait: how many in which section, seldom, and not at night."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Count, Max, Min, Q, QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.permissions import sections_of
from bangla.dates import date_time, to_dhaka
from bangla.digits import to_bangla
from comments import letters, policy
from comments.models import Comment, ModeratorSettings
from comments.permissions import MODERATE
from paper.addresses import absolute
from paper.outbox import queue_mail


@dataclass(frozen=True)
class Waiting:
    """What waits in one section (None: stories without one): how many, since when the longest, since when the latest."""

    section: int | None
    name: str
    count: int
    oldest: dt.datetime
    latest: dt.datetime


def tell_moderators(now: dt.datetime | None = None) -> int:
    """Queue a mail for each moderator in whose sections enough waits or waits too long; return how many."""
    now = now or timezone.now()
    if to_dhaka(now).hour in policy.DIGEST_QUIET:
        return 0
    waiting = _waiting()
    if not waiting:
        return 0
    return sum(_tell(user, waiting, now) for user in _who_wants_it(now))


def tell_of_brake(came: int, until: dt.datetime) -> None:
    """Tell those who look after all sections, at any hour, that comments flood in and all are reviewed first."""
    for user in _who_may():
        if sections_of(user) is not None:
            continue
        with translation.override(user.language):
            queue_mail(
                letters.MODERATORS, to=user.email,
                dedupe_key=f"comment-brake-{user.pk}-{int(until.timestamp())}",
                subject=_("A flood of comments"),
                body="\n\n".join([
                    _("%(n)s comments came in one minute, far more than usual.") % {"n": to_bangla(came)},
                    _("Until %(time)s every comment is reviewed first. You can end that on the desk.")
                    % {"time": date_time(until)},
                    _("Open the desk: %(address)s") % {"address": absolute(reverse("admin:comments_desk"))},
                ]),
                headers={"Auto-Submitted": "auto-generated"},
            )  # fmt: skip


def wants_digest(user: Any) -> bool:
    """Whether a moderator gets these mails: yes, until they say no."""
    found = ModeratorSettings.objects.filter(user=user.pk).first()
    return found is None or found.wants_digest


def choose(user: Any, *, wants: bool) -> None:
    """Keep what a moderator chose."""
    ModeratorSettings.objects.update_or_create(user=user, defaults={"wants_digest": wants})


def _waiting() -> list[Waiting]:
    # `status_at` and not `created_at`: a comment that was held back later waits since then.
    rows = (
        Comment.objects.waiting().order_by().values("article__category", "article__category__name")
    )
    counted = rows.annotate(n=Count("pk"), oldest=Min("status_at"), latest=Max("status_at"))
    return [
        Waiting(
            row["article__category"], row["article__category__name"] or "", row["n"],
            row["oldest"], row["latest"],
        )
        for row in counted
    ]  # fmt: skip


def _who_wants_it(now: dt.datetime) -> Iterable[Any]:
    """Return those who said not no, and were told nothing for an hour."""
    recently = Q(moderator_settings__told_at__gt=now - policy.DIGEST_EVERY)
    said_no = Q(moderator_settings__wants_digest=False)
    wanting = _who_may().exclude(recently | said_no)
    return wanting.select_related("moderator_settings").order_by("pk")


def _who_may() -> QuerySet:
    """Return active staff who may moderate and have an address."""
    people = get_user_model().objects.with_perm(MODERATE)
    return people.filter(is_staff=True).exclude(email="")


def _tell(user: Any, waiting: list[Waiting], now: dt.datetime) -> int:
    sections = sections_of(user)
    own = [
        one for one in waiting
        if sections is None or one.section is None or one.section in sections
    ]  # fmt: skip
    settings = getattr(user, "moderator_settings", None)
    told_at = settings.told_at if settings else None
    if not _is_worth_a_mail(own, told_at, now):
        return 0
    with transaction.atomic():
        ModeratorSettings.objects.get_or_create(user=user)
        mine = ModeratorSettings.objects.filter(user=user, told_at=told_at)
        if not mine.update(told_at=now):  # another worker has just told them
            return 0
        with translation.override(user.language):
            _mail(user, own, now)
    return 1


def _is_worth_a_mail(own: list[Waiting], told_at: dt.datetime | None, now: dt.datetime) -> bool:
    """Whether something new waits, and there is much or it has waited long."""
    new = [one for one in own if told_at is None or one.latest > told_at]
    if not new:
        return False
    since = min(max(one.oldest, told_at) if told_at else one.oldest for one in new)
    enough = sum(one.count for one in own) >= policy.DIGEST_AT
    return enough or since <= now - policy.DIGEST_AFTER


def _mail(user: Any, own: list[Waiting], now: dt.datetime) -> None:
    count = sum(one.count for one in own)
    ordered = sorted(own, key=lambda one: (-one.count, one.name))
    lines = [f"{one.name or _('(no section)')}: {to_bangla(one.count)}" for one in ordered]
    desk = absolute(reverse("admin:comments_desk"))
    choice = absolute(reverse("admin:comments_digest"))
    queue_mail(
        letters.MODERATORS, to=user.email,
        dedupe_key=f"comment-digest-{user.pk}-{int(now.timestamp())}",
        subject=ngettext("%(n)s comment waits for review", "%(n)s comments wait for review", count)
        % {"n": to_bangla(count)},
        body="\n\n".join([
            "\n".join(lines),
            _("Open the desk: %(address)s") % {"address": desk},
            _("To get no such mails: %(address)s") % {"address": choice},
        ]),
        headers={"Auto-Submitted": "auto-generated"},
    )  # fmt: skip
