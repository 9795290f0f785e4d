"""The command between `make run` and the servers: everything a start needs, in one Django process."""

import hashlib
import os
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from newsroom import env
from people import first_sign_in


class Command(BaseCommand):
    """Migrate, fill an empty database with the demo paper, offer a first account, collect changed static files."""

    help = "Bring database, demo paper and static files up to date; quick when they are."
    requires_system_checks = ()

    def handle(self, **options) -> None:
        """Run the steps; each may be cut short and run again."""
        call_command("migrate", interactive=False, verbosity=0, skip_checks=True)
        if env.envbool("DEMO", default=True):
            call_command("demo", if_empty=True)
        first_sign_in.offer()
        collect_static(self.stdout)


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
