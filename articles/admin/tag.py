"""Tags on the desk: names and addresses; a new name is printed under all stories."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.filing import refresh_stories_of_tag
from articles.models import Tag
from articles.models.taxonomy import tag_key
from paper.desk import DeskAdmin


class TagForm(forms.ModelForm):
    """A tag; names that mean the same tag are refused."""

    class Meta:
        model = Tag
        fields = ["name", "slug"]
        help_texts = {"slug": gettext_lazy("Left empty, it is made from the name.")}

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        if Tag.objects.filter(key=tag_key(name)).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("There is a tag of this name already."))
        return name


@admin.register(Tag)
class TagAdmin(DeskAdmin):
    """Tags; stories carry the new name after commit."""

    form = TagForm
    list_display = ["name", "slug"]
    search_fields = ["name"]
    ordering = ["name"]

    def save_model(self, request: HttpRequest, obj: Tag, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if change and form.changed_data:
            transaction.on_commit(lambda: refresh_stories_of_tag.enqueue(obj.pk))

    def why_kept(self, obj: Tag) -> str:
        return _("Stories carry this tag. Take it from them first.") if obj.filings.exists() else ""
