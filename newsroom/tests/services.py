"""Throw-away PostgreSQL, Redis and S3 for the tests, and which database this test process uses.

Loaded as a pytest plugin before Django's settings are read (pyproject.toml): it points the
environment at a temporary folder. `pytest` alone uses SQLite; TEST_DATABASE=postgresql starts
a cluster of its own or uses TEST_DATABASE_URL; `make test` runs xdist workers for each database,
named after it and after their share of its tests: `sqlite-1of2`.
"""

import atexit
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

SQLITE, POSTGRESQL, BOTH = "sqlite", "postgresql", "both"
START_SECONDS = 20
ROOM_BYTES = 1_000_000_000
# The shell reads from a pipe that only the test process holds: however that process ends,
# the read returns, the service gets its signal and the folder goes.
KEEPER = (
    '"$@" <&- >"$0/log" 2>&1 & server=$!; read -r _; kill -INT $server; wait $server; rm -rf "$0"'
)
# Deployment's own variables must not reach the tests.
FOREIGN = (
    "SECRET_KEY SECRET_KEY_FILE DEBUG ALLOWED_HOSTS SITE_URL DATABASE_URL CACHE_URL EMAIL_URL "
    "TRUSTED_PROXIES S3_BUCKET S3_ENDPOINT_URL S3_ACCESS_KEY S3_SECRET_KEY CDN_PURGE_URL "
    "SENTRY_DSN METRICS_TOKEN ADS_ORIGIN BACKUP_DIR BACKUP_AT BACKUP_KEEP BACKUP_KEY BACKUP_S3_BUCKET HOST PORT DEMO EMAIL_FROM"
).split()


class ServiceMissing(Exception):
    """A program that the tests need is not on this machine; the message names it."""


def worker_of_this_process() -> tuple[str, int, int] | None:
    """Return database, number (from 1) and count of the worker `make test` started; None elsewhere."""
    worker = re.fullmatch(
        rf"({SQLITE}|{POSTGRESQL})-(\d+)of(\d+)", os.environ.get("PYTEST_XDIST_WORKER", "")
    )
    return (worker[1], int(worker[2]), int(worker[3])) if worker else None


def database_of_this_process() -> str:
    """Return `sqlite` or `postgresql`: the worker's, else TEST_DATABASE.

    `both` is the process that hands the tests to the workers and runs none itself.
    """
    worker = worker_of_this_process()
    chosen = worker[0] if worker else os.environ.get("TEST_DATABASE") or SQLITE
    if chosen not in {SQLITE, POSTGRESQL, BOTH}:
        raise ValueError(f"TEST_DATABASE={chosen}: sqlite or postgresql.")
    return chosen


def ordinary_user() -> str | None:
    """Return the user a database server may run as: this one (None), or another when root."""
    if os.geteuid() != 0:
        return None
    import pwd

    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def temporary_folder(prefix: str, owner: str | None = None) -> Path:
    """Return a new folder, in memory where the machine has room for it (a container may not)."""
    in_memory = Path("/dev/shm")
    has_room = os.access(in_memory, os.W_OK) and shutil.disk_usage(in_memory).free > ROOM_BYTES
    place = in_memory if has_room else None
    folder = Path(tempfile.mkdtemp(prefix=f"newsroom-{prefix}-", dir=place))
    if owner:
        shutil.chown(folder, owner)
    return folder


def free_port() -> int:
    """Return a TCP port of the loopback address that nothing listens on."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]


def program(name: str, *folders: str) -> str:
    """Return the path of a program, looked for on PATH and in folders (patterns, newest first)."""
    if found := shutil.which(name):
        return found
    for pattern in folders:
        for path in sorted(Path("/").glob(pattern.lstrip("/")), reverse=True):
            if (path / name).exists():
                return str(path / name)
    raise ServiceMissing(f"{name} is not installed")


def browser() -> str:
    """Return the path of a Chromium or Chrome; that without windows takes a third less time."""
    for name in ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    raise ServiceMissing("chromium is not installed")


def keep(command: list[str], folder: Path, user: str | None, is_up: Callable[[], bool]) -> None:
    """Run a service until this process ends, in any way; return once it answers."""
    keeper = subprocess.Popen(
        ["/bin/sh", "-c", KEEPER, str(folder), *command],
        stdin=subprocess.PIPE,
        cwd=folder,
        user=user,
        process_group=0,  # Ctrl-C is for pytest alone
    )
    atexit.register(keeper.communicate)  # closes the pipe and waits
    try:
        wait_until(is_up, Path(command[0]).name)
    except TimeoutError as error:
        raise RuntimeError((folder / "log").read_text(errors="replace")) from error


def wait_until(is_so: Callable[[], bool], what: str) -> None:
    """Return as soon as something is so; raise TimeoutError after the start time."""
    deadline = time.monotonic() + START_SECONDS
    while not is_so():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what} did not start in {START_SECONDS} s")
        time.sleep(0.05)


def answers(port: int) -> bool:
    """Tell whether something listens on a port of the loopback address."""
    with socket.socket() as trial:
        return trial.connect_ex(("127.0.0.1", port)) == 0


def start_postgresql(port: int) -> None:
    """Make a cluster in a temporary folder and start it on `port`, tuned to forget at once."""
    initdb = program(
        "initdb", "/usr/lib/postgresql/*/bin", "/usr/local/pgsql/bin", "/opt/homebrew/bin"
    )
    user = ordinary_user()
    folder = temporary_folder("postgresql", user)
    options = [
        "--locale=C.UTF-8",
        "--encoding=UTF8",
        "--auth=trust",
        "--username=newsroom",
        "--no-sync",
    ]
    subprocess.run(
        [initdb, *options, f"--pgdata={folder / 'data'}"],
        check=True,
        cwd=folder,
        user=user,
        stdout=subprocess.DEVNULL,
    )
    settings = {
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": str(folder),
        "fsync": "off",
        "synchronous_commit": "off",
        "full_page_writes": "off",
        "shared_buffers": "64MB",
        "max_connections": "200",
    }
    flags = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    postgres = str(Path(initdb).resolve().with_name("postgres"))
    command = [postgres, "-D", str(folder / "data"), "-p", str(port), *flags]
    ready = folder / f".s.PGSQL.{port}"
    keep(command, folder, user, lambda: ready.exists() and answers(port))


def start_redis() -> str:
    """Start a Redis (or Valkey) that writes nothing to disk; return its CACHE_URL."""
    try:
        server = program("redis-server")
    except ServiceMissing:
        server = program("valkey-server")
    folder, port = temporary_folder("redis"), free_port()
    command = [
        server,
        "--port",
        str(port),
        "--bind",
        "127.0.0.1",
        "--save",
        "",
        "--dir",
        str(folder),
    ]
    keep(command, folder, None, lambda: answers(port))
    return f"redis://127.0.0.1:{port}/0"


def start_s3() -> str:
    """Start an S3 that keeps its buckets in memory (moto takes any key); return its endpoint."""
    server = program("moto_server", str(Path(sys.executable).parent))
    folder, port = temporary_folder("s3"), free_port()
    command = [server, "-H", "127.0.0.1", "-p", str(port)]
    keep(command, folder, None, lambda: answers(port))
    return f"http://127.0.0.1:{port}"


def prepare_environment() -> None:
    """Point Django's settings at a temporary folder and at the database of this process."""
    for name in FOREIGN:
        os.environ.pop(name, None)
    # What tests start (workers, killed processes) nests in the folder of the run and goes with it.
    run = os.environ.get("TEST_RUN_FOLDER")
    var = Path(tempfile.mkdtemp(dir=run)) if run else temporary_folder("var")
    os.environ["NEWSROOM_VAR"] = os.environ["TEST_RUN_FOLDER"] = str(var)
    os.environ["SECRET_KEY"] = "tests-only-0123456789-abcdefghijklmnopqrstuvwxyz"
    os.environ["PYTEST_PLUGINS"] = "newsroom.tests.services"  # xdist's workers load it as early
    if database_of_this_process() == POSTGRESQL:
        os.environ["DATABASE_URL"] = os.environ.get("TEST_DATABASE_URL") or own_postgresql()


def pytest_unconfigure() -> None:
    """Remove the temporary folder; an xdist worker would not come to atexit."""
    shutil.rmtree(os.environ["NEWSROOM_VAR"], ignore_errors=True)


def own_postgresql() -> str:
    """Start this process's own cluster and return its DATABASE_URL."""
    port = free_port()
    start_postgresql(port)
    return f"postgresql://newsroom@127.0.0.1:{port}/newsroom"


prepare_environment()
