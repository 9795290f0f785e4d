"""Background tasks on the desk: what is parked, with its error in words, and what to do about it."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.tasks import TaskResultStatus
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from bangla.dates import date_time
from bangla.digits import to_bangla
from newsroom import leases
from newsroom.models import TaskLease
from paper.desk import AskedWithMeasure

NAMES = {
    "paper.outbox.send_outbox_mail": gettext_lazy("Send a mail"),
    "articles.filing.refresh_stories_of_tag": gettext_lazy("Print a tag's new name under its stories"),
    "articles.filing.refresh_stories_of_author": gettext_lazy("Carry an author's new address to the stories"),
    "articles.filing.refile_stories_of_category": gettext_lazy("File a section's stories again"),
    "images.renditions.make_renditions": gettext_lazy("Make a picture's sizes"),
    "images.renditions.make_smallest": gettext_lazy("Make a picture's smallest files"),
}  # fmt: skip
"""What the desk calls a task; one without an entry goes by its name in the program."""

STATES = {
    TaskResultStatus.FAILED: gettext_lazy("parked"),
    TaskResultStatus.READY: gettext_lazy("waits for another try"),
    TaskResultStatus.RUNNING: gettext_lazy("is being done"),
}


@admin.register(TaskLease)
class TaskAdmin(AskedWithMeasure):
    """Tasks that are not through; rows are made by the worker alone."""

    list_display = ["name", "state", "cause", "tries_so_far", "enqueued_at", "buttons"]
    list_select_related = ["task"]
    # FAILED, READY, RUNNING: the alphabet puts the parked ones first.
    ordering = ["task__status", "-task__enqueued_at"]
    actions = ["retry_selected", "drop_selected"]
    readonly_fields = [
        "name", "arguments", "state", "cause", "detail", "tries_so_far", "enqueued_at", "traceback",
        "buttons",
    ]  # fmt: skip
    fields = readonly_fields

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("task")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: TaskLease | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: TaskLease | None = None) -> bool:
        return False

    def has_decide_permission(self, request: HttpRequest) -> bool:
        """Whether the person may retry and drop; asked for the list's actions."""
        return request.user.has_perm("newsroom.change_tasklease")

    def get_urls(self) -> list:
        own = [
            path("<int:pk>/retry/", self.admin_site.admin_view(self.retry), name="newsroom_task_retry"),
            path("<int:pk>/drop/", self.admin_site.admin_view(self.drop), name="newsroom_task_drop"),
        ]  # fmt: skip
        return own + super().get_urls()

    @method_decorator(require_POST)
    def retry(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Run one parked task again."""
        return self._decide(request, pk, leases.retry, _("The task will be tried again."))

    @method_decorator(require_POST)
    def drop(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Give one parked task up."""
        return self._decide(request, pk, leases.drop, _("The task was dropped."))

    def _decide(
        self, request: HttpRequest, pk: int, act: Callable[..., Any], said: str
    ) -> HttpResponse:
        lease = get_object_or_404(TaskLease, pk=pk)
        try:
            act(lease, by=request.user)
        except leases.NotParked as error:
            self.message_user(request, str(error), messages.WARNING)
        else:
            self.message_user(request, said, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:newsroom_tasklease_changelist"))

    @admin.action(description=gettext_lazy("Run again"), permissions=["decide"])
    def retry_selected(self, request: HttpRequest, chosen: QuerySet) -> None:
        """Run the chosen parked tasks again."""
        self._decide_all(request, chosen, leases.retry)

    @admin.action(description=gettext_lazy("Drop"), permissions=["decide"])
    def drop_selected(self, request: HttpRequest, chosen: QuerySet) -> None:
        """Give the chosen parked tasks up."""
        self._decide_all(request, chosen, leases.drop)

    def _decide_all(self, request: HttpRequest, chosen: QuerySet, act: Callable[..., Any]) -> None:
        done = 0
        for lease in chosen.parked():
            try:
                act(lease, by=request.user)
                done += 1
            except leases.NotParked:  # somebody else decided in this moment
                continue
        said = ngettext("%(count)s parked task.", "%(count)s parked tasks.", done)
        self.message_user(request, said % {"count": to_bangla(done)}, messages.SUCCESS)

    @admin.display(description=gettext_lazy("task"))
    def name(self, lease: TaskLease) -> str:
        return str(NAMES.get(lease.task.task_path, lease.task.task_path))

    @admin.display(description=gettext_lazy("state"))
    def state(self, lease: TaskLease) -> str:
        return str(STATES.get(lease.task.status, lease.task.status))

    @admin.display(description=gettext_lazy("tries"))
    def tries_so_far(self, lease: TaskLease) -> str:
        return to_bangla(lease.tries)

    @admin.display(description=gettext_lazy("handed to the worker"))
    def enqueued_at(self, lease: TaskLease) -> str:
        return date_time(lease.task.enqueued_at)

    @admin.display(description=gettext_lazy("on"))
    def arguments(self, lease: TaskLease) -> str:
        stored = lease.task.args_kwargs
        named = [f"{name}={value}" for name, value in stored["kwargs"].items()]
        return ", ".join([*map(str, stored["args"]), *named])

    @admin.display(description=gettext_lazy("for the programmer"))
    def traceback(self, lease: TaskLease) -> str | SafeString:
        return format_html("<pre>{}</pre>", lease.task.traceback) if lease.task.traceback else "–"

    @admin.display(description=gettext_lazy("decision"))
    def buttons(self, lease: TaskLease) -> str | SafeString:
        """Two buttons inside the form that Django's list and page bring, with its token."""
        if lease.task.status != TaskResultStatus.FAILED:
            return ""
        button = '<button type="submit" class="button" formaction="{}">{}</button> '
        return format_html(
            button + button,
            reverse("admin:newsroom_task_retry", args=[lease.pk]), _("Run again"),
            reverse("admin:newsroom_task_drop", args=[lease.pk]), _("Drop"),
        )  # fmt: skip
