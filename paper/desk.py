"""What the lists and forms of the desk share: search, lists without COUNT, one log, careful deleting."""

import datetime as dt
from functools import cached_property
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bangla.dates import to_dhaka
from bangla.digits import to_ascii, to_bangla
from bangla.text import canonical
from paper.log import LogEntry, entries_of, page_of, record
from paper.sentences import in_words, when_in_words, words_of

__all__ = [
    "AskedWithMeasure", "BanglaDateField", "BanglaTimeField", "DeskAdmin", "ReadOnly", "Uncounted",
    "in_words", "moment_cell", "when_in_words", "words_of", "yes_no",
]  # fmt: skip

MAX_PAGE = 1_000
HISTORY = 100
SEARCH_LENGTH = 200


def moment_cell(moment: dt.datetime | None) -> SafeString | str:
    """Return a time for a cell of a list."""
    if moment is None:
        return "–"
    return format_html(
        '<time datetime="{}">{}</time>',
        to_dhaka(moment).isoformat(timespec="seconds"),
        when_in_words(moment),
    )


def yes_no(value: bool) -> str:
    """Return a truth for a cell of a list; Django's icons say True and False to those who listen."""
    return _("yes") if value else "–"


class BanglaDateField(forms.DateField):
    """A day typed in Bangla or ASCII digits."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "placeholder": "৩১/১২/২০২৬"})
    input_formats = ["%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y"]

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("input_formats", self.input_formats)
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> dt.date | None:
        return super().to_python(to_ascii(value).strip() if isinstance(value, str) else value)

    def prepare_value(self, value: Any) -> Any:
        return to_bangla(f"{value:%d/%m/%Y}") if isinstance(value, dt.date) else value


class BanglaTimeField(forms.TimeField):
    """A time of day, 0 to 23 hours, typed in Bangla or ASCII digits."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "placeholder": "৬:০০"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=["%H:%M", "%H.%M"], **kwargs)

    def to_python(self, value: Any) -> dt.time | None:
        return super().to_python(to_ascii(value).strip() if isinstance(value, str) else value)

    def prepare_value(self, value: Any) -> Any:
        return to_bangla(f"{value.hour}:{value:%M}") if isinstance(value, dt.time) else value


def day_field(label: Any) -> BanglaDateField:
    """Return the field of a day that may be left out."""
    return BanglaDateField(
        label=label, required=False,
        error_messages={"invalid": gettext_lazy("Write the day as 31/12/2026.")},
    )  # fmt: skip


def time_field() -> BanglaTimeField:
    """Return the field of the time beside it."""
    return BanglaTimeField(
        label=gettext_lazy("Time (Dhaka)"), required=False,
        error_messages={"invalid": gettext_lazy("Write the time from 0:00 to 23:59, such as 18:30.")},
    )  # fmt: skip


class Uncounted(Paginator):
    """Pages of a list that is never counted: a page knows whether another one follows."""

    def __init__(
        self, rows: Any, per_page: int, *args: Any, number: int = 1, **kwargs: Any
    ) -> None:
        super().__init__(rows, per_page, *args, **kwargs)
        self.number = number

    @cached_property
    def count(self) -> int:
        """The rows up to this page, and one more when there is more."""
        start = (self.number - 1) * self.per_page
        return start + len(self.object_list.values_list("pk")[start : start + self.per_page + 1])


class AskedWithMeasure(admin.ModelAdmin):
    """A list whose address asks for its own filters alone, and for a search of a length that a person types."""

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        """Refuse lookups of other fields: readers' addresses could be guessed letter by letter."""
        filters = self.get_list_filter(request)
        names = [getattr(part, "parameter_name", None) or str(part) for part in filters]
        return lookup.removesuffix("__exact").removesuffix("__isnull") in names

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """Search in canonical form; each word is a condition, and SQLite takes 1,000 inside each other."""
        asked = canonical(search_term[:SEARCH_LENGTH])
        return super().get_search_results(request, queryset, asked)


class DeskAdmin(AskedWithMeasure):
    """A stock ModelAdmin with the desk's habits; every admin of ours derives from it."""

    list_per_page = 50
    list_max_show_all = 0
    show_full_result_count = False
    actions = None
    show_facets = admin.ShowFacets.NEVER
    formfield_overrides = {
        models.DateField: {"form_class": BanglaDateField, "widget": BanglaDateField.widget}
    }

    def get_paginator(
        self, request: HttpRequest, queryset: QuerySet, per_page: int, *args: Any, **kwargs: Any
    ) -> Uncounted:
        asked = request.GET.get("p") or request.GET.get("page") or "1"
        number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 5 else 1
        return Uncounted(queryset, per_page, *args, number=min(max(number, 1), MAX_PAGE), **kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            # Its icons open windows in the middle of a form.
            field.widget = field.widget.widget
        return field

    def changelist_view(
        self, request: HttpRequest, extra_context: dict | None = None
    ) -> HttpResponse:
        title = {"title": capfirst(self.opts.verbose_name_plural)}
        return super().changelist_view(request, {**title, **(extra_context or {})})

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> LogEntry:
        return record("add", actor=request.user, subject=obj)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> LogEntry:
        return record("change", actor=request.user, subject=obj)

    def log_deletions(self, request: HttpRequest, queryset: Any) -> list[LogEntry]:
        return [record("delete", actor=request.user, subject=obj) for obj in queryset]

    def why_kept(self, obj: Any) -> str:
        """Return why the object is not to be deleted, as a sentence; "" when deleting is harmless."""
        return ""

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict | None = None
    ) -> HttpResponse:
        obj = self.get_object(request, unquote(object_id))
        if (
            obj is not None
            and self.has_delete_permission(request, obj)
            and (why := self.why_kept(obj))
        ):
            messages.error(request, why)
            return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", obj.pk)
        return super().delete_view(request, object_id, extra_context)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict | None = None
    ) -> HttpResponse:
        """Show the acts of the paper's log on one object."""
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_or_change_permission(request, obj):
            raise PermissionDenied
        page = page_of(entries_of(obj), request.GET.get("before"), HISTORY)
        context = {
            **self.admin_site.each_context(request),
            "title": _("What happened to it"), "object": obj, "opts": self.opts,
            "acts": [(in_words(entry), words_of(entry)) for entry in page.entries], "older": page.older,
            "is_first": "before" not in request.GET, "asked": {},
            "way": reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[obj.pk]),
            "module_name": self.opts.verbose_name_plural, **(extra_context or {}),
        }  # fmt: skip
        return TemplateResponse(request, "admin/object_history.html", context)


class ReadOnly:
    """A list to be read: nothing is added, changed or deleted by hand."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
