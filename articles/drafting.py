"""Versions of a story: the one function that builds a Revision's content, and saving a new one."""

from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.body import sanitise
from articles.models import Article, Category, Revision
from articles.pictures import note_uses
from bangla.slugs import slugify
from paper.fields import clean_line, clean_text

LINES = ("kicker", "headline", "dateline", "picture_alt", "picture_caption")
EMPTY: dict[str, Any] = {
    "kicker": "", "headline": "", "standfirst": "", "body": "", "slug": "", "language": "bn",
    "category": None, "further": [], "tags": [], "bylines": [], "source": None, "dateline": "",
    "picture": None, "picture_alt": "", "picture_caption": "", "comment_policy": "open",
}  # fmt: skip
"""Every field of a version. Ids for category, further, source and picture; tags by name;
bylines as {"author": id, "name": as printed, "role": as printed} in order."""


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
    content["body"] = sanitise(content["body"] or "")
    content["slug"] = slugify(content["slug"] or "")
    content["tags"] = list(dict.fromkeys(filter(None, map(clean_line, content["tags"]))))
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
def begin(values: dict[str, Any], *, by: Any, at: Any = None) -> Article:
    """Return a new story in draft with its first version."""
    at = at or timezone.now()
    article = Article.objects.create(
        created_by=by, created_at=at, touched_at=at, language=values.get("language", "bn")
    )
    save_version(article, values, by=by)
    return article


@transaction.atomic
def save_version(
    article: Article,
    values: dict[str, Any],
    *,
    by: Any,
    based_on: int | None = None,
    reason: str = "",
) -> Revision:
    """Return a new version of a story; the row that readers see stays as it is.

    `based_on` is the id of the version its writer began from; another latest one raises
    StaleVersion. Content equal to the latest version returns that version, unchanged.
    """
    locked = (
        Article.objects.select_for_update(of=("self",))
        .select_related("latest_revision")
        .get(pk=article.pk)
    )
    latest = locked.latest_revision
    content = build_content(values)
    if latest is not None and content == latest.content:
        return latest
    if latest is not None and based_on is not None and based_on != latest.pk:
        raise StaleVersion(latest)
    number = locked.revisions.aggregate(last=Max("number"))["last"] or 0
    category = content["category"]
    revision = Revision.objects.create(
        article=locked,
        number=number + 1,
        content=content,
        headline=content["headline"],
        category=Category.objects.filter(pk=category).first() if category else None,
        created_by=by if getattr(by, "pk", None) else None,
        reason=reason,
    )
    note_uses(locked, content, "is_latest")
    article.latest_revision, article.touched_at = revision, timezone.now()
    article.save(update_fields=["latest_revision", "touched_at"])
    return revision
