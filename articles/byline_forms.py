"""The rows of the story form in which its authors stand: by name, as they will be printed."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.form_fields import LineField
from articles.models import AuthorProfile
from bangla.slugs import slugify

MAX_BYLINES = 10
_named = re.compile(r"^(.*) \(([^()\s]+)\)$")


class BylineForm(forms.Form):
    """One author of the story, by name, with the name and the role as they will be printed."""

    author = LineField(label=gettext_lazy("Author"), max_length=170, required=False)
    name = LineField(label=gettext_lazy("Name as printed"), max_length=80, required=False)
    role = LineField(label=gettext_lazy("Role as printed"), max_length=80, required=False)

    def clean_author(self) -> AuthorProfile | None:
        typed = self.cleaned_data["author"]
        if not typed:
            return None
        author = author_of(typed)
        if author is None:
            raise forms.ValidationError(
                _("There is no author of this name. Choose one of the list.")
            )
        return author

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if "author" in data and data["author"] is None and (data.get("name") or data.get("role")):
            self.add_error("author", _("Choose the author whose name is printed."))
        return data

    def value(self) -> dict[str, Any] | None:
        """Return the byline as a version keeps it; what is left empty comes from the author's profile."""
        author = self.cleaned_data.get("author")
        if author is None:
            return None
        name, role = self.cleaned_data["name"], self.cleaned_data["role"]
        if not name and not role:
            role = author.role
        return {"author": author.pk, "name": name or author.name, "role": role}


class BaseBylineFormSet(forms.BaseFormSet):
    """The bylines in the order they are printed."""

    def clean(self) -> None:
        authors = [
            form.cleaned_data.get("author") for form in self.forms if hasattr(form, "cleaned_data")
        ]
        named = [author.pk for author in authors if author is not None]
        if len(named) != len(set(named)):
            raise forms.ValidationError(_("An author stands twice among the bylines."))

    def values(self) -> list[dict[str, Any]]:
        """Return the bylines as a version keeps them."""
        return [value for form in self.forms if (value := form.value()) is not None]


BylineFormSet = forms.formset_factory(
    BylineForm,
    formset=BaseBylineFormSet,
    extra=1,
    max_num=MAX_BYLINES,
    validate_max=True,
    absolute_max=MAX_BYLINES + 1,
)


def byline_rows(content: dict[str, Any]) -> list[dict[str, str]]:
    """Return a version's bylines as the form shows them; an author who is gone is left out."""
    authors = AuthorProfile.objects.in_bulk([line["author"] for line in content["bylines"]])
    return [
        {"author": name_of(authors[line["author"]]), "name": line["name"], "role": line["role"]}
        for line in content["bylines"]
        if line["author"] in authors
    ]


def name_of(author: AuthorProfile) -> str:
    """Return the name that means this author alone: a namesake's carries the address too."""
    return author.name if author.slug == slugify(author.name) else f"{author.name} ({author.slug})"


def author_of(typed: str) -> AuthorProfile | None:
    """Return the author whom `name_of` names, or the one of this name."""
    if named := _named.match(typed):
        found = AuthorProfile.objects.filter(name=named[1], slug=named[2]).first()
        if found is not None:
            return found
    namesakes = list(AuthorProfile.objects.filter(name=typed).order_by("id"))
    return next(
        (author for author in namesakes if author.slug == slugify(typed)),
        namesakes[0] if namesakes else None,
    )
