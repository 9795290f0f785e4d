"""An act on several stories at once: what would come of it, and doing it, each story by itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from articles import notices
from articles.acts import ACTS
from articles.models import Article
from articles.transitions import MOVES, WorkflowError, possible

MOST = 50
"""As many stories may be chosen at once."""

RIGHTS = {
    "approve": "articles.publish_article",
    "publish": "articles.publish_article",
    "send_back": "articles.publish_article",
    "withdraw": "articles.withdraw_article",
    "kill": "articles.kill_article",
    "assign": "articles.assign_article",
}
"""Acts that the list of stories offers, in its order → the right without which nobody is offered them."""

TRIED_WITH: dict[str, dict[str, Any]] = {
    "send_back": {"note": "–"}, "withdraw": {"reason": "–"}, "kill": {"reason": "–"},
    "assign": {"to": None, "due_at": None},
}  # fmt: skip
State = Article.State


@dataclass(frozen=True)
class Outcome:
    """What came, or would come, of an act on one story; `why_not` is "" where it is done."""

    story: Article
    headline: str
    why_not: str = ""


def acts_of(user: Any) -> list[str]:
    """Return the acts that a person is offered; each story is judged by itself later."""
    return [act for act, right in RIGHTS.items() if user.is_active and user.has_perm(right)]


def foresee(act: str, stories: Iterable[Article], *, by: Any) -> list[Outcome]:
    """Return what would come of an act: the rule itself judges, and its trial is taken back."""
    return [
        Outcome(story, notices.headline_of(story), _try(act, story, by, TRIED_WITH.get(act, {}), keep=False))
        for story in stories
    ]  # fmt: skip


def do(
    act: str, stories: Iterable[Article], *, by: Any, seen: dict[int, int], arguments: dict[str, Any]
) -> list[Outcome]:  # fmt: skip
    """Do an act on each story; what one story refuses stops no other.

    `seen` says for each story which version was on the screen: nobody approves or publishes a
    later one unread.
    """
    return [
        Outcome(story, notices.headline_of(story), _changed(story, seen) or _try(act, story, by, arguments, keep=True))
        for story in stories
    ]  # fmt: skip


def _changed(story: Article, seen: dict[int, int]) -> str:
    if seen.get(story.pk) == (story.latest_revision_id or 0):
        return ""
    return _("Somebody saved it meanwhile. Read the new version first.")


def _try(act: str, story: Article, by: Any, arguments: dict[str, Any], *, keep: bool) -> str:
    """Do the act and return "", or return why not; with `keep` false nothing of it stays."""
    act = _act_for(act, story)
    if why_not := _pointless(act, story, by):
        return why_not
    try:
        with transaction.atomic():
            ACTS[act](story, by=by, **arguments)
            transaction.set_rollback(not keep)
    except (WorkflowError, PermissionDenied) as refusal:
        return str(refusal) or _("You have no right to do this.")
    return ""


def _act_for(act: str, story: Article) -> str:
    """Return the act by its name for this story: changes of what is out are approved by an act of their own."""
    is_on_its_way = story.state in {State.SCHEDULED, State.PUBLISHED}
    return "approve_changes" if act == "approve" and is_on_its_way else act


def _pointless(act: str, story: Article, by: Any) -> str:
    """Return why an act that the rules allow would change nothing, "" where it would, or where they will say no."""
    if act == "publish" and story.state == State.PUBLISHED and not story.has_private_changes:
        return _("Readers already have the latest version.")
    move = MOVES[act]
    if (
        story.state in move.from_states
        and move.allowed(by, story)
        and act not in possible(story, by)
    ):
        return _("This has been done already.")
    return ""
