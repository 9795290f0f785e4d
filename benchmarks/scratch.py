"""Where a benchmark runs: a folder and a database of its own, filled once and used again."""

import atexit
import hashlib
import os
import shutil
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import corpus

BASE_DIR = Path(__file__).resolve().parent.parent
FRESH_SECONDS = 20 * 24 * 3600
"""A corpus older than that is made anew: readers may comment for thirty days only."""

POSTGRESQL_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "shared_buffers": "512MB",
    "work_mem": "16MB",
    "max_wal_size": "8GB",
    "max_connections": "100",
}


@dataclass(frozen=True)
class Scratch:
    """One size on one database."""

    size: str
    database: str

    @property
    def var(self) -> Path:
        return BASE_DIR / "var" / "bench" / f"{self.size}-{self.database}"

    @property
    def corpus(self) -> Path:
        return BASE_DIR / "var" / "bench" / f"corpus-{self.size}"

    @property
    def cluster(self) -> Path:
        """PostgreSQL's files: its own user cannot always reach the project's folder."""
        return Path("/var/tmp") / f"newsroom-bench-{os.getuid()}-{self.size}"

    def enter(self) -> None:
        """Point the environment of this process, and of those it starts, here; fill what is empty."""
        for name in (
            "CACHE_URL",
            "EMAIL_URL",
            "SITE_URL",
            "ALLOWED_HOSTS",
            "DEBUG",
            "DATABASE_URL",
        ):
            os.environ.pop(name, None)
        os.environ |= {
            "NEWSROOM_VAR": str(self.var),
            "DJANGO_SETTINGS_MODULE": "newsroom.settings",
            "DEMO": "no",
            "TRUSTED_PROXIES": "127.0.0.1",
        }
        if stale := not self.is_filled():
            shutil.rmtree(self.var, ignore_errors=True)
            remove_cluster(self.cluster)
        if self.database == "postgresql":
            os.environ["DATABASE_URL"] = start_postgresql(self.cluster)
        manage("prepare")
        if stale:
            self.fill()

    def is_filled(self) -> bool:
        stamp = self.var / "filled"
        return (
            stamp.is_file()
            and stamp.read_text() == self.sum()
            and time.time() - stamp.stat().st_mtime < FRESH_SECONDS
            and (self.database == "sqlite" or self.cluster.is_dir())
        )

    def sum(self) -> str:
        """Return a checksum over all that decides what stands in the database."""
        total = hashlib.sha256()
        files = [
            *sorted(BASE_DIR.glob("*/migrations/0*.py")),
            BASE_DIR / "newsroom" / "corpus.py",
            BASE_DIR / "benchmarks" / "corpus.py",
        ]
        for path in files:
            total.update(path.read_bytes())
        return total.hexdigest()

    def fill(self) -> None:
        """Make the corpus unless a fresh one is there, load it, and only then say so."""
        manifest = self.corpus / "manifest.json"
        if not manifest.is_file() or time.time() - manifest.stat().st_mtime > FRESH_SECONDS:
            print(f"Making the corpus of size {self.size}.", flush=True)
            midnight = datetime.now(corpus.DHAKA).replace(hour=0, minute=0, second=0, microsecond=0)
            corpus.write(self.corpus, self.size, midnight)
        print("Loading it.", flush=True)
        manage("load_corpus", str(self.corpus))
        (self.var / "filled").write_text(self.sum())


def manage(*arguments: str) -> None:
    """Run a command of the project in a process of its own."""
    subprocess.run([sys.executable, "manage.py", *arguments], cwd=BASE_DIR, check=True)


def start_postgresql(cluster: Path) -> str:
    """Start the cluster in a folder, made if it is not there; return its DATABASE_URL. It stops with this process."""
    binaries, user, port = postgresql_binaries(), ordinary_user(), free_port()
    initdb, pg_ctl = str(binaries / "initdb"), str(binaries / "pg_ctl")
    data = cluster / "data"
    if not (data / "PG_VERSION").is_file():
        cluster.mkdir(parents=True, exist_ok=True)
        if user:
            shutil.chown(cluster, user)
        options = ["--locale=C.UTF-8", "--encoding=UTF8", "--auth=trust", "--username=newsroom"]
        subprocess.run(
            [initdb, *options, f"--pgdata={data}"],
            check=True,
            user=user,
            cwd=cluster,
            stdout=subprocess.DEVNULL,
        )
    (data / "postmaster.pid").unlink(missing_ok=True)
    settings = POSTGRESQL_SETTINGS | {"port": str(port), "unix_socket_directories": str(cluster)}
    flags = " ".join(f"-c {name}={value}" for name, value in settings.items())
    control = [pg_ctl, "-D", str(data), "-w"]
    subprocess.run(
        [*control, "-l", str(cluster / "log"), "-o", flags, "start"],
        check=True, user=user, cwd=cluster, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    atexit.register(
        subprocess.run,
        [*control, "-m", "fast", "stop"],
        user=user,
        cwd=cluster,
        stdout=subprocess.DEVNULL,
    )
    connect = ["-h", "127.0.0.1", "-p", str(port), "-U", "newsroom"]
    createdb = str(binaries / "createdb")
    subprocess.run(
        [createdb, *connect, "newsroom"],
        user=user,
        cwd=cluster,
        check=False,
        stderr=subprocess.DEVNULL,
    )
    return f"postgresql://newsroom@127.0.0.1:{port}/newsroom"


# Not those of newsroom.tests.services: importing it points the environment at a temporary folder.
def postgresql_binaries() -> Path:
    """Return the folder of PostgreSQL's programs, the newest that is installed."""
    found = [Path(path) for path in (shutil.which("initdb"),) if path]
    for pattern in (
        "usr/lib/postgresql/*/bin/initdb",
        "usr/local/pgsql/bin/initdb",
        "opt/homebrew/bin/initdb",
    ):
        found += sorted(Path("/").glob(pattern), reverse=True)
    if not found:
        sys.exit("PostgreSQL is not installed: make bench DB=sqlite measures without it.")
    return found[0].resolve().parent


def ordinary_user() -> str | None:
    """Return the user that PostgreSQL runs as: this one (None), or postgres when this one is root."""
    return "postgres" if os.geteuid() == 0 else None


def free_port() -> int:
    """Return a port of the loopback address that nothing listens on."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]


def remove_cluster(cluster: Path) -> None:
    """Delete a cluster that no server runs in."""
    shutil.rmtree(cluster, ignore_errors=True)
