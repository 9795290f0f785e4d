"""What the list of stories is narrowed by: state, section, writer, assignee, time."""

import datetime as dt
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import talk
from articles.forms import in_tree_order
from articles.models import Article
from bangla.dates import dhaka_day_bounds, to_dhaka
from people.models import User

PEOPLE = 100
"""More people are not offered in one filter."""


class StateFilter(admin.SimpleListFilter):
    """One state of the process."""

    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(Article.State.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        return (
            queryset.filter(state=self.value())
            if self.value() in Article.State.values
            else queryset
        )


class SectionFilter(admin.SimpleListFilter):
    """The section of the latest version, with those below it."""

    title = gettext_lazy("section")
    parameter_name = "section"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(str(s.pk), "– " * depth + s.name) for s, depth in in_tree_order(request.sections)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        section = request.sections.by_id.get(_number(self.value()))
        return queryset.filter(desk_category__in=section.family) if section else queryset


class PersonFilter(admin.SimpleListFilter):
    """Somebody's part in a story; who may edit all stories chooses among all who write."""

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        number = _number(self.value())
        return queryset if number is None else queryset.filter(**{self.field: number})


class WriterFilter(PersonFilter):
    """Who began the story."""

    title = gettext_lazy("writer")
    parameter_name = "writer"
    field = "created_by"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(str(user.pk), str(user)) for user in people_of(request)]


class AssigneeFilter(PersonFilter):
    """Whom the story is assigned to."""

    title = gettext_lazy("assigned to")
    parameter_name = "assignee"
    field = "assignee"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        me = request.user
        others = [(str(user.pk), str(user)) for user in people_of(request) if user.pk != me.pk]
        return [(str(me.pk), _("Me")), *others]


class DueFilter(admin.SimpleListFilter):
    """By when the desk wants it."""

    title = gettext_lazy("due")
    parameter_name = "due"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("overdue", _("Overdue")), ("today", _("Today")), ("tomorrow", _("Tomorrow"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        if self.value() == "overdue":
            return queryset.overdue(request.now)
        ahead = {"today": 0, "tomorrow": 1}.get(self.value() or "")
        if ahead is None:
            return queryset
        start, end = dhaka_day_bounds(to_dhaka(request.now).date() + dt.timedelta(days=ahead))
        return queryset.filter(due_at__gte=start, due_at__lt=end)


def people_of(request: HttpRequest) -> list[User]:
    """Return who may be chosen, asked for once a page; nobody for who sees own stories only."""
    if not request.user.has_perm("articles.edit_any_article"):
        return []
    if not hasattr(request, "desk_people"):
        request.desk_people = list(talk.writers()[:PEOPLE])
    return request.desk_people


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 16 else None
