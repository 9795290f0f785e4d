"""The command between `make run` and the servers: everything a start needs, in one Django process."""

import hashlib
import os
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from newsroom import env


class Command(BaseCommand):
    """Migrate, fill an empty database with the demo paper, collect changed static files."""

    help = "Bring database, demo paper and static files up to date; quick when they are."
    requires_system_checks = ()

    def handle(self, **options) -> None:
        """Run the three steps; each may be cut short and run again."""
        call_command("migrate", interactive=False, verbosity=0, skip_checks=True)
        refuse_an_old_database()
        if env.envbool("DEMO", default=True):
            call_command("demo", if_empty=True)
        collect_static(self.stdout)


def refuse_an_old_database() -> None:
    """Raise CommandError for a database that lacks a column although every migration has been run.

    Until the first release each application's one migration is written anew when its tables
    change (decisions.md 7): a database made before that cannot follow.
    """
    if lacking := lacking_columns():
        place = "the database" if os.environ.get("DATABASE_URL") else "var/"
        raise CommandError(
            f"{place} is of an older state of Newsroom that cannot be carried on (no "
            f"{lacking[0]}): make fresh puts it aside and opens anew."
        )


def lacking_columns() -> list[str]:
    """Return the columns that the programme knows and the database does not, as table.column."""
    lacking: list[str] = []
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        for model in apps.get_models(include_auto_created=True):
            name = model._meta.db_table
            if not model._meta.managed or model._meta.proxy:
                continue
            there = (
                {
                    column.name
                    for column in connection.introspection.get_table_description(cursor, name)
                }
                if name in tables
                else set()
            )
            known = {field.column for field in model._meta.local_concrete_fields}
            lacking += [f"{name}.{column}" for column in sorted(known - there)]
    return lacking


def collect_static(stdout) -> None:
    """Collect and compress static files, only if they changed since they were last collected whole.

    The sum is written last, so a run that was cut short counts as none. Each run costs
    seconds; source maps are left out, browsers need none.
    """
    root = Path(settings.STATIC_ROOT)
    stamp, wanted = root.with_suffix(".sum"), static_sum()
    if root.is_dir() and stamp.is_file() and stamp.read_text(encoding="ascii") == wanted:
        return
    stdout.write("Collecting static files.")
    # collectstatic trusts the times of files, which an unpacked archive or a fast edit belies.
    # Old hashed files stay: a page in some cache may still name them.
    for path in root.rglob("*"):
        os.utime(path, (0, 0))
    call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=["*.map"])
    stamp.write_text(wanted, encoding="ascii")


def static_sum() -> str:
    """Return a checksum over the pinned requirements and every file of our static folders."""
    total = hashlib.sha256((settings.BASE_DIR / "requirements.txt").read_bytes())
    for folder in map(Path, settings.STATICFILES_DIRS):
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            total.update(f"{path.relative_to(folder)}\0{path.stat().st_size}\0".encode())
            total.update(path.read_bytes())
    return total.hexdigest()
