"""Acts on several stories of the list: a page that says what will happen and asks for words, and the doing."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from articles import bulk, panel, permissions, talk
from articles.admin.assigning import AssignForm, back_to
from articles.form_fields import TextField
from articles.models import Article
from bangla.digits import to_bangla
from paper.caching import private

LABELS = {**panel.ACTS, "assign": gettext_lazy("Assign")}
DONE = {**panel.DONE, "assign": gettext_lazy("Assigned.")}
WORDS = {
    "send_back": ("note", gettext_lazy("What has to change")),
    "withdraw": ("reason", gettext_lazy("Why they are withdrawn")),
    "kill": ("reason", gettext_lazy("Why they are killed")),
}
"""Act → what its function calls the words it needs, and how the page asks for them."""


class WordsForm(forms.Form):
    """The note or reason of an act, the same for all stories; an act that needs none has no field."""

    def __init__(self, data: Any, act: str) -> None:
        super().__init__(data, auto_id="bulk-%s", use_required_attribute=False)
        if act in WORDS:
            self.name, label = WORDS[act]
            self.fields["words"] = TextField(
                label=label, max_length=1_000, widget=forms.Textarea(attrs={"rows": 3})
            )

    def arguments(self) -> dict[str, Any]:
        """Return what the act's function takes beside the story and the person."""
        return {self.name: self.cleaned_data["words"]} if "words" in self.fields else {}


@require_POST
def bulk_view(request: HttpRequest) -> HttpResponse:
    """Ask before an act on the chosen stories, or do it."""
    act, back = request.POST.get("bulk", ""), back_to(request) or _list()
    if act not in bulk.acts_of(request.user):
        raise PermissionDenied
    seen = _chosen(request.POST.getlist("story"))
    if not seen or len(seen) > bulk.MOST:
        messages.error(request, _none_chosen() if not seen else _too_many())
        return redirect(back)
    stories = list(
        permissions.editable_by(request.user)
        .filter(pk__in=seen)
        .select_related("latest_revision", "category")
        .last_changed_first()
    )
    form = _form(request, act)
    if form.is_bound and form.is_valid():
        outcomes = bulk.do(act, stories, by=request.user, seen=seen, arguments=form.arguments())
        _tell(request, act, outcomes, len(seen) - len(stories))
        return redirect(back)
    return _ask(request, act, stories, form, len(seen) - len(stories), back)


def _ask(
    request: HttpRequest, act: str, stories: list[Article], form: forms.Form, unknown: int, back: str
) -> HttpResponse:  # fmt: skip
    outcomes = bulk.foresee(act, stories, by=request.user)
    will = [outcome for outcome in outcomes if not outcome.why_not]
    context = {
        **admin.site.each_context(request), "title": LABELS[act], "act": act, "form": form, "back": back,
        "is_dangerous": act in panel.DANGEROUS, "will": [_row(one) for one in will],
        "will_not": [_row(one) for one in outcomes if one.why_not], "unknown": unknown,
    }  # fmt: skip
    template = "admin/articles/article/bulk.html"
    return private(
        TemplateResponse(request, template, context, status=422 if form.is_bound else 200)
    )


def _row(outcome: bulk.Outcome) -> dict[str, Any]:
    return {"outcome": outcome, "badge": panel.badge(outcome.story)}


def _form(request: HttpRequest, act: str) -> WordsForm | AssignForm:
    data = request.POST if request.POST.get("confirmed") else None
    return AssignForm(data, people=talk.writers()) if act == "assign" else WordsForm(data, act)


def _chosen(posted: list[str]) -> dict[int, int]:
    """Return the chosen stories and the version of each that was on the screen; what is no number is left out."""
    found = {}
    for text in posted:
        pk, _dash, version = text.partition("-")
        if all(
            part.isascii() and part.isdigit() and len(part) < 16 for part in (pk, version or "0")
        ):
            found[int(pk)] = int(version or 0)
    return found


def _tell(request: HttpRequest, act: str, outcomes: list[bulk.Outcome], unknown: int) -> None:
    """Say for each story what was done, or why not."""
    done = [outcome for outcome in outcomes if not outcome.why_not]
    failed = [outcome for outcome in outcomes if outcome.why_not]
    if done:
        messages.success(request, format_html("{} {}", DONE[act], _links(done)))
    if failed:
        messages.error(request, format_html("{} {}", _("Not done:"), _links(failed)))
    if unknown:
        messages.error(request, _left_out(unknown))


def _links(outcomes: list[bulk.Outcome]) -> SafeString:
    lines = format_html_join(
        "", '<li><a href="{}">{}</a>{}</li>',
        (
            (
                reverse("admin:articles_article_change", args=[one.story.pk]), one.headline,
                f": {one.why_not}" if one.why_not else "",
            )
            for one in outcomes
        ),
    )  # fmt: skip
    return format_html("<ul>{}</ul>", lines)


def _left_out(number: int) -> str:
    return _("Stories that are not yours to open were left out: %(n)s.") % {"n": to_bangla(number)}


def _none_chosen() -> str:
    return _("Choose stories first.")


def _too_many() -> str:
    return _("Choose at most %(n)s stories at once.") % {"n": to_bangla(bulk.MOST)}


def _list() -> str:
    return reverse("admin:articles_article_changelist")
