"""Backups on the desk: the list with date, size and verdict, the button, and the words of the first page.

A backup is not downloaded here. It holds every reader's address and every password's hash: who may
have it has the machine or the bucket.
"""

from pathlib import Path
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from bangla.numbers import group
from newsroom.backups import keeping, room, verdict
from newsroom.backups.refusals import Refusal
from newsroom.models import Backup
from paper.desk import AskedWithMeasure, ReadOnly, moment_cell

MARKS = {
    Backup.State.VERIFIED: "good", Backup.State.FAILED: "bad",
    Backup.State.WANTED: "waiting", Backup.State.RUNNING: "waiting",
}  # fmt: skip


@admin.register(Backup)
class BackupAdmin(ReadOnly, AskedWithMeasure):
    """Runs of backups, newest first; they are made by the worker alone."""

    change_list_template = "admin/newsroom/backup/change_list.html"
    list_display = ["begun", "verdict", "size_in_words", "held", "copy", "file_name"]
    list_display_links = None
    list_per_page = 40
    show_full_result_count = False
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).defer("counts")

    def get_urls(self) -> list:
        own = [path("ask/", self.admin_site.admin_view(self.ask), name="newsroom_backup_ask")]
        return own + super().get_urls()

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        more = {
            "may_ask": request.user.has_perm("newsroom.add_backup"),
            "news": verdict.news(timezone.now()),
            **(extra_context or {}),
        }
        return super().changelist_view(request, more)

    @method_decorator(require_POST)
    def ask(self, request: HttpRequest) -> HttpResponse:
        """Have the worker make one now."""
        try:
            keeping.ask(by=request.user)
        except Refusal as refusal:
            self.message_user(request, str(refusal), messages.WARNING)
        else:
            self.message_user(
                request, _("The worker will make a backup in a moment."), messages.SUCCESS
            )
        return redirect(reverse("admin:newsroom_backup_changelist"))

    @admin.display(description=gettext_lazy("begun"))
    def begun(self, backup: Backup) -> SafeString | str:
        return moment_cell(backup.started_at or backup.wanted_at)

    @admin.display(description=gettext_lazy("verdict"))
    def verdict(self, backup: Backup) -> SafeString:
        said = format_html(
            '<span class="verdict is-{}">{}</span>',
            MARKS[Backup.State(backup.state)],
            backup.get_state_display(),
        )
        why = format_html('<p class="work-note">{}</p>', backup.why) if backup.why else ""
        return format_html("{}{}", said, why)

    @admin.display(description=gettext_lazy("size"))
    def size_in_words(self, backup: Backup) -> str:
        return room.in_words(backup.size) if backup.size else "–"

    @admin.display(description=gettext_lazy("rows and files"))
    def held(self, backup: Backup) -> str:
        if not backup.size:
            return "–"
        said = {"rows": group(backup.row_count), "files": group(backup.file_count)}
        return _("%(rows)s rows, %(files)s files") % said

    @admin.display(description=gettext_lazy("copy"))
    def copy(self, backup: Backup) -> SafeString | str:
        if backup.copy_fault:
            return format_html('<p class="work-note">{}</p>', backup.copy_fault)
        return backup.copied_to or "–"

    @admin.display(description=gettext_lazy("file"))
    def file_name(self, backup: Backup) -> str:
        name = Path(backup.file).name
        return f"{name} ({_('sealed')})" if name and backup.is_sealed else name or "–"
