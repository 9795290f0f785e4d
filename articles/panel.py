"""What stands beside the story form: checks before publishing, the acts, where the story stands."""

from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import workflow
from articles.models import Article
from bangla.dates import button_time

State = Article.State

ACTS = {
    "publish": gettext_lazy("Publish"),
    "submit": gettext_lazy("Hand in for review"),
    "schedule": gettext_lazy("Fix the time"),
    "unschedule": gettext_lazy("Take from the schedule"),
    "send_back": gettext_lazy("Send back with a note"),
    "correct": gettext_lazy("Add a correction"),
    "withdraw": gettext_lazy("Withdraw"),
    "kill": gettext_lazy("Kill"),
}
"""Acts in the order of the panel → what their button says."""

ASKING = ("schedule", "send_back", "correct", "withdraw", "kill")
"""Acts that open a part of the form before they are done."""

DANGEROUS = ("withdraw", "kill")

DONE = {
    "save": gettext_lazy("Saved."),
    "submit": gettext_lazy("Handed in for review."),
    "publish": gettext_lazy("Published."),
    "schedule": gettext_lazy("The time is fixed."),
    "unschedule": gettext_lazy("Taken from the schedule."),
    "send_back": gettext_lazy("Sent back to its writer."),
    "withdraw": gettext_lazy("Withdrawn: readers no longer see it."),
    "kill": gettext_lazy("Killed."),
    "correct": gettext_lazy("The correction is added."),
}


@dataclass(frozen=True)
class Act:
    """One button."""

    name: str
    label: str
    is_primary: bool
    asks: bool
    is_dangerous: bool


def acts_for(article: Article, user: Any) -> list[Act]:
    """Return the buttons this person gets: only acts that are possible, the likeliest one first."""
    possible = workflow.possible(article, user)
    primary = next((act for act in ("publish", "submit") if act in possible), "")
    return [
        Act(name, _label(name, article), name == primary, name in ASKING, name in DANGEROUS)
        for name in ACTS
        if name in possible
    ]


def _label(name: str, article: Article) -> str:
    if name == "publish" and article.state == State.PUBLISHED:
        return _("Publish the changes")
    if name == "publish" and article.state == State.SCHEDULED:
        return _("Publish now")
    if name == "schedule" and article.state == State.SCHEDULED and article.live_from:
        return _("Fix the time: %(when)s (Dhaka)") % {"when": button_time(article.live_from)}
    return str(ACTS[name])


def notice_of(article: Article) -> str:
    """Return which version readers get, when it is not the latest one; "" when it is."""
    if not article.has_private_changes or article.live_revision is None:
        return ""
    if article.is_live():
        return _(
            "Readers see version %(n)s. What you change here stays private until you publish it."
        ) % {"n": article.live_revision.number}
    return _(
        "Version %(n)s will come out at its time. Fix the time again to send the latest one."
    ) % {"n": article.live_revision.number}


def badge(article: Article) -> SafeString:
    """Return the state as word, icon and colour; a scheduled story says its minute."""
    label = article.get_state_display()
    if article.state == State.SCHEDULED and article.live_from:
        label = f"{label}: {button_time(article.live_from)}"
    return format_html('<span class="badge badge-{}">{}</span>', article.state, label)
