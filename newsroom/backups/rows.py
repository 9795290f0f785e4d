"""Rows into a database in bulk: COPY or one prepared statement, indexes afterwards, sequences last."""

import csv
import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from django.db import OperationalError, connection

from newsroom.backups.tables import Table, changed, tables

SQLITE_CACHE_KIB = 65_536


def insert(table: Table, rows: Iterable[list[Any]]) -> None:
    """Put rows into a table, in the columns' order; values are in their kept form."""
    quote, changes = connection.ops.quote_name, table.changes("give")
    given = (changed(row, changes) for row in rows)
    columns = ", ".join(map(quote, table.columns))
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            marks = ", ".join(["%s"] * len(table.columns))
            cursor.executemany(
                f"INSERT INTO {quote(table.name)} ({columns}) VALUES ({marks})",  # noqa: S608
                given,
            )
            return
        text = io.StringIO()
        # What is not there is written bare, an empty text in quotes: so COPY tells them apart.
        csv.writer(text, quoting=csv.QUOTE_NOTNULL).writerows(given)
        with cursor.copy(f"COPY {quote(table.name)} ({columns}) FROM STDIN (FORMAT csv)") as copy:
            copy.write(text.getvalue())


@contextmanager
def in_hurry() -> Iterator[None]:
    """Have SQLite write each page once and ask for no row's parent: both are asked at the end.

    In WAL mode all rows would be written twice, and take twice the room. A rollback journal of
    an empty database is empty; a load that is killed is taken back by it as well.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    before = _pragma("cache_size")
    _pragma(f"cache_size = -{SQLITE_CACHE_KIB}")
    # Indexes are sorted on the disk: a million rows in memory are too many for a small machine.
    _pragma("temp_store = DEFAULT")
    with suppress(OperationalError):  # somebody else has the file open
        _pragma("journal_mode = DELETE")
    try:
        with connection.constraint_checks_disabled():
            yield
    finally:
        _pragma("journal_mode = WAL")
        _pragma("temp_store = MEMORY")
        _pragma(f"cache_size = {before}")


def _pragma(what: str) -> Any:
    """Read or set something of SQLite; all it answers is fetched, or the statement would hold a lock."""
    with connection.cursor() as cursor:
        rows = cursor.execute(f"PRAGMA {what}").fetchall()
    return rows[0][0] if rows else None


@contextmanager
def without_indexes() -> Iterator[None]:
    """Take indexes and references away and make them again: they are built and checked faster at once."""
    gone = list(_indexes_of_sqlite() if connection.vendor == "sqlite" else _of_postgresql())
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
        for drop, _make in gone:
            cursor.execute(drop)
        yield
        for _drop, make in reversed(gone):
            cursor.execute(make)


def _indexes_of_sqlite() -> Iterator[tuple[str, str]]:
    names = [table.name for table in tables()]
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'index'")
        for name, table, made in cursor.fetchall():
            if made and table in names:
                yield f"DROP INDEX {connection.ops.quote_name(name)}", made


def _of_postgresql() -> Iterator[tuple[str, str]]:
    """Give references first, unique constraints and other indexes after them; primary keys stay."""
    names = [table.name for table in tables()]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint "
            "WHERE connamespace = current_schema()::regnamespace AND contype IN ('f', 'u') AND conrelid::regclass::text = ANY(%s) "
            "ORDER BY contype",
            [names],
        )
        for table, name, definition in cursor.fetchall():
            altering = f"ALTER TABLE {table}"
            yield (
                f"{altering} DROP CONSTRAINT {name}",
                f"{altering} ADD CONSTRAINT {name} {definition}",
            )
        cursor.execute(
            "SELECT quote_ident(indexrelid::regclass::text), pg_get_indexdef(indexrelid) FROM pg_index i "
            "JOIN pg_class t ON t.oid = i.indrelid WHERE t.relnamespace = current_schema()::regnamespace "
            "AND t.relname = ANY(%s) AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = i.indexrelid AND contype <> 'f')",
            [names],
        )
        for name, definition in cursor.fetchall():
            yield f"DROP INDEX {name}", definition


def set_sequences(given: dict[str, int]) -> None:
    """Let each table count on from where the old paper was."""
    with connection.cursor() as cursor:
        for table in tables():
            last = given.get(table.name, 0)
            if not table.has_sequence or not last:
                continue
            if connection.vendor == "sqlite":
                cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table.name])
                cursor.execute(
                    "INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table.name, last]
                )
            else:
                cursor.execute(
                    "SELECT setval(pg_get_serial_sequence(%s, %s), %s)",
                    [table.name, table.key, last],
                )


def analyse() -> None:
    """Tell the planner what is in the tables."""
    if connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
