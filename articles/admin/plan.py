"""The desk's plan: one Dhaka day, section by section, with what is overdue on top."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from articles import panel, talk
from articles.admin.assigning import AssignForm
from articles.day_plan import Line, read_plan
from articles.forms import in_tree_order
from articles.sections import Sections
from bangla.dates import to_dhaka
from paper.caching import private
from paper.desk import BanglaDateField
from people.models import User

DAY = dt.timedelta(days=1)


class PlanForm(forms.Form):
    """Which day, which section, in whose hands."""

    day = BanglaDateField(
        label=gettext_lazy("Day"), required=False,
        error_messages={"invalid": gettext_lazy("Write the day as 31/12/2026.")},
    )  # fmt: skip
    section = forms.TypedChoiceField(
        label=gettext_lazy("Section"), coerce=int, empty_value=None, required=False
    )
    assignee = forms.TypedChoiceField(
        label=gettext_lazy("Assigned to"), coerce=int, empty_value=None, required=False
    )

    def __init__(self, data: Any, *, user: Any, people: Iterable[User], sections: Sections) -> None:
        super().__init__(data, auto_id="plan-%s", use_required_attribute=False)
        tree = [(s.pk, "– " * depth + s.name) for s, depth in in_tree_order(sections)]
        others = [(one.pk, str(one)) for one in people if one.pk != user.pk]
        self.fields["section"].choices = [("", _("All sections")), *tree]
        self.fields["assignee"].choices = [
            ("", _("Everybody")), (user.pk, _("Me")), *others
        ]  # fmt: skip

    def wanted(self) -> dict[str, Any]:
        """Return what was asked for as far as it can be read."""
        self.is_valid()
        return {name: self.cleaned_data.get(name) for name in self.fields}


@require_safe
def plan_view(request: HttpRequest) -> HttpResponse:
    """Show the plan of a day; today's without one."""
    if not request.user.has_perm("articles.change_article"):
        raise PermissionDenied
    may_assign = request.user.has_perm("articles.assign_article")
    people = list(talk.writers()) if may_assign else []
    form = PlanForm(request.GET, user=request.user, people=people, sections=request.sections)
    wanted = form.wanted()
    today = to_dhaka(request.now).date()
    day = wanted["day"] or today
    section = request.sections.by_id.get(wanted["section"])
    try:
        plan = read_plan(
            request.user, day, now=request.now, sections=request.sections,
            section=section, assignee=wanted["assignee"],
        )  # fmt: skip
        around = {"previous": (day - DAY).isoformat(), "next": (day + DAY).isoformat()}
    except (ValueError, OverflowError) as error:
        raise Http404 from error
    context = {
        **admin.site.each_context(request), **around, "title": _("Plan of the day"),
        "form": form, "day": day, "is_today": day == today, "section": section, "wanted": wanted,
        "overdue": _rows(plan.overdue), "groups": [_rows(group) for group in plan.groups],
        "is_cut": plan.is_cut, "assign_form": AssignForm(people=people) if may_assign else None,
        "list_url": reverse("admin:articles_article_changelist"),
    }  # fmt: skip
    return private(TemplateResponse(request, "admin/articles/article/plan.html", context))


def _rows(group: Any) -> dict[str, Any]:
    return {
        "section": group.section, "left": group.left,
        "rows": [{"line": line, "badge": panel.badge(line.story), **_assigned(line)} for line in group.lines],
    }  # fmt: skip


def _assigned(line: Line) -> dict[str, Any]:
    """Return what the small form starts from."""
    due = to_dhaka(line.story.due_at) if line.story.due_at else None
    field = AssignForm.base_fields
    return {
        "due_day": field["due_day"].prepare_value(due.date()) if due else "",
        "due_time": field["due_time"].prepare_value(due.time()) if due else "",
    }
