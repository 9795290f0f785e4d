"""Answers kept ready for readers: of the whole paper or of a section, changed by those who look after it."""

from django.contrib import admin
from django.utils.translation import gettext_lazy

from bangla.text import excerpt
from comments.models import CannedReply
from comments.policy_admin import Looked

EXCERPT = 90


@admin.register(CannedReply)
class CannedReplyAdmin(Looked):
    """A title to choose it by, and its text, which a moderator may change before it is sent."""

    list_display = ["title", "where", "opening"]
    list_select_related = ["category"]
    search_fields = ["title", "text"]
    ordering = ["position", "pk"]
    sortable_by = ()
    fields = ["title", "text", "category", "position"]

    @admin.display(description=gettext_lazy("text"))
    def opening(self, answer: CannedReply) -> str:
        return excerpt(answer.text, EXCERPT)
