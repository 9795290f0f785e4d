"""Worker and web server as processes of their own, on the database of the test."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import connection

from newsroom import serve
from newsroom.tests import services

SECONDS_TO_WAIT = 20


class Process:
    """A worker in a process of its own, with short times."""

    def __init__(self, log: Path, **times: object) -> None:
        options = {"poll": 0.05, "heartbeat": 0.2, "lease": 1.6, "backoff": "0.1,0.1", "grace": 1}
        arguments = [f"--{name}={value}" for name, value in (options | times).items()]
        self.log = log
        with log.open("w") as file:
            self.popen = subprocess.Popen(
                [sys.executable, "manage.py", "worker", *arguments],
                cwd=settings.BASE_DIR,
                env=os.environ | {"DATABASE_URL": database_url(), "PGAPPNAME": "worker"},
                stderr=file,
            )

    def said(self, words: str) -> bool:
        """Tell whether the worker has logged these words."""
        return words in self.log.read_text()

    def kill(self) -> None:
        """End the process as a crash does."""
        self.popen.kill()
        self.popen.wait()


class Paper:
    """The web server, on a port that it keeps however often it is killed."""

    def __init__(self, var: Path) -> None:
        (var / "static").mkdir(parents=True, exist_ok=True)
        self.port = services.free_port()
        self.environ = os.environ | {"DATABASE_URL": database_url(), "NEWSROOM_VAR": str(var)}
        self.log = var / "server.log"
        self.start()

    def start(self) -> None:
        """Start it; it answers a moment later."""
        with self.log.open("a") as file:
            self.popen = subprocess.Popen(
                serve.web_command("127.0.0.1", self.port), cwd=settings.BASE_DIR, env=self.environ,
                process_group=0, stdout=file, stderr=subprocess.STDOUT,
            )  # fmt: skip

    def answers(self) -> bool:
        """Tell whether somebody listens."""
        return services.answers(self.port)

    def kill(self) -> None:
        """End it and all it started as a power cut does."""
        os.killpg(self.popen.pid, signal.SIGKILL)
        self.popen.wait()


def database_url() -> str:
    """Return the DATABASE_URL of the test's database."""
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{database['NAME']}"
    place = f"{database['USER']}@{database['HOST']}:{database['PORT']}"
    return f"postgresql://{place}/{database['NAME']}"


def wait_until(is_so: Callable[[], object], worker: Process | None = None) -> None:
    """Return as soon as something is so; fail after a while, with what the worker logged."""
    deadline = time.monotonic() + SECONDS_TO_WAIT
    while not is_so():
        assert time.monotonic() < deadline, worker and worker.log.read_text()
        time.sleep(0.03)
