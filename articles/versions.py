"""The versions of a story as the desk looks through them: page by page, autosaves folded, and which two are compared."""

import datetime as dt
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, NamedTuple

from django.http import Http404
from django.utils.translation import gettext as _

from articles.models import Article, Revision
from bangla.dates import button_time

PAGE = 200
Kind = Revision.Kind


@dataclass(frozen=True)
class Line:
    """One version; `marks` say in words what it is to the story now."""

    revision: Revision
    marks: list[str] = field(default_factory=list)

    @property
    def is_passing(self) -> bool:
        """Whether it is an autosave that is nothing to the story any more."""
        return self.revision.kind == Kind.AUTOSAVED and not self.marks


class Row(NamedTuple):
    """A version, or some autosaves between two that somebody saved, folded into one row."""

    lines: list[Line]
    is_folded: bool


class Page(NamedTuple):
    """Versions, newest first; `older` is the `before` of the next page, None on the last one.

    `old` is the id of the one to compare the latest with, None on a page without it.
    """

    rows: list[Row]
    older: int | None
    old: int | None


def page_of(article: Article, now: dt.datetime, before: int | None = None) -> Page:
    """Return the versions whose number is below `before`, PAGE at most: one query, nothing counted."""
    found = article.revisions.defer("content").select_related("created_by")
    if before is not None:
        found = found.filter(number__lt=before)
    revisions = list(found[: PAGE + 1])
    marks = marks_of(article, now)
    lines = [Line(revision, marks.get(revision.pk, [])) for revision in revisions[:PAGE]]
    rows: list[Row] = []
    for is_passing, group in groupby(lines, key=lambda line: line.is_passing):
        some = list(group)
        if is_passing and len(some) > 1:
            rows.append(Row(some, is_folded=True))
        else:
            rows += [Row([line], is_folded=False) for line in some]
    older = revisions[PAGE - 1].number if len(revisions) > PAGE else None
    rest = (r.pk for r in revisions if r.kind != Kind.ASIDE and r.pk != article.latest_revision_id)
    return Page(rows, older, next(rest, None) if before is None else None)


def marks_of(article: Article, now: dt.datetime) -> dict[int, list[str]]:
    """Return what versions are to the story, by id: the latest, the readers', the approved one."""
    named = [
        (article.latest_revision_id, _("latest")),
        (article.live_revision_id, _readers(article, now)),
        (article.update_revision_id, _update(article)),
        (article.approved_revision_id, _("approved")),
        (article.legal_revision_id, _("read by the lawyer")),
    ]
    marks: dict[int, list[str]] = {}
    for pk, words in named:
        if pk is not None:
            marks.setdefault(pk, []).append(words)
    return marks


def _readers(article: Article, now: dt.datetime) -> str:
    if article.is_live(now):
        return _("readers have it")
    if article.live_from is not None and article.live_from > now:
        return _("comes out at %(when)s") % {"when": button_time(article.live_from)}
    return _("readers had it")


def _update(article: Article) -> str:
    when = button_time(article.update_at) if article.update_at else ""
    return _("takes its place at %(when)s") % {"when": when}


def version_of(article: Article, pk: int | None) -> Revision:
    """Return a version of this story, the latest for None; raises Http404 for another story's."""
    found = article.revisions.select_related("created_by", "based_on")
    revision = found.filter(pk=article.latest_revision_id if pk is None else pk).first()
    if revision is None:
        raise Http404
    return revision


def pair_of(article: Article, old: int | None, new: int | None) -> tuple[Revision | None, Revision]:
    """Return two versions of this story to compare, the earlier one first.

    Without the second it is the latest, without the first the one before, of a version that was set
    aside the one it began from; None before the first. Raises Http404 for another story's.
    """
    later = version_of(article, new)
    earlier = version_of(article, old) if old is not None else _before(article, later)
    if earlier is not None and earlier.number > later.number:
        return later, earlier
    return earlier, later


def _before(article: Article, revision: Revision) -> Revision | None:
    if revision.kind == Kind.ASIDE and revision.based_on is not None:
        return revision.based_on
    before = article.revisions.exclude(kind=Kind.ASIDE).filter(number__lt=revision.number)
    return before.select_related("created_by").first()


def after(article: Article, revision: Revision) -> Revision | None:
    """Return the version that followed, by number."""
    later = article.revisions.defer("content").filter(number__gt=revision.number)
    return later.order_by("number").first()


def number_in(values: Any, name: str) -> int | None:
    """Return an id or number that a request names, None when it names none; raises Http404 for what is none."""
    text = values.get(name, "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise Http404
    return int(text)
