"""Series on the desk: titles and introductions; a new title is printed over all stories of the series."""

from typing import Any

from django.contrib import admin
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from articles.filing import refresh_stories_of_series
from articles.models import Series
from paper.desk import DeskAdmin


@admin.register(Series)
class SeriesAdmin(DeskAdmin):
    """Stories that are told in parts."""

    list_display = ["title", "slug"]
    search_fields = ["title"]
    ordering = ["title"]
    fields = ["title", "introduction", "slug"]

    def save_model(self, request: HttpRequest, obj: Series, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if change and {"title", "slug"} & set(form.changed_data):
            transaction.on_commit(lambda: refresh_stories_of_series.enqueue(obj.pk))

    def why_kept(self, obj: Series) -> str:
        return _("Stories are parts of this series.") if obj.articles.exists() else ""
