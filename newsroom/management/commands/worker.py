"""`manage.py worker`: background tasks and the clock, until SIGTERM."""

from argparse import ArgumentParser
from dataclasses import fields

from django.core.management.base import BaseCommand

from newsroom.leases import Times
from newsroom.operations import faults
from newsroom.worker import Worker

HELP = {
    "poll": "seconds between two looks for a task",
    "heartbeat": "seconds between two signs of life",
    "lease": "seconds without a sign of life after which a task is taken away",
    "backoff": "seconds after each failed try but the last, such as 10,60",
    "grace": "seconds for the running task after SIGTERM",
    "limit": "seconds that a task may take",
}


def seconds_list(text: str) -> tuple[float, ...]:
    """Return 10.0 and 60.0 for 10,60."""
    return tuple(float(part) for part in text.split(","))


class Command(BaseCommand):
    """Run background tasks and periodic chores; several may run beside each other."""

    help = "Run background tasks and periodic chores until SIGTERM."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Offer every time of the worker as an option."""
        for field in fields(Times):
            kind = seconds_list if field.name == "backoff" else float
            parser.add_argument(
                f"--{field.name}", type=kind, default=field.default, help=HELP[field.name]
            )

    def handle(self, **options) -> None:
        """Work until told to stop."""
        faults.watch()
        Worker(Times(**{field.name: options[field.name] for field in fields(Times)})).run()
