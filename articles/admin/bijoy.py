"""The desk's page that turns Bijoy into Unicode, text or file, and the same for the scripts of the editor."""

import json
from io import BytesIO
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from articles.admin.saving import for_the_form
from articles.bijoy_files import MOST_BYTES, SUFFIXES, TYPES, NotConverted, convert_file, new_name
from articles.models import Article
from bangla import bijoy
from paper.caching import private

MOST_TEXTS, MOST_CHARACTERS = 500, 300_000
MOST_TYPED = 200_000
"""As a form's field a character takes up to nine bytes of the 2.6 MB that a form may have."""


def urls() -> list[URLPattern]:
    """Return the addresses below the stories'."""
    return [
        path("bijoy/", admin.site.admin_view(page), name="articles_article_bijoy"),
        path("bijoy/runs/", runs, name="articles_article_bijoy_runs"),
    ]


class TextForm(forms.Form):
    """A text to convert."""

    text = forms.CharField(
        label=gettext_lazy("Text in Bijoy"),
        max_length=MOST_TYPED,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false", "autocomplete": "off"}),
        error_messages={
            "required": gettext_lazy("Paste a text in Bijoy first."),
            "max_length": gettext_lazy("The text is too long for this page. Send it as a file."),
        },
    )
    everything = forms.BooleanField(
        label=gettext_lazy("Take all of it for Bijoy, English words too"), required=False
    )

    def converted(self) -> str:
        """Return what the text becomes, nothing where there is none."""
        if not self.is_valid():
            return ""
        everything = self.cleaned_data["everything"]
        return (bijoy.to_unicode if everything else bijoy.convert)(self.cleaned_data["text"])


class BijoyFileForm(forms.Form):
    """A file to convert."""

    file = forms.FileField(
        label=gettext_lazy("File in Bijoy"),
        widget=forms.FileInput(attrs={"accept": ",".join(SUFFIXES)}),
        help_text=gettext_lazy("A text (.txt) or Word file (.docx) up to 10 MB. The new file comes back at once; yours stays as it is."),
        error_messages={
            "required": gettext_lazy("Choose a file first."),
            "empty": gettext_lazy("This file is empty."),
        },
    )  # fmt: skip

    def clean_file(self) -> UploadedFile:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than 10 MB. Send it in parts."))
        return file


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponseBase:
    """Show the page, or what a sent text becomes, or give the new file of a sent one."""
    if not request.user.has_perm("articles.change_article"):
        raise PermissionDenied
    is_file = request.POST.get("what") == "file"
    # Beside a file the text is only kept.
    is_text = request.method == "POST" and not is_file
    text = TextForm(request.POST) if is_text else TextForm(initial=request.POST.dict())
    file = BijoyFileForm(request.POST, request.FILES) if is_file else BijoyFileForm()
    if file.is_valid():
        try:
            return _new_file(file.cleaned_data["file"])
        except NotConverted as refused:
            file.add_error("file", str(refused))
    context = {
        **admin.site.each_context(request), "opts": Article._meta, "title": _("Bijoy to Unicode"),
        "text_form": text, "file_form": file, "converted": text.converted(),
    }  # fmt: skip
    status = 422 if text.errors or file.errors else 200
    template = "admin/articles/article/bijoy.html"
    return private(TemplateResponse(request, template, context, status=status))


def _new_file(sent: UploadedFile) -> HttpResponseBase:
    """Return the converted file."""
    new = BytesIO()
    convert_file(sent.name or "", sent, new)
    new.seek(0)
    name = new_name(sent.name or "")
    kind = TYPES["." + name.rpartition(".")[2]]
    return private(FileResponse(new, as_attachment=True, filename=name, content_type=kind))


@require_POST
@for_the_form
def runs(request: HttpRequest) -> JsonResponse:
    """Say of texts, {"texts": [...]}, whether Bijoy is seen in each, where, and what each would become.

    Places are counted in code points. With {"everything": true} also what looks like English is taken for Bijoy.
    """
    if not request.user.has_perm("articles.change_article"):
        raise PermissionDenied
    # Any other kind has been read as a form before this.
    asked = _asked(request.body) if request.content_type == "application/json" else None
    if asked is None:
        return JsonResponse({"error": _("Too much text at once, or none.")}, status=422)
    everything = asked.get("everything") is True
    return JsonResponse({"texts": [_answer(text, everything) for text in asked["texts"]]})


def _answer(text: str, everything: bool) -> dict[str, Any]:
    found = bijoy.runs(text)
    is_whole = everything or not found
    converted = bijoy.to_unicode(text) if is_whole else bijoy.convert_runs(text, found)
    places = [[run.start, run.end] for run in found]
    return {"converted": converted, "looks": bool(found), "runs": places}


def _asked(body: bytes) -> dict[str, Any] | None:
    """Return what was asked; None when it is anything but at most 500 texts of 300,000 characters."""
    try:
        asked: Any = json.loads(body)
    except (ValueError, RecursionError):
        return None
    texts = asked.get("texts") if isinstance(asked, dict) else None
    if not isinstance(texts, list) or len(texts) > MOST_TEXTS:
        return None
    if not all(isinstance(text, str) for text in texts):
        return None
    return asked if sum(map(len, texts)) <= MOST_CHARACTERS else None
