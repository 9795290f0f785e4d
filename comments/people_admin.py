"""Readers and bans on the desk: what is known, what was decided, and taking it back. Nothing is edited by hand."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from articles.form_fields import LineField
from articles.permissions import sections_of
from bangla.digits import to_bangla
from comments import emails
from comments.desk_forms import BANS, FOR_GOOD, end_of, standings
from comments.models import Ban, Comment, Commenter, Standing
from comments.moderation import ModerationError, erase_reader, lift, may_erase, set_standing
from comments.permissions import BAN, SEE_ADDRESSES, can_moderate
from paper.desk import DeskAdmin, ReadOnly, when_in_words

NO_END = "–"


class ForModerators(ReadOnly, DeskAdmin):
    """A list that only moderators read."""

    view_on_site = False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return can_moderate(request.user) and super().has_view_permission(request, obj)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return can_moderate(request.user)

    def decided(self, request: HttpRequest, pk: int) -> Any:
        """Return the row that a button is about; raises PermissionDenied for who may not decide, Http404 for no row."""
        if not (self.has_view_permission(request) and request.user.has_perm(BAN)):
            raise PermissionDenied
        found = self.get_queryset(request).filter(pk=pk).first()
        if found is None:
            raise Http404
        return found


@admin.register(Ban)
class BanAdmin(ForModerators):
    """Bans that hold, and those whose time is over; lifted by a button of their page."""

    list_display = ["what", "until_when", "reason", "who", "since"]
    list_select_related = ["by"]
    search_fields = ["shown", "reason"]
    ordering = ["-created_at"]
    sortable_by = ()
    fields = ["what", "until_when", "reason", "who", "since"]
    change_form_template = "admin/comments/ban/change_form.html"

    def get_urls(self) -> list:
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/lift/", wrap(self.lift_view), name="comments_ban_lift"),
            *super().get_urls(),
        ]

    @method_decorator(require_POST)
    def lift_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """End a ban."""
        lift(self.decided(request, pk).pk, actor=request.user)
        messages.success(request, _("The ban has been lifted."))
        return HttpResponseRedirect(reverse("admin:comments_ban_changelist"))

    @admin.display(description=gettext_lazy("what"))
    def what(self, ban: Ban) -> str:
        return str(ban)

    @admin.display(description=gettext_lazy("who"))
    def who(self, ban: Ban) -> str:
        return str(ban.by) if ban.by else _("system")

    @admin.display(description=gettext_lazy("until"))
    def until_when(self, ban: Ban) -> str:
        return when_in_words(ban.until) if ban.until else _("without an end")

    @admin.display(description=gettext_lazy("time"))
    def since(self, ban: Ban) -> str:
        return when_in_words(ban.created_at)


class StandingForm(forms.Form):
    """What is decided about a reader, until when, and why."""

    standing = forms.ChoiceField(label=gettext_lazy("This reader"))
    length = forms.ChoiceField(
        label=gettext_lazy("For how long"), initial=FOR_GOOD,
        choices=[
            (FOR_GOOD, gettext_lazy("without an end")),
            *((name, label) for name, (label, _length) in BANS.items()),
        ],
    )  # fmt: skip
    reason = LineField(label=gettext_lazy("Why (for the desk)"), required=False, max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="standing-%s", use_required_attribute=False, **kwargs)
        self.fields["standing"].choices = standings()


@admin.register(Commenter)
class CommenterAdmin(ForModerators):
    """Readers as far as something proves them, with what became of their comments."""

    list_display = ["name", "where_stands", "approved", "rejected", "spam", "last_seen"]
    list_filter = ["standing"]
    search_fields = ["name_last"]
    ordering = ["-id"]
    sortable_by = ()
    fields = [
        "name", "address", "where_stands", "note", "approved", "rejected", "spam", "first_seen", "last_seen",
    ]  # fmt: skip
    change_form_template = "admin/comments/commenter/change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Commenter]:
        """Readers who have written in the sections that the person looks after."""
        rows = super().get_queryset(request)
        sections = sections_of(request.user)
        if sections is None:
            return rows
        here = Q(article__category__in=sections) | Q(article__category__isnull=True)
        return rows.filter(Exists(Comment.objects.filter(here, identity=OuterRef("pk"))))

    def get_fields(self, request: HttpRequest, obj: Commenter | None = None) -> list[str]:
        address = "address" if request.user.has_perm(SEE_ADDRESSES) else "masked_address"
        return [address if name == "address" else name for name in self.fields]

    def get_readonly_fields(self, request: HttpRequest, obj: Commenter | None = None) -> list[str]:
        return self.get_fields(request, obj)

    def get_urls(self) -> list:
        wrap = self.admin_site.admin_view
        return [
            path(
                "<int:pk>/standing/", wrap(self.standing_view), name="comments_commenter_standing"
            ),
            path("<int:pk>/erase/", wrap(self.erase_view), name="comments_commenter_erase"),
            *super().get_urls(),
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:  # fmt: skip
        reader = self.get_object(request, object_id)
        standing = reader.standing if reader else Standing.NORMAL
        context = {
            "standing_form": StandingForm(initial={"standing": standing}),
            "may_decide": request.user.has_perm(BAN), "may_erase": may_erase(request.user),
            **(extra_context or {}),
        }  # fmt: skip
        return super().change_view(request, object_id, form_url, context)

    @method_decorator(require_POST)
    def standing_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Decide about a reader; what cannot be comes back with what was typed."""
        reader = self.decided(request, pk)
        form = StandingForm(request.POST)
        if form.is_valid():
            data = form.cleaned_data
            until = None if data["standing"] == Standing.NORMAL else end_of(data["length"])
            try:
                set_standing(
                    reader.pk, data["standing"], actor=request.user, until=until, note=data["reason"]
                )  # fmt: skip
            except ModerationError as error:
                form.add_error("length", str(error))
            else:
                messages.success(request, _("That is decided. The log says so too."))
                return HttpResponseRedirect(reverse("admin:comments_commenter_change", args=[pk]))
        request.method = "GET"
        return self.change_view(request, str(pk), extra_context={"standing_form": form})

    @method_decorator(require_POST)
    def erase_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Erase everything of a reader who asked for it by another way than the link of an e-mail; asked once."""
        if not (self.has_view_permission(request) and may_erase(request.user)):
            raise PermissionDenied
        if self.get_queryset(request).filter(pk=pk).first() is None:
            raise Http404
        if not request.POST.get("sure"):
            messages.error(request, _("Tick that you want it: erasing cannot be taken back."))
            return HttpResponseRedirect(reverse("admin:comments_commenter_change", args=[pk]))
        number = erase_reader(pk, actor=request.user)
        said = ngettext(
            "%(n)s comment has been erased.", "%(n)s comments have been erased.", number
        )
        messages.success(request, said % {"n": to_bangla(number)})
        return HttpResponseRedirect(reverse("admin:comments_commenter_changelist"))

    @admin.display(description=gettext_lazy("name"))
    def name(self, reader: Commenter) -> str:
        return str(reader)

    @admin.display(description=gettext_lazy("e-mail"))
    def address(self, reader: Commenter) -> str:
        return reader.email_proven or reader.email or NO_END

    @admin.display(description=gettext_lazy("e-mail"))
    def masked_address(self, reader: Commenter) -> str:
        return emails.masked(reader.email_proven or reader.email) or NO_END

    @admin.display(description=gettext_lazy("standing"))
    def where_stands(self, reader: Commenter) -> str:
        words = reader.get_standing_display()
        if reader.standing == Standing.NORMAL or reader.standing_until is None:
            return words
        return f"{words}, {when_in_words(reader.standing_until)}"

    @admin.display(description=gettext_lazy("approved"))
    def approved(self, reader: Commenter) -> str:
        return to_bangla(reader.approved_n)

    @admin.display(description=gettext_lazy("rejected"))
    def rejected(self, reader: Commenter) -> str:
        return to_bangla(reader.rejected_n)

    @admin.display(description=gettext_lazy("spam"))
    def spam(self, reader: Commenter) -> str:
        return to_bangla(reader.spam_n)

    @admin.display(description=gettext_lazy("first seen"))
    def first_seen(self, reader: Commenter) -> str:
        return when_in_words(reader.created_at)

    @admin.display(description=gettext_lazy("last seen"))
    def last_seen(self, reader: Commenter) -> str:
        return when_in_words(reader.last_at)
