"""Folders of the library: what they are called and whose they are."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bangla.digits import to_bangla
from images.models import Folder, Picture
from paper.desk import DeskAdmin
from people.roles import ROLES

SEEING = [name for name, (_label, rights) in ROLES.items() if "images.view_picture" in rights]
"""Roles that see pictures at all."""


class RolesField(forms.ModelMultipleChoiceField):
    """Roles as boxes to tick, under the names that the desk prints."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Group) -> str:
        return str(ROLES[obj.name][0])


class FolderForm(forms.ModelForm):
    """A folder's name and its roles."""

    roles = RolesField(
        label=gettext_lazy("Only for"), required=False,
        queryset=Group.objects.filter(name__in=SEEING).order_by("pk"),
        help_text=gettext_lazy(
            "Left empty, everybody at the desk sees its pictures. Those who arrange folders always do."
        ),
    )  # fmt: skip

    class Meta:
        model = Folder
        fields = ["name", "roles"]


@admin.register(Folder)
class FolderAdmin(DeskAdmin):
    """Folders: name, roles, how many pictures."""

    form = FolderForm
    list_display = ["name", "only_for", "pictures"]
    sortable_by = ()
    view_on_site = False

    class Media:
        css = {"all": ["css/desk-library.css"]}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Folder]:
        """Count along the index of pictures by folder, which holds nothing else."""
        within = Picture.objects.filter(folder=OuterRef("pk")).order_by().values("folder")
        counted = Subquery(within.annotate(n=Count("pk")).values("n"))
        return super().get_queryset(request).annotate(held=counted).prefetch_related("roles")

    def why_kept(self, obj: Folder) -> str:
        is_empty = not Picture.objects.filter(folder=obj).exists()
        return "" if is_empty else _("Pictures lie in this folder. Move them to another one first.")

    @admin.display(description=gettext_lazy("only for"))
    def only_for(self, folder: Folder) -> str:
        chosen = {group.name for group in folder.roles.all()}
        names = [str(label) for name, (label, _permissions) in ROLES.items() if name in chosen]
        return ", ".join(names) or _("everybody at the desk")

    @admin.display(description=gettext_lazy("pictures"))
    def pictures(self, folder: Any) -> str:
        return _("%(n)s pictures") % {"n": to_bangla(folder.held or 0)}
