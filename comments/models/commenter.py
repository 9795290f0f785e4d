"""A reader as far as something proves it: a signed cookie, an e-mail opened by link; never a typed e-mail."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from paper.fields import BanglaCharField, BanglaTextField


class Standing(models.TextChoices):
    """What the moderators decided about a reader; trust that is earned is counted, not stored (comments/trust.py)."""

    NORMAL = "normal", _("as counted")
    PREMOD = "premod", _("every comment is reviewed first")
    SUSPENDED = "suspended", _("may not comment until a date")
    BANNED = "banned", _("banned")


class Commenter(models.Model):
    """One reader, known by devices and perhaps by an e-mail whose owner followed a link.

    The three counts say how many of the reader's comments stand in that status now. `email` is
    what was typed last, for moderators; `email_proven` is canonical (`comments.emails`).
    """

    email_proven = models.EmailField(_("proven e-mail"), null=True, unique=True)
    proven_at = models.DateTimeField(null=True)
    name_last = BanglaCharField(_("last name used"), max_length=240, blank=True)
    email = models.EmailField(_("last e-mail used"), blank=True)
    standing = models.CharField(
        _("standing"), max_length=9, choices=Standing, default=Standing.NORMAL
    )
    standing_until = models.DateTimeField(_("until"), null=True, blank=True)
    note = BanglaTextField(_("note"), max_length=500, blank=True)
    approved_n = models.PositiveIntegerField(_("approved"), default=0)
    rejected_n = models.PositiveIntegerField(_("rejected"), default=0)
    spam_n = models.PositiveIntegerField(_("spam"), default=0)
    created_at = models.DateTimeField(_("first seen"), default=timezone.now)
    last_at = models.DateTimeField(_("last seen"), default=timezone.now)

    class Meta:
        verbose_name = _("reader")
        verbose_name_plural = _("readers")
        default_permissions = ("view",)
        permissions = [
            ("view_pii", "Can see readers' e-mail addresses"),
            ("ban_commenter", "Can suspend and ban readers"),
            ("erase_commenter", "Can erase a reader's data"),
        ]

    def __str__(self) -> str:
        return self.name_last or f"#{self.pk}"


class Device(models.Model):
    """One browser of a reader: the keyed hash of the token in its cookie (comments/device.py)."""

    key = models.BinaryField(max_length=16, unique=True, editable=False)
    commenter = models.ForeignKey(Commenter, on_delete=models.CASCADE, related_name="devices")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"#{self.pk}"


class Ban(models.Model):
    """An e-mail, a domain, a network or a name whose comments are spam; the value is kept as a keyed hash.

    The kind is part of the hash. `shown` is what a moderator may see of it. A network is shared by strangers (carriers put
    thousands behind one address), so its ban always ends.
    """

    class Kind(models.TextChoices):
        EMAIL = "email", _("e-mail")
        DOMAIN = "domain", _("domain of e-mail")
        NETWORK = "network", _("network")
        NAME = "name", _("name")

    kind = models.CharField(_("kind"), max_length=7, choices=Kind)
    key = models.BinaryField(max_length=16, editable=False)
    shown = BanglaCharField(_("what"), max_length=120)
    until = models.DateTimeField(_("until"), null=True, blank=True)
    reason = BanglaCharField(_("why"), max_length=300, blank=True)
    by = models.ForeignKey(
        "people.User", on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("who")
    )
    created_at = models.DateTimeField(_("time"), default=timezone.now)

    class Meta:
        verbose_name = _("ban")
        verbose_name_plural = _("bans")
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(fields=["key"], name="ban_once"),
            models.CheckConstraint(
                condition=~models.Q(kind="network") | models.Q(until__isnull=False),
                name="ban_of_a_network_ends",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.shown}"
