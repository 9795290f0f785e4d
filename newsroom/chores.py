"""What has to be done again and again, with its interval, and the thread that does it."""

import datetime as dt
import logging
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module

from django.conf import settings
from django.db import Error as AnyDatabaseError
from django.db import connections, transaction
from django.tasks import TaskResultStatus
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from articles import overdue, presence, thinning, workflow
from comments import digest, erasure, privacy
from comments.moderation import braking
from images import storing, sweeping, uploads
from newsroom import leases
from newsroom.backups import keeping
from newsroom.operations import faults, heartbeat, metrics
from paper.identity import SITE_PK, Site
from paper.outbox import OutboxMail, send_outbox_mail
from people import guesses, letters, sessions, sign_ins

logger = logging.getLogger(__name__)

HOUR = 3600
DAY = 24 * HOUR
SHORTEST_WAIT = 0.05
AFTER_A_MISS = 1
AFTER_A_FAULT = 5
MAILS_AT_ONCE = 500


@dataclass(frozen=True)
class Chore:
    """A function to be called every so many seconds.

    Each worker calls it, so it has to be safe beside itself. It may return a moment at
    which it wants to be called sooner.
    """

    run: Callable[[], object]
    every: float

    @property
    def name(self) -> str:
        """Where the function stands, for the log."""
        return f"{self.run.__module__}.{getattr(self.run, '__qualname__', self.run)}"


def publish_due() -> dt.datetime | None:
    """Mark the stories whose minute came or ended; return the next such minute."""
    if done := workflow.publish_due():
        logger.info("Stories whose minute came or ended: %d.", done)
    return Site.objects.filter(pk=SITE_PK).values_list("next_due_at", flat=True).first()


def send_forgotten_mail() -> int:
    """Enqueue due mails that have no task: the process died between storing and enqueueing.

    A mail whose task is parked or was dropped has one. Rows of dropped tasks are pruned in
    time, so mails as old as that are left alone: nobody wants last week's news.
    """
    now = timezone.now()
    unsent = OutboxMail.objects.unsent().filter(due_at__range=(now - leases.KEPT, now))
    if not unsent.exists():
        return 0
    with transaction.atomic():
        locked = unsent.select_for_update(skip_locked=True).order_by("due_at")
        waiting = list(locked.values_list("pk", flat=True))
        known = _mails_with_a_task()
        forgotten = [pk for pk in waiting if pk not in known][:MAILS_AT_ONCE]
        for pk in forgotten:
            send_outbox_mail.enqueue(pk)
    return len(forgotten)


def _mails_with_a_task() -> set[int]:
    tasks = DBTaskResult.objects.filter(task_path=send_outbox_mail.module_path)
    unfinished = tasks.exclude(status=TaskResultStatus.SUCCESSFUL)
    return {
        pk
        for stored in unfinished.values_list("args_kwargs", flat=True)
        for pk in (*stored["args"], *stored["kwargs"].values())
    }


def clear_sessions() -> None:
    """Delete sign-ins that have expired."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()


CHORES: list[Chore] = [
    Chore(publish_due, every=10),
    Chore(overdue.tell_of_overdue, every=60),
    Chore(braking.watch, every=15),
    Chore(send_forgotten_mail, every=15),
    Chore(leases.prune, every=HOUR),
    Chore(clear_sessions, every=HOUR),
    Chore(sessions.forget_ended, every=HOUR),
    Chore(sign_ins.tell_of_failures, every=600),
    Chore(letters.forget_old, every=DAY),
    Chore(guesses.sweep, every=HOUR),
    Chore(digest.tell_moderators, every=60),
    Chore(erasure.erase_due, every=600),
    Chore(privacy.forget_addresses, every=HOUR),
    Chore(privacy.tidy, every=DAY),
    Chore(uploads.forget_old, every=HOUR),
    Chore(presence.sweep, every=HOUR),
    Chore(storing.sweep, every=HOUR),
    Chore(sweeping.sweep, every=DAY),
    Chore(thinning.thin, every=DAY),
    Chore(metrics.pour_together, every=600),
    Chore(heartbeat.forget_dead, every=HOUR),
    Chore(faults.forget_old, every=DAY),
    Chore(keeping.look, every=15),
]
"""Lower applications' chores are added here: they must not import this module."""


class Clock(threading.Thread):
    """Calls chores at their time until `stopping` is set; a fault is logged, never the end."""

    def __init__(self, chores: Iterable[Chore], stopping: threading.Event) -> None:
        super().__init__(name="clock", daemon=True)
        self.chores, self.stopping = list(chores), stopping
        self.due_at = dict.fromkeys(self.chores, 0.0)

    def run(self) -> None:
        """Do what is due, then sleep until the next is."""
        while not self.stopping.is_set():
            for chore in self.chores:
                if self.due_at[chore] <= time.monotonic() and not self.stopping.is_set():
                    wait = self.do(chore)
                    self.due_at[chore] = time.monotonic() + wait
            rest = min(self.due_at.values(), default=HOUR) - time.monotonic()
            self.stopping.wait(max(SHORTEST_WAIT, rest))

    def do(self, chore: Chore) -> float:
        """Call one chore; return the seconds until it is due again."""
        try:
            sooner = chore.run()
        except AnyDatabaseError as error:
            logger.warning("%s: the database is away (%s).", chore.name, str(error).strip())
            return min(chore.every, AFTER_A_FAULT)
        except Exception:
            logger.exception("%s failed.", chore.name)
            return chore.every
        finally:
            with suppress(AnyDatabaseError):
                connections.close_all()
        if not isinstance(sooner, dt.datetime):
            return chore.every
        left = (sooner - timezone.now()).total_seconds()
        # A moment may pass between the chore's look at the time and this one.
        return min(chore.every, left if left > 0 else AFTER_A_MISS)
