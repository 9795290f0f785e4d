"""`manage.py demo`: the demo paper into an empty database, or out of it again."""

from django.core.management.base import BaseCommand, CommandError, CommandParser

from newsroom.contents import first_content
from newsroom.demo import ledger, printing, removal


class Command(BaseCommand):
    """Load the demo paper, or take exactly it away."""

    help = (
        "Print the demo paper into an empty database (--remove: take it away and leave all else)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--if-empty",
            action="store_true",
            help="do nothing when the database is not empty, or when a demo was once taken away",
        )
        parser.add_argument("--remove", action="store_true", help="take the demo paper away")

    def handle(self, *, if_empty: bool = False, remove: bool = False, **options) -> None:
        """Act; a refusal is one sentence."""
        if if_empty and (first_content() or ledger.was_removed()):
            return
        try:
            self.stdout.write(removal.remove() if remove else printing.load())
        except (printing.NotEmpty, removal.NoDemo) as refusal:
            raise CommandError(str(refusal)) from None
