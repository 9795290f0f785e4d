"""The background worker: runs tasks under a lease, with the clock of periodic chores beside it.

Three threads: this process's first one looks for tasks, gives signs of life and obeys
signals; each task runs in one of its own, so that no task can keep the first from doing so;
the clock is the third.
"""

import logging
import os
import queue
import secrets
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Never

from django.core.exceptions import SuspiciousOperation
from django.db import Error as AnyDatabaseError
from django.db import close_old_connections, connections
from django.tasks import TaskContext, TaskResultStatus
from django.tasks.signals import task_finished, task_started
from django.utils.json import normalize_json
from django_tasks_db.models import DBTaskResult

from newsroom import leases
from newsroom.chores import CHORES, Chore, Clock
from newsroom.leases import Times
from newsroom.operations import context, heartbeat, metrics

logger = logging.getLogger(__name__)

TICK_SECONDS = 0.2
LONGEST_PAUSE = 5
EX_TEMPFAIL = 75
"""Exit status for "start me again", from sysexits.h."""


@dataclass
class Outcome:
    """What a task returned or raised."""

    value: Any = None
    error: BaseException | None = None


class Worker:
    """Runs one task after another until it is told to stop."""

    def __init__(self, times: Times | None = None, chores: Iterable[Chore] = CHORES) -> None:
        self.times = times or Times()
        self.owner = f"{socket.gethostname()[:40]}-{os.getpid()}-{secrets.token_hex(4)}"
        self.life = heartbeat.Life(self.owner)
        self.stop_by = float("inf")
        self.faults = 0
        self.was_away = False
        self.ending = threading.Event()
        rescue = Chore(self.rescue, every=self.times.lease / 4)
        self.clock = Clock([rescue, *chores], self.ending)

    def run(self) -> None:
        """Work until SIGTERM or SIGINT; whatever fails meanwhile is logged and tried again."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.stop())
        logger.info("Worker %s is ready.", self.owner)
        self.clock.start()
        while not self.is_stopping:
            self.life.beat()
            self.pause(self.step())
        self.life.end()
        self.ending.set()
        self.clock.join(max(0, self.stop_by - time.monotonic()))
        logger.info("Worker %s has stopped.", self.owner)

    @property
    def is_stopping(self) -> bool:
        """Whether no other task may begin."""
        return self.stop_by < float("inf")

    def stop(self) -> None:
        """End after the running task, or after the grace time.

        Called inside a signal handler: it may take no lock, which the interrupted code may hold.
        """
        self.stop_by = min(self.stop_by, time.monotonic() + self.times.grace)

    def pause(self, seconds: float) -> None:
        """Wait, but not when told to stop."""
        until = time.monotonic() + seconds
        while not self.is_stopping and (left := until - time.monotonic()) > 0:
            time.sleep(min(left, TICK_SECONDS))

    def step(self) -> float:
        """Do the next task, if there is one; return the seconds to wait before the next look."""
        try:
            close_old_connections()
            found = self.work_once()
        except AnyDatabaseError as error:
            logger.warning("The database is away (%s).", str(error).strip())
            return self._back_off()
        except Exception:
            logger.exception("The worker failed.")
            return self._back_off()
        if self.faults:
            logger.warning("The worker works again.")
            self.faults = 0
        return 0 if found else self.times.poll

    def _back_off(self) -> float:
        with suppress(AnyDatabaseError):
            connections.close_all()
        self.faults = min(self.faults + 1, 10)
        return min(LONGEST_PAUSE, self.times.poll * 2 ** (self.faults - 1))

    def work_off(self) -> int:
        """Do every task that is due now, without the clock; return their number."""
        done = 0
        while self.work_once():
            done += 1
        return done

    def work_once(self) -> bool:
        """Claim the next task, run it and record what came of it; False if there was none."""
        task = leases.claim(self.owner)
        if task is None:
            return False
        with context.task(task.pk):
            outcome = self.attend(task)
            result = "failed" if outcome.error is not None else "done"
            metrics.count(metrics.TASKS, task=task.task_path, outcome=result)
            if self.record(task, outcome):
                announce(task)
        return True

    def rescue(self) -> None:
        """Take over tasks of workers that died.

        While the database is away nobody can give a sign of life; after that the living
        come first.
        """
        was_away, self.was_away = self.was_away, True
        if was_away:
            DBTaskResult.objects.exists()
        else:
            leases.rescue(self.times)
        self.was_away = False

    def attend(self, task: DBTaskResult) -> Outcome:
        """Run a task in a thread of its own; give signs of life until it ends.

        A thread cannot be ended from outside. Where the task must not go on, because its
        lease was lost, its time is over or the worker has to stop, the process ends.
        """
        box: queue.SimpleQueue[Outcome] = queue.SimpleQueue()
        threading.Thread(
            target=lambda: box.put(perform(task)), name=task.task_path, daemon=True
        ).start()
        began_at = beat_at = time.monotonic()
        while True:
            with suppress(queue.Empty):
                return box.get(timeout=min(TICK_SECONDS, self.times.heartbeat))
            self.life.beat()
            now = time.monotonic()
            if now > self.stop_by:
                self._end(task, "is handed back", lambda: leases.hand_back(task, self.owner), 0)
            if now - began_at > self.times.limit:
                self._end(task, "takes too long", lambda: self._fail_of_time(task))
            if now - beat_at >= self.times.heartbeat:
                beat_at = now
                if not self._beat(task):
                    self._end(task, "was given to another worker", lambda: None)

    def _fail_of_time(self, task: DBTaskResult) -> None:
        error = leases.TaskTooLong(f"more than {self.times.limit:.0f} s")
        leases.fail(task, self.owner, error, self.times)

    def _beat(self, task: DBTaskResult) -> bool:
        try:
            return leases.beat(task, self.owner)
        except AnyDatabaseError as error:  # no answer is no loss
            logger.warning("No sign of life for task id=%s: %s", task.pk, str(error).strip())
            with suppress(AnyDatabaseError):
                connections.close_all()
            return True

    def _end(
        self, task: DBTaskResult, why: str, last: Callable[[], object], status: int = EX_TEMPFAIL
    ) -> Never:
        """End this process at once, with the thread of its task: nothing may be awaited."""
        logger.error("Task id=%s path=%s %s: the worker ends.", task.pk, task.task_path, why)
        try:
            last()
        except AnyDatabaseError:
            logger.exception("Nothing was recorded; the lease will run out.")
        finally:
            os._exit(status)

    def record(self, task: DBTaskResult, outcome: Outcome) -> bool:
        """Write down what came of a task; while the database is away, try again.

        False if nothing was written: the lease was lost and the task is another's, or the
        worker has to stop.
        """
        while True:
            try:
                kept = self._record(task, outcome)
            except AnyDatabaseError as error:
                logger.warning("Result of id=%s has to wait: %s", task.pk, str(error).strip())
                with suppress(AnyDatabaseError):
                    connections.close_all()
            else:
                if not kept:
                    logger.error("Result of id=%s is void: another worker has it.", task.pk)
                return kept
            if time.monotonic() > self.stop_by:
                logger.error("Result of id=%s is lost: the task will be run again.", task.pk)
                return False
            time.sleep(min(1, self.times.heartbeat))

    def _record(self, task: DBTaskResult, outcome: Outcome) -> bool:
        if outcome.error is not None:
            return leases.fail(task, self.owner, outcome.error, self.times)
        return leases.succeed(task, self.owner, outcome.value)


def perform(row: DBTaskResult) -> Outcome:
    """Call a task's function; whatever it raises is its outcome. Its log lines name the task."""
    with context.task(row.pk):
        return _performed(row)


def _performed(row: DBTaskResult) -> Outcome:
    try:
        task, result = row.task, row.task_result
        task_started.send(sender=type(task.get_backend()), task_result=result)
        context = [TaskContext(task_result=result)] if task.takes_context else []
        return Outcome(normalize_json(task.call(*context, *result.args, **result.kwargs)))
    except BaseException as error:  # SystemExit, too, is only the task's
        logger.warning("Task id=%s path=%s failed.", row.pk, row.task_path, exc_info=True)
        return Outcome(error=error)
    finally:
        with suppress(AnyDatabaseError):
            connections.close_all()


def announce(row: DBTaskResult) -> None:
    """Send Django's signal for a task that succeeded or was given up; a retry is no end."""
    row.refresh_from_db()
    if row.status in {TaskResultStatus.SUCCESSFUL, TaskResultStatus.FAILED}:
        with suppress(ImportError, SuspiciousOperation):  # the task is unknown, so is its backend
            task_finished.send(sender=type(row.task.get_backend()), task_result=row.task_result)
