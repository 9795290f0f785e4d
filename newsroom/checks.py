"""Checks of a deployment: newsroom.E001 and so on, each with a hint."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.db import connection
from django.db.utils import DatabaseError
from PIL import features


@register()
def pictures_can_hold_bangla(**kwargs: Any) -> list[CheckMessage]:
    """Pillow without raqm draws Bangla letters in the wrong order."""
    if features.check("raqm"):
        return []
    return [
        Warning(
            "Pillow cannot shape Bangla text (raqm is off).",
            hint="Install the system library libfribidi0.",
            id="newsroom.W001",
        )
    ]


@register(deploy=True)
def hosts_are_named(**kwargs: Any) -> list[CheckMessage]:
    """A wildcard host lets anybody write the links of mails and feeds."""
    if "*" not in settings.ALLOWED_HOSTS:
        return []
    return [Error("ALLOWED_HOSTS holds *.", hint="Name the hosts of the paper.", id="newsroom.E001")]


@register("database")
def database_knows_bangla(databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """PostgreSQL with the C character type keeps the danda in words and finds no trigrams in Bangla."""
    if not databases or connection.vendor != "postgresql":
        return []
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT datctype FROM pg_database WHERE datname = current_database()")
            ctype = cursor.fetchone()[0]
    except DatabaseError as error:
        return [Error(f"The database does not answer: {error}", id="newsroom.E002")]
    if ctype not in {"C", "POSIX"}:
        return []
    return [
        Warning(
            f"The database's character type is {ctype}.",
            hint="Create it with LC_CTYPE 'C.UTF-8' or a UTF-8 locale.",
            id="newsroom.W002",
        )
    ]
