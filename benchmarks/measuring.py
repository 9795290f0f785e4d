"""CPU time and SQL queries of a page, in one process, through Django's whole handler: no network, no cache."""

import cProfile
import gc
import io
import os
import pstats
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from django.core.handlers.wsgi import WSGIHandler
from django.db import connection

ROUNDS = 25
ROUND_SECONDS = 0.15
WARM_UP = 10
TICKS = os.sysconf("SC_CLK_TCK")


class Figures(NamedTuple):
    """What one page costs. Milliseconds of CPU a request: the application's (SQLite's within), PostgreSQL's."""

    status: int
    bytes: int = 0
    queries: int = 0
    app: float = 0
    least: float = 0
    database: float = 0

    @property
    def cpu(self) -> float:
        return self.app + self.database


class Handler:
    """Asks the site as a server would, in this process."""

    def __init__(self) -> None:
        self.application = WSGIHandler()

    def get(self, address: str) -> tuple[int, bytes]:
        """Return status and body of one request by a new visitor without compression."""
        parts, status = urlsplit(address), []
        environ = {
            "REQUEST_METHOD": "GET",
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote(parts.path).encode().decode("latin-1"),
            "QUERY_STRING": parts.query,
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "8000",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": "127.0.0.1:8000",
            "HTTP_USER_AGENT": "newsroom-bench",
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": io.StringIO(),
            "wsgi.version": (1, 0),
            "wsgi.multithread": True,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
        }
        answer = self.application(environ, lambda line, headers: status.append(int(line[:3])))
        body = b"".join(answer)
        answer.close()
        return status[0], body


def measure(handler: Handler, address: str) -> Figures:
    """Return the median over rounds of half a second each, and the least round."""
    status, body = handler.get(address)
    if status != 200:
        return Figures(status)
    queries = count_queries(handler, address)
    once = warm_up(handler, address)
    times = max(5, int(ROUND_SECONDS / once))
    backends = backend_pids()
    before = backend_seconds(backends)
    rounds = [cpu_of(handler, address, times) for _ in range(ROUNDS)]
    database = (backend_seconds(backends) - before) / (times * ROUNDS)
    app = statistics.median(rounds)
    return Figures(status, len(body), queries, app * 1000, min(rounds) * 1000, database * 1000)


def count_queries(handler: Handler, address: str) -> int:
    """Return how many statements a request sends."""
    return len(statements(handler, address))


def statements(handler: Handler, address: str) -> list[str]:
    """Return the statements of one request."""
    with logged_queries() as log:
        handler.get(address)
        return [entry["sql"] for entry in log]


@contextmanager
def logged_queries() -> Iterator[Any]:
    """Have Django keep the statements of this connection for a while."""
    connection.force_debug_cursor = True
    connection.queries_log.clear()
    try:
        yield connection.queries_log
    finally:
        connection.force_debug_cursor = False


def warm_up(handler: Handler, address: str) -> float:
    """Ask some times and return the seconds of CPU of one request."""
    for _ in range(WARM_UP):
        handler.get(address)
    return cpu_of(handler, address, WARM_UP)


def cpu_of(handler: Handler, address: str, times: int) -> float:
    """Return the mean CPU seconds, user and system, of so many requests; garbage collection counts."""
    gc.collect()
    start = time.process_time()
    for _ in range(times):
        handler.get(address)
    return (time.process_time() - start) / times


def backend_pids() -> list[int]:
    """Return PostgreSQL's processes that serve this one; none for SQLite, which works in ours."""
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
        return [pid for (pid,) in cursor.fetchall()]


def backend_seconds(pids: list[int]) -> float:
    """Return the CPU seconds these processes have used; the system counts in hundredths."""
    total = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICKS


def profile(handler: Handler, address: str, path: Path, times: int = 200) -> str:
    """Write where the time of a page goes; return the summary."""
    warm_up(handler, address)
    profiler = cProfile.Profile()
    profiler.enable()
    for _ in range(times):
        handler.get(address)
    profiler.disable()
    out = io.StringIO()
    for order, lines in (("tottime", 40), ("cumulative", 70)):
        pstats.Stats(profiler, stream=out).strip_dirs().sort_stats(order).print_stats(lines)
    text = f"{times} × {address}\n{out.getvalue()}"
    path.write_text(text, encoding="utf-8")
    return text
