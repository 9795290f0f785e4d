"""Writes the paper, as it is at one moment, into a backup; readers and writers go on meanwhile."""

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, BinaryIO

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from images.storing import UNFINISHED
from newsroom.backups import keys, reading
from newsroom.backups.container import PIECE, Writer
from newsroom.backups.reading import FILES, SEGMENT_BYTES, Tally
from newsroom.backups.tables import Table, changed, tables
from newsroom.operations.version import version

ROWS_AT_ONCE = 2_000
encode = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
).encode

type Attend = Callable[[], object]


@contextmanager
def snapshot() -> Iterator[None]:
    """Show one moment of the database until the end, whatever others write; takes no lock that they wait for.

    Inside a transaction (tests) that one's view is used.
    """
    if connection.in_atomic_block:
        yield
        return
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
        return
    with connection.cursor() as cursor:
        # Django's own transactions take SQLite's write lock at once; this one only reads.
        cursor.execute("BEGIN DEFERRED")
        try:
            cursor.execute("SELECT 1 FROM django_migrations LIMIT 1").fetchone()
            yield
        finally:
            cursor.execute("ROLLBACK")


def dump(
    out: BinaryIO, *, with_secret: bool = False, attend: Attend = lambda: None
) -> dict[str, Any]:
    """Write the whole backup; return its manifest.

    Rows come first, in one snapshot, then the uploads: a file is stored before its row and goes
    a day after it, so the files of all rows are there. `attend` is called again and again.
    """
    with snapshot():
        moment = timezone.now()
        writer, tally = Writer(out, int(moment.timestamp())), Tally()
        head = head_of(moment.isoformat(), with_secret=with_secret)
        writer.add(reading.HEAD, _document(head))
        if with_secret:
            writer.add(reading.SECRET, settings.SECRET_KEY.encode())
        for table in tables():
            _dump_table(table, writer, tally, attend)
        sequences = sequences_now()
    for name in stored_files():
        _dump_file(name, writer, tally)
        attend()
    manifest = tally.manifest() | {"sequences": sequences}
    writer.add(reading.MANIFEST, _document(manifest))
    writer.add(reading.SUM, writer.sum.hexdigest().encode())
    writer.end()
    return head | manifest


def head_of(moment: str, *, with_secret: bool) -> dict[str, Any]:
    """Return what a backup says of itself before anything else."""
    return {
        "format": reading.FORMAT,
        "moment": moment,
        "release": version(),
        "migrations": migrations(),
        "tables": {table.name: table.columns for table in tables()},
        "key": keys.fingerprint(settings.SECRET_KEY),
        "has_secret_key": with_secret,
    }


def migrations() -> list[str]:
    """Return what `migrate` of this release does to a database."""
    known = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    return sorted(f"{app}.{name}" for app, name in known)


def _document(content: dict[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True).encode()


def _dump_table(table: Table, writer: Writer, tally: Tally, attend: Attend) -> None:
    tally.add_rows(table.name, 0, b"")
    for number, (count, raw) in enumerate(segments(table), 1):
        tally.add_rows(table.name, count, raw)
        writer.add(f"rows/{table.name}/{number:06d}.jsonl.zst", reading.pack(raw))
        attend()


def segments(table: Table) -> Iterator[tuple[int, bytes]]:
    """Give the rows of a table in portions: their number, and their lines."""
    changes, lines, size = table.changes("keep"), [], 0
    for rows in _read(table):
        for row in rows:
            lines.append(encode(changed(row, changes)))
            size += 2 * len(lines[-1])
            if size > SEGMENT_BYTES:
                yield len(lines), _joined(lines)
                lines, size = [], 0
    if lines:
        yield len(lines), _joined(lines)


def _joined(lines: list[str]) -> bytes:
    return ("\n".join(lines) + "\n").encode()


def _read(table: Table) -> Iterator[list[Any]]:
    """Give the rows as the database has them, some at a time: PostgreSQL's driver would fetch all."""
    connection.ensure_connection()
    named = {"name": "newsroom_backup"} if connection.vendor == "postgresql" else {}
    with connection.connection.cursor(**named) if named else _sqlite_cursor() as cursor:
        cursor.execute(table.reading())
        while rows := cursor.fetchmany(ROWS_AT_ONCE):
            yield rows


@contextmanager
def _sqlite_cursor() -> Iterator[Any]:
    cursor = connection.connection.cursor()
    try:
        yield cursor
    finally:
        cursor.close()


def sequences_now() -> dict[str, int]:
    """Return the last number that each table has given out: numbers of deleted rows are not given again."""
    numbered = [table for table in tables() if table.has_sequence]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, seq FROM sqlite_sequence WHERE seq > 0")
            given = dict(cursor.fetchall())
            return {table.name: given[table.name] for table in numbered if table.name in given}
        found = {}
        for table in numbered:
            cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [table.name, table.key])
            sequence = cursor.fetchone()[0]
            cursor.execute(f"SELECT last_value FROM {sequence} WHERE is_called")  # noqa: S608
            if row := cursor.fetchone():
                found[table.name] = row[0]
        return found


def stored_files(folder: str = "") -> Iterator[str]:
    """Give the names of all uploads in their order, without those that are just being written."""
    with suppress(FileNotFoundError):
        folders, files = default_storage.listdir(folder)
        inside = set(folders)
        for name in sorted({*folders, *files}):
            path = f"{folder}/{name}" if folder else name
            if name in inside:
                if path != UNFINISHED:
                    yield from stored_files(path)
            elif reading.is_safe(path):
                yield path


def _dump_file(name: str, writer: Writer, tally: Tally) -> None:
    """Add an upload; one that has just been swept away is no file any more."""
    digest = hashlib.sha256()

    def pieces(file: Any) -> Iterator[bytes]:
        while piece := file.read(PIECE):
            digest.update(piece)
            yield piece

    try:
        file = default_storage.open(name)
    except FileNotFoundError:
        return
    with file:
        size = file.size
        writer.add_pieces(FILES + name, size, pieces(file))
    tally.add_file(name, size, digest.hexdigest())
