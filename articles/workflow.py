"""The editorial process: every change of a story's state, and nothing else, happens here.

Each act checks right and state by the table of articles/transitions.py, runs in one transaction,
saves named fields and writes exactly one log row. None of them needs the worker.
"""

import datetime as dt
import logging
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import gate, notices, permissions, shown
from articles.acting import locked, person, refresh_next_due, settle, words
from articles.models import Article, Correction, Notice, Revision
from articles.release import copy_to_row, require
from articles.transitions import MOVES, NotReady, WorkflowError, possible
from bangla.dates import button_time

__all__ = ["MOVES", "NotReady", "WorkflowError", "possible"]

logger = logging.getLogger(__name__)
State = Article.State


@transaction.atomic
def submit(article: Article, *, by: Any) -> Article:
    """Hand the story in for review."""
    article = _locked(article, "submit", by)
    require(article.latest_revision, ["headline", "body"])
    return settle(article, "submit", by)


@transaction.atomic
def send_back(article: Article, *, by: Any, note: str) -> Article:
    """Return the story to its writer with a note; an empty note raises WorkflowError."""
    article = _locked(article, "send_back", by)
    note = words(note, _("Write what has to change."))
    article = settle(article, "send_back", by, detail={"note": note})
    notices.tell(article, Notice.Kind.SENT_BACK, by=by, text=note)
    return article


@transaction.atomic
def approve(article: Article, *, by: Any) -> Article:
    """Say that the latest version may be printed; a later version is not approved by it."""
    article = _locked(article, "approve", by)
    return _approved(article, "approve", by)


@transaction.atomic
def approve_changes(article: Article, *, by: Any) -> Article:
    """Approve the private next version of a story that is out or scheduled; its state stays."""
    article = _locked(article, "approve_changes", by)
    return _approved(article, "approve_changes", by)


def _approved(article: Article, act: str, by: Any) -> Article:
    revision = require(article.latest_revision)
    article = settle(
        article, act, by, detail={"revision": revision.number},
        approved_revision=revision, approved_by=person(by),
    )  # fmt: skip
    notices.tell(article, Notice.Kind.APPROVED, by=by)
    return article


@transaction.atomic
def publish(
    article: Article, *, by: Any, at: dt.datetime | None = None, override: str = ""
) -> Article:
    """Copy the latest version to the row that readers see.

    `at` is for imports and the demo: the moment, in the past, from which readers saw it.
    `override` is the reason why the gate is passed all the same; only some may give one.
    A story that is out keeps its time and gets `updated_at`; one that comes back after a
    withdrawal keeps its first time. Raises NotReady, HeldBack, WorkflowError, PermissionDenied.
    """
    article = _locked(article, "publish", by)
    now = timezone.now()
    if at is not None and at > now:
        raise WorkflowError(_("That moment is still to come: schedule the story instead."))
    revision = require(article.latest_revision)
    detail = _pass_gate(article, revision, by=by, at=now, override=override)
    was_out = article.is_live(now)
    came_back = article.state == State.WITHDRAWN
    live_from = at or (article.live_from if was_out else None)
    live_from = live_from or (article.first_published_at if came_back else None) or now
    if (was_out or came_back) and article.live_revision_id != revision.pk:
        article.updated_at = now
    if not was_out and not came_back:
        article.first_published_at = None
    article = _release(
        article, "publish", by, revision, live_from=live_from, detail=detail,
        update_revision=None, update_at=None,
    )  # fmt: skip
    notices.tell(article, Notice.Kind.PUBLISHED, by=by)
    return article


@transaction.atomic
def schedule(article: Article, *, by: Any, at: dt.datetime, override: str = "") -> Article:
    """Fix the minute at which readers will see the latest version; it needs no worker and no traffic."""
    article = _locked(article, "schedule", by)
    _must_come(at)
    if article.live_until is not None and article.live_until <= at:
        raise WorkflowError(_("The story would come out after its time to be withdrawn."))
    revision = require(article.latest_revision)
    detail = _pass_gate(article, revision, by=by, at=at, override=override)
    article.first_published_at = None
    return _release(
        article, "schedule", by, revision, live_from=at, detail={"at": at.isoformat(), **detail}
    )


@transaction.atomic
def unschedule(article: Article, *, by: Any) -> Article:
    """Take a scheduled story back to review before its minute."""
    article = _locked(article, "unschedule", by)
    if article.live_from is not None and article.live_from <= timezone.now():
        raise WorkflowError(_("Its minute has come: readers see the story. Withdraw it instead."))
    article.first_published_at = None
    return settle(article, "unschedule", by, live_from=None, live_until=None)


@transaction.atomic
def schedule_update(article: Article, *, by: Any, at: dt.datetime, override: str = "") -> Article:
    """Fix the minute at which the latest version takes the place of the one readers see."""
    article = _locked(article, "schedule_update", by)
    _must_come(at)
    if not article.has_private_changes:
        raise WorkflowError(_("Readers already have the latest version."))
    if article.live_until is not None and article.live_until <= at:
        raise WorkflowError(_("The story would come out after its time to be withdrawn."))
    revision = require(article.latest_revision)
    detail = _pass_gate(article, revision, by=by, at=at, override=override)
    return settle(
        article, "schedule_update", by, update_revision=revision, update_at=at,
        detail={"revision": revision.number, "at": at.isoformat(), **detail},
    )  # fmt: skip


@transaction.atomic
def drop_update(article: Article, *, by: Any) -> Article:
    """Let the version that readers see stay: the scheduled update is taken back, its text is kept."""
    article = _locked(article, "drop_update", by)
    if article.update_at is None:
        raise WorkflowError(_("No update is scheduled."))
    return settle(article, "drop_update", by, update_revision=None, update_at=None)


@transaction.atomic
def schedule_end(article: Article, *, by: Any, at: dt.datetime) -> Article:
    """Fix the minute at which the story is withdrawn by itself."""
    article = _locked(article, "schedule_end", by)
    _must_come(at)
    latest = max(filter(None, (article.live_from, article.update_at)))
    if at <= latest:
        raise WorkflowError(_("The story would be withdrawn before it has come out."))
    return settle(article, "schedule_end", by, live_until=at, detail={"at": at.isoformat()})


@transaction.atomic
def drop_end(article: Article, *, by: Any) -> Article:
    """Let the story stay: the withdrawal that was scheduled is taken back."""
    article = _locked(article, "drop_end", by)
    if article.live_until is None:
        raise WorkflowError(_("No withdrawal is scheduled."))
    return settle(article, "drop_end", by, live_until=None)


@transaction.atomic
def withdraw(article: Article, *, by: Any, reason: str) -> Article:
    """Take a published story from readers; the reason is kept in the log and must be given."""
    article = _locked(article, "withdraw", by)
    reason = words(reason, _("Write why the story is withdrawn."))
    return settle(article, "withdraw", by, detail={"reason": reason}, **_OUT_OF_SIGHT)


@transaction.atomic
def kill(article: Article, *, by: Any, reason: str) -> Article:
    """End a story that will not be printed; the reason is kept in the log and must be given."""
    article = _locked(article, "kill", by)
    reason = words(reason, _("Write why the story is killed."))
    return settle(article, "kill", by, detail={"reason": reason})


@transaction.atomic
def correct(
    article: Article, *, by: Any, text: str, kind: str = Correction.Kind.CORRECTION,
    is_on_top: bool = False,
) -> Correction:  # fmt: skip
    """Add a correction, clarification, update or retraction to a published story; it is never changed.

    It stands above the text when it weighs enough (`is_on_top`; a retraction always does), below it otherwise.
    """
    article = _locked(article, "correct", by)
    text = words(text, _("Write what was wrong and what is right."))
    now = timezone.now()
    correction = Correction.objects.create(
        article=article, text=text, corrected_at=now, by=person(by), kind=kind,
        is_on_top=is_on_top or kind == Correction.Kind.RETRACTION,
    )  # fmt: skip
    article.updated_at = now
    detail = {"text": correction.text, "kind": kind}
    settle(article, "correct", by, detail=detail, shown=shown.build(article))
    return correction


_OUT_OF_SIGHT: dict[str, Any] = {
    "live_from": None, "live_until": None, "update_revision": None, "update_at": None,
}  # fmt: skip


def publish_due(now: dt.datetime | None = None) -> int:
    """Do what time has brought: stories that came out, updates whose minute came, stories whose time ended.

    Readers saw the first and the last at their minute (`live()`): for them this is book-keeping. An
    update is copied here, before the first page asked for after its minute is made (articles/middleware.py).
    Safe to run at any time, by anyone, twice: of several runs one does each. Returns the number of stories.
    """
    now = now or timezone.now()
    done = 0
    for act, is_due in _due(now).items():
        for pk in list(Article.objects.filter(is_due).values_list("pk", flat=True)):
            done += _do_due(pk, act, now)
    refresh_next_due()
    return done


def _due(now: dt.datetime) -> dict[str, Q]:
    """Return what time does, in this order, and to which stories."""
    return {
        "came_out": Q(state=State.SCHEDULED, live_from__lte=now),
        "update_came": Q(update_at__lte=now),
        "time_ended": Q(state=State.PUBLISHED, live_until__lte=now),
    }


def _do_due(pk: int, act: str, now: dt.datetime) -> int:
    try:
        with transaction.atomic():
            return _mark_due(pk, act, now)
    except WorkflowError:
        # What the version named has gone meanwhile, such as its section; the desk is told, readers keep what they have.
        logger.exception("The update of story %s did not come out", pk)
        article = Article.objects.get(pk=pk)
        settle(article, "update_failed", None, update_revision=None, update_at=None)
        notices.tell(
            article, Notice.Kind.OVERDUE, by=None, text=_("The scheduled update did not come out.")
        )
        return 0


def _mark_due(pk: int, act: str, now: dt.datetime) -> int:
    article = Article.objects.select_for_update(of=("self",)).filter(_due(now)[act], pk=pk).first()
    if article is None:
        return 0
    if act == "came_out":
        settle(article, act, None, touch=article.live_from, state=State.PUBLISHED)
    elif act == "update_came":
        _bring_update(article)
    else:
        settle(article, act, None, state=State.WITHDRAWN, **_OUT_OF_SIGHT)
    return 1


def _bring_update(article: Article) -> None:
    moment, revision = article.update_at, require(article.update_revision)
    article.updated_at = moment
    copy_to_row(article, revision)
    settle(
        article, "update_came", None, touch=moment, shown=article.shown,
        detail={"revision": revision.number}, update_revision=None, update_at=None,
    )  # fmt: skip


def _must_come(at: dt.datetime) -> None:
    if at <= timezone.now():
        raise WorkflowError(_("That moment has passed: choose one to come."))


def _locked(article: Article, act: str, by: Any) -> Article:
    """Return the locked row, with what its time has already brought."""
    now = timezone.now()
    for due in ("came_out", "update_came"):
        _do_due(article.pk, due, now)
    return locked(article, act, by)


def _pass_gate(
    article: Article, revision: Revision, *, by: Any, at: dt.datetime, override: str
) -> dict[str, Any]:
    """Let a version out by embargo and gate; returns what the log has to say of it.

    No role passes an embargo: it is lifted first (articles/planning.py). Raises HeldBack, WorkflowError.
    """
    if article.embargo_until is not None and article.embargo_until > at:
        raise WorkflowError(
            _("The story is under embargo until %(when)s (Dhaka). It cannot come out before.")
            % {"when": button_time(article.embargo_until)}
        )
    held = gate.hold(article, revision, by=by, at=at)
    if not held:
        return {}
    if not override.strip():
        raise gate.HeldBack(held)
    if not permissions.can_override_gate(by, article):
        raise PermissionDenied(_("You have no right to do this."))
    return {"reason": override.strip(), "held": [check.name for check in held]}


def _release(
    article: Article, act: str, by: Any, revision: Revision, *, live_from: dt.datetime,
    detail: dict[str, Any], **changes: Any,
) -> Article:  # fmt: skip
    article.state, article.live_from = MOVES[act].to or article.state, live_from
    article.first_published_at = article.first_published_at or live_from
    copy_to_row(article, revision)
    return settle(
        article, act, by, detail={"revision": revision.number, **detail},
        live_from=live_from, shown=article.shown, **changes,
    )  # fmt: skip
