"""`manage.py load_wordlist FILE --list NAME [--action hold]`: the words of a file into a list, one a line."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from bangla.numbers import group
from comments import word_lines
from comments.models import WordList
from paper.fields import clean_line


class Command(BaseCommand):
    """Add what a list lacks; nothing is taken out of it, and one bad line stops all."""

    help = "Add the words of a text file (UTF-8, one a line) to a word list; it is made when it is not there."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--list", required=True, dest="name", help="name of the list")
        parser.add_argument(
            "--action", choices=WordList.Action.values, help="of a new list; without it hold"
        )

    @transaction.atomic
    def handle(self, *, file: Path, name: str, action: str | None, **options) -> None:
        """Read the file whole before anything is stored."""
        lines = word_lines.read(_text(file))
        if lines.faults:
            raise CommandError("\n".join([f"{file}:", *lines.faults]))
        longest = WordList._meta.get_field("name").max_length
        if not 0 < len(clean_line(name)) <= longest:
            raise CommandError(
                _("The name of a list has 1 to %(n)s characters.") % {"n": group(longest)}
            )
        word_list, _made = WordList.objects.get_or_create(
            name=clean_line(name), defaults={"action": action or WordList.Action.HOLD}
        )
        if action and word_list.action != action:
            raise CommandError(
                _("The list “%(list)s” is there already and says “%(action)s”. Leave --action out, or name another list.")
                % {"list": word_list, "action": word_list.get_action_display()}
            )  # fmt: skip
        before = word_list.entries.count()
        word_lines.bring_in(word_list, lines.entries, shown={}, by=None)
        if (held := word_list.entries.count()) > word_lines.MOST_ENTRIES:
            raise CommandError(word_lines.too_many())
        self.stdout.write(
            _("%(list)s: %(n)s words added, %(all)s in all.")
            % {"list": word_list, "n": group(held - before), "all": group(held)}
        )


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as refused:
        raise CommandError(f"{file}: {refused}") from refused
