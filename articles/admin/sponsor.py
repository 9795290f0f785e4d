"""Sponsors on the desk: who pays for stories, or makes them with the paper."""

from django.contrib import admin
from django.utils.translation import gettext as _

from articles.models import Sponsor
from paper.desk import DeskAdmin


@admin.register(Sponsor)
class SponsorAdmin(DeskAdmin):
    """Companies and houses."""

    list_display = ["name", "url"]
    search_fields = ["name"]
    ordering = ["name"]
    fields = ["name", "url"]

    def why_kept(self, obj: Sponsor) -> str:
        return _("Stories carry the name of this sponsor.") if obj.articles.exists() else ""
