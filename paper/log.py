"""Who did what: one row an act, written in the act's own transaction, never changed afterwards."""

from typing import Any, NamedTuple

from django.conf import settings
from django.db import models
from django.dispatch import Signal
from django.utils.translation import gettext_lazy as _

recorded = Signal()
"""Sent with `act` inside the act's transaction, which may still be rolled back."""


class AppendOnly(Exception):
    """Raised when a row of the log would be changed or deleted."""


class AppendOnlyQuerySet(models.QuerySet):
    """Rows that are added and read, never changed or deleted in bulk."""

    def update(self, **kwargs: Any) -> int:
        raise AppendOnly("Rows of this table are only added.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise AppendOnly("Rows of this table are only added.")

    def bulk_create(self, objs: Any, *args: Any, **kwargs: Any) -> list[Any]:
        if kwargs.get("update_conflicts"):
            raise AppendOnly("Rows of this table are only added.")
        return super().bulk_create(objs, *args, **kwargs)


class LogEntry(models.Model):
    """One act: who, when, what, on which object, in which words.

    The row stays as it was written when the person goes: their number, and the name they had then.
    """

    at = models.DateTimeField(_("time"), auto_now_add=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.DO_NOTHING, db_constraint=False, null=True,
        related_name="+", verbose_name=_("who"),
    )  # fmt: skip
    actor_name = models.CharField(_("who"), max_length=150, blank=True)
    act = models.CharField(_("act"), max_length=40)
    subject_type = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    label = models.CharField(_("on"), max_length=200, blank=True)
    detail = models.JSONField(default=dict)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("log entry")
        verbose_name_plural = _("log")
        ordering = ["-id"]
        base_manager_name = "objects"  # the plain one would change rows
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "-id"], name="log_by_subject"),
            models.Index(fields=["actor", "-id"], name="log_by_actor"),
            models.Index(fields=["act", "-id"], name="log_by_act"),
            models.Index(fields=["subject_type", "-id"], name="log_by_kind"),
            models.Index(fields=["at"], name="log_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.label}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise AppendOnly("The log is append-only.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise AppendOnly("The log is append-only.")


def record(
    act: str,
    *,
    actor: Any,
    subject: models.Model,
    label: str = "",
    detail: dict[str, Any] | None = None,
) -> LogEntry:
    """Write one row about `subject`; `actor` is a user or None for the system. Call inside the act's transaction."""
    entry = LogEntry.objects.create(
        act=act,
        actor=actor if getattr(actor, "pk", None) else None,
        actor_name=str(actor)[:150] if getattr(actor, "pk", None) else "",
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        label=(label or str(subject))[:200],
        detail=detail or {},
    )
    recorded.send(sender=None, act=act)
    return entry


def entries_of(subject: models.Model) -> models.QuerySet[LogEntry]:
    """Return the acts on one object, newest first."""
    return LogEntry.objects.filter(subject_type=subject._meta.label_lower, subject_id=subject.pk)


class Page(NamedTuple):
    """Acts of one page, and the id before which the next older ones stand, None on the last page."""

    entries: list[LogEntry]
    older: int | None


def page_of(entries: models.QuerySet[LogEntry], before: str | None, size: int) -> Page:
    """Return a page of the log, newest first; `before` is the id that `?before=` names, anything else the first page."""
    if before and before.isascii() and before.isdigit() and len(before) < 19:
        entries = entries.filter(pk__lt=int(before))
    found = list(entries.order_by("-id")[: size + 1])
    more, found = len(found) > size, found[:size]
    return Page(found, found[-1].pk if more else None)
