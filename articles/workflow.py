"""The editorial process: every change of a story's state, and nothing else, happens here.

Each act checks right and state, runs in one transaction, saves named fields and writes
exactly one log row. The table MOVES is the whole policy.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Min, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import filing, permissions, shown
from articles.body import plain_text
from articles.models import Article, Category, Correction, Revision, Source
from articles.pictures import note_uses
from bangla.slugs import slugify
from bangla.text import word_count
from images.models import Picture
from paper.identity import SITE_PK, Site
from paper.log import record

State = Article.State


class WorkflowError(Exception):
    """An act that cannot be done now; the message is for the person at the desk."""


class NotReady(WorkflowError):
    """Raised when a story lacks what readers need; `missing` names it in words."""

    def __init__(self, missing: list[str]) -> None:
        super().__init__(_("Still missing: %(missing)s.") % {"missing": ", ".join(missing)})
        self.missing = missing


@dataclass(frozen=True)
class Move:
    """From which states an act may start, and who may do it."""

    from_states: frozenset[str]
    allowed: Callable[[Any, Article], bool]


MOVES = {
    "submit": Move(frozenset({State.DRAFT, State.SENT_BACK}), permissions.can_submit),
    "send_back": Move(frozenset({State.IN_REVIEW}), permissions.can_publish),
    "publish": Move(
        frozenset({State.DRAFT, State.IN_REVIEW, State.SENT_BACK, State.SCHEDULED, State.PUBLISHED, State.WITHDRAWN}),
        permissions.can_publish,
    ),
    "schedule": Move(
        frozenset({State.DRAFT, State.IN_REVIEW, State.SENT_BACK, State.SCHEDULED}), permissions.can_publish
    ),
    "unschedule": Move(frozenset({State.SCHEDULED}), permissions.can_publish),
    "withdraw": Move(frozenset({State.PUBLISHED}), permissions.can_withdraw),
    "kill": Move(
        frozenset({State.DRAFT, State.IN_REVIEW, State.SENT_BACK, State.WITHDRAWN}), permissions.can_kill
    ),
    "correct": Move(frozenset({State.PUBLISHED}), permissions.can_correct),
}  # fmt: skip


def possible(article: Article, user: Any) -> list[str]:
    """Return the acts this person may do with the story now, in the order of MOVES."""
    return [
        act
        for act, move in MOVES.items()
        if article.state in move.from_states and move.allowed(user, article)
    ]


@transaction.atomic
def submit(article: Article, *, by: Any) -> Article:
    """Hand the story in for review."""
    article = _locked(article, "submit", by)
    _require(article, ["headline", "body"])
    return _settle(article, "submit", by, state=State.IN_REVIEW)


@transaction.atomic
def send_back(article: Article, *, by: Any, note: str) -> Article:
    """Return the story to its writer with a note; an empty note raises WorkflowError."""
    article = _locked(article, "send_back", by)
    if not note.strip():
        raise WorkflowError(_("Write what has to change."))
    return _settle(article, "send_back", by, detail={"note": note.strip()}, state=State.SENT_BACK)


@transaction.atomic
def publish(article: Article, *, by: Any, at: dt.datetime | None = None) -> Article:
    """Copy the latest version to the row that readers see.

    `at` is for imports and the demo: the moment, in the past, from which readers saw it.
    A story that is out keeps its time and gets `updated_at`; one that comes back after a
    withdrawal keeps its first time. Raises NotReady, WorkflowError, PermissionDenied.
    """
    article = _locked(article, "publish", by)
    now = timezone.now()
    if at is not None and at > now:
        raise WorkflowError(_("That moment is still to come: schedule the story instead."))
    was_out = article.is_live(now)
    came_back = article.state == State.WITHDRAWN
    live_from = at or (article.live_from if was_out else None)
    live_from = live_from or (article.first_published_at if came_back else None) or now
    changed = article.live_revision_id != article.latest_revision_id
    if (was_out or came_back) and changed:
        article.updated_at = now
    if not was_out and not came_back:
        article.first_published_at = None
    return _release(article, "publish", by, live_from=live_from, state=State.PUBLISHED)


@transaction.atomic
def schedule(article: Article, *, by: Any, at: dt.datetime) -> Article:
    """Fix the minute at which readers will see the latest version; it needs no worker and no traffic."""
    article = _locked(article, "schedule", by)
    if at <= timezone.now():
        raise WorkflowError(_("That moment has passed: choose one to come."))
    article.first_published_at = None
    return _release(
        article, "schedule", by, live_from=at, state=State.SCHEDULED, detail={"at": at.isoformat()}
    )


@transaction.atomic
def unschedule(article: Article, *, by: Any) -> Article:
    """Take a scheduled story back to review before its minute."""
    article = _locked(article, "unschedule", by)
    if article.live_from is not None and article.live_from <= timezone.now():
        raise WorkflowError(_("Its minute has come: readers see the story. Withdraw it instead."))
    article.first_published_at = None
    return _settle(article, "unschedule", by, state=State.IN_REVIEW, live_from=None)


@transaction.atomic
def withdraw(article: Article, *, by: Any, reason: str) -> Article:
    """Take a published story from readers; the reason is kept in the log and must be given."""
    article = _locked(article, "withdraw", by)
    if not reason.strip():
        raise WorkflowError(_("Write why the story is withdrawn."))
    return _settle(
        article, "withdraw", by, detail={"reason": reason.strip()},
        state=State.WITHDRAWN, live_from=None, live_until=None,
    )  # fmt: skip


@transaction.atomic
def kill(article: Article, *, by: Any, reason: str) -> Article:
    """End a story that will not be printed; the reason is kept in the log and must be given."""
    article = _locked(article, "kill", by)
    if not reason.strip():
        raise WorkflowError(_("Write why the story is killed."))
    return _settle(article, "kill", by, detail={"reason": reason.strip()}, state=State.KILLED)


@transaction.atomic
def correct(article: Article, *, by: Any, text: str) -> Correction:
    """Add a correction to a published story; it is printed under the body and never changed."""
    article = _locked(article, "correct", by)
    if not text.strip():
        raise WorkflowError(_("Write what was wrong and what is right."))
    now = timezone.now()
    correction = Correction.objects.create(
        article=article, text=text, corrected_at=now, by=_person(by)
    )
    article.updated_at = now
    article.shown = shown.build(article)
    _settle(article, "correct", by, detail={"text": correction.text}, shown=article.shown)
    return correction


def publish_due(now: dt.datetime | None = None) -> int:
    """Do what time has brought: mark stories whose minute came, take away those whose time ended.

    Readers saw both at their minute (`live()`); this is the book-keeping. Safe to run at any
    time, by anyone, twice: of several runs one marks each story. Returns the number of stories.
    """
    now = now or timezone.now()
    came = Article.objects.filter(state=State.SCHEDULED, live_from__lte=now)
    gone = Article.objects.filter(state=State.PUBLISHED, live_until__lte=now)
    done = 0
    for pk in list(came.values_list("pk", flat=True)):
        done += _mark_due(pk, "came_out", now, Q(state=State.SCHEDULED, live_from__lte=now))
    for pk in list(gone.values_list("pk", flat=True)):
        done += _mark_due(pk, "time_ended", now, Q(state=State.PUBLISHED, live_until__lte=now))
    refresh_next_due(now)
    return done


@transaction.atomic
def _mark_due(pk: int, act: str, now: dt.datetime, still: Q) -> int:
    article = Article.objects.select_for_update(of=("self",)).filter(still, pk=pk).first()
    if article is None:
        return 0
    if act == "came_out":
        _settle(article, act, None, touch=article.live_from, state=State.PUBLISHED)
    else:
        _settle(article, act, None, state=State.WITHDRAWN, live_from=None, live_until=None)
    return 1


def refresh_next_due(now: dt.datetime | None = None) -> None:
    """Store the next moment at which any public page changes by time alone (`Site.next_due_at`)."""
    now = now or timezone.now()
    comes = Article.objects.filter(state=State.SCHEDULED).aggregate(at=Min("live_from"))["at"]
    goes = Article.objects.filter(live_until__isnull=False).aggregate(at=Min("live_until"))["at"]
    due = min(filter(None, (comes, goes)), default=None)
    Site.objects.current()  # makes the row in a new installation
    Site.objects.filter(pk=SITE_PK).update(next_due_at=due)


def missing(content: dict[str, Any], needed: list[str] | None = None) -> list[str]:
    """Return in words what a version lacks before readers may see it."""
    words = {
        "headline": _("headline"),
        "category": _("section"),
        "body": _("body"),
    }
    return [
        word for name, word in words.items() if (not needed or name in needed) and not content[name]
    ]


def _require(article: Article, needed: list[str] | None = None) -> Revision:
    revision = article.latest_revision
    lacking = missing(revision.content, needed) if revision else [_("everything")]
    if lacking or revision is None:
        raise NotReady(lacking)
    return revision


def _locked(article: Article, act: str, by: Any) -> Article:
    move = MOVES[act]
    now = timezone.now()
    _mark_due(article.pk, "came_out", now, Q(state=State.SCHEDULED, live_from__lte=now))
    article = (
        Article.objects.select_for_update(of=("self",))
        .select_related("latest_revision")
        .get(pk=article.pk)
    )
    if not move.allowed(by, article):
        raise PermissionDenied(_("You have no right to do this."))
    if article.state not in move.from_states:
        raise WorkflowError(
            _("This cannot be done now: the story is “%(state)s”.")
            % {"state": article.get_state_display()}
        )
    return article


def _release(
    article: Article,
    act: str,
    by: Any,
    *,
    live_from: dt.datetime,
    state: str,
    detail: dict[str, Any] | None = None,
) -> Article:
    revision = _require(article)
    content = revision.content
    _copy(article, content)
    article.state, article.live_from, article.live_revision = state, live_from, revision
    article.first_published_at = article.first_published_at or live_from
    article.save()
    filing.file_story(article, content)
    note_uses(article, content, "is_live")
    article.shown = shown.build(article)
    return _settle(
        article, act, by, detail={"revision": revision.number, **(detail or {})},
        state=state, shown=article.shown,
    )  # fmt: skip


def _copy(article: Article, content: dict[str, Any]) -> None:
    for name in ("kicker", "headline", "standfirst", "body", "language", "dateline", "picture_alt", "picture_caption", "comment_policy"):  # fmt: skip
        setattr(article, name, content[name])
    article.slug = content["slug"] or slugify(content["headline"]) or "article"
    article.category = Category.objects.filter(pk=content["category"]).first()
    article.source = Source.objects.filter(pk=content["source"]).first()
    article.picture = Picture.objects.filter(pk=content["picture"]).first()
    article.word_count = word_count(plain_text(content["body"]))
    if article.category is None:
        raise NotReady([_("section")])


def _settle(
    article: Article, act: str, by: Any, *, detail: dict[str, Any] | None = None,
    touch: dt.datetime | None = None, **changes: Any,
) -> Article:  # fmt: skip
    """Save the act: named fields, dates in the join tables, one log row, the next due moment."""
    for name, value in changes.items():
        setattr(article, name, value)
    article.touched_at = touch or timezone.now()
    article.save(update_fields=[*changes, "touched_at", "updated_at", "first_published_at"])
    if "live_from" in changes:
        filing.redate(article)
    record(act, actor=_person(by), subject=article, label=_label(article), detail=detail)
    if {"live_from", "live_until", "state"} & set(changes):
        refresh_next_due()
    return article


def _label(article: Article) -> str:
    revision = article.latest_revision
    return str(revision.headline if revision else article.headline)


def _person(by: Any) -> Any:
    return by if getattr(by, "pk", None) else None
