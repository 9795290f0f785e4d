"""Word lists on the desk: a list with its words as one text, and the words with what each of them did."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.forms import in_tree_order
from articles.sections import load_sections
from bangla.digits import to_bangla
from comments import word_lines
from comments.models import WordEntry, WordList
from comments.wordlists import entries_of
from paper.desk import DeskAdmin
from paper.fields import clean_line

COUNTED = 50
"""As many entries stand with their counts on the page of a list; all of them have a page of their own."""


class WordListForm(forms.ModelForm):
    """A list and its entries, one a line. What was on the screen comes back with it, for comparing."""

    lines = forms.CharField(
        label=gettext_lazy("Words and phrases"), required=False, strip=False, show_hidden_initial=True,
        widget=forms.Textarea(attrs={"rows": 16, "spellcheck": "false"}),
        help_text=gettext_lazy(
            "One a line. Case endings, spaces, dots and signs between the letters are seen through. "
            "“=word” counts in this form alone, “*word*” inside other words as well."
        ),
    )  # fmt: skip

    class Meta:
        model = WordList
        fields = ["name", "action", "category", "is_active"]
        help_texts = {
            "category": gettext_lazy("The sections below it are included. Left empty, the list holds for the whole paper."),
        }  # fmt: skip
        error_messages = {
            "name": {"unique": gettext_lazy("There is a list of this name already.")},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "lines" not in self.fields:  # who may only read gets no fields
            return
        if self.instance.pk:
            entries = self.instance.entries.order_by("text").values_list("text", "match")
            self.initial.setdefault("lines", word_lines.write(entries))
        self.fields["category"].choices = [
            ("", _("The whole paper")),
            *((s.pk, "– " * depth + s.name) for s, depth in in_tree_order(load_sections())),
        ]

    def clean_lines(self) -> dict[str, str]:
        """Return the entries typed; each bad line is an error of its own, and the text stays as typed."""
        found = word_lines.read(self.cleaned_data["lines"])
        if found.faults:
            raise ValidationError(found.faults)
        return found.entries

    def shown_lines(self) -> dict[str, str]:
        """Return the entries that were on the screen when the typing began."""
        name = self.add_initial_prefix("lines")
        return word_lines.read(self.data.get(name, "")).entries


@admin.register(WordList)
class WordListAdmin(DeskAdmin):
    """Lists: what is looked for, where, and what happens then."""

    form = WordListForm
    list_display = ["name", "what_happens", "where", "in_use", "size"]
    list_select_related = ["category"]
    search_fields = ["name"]
    ordering = ["name"]
    sortable_by = ()
    fields = ["name", "action", "category", "is_active", "lines", "counted"]
    readonly_fields = ["counted"]
    view_on_site = False

    class Media:
        css = {"all": ["css/desk-words.css"]}

    def get_queryset(self, request: HttpRequest) -> QuerySet[WordList]:
        return super().get_queryset(request).annotate(held=Count("entries"))

    def get_fields(self, request: HttpRequest, obj: WordList | None = None) -> list[str]:
        may_change = self.has_change_permission(request, obj)
        dropped = {*(() if obj else ("counted",)), *(() if may_change or not obj else ("lines",))}
        return [name for name in self.fields if name not in dropped]

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        word_lines.bring_in(
            form.instance, form.cleaned_data["lines"],
            shown=form.shown_lines() if change else {}, by=request.user,
        )  # fmt: skip

    @admin.display(description=gettext_lazy("what happens"))
    def what_happens(self, word_list: WordList) -> str:
        return word_list.get_action_display()

    @admin.display(description=gettext_lazy("section"))
    def where(self, word_list: WordList) -> str:
        return word_list.category.name if word_list.category else _("The whole paper")

    @admin.display(description=gettext_lazy("in use"))
    def in_use(self, word_list: WordList) -> str:
        return _("in use") if word_list.is_active else _("not in use")

    @admin.display(description=gettext_lazy("words"))
    def size(self, word_list: Any) -> str:
        return _("%(n)s words") % {"n": to_bangla(word_list.held)}

    @admin.display(description=gettext_lazy("What the words did"))
    def counted(self, word_list: WordList) -> SafeString:
        """The entries found oftenest, with the share that moderators approved all the same."""
        rows = format_html_join(
            "", '<tr><td>{}</td><td class="number">{}</td><td class="number">{}</td></tr>',
            ((entry.text, to_bangla(entry.hits), rate_of(entry)) for entry in entries_of(word_list)[:COUNTED]),
        )  # fmt: skip
        table = format_html(
            '<table class="counted-words"><thead><tr><th>{}</th><th class="number">{}</th><th class="number">{}</th></tr></thead>'
            "<tbody>{}</tbody></table>",
            _("word or phrase"), _("found"), _("held in vain"), rows,
        )  # fmt: skip
        address = reverse(f"{self.admin_site.name}:comments_wordentry_changelist")
        every = format_html(
            '<p><a href="{}?word_list__id__exact={}">{}</a></p>',
            address, str(word_list.pk), _("All words of this list"),
        )  # fmt: skip
        return format_html("{}{}", table, every) if rows else format_html("–")


@admin.register(WordEntry)
class WordEntryAdmin(DeskAdmin):
    """The words of all lists with their counts; new ones come in through their list."""

    list_display = ["text", "word_list", "how", "hits_in_words", "in_vain"]
    list_filter = ["word_list"]
    list_select_related = ["word_list"]
    search_fields = ["text"]
    ordering = ["-hits"]
    sortable_by = ["text", "hits_in_words", "in_vain"]
    fields = ["text", "match", "word_list", "hits_in_words", "in_vain", "added"]
    readonly_fields = ["word_list", "hits_in_words", "in_vain", "added"]
    view_on_site = False

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        return lookup == "word_list__id__exact" or super().lookup_allowed(lookup, value, request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any):
        return super().get_form(request, obj, change, **{"form": WordEntryForm, **kwargs})

    @admin.display(description=gettext_lazy("how it counts"))
    def how(self, entry: WordEntry) -> str:
        return entry.get_match_display()

    @admin.display(description=gettext_lazy("found"), ordering="hits")
    def hits_in_words(self, entry: WordEntry) -> str:
        return _("%(n)s times") % {"n": to_bangla(entry.hits)}

    @admin.display(description=gettext_lazy("held in vain"), ordering="false_holds")
    def in_vain(self, entry: WordEntry) -> str:
        return rate_of(entry)

    @admin.display(description=gettext_lazy("added by"))
    def added(self, entry: WordEntry) -> str:
        return str(entry.added_by) if entry.added_by else "–"


class WordEntryForm(forms.ModelForm):
    """One entry, judged as a line of its list is."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        text, how = clean_line((cleaned.get("text") or "").strip("=* ")), cleaned.get("match")
        if how and cleaned.get("text"):
            cleaned["text"] = text
            line = word_lines.read(word_lines.write([(text, how)]))
            if line.faults:
                self.add_error("text", line.faults[0])
            others = WordEntry.objects.filter(word_list=self.instance.word_list_id, text=text)
            if others.exclude(pk=self.instance.pk).exists():
                self.add_error("text", _("The list holds this word already."))
        return cleaned


def rate_of(entry: WordEntry) -> str:
    """Return how many of a hundred comments with the word were approved all the same, and how many that are."""
    if entry.false_rate is None:
        return "–"
    return _("%(rate)s%% in vain (%(n)s)") % {
        "rate": to_bangla(entry.false_rate), "n": to_bangla(entry.false_holds),
    }  # fmt: skip
