"""Keeping what somebody wrote, whatever others did meanwhile: over the version it began from, or aside beside a newer one."""

from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from articles import drafting, permissions
from articles.drafting import StaleVersion
from articles.models import Article, Revision

Kind = Revision.Kind
ASKED = ("state", "created_by", "assignee", "desk_category", "category")
"""What a right depends on: the row holds a long text too."""


class Outcome(StrEnum):
    """What has become of a text that was to be saved."""

    SAVED = "saved"
    ASIDE = "aside"
    """Somebody saved meanwhile: the text is kept beside, nothing is overwritten."""
    OWN = "own"
    """The same open form saved already and did not hear of it; the text still waits in the browser."""
    UNCHANGED = "unchanged"
    """Somebody saved meanwhile, and this form has nothing that its first version had not."""


class Kept(NamedTuple):
    """Where a text is now; `latest` is the version that stood in its way, or the one it became."""

    outcome: Outcome
    article: Article
    latest: Revision
    aside: Revision | None = None


@transaction.atomic
def keep(
    article: Article | None, values: dict[str, Any], *, by: Any, based_on: int | None,
    kind: str = Kind.SAVED, tab: str = "", client_key: UUID | None = None,
) -> Kept:  # fmt: skip
    """Save a version of a story, of a new one without `article`; what comes too late is set aside.

    State and row stay as they are. A request that began a story and is sent again goes on from its
    first version. Raises PermissionDenied when the person may not change the story (any more).
    """
    if article is None:
        article = drafting.begin(values, by=by, kind=kind, tab=tab, client_key=client_key)
        based_on = article.revisions.order_by("number").values_list("pk", flat=True).first()
    # Its state may have changed since the request began: the right is asked of the locked row.
    rows = Article.objects.select_for_update(of=("self",)).only(*ASKED)
    if not permissions.can_edit(by, rows.get(pk=article.pk)):
        raise PermissionDenied(_("You can read this story now, but not change it."))
    try:
        saved = drafting.save_version(article, values, by=by, based_on=based_on, kind=kind, tab=tab)
    except StaleVersion as stale:
        return _beside(article, values, stale.latest, by=by, based_on=based_on, tab=tab)
    return Kept(Outcome.SAVED, article, saved)


def _beside(
    article: Article, values: dict[str, Any], latest: Revision, *, by: Any, based_on: int | None, tab: str
) -> Kept:  # fmt: skip
    if drafting.is_of_form(latest, by, tab):
        return Kept(Outcome.OWN, article, latest)
    base = article.revisions.filter(pk=based_on).first()
    if base is not None and base.content == drafting.build_content(values):
        return Kept(Outcome.UNCHANGED, article, latest)
    aside = drafting.set_aside(article, values, by=by, based_on=based_on, tab=tab)
    return Kept(Outcome.ASIDE, article, latest, aside)


def set_aside_by(user: Any, article: Article) -> Revision | None:
    """Return what this person wrote that stands beside a newer version, until they save or join again."""
    aside = Q(kind=Kind.ASIDE)
    newest = article.revisions.filter(created_by=user).order_by("-number")
    found = newest.filter(aside).defer("content").first()
    if found is None or newest.exclude(aside).filter(number__gt=found.number).exists():
        return None
    return found
