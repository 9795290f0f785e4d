"""`manage.py backup [FILE]`: the whole paper in one file, tried at once."""

from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from bangla.numbers import group
from newsroom.backups import keeping, making, room
from newsroom.backups.refusals import Refusal


class Command(BaseCommand):
    """Make a backup while the paper runs."""

    help = "Write rows and uploads into one file and restore it on trial; without FILE, as the worker does every night."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", help="a name that is not taken yet")
        parser.add_argument("--untried", action="store_true", help="do not restore it on trial")
        parser.add_argument("--wanted", action="store_true", help="only if the desk has asked for one (the worker)")  # fmt: skip

    def handle(self, *, file: Path | None, untried: bool, wanted: bool, **options: object) -> None:
        """Make it while others go first; a refusal is one sentence."""
        making.go_last()
        try:
            if file is None:
                said = keeping.run(only_wanted=wanted)
            else:
                said = self._make(file, tried=not untried)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(said)

    def _make(self, file: Path, *, tried: bool) -> str:
        made = making.make(file, passphrase=settings.BACKUP_KEY)
        if tried:
            room.require(file.resolve().parent, room.database_size())
            making.try_out(file, settings.BACKUP_KEY)
        said = {
            "file": file,
            "rows": group(made.row_count),
            "files": group(made.manifest["files"]["count"]),
            "size": room.in_words(made.size),
        }
        return _("%(file)s: %(rows)s rows, %(files)s files, %(size)s.") % said
