"""Who writes a story by when: the form beside it, and the address that it goes to."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from articles import notices, permissions, planning, talk
from articles.models import Article
from articles.transitions import WorkflowError
from bangla.dates import DHAKA, button_time, to_dhaka
from paper.caching import private
from paper.desk import BanglaDateField, BanglaTimeField
from people.models import User

FORM = "assign"
"""The id of the form element: its fields stand inside the story's form and belong to this one."""


class AssignForm(forms.Form):
    """A member of the desk and the time by which the story is wanted; either may stay empty."""

    assignee = forms.TypedChoiceField(
        label=gettext_lazy("Assigned to"), coerce=int, empty_value=None, required=False
    )
    due_day = BanglaDateField(
        label=gettext_lazy("Due on"), required=False,
        error_messages={"invalid": gettext_lazy("Write the day as 31/12/2026.")},
    )  # fmt: skip
    due_time = BanglaTimeField(
        label=gettext_lazy("Due at (Dhaka)"), required=False,
        error_messages={"invalid": gettext_lazy("Write the time from 0:00 to 23:59, such as 18:30.")},
    )  # fmt: skip

    def __init__(
        self, data: Any = None, *, people: Iterable[User], article: Article | None = None
    ) -> None:
        self.people = {user.pk: user for user in people}
        self.known_due = article.due_at if article else None
        due = to_dhaka(self.known_due) if self.known_due else None
        initial = {
            "assignee": article.assignee_id if article else None,
            "due_day": due.date() if due else None,
            "due_time": due.time() if due else None,
        }
        super().__init__(data, initial=initial, auto_id=f"{FORM}-%s")
        self.fields["assignee"].choices = [
            ("", _("Nobody")), *((pk, str(user)) for pk, user in self.people.items())
        ]  # fmt: skip
        for field in self.fields.values():
            field.widget.attrs["form"] = FORM

    def clean(self) -> dict[str, Any]:
        """Let day and time come together, and a new time lie ahead."""
        data = super().clean()
        day, time = data.get("due_day"), data.get("due_time")
        if {"due_day", "due_time"} & set(self.errors):
            return data
        if bool(day) != (time is not None):
            self.add_error(
                "due_time" if day else "due_day", _("Write both day and time, or neither.")
            )
            return data
        due = dt.datetime.combine(day, time, tzinfo=DHAKA) if day else None
        if due is not None and due != self._known_minute() and due <= timezone.now():
            self.add_error("due_day", _("That moment has passed: choose one to come."))
        return {**data, "due_at": due}

    def _known_minute(self) -> dt.datetime | None:
        return self.known_due.replace(second=0, microsecond=0) if self.known_due else None

    def arguments(self) -> dict[str, Any]:
        """Return what `planning.assign` takes beside the story and the person."""
        return {
            "to": self.people.get(self.cleaned_data["assignee"]),
            "due_at": self.cleaned_data["due_at"],
        }


def form_for(user: Any, article: Article, data: Any = None) -> AssignForm | None:
    """Return the form for a story, None for who may not assign it."""
    if not permissions.can_assign(user, article) or article.state == Article.State.KILLED:
        return None
    return AssignForm(data, people=talk.writers(), article=article)


def words_of(article: Article) -> str:
    """Return who writes the story by when."""
    who = str(article.assignee) if article.assignee else _("Assigned to nobody")
    if article.due_at is None:
        return who
    return _("%(who)s, due %(when)s") % {"who": who, "when": button_time(article.due_at)}


@require_http_methods(["GET", "HEAD", "POST"])
def assign_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the form of one story, or assign it; the story's page and the plan send it here."""
    article = permissions.get_for_editor(request.user, pk)
    form = form_for(request.user, article, request.POST if request.method == "POST" else None)
    if form is None:
        raise PermissionDenied
    if form.is_bound and form.is_valid():
        try:
            article = planning.assign(article, by=request.user, **form.arguments())
        except WorkflowError as error:
            form.add_error(None, str(error))
        else:
            return _done(request, article)
    return _asked(request, article, form)


def _done(request: HttpRequest, article: Article) -> HttpResponse:
    if wants_json(request):
        return private(JsonResponse({"says": _("Saved."), "words": words_of(article)}))
    said = f"{notices.headline_of(article)}: {words_of(article)}"
    messages.success(request, said)
    return redirect(back_to(request) or reverse("admin:articles_article_change", args=[article.pk]))


def _asked(request: HttpRequest, article: Article, form: AssignForm) -> HttpResponse:
    status = 422 if form.is_bound else 200
    if wants_json(request):
        return private(JsonResponse({"errors": form.errors}, status=status))
    context = {
        **admin.site.each_context(request), "title": _("Assign the story"), "story": article,
        "headline": notices.headline_of(article), "assign_form": form, "next": back_to(request),
    }  # fmt: skip
    template = "admin/articles/article/assign.html"
    return private(TemplateResponse(request, template, context, status=status))


def back_to(request: HttpRequest) -> str:
    """Return the page of this desk that was asked for as the next one, "" for none or one elsewhere."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(asked, None) and asked.startswith("/admin/")
    return asked if is_ours else ""


def wants_json(request: HttpRequest) -> bool:
    """Whether a script asks, which shows the answer in place."""
    return request.headers.get("Accept") == "application/json"
