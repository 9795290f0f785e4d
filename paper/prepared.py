"""Queries whose SQL Django works out once a process: the same statement and rows, a fraction of the time.

Compiling a queryset costs up to twenty times what SQLite takes to answer it (benchmarks/).
The queries that stand on every public page are built by the ORM once, with probes in place of
their values; afterwards only the values change.
"""

import datetime as dt
import itertools
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import AutoField, Model, QuerySet

_numbers = itertools.count(1)


def moment() -> dt.datetime:
    """Return a probe for a moment: one that no other value of a query equals."""
    return dt.datetime(1907, 1, 1, tzinfo=dt.UTC) + dt.timedelta(microseconds=next(_numbers))


def day() -> dt.date:
    """Return a probe for a date."""
    return dt.date(1907, 1, 1) + dt.timedelta(days=next(_numbers) % 3650)


def number() -> int:
    """Return a probe for an id; smaller columns are out of its reach, and the query says so."""
    return -4_000_000_000 - next(_numbers)


def binary() -> bytes:
    """Return a probe for sixteen bytes."""
    return next(_numbers).to_bytes(16, "big")


def uuid() -> UUID:
    """Return a probe for a UUID."""
    return UUID(int=(1907 << 64) + next(_numbers))


class Prepared:
    """One query. `build` gets the values by name and returns a `values_list` queryset of fixed shape.

    Values go to the database as they are given: text must be in canonical form already. What
    `build` derives from a value (a slice, a condition left out for None) is fixed at the first run.
    """

    def __init__(self, build: Callable[..., QuerySet], **probes: Any) -> None:
        self.build, self.probes = build, probes
        self.sql = ""
        self.names: list[str | None] = []
        self.fixed: tuple[Any, ...] = ()
        self.converters: list[tuple[int, Sequence[Callable[..., Any]], Any]] = []

    def rows(self, **values: Any) -> list[tuple[Any, ...]]:
        """Run the query with these values."""
        if not self.sql:
            self._compile()
        given = {name: adapted(value) for name, value in values.items()}
        parameters = [
            fixed if name is None else given[name]
            for name, fixed in zip(self.names, self.fixed, strict=True)
        ]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, parameters)
            rows = cursor.fetchall()
        return self._convert(rows) if self.converters else rows

    def _compile(self) -> None:
        compiler = self.build(**self.probes).query.get_compiler(connection=connection)
        sql, self.fixed = compiler.as_sql()
        named = {_plain(adapted(probe)): name for name, probe in self.probes.items()}
        fixed = map(_plain, self.fixed)
        self.names = [named.get(value) if value.__hash__ else None for value in fixed]
        if missing := set(self.probes) - set(self.names):
            raise LookupError(f"The query does not use {', '.join(sorted(missing))}.")
        columns = [column for column, _sql, _alias in compiler.select]
        self.converters = [
            (place, converters, column)
            for place, (converters, column) in compiler.get_converters(columns).items()
        ]
        self.sql = sql  # last: other threads take it as the sign that all is there

    def _convert(self, rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        found = []
        for row in map(list, rows):
            for place, converters, column in self.converters:
                value = row[place]
                for convert in converters:
                    value = convert(value, column, connection)
                row[place] = value
            found.append(tuple(row))
        return found


class Insert[M: Model]:
    """Adds rows of one model, one at a time: what `row.save()` sends for a new row, its statement written once.

    Fields clean and adapt their values as ever; `save()` of the model and its signals are not called.
    """

    def __init__(self, model: type[M]) -> None:
        self.model = model
        self.fields = [
            field
            for field in model._meta.concrete_fields
            if not (field.generated or isinstance(field, AutoField))
        ]

    def add(self, row: M) -> M:
        """Store a row that has no id yet; return it with its id."""
        values = [
            field.get_db_prep_save(field.pre_save(row, add=True), connection)
            for field in self.fields
        ]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, values)
            (row.pk,) = cursor.fetchone()
        row._state.adding, row._state.db = False, connection.alias
        return row

    @cached_property
    def sql(self) -> str:
        """The statement, with a mark for each field."""
        quote, meta = connection.ops.quote_name, self.model._meta
        names = ", ".join(quote(field.column) for field in self.fields)
        marks = ", ".join(["%s"] * len(self.fields))
        table, pk = quote(meta.db_table), quote(meta.pk.column)
        return f"INSERT INTO {table} ({names}) VALUES ({marks}) RETURNING {pk}"  # noqa: S608


def adapted(value: Any) -> Any:
    """Return a moment, a date, bytes or a UUID as the database takes it; anything else as it is."""
    if isinstance(value, dt.datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, dt.date):
        return connection.ops.adapt_datefield_value(value)
    if isinstance(value, bytes):
        return connection.Database.Binary(value)
    if isinstance(value, UUID) and not connection.features.has_native_uuid_field:
        return value.hex
    return value


def _plain(value: Any) -> Any:
    """Return bytes out of a database's wrapping, so that they can be compared."""
    inner = getattr(value, "obj", value)
    return bytes(inner) if isinstance(inner, (bytes, bytearray, memoryview)) else value


def columns(model: type[Model], prefix: str = "") -> list[str]:
    """Return all columns of a model for `values_list`."""
    return [prefix + field.attname for field in model._meta.concrete_fields]


def instance[M: Model](model: type[M], row: Sequence[Any]) -> M:
    """Return a model instance from a row of `columns(model)`."""
    return model.from_db(connection.alias, columns(model), row)
