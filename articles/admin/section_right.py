"""Who looks after which sections: editors without a line here look after all of them."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from articles.forms import in_tree_order
from articles.models import SectionRight
from articles.sections import load_sections
from paper.desk import DeskAdmin
from people.models import User


class SectionRightForm(forms.ModelForm):
    """An editor and a section; those below it come with it."""

    class Meta:
        model = SectionRight
        fields = ["user", "category"]
        help_texts = {
            "user": gettext_lazy("Only editors are listed: reporters open their own stories anyway."),
            "category": gettext_lazy("The sections below it are included. With the first line, all other sections close to this person."),
        }  # fmt: skip
        error_messages = {
            "__all__": {
                "unique_together": gettext_lazy("This person looks after the section already.")
            }
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "user" not in self.fields:  # who may only read gets no fields
            return
        self.fields["user"].queryset = editors()
        self.fields["category"].choices = [
            ("", self.fields["category"].empty_label),
            *((s.pk, "– " * depth + s.name) for s, depth in in_tree_order(load_sections())),
        ]


@admin.register(SectionRight)
class SectionRightAdmin(DeskAdmin):
    """Rights by section. They narrow what an editor may open; own and assigned stories stay open."""

    form = SectionRightForm
    list_display = ["user", "category"]
    list_display_links = ["user", "category"]
    list_select_related = ["user", "category"]
    ordering = ["user__display_name", "user__username", "category__order"]
    sortable_by = ()
    view_on_site = False


def editors() -> QuerySet[User]:
    """Return the people whose rights a section narrows, by name."""
    return (
        User.objects.with_perm("articles.edit_any_article")
        .filter(is_staff=True)
        .order_by("display_name", "username")
    )
