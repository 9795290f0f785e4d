"""The part of the story form that few stories need: wording of the byline, sponsor, series, sensitive matter, note to editors."""

from typing import Any

from django import forms
from django.db.models import Model, Value
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.form_fields import CountField, LineField, TextField
from articles.models import Article, Series, Source, Sponsor
from articles.wording import lacking

PLAIN = ("byline_wording", "sponsorship", "series_part", "sensitive", "ednote")
RECORDS: dict[str, tuple[type[Model], str]] = {"sponsor": (Sponsor, "name"), "series": (Series, "title")}  # fmt: skip
"""Field in which a record is named → its table and what it is named by."""

MATTERS = {
    "crime": gettext_lazy("crime"),
    "court": gettext_lazy("court"),
    "minors": gettext_lazy("minors"),
}
MOST_PARTS = 9_999


class MoreFields(forms.Form):
    """Fields of a version beside those of every story; `user` is who fills them in."""

    user: Any
    makes_records = True
    """Whether a name that is not known yet may become a record: by somebody's own press alone."""

    byline_wording = LineField(
        label=gettext_lazy("Wording of the byline"), max_length=200, required=False,
        help_text=gettext_lazy("All names as printed, such as “Rahim, from Chattogram Karim”. Left empty, they stand in a list."),
    )  # fmt: skip
    series = LineField(label=gettext_lazy("Series"), max_length=120, required=False)
    series_part = CountField(
        label=gettext_lazy("Part"), min_value=1, max_value=MOST_PARTS, required=False,
        error_messages={"invalid": gettext_lazy("Write the part as a number.")},
    )  # fmt: skip
    sponsorship = forms.ChoiceField(
        label=gettext_lazy("Kind of sponsoring"), choices=Article.Sponsorship, required=False
    )
    sponsor = LineField(label=gettext_lazy("Sponsor"), max_length=100, required=False)
    sensitive = forms.MultipleChoiceField(
        label=gettext_lazy("Sensitive matter"), choices=MATTERS, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("What is ticked needs a second pair of eyes before it comes out."),
    )  # fmt: skip
    ednote = TextField(
        label=gettext_lazy("Note to editors"), max_length=2_000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Only the desk reads it; it is never printed."),
    )  # fmt: skip

    @property
    def has_more(self) -> bool:
        """Whether one of these fields is filled in, or wrong: then they are shown at once."""
        return any(self[name].value() or name in self.errors for name in (*PLAIN, *RECORDS))

    def clean_sponsor(self) -> str:
        return self._known(
            "sponsor",
            _("There is no sponsor of this name. Choose one of the list, or ask the chief editor to add it."),
            _("A new sponsor is made when you press Save."),
        )  # fmt: skip

    def clean_series(self) -> str:
        return self._known(
            "series",
            _("There is no series of this title. Choose one of the list, or ask an editor to add it."),
            _("A new series is made when you press Save."),
        )  # fmt: skip

    def _known(self, field: str, refusal: str, later: str) -> str:
        name = str(self.cleaned_data[field])
        if not name or record_named(field, name) is not None:
            return name
        if not self.user.has_perm(f"articles.add_{field}"):
            raise forms.ValidationError(refusal)
        if not self.makes_records:
            raise forms.ValidationError(later)
        return name

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean()
        if data.get("series_part") and not data.get("series") and "series" not in self.errors:
            self.add_error("series", _("Write of which series this is a part."))
        return data

    def wording_holds(self, bylines: list[dict[str, Any]]) -> bool:
        """Tell whether every printed name stands in the wording; the names that do not are said at the field."""
        wording = self.cleaned_data["byline_wording"]
        left_out = lacking(wording, [line["name"] for line in bylines]) if wording else []
        if left_out:
            words = _("These names do not stand in the wording as they are printed: %(names)s.")
            self.add_error("byline_wording", words % {"names": ", ".join(left_out)})
        return not left_out

    def more_values(self) -> dict[str, Any]:
        """Return the version's values of these fields; makes a new sponsor or series. Call inside a transaction."""
        data = self.cleaned_data
        return {
            **{name: data[name] for name in PLAIN},
            **{name: self._record(name, data[name]) for name in RECORDS},
        }

    def _record(self, field: str, name: str) -> int | None:
        if not name:
            return None
        found = record_named(field, name)
        if found is None and self.makes_records:
            model, named_by = RECORDS[field]
            found = model._default_manager.get_or_create(**{named_by: name})[0]
        return found.pk if found else None


def record_named(field: str, name: str) -> Model | None:
    """Return the sponsor or series of a name."""
    model, named_by = RECORDS[field]
    return model._default_manager.filter(**{named_by: name}).first()


def named(content: dict[str, Any]) -> dict[str, str]:
    """Return a version's source, sponsor and series by name, as the form shows them: one query when it has any."""
    asked = [
        model._default_manager.filter(pk=content[field]).order_by().values_list(Value(field), named_by)
        for field, (model, named_by) in {"source": (Source, "name"), **RECORDS}.items()
        if content[field]
    ]  # fmt: skip
    found = dict(asked[0].union(*asked[1:], all=True)) if asked else {}
    return {field: found.get(field, "") for field in ("source", *RECORDS)}
