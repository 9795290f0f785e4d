"""The story form as it saves itself while somebody writes: what it refuses stays as it was, and nothing new is made."""

from typing import Any, NamedTuple

from django import forms
from django.utils.translation import gettext as _

from articles import permissions
from articles.byline_forms import BylineFormSet
from articles.figures import Figure, parts_of, picture_ids
from articles.forms import MAX_FIGURES, StoryForm
from articles.models import Source
from images.models import Picture


class Refused(NamedTuple):
    """A field whose text is not stored, and why."""

    name: str
    label: str
    error: str


class DraftForm(StoryForm):
    """A half-written version: a headline may be missing, a new source or a wrong date waits for the person's own press."""

    recent_pictures = 0
    makes_records = False

    def __init__(self, data: Any, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.bylines = BylineFormSet(data, prefix="bylines")
        self.fields["headline"].required = False
        for name in ("picture_file", "picture_credit"):
            self.fields.pop(name, None)

    def clean_source(self) -> str:
        name = super().clean_source()
        if name and self.found_source is None:
            raise forms.ValidationError(_("A new source is made when you press Save."))
        return name

    def clean_category(self) -> int | None:
        """Let nobody lose the story by a slip: a section that is not theirs is chosen by their own press."""
        pk, sections = self.cleaned_data["category"], permissions.sections_of(self.user)
        if sections is not None and pk not in {*sections, None, self.content["category"]}:
            raise forms.ValidationError(
                _("You do not look after this section. It is changed when you press Save.")
            )
        return pk

    def clean_body(self) -> str:
        self.typed_body = self.cleaned_data["body"]
        return super().clean_body()

    def storable(self) -> tuple[dict[str, Any], list[Refused]]:
        """Return a version's values and what of the form is not in them. Call inside a transaction."""
        self.is_valid()
        refused = [
            Refused(name, str(self.fields[name].label), " ".join(errors))
            for name, errors in self.errors.items()
            if name in self.fields
        ]
        for name in self.errors.keys() & self.fields.keys():
            self.cleaned_data[name] = self.initial[name]
        if "body" in self.errors and hasattr(self, "typed_body"):
            self.cleaned_data["body"] = self._without_closed_pictures(self.typed_body)
        if "source" in self.errors:
            self.found_source = Source.objects.filter(name=self.initial["source"]).first()
        lines: Any = self.bylines
        if not lines.is_valid():
            refused.append(Refused("bylines", _("Bylines"), _errors_of(lines)))
            lines = _Former(self.content["bylines"])
        # Fields of a version that no form shows stay as they were.
        return {**self.content, **self.values(lines)}, refused

    def _without_closed_pictures(self, body: str) -> str:
        """Return the body with the captions alone of pictures that cannot stand in it."""
        named = picture_ids(body)
        known = set(picture_ids(self.content["body"]))
        open_to_user = Picture.objects.open_to(self.user).filter(pk__in=named)
        known |= set(open_to_user.values_list("pk", flat=True))
        kept, figures = "", 0
        for part in parts_of(body):
            if part.figure:
                figures += 1 + len(part.figure.children)
                shown = {part.figure.picture, *(child.picture for child in part.figure.children)}
                stays = shown - {0} <= known and figures <= MAX_FIGURES
                kept += part.figure.stored() if stays else _captions(part.figure)
            kept += part.html
        return kept


class _Former:
    """Bylines of the version before, where those of the form cannot be kept."""

    def __init__(self, lines: list[dict[str, Any]]) -> None:
        self.lines = lines

    def values(self) -> list[dict[str, Any]]:
        return self.lines


def _captions(figure: Figure) -> str:
    return "".join(f"<p>{one.caption}</p>" for one in (*figure.children, figure) if one.caption)


def _errors_of(bylines: Any) -> str:
    found = [*bylines.non_form_errors()]
    for form in bylines.forms:
        found += [error for errors in form.errors.values() for error in errors]
    return " ".join(dict.fromkeys(found))
