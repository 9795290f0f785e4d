"""`manage.py publish_due`: the book-keeping of stories whose minute came or ended."""

from django.core.management.base import BaseCommand

from articles.workflow import publish_due


class Command(BaseCommand):
    """Do what the worker's clock does every few seconds; safe at any time, by anyone, twice."""

    help = "Mark stories whose minute came, take away those whose time ended."
    requires_system_checks = ()

    def handle(self, **options) -> None:
        """Print the number of stories, 0 included."""
        self.stdout.write(f"Stories whose minute came or ended: {publish_due()}.")
