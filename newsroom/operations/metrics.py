"""What is counted in every process of this machine, for /metrics: requests, acts, sign-ins, tasks.

The processes count in files of `var/metrics/`, added up when somebody asks. Each holds a lock on
its own files; those of a process that ended are poured into one, so that a count never falls.
"""

import fcntl
import logging
import os
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from newsroom.operations.context import route_of

FOLDER = Path(settings.VAR) / "metrics"
# Read by the library at its import: it decides there that counts are shared.
os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(FOLDER)
FOLDER.mkdir(parents=True, exist_ok=True)

from prometheus_client import CollectorRegistry, Counter, Histogram  # noqa: E402
from prometheus_client.mmap_dict import MmapedDict  # noqa: E402
from prometheus_client.multiprocess import MultiProcessCollector  # noqa: E402

logger = logging.getLogger(__name__)

BYTES_OF_A_FILE = 1_048_576
"""Taken from the disk at once: a page of a mapped file for which a full disk has no room kills the process."""
SUM = "0"
METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"})
BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)

_own = CollectorRegistry()
REQUESTS = Counter(
    "newsroom_requests", "Answers, by address, method and class of status.",
    ["route", "method", "status"], registry=_own,
)  # fmt: skip
SECONDS = Histogram(
    "newsroom_request_duration_seconds", "From a request's arrival to its answer's head.", ["route"],
    buckets=BUCKETS, registry=_own,
)  # fmt: skip
ACTS = Counter(
    "newsroom_acts",
    "Rows of the paper's log, by act: publish, correct, ban.",
    ["act"],
    registry=_own,
)
COMMENTS = Counter(
    "newsroom_comments", "Comments received, by what became of them.", ["outcome"], registry=_own
)
SIGN_INS = Counter("newsroom_sign_ins", "Tries to sign in.", ["outcome"], registry=_own)
TASKS = Counter(
    "newsroom_tasks", "Background tasks that were tried.", ["task", "outcome"], registry=_own
)

_files: dict[str, int] = {}
_pid = 0


def count_request(request: HttpRequest, response: HttpResponseBase, seconds: float) -> None:
    """Count one answer; addresses go by their name, so that nobody can make up new ones."""
    is_static = request.path.startswith(settings.STATIC_URL)
    route = route_of(request) or ("static" if is_static else "none")
    method = request.method if request.method in METHODS else "other"
    count(REQUESTS, route=route, method=method, status=f"{response.status_code // 100}xx")
    if _has_room():
        SECONDS.labels(route=route).observe(seconds)


def count(counter: Counter, **labels: str) -> None:
    """Count one thing; a full disk is no reason to fail."""
    if _has_room():
        counter.labels(**labels).inc()


def _has_room() -> bool:
    """Take this process's files, once in its life; False where the disk had no room for them."""
    global _pid  # noqa: PLW0603  a fork makes another process of this one
    if _pid != os.getpid():
        _pid = os.getpid()
        _files.clear()
        try:
            for kind in ("counter", "histogram"):
                _files[kind] = _taken(FOLDER / f"{kind}_{_pid}.db")
        except OSError as error:
            _files.clear()
            logger.warning("Nothing is counted in this process: %s", error)
    return bool(_files)


def _taken(path: Path) -> int:
    """Return an open file, which is never closed: its lock says that this process lives."""
    with _lock(fcntl.LOCK_SH):
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        os.posix_fallocate(file, 0, BYTES_OF_A_FILE)
        fcntl.flock(file, fcntl.LOCK_SH)
    return file


@contextmanager
def _lock(kind: int) -> Iterator[None]:
    with (FOLDER / "lock").open("a") as lock:
        fcntl.flock(lock, kind)
        yield


def pour_together() -> int:
    """Add the counts of processes that ended to the file of sums; return how many files went."""
    with _lock(fcntl.LOCK_EX):
        return sum(_pour(kind) for kind in ("counter", "histogram"))


def _pour(kind: str) -> int:
    total = FOLDER / f"{kind}_{SUM}.db"
    ended = [path for path in FOLDER.glob(f"{kind}_*.db") if path != total and _has_ended(path)]
    if not ended:
        return 0
    sums: defaultdict[str, float] = defaultdict(float)
    for path in [*ended, total]:
        if path.exists() and path.stat().st_size:
            for key, value, _time, _place in MmapedDict.read_all_values_from_file(path):
                sums[key] += value
    draft = FOLDER / f"{kind}.draft"
    draft.unlink(missing_ok=True)
    written = MmapedDict(draft)
    for key, value in sums.items():
        written.write_value(key, value, 0.0)
    written.close()
    draft.replace(total)
    for path in ended:
        path.unlink()
    return len(ended)


def _has_ended(path: Path) -> bool:
    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


class Counts:
    """The counts of all processes of this machine, as they stand now."""

    def collect(self) -> Any:
        with _lock(fcntl.LOCK_SH):
            return MultiProcessCollector(None, str(FOLDER)).collect()
