"""`manage.py content_counts`: how much the paper holds, for people and, on the last line, for programs."""

import json

from django.core.management.base import BaseCommand

from newsroom.contents import counts


class Command(BaseCommand):
    """Print the numbers of stories, pages, pictures, comments, sections, tags and authors."""

    help = "Count what the database holds; the last line is one JSON object."

    def handle(self, **options) -> None:
        self.stdout.write(json.dumps(counts()))
