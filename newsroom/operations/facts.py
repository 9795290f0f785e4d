"""The numbers behind readings and metrics, each read in one place."""

import datetime as dt
import logging
import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Count, Min, Q
from django.tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from articles.models import Article
from comments.models import Comment
from images.models import Picture
from newsroom.models import Backup, TaskLease
from newsroom.operations.models import Fault, SignOfLife
from newsroom.operations.reading import GIGABYTE, MOST
from paper.identity import Site
from paper.outbox import OutboxMail, send_outbox_mail

logger = logging.getLogger(__name__)

LEAST_FREE_BYTES = 2 * GIGABYTE
LEAST_FREE_PERCENT = 10
MAIL_LATE = dt.timedelta(minutes=15)
PICTURE_LATE = dt.timedelta(minutes=15)


def last_backup_at() -> dt.datetime | None:
    """Return when the last backup was begun that could be restored."""
    return Backup.objects.verified().newest_first().values_list("started_at", flat=True).first()


def database_bytes() -> int:
    """Return what the database takes on its disk."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
        else:
            cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])


def folders() -> Iterable[Path]:
    """Return where data and pictures lie on this machine."""
    return {Path(settings.VAR), _nearest(Path(settings.MEDIA_ROOT))}


def _nearest(folder: Path) -> Path:
    while not folder.exists():
        folder = folder.parent
    return folder


def may_write(folder: Path) -> bool:
    """Whether this process may write into a folder."""
    return os.access(folder, os.W_OK | os.X_OK)


def fullest_disk() -> Any:
    """Return `total`, `used` and `free` bytes of the disk with the least room."""
    return min((shutil.disk_usage(folder) for folder in folders()), key=lambda disk: disk.free)


def signs_of_life() -> list[SignOfLife]:
    """Return the workers, the last heard of first."""
    return list(SignOfLife.objects.order_by("-beat_at")[:20])


def queue(now: dt.datetime) -> tuple[int, dt.datetime | None]:
    """Return how many tasks are due, up to one more than MOST, and since when the first is."""
    due = DBTaskResult.objects.filter(status=TaskResultStatus.READY).filter(
        Q(run_after__lte=now) | Q(run_after__year=9999)
    )
    found = due.order_by()[: MOST + 1].aggregate(number=Count("pk"), since=Min("enqueued_at"))
    return found["number"], found["since"]


def parked() -> int:
    """Return how many tasks were given up and wait for a person."""
    return TaskLease.objects.parked()[: MOST + 1].count()


def unseen_faults() -> int:
    """Return how many errors nobody has marked as seen."""
    return Fault.objects.unseen()[: MOST + 1].count()


def last_published_at(now: dt.datetime) -> dt.datetime | None:
    """Return since when the newest story is out."""
    newest = Article.objects.live(now).newest_first()
    return newest.values_list("live_from", flat=True).first()


def next_due_at() -> dt.datetime | None:
    """Return when time publishes or withdraws next."""
    return Site.objects.values_list("next_due_at", flat=True).first()


def due_unmarked(before: dt.datetime) -> int:
    """Return how many stories had their minute before a moment and were not marked since."""
    came = Q(state=Article.State.SCHEDULED, live_from__lte=before)
    ended = Q(state=Article.State.PUBLISHED, live_until__lte=before)
    return Article.objects.filter(came | ended | Q(update_at__lte=before))[: MOST + 1].count()


def overdue(now: dt.datetime) -> int:
    """Return how many assigned stories have passed their time."""
    return Article.objects.overdue(now)[: MOST + 1].count()


def held_comments() -> tuple[int, dt.datetime | None]:
    """Return how many comments wait for a moderator, up to one more than MOST, and since when the oldest."""
    waiting = Comment.objects.waiting().order_by("created_at", "id")
    times = list(waiting.values_list("created_at", flat=True)[: MOST + 1])
    return len(times), times[0] if times else None


def pictures_without_files(now: dt.datetime) -> int:
    """Return how many pictures have waited too long for their sizes."""
    late = Picture.objects.filter(made=Picture.Made.NONE, added_at__lt=now - PICTURE_LATE)
    return late.order_by()[: MOST + 1].count()


def last_mail_at() -> dt.datetime | None:
    """Return when a mail went out last."""
    sent = OutboxMail.objects.filter(sent_at__isnull=False)
    return sent.order_by("-pk").values_list("sent_at", flat=True).first()


def late_mails(now: dt.datetime) -> int:
    """Return how many mails should have gone out fifteen minutes ago."""
    late = OutboxMail.objects.unsent().filter(due_at__lte=now, created_at__lt=now - MAIL_LATE)
    return late[: MOST + 1].count()


def refused_mails() -> int:
    """Return how many mails were given up after every try."""
    path = send_outbox_mail.module_path
    return TaskLease.objects.parked().filter(task__task_path=path)[: MOST + 1].count()
