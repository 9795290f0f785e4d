"""Comments on the stock desk: the list with its acts, and a page to read, decide and answer. No status is edited by hand."""

from collections import Counter
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from bangla.dates import date_time
from bangla.digits import to_bangla
from bangla.text import excerpt
from comments.highlighting import marked
from comments.models import Comment, Event, RejectReason, Status
from comments.moderation import ModerationError, Refused, possible, reply_as_staff, transition
from comments.people_admin import BanAdmin, CommenterAdmin
from comments.permissions import can_moderate, moderated_by
from comments.policy_admin import CommentPolicyAdmin
from comments.replies_admin import CannedReplyAdmin
from comments.wording import act_in_words, reasons_in_words, tell_reader
from comments.wordlist_admin import WordEntryAdmin, WordListAdmin
from paper.desk import AskedWithMeasure

__all__ = [
    "BanAdmin", "CannedReplyAdmin", "CommentAdmin", "CommentPolicyAdmin", "CommenterAdmin", "WordEntryAdmin", "WordListAdmin",
]  # fmt: skip

EXCERPT = 90
REASONS = [("", gettext_lazy("Reason of the rejection")), *RejectReason.choices]

DONE = {
    Event.APPROVE: gettext_lazy("Comments approved: %(n)s."),
    Event.REJECT: gettext_lazy("Comments rejected: %(n)s."),
    Event.SPAM: gettext_lazy("Comments marked as spam: %(n)s."),
    Event.HOLD: gettext_lazy("Comments held back: %(n)s."),
    Event.RESTORE: gettext_lazy("Comments restored: %(n)s."),
    Event.FEATURE: gettext_lazy("Best comments: %(n)s."),
    Event.UNFEATURE: gettext_lazy("No longer best comments: %(n)s."),
}
"""What the moderator is told after an act."""


class StateFilter(admin.SimpleListFilter):
    """Which comments: those that wait, unless another state is asked for."""

    title = gettext_lazy("state")
    parameter_name = "state"
    queues = {
        "waiting": (gettext_lazy("Waiting"), lambda rows: rows.waiting()),
        "unreviewed": (gettext_lazy("Published, not reviewed"), lambda rows: rows.filter(status=Status.PUBLISHED)),
        "approved": (gettext_lazy("Approved"), lambda rows: rows.filter(status=Status.APPROVED)),
        "rejected": (gettext_lazy("Rejected"), lambda rows: rows.filter(status=Status.REJECTED)),
        "spam": (gettext_lazy("Spam"), lambda rows: rows.filter(status=Status.SPAM)),
        "all": (gettext_lazy("All"), lambda rows: rows),
    }  # fmt: skip

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(name, title) for name, (title, _rows) in self.queues.items()]

    def value(self) -> str:
        asked = super().value()
        return asked if asked in self.queues else "waiting"

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        rows: Callable[[QuerySet], QuerySet] = self.queues[self.value()][1]
        return rows(queryset)

    def choices(self, changelist: Any):
        for name, title in self.lookup_choices:
            yield {
                "selected": self.value() == name,
                "query_string": changelist.get_query_string({self.parameter_name: name}),
                "display": title,
            }


class ReasonForm(ActionForm):
    """The list's acts, with the reason that a rejection needs."""

    reason = forms.ChoiceField(choices=REASONS, required=False, label=gettext_lazy("Reason"))


def _act(event: Event, description: Any) -> Callable[..., None]:
    """Return an action of the list: the event for each chosen comment, through `moderation`."""

    def act(model_admin: "CommentAdmin", request: HttpRequest, queryset: QuerySet[Comment]) -> None:
        model_admin.act_on_each(request, queryset, event)

    act.__name__ = event.value
    return admin.action(description=description)(act)


@admin.register(Comment)
class CommentAdmin(AskedWithMeasure):
    """Read, decide, answer. Nothing is added, deleted or edited here."""

    list_display = ["state", "story", "author_name", "opening", "why", "came_at"]
    list_display_links = ["opening"]
    list_filter = [StateFilter]
    list_select_related = ["article", "parent"]
    list_per_page = 50
    show_full_result_count = False
    search_fields = ["author_name", "body"]
    ordering = ["-id"]
    action_form = ReasonForm
    actions = [
        _act(Event.APPROVE, gettext_lazy("Approve selected")),
        _act(Event.REJECT, gettext_lazy("Reject selected")),
        _act(Event.SPAM, gettext_lazy("Mark as spam")),
        _act(Event.HOLD, gettext_lazy("Hold back selected")),
        _act(Event.RESTORE, gettext_lazy("Restore selected")),
    ]
    fields = ["state_word", "story", "author_name", "answered", "text", "why", "came_at", "history"]
    readonly_fields = fields
    change_form_template = "admin/comments/comment/change_form.html"

    def has_module_permission(self, request: HttpRequest) -> bool:
        return can_moderate(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Comment | None = None) -> bool:
        return can_moderate(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Comment | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Comment | None = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Comment]:
        """Comments that the person moderates, with their story's headline; bodies of stories are long and not shown."""
        rows = moderated_by(request.user).select_related(*self.list_select_related)
        rows = rows.order_by(*self.get_ordering(request))
        return rows.defer("body_html", "article__body", "article__shown", "parent__body_html")

    def get_ordering(self, request: HttpRequest) -> list[str]:
        """Those that have waited longest come first; everything else newest first."""
        return ["created_at", "id"] if request.GET.get("state", "waiting") == "waiting" else ["-id"]

    def get_urls(self) -> list:
        wrap = self.admin_site.admin_view
        own = [
            path("<int:pk>/act/", wrap(self.act_view), name="comments_comment_act"),
            path("<int:pk>/reply/", wrap(self.reply_view), name="comments_comment_reply"),
        ]
        return own + super().get_urls()

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict | None = None,
    ) -> HttpResponse:
        comment = self.get_object(request, object_id)
        context = {
            "events": [(event.value, event.label) for event in possible(comment)]
            if comment
            else [],
            "needs_reason": comment is not None and Event.REJECT in possible(comment),
            "reject_reasons": REASONS,
            "reply_key": uuid4().hex,
            **(extra_context or {}),
        }
        return super().change_view(request, object_id, form_url, context)

    @method_decorator(require_POST)
    def act_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Do the act of the button that was pressed, on the version that was on the screen."""
        self._require_moderator(request)
        comment = get_object_or_404(moderated_by(request.user), pk=pk)
        event = request.POST.get("event", "")
        if event in DONE:
            self._tell(request, Event(event), [self._try(request, comment, Event(event))])
        return HttpResponseRedirect(self._address(pk))

    @method_decorator(require_POST)
    def reply_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Store the desk's answer; a refused one comes back with its text."""
        self._require_moderator(request)
        comment = get_object_or_404(moderated_by(request.user), pk=pk)
        text, key = request.POST.get("reply", ""), request.POST.get("key", "")
        version, revision = _seen(request, comment)
        try:
            reply_as_staff(
                pk, text, actor=request.user, name=_("%(paper)s desk") % {"paper": request.paper.name},
                version=version, revision=revision, key=key[:64],
            )  # fmt: skip
        except ModerationError as error:
            for sentence in _sentences(error):
                messages.error(request, sentence)
            # Shown as the page itself, so that what was typed is still there.
            request.method = "GET"
            return self.change_view(
                request, str(pk), extra_context={"reply_text": text, "reply_key": key}
            )
        messages.success(request, _("The answer has been published."))
        return HttpResponseRedirect(self._address(pk))

    def act_on_each(self, request: HttpRequest, comments: QuerySet[Comment], event: Event) -> None:
        """Do one event on the chosen comments and say how it went; one failure stops no other."""
        self._tell(request, event, [self._try(request, comment, event) for comment in comments])

    def _try(self, request: HttpRequest, comment: Comment, event: Event) -> str:
        version, revision = _seen(request, comment)
        try:
            transition(
                comment.pk, event, actor=request.user, version=version, revision=revision,
                reason=request.POST.get("reason", "") if event == Event.REJECT else "",
                note=request.POST.get("note", "")[:500],
            )  # fmt: skip
        except ModerationError as error:
            return str(error)
        return ""

    def _tell(self, request: HttpRequest, event: Event, errors: list[str]) -> None:
        done = errors.count("")
        if done:
            messages.success(request, str(DONE[event]) % {"n": to_bangla(done)})
        for error, times in Counter(filter(None, errors)).items():
            often = f" ({to_bangla(times)})" if times > 1 else ""
            messages.error(request, f"{error}{often}")

    def _require_moderator(self, request: HttpRequest) -> None:
        if not can_moderate(request.user):
            raise PermissionDenied

    def _address(self, pk: int) -> str:
        return reverse(f"{self.admin_site.name}:comments_comment_change", args=[pk])

    @admin.display(description=gettext_lazy("state"))
    def state(self, comment: Comment) -> SafeString:
        """The state in words, and what the moderator is looking at, for the acts of the list."""
        return format_html(
            '<span class="state state-{}">{}</span><input type="hidden" name="seen-{}" value="{}-{}">',
            Status(comment.status).name.lower(), comment.get_status_display(),
            str(comment.pk), str(comment.version), str(comment.revision),
        )  # fmt: skip

    @admin.display(description=gettext_lazy("state"))
    def state_word(self, comment: Comment) -> str:
        return comment.get_status_display()

    @admin.display(description=gettext_lazy("story"))
    def story(self, comment: Comment) -> str:
        return comment.article.headline

    @admin.display(description=gettext_lazy("comment"))
    def opening(self, comment: Comment) -> str:
        return excerpt(comment.body, EXCERPT)

    @admin.display(description=gettext_lazy("comment"))
    def text(self, comment: Comment) -> SafeString:
        """The comment with the passages marked that its reasons point at."""
        return marked(comment.body, comment.reasons)

    @admin.display(description=gettext_lazy("in answer to"))
    def answered(self, comment: Comment) -> str:
        parent = comment.parent
        return f"{parent.author_name}: {excerpt(parent.body, EXCERPT)}" if parent else "–"

    @admin.display(description=gettext_lazy("reasons"))
    def why(self, comment: Comment) -> str:
        return ", ".join(reasons_in_words(comment.reasons)) or "–"

    @admin.display(description=gettext_lazy("time"), ordering="created_at")
    def came_at(self, comment: Comment) -> str:
        return date_time(comment.created_at)

    @admin.display(description=gettext_lazy("what happened"))
    def history(self, comment: Comment) -> str:
        return "\n".join(act_in_words(action) for action in comment.actions.select_related("actor"))


def _seen(request: HttpRequest, comment: Comment) -> tuple[int, int]:
    """Return version and revision that were on the moderator's screen; 0 when the form does not say."""
    version, _dash, revision = request.POST.get(f"seen-{comment.pk}", "").partition("-")
    if not (version.isascii() and version.isdigit() and revision.isascii() and revision.isdigit()):
        return (0, 0)
    return (int(version[:9]), int(revision[:9]))


def _sentences(error: ModerationError) -> list[str]:
    return (
        [tell_reader(finding) for finding in error.verdict.blocks]
        if isinstance(error, Refused)
        else [str(error)]
    )
