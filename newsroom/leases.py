"""Who may run a background task, and what becomes of it: the rules of claim, failure and rescue.

Django's row says what the task is and its state: READY (also while it waits for another try),
RUNNING, SUCCESSFUL, FAILED (given up: parked while it has a lease, dropped when it has none).
Every act locks that row first, so that of several workers one acts; only the heartbeat does
not. Times are the database's own wherever two machines compare them.
"""

import datetime as dt
import logging
from dataclasses import dataclass
from traceback import format_exception
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import Error as AnyDatabaseError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.tasks import DEFAULT_TASK_BACKEND_ALIAS, TaskResultStatus
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks_db.models import DBTaskResult

from newsroom.models import TaskLease
from paper.log import record

logger = logging.getLogger(__name__)

Cause = TaskLease.Cause
KEPT = dt.timedelta(days=7)
"""How long the row of a finished task stays."""
BATCH = 1000
TRACEBACK_LENGTH = 20_000


@dataclass(frozen=True)
class Times:
    """How long things take, in seconds; tests run the same rules faster."""

    poll: float = 1
    """Between two looks for a task, when there was none."""
    heartbeat: float = 4
    """Between two signs of life of a worker that runs a task."""
    lease: float = 20
    """Without a sign of life for so long, a worker has lost its task."""
    backoff: tuple[float, ...] = (10, 60)
    """After each failed try but the last; the number of tries is one more."""
    grace: float = 8
    """For the running task after SIGTERM; newsroom.serve kills after 10."""
    limit: float = 1800
    """No task may take longer: it would hold up all others for ever."""


class TaskDied(Exception):
    """Stands in the row of a task whose worker was killed in every try."""


class TaskTooLong(Exception):
    """Stands in the row of a task that took longer than Times.limit."""


class NotParked(Exception):
    """Raised when a person decides about a task that is not parked (any more)."""

    def __init__(self) -> None:
        super().__init__(_("This task is not parked any more."))


def claim(owner: str) -> DBTaskResult | None:
    """Return the next task that is due, now RUNNING and leased to `owner`; None if there is none."""
    due = DBTaskResult.objects.ready().filter(backend_name=DEFAULT_TASK_BACKEND_ALIAS)
    if not due.exists():  # a look must not take SQLite's one write lock
        return None
    with transaction.atomic():
        task = due.select_for_update(skip_locked=True).first()
        if task is None:
            return None
        task.claim(owner)
        lease, _created = TaskLease.objects.get_or_create(task=task)
        lease.owner, lease.heartbeat_at, lease.tries = owner, Now(), lease.tries + 1
        lease.save(update_fields=["owner", "heartbeat_at", "tries"])
    return task


def beat(task: DBTaskResult, owner: str) -> bool:
    """Give a sign of life; False says that the lease was lost and the task belongs to another."""
    return bool(TaskLease.objects.filter(task=task, owner=owner).update(heartbeat_at=Now()))


@transaction.atomic
def succeed(task: DBTaskResult, owner: str, value: Any) -> bool:
    """Record a result and end the lease; False, and nothing recorded, if the lease was lost."""
    held = _held(task, owner)
    if held is None:
        return False
    row, lease = held
    row.status, row.return_value = TaskResultStatus.SUCCESSFUL, value
    row.finished_at = timezone.now()
    row.exception_class_path = row.traceback = ""
    row.save(
        update_fields=["status", "return_value", "finished_at", "exception_class_path", "traceback"]
    )
    lease.delete()
    return True


@transaction.atomic
def fail(task: DBTaskResult, owner: str, error: BaseException, times: Times) -> bool:
    """Record a failed try: another one follows, or the task is parked; False if the lease was lost."""
    held = _held(task, owner)
    if held is None:
        return False
    _fail(*held, error, times)
    return True


@transaction.atomic
def hand_back(task: DBTaskResult, owner: str) -> bool:
    """Return a task that could not be finished before a stop; the try does not count."""
    held = _held(task, owner)
    if held is None:
        return False
    row, lease = held
    lease.tries -= 1
    _make_ready(row, lease)
    return True


def rescue(times: Times) -> int:
    """Take tasks from workers that give no sign of life; return the number taken.

    The task is run again at once: the lease was its back-off. One whose worker died in each
    of its tries is parked, since it may be what kills them.
    """
    running = DBTaskResult.objects.running().filter(backend_name=DEFAULT_TASK_BACKEND_ALIAS)
    fresh = Q(lease__heartbeat_at__gte=Now() - dt.timedelta(seconds=times.lease))
    return sum(
        _rescue(pk, fresh, times)
        for pk in list(running.exclude(fresh).values_list("pk", flat=True))
    )


@transaction.atomic
def _rescue(pk: Any, fresh: Q, times: Times) -> int:
    task = _locked(DBTaskResult.objects.running().filter(pk=pk), skip_locked=True)
    # Asked again: between the list and the lock the worker may have given a sign of life.
    if task is None or DBTaskResult.objects.filter(fresh, pk=pk).exists():
        return 0
    lease, _created = TaskLease.objects.get_or_create(task=task, defaults={"tries": 1})
    logger.warning("Task id=%s path=%s: worker %s died.", pk, task.task_path, lease.owner or "?")
    if lease.tries > len(times.backoff):
        _fail(task, lease, TaskDied("The worker was killed."), times)
    else:
        lease.cause, lease.detail = Cause.DIED, ""
        _make_ready(task, lease)
    return 1


def retry(lease: TaskLease, *, by: Any) -> None:
    """Run a parked task again, with all its tries; raises NotParked, PermissionDenied."""
    with transaction.atomic():
        task, lease = _parked(lease, by)
        lease.tries = 0
        _make_ready(task, lease)
        record("retry_task", actor=by, subject=lease, label=task.task_path, detail=task.args_kwargs)


def drop(lease: TaskLease, *, by: Any) -> None:
    """Give a parked task up for good; raises NotParked, PermissionDenied.

    Its row stays, without a lease, until it is pruned: what looks for forgotten work
    (newsroom.chores) must not find this again.
    """
    with transaction.atomic():
        task, lease = _parked(lease, by)
        record("drop_task", actor=by, subject=lease, label=task.task_path, detail=task.args_kwargs)
        lease.delete()


def parked_count() -> int:
    """Return how many tasks wait for a person's decision."""
    return TaskLease.objects.parked().count()


def prune() -> int:
    """Delete the rows of tasks that succeeded or were dropped long ago; parked ones stay."""
    old = DBTaskResult.objects.filter(
        status__in=[TaskResultStatus.SUCCESSFUL, TaskResultStatus.FAILED],
        finished_at__lt=timezone.now() - KEPT,
        lease__isnull=True,
    )
    done = 0
    while pks := list(old.values_list("pk", flat=True)[:BATCH]):
        done += DBTaskResult.objects.filter(pk__in=pks).delete()[0]
    return done


def cause_of(error: BaseException) -> str:
    """Return what kind of failure this is, for the sentence that the desk shows."""
    kinds = (
        (TaskDied, Cause.DIED),
        (TaskTooLong, Cause.TOO_LONG),
        (AnyDatabaseError, Cause.DATABASE),
        (ImportError, Cause.UNKNOWN),
        # FileNotFoundError and the like are OSErrors, too, and no fault of a network.
        ((FileNotFoundError, FileExistsError, PermissionError), Cause.ERROR),
        (OSError, Cause.UNREACHABLE),
    )
    return next((cause for kind, cause in kinds if isinstance(error, kind)), Cause.ERROR)


def _fail(task: DBTaskResult, lease: TaskLease, error: BaseException, times: Times) -> None:
    lease.cause = cause_of(error)
    lease.detail = _stored(f"{type(error).__name__}: {error}".replace("\n", " "))[:300]
    task.exception_class_path = f"{type(error).__module__}.{type(error).__qualname__}"
    task.traceback = _stored("".join(format_exception(error)))[-TRACEBACK_LENGTH:]
    task.save(update_fields=["exception_class_path", "traceback"])
    if lease.tries <= len(times.backoff):
        wait = dt.timedelta(seconds=times.backoff[lease.tries - 1])
        _make_ready(task, lease, at=timezone.now() + wait)
        return
    task.status, task.finished_at = TaskResultStatus.FAILED, timezone.now()
    task.save(update_fields=["status", "finished_at"])
    lease.owner = ""
    lease.save()
    logger.error("Task id=%s path=%s is parked: %s", task.pk, task.task_path, lease.detail)


def _make_ready(task: DBTaskResult, lease: TaskLease, at: dt.datetime | None = None) -> None:
    task.status, task.started_at, task.finished_at = TaskResultStatus.READY, None, None
    task.run_after = at or timezone.now()
    task.save(update_fields=["status", "started_at", "finished_at", "run_after"])
    lease.owner, lease.heartbeat_at = "", None
    lease.save()


def _held(task: DBTaskResult, owner: str) -> tuple[DBTaskResult, TaskLease] | None:
    row = _locked(DBTaskResult.objects.running().filter(pk=task.pk))
    lease = TaskLease.objects.filter(task=row, owner=owner).first() if row else None
    return (row, lease) if row and lease else None


def _parked(lease: TaskLease, by: Any) -> tuple[DBTaskResult, TaskLease]:
    if not by.has_perm("newsroom.change_tasklease"):
        raise PermissionDenied(_("You have no right to do this."))
    task = _locked(DBTaskResult.objects.failed().filter(pk=lease.task_id))
    current = TaskLease.objects.filter(pk=lease.pk).first() if task else None
    if task is None or current is None:
        raise NotParked
    return task, current


def _locked(tasks: QuerySet, *, skip_locked: bool = False) -> DBTaskResult | None:
    return tasks.select_for_update(skip_locked=skip_locked, of=("self",)).first()


def _stored(text: str) -> str:
    """Return a text that PostgreSQL stores: without the NUL character and lone surrogates."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")
