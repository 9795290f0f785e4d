"""The desk's talk beside a story: its thread of notes, on the story's page and on one of its own."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from articles import notices, permissions, talk
from articles.admin.assigning import wants_json
from articles.form_fields import TextField
from articles.models import Article, DeskNote
from articles.transitions import WorkflowError
from paper.caching import private
from paper.sentences import when_in_words

SHOWN = 100
"""As many of the latest notes stand beside a story; its own page shows all."""


class NoteForm(forms.Form):
    """A note on a story."""

    text = TextField(
        label=gettext_lazy("New note"), required=False,
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": talk.LENGTH}),
        help_text=gettext_lazy("Write @ and a name to tell somebody. Readers never see the notes."),
    )  # fmt: skip

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="note-%s", use_required_attribute=False)


def context_of(article: Article, limit: int | None = SHOWN) -> dict[str, Any]:
    """Return what templates/admin/articles/article/_notes.html shows of a story's thread."""
    found = talk.notes_of(article)
    newest = list(found.order_by("-id")[: limit + 1]) if limit else list(found.order_by("-id"))
    rows = newest[:limit] if limit else newest
    return {
        "notes": [line_of(note) for note in reversed(rows)],
        "has_older_notes": len(newest) > len(rows),
        "note_form": NoteForm(),
    }


def line_of(note: DeskNote) -> dict[str, Any]:
    """Return one note as page and script show it."""
    version = _("version %(n)s") % {"n": note.revision.number} if note.revision else ""
    return {
        "pk": note.pk, "who": str(note.by) if note.by else _("Somebody who has left"),
        "when": when_in_words(note.created_at), "version": version, "text": note.text,
    }  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def notes_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a story's whole thread, or add a note to it."""
    article = permissions.get_for_editor(request.user, pk)
    form = NoteForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            note = talk.add_note(article, by=request.user, text=form.cleaned_data["text"])
        except WorkflowError as error:
            form.add_error("text", str(error))
        else:
            return _done(request, article, note)
    return _asked(request, article, form)


def _done(request: HttpRequest, article: Article, note: DeskNote) -> HttpResponse:
    if wants_json(request):
        return private(JsonResponse({"note": line_of(note)}))
    page = "notes" if request.POST.get("page") == "notes" else "change"
    return redirect(f"{reverse(f'admin:articles_article_{page}', args=[article.pk])}#notes")


def _asked(request: HttpRequest, article: Article, form: NoteForm) -> HttpResponse:
    status = 422 if form.is_bound else 200
    if wants_json(request):
        return private(JsonResponse({"errors": form.errors}, status=status))
    if not form.is_bound:
        notices.mark_seen(request.user, article)
    context = {
        **admin.site.each_context(request), "title": _("Notes of the desk"), "story": article,
        "headline": notices.headline_of(article), **context_of(article, None), "note_form": form,
        "page": "notes",
    }  # fmt: skip
    template = "admin/articles/article/notes.html"
    return private(TemplateResponse(request, template, context, status=status))
