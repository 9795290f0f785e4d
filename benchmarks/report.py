"""The table: what was measured, where, by which commands, and against which bars."""

import json
import os
import platform
import subprocess
import time
from pathlib import Path

from measuring import ROUNDS, Figures
from pages import Page
from posting import Posted
from scratch import BASE_DIR, Scratch

LARGE_MAY_COST = 1.5


def lines(scratch: Scratch, pages: list[tuple[Page, Figures]], posted: Posted | None) -> list[str]:
    """Return the report as Markdown, and keep the figures for a later comparison."""
    figures = {page.name: result.cpu for page, result in pages}
    small = figures if scratch.size == "S" else earlier(scratch)
    (scratch.var / "figures.json").write_text(json.dumps(figures))
    return [
        f"# Size {scratch.size} on {'SQLite' if scratch.database == 'sqlite' else 'PostgreSQL'}",
        "",
        *about(scratch),
        "",
        "| page | CPU ms | of it database | least round | bar | queries | bar | bytes |",
        "|---|---:|---:|---:|---:|---:|---:|---:|",
        *(row(page, result, small.get(page.name), scratch.size) for page, result in pages),
        "",
        *(comment_lines(posted) if posted else []),
    ]


def row(page: Page, result: Figures, small: float | None, size: str) -> str:
    """Return one line of the table."""
    if result.status != 200:
        return f"| {page.name} | answers {result.status} | | | | | | |"
    bar = f"{page.bar:g}" if page.bar else ""
    if size == "L" and page.bar:
        bar = f"{LARGE_MAY_COST} × {small:.1f}" if small else f"{LARGE_MAY_COST} × S"
    return (
        f"| {page.name} | {result.cpu:.2f} | {result.database:.2f} | {result.least + result.database:.2f} "
        f"| {bar} | {result.queries} | {page.queries or ''} | {result.bytes:,} |"
    )


def comment_lines(posted: Posted) -> list[str]:
    """Return what the POSTs gave."""
    said = (
        f"Comment POST over HTTP ({posted.client}, granian as in `make run`): {posted.rate:.0f}/s, "
        f"{posted.cpu:.2f} ms of the server's CPU each, 99 % within {posted.p99:.0f} ms; "
        f"{posted.requests:,} sent, {posted.refused} refused."
    )
    return [said, ""]


def about(scratch: Scratch) -> list[str]:
    """Return date, machine, versions, commit and commands."""
    import django
    from django.utils import timezone

    where = (
        f"{timezone.localdate().isoformat()}, commit {commit()}. {cpu_model()}, {os.cpu_count()} "
        f"processors; Python {platform.python_version()}, Django {django.get_version()}, "
        f"{database_version()}."
    )
    load = (
        f"Load of the machine {os.getloadavg()[0]:.1f}; a fixed loop of Python took "
        f"{loop_ms():.1f} ms: compare by it."
    )
    how = (
        f"CPU: the application's process and PostgreSQL's backends, median of {ROUNDS} rounds, "
        "no cache, no network, no compression."
    )
    return [where, load, how, "", f"    make bench SIZE={scratch.size} DB={scratch.database}"]


def loop_ms() -> float:
    """Return the least CPU milliseconds of a loop that depends on nothing but the machine."""
    found = []
    for _ in range(15):
        start, total = time.process_time(), 0
        for number in range(200_000):
            total += number * number % 7
        found.append(time.process_time() - start)
    return min(found) * 1000


def commit() -> str:
    """Return the commit, marked when the work tree differs from it."""
    git = ["git", "-C", str(BASE_DIR)]
    name = subprocess.run(
        [*git, "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False
    ).stdout.strip()
    changed = subprocess.run(
        [*git, "status", "--porcelain"], capture_output=True, text=True, check=False
    ).stdout.strip()
    return f"{name or 'unknown'}{' with changes' if changed else ''}"


def cpu_model() -> str:
    """Return the processor's name, as Linux tells it."""
    path = Path("/proc/cpuinfo")
    names = (
        [
            line.partition(":")[2].strip()
            for line in path.read_text().splitlines()
            if line.startswith("model name")
        ]
        if path.is_file()
        else []
    )
    return names[0] if names else platform.processor() or platform.machine()


def database_version() -> str:
    """Return the database and its version."""
    from django.db import connection

    if connection.vendor == "sqlite":
        return f"SQLite {'.'.join(map(str, connection.Database.sqlite_version_info))}"
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return f"PostgreSQL {cursor.fetchone()[0].split()[0]}"


def earlier(scratch: Scratch) -> dict[str, float]:
    """Return the figures of size S on the same database, if it was measured here."""
    path = Scratch("S", scratch.database).var / "figures.json"
    return json.loads(path.read_text()) if path.is_file() else {}
