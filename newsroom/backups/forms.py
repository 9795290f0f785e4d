"""What a value looks like in a backup, whatever database it comes from and goes into.

A form is read with SQL that already gives text wherever two databases print a value differently:
a million rows pass here. Kept values are those of JSON: a moment is `2026-11-30 03:30:00.000000`
in UTC, bytes are hexadecimal, JSON stands in a list of one, since its null is not the database's.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import models

type Change = Callable[[Any], Any]

SQLITE, POSTGRESQL = "sqlite", "postgresql"
WHOLE_SECOND = ".000000"


@dataclass(frozen=True)
class Form:
    """How a kind of value is read (SQL with {c}), kept in the file and given to a database; by vendor."""

    read: dict[str, str] = field(default_factory=dict)
    keep: dict[str, Change] = field(default_factory=dict)
    give: dict[str, Change] = field(default_factory=dict)


PLAIN = Form()
MOMENT = Form(
    read={
        # Django writes no fraction for a whole second, Now() three digits.
        SQLITE: "substr(CASE length({c}) WHEN 19 THEN {c} || '.' ELSE {c} END || '000000', 1, 26)",
        POSTGRESQL: "to_char({c} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')",
    },
    give={
        SQLITE: lambda kept: kept.removesuffix(WHOLE_SECOND),
        POSTGRESQL: lambda kept: f"{kept}+00",
    },
)
DAY = Form(read={SQLITE: "({c} || '')", POSTGRESQL: "to_char({c}, 'YYYY-MM-DD')"})
BYTES = Form(
    read={
        SQLITE: "CASE WHEN {c} IS NOT NULL THEN lower(hex({c})) END",
        POSTGRESQL: "encode({c}, 'hex')",
    },
    give={SQLITE: bytes.fromhex, POSTGRESQL: lambda kept: f"\\x{kept}"},
)
UNIQUE_NUMBER = Form(read={POSTGRESQL: "replace({c}::text, '-', '')"})
SWITCH = Form(read={SQLITE: "({c} + 0)"}, keep={SQLITE: bool})
ADDRESS = Form(read={POSTGRESQL: "host({c})"})
DOCUMENT = Form(
    read={POSTGRESQL: "{c}::text"},
    keep=dict.fromkeys((SQLITE, POSTGRESQL), lambda text: [json.loads(text)]),
    # As Django writes it into SQLite; PostgreSQL has a form of its own.
    give={
        SQLITE: lambda kept: json.dumps(kept[0]),
        POSTGRESQL: lambda kept: json.dumps(kept[0], ensure_ascii=False),
    },
)

FORMS = {
    **dict.fromkeys(
        (
            "AutoField", "BigAutoField", "SmallAutoField", "IntegerField", "BigIntegerField",
            "SmallIntegerField", "PositiveIntegerField", "PositiveSmallIntegerField",
            "PositiveBigIntegerField", "CharField", "TextField", "SlugField", "FileField",
            "FilePathField", "FloatField",
        ),
        PLAIN,
    ),
    "DateTimeField": MOMENT,
    "DateField": DAY,
    "BinaryField": BYTES,
    "UUIDField": UNIQUE_NUMBER,
    "BooleanField": SWITCH,
    "GenericIPAddressField": ADDRESS,
    "JSONField": DOCUMENT,
}  # fmt: skip


def form_of(column: models.Field) -> Form:
    """Return the form of a column; raises LookupError for a kind that no backup has held yet."""
    if isinstance(column, models.ForeignKey):
        return form_of(column.target_field)
    if isinstance(column, models.DecimalField):
        return _decimal(column.decimal_places)
    kind = column.get_internal_type()
    if kind not in FORMS:
        raise LookupError(
            f"{column.model.__name__}.{column.name}: a backup has no form for {kind}."
        )
    return FORMS[kind]


def _decimal(places: int) -> Form:
    def keep(value: Any) -> str:
        return f"{Decimal(str(value)):.{places}f}"

    return Form(read={POSTGRESQL: "{c}::text"}, keep=dict.fromkeys((SQLITE, POSTGRESQL), keep))
