"""Which worker is doing which background task and what went wrong with it before; the backups of the paper."""

from django.conf import settings
from django.db import models
from django.tasks import TaskResultStatus
from django.utils.translation import gettext_lazy as _
from django_tasks_db.models import DBTaskResult

from newsroom.operations.models import Fault, SignOfLife

__all__ = ["Fault", "LeaseQuerySet", "SignOfLife", "TaskLease"]


class LeaseQuerySet(models.QuerySet["TaskLease"]):
    """Tasks that are being run, wait for another try or are parked."""

    def parked(self) -> "LeaseQuerySet":
        """Return the tasks that were given up and wait for a person's decision."""
        return self.filter(task__status=TaskResultStatus.FAILED)


class TaskLease(models.Model):
    """A worker's hold on one task, kept from the first try until the task has succeeded.

    A task that is running belongs to `owner` for as long as `heartbeat_at` is fresh; one
    that waits for another try or is parked has no owner. What the task is, and its state,
    stands in Django's own row (`task`).
    """

    class Cause(models.TextChoices):
        ERROR = "error", _("The program made a mistake.")
        UNREACHABLE = (
            "unreachable",
            _("Another computer, such as the mail server, did not answer or refused."),
        )
        DATABASE = "database", _("The database did not answer, or refused.")
        UNKNOWN = "unknown", _("This version of the program does not know the task.")
        DIED = "died", _("The worker was killed in the middle of it.")
        TOO_LONG = "too_long", _("It took longer than a task may take.")

    task = models.OneToOneField(
        DBTaskResult, on_delete=models.CASCADE, related_name="lease", verbose_name=_("task")
    )
    owner = models.CharField(_("worker"), max_length=64, blank=True)
    heartbeat_at = models.DateTimeField(_("last sign of life"), null=True)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    cause = models.CharField(_("what went wrong"), max_length=12, choices=Cause, blank=True)
    detail = models.CharField(_("message of the program"), max_length=300, blank=True)

    objects = LeaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("background task")
        verbose_name_plural = _("background tasks")
        default_permissions = ("view", "change")

    def __str__(self) -> str:
        return self.task.task_path


class BackupQuerySet(models.QuerySet["Backup"]):
    """Backups, newest first."""

    def newest_first(self) -> "BackupQuerySet":
        """Return them in the order in which they were begun."""
        return self.order_by("-id")

    def verified(self) -> "BackupQuerySet":
        """Return those that were restored on trial and found equal."""
        return self.filter(state=Backup.State.VERIFIED)


class Backup(models.Model):
    """One run of a backup, from the wish for it to the verdict; the file itself lies in BACKUP_DIR.

    The row that is RUNNING is the lease: there is one at most, on whatever host, and it gives
    a sign of life in `alive_at`.
    """

    class State(models.TextChoices):
        WANTED = "wanted", _("waits for the worker")
        RUNNING = "running", _("is being made")
        VERIFIED = "verified", _("verified")
        FAILED = "failed", _("failed")

    state = models.CharField(_("verdict"), max_length=8, choices=State, default=State.WANTED)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+",
        verbose_name=_("asked for by"),
    )  # fmt: skip
    wanted_at = models.DateTimeField(_("asked for at"), auto_now_add=True)
    started_at = models.DateTimeField(_("begun"), null=True)
    alive_at = models.DateTimeField(_("last sign of life"), null=True)
    finished_at = models.DateTimeField(_("finished"), null=True)
    host = models.CharField(_("host"), max_length=64, blank=True)
    file = models.CharField(_("file"), max_length=300, blank=True)
    size = models.PositiveBigIntegerField(_("size"), default=0)
    row_count = models.PositiveBigIntegerField(_("rows"), default=0)
    file_count = models.PositiveBigIntegerField(_("files"), default=0)
    counts = models.JSONField(_("rows by table"), default=dict)
    is_sealed = models.BooleanField(_("sealed"), default=False)
    why = models.TextField(_("what went wrong"), blank=True)
    copied_to = models.CharField(_("copied to"), max_length=300, blank=True)
    copy_fault = models.TextField(_("what went wrong with the copy"), blank=True)

    objects = BackupQuerySet.as_manager()

    class Meta:
        verbose_name = _("backup")
        verbose_name_plural = _("backups")
        default_permissions = ("view", "add")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["state"], condition=models.Q(state__in=["wanted", "running"]),
                name="one_backup_at_a_time",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.file or str(self.get_state_display())
