"""Backups by the clock and by the button: one at a time on all hosts, in a process of its own.

The worker only looks (`look`) and starts `manage.py backup --wanted`: a backup takes minutes, and
the clock has stories to bring out. The row that is RUNNING is the lease. A run gives signs of
life; one that gives none has died, is told of, and is made again.
"""

import datetime as dt
import logging
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import Error as AnyDatabaseError
from django.db import IntegrityError, connections, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from django.utils.translation import gettext as _

from bangla.dates import to_dhaka
from newsroom.backups import ageing, copying, making, room
from newsroom.backups.refusals import Refusal
from newsroom.models import Backup
from paper.log import record

logger = logging.getLogger(__name__)

BEAT_SECONDS = 10
DEAD_AFTER = dt.timedelta(minutes=2)
AGAIN_AFTER = dt.timedelta(hours=1)
State = Backup.State

_child: list[subprocess.Popen] = []


def ask(*, by: Any) -> Backup:
    """Have the worker make a backup now; raises PermissionDenied, Refusal while one is wanted or being made."""
    if not by.has_perm("newsroom.add_backup"):
        raise PermissionDenied(_("You have no right to do this."))
    with transaction.atomic():
        if Backup.objects.filter(state__in=[State.WANTED, State.RUNNING]).exists():
            raise Refusal(_("A backup is being made already."))
        wanted = Backup.objects.create(asked_by=by)
        record("ask_backup", actor=by, subject=wanted, label=_("Backup"))
    return wanted


def look() -> None:
    """Do what is due: bury a run that has died, want the night's backup, start what is wanted."""
    now = timezone.now()
    bury(now)
    if is_due(now):
        with suppress(IntegrityError), transaction.atomic():  # another worker was first
            Backup.objects.create()
    if Backup.objects.filter(state=State.WANTED).exists():
        _start()


def is_due(now: dt.datetime) -> bool:
    """Whether the time of the last night's backup has passed without one; a failed one is tried again after an hour."""
    slot = last_slot(now)
    if slot is None or Backup.objects.filter(state__in=[State.WANTED, State.RUNNING]).exists():
        return False
    began = MigrationRecorder.Migration.objects.order_by("applied").values_list("applied").first()
    if began is None or began[0] > slot:
        return False
    since = Backup.objects.filter(started_at__gte=slot)
    return not (
        since.filter(state=State.VERIFIED).exists()
        or since.filter(finished_at__gt=now - AGAIN_AFTER).exists()
    )


def last_slot(now: dt.datetime) -> dt.datetime | None:
    """Return the last moment at which a backup was due by BACKUP_AT; None where none ever is."""
    if settings.BACKUP_AT is None:
        return None
    hour, minute = settings.BACKUP_AT
    slot = to_dhaka(now).replace(hour=hour, minute=minute, second=0, microsecond=0)
    return slot if slot <= now else slot - dt.timedelta(days=1)


def bury(now: dt.datetime) -> None:
    """Mark runs that give no sign of life."""
    dead = Backup.objects.filter(state=State.RUNNING, alive_at__lt=now - DEAD_AFTER)
    if not dead.exists():  # a look must not take SQLite's one write lock
        return
    dead.update(
        state=State.FAILED, finished_at=now,
        why=_("The backup was ended from outside before it was through: it is made again."),
    )  # fmt: skip
    logger.error("A backup died half-way; it will be made again.")


def sweep(folder: Path) -> None:
    """Take away what runs that died left unfinished; whole backups, and what is being written, are not touched."""
    limit = time.time() - DEAD_AFTER.total_seconds()
    for left in folder.glob(".*"):
        if not left.name.startswith((making.UNFINISHED, making.TRIAL)):
            continue
        parts = [left, *left.glob("*")]
        if max(part.stat().st_mtime for part in parts) > limit:
            continue
        if left.is_dir():
            shutil.rmtree(left, ignore_errors=True)
        else:
            left.unlink(missing_ok=True)


def _start() -> None:
    """Start the process that makes what is wanted, unless this worker has one."""
    _child[:] = [child for child in _child if child.poll() is None]
    if not _child:
        command = [sys.executable, "manage.py", "backup", "--wanted"]
        _child.append(subprocess.Popen(command, cwd=settings.BASE_DIR, stdin=subprocess.DEVNULL))


def run(*, only_wanted: bool = False) -> str:
    """Make, try, copy and age, as the worker does; return what to say. Raises Refusal."""
    backup = _claim(only_wanted=only_wanted)
    if backup is None:
        return _("No backup is wanted.")
    with _signs_of_life(backup, of_worker=only_wanted):
        try:
            path = _make(backup)
        except Refusal as refusal:
            _fail(backup, str(refusal))
            raise
        except Exception as error:
            _fail(backup, f"{type(error).__name__}: {error}")
            raise
        _copy(backup, path)
        age(timezone.now())
    return _("The backup is made and was restored on trial: %(file)s.") % {"file": backup.file}


def _claim(*, only_wanted: bool) -> Backup | None:
    """Return the row of this run, now RUNNING; None if nothing is wanted. Raises Refusal beside another run."""
    now = timezone.now()
    taken = {"state": State.RUNNING, "started_at": now, "alive_at": now, "host": socket.gethostname()[:64]}  # fmt: skip
    try:
        with transaction.atomic():
            wanted = Backup.objects.select_for_update().filter(state=State.WANTED).first()
            if wanted is None and only_wanted:
                return None
            wanted = wanted or Backup()
            for name, value in taken.items():
                setattr(wanted, name, value)
            wanted.save()
            return wanted
    except IntegrityError as error:
        raise Refusal(_("A backup is being made already.")) from error


def _make(backup: Backup) -> Path:
    folder = settings.BACKUP_DIR
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        said = {"path": folder, "error": error.strerror or error}
        raise Refusal(_("%(path)s cannot be written: %(error)s.") % said) from error
    sweep(folder)
    last = Backup.objects.verified().newest_first().values_list("size", flat=True).first()
    room.require(folder, room.expected(last or 0))
    path = folder / ageing.name_of(backup.started_at)
    made = making.make(path, passphrase=settings.BACKUP_KEY)
    backup.file, backup.size, backup.is_sealed = str(path), made.size, bool(settings.BACKUP_KEY)
    backup.row_count, backup.file_count = made.row_count, made.manifest["files"]["count"]
    backup.counts = {
        name: table["rows"] for name, table in made.manifest["tables"].items() if table["rows"]
    }
    try:
        making.try_out(path, settings.BACKUP_KEY)
    except Refusal:
        backup.file = str(path.rename(f"{path}{ageing.FAILED}"))
        raise
    _finish(backup, State.VERIFIED, "")
    return path


def _fail(backup: Backup, why: str) -> None:
    logger.error("The backup failed: %s", why)
    _finish(backup, State.FAILED, why[:1000])


def _finish(backup: Backup, state: str, why: str) -> None:
    backup.state, backup.why, backup.finished_at = state, why, timezone.now()
    backup.save()


def _copy(backup: Backup, path: Path) -> None:
    """Copy a verified backup into the bucket, if there is one; what goes wrong is told beside it."""
    if not settings.BACKUP_S3_BUCKET:
        return
    try:
        backup.copied_to = copying.copy(path)
    except Refusal as refusal:
        backup.copy_fault = str(refusal)
        logger.exception("The copy of the backup failed.")
    backup.save(update_fields=["copied_to", "copy_fault"])


def age(now: dt.datetime) -> None:
    """Delete backups whose time is over, on the disk and in the bucket."""
    there = [path.name for path in settings.BACKUP_DIR.iterdir()]
    old = [name for name in there if ageing.is_old_failure(name, now)]
    for name in [*ageing.over(there, settings.BACKUP_KEEP), *old]:
        (settings.BACKUP_DIR / name).unlink(missing_ok=True)
    if settings.BACKUP_S3_BUCKET:
        try:
            copying.remove(ageing.over(copying.copied(), settings.BACKUP_KEEP))
        except Exception:  # the bucket is away; it is tidied the next time
            logger.exception("Old copies could not be deleted.")


@contextmanager
def _signs_of_life(backup: Backup, *, of_worker: bool) -> Iterator[None]:
    """Say every few seconds that this run lives; end it when the worker that started it has ended."""
    over, parent = threading.Event(), os.getppid()

    def beat() -> None:
        while not over.wait(BEAT_SECONDS):
            if of_worker and os.getppid() != parent:
                logger.error("The worker has ended, so does its backup.")
                os._exit(1)
            with suppress(AnyDatabaseError):
                Backup.objects.filter(pk=backup.pk).update(alive_at=timezone.now())
        connections.close_all()

    beating = threading.Thread(target=beat, name="signs of life", daemon=True)
    beating.start()
    try:
        yield
    finally:
        over.set()
        beating.join()


def last_of_all() -> tuple[Backup | None, Backup | None]:
    """Return the newest run that has ended, and the newest that was verified."""
    ended = Backup.objects.filter(state__in=[State.VERIFIED, State.FAILED]).newest_first()
    return ended.first(), ended.verified().first()
