"""The operations page: its readings in order, the errors below, and what is done there."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from bangla.digits import to_ascii, to_bangla
from newsroom.operations import faults, machine, work
from newsroom.operations.models import Fault
from newsroom.operations.reading import Reading, State, Taker, taken

RIGHT = "newsroom.view_operations"
ROWS = 20

GROUPS: list[tuple[Any, list[Taker]]] = [
    (gettext_lazy("Worker, tasks and errors"), [machine.workers, machine.waiting_tasks, machine.parked_tasks, machine.faults]),
    (gettext_lazy("Stories and comments"), [work.last_published, work.next_due, work.unmarked, work.overdue, work.held_comments, work.pictures]),
    (gettext_lazy("Mail"), [work.mail_server, work.last_mail, work.late_mails]),
    (gettext_lazy("Data"), [machine.last_backup, machine.disk, machine.database, machine.storage_answers, machine.cache_answers]),
    (gettext_lazy("Safety and versions"), [machine.https, machine.secret_key, machine.deployment, machine.newsroom]),
]  # fmt: skip
"""Heading → its readings; another part of the site adds its own to a list here."""


class Group(NamedTuple):
    """Readings under one heading."""

    title: str
    readings: Sequence[Reading]


def groups() -> list[Group]:
    """Take every reading now."""
    now = timezone.now()
    return [Group(str(title), [taken(take, now) for take in takers]) for title, takers in GROUPS]


def summary(found: list[Group]) -> tuple[State, str]:
    """Return the worst state, and in words how many readings have it."""
    states = [reading.state for group in found for reading in group.readings]
    if alarms := states.count(State.ALARM):
        words = ngettext("%(n)s thing needs you now.", "%(n)s things need you now.", alarms)
        return State.ALARM, words % {"n": to_bangla(alarms)}
    if watched := states.count(State.WATCH):
        words = ngettext(
            "%(n)s thing to keep an eye on.", "%(n)s things to keep an eye on.", watched
        )
        return State.WATCH, words % {"n": to_bangla(watched)}
    return State.GOOD, _("All is well.")


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show how the paper runs, to those who look after it."""
    _only_for_operators(request)
    found = groups()
    state, words = summary(found)
    context = {
        **admin.site.each_context(request),
        "title": _("Operations"),
        "groups": found,
        "worst": state,
        "summary": words,
        "faults": Fault.objects.unseen().order_by("-last_at")[:ROWS],
    }
    return TemplateResponse(request, "admin/operations.html", context)


@require_POST
def seen(request: HttpRequest) -> HttpResponse:
    """Mark the errors that the page showed as seen."""
    numbers = [to_ascii(text) for text in request.POST.getlist("fault")[:ROWS]]
    pks = [int(text) for text in numbers if text.isdecimal() and len(text) < 19]
    number = faults.mark_seen(pks, by=request.user)
    words = ngettext("%(n)s error is marked as seen.", "%(n)s errors are marked as seen.", number)
    messages.success(request, words % {"n": to_bangla(number)})
    return redirect("admin:operations")


def _only_for_operators(request: HttpRequest) -> None:
    if not request.user.has_perm(RIGHT):
        raise PermissionDenied(_("You have no right to do this."))
