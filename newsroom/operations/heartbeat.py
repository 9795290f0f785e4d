"""Signs of life of the workers: each writes one every ten seconds, whatever else it does."""

import datetime as dt
import time
from contextlib import suppress

from django.db import Error as AnyDatabaseError
from django.utils import timezone

from newsroom.operations.models import SignOfLife
from newsroom.operations.version import version

EVERY = 10.0
GONE_AFTER = dt.timedelta(minutes=1)
"""A worker from whom nothing was heard for so long is taken for dead."""
KEPT = dt.timedelta(days=7)


class Life:
    """One worker's life: `beat` may be called at any time, it writes when it is time."""

    def __init__(self, owner: str) -> None:
        self.owner, self.started_at = owner, timezone.now()
        self.next_at = 0.0

    def beat(self) -> None:
        """Write a sign of life, if the last is ten seconds old; while the database is away, none."""
        if time.monotonic() < self.next_at:
            return
        self.next_at = time.monotonic() + EVERY
        with suppress(AnyDatabaseError):
            SignOfLife.objects.update_or_create(
                owner=self.owner,
                defaults={"beat_at": timezone.now(), "version": version()},
                create_defaults={
                    "beat_at": timezone.now(),
                    "started_at": self.started_at,
                    "version": version(),
                },
            )

    def end(self) -> None:
        """Take the row away: this worker stopped because it was told to."""
        with suppress(AnyDatabaseError):
            SignOfLife.objects.filter(owner=self.owner).delete()


def forget_dead() -> int:
    """Delete what workers left that were killed long ago; return how many."""
    return SignOfLife.objects.filter(beat_at__lt=timezone.now() - KEPT).delete()[0]
