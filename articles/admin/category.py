"""Sections on the desk: the tree in its order."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.forms import in_tree_order
from articles.gate import RULES
from articles.models import Article, Category
from articles.sections import FEED, SectionError, load_sections, save_section
from bangla.digits import to_bangla
from paper.desk import DeskAdmin, yes_no


class CategoryForm(forms.ModelForm):
    """A section; the tree's rules are tried before anything is stored."""

    gate = forms.MultipleChoiceField(
        label=gettext_lazy("Held back without"), required=False,
        choices=lambda: list(RULES.items()), widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("What is ticked holds for the sections below too. A story that lacks it comes out only with a reason, given by the chief editor."),
    )  # fmt: skip

    class Meta:
        model = Category
        fields = ["name", "slug", "parent", "order", "in_menu", "on_front", "description", "gate"]
        help_texts = {
            "slug": gettext_lazy("Small English letters, digits and hyphens: share-market. It is the section's address; changing it breaks old links."),
            "order": gettext_lazy("Sections with a smaller number come first."),
        }  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "parent" not in self.fields:  # who may only read gets no fields
            return
        rows = [
            (s.pk, "– " * depth + s.name)
            for s, depth in in_tree_order(load_sections())
            if s.pk != self.instance.pk
        ]
        self.fields["parent"].choices = [("", _("No section above it")), *rows]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not self.errors:
            self._try()
        return data

    def _try(self) -> None:
        """Let the rule itself judge, and take its trial back."""
        tried = Category(
            pk=self.instance.pk, **{name: self.cleaned_data[name] for name in self.Meta.fields}
        )
        others = Category.objects.filter(parent=tried.parent, slug=tried.slug)
        if others.exclude(pk=tried.pk).exists():
            self.add_error("slug", _("Another section has this address: choose another one."))
            return
        try:
            with transaction.atomic():
                save_section(tried)
                transaction.set_rollback(True)
        except SectionError as error:
            self.add_error("slug" if tried.slug == FEED else "parent", str(error))


@admin.register(Category)
class CategoryAdmin(DeskAdmin):
    """Sections are stored by `articles.sections.save_section`, with their address and all below them."""

    form = CategoryForm
    list_display = ["tree_name", "address", "place", "in_menu_cell", "on_front_cell"]
    list_display_links = ["tree_name"]
    list_per_page = 500
    sortable_by = ()
    search_fields = ["name", "slug"]
    readonly_fields = ["gate_in_words"]

    def get_fields(self, request: HttpRequest, obj: Category | None = None) -> list[str]:
        """Show the gate in words to who may only read it."""
        names = self.form.Meta.fields
        if self.has_change_permission(request, obj) or obj is None:
            return names
        return ["gate_in_words" if name == "gate" else name for name in names]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Category]:
        return super().get_queryset(request).select_related("parent__parent")

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        changelist = super().get_changelist_instance(request)
        places = {
            section.pk: place
            for place, (section, _depth) in enumerate(in_tree_order(request.sections))
        }
        changelist.result_list = sorted(
            changelist.result_list, key=lambda category: places[category.pk]
        )
        return changelist

    def save_model(self, request: HttpRequest, obj: Category, form: Any, change: bool) -> None:
        save_section(obj)

    def why_kept(self, obj: Category) -> str:
        if obj.children.exists():
            return _("Other sections hang under this one. Move them first.")
        if obj.filings.exists() or Article.objects.filter(category=obj).exists():
            return _("Stories are filed in this section. File them elsewhere first.")
        return ""

    @admin.display(description=gettext_lazy("Held back without"))
    def gate_in_words(self, category: Category) -> str:
        return "; ".join(str(RULES[name]) for name in category.gate if name in RULES) or "–"

    @admin.display(description=gettext_lazy("section"))
    def tree_name(self, category: Category) -> SafeString:
        depth = category.path.count("/")
        return format_html('<span class="depth-{}">{}</span>', depth, category.name)

    @admin.display(description=gettext_lazy("address"))
    def address(self, category: Category) -> str:
        return category.path

    @admin.display(description=gettext_lazy("order"))
    def place(self, category: Category) -> str:
        return to_bangla(category.order)

    @admin.display(description=gettext_lazy("in the section bar"))
    def in_menu_cell(self, row: Category) -> str:
        return yes_no(row.in_menu)

    @admin.display(description=gettext_lazy("block on the front page"))
    def on_front_cell(self, row: Category) -> str:
        return yes_no(row.on_front)
