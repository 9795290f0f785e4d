"""Sources on the desk: whom stories are credited to."""

from django.contrib import admin
from django.utils.translation import gettext as _

from articles.models import Source
from paper.desk import DeskAdmin


@admin.register(Source)
class SourceAdmin(DeskAdmin):
    """Agencies, papers and bureaus."""

    list_display = ["name", "url"]
    search_fields = ["name"]
    ordering = ["name"]
    fields = ["name", "url"]

    def why_kept(self, obj: Source) -> str:
        return _("Stories are credited to this source.") if obj.articles.exists() else ""
