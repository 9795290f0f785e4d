"""Runs the paper on one machine: prepares its data, then keeps web server and worker alive."""

import contextlib
import ctypes
import errno
import fcntl
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
# A slow body holds a thread: docs/decisions/0002-granian-threads.md has the figures.
BLOCKING_THREADS = 128
GRACE_SECONDS = 10
QUICK_DEATH_SECONDS = 5
QUICK_DEATHS_ALLOWED = 5
TICK_SECONDS = 0.1
LINUX_PR_SET_PDEATHSIG = 1


class Refusal(Exception):
    """Why the paper cannot be opened, as one sentence for the person who typed the command."""


def main(arguments: list[str]) -> int:
    """Open the paper and return the exit status: 0 after Ctrl-C or SIGTERM."""
    var = Path(os.environ.get("NEWSROOM_VAR", BASE_DIR / "var"))
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # until the supervisor has its own
    try:
        host, port = address(os.environ)
        if "--fresh" in arguments:
            put_aside(var)
        lock = open_lock(var)
        if subprocess.call([sys.executable, "manage.py", "prepare"], cwd=BASE_DIR):
            return 1
        with lock:
            return Supervisor(host, port, var).run()
    except Refusal as refusal:
        print(f"newsroom: {refusal}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def address(environ) -> tuple[str, int]:
    """Return HOST as an address of this machine and PORT, both free to serve on."""
    name, number = environ.get("HOST") or "127.0.0.1", environ.get("PORT") or "8000"
    if not number.isascii() or not number.isdigit() or not 0 < int(number) < 65536:
        raise Refusal(f"PORT={number} is not a port: a number from 1 to 65535.")
    port = int(number)
    try:
        family, _, _, _, place = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(place)
    except PermissionError:
        raise Refusal(
            f"port {port} needs root: choose one above 1023, make run PORT=8000."
        ) from None
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise Refusal(f"HOST={name} is not an address of this machine.") from None
        raise Refusal(
            f"port {port} on {name} is taken: stop what uses it, or choose another, "
            f"make run PORT={port + 1}."
        ) from None
    return str(place[0]), port


def put_aside(var: Path) -> None:
    """Rename `var` to var.<time>, unless a paper is running in it."""
    if not var.exists():
        return
    if is_running(var):
        raise Refusal(f"the paper in {var}/ is running: stop it first.")
    aside = var.with_name(f"{var.name}.{time.strftime('%Y%m%d-%H%M%S')}")
    var.rename(aside)
    print(f"{var.name}/ is now {aside.name}/.")
    if os.environ.get("DATABASE_URL"):
        print("DATABASE_URL is set: that database stays as it is.")


def is_running(var: Path) -> bool:
    """Whether a paper runs in `var`."""
    if not (var / "running.lock").exists():
        return False
    with open_lock(var) as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def open_lock(var: Path):
    """Return a file in `var` that is locked (shared) for as long as a paper runs there."""
    var.mkdir(parents=True, exist_ok=True)
    lock = (var / "running.lock").open("w")
    fcntl.flock(lock, fcntl.LOCK_SH)
    return lock


def web_command(host: str, port: int, application: str = "newsroom.wsgi:application") -> list[str]:
    """Return the command line of the web server, the same for `make run`, drills and benchmarks."""
    workers = os.environ.get("WEB_WORKERS") or str(min(4, max(2, os.cpu_count() or 2)))
    options = {
        "--interface": "wsgi",
        "--host": host,
        "--port": str(port),
        "--http": "1",
        "--workers": workers,
        "--blocking-threads": str(BLOCKING_THREADS),
        "--respawn-interval": "0.1",
        "--workers-kill-timeout": "5",
        "--log-level": "error",
    }
    flags = [part for option in options.items() for part in option]
    return [
        *(sys.executable, "-m", "granian", *flags),
        *("--no-ws", "--respawn-failed-workers", application),
    ]


def _tied_to_this_process() -> Callable[[], None] | None:
    """Return what a new child calls so that the kernel ends it with this process (Linux only)."""
    if sys.platform != "linux":
        return None
    libc, parent = ctypes.CDLL(None), os.getpid()

    def tie() -> None:
        libc.prctl(LINUX_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # it ended before the line above
            os._exit(1)

    return tie


@dataclass
class Child:
    """One process that has to be there, in a process group of its own."""

    name: str
    command: list[str]
    process: subprocess.Popen | None = None
    started_at: float = 0.0
    quick_deaths: int = field(default=0)

    def start(self) -> None:
        """Start the process; on Linux it ends with this one, however this one ends."""
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(
            self.command,
            cwd=BASE_DIR,
            stdin=subprocess.DEVNULL,
            process_group=0,
            preexec_fn=_tied_to_this_process(),  # noqa: PLW1509  one thread: nothing holds a lock
        )

    def revive(self) -> None:
        """Start the process again if it ended; raise Refusal when it keeps failing at the start.

        A process that was killed is always started again; one that exits by itself within
        seconds, five times in a row, has a fault that a sixth start would not cure.
        """
        if self.process is None or (status := self.process.poll()) is None:
            return
        self.signal(signal.SIGKILL)  # what a killed server left behind still holds the port
        quick = time.monotonic() - self.started_at < QUICK_DEATH_SECONDS
        self.quick_deaths = self.quick_deaths + 1 if quick and status >= 0 else 0
        if self.quick_deaths >= QUICK_DEATHS_ALLOWED:
            raise Refusal(
                f"the {self.name} ended {self.quick_deaths} times at its start: all stopped."
            )
        print(f"newsroom: the {self.name} ended ({status}); starting it again.", file=sys.stderr)
        self.start()

    def signal(self, number: int) -> None:
        """Send a signal to the process and to everything it started."""
        if self.process:
            with contextlib.suppress(ProcessLookupError):  # nothing of it is left
                os.killpg(self.process.pid, number)


class Supervisor:
    """Starts web server and worker, says where they are, and stops both together."""

    def __init__(self, host: str, port: int, var: Path) -> None:
        self.host, self.port, self.var = host, port, var
        self.stopping = threading.Event()
        self.children = [
            Child("web server", web_command(host, port)),
            Child("worker", [sys.executable, "manage.py", "worker"]),
        ]

    def run(self) -> int:
        """Serve until a signal or a fault that restarts do not cure."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: self.stopping.set())
        try:
            for child in self.children:
                child.start()
            self.announce_once_served()
            while not self.stopping.wait(TICK_SECONDS):
                for child in self.children:
                    child.revive()
        finally:
            self.stop()
        return 0

    def announce_once_served(self) -> None:
        """Print addresses and sign-ins as soon as the port answers."""
        while not self.stopping.wait(TICK_SECONDS):
            for child in self.children:
                child.revive()
            with socket.socket(socket.AF_INET6 if ":" in self.host else socket.AF_INET) as trial:
                if trial.connect_ex((self.host, self.port)) == 0:
                    print(greeting(self.host, self.port, self.var), flush=True)
                    return

    def stop(self) -> None:
        """End every process: asked first, killed after the grace time."""
        for child in self.children:
            if child.process and child.process.poll() is None:
                child.process.terminate()
        deadline = time.monotonic() + GRACE_SECONDS
        for child in self.children:
            if child.process:
                try:
                    child.process.wait(max(0, deadline - time.monotonic()))
                except subprocess.TimeoutExpired:
                    print(f"newsroom: the {child.name} did not stop; killed.", file=sys.stderr)
            child.signal(signal.SIGKILL)


def greeting(host: str, port: int, var: Path) -> str:
    """Return what a person needs after the start: the addresses and the demo's sign-ins."""
    everywhere = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  not an address to open
    name = everywhere.get(host, host)
    reachable = f"[{name}]" if ":" in name else name
    site = os.environ.get("SITE_URL", "").rstrip("/") or f"http://{reachable}:{port}"
    lines = ["", f"  The paper  {site}/", f"  The desk   {site}/admin/"]
    logins = var / "demo-logins.txt"
    if logins.is_file():
        rows = [line.split("\t") for line in logins.read_text(encoding="utf-8").splitlines()]
        lines += ["", f"  Sign-ins of the demo ({logins}):"]
        lines += [f"    {row[0]:<10} {row[-1]:<24} {row[1]}" for row in rows if len(row) == 3]
    return "\n".join([*lines, "", "  Ctrl-C stops everything.", ""])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
