"""A backup at the size of the corpus: time, memory, what readers feel of it, and the way back.

    python benchmarks/backups.py --size L --db sqlite

The web server of `make run` serves readers at a steady pace, first alone, then while the
backup is written, then while it is restored on trial.
"""

import argparse
import http.client
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

from scratch import BASE_DIR, Scratch, free_port

READERS, REQUESTS_A_SECOND, ALONE_SECONDS = 4, 20, 60


@dataclass(frozen=True)
class Done:
    """A command that has ended: seconds by the clock and of the processor, the most memory it held."""

    seconds: float
    cpu: float
    mebibytes: float


class Readers:
    """Asks for pages at a steady pace, whatever the answers take, and notes how long each took."""

    def __init__(self, port: int, addresses: list[str]) -> None:
        self.port, self.addresses = port, cycle(addresses)
        self.lock, self.taken = threading.Lock(), []
        self.over = threading.Event()
        self.threads = [
            threading.Thread(target=self.read, args=(number,), daemon=True)
            for number in range(READERS)
        ]

    def __enter__(self) -> "Readers":
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.over.set()
        for thread in self.threads:
            thread.join()

    def read(self, number: int) -> None:
        pace = READERS / REQUESTS_A_SECOND
        due = time.monotonic() + pace * number / READERS
        while not self.over.wait(max(0, due - time.monotonic())):
            with self.lock:
                address = next(self.addresses)
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
            connection.request("GET", address)
            connection.getresponse().read()
            connection.close()
            # Counted from when it was due: a reader who waits in a queue waits.
            self.taken.append(time.monotonic() - due)
            due += pace

    def percentile(self, part: float) -> float:
        """Return milliseconds within which so many answers of a hundred came."""
        ordered = sorted(self.taken)
        return 1000 * ordered[min(len(ordered) - 1, int(len(ordered) * part / 100))]


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--size", choices=("XS", "S", "L"), default="S")
    parser.add_argument("--db", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--no-restore", action="store_true", help="only the backup beside readers")
    options = parser.parse_args()
    sys.path.insert(0, str(BASE_DIR))
    scratch = Scratch(options.size, options.db)
    scratch.enter()

    import django

    django.setup()
    text = "\n".join(measured(scratch, with_restore=not options.no_restore))
    path = BASE_DIR / "benchmarks" / f"results-backup-{options.size}-{options.db}.md"
    path.write_text(text, encoding="utf-8")
    print(f"\n{text}\n{path.relative_to(BASE_DIR)}")


def measured(scratch: Scratch, *, with_restore: bool) -> list[str]:
    """Return the table."""
    from pages import pages
    from posting import start

    from newsroom.backups import room

    file, port = scratch.var / "bench.backup", free_port()
    file.unlink(missing_ok=True)
    addresses = [page.address for page in pages(scratch.corpus)]
    size = room.database_size()
    server = start(port)
    try:
        with Readers(port, addresses) as alone:
            time.sleep(ALONE_SECONDS)
        with Readers(port, addresses) as beside_backup:
            backup = run("backup", str(file), "--untried")
        restores = []
        if with_restore:
            with Readers(port, addresses) as beside_trial:
                trial = run("restore", str(file), "--on-trial", var=scratch.var / "trial")
            restores.append(
                row("its trial restore, beside readers", trial, beside_trial, alone, None)
            )
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait()
    if with_restore:
        name = "restore into an empty place, no readers"
        restores.append(row(name, restore(scratch, file), None, None, 300))
    return [
        *head(scratch, size, file.stat().st_size),
        row("backup", backup, beside_backup, alone, 180),
        *restores,
        "",
        (
            f"Readers alone: p50 {alone.percentile(50):.0f} ms, p99 {alone.percentile(99):.0f} ms "
            f"of {len(alone.taken)} pages; load of the machine meanwhile {os.getloadavg()[1]:.1f} on {os.cpu_count()} cores."
        ),
        "",
    ]


def head(scratch: Scratch, database: int, packed: int) -> list[str]:
    """Return title and head of the table."""
    return [
        f"# Backup, size {scratch.size}, {scratch.database}",
        "",
        (
            f"`python benchmarks/backups.py --size {scratch.size} --db {scratch.database}`: database {database / 1e6:,.0f} MB, "
            f"file {packed / 1e6:,.0f} MB; {REQUESTS_A_SECOND} pages a second."
        ),
        "",
        "| what | bar | seconds | of processor | most memory | readers' p50, p99 | p99 to alone |",
        "|---|---|---|---|---|---|---|",
    ]


def row(
    name: str, done: Done, beside: Readers | None, alone: Readers | None, bar: int | None
) -> str:
    """Return a line of the table."""
    felt = "– | –"
    if beside and alone:
        ratio = beside.percentile(99) / alone.percentile(99)
        felt = f"{beside.percentile(50):.0f}, {beside.percentile(99):.0f} ms | {ratio:.1f} ×"
    wanted = f"{bar} s" if bar else "–"
    return f"| {name} | {wanted} | {done.seconds:.0f} | {done.cpu:.0f} | {done.mebibytes:.0f} MiB | {felt} |"


def restore(scratch: Scratch, file: Path) -> Done:
    """Restore into an empty place of the same database, the trial's when that is SQLite."""
    if scratch.database == "sqlite":
        return run("restore", str(file), var=scratch.var / "empty")
    from django.db import connection

    name = "newsroom_restored"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name}")
        cursor.execute(f"CREATE DATABASE {name}")
    url = os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{name}"
    done = run("restore", str(file), var=scratch.var / "empty", database=url)
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name}")
    return done


def run(*command: str, var: Path | None = None, database: str = "") -> Done:
    """Run a command of the project; one that restores gets a folder of its own, gone afterwards."""
    from django.conf import settings

    environ = dict(os.environ)
    if var:
        shutil.rmtree(var, ignore_errors=True)
        var.mkdir()
        environ |= {
            "NEWSROOM_VAR": str(var),
            "DATABASE_URL": database,
            "SECRET_KEY": settings.SECRET_KEY,
        }
    nicely = ["nice", "-n", "10"] if "--on-trial" in command else []
    began = time.monotonic()
    process = subprocess.Popen(
        [*nicely, sys.executable, "manage.py", *command], cwd=BASE_DIR, env=environ
    )
    _pid, status, used = os.wait4(process.pid, 0)
    seconds = time.monotonic() - began
    if var:
        shutil.rmtree(var, ignore_errors=True)
    if status:
        sys.exit(f"{' '.join(command)} failed.")
    return Done(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


if __name__ == "__main__":
    main()
