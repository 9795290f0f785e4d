"""Authors on the desk: who signs stories."""

from typing import Any

from django.contrib import admin
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from articles.byline_forms import name_of
from articles.filing import refresh_stories_of_author
from articles.models import AuthorProfile
from paper.desk import DeskAdmin


@admin.register(AuthorProfile)
class AuthorProfileAdmin(DeskAdmin):
    """Author profiles; names under stories stay as they were printed."""

    list_display = ["name", "role", "place", "user"]
    list_select_related = ["user"]
    search_fields = ["name", "role"]
    ordering = ["name"]
    fields = ["name", "role", "place", "bio", "slug", "user"]

    def save_model(self, request: HttpRequest, obj: AuthorProfile, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if change and "slug" in form.changed_data:
            transaction.on_commit(lambda: refresh_stories_of_author.enqueue(obj.pk))

    def suggestion(self, author: AuthorProfile) -> dict[str, str]:
        """Return what the story form suggests: the name that means this author, and the role."""
        return {"text": name_of(author), "role": author.role}

    def why_kept(self, obj: AuthorProfile) -> str:
        return _("Stories are signed by this author.") if obj.bylines.exists() else ""
