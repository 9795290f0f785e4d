"""Takes the demo paper away and leaves what others made: their stories keep section, tags and bylines."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.contrib.auth import get_user_model
from django.core.files.storage import default_storage
from django.db import connection, transaction

from adverts.models import Advert
from articles.models import (
    Article,
    ArticleTag,
    AuthorProfile,
    Byline,
    Category,
    PictureUse,
    Revision,
    Series,
    Source,
    Sponsor,
    Tag,
)
from articles.models.taxonomy import tag_key
from articles.workflow import refresh_next_due
from comments.models import (
    CannedReply,
    Comment,
    Commenter,
    CommentPolicy,
    CommentRevision,
    ModerationAction,
    PendingReply,
    ReplySubscription,
    Report,
    WordEntry,
    WordList,
    WordsStamp,
)
from images.models import Picture
from newsroom.demo.accounts import forget_logins
from newsroom.demo.ledger import REMOVED, last_loading
from paper.fields import CleanedField
from paper.identity import SITE_PK, Site, refresh_prepared
from paper.log import record
from paper.pages import Page


class NoDemo(Exception):
    """Raised when there is no demo to take away; the message is one sentence."""


@transaction.atomic
def remove() -> str:
    """Take the demo away, all or nothing, and return in one line what was left; raises NoDemo."""
    loading = last_loading()
    if loading is None:
        raise NoDemo("There is no demo paper in this database.")
    made: dict[str, list[int]] = loading.detail["made"]
    _remove_stories(made["articles.article"])
    kept = _Used()
    names = _remove_pictures(_without(made["images.picture"], kept.pictures))
    Source.objects.filter(pk__in=_without(made["articles.source"], kept.sources)).delete()
    Sponsor.objects.filter(pk__in=_without(made["articles.sponsor"], kept.sponsors)).delete()
    Series.objects.filter(pk__in=_without(made["articles.series"], kept.series)).delete()
    Tag.objects.filter(pk__in=_without(made["articles.tag"], kept.tags)).delete()
    AuthorProfile.objects.filter(
        pk__in=_without(made["articles.authorprofile"], kept.authors)
    ).delete()
    _remove_words(made.get("comments.wordlist", []), made.get("comments.wordentry", []))
    CannedReply.objects.filter(pk__in=made.get("comments.cannedreply", [])).delete()
    _remove_sections(_without(made["articles.category"], kept.sections))
    Commenter.objects.filter(pk__in=made["comments.commenter"], comments__isnull=True).delete()
    get_user_model().objects.filter(pk__in=made["people.user"]).delete()
    _remove_pages(loading.detail["pages"])
    _reset_identity(loading.detail["identity"])
    refresh_prepared()
    refresh_next_due()
    record(REMOVED, actor=None, subject=Site.objects.current())
    transaction.on_commit(lambda: _forget_files(names))
    return f"The demo paper is gone; {Article.objects.count()} stories of others stay."


def _without(made: list[int], used: set[int]) -> list[int]:
    return [pk for pk in made if pk not in used]


def _remove_stories(pks: list[int]) -> None:
    """Delete stories with their comments; those hang on each other by PROTECT, so they go in one sweep."""
    comments = Comment.objects.filter(article__in=pks).values("pk")
    _sweep(PendingReply, reply__in=comments)
    wishes = ReplySubscription.objects.filter(comment__in=comments)
    _sweep(PendingReply, subscription__in=wishes.values("pk"))
    for model in (ReplySubscription, Report, ModerationAction, CommentRevision):
        _sweep(model, comment__in=comments)
    _sweep(Comment, article__in=pks)
    Article.objects.filter(pk__in=pks).delete()


def _sweep(model: Any, **which: Any) -> None:
    model._base_manager.filter(**which)._raw_delete(connection.alias)


class _Used:
    """Ids that the stories left behind still use, in what readers see and in every version of the desk."""

    def __init__(self) -> None:
        self.sections = set(Article.objects.values_list("category_id", flat=True))
        self.sources = set(Article.objects.values_list("source_id", flat=True))
        self.sponsors = set(Article.objects.values_list("sponsor_id", flat=True))
        self.series = set(Article.objects.values_list("series_id", flat=True))
        for model in (WordList, CommentPolicy, CannedReply):
            self.sections |= set(model.objects.values_list("category_id", flat=True))
        self.pictures = set(PictureUse.objects.values_list("picture_id", flat=True))
        self.pictures |= set(Advert.objects.values_list("picture_id", flat=True))
        self.authors = set(Byline.objects.values_list("author_id", flat=True))
        self.tags = set(ArticleTag.objects.values_list("tag_id", flat=True))
        keys: set[str] = set()
        for content in Revision.objects.values_list("content", flat=True).iterator():
            self.sections.update([content["category"], *content["further"]])
            self.sources.add(content["source"])
            self.sponsors.add(content.get("sponsor"))
            self.series.add(content.get("series"))
            self.authors.update(byline["author"] for byline in content["bylines"])
            keys.update(map(tag_key, content["tags"]))
        self.tags.update(pk for pk, key in Tag.objects.values_list("pk", "key") if key in keys)
        self._climb()

    def _climb(self) -> None:
        """Keep all that a kept section hangs under, and what hangs others made."""
        parents = dict(Category.objects.values_list("pk", "parent_id"))
        for pk in list(self.sections):
            while (pk := parents.get(pk)) is not None:
                self.sections.add(pk)


def _remove_words(lists: list[int], entries: list[int]) -> None:
    """Delete the demo's words; a list into which somebody put words of their own stays with those."""
    WordEntry.objects.filter(pk__in=entries).delete()
    WordList.objects.filter(pk__in=lists, entries__isnull=True).delete()
    if not WordList.objects.exists():
        WordsStamp.objects.all().delete()


def _remove_sections(pks: list[int]) -> None:
    """Delete sections from the leaves on; one that carries a section of others stays."""
    for section in Category.objects.filter(pk__in=pks).order_by("-path"):
        if not section.children.exists():
            section.delete()


def _remove_pictures(pks: list[int]) -> list[str]:
    pictures = Picture.objects.filter(pk__in=pks)
    names = list(pictures.values_list("file", flat=True))
    pictures.delete()
    return names


def _remove_pages(pages: dict[str, str]) -> None:
    """Delete the demo's pages, but those whose text somebody has changed since."""
    for page in Page.objects.filter(pk__in=list(pages)):
        if page.updated_at == dt.datetime.fromisoformat(pages[str(page.pk)]):
            page.delete()


def _reset_identity(given: dict[str, str]) -> None:
    """Put back to its default each field that still reads as the demo wrote it."""
    site = Site.objects.get(pk=SITE_PK)
    Site.objects.filter(pk=SITE_PK).update(**dict(_defaults(site, given)))


def _defaults(site: Site, given: dict[str, str]) -> Iterator[tuple[str, Any]]:
    for name, value in given.items():
        field = Site._meta.get_field(name)
        stored = field.clean_value(value) if isinstance(field, CleanedField) else value
        if getattr(site, name) == stored:
            yield name, field.get_default()


def _forget_files(names: list[str]) -> None:
    forget_logins()
    for name in names:
        default_storage.delete(name)
