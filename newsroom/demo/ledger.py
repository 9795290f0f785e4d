"""What the demo made, kept in the paper's log, so that exactly that can be taken away again."""

from collections import defaultdict
from typing import Any

from django.db import models

from paper.identity import Site
from paper.log import LogEntry, record

LOADED, REMOVED = "demo_loaded", "demo_removed"


class Ledger:
    """Collects the ids of everything made, by kind."""

    def __init__(self) -> None:
        self.made: dict[str, list[int]] = defaultdict(list)

    def note(self, *objects: models.Model) -> None:
        """Remember objects just made."""
        for made in objects:
            self.made[made._meta.label_lower].append(made.pk)

    def close(self, **more: Any) -> LogEntry:
        """Write the list into the log, in the loading's transaction."""
        return record(
            LOADED, actor=None, subject=Site.objects.current(), detail={"made": self.made, **more}
        )


def last_loading() -> LogEntry | None:
    """Return the log entry of a demo that still stands, or None."""
    last = LogEntry.objects.filter(act__in=[LOADED, REMOVED]).order_by("-id").first()
    return last if last is not None and last.act == LOADED else None


def was_removed() -> bool:
    """Tell whether a demo was ever taken away: `make run` does not bring it back then."""
    return LogEntry.objects.filter(act=REMOVED).exists()
