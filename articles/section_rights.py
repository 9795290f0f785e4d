"""Sections as a right that an invitation or the page of a person gives beside the role."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.forms import in_tree_order
from articles.models import Category, SectionRight
from articles.sections import load_sections
from people.further_rights import FurtherRight
from people.permissions import Refused
from people.roles import ROLES

NARROWED = ("articles.edit_any_article", "comments.moderate_comment")
"""Rights that hold in the chosen sections alone."""


def field() -> forms.TypedMultipleChoiceField:
    """Return the field: every section, those below it set in."""
    return forms.TypedMultipleChoiceField(
        label=gettext_lazy("Sections"), required=False, coerce=int,
        choices=[(s.pk, "– " * depth + s.name) for s, depth in in_tree_order(load_sections())],
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None chosen is all of them. Those below a chosen section are included."),
    )  # fmt: skip


def of(user: Any) -> list[int]:
    """Return the sections that somebody looks after."""
    return list(SectionRight.objects.filter(user=user.pk).values_list("category", flat=True))


def give(user: Any, sections: Iterable[int]) -> None:
    """Make these the sections of somebody; those that are gone meanwhile are passed over.

    Raises Refused when all of them are gone: without any, somebody would look after all sections.
    """
    asked = list(sections)
    wanted = set(Category.objects.filter(pk__in=asked).values_list("pk", flat=True))
    if asked and not wanted:
        raise Refused(_("The chosen sections are gone."))
    mine = SectionRight.objects.filter(user=user)
    mine.exclude(category__in=wanted).delete()
    missing = wanted - set(mine.values_list("category", flat=True))
    SectionRight.objects.bulk_create(
        SectionRight(user=user, category_id=pk) for pk in sorted(missing)
    )


def fits(role: str) -> bool:
    """Whether sections narrow the role at all: reporters open their own stories anyway."""
    return bool(set(NARROWED) & set(ROLES[role][1]))


SECTIONS = FurtherRight("sections", field, of, give, fits)
