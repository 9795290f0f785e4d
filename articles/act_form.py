"""What the acts of the process ask for: notes, reasons, moments, the other edition."""

import datetime as dt
import re
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import permissions
from articles.form_fields import TextField
from articles.models import Article, Correction
from bangla.dates import DHAKA, to_dhaka
from bangla.digits import to_ascii
from paper.desk import day_field, time_field

_number = re.compile(r"^(?:\S*/(?:article|n)/)?(\d{1,15})(?:/.*)?$", re.DOTALL)

ADDRESS_LENGTH = 600


def _words(label: Any, rows: int = 3) -> TextField:
    return TextField(
        label=label, max_length=1_000, required=False, widget=forms.Textarea(attrs={"rows": rows})
    )


class EditionField(forms.CharField):
    """Another story, by its number or its address on the paper or the desk."""

    def to_python(self, value: Any) -> int | None:
        typed = to_ascii(super().to_python(value) or "").strip()
        if not typed:
            return None
        # Here, and by no validator: those are given the number.
        found = _number.match(typed) if len(typed) <= ADDRESS_LENGTH else None
        if found is None:
            raise forms.ValidationError(_("Write the story's number, or copy its address."))
        return int(found[1])


MOMENTS = {
    "schedule": ("day", "time"),
    "schedule_update": ("day", "time"),
    "schedule_end": ("end_day", "end_time"),
    "set_embargo": ("embargo_day", "embargo_time"),
}
"""Act → the fields of its moment."""

NEEDS: dict[str, dict[str, str]] = {
    "send_back": {"note": "note"},
    "withdraw": {"withdraw_reason": "reason"},
    "kill": {"kill_reason": "reason"},
    "lift_embargo": {"lift_reason": "reason"},
    "correct": {"correction": "text"},
    "link_edition": {"edition": "other"},
}
"""Act → its fields that must be filled in → what the workflow's function calls them."""

MAY: dict[str, dict[str, str]] = {
    "correct": {"correction_kind": "kind", "correction_on_top": "is_on_top"},
    "publish": {"override": "override"},
    "schedule": {"override": "override"},
    "schedule_update": {"override": "override"},
}
"""The same for fields that may stay empty."""


def fields_of(act: str) -> list[str]:
    """Return the fields that an act opens, in their order; the reason to pass the gate stands by itself."""
    return [
        *MOMENTS.get(act, ()),
        *NEEDS.get(act, {}),
        *(name for name in MAY.get(act, {}) if name != "override"),
    ]


class ActForm(forms.Form):
    """What the acts ask for; only the fields of the chosen act count."""

    note = _words(gettext_lazy("What has to change"))
    withdraw_reason = _words(gettext_lazy("Why it is withdrawn"))
    kill_reason = _words(gettext_lazy("Why it is killed"))
    lift_reason = _words(gettext_lazy("Why the embargo is lifted"))
    override = _words(gettext_lazy("Why it is published all the same"), rows=2)
    correction_kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=Correction.Kind, required=False
    )
    correction = _words(gettext_lazy("What was wrong and what is right"), rows=4)
    correction_on_top = forms.BooleanField(
        label=gettext_lazy("Print it above the text"), required=False
    )
    edition = EditionField(
        label=gettext_lazy("Number or address of the other story"), required=False,
        widget=forms.TextInput(attrs={"maxlength": ADDRESS_LENGTH}),
    )  # fmt: skip
    day, time = day_field(gettext_lazy("Day")), time_field()
    end_day, end_time = day_field(gettext_lazy("Day")), time_field()
    embargo_day, embargo_time = day_field(gettext_lazy("Day")), time_field()

    def __init__(
        self, *args: Any, act: str = "", user: Any, article: Article, **kwargs: Any
    ) -> None:
        kwargs.setdefault("initial", _moments_of(article))
        super().__init__(*args, use_required_attribute=False, **kwargs)
        self.act, self.user = act, user
        for name in (*MOMENTS.get(act, ()), *NEEDS.get(act, ())):
            self.fields[name].required = True

    def is_valid(self) -> bool:
        """Judge the chosen act's fields alone: a half-written note does not stop another act."""
        super().is_valid()
        own = {*MOMENTS.get(self.act, ()), *NEEDS.get(self.act, ()), *MAY.get(self.act, ())}
        for name in set(self.errors) - own:
            del self.errors[name]
        return not self.errors

    def clean_edition(self) -> Article | None:
        """Return the other story; one that this person may not open is as unknown as one that is not there."""
        pk = self.cleaned_data["edition"]
        if pk is None:
            return None
        try:
            return permissions.get_for_editor(self.user, pk)
        except (Http404, PermissionDenied):
            raise forms.ValidationError(_("There is no such story among yours.")) from None

    def arguments(self) -> dict[str, Any]:
        """Return what the act's function takes beside the story and the person."""
        data, act = self.cleaned_data, self.act
        found = {argument: data[name] for name, argument in NEEDS.get(act, {}).items()}
        found |= {argument: data[name] for name, argument in MAY.get(act, {}).items() if data[name]}
        if act in MOMENTS:
            day, time = (data[name] for name in MOMENTS[act])
            found["until" if act == "set_embargo" else "at"] = dt.datetime.combine(
                day, time, tzinfo=DHAKA
            )
        return found


def _moments_of(article: Article) -> dict[str, Any]:
    """Return the moments that are fixed already, as the form shows them."""
    scheduled = article.live_from if article.state == Article.State.SCHEDULED else article.update_at
    moments = {"": scheduled, "end_": article.live_until, "embargo_": article.embargo_until}
    found: dict[str, Any] = {}
    for prefix, moment in moments.items():
        if moment is not None:
            here = to_dhaka(moment)
            found |= {f"{prefix}day": here.date(), f"{prefix}time": here.time()}
    return found
