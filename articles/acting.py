"""What every act on a story does: lock the row, check right and state, save named fields, write one log row."""

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Min
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import filing, preview_links
from articles.models import Article
from articles.transitions import MOVES, WorkflowError
from paper.identity import SITE_PK, Site
from paper.log import record

State = Article.State


def locked(article: Article, act: str, by: Any) -> Article:
    """Return the story's row, locked to the end of the transaction.

    Raises PermissionDenied and WorkflowError by the table of transitions.
    """
    move = MOVES[act]
    article = Article.objects.select_related("latest_revision").locked(article.pk)
    if not move.allowed(by, article):
        raise PermissionDenied(_("You have no right to do this."))
    if article.state not in move.from_states:
        raise WorkflowError(
            _("This cannot be done now: the story is “%(state)s”.")
            % {"state": article.get_state_display()}
        )
    return article


def settle(
    article: Article, act: str, by: Any, *, detail: dict[str, Any] | None = None,
    touch: dt.datetime | None = None, **changes: Any,
) -> Article:  # fmt: skip
    """Save an act: named fields, dates in the join tables, one log row, the next due moment.

    The state follows the table of transitions; acts of time (no entry there) name it in `changes`.
    """
    move = MOVES.get(act)
    if move is not None and move.to is not None:
        changes["state"] = move.to
    for name, value in changes.items():
        setattr(article, name, value)
    article.touched_at = touch or timezone.now()
    article.save(update_fields=[*changes, "touched_at", "updated_at", "first_published_at"])
    if "live_from" in changes:
        filing.redate(article)
    if act in preview_links.ENDED_BY:
        preview_links.revoke_for(article)
    record(act, actor=person(by), subject=article, label=label(article), detail=detail)
    if {"live_from", "live_until", "update_at", "state"} & set(changes):
        refresh_next_due()
    return article


def refresh_next_due() -> None:
    """Store the next moment at which any public page changes by time alone (`Site.next_due_at`)."""
    ahead = (
        Article.objects.filter(state=State.SCHEDULED).aggregate(at=Min("live_from")),
        Article.objects.filter(live_until__isnull=False).aggregate(at=Min("live_until")),
        Article.objects.filter(update_at__isnull=False).aggregate(at=Min("update_at")),
    )
    due = min((found["at"] for found in ahead if found["at"]), default=None)
    Site.objects.current()  # makes the row in a new installation
    Site.objects.filter(pk=SITE_PK).update(next_due_at=due)


def label(article: Article) -> str:
    """Return what the log calls the story: its latest headline."""
    revision = article.latest_revision
    return str(revision.headline if revision else article.headline)


def person(by: Any) -> Any:
    """Return who did it, None for the system."""
    return by if getattr(by, "pk", None) else None


def words(text: str, lacking: str) -> str:
    """Return a note or reason without spaces around it; an empty one raises WorkflowError with `lacking`."""
    if not text.strip():
        raise WorkflowError(lacking)
    return text.strip()
