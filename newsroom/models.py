"""Which worker is doing which background task, and what went wrong with it before."""

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
