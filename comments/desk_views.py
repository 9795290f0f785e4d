"""The moderation desk: the page of a queue, the acts that it sends, undoing them, and the switch that holds comments."""

import json
from collections.abc import Iterable, Mapping
from functools import wraps
from types import MappingProxyType
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from articles.admin.assigning import back_to, wants_json
from bangla.digits import to_bangla
from comments import desk, policy
from comments.desk_acts import (
    Outcome,
    batch_of,
    carry_out,
    decision_of_script,
    decisions_of_form,
    failures,
    take_back,
)
from comments.desk_cards import KEYS, Card, cards_of, reject_reasons
from comments.desk_forms import FilterForm, HoldForm
from comments.models import (
    Ban,
    CannedReply,
    Comment,
    Commenter,
    CommentPolicy,
    Event,
    WordList,
)
from comments.moderation import ModerationError, hold_section, may_hold
from comments.permissions import can_moderate, moderated_by
from paper.caching import private

TEMPLATE = "admin/comments/desk/desk.html"

WORDS = {
    "noConnection": gettext_lazy("No connection. The comment stands as it was; decide again."),
    "notAnswered": gettext_lazy("There was no answer. Load the page anew, then decide."),
    "notPossible": gettext_lazy("This is not possible with this comment."),
    "noneChosen": gettext_lazy("Choose comments first, with x."),
    "nothingToUndo": gettext_lazy("There is nothing to undo."),
    "chosen": gettext_lazy("{n} chosen"),
    "undo": gettext_lazy("Undo"),
    "leftOut": gettext_lazy("Left out: {n}."),
}
"""What the page's script says."""


def see(address: str) -> HttpResponse:
    """303: whatever was sent, the next page is asked for by GET (RFC 9110, 15.4.4)."""
    return HttpResponseRedirect(address, status=303)


def for_moderators(view: Any) -> Any:
    """Let in who may moderate; which comments are theirs, each list and each act asks for itself."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not can_moderate(request.user):
            raise PermissionDenied
        return private(view(request, *args, **kwargs))

    return guarded


@for_moderators
@require_safe
def desk_view(request: HttpRequest) -> HttpResponse:
    """Show a page of a queue."""
    return _page(request, HoldForm(user=request.user, sections=request.sections))


@for_moderators
@require_POST
def decide_view(request: HttpRequest) -> HttpResponse:
    """Do what the buttons of the page send, and come back to it."""
    decisions = decisions_of_form(request.POST)
    if not decisions:
        messages.error(request, _("Nothing was chosen."))
        return see(back(request))
    outcome = carry_out(decisions, actor=request.user)
    _tell(request, outcome)
    return see(back(request, undo=str(outcome.batch) if outcome.comments else ""))


@for_moderators
@require_POST
def act_view(request: HttpRequest) -> HttpResponse:
    """Do what the page's script sends, and answer how the comments stand now."""
    decision = decision_of_script(request)
    if decision is None:
        return JsonResponse({"error": _("This could not be read. Load the page anew.")}, status=400)
    return _answer(request, carry_out([decision], actor=request.user), decision.event)


@for_moderators
@require_POST
def undo_view(request: HttpRequest) -> HttpResponse:
    """Take back what the person did with one press."""
    outcome = take_back(batch_of(request), actor=request.user)
    if wants_json(request):
        return _answer(request, outcome, Event.UNDO)
    _tell(request, outcome)
    return see(back(request))


@for_moderators
@require_POST
def hold_view(request: HttpRequest) -> HttpResponse:
    """Have every comment of a section reviewed first, or end that."""
    form = HoldForm(request.POST, user=request.user, sections=request.sections)
    is_end = "end" in request.POST
    if is_end:
        # The button of a row that holds names the section alone.
        form.fields = {"section": form.fields["section"]}
    if not form.is_valid():
        return _page(request, form, status=422)
    section = request.sections.by_id.get(form.cleaned_data["section"])
    until = None if is_end else form.until()
    try:
        hold_section(
            section.pk if section else None, actor=request.user, until=until,
            why=form.cleaned_data.get("why", ""),
        )  # fmt: skip
    except ModerationError as error:
        form.add_error(None, str(error))
        return _page(request, form, status=422)
    done = _("Comments appear as usual again.") if is_end else _("Every comment is reviewed first.")
    messages.success(request, done)
    return see(back(request))


def _page(request: HttpRequest, hold_form: HoldForm, status: int = 200) -> HttpResponse:
    """Return a page of the desk; the form of the switch comes back with what was typed."""
    user, sections = request.user, request.sections
    asked = dict(parse_qsl(urlsplit(back_to(request)).query)) if status != 200 else request.GET
    form = FilterForm(asked, user=user, sections=sections)
    wanted = form.wanted()
    try:
        found = desk.read_page(user, wanted, asked.get("after", ""))
    except ValueError as error:
        raise Http404 from error
    cards = cards_of(found.comments, user=user, sections=sections)
    context = {
        **admin.site.each_context(request), "title": _("Comments"), "form": form, "wanted": wanted,
        "cards": cards, "after": found.after, "is_first": not asked.get("after"), "hold_form": hold_form,
        "queues": _queues(desk.counts(user), wanted), "holds": _holds(request), "of_whom": _of_whom(wanted, cards),
        "undo": asked.get("undo", ""), "here": _without_undo(request.get_full_path()) if status == 200 else back_to(request),
        "words": json.dumps({name: str(words) for name, words in WORDS.items()}),
        "ways": _ways(user), "reasons": reject_reasons(), "bulk_events": _bulk_events(wanted.queue), "bulk_most": to_bangla(policy.BULK),
    }  # fmt: skip
    return TemplateResponse(request, TEMPLATE, context, status=status)


def _ways(user: Any) -> list[dict[str, Any]]:
    """Return the pages beside the desk that this person may open."""
    models = (WordList, CannedReply, CommentPolicy, Commenter, Ban)
    return [
        {
            "url": reverse(f"admin:comments_{model._meta.model_name}_changelist"),
            "label": capfirst(model._meta.verbose_name_plural),
        }
        for model in models
        if user.has_perm(f"comments.view_{model._meta.model_name}")
    ]


def _queues(numbers: dict[str, int], wanted: desk.Wanted) -> list[dict[str, Any]]:
    return [
        {
            "name": queue.name,
            "title": queue.title,
            "count": words_for(numbers[queue.name]),
            "is_here": queue is wanted.queue,
        }
        for queue in desk.QUEUES.values()
    ]


def counts_in_words(user: Any) -> dict[str, str]:
    """Return what the queues hold now, as their tabs print it."""
    return {name: words_for(number) for name, number in desk.counts(user).items()}


def words_for(number: int) -> str:
    """Return a count as it is printed, up to ৯৯+."""
    return to_bangla(f"{desk.MANY}+" if number > desk.MANY else number)


def _holds(request: HttpRequest) -> list[dict[str, Any]]:
    """Return where every comment is reviewed first now, as far as it concerns the person; and who may end it."""
    found = []
    for row in CommentPolicy.objects.exclude(held_until__isnull=True, all_held__isnull=True):
        until = row.held_until if row.held_until and row.held_until > request.now else None
        is_mine = may_hold(request.user, row.category_id)
        if (until or row.all_held) and (is_mine or row.category_id is None):
            section = request.sections.by_id.get(row.category_id)
            found.append({"section": section, "until": until, "is_mine": is_mine})
    return found


def _of_whom(wanted: desk.Wanted, cards: list[Card]) -> dict[str, str]:
    """Return whose comments these are, or under which story, in words."""
    first = cards[0].comment if cards else None
    found = {}
    if wanted.author:
        found["author"] = first.author_name if first else _("one reader")
    if wanted.article:
        found["article"] = first.article.headline if first else _("one story")
    return found


def _bulk_events(queue: desk.Queue) -> list[tuple[Event, str]]:
    """Return what can be done with many comments of a queue at once, and the keys."""
    events = {
        "spam": [Event.RESTORE],
        "rejected": [Event.RESTORE, Event.SPAM],
        "waiting": [Event.APPROVE, Event.REJECT, Event.SPAM],
    }
    usual = [Event.APPROVE, Event.REJECT, Event.SPAM, Event.HOLD]
    return [(event, KEYS[event]) for event in events.get(queue.name, usual)]


def _answer(request: HttpRequest, outcome: Outcome, event: str) -> HttpResponse:
    """Tell the script what was done, and send the cards that are to be seen anew."""
    says = dict(outcome.failed)
    own = outcome.done[0][1] if outcome.done else []
    shown = [comment.pk for comment in own] if _stays(request, event) else []
    return JsonResponse(
        {
            "batch": str(outcome.batch) if outcome.comments and event != Event.UNDO else "",
            "done": [comment.pk for comment in outcome.comments],
            "says": " ".join(outcome.sentences),
            "error": outcome.refusal,
            "failed": [{"id": pk, "why": why} for pk, why in outcome.failed],
            "cards": rendered(request, [*shown, *says], says),
            "counts": counts_in_words(request.user),
        }
    )


def _stays(request: HttpRequest, event: str) -> bool:
    """Whether the cards of an act stay on the page: they are undone, or best, or the page shows every state."""
    return request.GET.get("stay") == "1" or event in {Event.UNDO, Event.FEATURE, Event.UNFEATURE}


def rendered(
    request: HttpRequest, ids: Iterable[int], says: Mapping[int, str] = MappingProxyType({})
) -> dict[int, str]:
    """Return the cards of comments as they stand now as HTML, of those that the person moderates."""
    wanted = dict.fromkeys(ids)
    if not wanted:
        return {}
    comments = desk.comments_of(request.user, wanted)
    cards = cards_of(comments, user=request.user, sections=request.sections)
    html = {}
    for card in cards:
        card.says = says.get(card.comment.pk, "")
        context = {"card": card, "reasons": reject_reasons()}
        html[card.comment.pk] = render_to_string("admin/comments/desk/_card.html", context, request)
    return html


def _tell(request: HttpRequest, outcome: Outcome) -> None:
    """Say what was done and what was not, for the page without a script."""
    for sentence in outcome.sentences:
        messages.success(request, sentence)
    names: dict[int, str] = {}
    if outcome.failed:
        seen = moderated_by(request.user).filter(pk__in=[pk for pk, _why in outcome.failed])
        names = dict(seen.values_list("pk", "author_name"))
    for sentence in failures(outcome, names):
        messages.error(request, sentence)
    if outcome.refusal:
        messages.error(request, outcome.refusal)


def back(request: HttpRequest, undo: str = "") -> str:
    """Return the address of the page that sent the form, with what can be undone now."""
    here = _without_undo(back_to(request) or reverse("admin:comments_desk"))
    if not undo:
        return here
    return f"{here}{'&' if '?' in here else '?'}{urlencode({'undo': undo})}"


def _without_undo(address: str) -> str:
    parts = urlsplit(address)
    kept = [(name, value) for name, value in parse_qsl(parts.query) if name != "undo"]
    return f"{parts.path}?{urlencode(kept)}" if kept else parts.path


def comment_for(user: Any, pk: int) -> Comment:
    """Return a comment that the person moderates, as the cards show it; Http404 for every other."""
    found = desk.comments_of(user, [pk])
    if not found:
        raise Http404
    return found[0]
