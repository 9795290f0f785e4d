"""What stands beside the story form: the acts, and what somebody must know who opens the story."""

from dataclasses import dataclass
from typing import Any

from django.forms import BoundField
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import workflow
from articles.act_form import ActForm, fields_of
from articles.models import Article
from bangla.dates import button_time

State = Article.State

ACTS = {
    "publish": gettext_lazy("Publish"),
    "submit": gettext_lazy("Hand in for review"),
    "approve": gettext_lazy("Approve"),
    "approve_changes": gettext_lazy("Approve the changes"),
    "schedule": gettext_lazy("Fix the time"),
    "schedule_update": gettext_lazy("Fix the time of the changes"),
    "unschedule": gettext_lazy("Take from the schedule"),
    "drop_update": gettext_lazy("Take the changes from the schedule"),
    "send_back": gettext_lazy("Send back with a note"),
    "correct": gettext_lazy("Add a correction"),
    "schedule_end": gettext_lazy("Withdraw at a time"),
    "drop_end": gettext_lazy("Do not withdraw by itself"),
    "withdraw": gettext_lazy("Withdraw"),
    "kill": gettext_lazy("Kill"),
    "set_embargo": gettext_lazy("Set an embargo"),
    "lift_embargo": gettext_lazy("Lift the embargo"),
    "ask_legal": gettext_lazy("Ask for the lawyer's reading"),
    "clear_legal": gettext_lazy("Cleared by the lawyer"),
    "link_edition": gettext_lazy("Link the edition in the other language"),
    "unlink_edition": gettext_lazy("Take the link to the other edition away"),
}
"""Acts in the order of the panel → what their button says. Assigning has a form of its own."""

ARRANGING = ("set_embargo", "lift_embargo", "ask_legal", "clear_legal", "link_edition", "unlink_edition")  # fmt: skip
"""Acts that stand apart below the others: they move the story nowhere."""

DANGEROUS = ("withdraw", "kill", "lift_embargo")

DONE = {
    "save": gettext_lazy("Saved."),
    "submit": gettext_lazy("Handed in for review."),
    "approve": gettext_lazy("Approved."),
    "approve_changes": gettext_lazy("The changes are approved."),
    "publish": gettext_lazy("Published."),
    "schedule": gettext_lazy("The time is fixed."),
    "schedule_update": gettext_lazy("The time of the changes is fixed."),
    "unschedule": gettext_lazy("Taken from the schedule."),
    "drop_update": gettext_lazy("Taken from the schedule."),
    "send_back": gettext_lazy("Sent back to its writer."),
    "schedule_end": gettext_lazy("The time of the withdrawal is fixed."),
    "drop_end": gettext_lazy("It stays with readers."),
    "withdraw": gettext_lazy("Withdrawn: readers no longer see it."),
    "kill": gettext_lazy("Killed."),
    "correct": gettext_lazy("The correction is added."),
    "set_embargo": gettext_lazy("The embargo is set."),
    "lift_embargo": gettext_lazy("The embargo is lifted."),
    "ask_legal": gettext_lazy("The lawyer's reading is asked for."),
    "clear_legal": gettext_lazy("Cleared by the lawyer."),
    "link_edition": gettext_lazy("The editions are linked."),
    "unlink_edition": gettext_lazy("The link is taken away."),
}


@dataclass(frozen=True)
class Act:
    """One button; `fields` are the parts of the form that it opens."""

    name: str
    label: str
    is_primary: bool
    is_arranging: bool
    is_dangerous: bool
    fields: list[BoundField]
    button: str
    """What the button under the fields says with `{when}` for the moment, "" where the label serves."""


def acts_for(article: Article, user: Any, form: ActForm) -> list[Act]:
    """Return the buttons this person gets: only acts that are possible, the likeliest one first."""
    possible = workflow.possible(article, user)
    primary = next((act for act in ("publish", "submit") if act in possible), "")
    return [
        Act(
            name, _label(name, article), is_primary=name == primary, is_arranging=name in ARRANGING,
            is_dangerous=name in DANGEROUS, fields=[form[field] for field in fields_of(name)],
            button=_button(name),
        )
        for name in ACTS
        if name in possible
    ]  # fmt: skip


def _button(name: str) -> str:
    return {
        "schedule": _("Fix the time: {when} (Dhaka)"),
        "schedule_update": _("Fix the time: {when} (Dhaka)"),
        "schedule_end": _("Withdraw at {when} (Dhaka)"),
        "set_embargo": _("Embargo until {when} (Dhaka)"),
    }.get(name, "")


def _label(name: str, article: Article) -> str:
    if name == "publish" and article.state == State.PUBLISHED:
        return _("Publish the changes")
    if name == "publish" and article.state == State.SCHEDULED:
        return _("Publish now")
    fixed = {
        "schedule": article.live_from if article.state == State.SCHEDULED else None,
        "schedule_update": article.update_at,
    }.get(name)
    if fixed:
        return _("Fix the time: %(when)s (Dhaka)") % {"when": button_time(fixed)}
    return str(ACTS[name])


def notices_of(article: Article) -> list[str]:
    """Return what somebody must know who opens the story: who gets which version when, embargo, approval, end."""
    lines = [_version_notice(article)]
    if article.embargo_until is not None and article.embargo_until > timezone.now():
        lines.append(
            _("Under embargo until %(when)s (Dhaka): nobody can publish it before.")
            % {"when": button_time(article.embargo_until)}
        )
    if article.live_until is not None:
        lines.append(
            _("It is withdrawn by itself at %(when)s (Dhaka).")
            % {"when": button_time(article.live_until)}
        )
    approved = article.approved_revision
    if article.state == State.APPROVED and approved and approved.pk != article.latest_revision_id:
        lines.append(
            _("Version %(n)s is approved. What was changed since then is not.")
            % {"n": approved.number}
        )
    return [line for line in lines if line]


def _version_notice(article: Article) -> str:
    """Return which version readers get, when it is not the latest one; "" when it is."""
    if article.update_at is not None and article.update_revision is not None:
        return _("Version %(n)s takes the place of what readers see at %(when)s (Dhaka).") % {
            "n": article.update_revision.number, "when": button_time(article.update_at),
        }  # fmt: skip
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
