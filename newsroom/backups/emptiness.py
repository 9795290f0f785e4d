"""Whether a place is empty: a backup is restored into nothing, never over a paper."""

from django.db import connection
from django.utils.translation import gettext as _

from newsroom.backups.refusals import Refusal
from newsroom.backups.tables import BY_MACHINE, Table, tables
from paper.identity import SITE_PK, Site
from people.models import Invitation

UNSEEN = {"id", "links", "hijri_months", "next_due_at"}
"""Columns of the paper's row that nobody fills in."""

NAMED_FIRST = {
    "articles.Article", "articles.Category", "comments.Comment", "images.Picture", "paper.Page", "people.User",
}  # fmt: skip
"""Of all that is found, what a refusal names; anything else only where nothing of these is."""


def require() -> None:
    """Raise Refusal where anything of a paper is in the database, naming it."""
    made = set(connection.introspection.table_names())
    ours = [table for table in tables() if table.name in made and table.label not in BY_MACHINE]
    held = [table for table in ours if _has_rows(table)]
    if found := [table for table in held if not _is_untouched(table)]:
        named = [table.title for table in found if table.label in NAMED_FIRST]
        raise Refusal(
            _(
                "There is a paper here already (%(what)s): a backup is restored into an empty place only. Put this one aside "
                "first, with “make fresh”, or name another folder (NEWSROOM_VAR) or database (DATABASE_URL)."
            )
            % {"what": ", ".join(named or [found[0].title])}
        )


def clear() -> None:
    """Take away what the first start put there, and what belongs to nobody: the backup brings its own."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for table in [*tables(), *left_out()]:
            cursor.execute(f"DELETE FROM {quote(table.name)}")  # noqa: S608  the models' own names
    # Or PostgreSQL would refuse to take references away, with their checks still to come.
    connection.check_constraints()


def left_out() -> list[Table]:
    """Return the tables that no backup holds."""
    from django.apps import apps

    from newsroom.backups.tables import LEFT_OUT

    return [
        Table(apps.get_model(label)) for label in LEFT_OUT if apps.is_installed(_package_of(label))
    ]


def _package_of(label: str) -> str:
    return "django.contrib.sessions" if label.startswith("sessions.") else label.partition(".")[0]


def _has_rows(table: Table) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM {connection.ops.quote_name(table.name)} LIMIT 1")  # noqa: S608
        return cursor.fetchone() is not None


def _is_untouched(table: Table) -> bool:
    """Whether a first start put this there: the paper's row, and the way in for its first administrator."""
    if table.model is Invitation:
        return not Invitation.objects.filter(is_first=False).exists()
    if table.model is not Site:
        return False
    row, fresh = Site.objects.get(pk=SITE_PK), Site(pk=SITE_PK)
    return all(
        getattr(row, field.attname) == getattr(fresh, field.attname)
        for field in Site._meta.concrete_fields
        if field.attname not in UNSEEN
    )
