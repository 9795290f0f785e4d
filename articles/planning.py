"""What the desk arranges around a story without changing its state: who writes it by when, embargo, lawyer, editions."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import notices
from articles.acting import locked, settle, words
from articles.models import Article, Notice
from articles.transitions import WorkflowError
from bangla.dates import button_time


@transaction.atomic
def assign(article: Article, *, by: Any, to: Any | None, due_at: dt.datetime | None) -> Article:
    """Give the story to a member of the desk, with the time by which it is wanted; None takes either away."""
    article = locked(article, "assign", by)
    if to is not None and not (to.is_active and to.has_perm("articles.change_article")):
        raise WorkflowError(_("This person does not write stories."))
    is_new = to is not None and to.pk != article.assignee_id
    detail = {"to": str(to) if to else "", "due": due_at.isoformat() if due_at else ""}
    article = settle(
        article, "assign", by, detail=detail, assignee=to, due_at=due_at, overdue_noticed_at=None
    )
    if is_new:
        due = button_time(due_at) if due_at else ""
        notices.tell_one(article, to, Notice.Kind.ASSIGNED, by=by, text=due)
    return article


@transaction.atomic
def set_embargo(article: Article, *, by: Any, until: dt.datetime) -> Article:
    """Let nobody publish what the desk holds before a moment; it can be put off here, never brought forward."""
    article = locked(article, "set_embargo", by)
    now = timezone.now()
    if until <= now:
        raise WorkflowError(_("That moment has passed: choose one to come."))
    if article.embargo_until is not None and now < article.embargo_until > until:
        raise WorkflowError(_("An embargo can only be put off. The chief editor may lift it."))
    fixed = article.update_at or (
        article.live_from if article.state == Article.State.SCHEDULED else None
    )
    if fixed is not None and now < fixed < until:
        raise WorkflowError(
            _("The story is to come out at %(when)s, before that moment. Put that off first.")
            % {"when": button_time(fixed)}
        )
    return settle(article, "set_embargo", by, embargo_until=until, detail={"at": until.isoformat()})


@transaction.atomic
def lift_embargo(article: Article, *, by: Any, reason: str) -> Article:
    """End an embargo before its time; the reason is kept in the log and must be given."""
    article = locked(article, "lift_embargo", by)
    reason = words(reason, _("Write why the embargo is lifted."))
    if article.embargo_until is None:
        raise WorkflowError(_("The story is under no embargo."))
    detail = {"reason": reason, "at": article.embargo_until.isoformat()}
    return settle(article, "lift_embargo", by, embargo_until=None, detail=detail)


@transaction.atomic
def ask_legal(article: Article, *, by: Any) -> Article:
    """Have the lawyer read the story before it comes out."""
    article = locked(article, "ask_legal", by)
    return settle(article, "ask_legal", by, needs_legal=True, legal_revision=None)


@transaction.atomic
def clear_legal(article: Article, *, by: Any) -> Article:
    """Say that the law allows the latest version; a later one has to be read again."""
    article = locked(article, "clear_legal", by)
    revision = article.latest_revision
    if not article.needs_legal or revision is None:
        raise WorkflowError(_("No lawyer's reading was asked for."))
    return settle(
        article, "clear_legal", by, legal_revision=revision, detail={"revision": revision.number}
    )


@transaction.atomic
def link_edition(article: Article, *, by: Any, other: Article) -> Article:
    """Link the Bangla and the English edition of one story, for readers to go from one to the other."""
    article, other = locked(article, "link_edition", by), locked(other, "link_edition", by)
    languages = {_language(article), _language(other)}
    if article.pk == other.pk or len(languages) != 2:
        raise WorkflowError(
            _("Editions of one story are in two languages. Choose a story in the other one.")
        )
    if article.edition_id or other.edition_id:
        raise WorkflowError(
            _("One of the two stories has an edition already. Take that link away first.")
        )
    settle(other, "link_edition", by, edition=article, detail={"other": article.pk})
    return settle(article, "link_edition", by, edition=other, detail={"other": other.pk})


@transaction.atomic
def unlink_edition(article: Article, *, by: Any) -> Article:
    """Take the link between two editions away on both sides."""
    article = locked(article, "unlink_edition", by)
    if article.edition is None:
        raise WorkflowError(_("The story has no edition in the other language."))
    settle(article.edition, "unlink_edition", by, edition=None)
    return settle(article, "unlink_edition", by, edition=None)


def _language(article: Article) -> str:
    revision = article.latest_revision
    return str(revision.content["language"] if revision else article.language)
