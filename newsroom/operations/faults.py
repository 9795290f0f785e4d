"""Errors go to a table where an operator looks: grouped, bounded, without anybody's words.

A handler of the log takes notes; a thread writes them with a connection of its own. So a note
neither waits for the database nor is lost with the transaction in which the error came up, and
no request fails or slows down for it. docs/decisions/0031-metrics-and-logs.md.
"""

import atexit
import datetime as dt
import logging
import os
import queue
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from traceback import extract_tb
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import Error as AnyDatabaseError
from django.db import IntegrityError, connections, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from newsroom.operations import context
from newsroom.operations.logs import scrubbed
from newsroom.operations.models import Fault
from paper.log import record

MOST_WAITING = 500
MOST_KINDS = 500
KEPT = dt.timedelta(days=90)
AFTER_A_FAULT = 5.0
LAST_WAIT = 2.0


@dataclass
class Note:
    """One error, or several of the same kind at the same place, not yet written."""

    kind: str
    place: str
    says: str
    request_id: str
    at: dt.datetime
    count: int = 1


def note_of(line: logging.LogRecord) -> Note:
    """Return what is kept of an error: its class, its place in the programme, the address by name.

    Never its message with its values: they may be a reader's words.
    """
    error = line.exc_info[1] if line.exc_info else None
    belongs = context.here()
    request = belongs.request or getattr(line, "request", None)
    route = context.route_of(request) if request is not None else ""
    return Note(
        kind=(type(error).__name__ if error else line.name)[:120],
        place=_place_of(line, error)[:200],
        says=scrubbed(route or str(line.msg))[:300],
        request_id=belongs.request_id[:64],
        at=dt.datetime.fromtimestamp(line.created, dt.UTC),
    )


def _place_of(line: logging.LogRecord, error: BaseException | None) -> str:
    """Return file, line and function: the innermost of ours in an error's traceback, else where it was logged."""
    frames = extract_tb(error.__traceback__) if error else []
    ours = [frame for frame in frames if _is_ours(frame.filename)]
    if ours or frames:
        frame = (ours or frames)[-1]
        return f"{_shown(frame.filename)}:{frame.lineno} {frame.name}"
    return f"{_shown(line.pathname)}:{line.lineno} {line.funcName}"


def _is_ours(path: str) -> bool:
    return path.startswith(str(settings.BASE_DIR)) and "site-packages" not in path


def _shown(path: str) -> str:
    if _is_ours(path):
        return str(Path(path).relative_to(settings.BASE_DIR))
    return path.rpartition("site-packages/")[2]


class FaultHandler(logging.Handler):
    """Takes a note of each line of level ERROR; what cannot be noted is counted and let go."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.waiting: queue.Queue[Note] = queue.Queue(MOST_WAITING)
        self.writer: threading.Thread | None = None
        self.writer_of = 0
        self.lost = 0

    def emit(self, line: logging.LogRecord) -> None:
        if threading.current_thread() is self.writer:  # an error of writing would come round again
            return
        try:
            self.waiting.put_nowait(note_of(line))
            self._have_a_writer()
        except queue.Full:
            self.lost += 1
        except Exception:
            self.handleError(line)

    def _have_a_writer(self) -> None:
        with self.lock:  # after a fork the thread is the parent's
            if self.writer is None or self.writer_of != os.getpid() or not self.writer.is_alive():
                self.writer_of = os.getpid()
                self.writer = threading.Thread(target=self._write_on, name="faults", daemon=True)
                self.writer.start()

    def _write_on(self) -> None:
        kept: dict[tuple[str, str], Note] = {}
        while True:
            taken = 0
            while not kept or not self.waiting.empty():
                _gather(kept, self.waiting.get())
                taken += 1
            if not _written(kept):
                time.sleep(AFTER_A_FAULT)
            for _number in range(taken):
                self.waiting.task_done()

    def settle(self, seconds: float = LAST_WAIT) -> None:
        """Wait until every note is written, no longer than so many seconds."""
        until = time.monotonic() + seconds
        while self.waiting.unfinished_tasks and time.monotonic() < until:
            time.sleep(0.01)


def _gather(kept: dict[tuple[str, str], Note], note: Note) -> None:
    key = (note.kind, note.place)
    if key in kept:
        note.count += kept[key].count
    kept[key] = note


def _written(kept: dict[tuple[str, str], Note]) -> bool:
    """Write notes and take each from `kept`; False while the database is away."""
    try:
        while kept:
            key = next(iter(kept))
            write(kept[key])
            del kept[key]
    except AnyDatabaseError as error:
        print(f"newsroom: errors wait for the database ({type(error).__name__}).", file=sys.stderr)
        return False
    finally:
        connections.close_all()
    return True


def write(note: Note) -> None:
    """Add a note to the row of its kind and place, or to a new row; a full table loses its oldest."""
    now = {"says": note.says, "request_id": note.request_id, "last_at": note.at}
    same = Fault.objects.filter(kind=note.kind, place=note.place)
    if same.update(count=F("count") + note.count, **now):
        return
    try:
        with transaction.atomic():
            Fault.objects.create(
                kind=note.kind, place=note.place, count=note.count, first_at=note.at, **now
            )
    except IntegrityError:  # another process wrote the first one in this moment
        same.update(count=F("count") + note.count, **now)
    oldest = Fault.objects.order_by("-last_at").values_list("last_at", flat=True)[MOST_KINDS:]
    if limit := oldest.first():
        Fault.objects.filter(last_at__lte=limit).delete()


def mark_seen(pks: list[int], *, by: Any) -> int:
    """Mark errors as seen, until they happen again; returns how many. Raises PermissionDenied."""
    if not by.has_perm("newsroom.view_operations"):
        raise PermissionDenied(_("You have no right to do this."))
    with transaction.atomic():
        chosen = list(Fault.objects.unseen().filter(pk__in=pks).order_by("-last_at"))
        if chosen:
            numbers = [fault.pk for fault in chosen]
            Fault.objects.filter(pk__in=numbers).update(seen_at=timezone.now())
            record("see_faults", actor=by, subject=chosen[0], detail={"faults": numbers})
    return len(chosen)


def forget_old() -> int:
    """Delete errors that have not happened for ninety days; return how many."""
    return Fault.objects.filter(last_at__lt=timezone.now() - KEPT).delete()[0]


def watch() -> FaultHandler:
    """Have this process's errors written down, from now on; called by the web server and the worker alone."""
    handler = FaultHandler()
    logging.getLogger().addHandler(handler)
    atexit.register(handler.settle)
    return handler
