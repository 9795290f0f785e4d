"""Checks of a deployment: newsroom.E001 and so on, each with a hint."""

from typing import Any

from django.conf import settings
from django.core import checks
from django.db import connection
from django.db.utils import DatabaseError
from PIL import features


@checks.register()
def pictures_can_hold_bangla(**kwargs: Any) -> list[checks.CheckMessage]:
    """Pillow without raqm draws Bangla letters in the wrong order."""
    if features.check("raqm"):
        return []
    return [
        checks.Warning(
            "Pillow cannot shape Bangla text (raqm is off).",
            hint="Install the system library libfribidi0.",
            id="newsroom.W001",
        )
    ]


@checks.register(checks.Tags.security, deploy=True)
def hosts_are_named(**kwargs: Any) -> list[checks.CheckMessage]:
    """A wildcard host lets anybody write the links of mails and feeds."""
    if "*" not in settings.ALLOWED_HOSTS:
        return []
    return [
        checks.Error(
            "ALLOWED_HOSTS holds *.", hint="Name the hosts of the paper.", id="newsroom.E001"
        )
    ]


@checks.register("database")
def database_knows_bangla(databases: Any = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """PostgreSQL with the C character type keeps the danda in words and finds no trigrams in Bangla."""
    if not databases or connection.vendor != "postgresql":
        return []
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT datctype FROM pg_database WHERE datname = current_database()")
            ctype = cursor.fetchone()[0]
    except DatabaseError as error:
        return [checks.Error(f"The database does not answer: {error}", id="newsroom.E002")]
    if ctype not in {"C", "POSIX"}:
        return []
    return [
        checks.Warning(
            f"The database's character type is {ctype}.",
            hint="Create it with LC_CTYPE 'C.UTF-8' or a UTF-8 locale.",
            id="newsroom.W002",
        )
    ]
