"""`manage.py restore FILE`: a backup into an empty place."""

import datetime as dt
from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from bangla.dates import date_time
from bangla.numbers import group
from newsroom.backups.loading import Wish, restore
from newsroom.backups.refusals import Refusal


class Command(BaseCommand):
    """Restore everything, or leave nothing behind and say why."""

    help = "Restore a backup into an empty database and an empty folder of uploads; all or nothing."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--new-key", action="store_true", help="go on with another secret key than the backup's"
        )
        parser.add_argument(
            "--move",
            action="store_true",
            help="the old paper has ended: send the mails that it has not sent",
        )
        parser.add_argument("--on-trial", action="store_true", help="only try the file: do not store its uploads")  # fmt: skip

    def handle(
        self, *, file: Path, new_key: bool, move: bool, on_trial: bool, **options: object
    ) -> None:
        """Restore; a refusal is one sentence."""
        settings.VAR.mkdir(parents=True, exist_ok=True)
        wish = Wish(
            path=file, passphrase=settings.BACKUP_KEY, new_key=new_key, is_move=move, on_trial=on_trial
        )  # fmt: skip
        try:
            manifest = restore(wish, self.stdout.write)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from None
        rows = sum(table["rows"] for table in manifest["tables"].values())
        said = {
            "rows": group(rows),
            "files": group(manifest["files"]["count"]),
            "when": date_time(dt.datetime.fromisoformat(manifest["moment"])),
        }
        self.stdout.write(_("Restored: %(rows)s rows and %(files)s files as of %(when)s.") % said)
