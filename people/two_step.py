"""Two-step sign-in: who has it, who owes it, and the acts around it (docs/decisions/0026)."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import (
    BooleanField,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from paper.log import record
from people import sessions, two_step_mails
from people.models import TwoStepRule, User
from people.roles import ROLES, STAFF

DEVICES = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
"""What makes a second step; recovery codes only stand in for it."""

TOP = "admin"
"""The role whose rule holds for superusers too."""

ELSEWHERE = "two_step_elsewhere"
"""In a session: the user who took two steps at the single sign-on, when that counts."""


@dataclass(frozen=True)
class Standing:
    """What holds for one person: `due_at` is None where no rule asks them for a second step."""

    is_on: bool
    due_at: dt.datetime | None
    is_asked_of_somebody: bool

    @property
    def is_owed(self) -> bool:
        """Whether the second step has to be set up, now or until `due_at`."""
        return self.due_at is not None and not self.is_on

    @property
    def is_overdue(self) -> bool:
        """Whether the time to set it up is over."""
        return self.is_owed and self.due_at <= timezone.now()


def with_standing(users: QuerySet[User]) -> QuerySet[User]:
    """Return users with what `standing` reads, without a further query."""
    groups = User.groups.through.objects.filter(user_id=OuterRef(OuterRef("pk")))
    is_top = ExpressionWrapper(OuterRef("is_superuser"), output_field=BooleanField())
    rules = (
        TwoStepRule.objects.filter(since__isnull=False)
        .annotate(is_top=is_top)
        .filter(Q(role__in=groups.values("group__name")) | Q(role=TOP, is_top=True))
        .order_by("since")
    )
    return users.annotate(
        has_second_step=Exists(Authenticator.objects.filter(user=OuterRef("pk"), type__in=DEVICES)),
        rule_since=Subquery(rules.values("since")[:1]),
        rule_days=Subquery(rules.values("grace_days")[:1]),
        any_rule=Exists(TwoStepRule.objects.filter(since__isnull=False)),
    )


def standing(user: Any) -> Standing:
    """Return what holds for a user; one that `with_standing` has not read is read again."""
    if not hasattr(user, "has_second_step"):
        user = with_standing(User.objects).get(pk=user.pk)
    rule = TwoStepRule(since=user.rule_since, grace_days=user.rule_days or 0)
    return Standing(user.has_second_step, rule.due_at(user.date_joined), user.any_rule)


def is_proven(request: HttpRequest, user: Any) -> bool:
    """Tell whether this session has passed a second step, here or at a single sign-on that counts."""
    records = get_authentication_records(request, user)
    return (
        any(one.get("method") == "mfa" for one in records)
        or request.session.get(ELSEWHERE) == user.pk
    )


def owed_at(request: HttpRequest, user: Any) -> str | None:
    """Return where a session has to go before the desk opens; None where nothing is owed."""
    if is_proven(request, user):
        return None
    state = getattr(user, "two_step", None) or standing(user)
    if not state.is_on:
        return reverse("mfa_index") if state.is_overdue else None
    return way_of(user)


def way_of(user: Any) -> str:
    """Return where somebody shows their second step again: with the app if there is one, else with a passkey."""
    has_app = Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.TOTP).exists()
    return reverse("mfa_reauthenticate" if has_app else "mfa_reauthenticate_webauthn")


@transaction.atomic
def change_rule(role: str, *, is_required: bool, grace_days: int, by: User) -> bool:
    """Have a role need a second step, or no longer; return whether that is a change.

    Raises PermissionDenied for who does not look after the staff, KeyError for a role without a desk.
    """
    if not by.has_perm("people.change_user"):
        raise PermissionDenied
    if role not in STAFF:
        raise KeyError(f"{role!r} opens no desk.")
    TwoStepRule.objects.bulk_create([TwoStepRule(role=role)], ignore_conflicts=True)
    rule = TwoStepRule.objects.select_for_update().get(role=role)
    if (rule.since is not None, rule.grace_days) == (is_required, grace_days):
        return False
    if is_required != (rule.since is not None):
        rule.since = timezone.now() if is_required else None
    rule.grace_days = grace_days
    rule.save(update_fields=["since", "grace_days"])
    act = "two_step_rule" if is_required else "two_step_no_rule"
    record(act, actor=by, subject=rule, label=str(ROLES[role][0]), detail={"days": grace_days})
    return True


def may_take_away(by: User, user: User) -> bool:
    """Tell whether somebody may take another's second step away; a superuser's only a superuser."""
    return by.has_perm("people.change_user") and (by.is_superuser or not user.is_superuser)


@transaction.atomic
def take_away(user: User, *, by: User) -> None:
    """Remove everything of a person's second step, end their sessions and tell them by mail.

    For somebody who has lost the phone and the codes. Raises PermissionDenied.
    """
    if not may_take_away(by, user):
        raise PermissionDenied
    Authenticator.objects.filter(user=user).delete()
    sessions.end_all(user)
    record("two_step_taken", actor=by, subject=user)
    two_step_mails.tell("taken", user)


def note(act: str, user: User, *, kind: str, request: HttpRequest) -> None:
    """Write what happened to a person's second step into the log, and tell them by mail."""
    with transaction.atomic():
        record(act, actor=user, subject=user, detail={"kind": kind})
        two_step_mails.tell(act.removeprefix("two_step_"), user, kind=kind, request=request)


def devices_of(user: User) -> models.QuerySet[Authenticator]:
    """Return the apps and passkeys of a person."""
    return Authenticator.objects.filter(user=user, type__in=DEVICES)
