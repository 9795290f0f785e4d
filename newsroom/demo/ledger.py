"""What the demo made, kept in the paper's log, so that exactly that can be taken away again."""

from collections import defaultdict
from typing import Any

from django.contrib.auth import get_user_model
from django.db import models

from articles.models import Article, AuthorProfile, Category, Source, Tag
from comments.models import Comment
from images.models import Picture
from paper.identity import Site
from paper.log import LogEntry, record
from paper.pages import Page

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


def first_content() -> str:
    """Return in words what a database holds already; "" for an empty one."""
    kinds: dict[str, type[models.Model]] = {
        "stories": Article,
        "comments": Comment,
        "sections": Category,
        "authors": AuthorProfile,
        "sources": Source,
        "tags": Tag,
        "pictures": Picture,
        "pages": Page,
        "accounts": get_user_model(),
    }
    return next((name for name, model in kinds.items() if model._default_manager.exists()), "")
