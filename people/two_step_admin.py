"""Two-step sign-in on the staff's pages: the state in the list, the rules of the roles, taking it away."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bangla.dates import date_time
from people import two_step
from people.models import User
from people.two_step_forms import rule_forms


class TwoStepPages:
    """For the staff's ModelAdmin: a column, a line on a person's page, two pages of its own."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return two_step.with_standing(super().get_queryset(request))

    def get_urls(self) -> list[Any]:
        wrap = self.admin_site.admin_view
        own = [
            path("two-step/", wrap(self.two_step_rules), name="people_user_two_step"),
            path(
                "<int:pk>/two-step/",
                wrap(self.take_two_step_away),
                name="people_user_two_step_away",
            ),
        ]
        return own + super().get_urls()

    @admin.display(description=gettext_lazy("Two-step sign-in"))
    def two_step_state(self, user: User) -> str:
        """On, off, or until when it is owed."""
        state = two_step.standing(user)
        if state.is_on:
            return _("switched on")
        if state.due_at is None:
            return "–"
        words = _("missing since %(when)s") if state.is_overdue else _("needed from %(when)s on")
        return words % {"when": date_time(state.due_at)}

    @admin.display(description=gettext_lazy("Two-step sign-in"))
    def two_step_line(self, user: User) -> SafeString | str:
        """The state, with the way to take it away."""
        said = self.two_step_state(user)
        if not two_step.standing(user).is_on:
            return said
        at = reverse("admin:people_user_two_step_away", args=[user.pk])
        return format_html('{} · <a href="{}">{}</a>', said, at, _("Take it away"))

    def two_step_rules(self, request: HttpRequest) -> HttpResponse:
        """Show and change for which roles a second step is needed."""
        if not request.user.has_perm("people.change_user"):
            raise PermissionDenied
        rules = rule_forms(request.POST if request.method == "POST" else None)
        # Every form is asked, so that every mistake is shown.
        if request.method == "POST" and all([form.is_valid() for form in rules]):  # noqa: C419
            with transaction.atomic():
                for form in rules:
                    two_step.change_rule(form.role, **form.cleaned_data, by=request.user)
            messages.success(request, _("The rules have been saved."))
            return redirect("admin:people_user_two_step")
        context = {
            **self.admin_site.each_context(request),
            "title": _("Two-step sign-in by role"),
            "rules": rules,
        }
        return TemplateResponse(request, "admin/people/two_step_rules.html", context)

    def take_two_step_away(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask, then take a person's second step away."""
        user = get_object_or_404(User, pk=pk)
        if not two_step.may_take_away(request.user, user):
            raise PermissionDenied
        back = reverse("admin:people_user_change", args=[pk])
        if request.method == "POST":
            two_step.take_away(user, by=request.user)
            messages.success(request, _("The second step has been taken away, and the person told."))  # fmt: skip
            return redirect("admin:people_user_changelist" if user == request.user else back)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Take the second step away"),
            "person": user,
            "back": back,
        }
        return TemplateResponse(request, "admin/people/take_two_step_away.html", context)
