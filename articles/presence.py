"""Who has a story open: rows that tabs keep fresh. Nobody is ever kept out, everybody is told."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Article, Presence

SEEN = dt.timedelta(seconds=30)
"""Open as long as this after its last sign; a tab sends one every ten seconds."""

TYPED = dt.timedelta(seconds=15)
FORGOTTEN = dt.timedelta(hours=1)
"""A tab in the background may be let sleep for minutes; what it began from is kept for it (articles/drafting.py)."""


@dataclass(frozen=True)
class Other:
    """Somebody else who has the story open, or the same person in another tab."""

    name: str
    is_own: bool
    is_typing: bool

    @property
    def sentence(self) -> str:
        """Return what the form says of them."""
        if self.is_own:
            return _("You have this story open in another tab.")
        if self.is_typing:
            return _("%(name)s is writing in it now.") % {"name": self.name}
        return _("%(name)s has it open too.") % {"name": self.name}


def seen(article: Article, *, by: Any, tab: str, is_typing: bool) -> None:
    """Note a sign of life from a tab."""
    now = timezone.now()
    typed = {"typed_at": now} if is_typing else {}
    if not article.presences.filter(user=by, tab=tab).update(seen_at=now, **typed):
        row = Presence(article=article, user=by, tab=tab, seen_at=now, **typed)
        Presence.objects.bulk_create([row], ignore_conflicts=True)


def left(article: Article, *, by: Any, tab: str) -> None:
    """Note that a tab is closed."""
    article.presences.filter(user=by, tab=tab).delete()


def others(article: Article, *, by: Any, tab: str = "") -> list[Other]:
    """Return who else has the story open, each once: those who write first, own tabs last.

    Without `tab`, before the form is open, own tabs are left out: the one that is just being
    reloaded would be among them.
    """
    now = timezone.now()
    rows = (
        article.presences.filter(seen_at__gt=now - SEEN)
        .select_related("user")
        .order_by("opened_at")
    )
    rows = rows.exclude(user=by, tab=tab) if tab else rows.exclude(user=by)
    found: dict[int, Other] = {}
    for row in rows:
        is_typing = row.typed_at is not None and row.typed_at > now - TYPED
        known = found.get(row.user_id)
        if known is None or (is_typing and not known.is_typing):
            found[row.user_id] = Other(str(row.user), row.user_id == by.pk, is_typing)
    return sorted(found.values(), key=lambda other: (other.is_own, not other.is_typing))


def sweep() -> None:
    """Forget tabs that have given no sign for long: their browser or its machine has ended."""
    Presence.objects.filter(seen_at__lt=timezone.now() - FORGOTTEN).delete()
