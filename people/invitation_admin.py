"""Invitations on the desk: sent, listed with their state, sent again, taken back."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from paper.desk import DeskAdmin, moment_cell
from people import invitations
from people.models import Invitation
from people.permissions import INVITE, Refused, may_invite
from people.rights_form import RightsForm, role_choices
from people.roles import ROLES


class InvitationForm(RightsForm, forms.ModelForm):
    """Whom to invite, as what."""

    by: Any = None

    class Meta:
        model = Invitation
        fields = ["email", "display_name"]
        help_texts = {
            "email": gettext_lazy("A link goes to this address. It works once, for 7 days."),
            "display_name": gettext_lazy("Can be changed by whoever accepts."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "email" not in self.fields:
            return
        self.fields["email"].required = self.fields["display_name"].required = True
        self.fields["role"].choices = [
            (name, label) for name, label in role_choices() if may_invite(self.by, name)
        ]

    def clean(self) -> dict[str, Any] | None:
        """Say what stands against it before anything is stored."""
        typed = super().clean()
        email = self.cleaned_data.get("email", "").lower()
        if account := invitations.account_at(email):
            self.add_error("email", _("%(who)s has an account with this address.") % {"who": account})  # fmt: skip
        elif email and Invitation.objects.open().filter(email=email).exists():
            self.add_error("email", _("An invitation to this address is waiting. Send it again from the list of invitations."))  # fmt: skip
        return typed

    def _post_clean(self) -> None:
        """Leave the making to `invite`: nothing of the row is checked here twice."""


@admin.register(Invitation)
class InvitationAdmin(DeskAdmin):
    """Who was invited, and what became of it."""

    form = InvitationForm
    list_display = ["shown_name", "email", "role_name", "state_now", "created", "inviter", "acts"]
    list_display_links = None
    list_select_related = ["invited_by"]
    search_fields = ["email", "display_name"]
    list_filter = ["state"]
    sortable_by = ()

    def get_urls(self) -> list:
        wrap = self.admin_site.admin_view
        own = [
            path("<int:pk>/again/", wrap(self.send_again), name="people_invitation_again"),
            path("<int:pk>/revoke/", wrap(self.revoke), name="people_invitation_revoke"),
        ]
        return own + super().get_urls()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Invitation]:
        """Leave out the link of an empty paper: it is nobody's on the desk."""
        return super().get_queryset(request).filter(is_first=False)

    def get_fieldsets(self, request: HttpRequest, obj: Invitation | None = None) -> list:
        if obj is not None:
            return [(None, {"fields": ["shown_name", "email", "role_name", "state_now", "created", "inviter"]})]  # fmt: skip
        form = self.get_form(request)
        return [(None, {"fields": list(form().fields)})]

    def get_readonly_fields(self, request: HttpRequest, obj: Invitation | None = None) -> list:
        return ["shown_name", "role_name", "state_now", "created", "inviter"] if obj else []

    def get_form(self, request: HttpRequest, obj: Invitation | None = None, **kwargs: Any) -> Any:
        kwargs["fields"] = InvitationForm.Meta.fields
        form = super().get_form(request, obj, **kwargs)
        form.by = request.user
        return form

    def has_change_permission(self, request: HttpRequest, obj: Invitation | None = None) -> bool:
        """Nothing of an invitation is changed: it is taken back, and another one is sent."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Invitation | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Invitation, form: Any, change: bool) -> None:
        typed = form.cleaned_data
        made = invitations.invite(
            typed["email"], typed["role"], by=request.user, display_name=typed["display_name"],
            also=form.further(),
        )  # fmt: skip
        obj.pk, obj.email, obj.display_name = made.pk, made.email, made.display_name

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Have nothing more to save: the account gets its rights when it is made."""

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Write no second row: `invite` wrote one."""

    def response_add(self, request: HttpRequest, obj: Invitation, post_url_continue: Any = None) -> HttpResponse:  # fmt: skip
        messages.success(
            request, _("An invitation is on its way to %(email)s.") % {"email": obj.email}
        )
        return redirect("admin:people_invitation_changelist")

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: dict | None = None) -> HttpResponse:  # fmt: skip
        more = {"title": _("Invite somebody"), "show_save_and_add_another": False, "show_save_and_continue": False}  # fmt: skip
        try:
            return super().add_view(request, form_url, {**more, **(extra_context or {})})
        except Refused as refused:
            messages.error(request, str(refused))
            return redirect("admin:people_invitation_changelist")

    @method_decorator(require_POST)
    def send_again(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Send a new link."""
        return self._act(request, pk, invitations.send_again, _("A new link is on its way."))

    @method_decorator(require_POST)
    def revoke(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take an invitation back."""
        return self._act(request, pk, invitations.revoke, _("The invitation has been taken back."))

    def _act(
        self, request: HttpRequest, pk: int, act: Callable[..., None], said: str
    ) -> HttpResponse:
        if not request.user.has_perm(INVITE):
            raise PermissionDenied
        row = self.get_object(request, str(pk))
        if row is None:
            raise Http404
        try:
            act(row, by=request.user)
            messages.success(request, said)
        except Refused as refused:
            messages.error(request, str(refused))
        return redirect("admin:people_invitation_changelist")

    @admin.display(description=gettext_lazy("name on the desk"))
    def shown_name(self, row: Invitation) -> str:
        return row.display_name or "–"

    @admin.display(description=gettext_lazy("Role"))
    def role_name(self, row: Invitation) -> str:
        return str(ROLES[row.role][0]) if row.role in ROLES else row.role

    @admin.display(description=gettext_lazy("state"))
    def state_now(self, row: Invitation) -> str:
        if row.state == Invitation.State.OPEN and not row.is_open():
            return _("too old")
        return row.get_state_display()

    @admin.display(description=gettext_lazy("invited"))
    def created(self, row: Invitation) -> SafeString | str:
        return moment_cell(row.created_at)

    @admin.display(description=gettext_lazy("invited by"))
    def inviter(self, row: Invitation) -> str:
        return str(row.invited_by or "–")

    @admin.display(description=gettext_lazy("action"))
    def acts(self, row: Invitation) -> SafeString | str:
        """Buttons of a row; they post the list's own form, whose token it is, to their address."""
        if row.state != Invitation.State.OPEN:
            return "–"
        ways = [("again", _("Send again")), ("revoke", _("Take back"))]
        button = '<button class="button" formmethod="post" formaction="{}">{}</button>'
        rows = [
            (reverse(f"admin:people_invitation_{act}", args=[row.pk]), label) for act, label in ways
        ]
        return format_html('<span class="row-acts">{}</span>', format_html_join(" ", button, rows))
