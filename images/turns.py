"""Whose turn it is to work on a sent file: one at a time on each, two at once in a process, the others wait a while."""

import fcntl
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

from django.conf import settings
from django.db import connection, transaction

AT_ONCE: Final = 2
"""Files that a process judges and makes pictures of; each takes up to 100 MB of memory meanwhile."""

WAITING: Final = 8
"""Requests of a process that wait, for that or for an upload; each holds one of its 128 threads."""

WAIT_SECONDS: Final = 10
"""Below the half minute that browsers and proxies give an answer."""

RETRY_SECONDS: Final = 3

FOLDER: Final = "arriving"
"""Of the paper's own, on a disk: the system's folder for temporary files may lie in memory."""

LOCKS: Final = 1024
"""Files that are locked, empty and never deleted; two uploads that share one wait for each other."""

_waits = threading.BoundedSemaphore(WAITING)
_works = threading.BoundedSemaphore(AT_ONCE)


class Busy(Exception):
    """Others are at work and were not through in time; worth another try after RETRY_SECONDS."""


def folder() -> Path:
    """Return where files lie that are put together, and the locks."""
    place = Path(settings.VAR) / FOLDER
    place.mkdir(parents=True, exist_ok=True)
    return place


@contextmanager
def work(pk: uuid.UUID) -> Iterator[None]:
    """Work on an upload's whole file: alone on it, with at most AT_ONCE of a process. Raises Busy."""
    until = time.monotonic() + WAIT_SECONDS
    with _alone_here(pk, until), _one_of_few(until), _alone_among_machines(pk, until):
        yield


@contextmanager
def alone(pk: uuid.UUID) -> Iterator[None]:
    """Change an upload's row and its files with nobody beside; the database's other writers go on. Raises Busy.

    On PostgreSQL a transaction is open meanwhile: what must outlast an exception is done outside.
    """
    until = time.monotonic() + WAIT_SECONDS
    with _alone_here(pk, until), _alone_among_machines(pk, until):
        yield


@contextmanager
def _one_of_few(until: float) -> Iterator[None]:
    if not _works.acquire(blocking=False):
        with _waiting():
            if not _works.acquire(timeout=max(0, until - time.monotonic())):
                raise Busy
    try:
        yield
    finally:
        _works.release()


@contextmanager
def _alone_here(pk: uuid.UUID, until: float) -> Iterator[None]:
    """Hold a lock of this machine, which the system takes back from a process that is killed."""
    with (folder() / f"{pk.int % LOCKS}.lock").open("ab") as lock:
        if not _is_locked(lock):
            with _waiting():
                while not _is_locked(lock):
                    _rest(until)
        yield


def _is_locked(lock: IO[bytes]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def _alone_among_machines(pk: uuid.UUID, until: float) -> Iterator[None]:
    """Hold a lock of PostgreSQL's, for a paper on several machines; SQLite's are all on this one."""
    if connection.vendor != "postgresql":
        yield
        return
    # The lock of a transaction: one of a session is lost behind PgBouncer.
    with transaction.atomic(), connection.cursor() as cursor:
        number = int.from_bytes(pk.bytes[:8], signed=True)
        while not cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [number]).fetchone()[0]:
            _rest(until)
        yield


@contextmanager
def _waiting() -> Iterator[None]:
    """Be one of the few that wait, without a database connection: the pool has 16 of them for all readers."""
    if not _waits.acquire(blocking=False):
        raise Busy
    try:
        if not connection.in_atomic_block:
            connection.close()
        yield
    finally:
        _waits.release()


def _rest(until: float) -> None:
    if time.monotonic() > until:
        raise Busy
    time.sleep(0.05)
