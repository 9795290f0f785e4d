"""The rules of the conversation on the desk: one row a section, one for the paper; the log says what was changed."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.form_fields import CountField
from articles.permissions import sections_of
from articles.sections import load_sections
from bangla.digits import to_bangla
from comments import policy
from comments.desk_forms import sections_looked_after
from comments.models import CommentPolicy
from comments.moderation import may_hold
from comments.permissions import can_moderate
from paper.desk import DeskAdmin, when_in_words
from paper.log import LogEntry, record

ANSWERS = [
    ("unknown", gettext_lazy("as above")),
    ("true", gettext_lazy("yes")),
    ("false", gettext_lazy("no")),
]
STARTING = {
    "first_held": policy.FIRST_HELD,
    "report_threshold": policy.REPORT_THRESHOLD,
    "edit_minutes": policy.EDIT_MINUTES,
}
"""Number of a rule → what holds where no row says another one."""


class Looked(DeskAdmin):
    """Things of a section or of the whole paper (no section), changed by those who look after it."""

    view_on_site = False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return can_moderate(request.user) and super().has_view_permission(request, obj)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return can_moderate(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return can_moderate(request.user) and super().has_add_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, obj) and super().has_delete_permission(request, obj)

    def _may(self, request: HttpRequest, obj: Any) -> bool:
        user = request.user
        return can_moderate(user) and (obj is None or may_hold(user, obj.category_id))

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "category" and field is not None:
            given = sections_of(request.user)
            choices = sections_looked_after(request.user, load_sections())
            whole = [("", _("The whole paper"))] if given is None else []
            field.queryset = field.queryset.filter(pk__in=[pk for pk, _name in choices])
            field.required, field.choices = not whole, [*whole, *choices]
        return field

    @admin.display(description=gettext_lazy("section"))
    def where(self, row: Any) -> str:
        return row.category.name if row.category else _("The whole paper")


class PolicyForm(forms.ModelForm):
    """The rules; an empty number takes what stands above."""

    all_held = forms.NullBooleanField(
        label=gettext_lazy("every comment is reviewed first"), required=False,
        help_text=gettext_lazy("For a time there is a switch on the moderation desk."),
    )  # fmt: skip
    first_held = CountField(
        label=gettext_lazy("first comments of a reader that are reviewed"),
        required=False, min_value=0, max_value=50,
    )  # fmt: skip
    report_threshold = CountField(
        label=gettext_lazy("reports that hold a comment back"), required=False, min_value=1, max_value=100
    )  # fmt: skip
    edit_minutes = CountField(
        label=gettext_lazy("minutes in which a reader may change an own comment"),
        required=False, min_value=0, max_value=60,
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "all_held" in self.fields:  # who may only read gets no fields
            self.fields["all_held"].widget.choices = ANSWERS
            for name, number in STARTING.items():
                self.fields[name].help_text = _("Empty: as above, in the end %(n)s.") % {
                    "n": to_bangla(number)
                }

    def clean_category(self) -> Any:
        """Let no place have two rows."""
        category = self.cleaned_data["category"]
        others = CommentPolicy.objects.filter(category=category).exclude(pk=self.instance.pk)
        if others.exists():
            raise forms.ValidationError(_("This place has its rules already: change those."))
        return category


@admin.register(CommentPolicy)
class CommentPolicyAdmin(Looked):
    """What holds for the comments of a section, with those below it, or of the paper."""

    form = PolicyForm
    list_display = ["where", "held", "numbers"]
    list_select_related = ["category"]
    ordering = ["category"]
    sortable_by = ()
    fields = ["category", "all_held", "held", "first_held", "report_threshold", "edit_minutes"]
    readonly_fields = ["held"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["category", *self.readonly_fields] if obj else self.readonly_fields

    def construct_change_message(
        self, request: HttpRequest, form: Any, formsets: Any, add: bool = False
    ) -> str:
        """Say what was changed from what to what."""
        told = []
        for name in form.changed_data:
            if name in form.fields and name != "category":
                before, after = form.initial.get(name), form.cleaned_data.get(name)
                told.append(f"{form.fields[name].label}: {_said(before)} → {_said(after)}")
        return "; ".join(told)

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> LogEntry:
        return record("add", actor=request.user, subject=obj, detail={"text": message})

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> LogEntry:
        return record("change", actor=request.user, subject=obj, detail={"text": message})

    @admin.display(description=gettext_lazy("every comment is reviewed first until"))
    def held(self, row: CommentPolicy) -> str:
        return when_in_words(row.held_until) if row.held_until else "–"

    @admin.display(description=gettext_lazy("rules"))
    def numbers(self, row: CommentPolicy) -> str:
        said = {name: getattr(row, name) for name in ("all_held", *STARTING)}
        labels = {name: row._meta.get_field(name).verbose_name for name in said}
        found = [f"{labels[name]}: {_said(value)}" for name, value in said.items() if value is not None]  # fmt: skip
        return "; ".join(found) or "–"


def _said(value: Any) -> str:
    if value is None:
        return _("as above")
    return (_("yes") if value else _("no")) if isinstance(value, bool) else to_bangla(value)
