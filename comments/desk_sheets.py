"""Two forms about one comment, each a page of its own and a sheet over the list: an answer of the desk, a ban."""

from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from articles.admin.assigning import wants_json
from articles.sections import Sections
from comments.desk_cards import cards_of
from comments.desk_forms import BanForm, ReplyForm
from comments.desk_views import back, comment_for, counts_in_words, for_moderators, rendered, see
from comments.models import CannedReply, Comment, Event
from comments.moderation import (
    ModerationError,
    Refused,
    ban,
    reply_as_staff,
    set_standing,
    transition,
)
from comments.permissions import BAN
from comments.wording import tell_reader

METHODS = ["GET", "HEAD", "POST"]


@for_moderators
@require_http_methods(METHODS)
def reply_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the form of an answer, or publish it; a waiting comment is approved with it, or neither is done."""
    comment = comment_for(request.user, pk)
    answers = ready_answers(comment, request.sections)
    if request.method != "POST":
        return _sheet(request, "reply", comment, ReplyForm(answers=answers), key=uuid4().hex)
    form, key = ReplyForm(request.POST, answers=answers), request.POST.get("key", "")[:64]
    if "insert" in request.POST:
        return _sheet(request, "reply", comment, form.with_ready(), key=key)
    version, revision = _seen(request)
    if form.is_valid():
        try:
            answer(
                comment, form.cleaned_data["reply"], request=request,
                version=version, revision=revision, key=key,
            )  # fmt: skip
        except ModerationError as error:
            _refuse(form, "reply", error)
        else:
            was_waiting = comment.is_waiting
            done = _("The comment has been approved, and the answer published.") if was_waiting else _("The answer has been published.")  # fmt: skip
            return _done(request, comment, done, moved=was_waiting)
    return _sheet(request, "reply", comment, form, key=key)


@transaction.atomic
def answer(
    comment: Comment, body: str, *, request: HttpRequest, version: int, revision: int, key: str
) -> Comment:
    """Answer a comment as the desk; one that waits is approved first, in the same transaction."""
    seen = {"actor": request.user, "version": version, "revision": revision}
    if comment.is_waiting:
        seen["version"] = transition(comment.pk, Event.APPROVE, **seen).version
    name = _("%(paper)s desk") % {"paper": request.paper.name}
    return reply_as_staff(comment.pk, body, name=name, key=key, **seen)


@for_moderators
@require_http_methods(METHODS)
def ban_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what can be decided about a reader, or decide it; all of it or nothing."""
    if not request.user.has_perm(BAN):
        raise PermissionDenied
    comment = comment_for(request.user, pk)
    form = BanForm(request.POST if request.method == "POST" else None, comment=comment)
    if form.is_bound and form.is_valid():
        try:
            decide_about(comment, form, actor=request.user)
        except ModerationError as error:
            _refuse(form, "length", error)
        else:
            return _done(request, comment, _("That is decided. The log says so too."))
    return _sheet(request, "ban", comment, form)


@transaction.atomic
def decide_about(comment: Comment, form: BanForm, *, actor: Any) -> None:
    """Do what the form says: standing first, then each ban."""
    data, until = form.cleaned_data, form.until()
    if data.get("standing"):
        set_standing(
            comment.identity_id, data["standing"], actor=actor, until=until if data["standing"] != "normal" else None,
            note=data["reason"], comment=comment,
        )  # fmt: skip
    for kind in data["kinds"]:
        ban(comment, kind, actor=actor, until=until, reason=data["reason"])


def ready_answers(comment: Comment, sections: Sections) -> list[CannedReply]:
    """Return the answers kept ready for the story's section, those above it and the whole paper."""
    section = sections.by_id.get(comment.article.category_id)
    trail = [one.pk for one in section.trail] if section else []
    return list(CannedReply.objects.filter(Q(category__in=trail) | Q(category__isnull=True)))


def _sheet(
    request: HttpRequest, kind: str, comment: Comment, form: forms.Form, **more: Any
) -> HttpResponse:
    """Return the form as a page, or as the part of one that the script lays over the list."""
    is_part = request.GET.get("part") == "1"
    titles = {"reply": _("Answer in the name of the desk"), "ban": _("Suspend or ban")}
    card = cards_of([comment], user=request.user, sections=request.sections)[0]
    context = {
        "title": titles[kind], "card": card, "form": form, "kind": kind, "next": back(request), "is_part": is_part,
        "texts": getattr(form, "texts", {}), **more,
    }  # fmt: skip
    if not is_part:
        context |= admin.site.each_context(request) | {"title": titles[kind]}
    status = 422 if form.is_bound and "insert" not in request.POST else 200
    template = f"admin/comments/desk/{'_sheet' if is_part else 'sheet'}.html"
    return TemplateResponse(request, template, context, status=status)


def _done(
    request: HttpRequest, comment: Comment, says: str, *, moved: bool = False
) -> HttpResponse:
    """Lead back, or tell the script; `moved` says that the comment stands in another queue now."""
    if wants_json(request):
        cards = rendered(request, [comment.pk])
        counts = counts_in_words(request.user)
        return JsonResponse({"says": says, "cards": cards, "moved": moved, "counts": counts})
    messages.success(request, says)
    return see(back(request))


def _refuse(form: forms.Form, name: str, error: ModerationError) -> None:
    """Put the sentences of a refusal to the field that they are about."""
    sentences = (
        [tell_reader(finding) for finding in error.verdict.blocks]
        if isinstance(error, Refused)
        else [str(error)]
    )
    for sentence in sentences:
        form.add_error(name, sentence)


def _seen(request: HttpRequest) -> tuple[int, int]:
    """Return version and revision that were on the screen; 0 when the form does not say."""
    parts = [request.POST.get(name, "") for name in ("version", "revision")]
    if all(part.isascii() and part.isdigit() and len(part) < 10 for part in parts):
        return int(parts[0]), int(parts[1])
    return 0, 0
