"""What stands beside the story form: checks before publishing, the acts, where the story stands."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles import pictures, workflow
from articles.models import Article
from bangla.dates import button_time, short_date, to_dhaka
from images.models import Picture

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


@dataclass(frozen=True)
class Check:
    """One line of “before publishing”."""

    text: str
    is_met: bool
    is_needed: bool


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


def checks_of(content: dict[str, Any], picture: Picture | None) -> list[Check]:
    """Return what a version has and lacks: first what readers need, then what a careful desk looks for."""
    lines = [
        _check(
            "needed",
            not workflow.missing(content, ["headline"]),
            _("There is a headline"),
            _("The headline is missing"),
        ),
        _check(
            "needed",
            not workflow.missing(content, ["category"]),
            _("The section is chosen"),
            _("The section is not chosen"),
        ),
        _check(
            "needed",
            not workflow.missing(content, ["body"]),
            _("There is a body"),
            _("The body is missing"),
        ),
        _check(
            "advised",
            bool(content["bylines"] or content["source"]),
            _("Author or source is named"),
            _("Neither author nor source is named"),
        ),
    ]
    in_body = _checks_of_text(pictures.in_text(content["body"]))
    if picture is None:
        return [*lines, _check("advised", not content, "", _("There is no picture")), *in_body]
    if picture.rights_until is not None:
        day = short_date(picture.rights_until)
        ended = picture.rights_have_ended(_today())
        lines.append(
            _check(
                "advised", not ended,
                _("The picture may be used until %(day)s") % {"day": day},
                _("The right to use the picture ended on %(day)s") % {"day": day},
            )
        )  # fmt: skip
    described = bool(content["picture_alt"] or picture.alt)
    return [
        *lines,
        _check(
            "advised", described, _("The picture is described"), _("The picture is not described")
        ),
        _check(
            "advised",
            bool(picture.credit),
            _("The picture has a credit"),
            _("The picture has no credit"),
        ),
        *in_body,
    ]


def _checks_of_text(found: list[pictures.InText]) -> list[Check]:
    """Return what the pictures in the text lack, and whose right has ended."""
    if not found:
        return []
    bare = sum(not one.is_described for one in found)
    nameless = sum(not one.has_credit for one in found)
    ended = {one.picture for one in found if one.picture.rights_have_ended(_today())}
    return [
        _check(
            "advised", not bare, _("The pictures in the text are described"),
            ngettext("%(n)s picture in the text is not described", "%(n)s pictures in the text are not described", bare) % {"n": bare},
        ),
        _check(
            "advised", not nameless, _("The pictures in the text have a credit"),
            ngettext("%(n)s picture in the text has no credit", "%(n)s pictures in the text have no credit", nameless) % {"n": nameless},
        ),
        *(
            Check(
                _("The right to use “%(picture)s” in the text ended on %(day)s")
                % {"picture": picture, "day": short_date(picture.rights_until)},
                is_met=False, is_needed=False,
            )
            for picture in sorted(ended, key=lambda one: one.pk)
        ),
    ]  # fmt: skip


def _today() -> dt.date:
    return to_dhaka(timezone.now()).date()


def _check(weight: str, met: bool, yes: str, no: str) -> Check:
    return Check(yes if met else no, met, weight == "needed")


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
