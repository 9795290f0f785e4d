"""Versions of a story: the one function that builds a Revision's content, and saving, setting aside, bringing back."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.body import sanitise
from articles.models import Article, Category, Presence, PreviewLink, Revision
from articles.pictures import keep_for, note_uses
from bangla.slugs import slugify
from paper.fields import clean_line, clean_text

Kind = Revision.Kind
LINES = ("kicker", "headline", "dateline", "picture_alt", "picture_caption", "byline_wording")
EMPTY: dict[str, Any] = {
    "kicker": "", "headline": "", "standfirst": "", "body": "", "slug": "", "language": "bn",
    "category": None, "further": [], "tags": [], "bylines": [], "source": None, "dateline": "",
    "picture": None, "picture_alt": "", "picture_caption": "", "comment_policy": "open",
    "byline_wording": "", "sponsor": None, "sponsorship": "", "series": None, "series_part": None,
    "sensitive": [], "ednote": "",
}  # fmt: skip
"""Every field of a version. Ids for category, further, source, picture, sponsor and series; tags by name;
bylines as {"author": id, "name": as printed, "role": as printed} in order; `sensitive` names what of
SENSITIVE the story is about; `ednote` is the note to editors, which no publishing ever copies."""

KEEP_EVERY = dt.timedelta(minutes=10)
"""While somebody writes, one of their autosaves is kept for each such stretch; the next one takes the place of the others."""

SENSITIVE = ("crime", "court", "minors")


class StaleVersion(Exception):
    """Raised when a version would be saved over one that its writer has not seen."""

    def __init__(self, latest: Revision) -> None:
        super().__init__(
            _(
                "Somebody saved this story meanwhile. Nothing of yours is lost: look at both versions."
            )
        )
        self.latest = latest


def build_content(values: dict[str, Any]) -> dict[str, Any]:
    """Return complete, cleaned content from form values or an import; raises KeyError for an unknown field.

    Applies the cleaning of the row's own fields, so preview, compare and restore show only
    what could be published.
    """
    if unknown := set(values) - set(EMPTY):
        raise KeyError(f"A story has no {', '.join(sorted(unknown))}.")
    content = {**EMPTY, **values}
    for name in LINES:
        content[name] = clean_line(content[name] or "")
    content["standfirst"] = clean_text(content["standfirst"] or "")
    content["ednote"] = clean_text(content["ednote"] or "")
    content["body"] = sanitise(content["body"] or "")
    content["slug"] = slugify(content["slug"] or "")
    content["tags"] = list(dict.fromkeys(filter(None, map(clean_line, content["tags"]))))
    content["sensitive"] = [name for name in SENSITIVE if name in content["sensitive"]]
    content["further"] = [
        pk for pk in dict.fromkeys(content["further"]) if pk != content["category"]
    ]
    content["bylines"] = [
        {
            "author": b["author"],
            "name": clean_line(b["name"]),
            "role": clean_line(b.get("role", "")),
        }
        for b in content["bylines"]
    ]
    return content


@transaction.atomic
def begin(
    values: dict[str, Any], *, by: Any, at: Any = None, client_key: UUID | None = None,
    kind: str = Kind.SAVED, tab: str = "",
) -> Article:  # fmt: skip
    """Return a new story in draft with its first version.

    `client_key` names the story before it has an id: a repeated request returns the story it made,
    as it stands. Raises PermissionDenied for the key of somebody else's story.
    """
    if client_key and (known := _begun(client_key, by)):
        return known
    at = at or timezone.now()
    try:
        with transaction.atomic():
            article = Article.objects.create(
                created_by=by, created_at=at, touched_at=at, language=values.get("language", "bn"),
                client_key=client_key,
            )  # fmt: skip
    except IntegrityError:  # the same request, sent twice, at the same moment
        known = _begun(client_key, by)
        if known is None:
            raise PermissionDenied from None
        return known
    save_version(article, values, by=by, kind=kind, tab=tab)
    return article


def _begun(client_key: UUID | None, by: Any) -> Article | None:
    return Article.objects.filter(client_key=client_key, created_by=by).first()


@transaction.atomic
def save_version(
    article: Article, values: dict[str, Any], *, by: Any, based_on: int | None = None,
    kind: str = Kind.SAVED, tab: str = "", reason: str = "",
) -> Revision:  # fmt: skip
    """Return a new version of a story; the row that readers see and the state stay as they are.

    `based_on` is the id of the version its writer began from; another latest one raises
    StaleVersion, unless it is what the same open form (`tab`) saved by itself and the person now saves.
    Content equal to the latest version returns that version: pressing Save makes an autosave a saved
    one, which nothing replaces. An autosave takes the place of the one before from the same form,
    once in KEEP_EVERY not.
    """
    locked = _locked(article)
    latest = locked.latest_revision
    content = build_content(values)
    if latest is not None and content == latest.content:
        if latest.kind == Kind.AUTOSAVED and kind == Kind.SAVED:
            latest.kind = kind
            latest.save(update_fields=["kind"])
        article.latest_revision = latest
        return latest
    if latest is not None and based_on is not None and based_on != latest.pk:
        _check_own(latest, by, tab, kind)
    number, base = _next_number(locked), latest
    if latest is not None and kind == Kind.AUTOSAVED and _may_be_replaced(locked, latest, by, tab):
        number, base = latest.number, latest.based_on
        latest.delete()
    revision = _add(
        locked, content, number, by=by, kind=kind, tab=tab, reason=reason, based_on=base
    )
    note_uses(locked, content, "is_latest")
    article.latest_revision, article.desk_category = revision, revision.category
    article.touched_at = timezone.now()
    article.save(update_fields=["latest_revision", "desk_category", "touched_at"])
    return revision


@transaction.atomic
def set_aside(
    article: Article, values: dict[str, Any], *, by: Any, based_on: int | None, tab: str = ""
) -> Revision:
    """Keep what could not be saved over somebody else's work: a version that is not the latest.

    What the same open form set aside before gives way to it.
    """
    locked = _locked(article)
    base = locked.revisions.filter(pk=based_on).first() if based_on else None
    content = build_content(values)
    mine = locked.revisions.filter(kind=Kind.ASIDE, created_by=by)
    if same := mine.filter(content=content).first():
        return same
    if tab:
        mine.filter(tab=tab, preview_links=None).delete()
    revision = _add(
        locked, content, _next_number(locked), by=by, kind=Kind.ASIDE, tab=tab, based_on=base
    )
    keep_for(locked, content)
    return revision


def restore(article: Article, revision: Revision, *, by: Any, based_on: int | None) -> Revision:
    """Bring a former version back as a new one; raises StaleVersion like every save."""
    reason = _("version %(n)s brought back") % {"n": revision.number}
    return save_version(
        article, revision.content, by=by, based_on=based_on, kind=Kind.RESTORED, reason=reason
    )


def _check_own(latest: Revision, by: Any, tab: str, kind: str) -> None:
    # Not for an autosave: one that comes late must not go over what its form has saved since.
    if kind == Kind.AUTOSAVED or not is_of_form(latest, by, tab):
        raise StaleVersion(latest)


def is_of_form(revision: Revision, by: Any, tab: str) -> bool:
    """Whether an open form saved this version by itself, and nothing newer has come between."""
    of_form = (revision.kind, revision.tab, revision.created_by_id)
    return bool(tab) and of_form == (Kind.AUTOSAVED, tab, by.pk)


def _locked(article: Article) -> Article:
    return (
        Article.objects.select_related("latest_revision__based_on")
        .defer("body", "shown", "latest_revision__based_on__content")
        .locked(article.pk)
    )


def _next_number(article: Article) -> int:
    return (article.revisions.aggregate(last=Max("number"))["last"] or 0) + 1


def _may_be_replaced(article: Article, latest: Revision, by: Any, tab: str) -> bool:
    """Whether an autosave is nobody's to go back to: of this form, fresh, and neither named nor open elsewhere."""
    if not is_of_form(latest, by, tab):
        return False
    if latest.based_on is None or timezone.now() - latest.based_on.created_at > KEEP_EVERY:
        return False
    named = {article.live_revision_id, article.approved_revision_id, article.update_revision_id, article.legal_revision_id}  # fmt: skip
    return not (
        latest.pk in named
        or PreviewLink.objects.filter(revision=latest).exists()
        or Presence.objects.filter(article=article).exclude(tab=tab).exists()
    )


def _add(article: Article, content: dict[str, Any], number: int, **values: Any) -> Revision:
    category, by = content["category"], values.pop("by")
    return Revision.objects.create(
        article=article,
        number=number,
        content=content,
        headline=content["headline"],
        category=Category.objects.filter(pk=category).first() if category else None,
        created_by=by if getattr(by, "pk", None) else None,
        **values,
    )
