"""The rich-text editor of the desk: django-prose-editor with our words and without what we do not print."""

import json
from typing import Any

from django.templatetags.static import static
from django.utils.translation import gettext as _
from django_prose_editor.widgets import ProseEditorWidget

MENU = [
    {"group": "headings"},
    {"group": "marks"},
    {"group": "link"},
    {"group": "nodes -blockType"},
    {"group": "lists"},
    {"group": "boxes"},
    {"group": "figures"},
    {"group": "table"},
    {"group": "bijoy"},
    {"group": "history"},
]
"""Groups of the toolbar from left to right; no drop-down, so that each act is one touch."""


def words() -> dict[str, str]:
    """Return what toolbar and dialogs say, in the language of the person at the desk."""
    return {
        "toolbar": _("Toolbar of the text"),
        "heading2": _("Heading, first step"), "heading3": _("Heading, second step"),
        "bold": _("Bold"), "italic": _("Italic"),
        "subscript": _("Subscript"), "superscript": _("Superscript"),
        "link": _("Insert a link"), "unlink": _("Remove the link"),
        "blockquote": _("Quotation"), "horizontalRule": _("Dividing line"),
        "bulletList": _("List"), "orderedList": _("Numbered list"),
        "table": _("Insert a table"), "table:addColumnAfter": _("Add a column"),
        "table:deleteColumn": _("Delete the column"), "table:addRowAfter": _("Add a row"),
        "table:deleteRow": _("Delete the row"), "table:mergeCells": _("Merge the cells"),
        "table:splitCell": _("Split the cell"), "table:toggleHeaderCell": _("Heading cell, or not"),
        "table:deleteTable": _("Delete the table"),
        "history:undo": _("Undo"), "history:redo": _("Redo"),
        "short:heading2": _("H2"), "short:heading3": _("H3"), "short:bold": _("Bold"),
        "short:italic": _("Italic"), "short:bulletList": _("List"),
        "address": _("Address"), "addressHelp": _("Begin with https://, http:// or mailto:."),
        "rows": _("Rows"), "columns": _("Columns"), "headerRow": _("The first row is a heading"),
        "insert": _("Insert"), "save": _("Save"), "cancel": _("Cancel"),
    }  # fmt: skip


class ProseWidget(ProseEditorWidget):
    """The editor with a set of extensions; a subclass may bring modules and words of its own."""

    def __init__(self, extensions: dict[str, Any], attrs: dict[str, Any] | None = None) -> None:
        super().__init__(
            config={"extensions": {**extensions, "Menu": {"groups": MENU}}},
            preset="configurable",
            attrs=attrs,
        )

    def modules(self) -> list[str]:
        """Return the scripts whose exports are, or take the place of, extensions of the package."""
        return [static("js/desk/editor.js")]

    def words(self) -> dict[str, str]:
        """Return what the editor says."""
        return words()

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "js_modules": self.modules()}

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["attrs"]["data-editor-words"] = json.dumps(
            self.words(), ensure_ascii=False
        )
        return context
