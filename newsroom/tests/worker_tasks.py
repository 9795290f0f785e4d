"""Tasks for the worker's tests: they write to files, sleep, fail and kill."""

import os
import signal
import time
from pathlib import Path

from django.tasks import TaskContext, task


def _write(path: str, line: str) -> None:
    with Path(path).open("a") as file:
        file.write(f"{line}\n")


@task
def write(path: str, line: str, seconds: float = 0) -> None:
    """Append a line, after some time."""
    time.sleep(seconds)
    _write(path, line)


@task
def count(path: str, to: int, seconds: float = 0) -> int:
    """Append the numbers below `to` that are not there yet: safe to be run again."""
    file = Path(path)
    there = file.read_text().split() if file.exists() else []
    for number in range(len(there), to):
        _write(path, str(number))
        time.sleep(seconds)
    return to


@task
def hang_at_first(path: str) -> None:
    """Hang in the first try; be done at once in the next."""
    if Path(path).exists():
        _write(path, "done")
    else:
        _write(path, "hangs")
        time.sleep(600)


@task
def fail(path: str, message: str) -> None:
    """Append a line and raise."""
    _write(path, "tried")
    raise ValueError(message)


@task
def kill_the_worker(path: str) -> None:
    """Append a line and take the whole process along."""
    _write(path, "tried")
    os.kill(os.getpid(), signal.SIGKILL)


@task
def leave() -> None:
    """Try to end the worker politely."""
    raise SystemExit("enough")


@task
def give_what_no_json_holds() -> object:
    """Return what cannot be stored."""
    return object()


@task(takes_context=True)
def tell_attempt(context: TaskContext) -> int:
    """Return the number of this try, as Django counts it."""
    return context.attempt
