"""Whoever signs in to the desk, the invitations to it, and the browsers in which somebody is signed in."""

import datetime as dt
from collections.abc import Iterator
from hashlib import sha256
from typing import Self

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from paper.fields import BanglaCharField
from people.guesses import Tries
from people.two_step_rule import TwoStepRule

__all__ = ["EmailChange", "Invitation", "OpenSession", "Tries", "TwoStepRule", "User"]


class User(AbstractUser):
    """A member of staff. `display_name` is how the desk prints the name; `language` is a choice made by the person."""

    class Language(models.TextChoices):
        BANGLA = "bn", "বাংলা"
        ENGLISH = "en", "English"

    display_name = BanglaCharField(_("name on the desk"), max_length=80, blank=True)
    language = models.CharField(
        _("language of the desk"), max_length=2, choices=Language, default=Language.BANGLA
    )
    # Sessions and links for a new password are good for one round only.
    sign_in_round = models.PositiveIntegerField(default=0, editable=False)

    class Meta(AbstractUser.Meta):
        verbose_name = _("staff member")
        verbose_name_plural = _("staff")

    def __str__(self) -> str:
        return self.display_name or self.get_full_name() or self.username

    def get_session_auth_hash(self) -> str:
        """Return what a session has to know: it changes with the password and with the round."""
        return self._in_this_round(super().get_session_auth_hash())

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        return map(self._in_this_round, super().get_session_auth_fallback_hash())

    def _in_this_round(self, known: str) -> str:
        return sha256(f"{known}:{self.sign_in_round}".encode()).hexdigest()


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Which invitations."""

    def open(self) -> Self:
        """Those that were neither accepted nor taken back; their time may be over."""
        return self.filter(state=Invitation.State.OPEN)


class Invitation(models.Model):
    """An offer of an account, in a role, to the owner of an e-mail address; or to whoever opens the paper first.

    `also` is what it gives beside the role: name of a further right (people/further_rights.py) →
    numbers. `letter` counts the links that were made: the latest alone is good.
    """

    class State(models.TextChoices):
        OPEN = "open", _("waiting")
        ACCEPTED = "accepted", _("accepted")
        REVOKED = "revoked", _("taken back")

    email = models.EmailField(_("e-mail address"), blank=True)
    display_name = BanglaCharField(_("name on the desk"), max_length=80, blank=True)
    role = models.CharField(_("role"), max_length=20)
    also = models.JSONField(default=dict)
    is_first = models.BooleanField(default=False)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.OPEN)
    letter = models.PositiveIntegerField(default=1)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True,  # null: from the server itself
        related_name="invitations", verbose_name=_("invited by"),
    )  # fmt: skip
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(_("invited"), auto_now_add=True)
    expires_at = models.DateTimeField(_("good until"))

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-pk"]
        default_permissions = ("view", "add", "change")
        constraints = [
            models.UniqueConstraint(
                fields=["email"], condition=models.Q(state="open"), name="invitation_open_once"
            ),
            models.UniqueConstraint(
                fields=["is_first"], condition=models.Q(is_first=True, state="open"),
                name="invitation_first_once",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.display_name or str(_("invitation"))

    def is_open(self, now: dt.datetime | None = None) -> bool:
        """Whether it waits and its time is not over."""
        return self.state == self.State.OPEN and (now or timezone.now()) < self.expires_at


class EmailChange(models.Model):
    """An address that somebody wants to have instead of theirs, until a mail to it has been answered."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="email_change"
    )
    email = models.EmailField()
    letter = models.PositiveIntegerField(default=1)
    asked_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.user)


class OpenSession(models.Model):
    """A browser in which somebody is signed in: what it is, in which network, when it was last seen.

    Rows whose session has ended count for nothing and are swept; the whole address is not kept.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="open_sessions"
    )
    session_key = models.CharField(max_length=40, unique=True)
    browser = models.CharField(max_length=20, blank=True)
    system = models.CharField(max_length=20, blank=True)
    network = models.CharField(max_length=50)
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["seen_at"], name="open_session_by_age")]

    def __str__(self) -> str:
        return f"{self.user} {self.network}"


class FailedSignIns(models.Model):
    """How often a wrong password was tried for an account in one hour; without an account, for names that nobody has."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+"
    )
    hour = models.PositiveIntegerField()
    count = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "hour"], name="failed_sign_ins_once"),
            models.UniqueConstraint(
                fields=["hour"], condition=models.Q(user__isnull=True),
                name="failed_sign_ins_of_nobody_once",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.user_id} {self.hour} {self.count}"
