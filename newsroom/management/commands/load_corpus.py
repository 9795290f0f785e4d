"""`manage.py load_corpus DIR`: a benchmark corpus into an empty database."""

import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from newsroom import corpus


class Command(BaseCommand):
    """Load stories and comments in bulk."""

    help = "Load a benchmark corpus (JSON Lines with a manifest.json) into an empty database."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *, folder: Path, **options) -> None:
        """Load and say how long it took; a refusal is one sentence."""
        start = time.monotonic()
        try:
            corpus.load(folder, self.stdout.write)
        except corpus.BadCorpus as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"Loaded in {time.monotonic() - start:.0f} s.")
