"""`manage.py convert_bijoy FILE [-o OUT]`: a text or Word file of Bijoy as Unicode."""

import os
import tempfile
from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.bijoy_files import NotConverted, convert_file, new_name
from bangla.numbers import group


class Command(BaseCommand):
    """Convert one file; the original stays."""

    help = "Convert a text file (.txt) or a Word file (.docx) from Bijoy (SutonnyMJ) to Unicode."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "-o", "--output", type=Path, help="where to; without it NAME-unicode beside the file"
        )

    def handle(self, *, file: Path, output: Path | None, **options) -> None:
        """Write beside the target and move it there whole: a refusal leaves nothing half-written."""
        target = output or file.with_name(new_name(file.name))
        if target.exists() and (output is None or target.samefile(file)):
            raise CommandError(
                _("%(name)s is there already. Name another with -o.") % {"name": target}
            )
        try:
            changed = _converted(file, target)
        except (NotConverted, OSError) as refused:
            raise CommandError(f"{file}: {refused}") from refused
        count = ngettext("%(n)s line changed", "%(n)s lines changed", changed) % {
            "n": group(changed)
        }
        self.stdout.write(f"{target}: {count}")


def _converted(file: Path, target: Path) -> int:
    with (
        file.open("rb") as source,
        tempfile.NamedTemporaryFile(dir=target.parent, prefix=".bijoy-", delete=False) as new,
    ):
        place = Path(new.name)
        try:
            changed = convert_file(file.name, source, new)
            new.flush()
            os.fsync(new.fileno())
            place.chmod(0o644)
            place.replace(target)
        finally:
            place.unlink(missing_ok=True)
    return changed
