"""Which tables a backup holds, in which columns; what is left out, and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.apps import apps
from django.db import connection, models

from newsroom.backups.forms import Change, form_of

LEFT_OUT = {
    "sessions.Session": "who was signed in signs in again",
    "newsroom.TaskLease": "a hold of a worker that is not there",
    "newsroom.SignOfLife": "which workers run",
    "newsroom.Fault": "what went wrong on another machine",
    "newsroom.Backup": "tells of files that lie on another disk",
    "people.OpenSession": "who was signed in signs in again",
    "people.FailedSignIns": "counts of an hour",
    "people.Tries": "counts of a day, by the old paper's key",
    "articles.Presence": "who has a form open at this minute",
    "images.Upload": "a file that is on its way in",
}
"""Model → why a restored paper does without its rows."""

ONLY = {
    "django_tasks_database.DBTaskResult": (
        "status IN ('READY', 'RUNNING') AND task_path <> 'paper.outbox.send_outbox_mail'"
    )
}
"""Model → which of its rows are kept: work that is still to be done. Mails have rows of their own."""

BY_MACHINE = frozenset({
    "contenttypes.ContentType", "auth.Permission", "auth.Group", "auth.Group_permissions", "adverts.Place",
})  # fmt: skip
"""What `migrate` puts into every database; the rows of the backup take their place."""


@dataclass(frozen=True)
class Table:
    """One table as it stands in a backup."""

    model: type[models.Model]

    @property
    def name(self) -> str:
        return self.model._meta.db_table

    @property
    def label(self) -> str:
        return self.model._meta.label

    @property
    def title(self) -> str:
        """What the desk calls it."""
        return str(self.model._meta.verbose_name_plural)

    @cached_property
    def fields(self) -> list[models.Field]:
        """The columns that hold something of their own: what the database works out is left to it."""
        return [field for field in self.model._meta.local_concrete_fields if not field.generated]

    @property
    def columns(self) -> list[str]:
        return [field.column for field in self.fields]

    @property
    def key(self) -> str:
        return self.model._meta.pk.column

    @property
    def has_sequence(self) -> bool:
        return isinstance(self.model._meta.pk, models.AutoField)

    def reading(self) -> str:
        """Return the SELECT that gives the rows in the order of their keys, values in their form."""
        quote, vendor = connection.ops.quote_name, connection.vendor
        columns = ", ".join(
            form_of(field).read.get(vendor, "{c}").format(c=quote(field.column))
            for field in self.fields
        )
        only = f" WHERE {ONLY[self.label]}" if self.label in ONLY else ""
        return f"SELECT {columns} FROM {quote(self.name)}{only} ORDER BY {quote(self.key)}"  # noqa: S608

    def changes(self, direction: str) -> list[tuple[int, Change]]:
        """Return what has to be done to values: (place, function), `keep` from or `give` to this database."""
        found = [getattr(form_of(field), direction).get(connection.vendor) for field in self.fields]
        return [(place, change) for place, change in enumerate(found) if change]


def changed(row: Iterable[Any], changes: list[tuple[int, Change]]) -> list[Any]:
    """Return a row with its values changed; what is not there stays so."""
    values = list(row)
    for place, change in changes:
        if values[place] is not None:
            values[place] = change(values[place])
    return values


def tables() -> list[Table]:
    """Return the tables of a backup, by name: also those of the packages that Newsroom stands on."""
    found = [
        model
        for model in apps.get_models(include_auto_created=True)
        if not model._meta.proxy and model._meta.managed and model._meta.label not in LEFT_OUT
    ]
    return sorted((Table(model) for model in found), key=lambda table: table.name)
