"""Copying one version of a story to the row that readers see."""

from typing import Any

from django.utils.translation import gettext as _

from articles import filing, shown
from articles.body import plain_text
from articles.drafting import EMPTY
from articles.models import Article, Category, Revision, Series, Source, Sponsor
from articles.pictures import note_uses
from articles.transitions import NotReady
from bangla.slugs import slugify
from bangla.text import word_count
from images.models import Picture

COPIED = (
    "kicker", "headline", "standfirst", "body", "language", "dateline", "picture_alt",
    "picture_caption", "comment_policy", "sponsorship", "series_part",
)  # fmt: skip
"""Fields of a version that go to the row as they are. The note to editors is none of them."""


def missing(content: dict[str, Any], needed: list[str] | None = None) -> list[str]:
    """Return in words what a version lacks before readers may see it."""
    words = {
        "headline": _("headline"),
        "category": _("section"),
        "body": _("body"),
    }
    found = [
        word for name, word in words.items() if (not needed or name in needed) and not content[name]
    ]
    if not needed and bool(content["sponsor"]) != bool(content["sponsorship"]):
        found.append(_("sponsor or its label"))
    return found


def require(revision: Revision | None, needed: list[str] | None = None) -> Revision:
    """Return the version when it has what readers need; raises NotReady."""
    lacking = missing({**EMPTY, **revision.content}, needed) if revision else [_("everything")]
    if lacking or revision is None:
        raise NotReady(lacking)
    return revision


def copy_to_row(article: Article, revision: Revision) -> None:
    """Save a version as what readers see: the row, its filing, its pictures, its ready lines."""
    content = {**EMPTY, **revision.content}
    _copy(article, content)
    article.live_revision = revision
    article.save()
    filing.file_story(article, content)
    note_uses(article, content, "is_live")
    article.shown = shown.build(article, content["byline_wording"])


def _copy(article: Article, content: dict[str, Any]) -> None:
    for name in COPIED:
        setattr(article, name, content[name])
    article.slug = content["slug"] or slugify(content["headline"]) or "article"
    article.category = Category.objects.filter(pk=content["category"]).first()
    article.source = Source.objects.filter(pk=content["source"]).first()
    article.picture = Picture.objects.filter(pk=content["picture"]).first()
    article.sponsor = Sponsor.objects.filter(pk=content["sponsor"]).first()
    article.series = Series.objects.filter(pk=content["series"]).first()
    article.word_count = word_count(plain_text(content["body"]))
    if article.category is None:
        raise NotReady([_("section")])
