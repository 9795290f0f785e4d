"""Staff on the desk: accounts with their role, who leaves and who comes back."""

from copy import copy
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm, UserChangeForm
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from bangla.digits import to_bangla
from paper.desk import DeskAdmin, moment_cell, yes_no
from people import further_rights, invitations, letters, sessions, staff
from people.forms import tell_in_bangla
from people.invitation_admin import InvitationAdmin
from people.models import User
from people.permissions import INVITE, Refused, may_give, may_look_after, role_of
from people.rights_form import RightsForm, role_choices
from people.roles import ROLES
from people.two_step_admin import TwoStepPages

__all__ = ["InvitationAdmin", "StaffAdmin"]


class StaffChangeForm(RightsForm, UserChangeForm):
    """An account; its password is set, and it is switched off, on pages of their own."""

    password = None
    by: Any = None

    class Meta:
        model = User
        fields = ["username", "display_name", "email", "language"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "role" not in self.fields:  # who may only read gets no fields
            return
        role = role_of(self.instance)
        self.initial |= {"role": role, **further_rights.rights_of(self.instance)}
        self.fields["role"].choices = [
            (name, label) for name, label in role_choices() if name == role or may_give(self.by, name)
        ]  # fmt: skip

    def clean_email(self) -> str:
        email = self.cleaned_data["email"]
        if email != self.instance.email and invitations.account_at(email) not in {
            None,
            self.instance,
        }:
            raise forms.ValidationError(_("Another account has this address."))
        return email

    def clean_role(self) -> str:
        role = self.cleaned_data["role"]
        if self.instance.pk == self.by.pk and role != role_of(self.instance):
            raise forms.ValidationError(_("You cannot change your own role."))
        return role


class StaffPasswordForm(AdminPasswordChangeForm):
    """A new password for somebody; an account of ours always has one."""

    by: Any = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("usable_password", None)
        tell_in_bangla(self.fields["password1"])

    def save(self, commit: bool = True) -> User:
        staff.set_password(self.user, self.cleaned_data["password1"], by=self.by)
        self.user.refresh_from_db()
        self.user.is_told = True
        return self.user


class RoleFilter(admin.SimpleListFilter):
    """People of one role."""

    title = gettext_lazy("Role")
    parameter_name = "role"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return role_choices()

    def queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> QuerySet[User]:
        return queryset.filter(groups__name=self.value()) if self.value() else queryset


@admin.register(User)
class StaffAdmin(TwoStepPages, DeskAdmin, UserAdmin):
    """Accounts of the staff; a superuser's account is changed by superusers only. New people are invited."""

    form = StaffChangeForm
    list_display = [
        "username", "display_name", "email", "role_names", "two_step_state", "active", "last_seen",
    ]  # fmt: skip
    list_filter = [RoleFilter, "is_active"]
    search_fields = ["username", "display_name", "email"]
    ordering = ["username"]
    filter_horizontal = []
    readonly_fields = ["password_link", "role_names", "two_step_line"]

    def get_urls(self) -> list:
        wrap = self.admin_site.admin_view
        access = path("<int:pk>/access/", wrap(self.access), name="people_user_access")
        return [access, *super().get_urls()]

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> list:
        person = (_("Person"), {"fields": ["display_name", "email", "language"]})
        if not self.has_change_permission(request, obj):
            return [(None, {"fields": ["username", "role_names"]}), person]
        return [
            (None, {"fields": ["username", "password_link", "two_step_line"]}),
            person,
            (_("Rights"), {"fields": ["role", *further_rights.fields()]}),
        ]

    def get_form(self, request: HttpRequest, obj: User | None = None, **kwargs: Any) -> Any:
        kwargs["fields"] = StaffChangeForm.Meta.fields
        form = super().get_form(request, obj, **kwargs)
        form.by = request.user
        return form

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("groups")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody makes an account for somebody else: people are invited and choose their own password."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        if obj is not None and not may_look_after(request.user, obj):
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Who has worked here stays in the log; an account is switched off, not deleted."""
        return False

    def changelist_view(
        self, request: HttpRequest, extra_context: dict | None = None
    ) -> HttpResponse:
        more = {"may_invite": request.user.has_perm(INVITE)}
        return super().changelist_view(request, {**more, **(extra_context or {})})

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict | None = None) -> HttpResponse:  # fmt: skip
        person = self.get_object(request, object_id)
        more = {"may_look_after": person and self.has_change_permission(request, person)}
        if person:
            more |= {"person": person, "open_sessions": _how_many(sessions.open_of(person).count())}
        try:
            return super().change_view(
                request, object_id, form_url, {**more, **(extra_context or {})}
            )
        except Refused as refused:
            messages.error(request, str(refused))
            return redirect(request.path)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if "email" in form.changed_data and (old := form.initial.get("email")):
            letters.notify(obj, letters.address_changed, to=old)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        person = form.instance
        person.is_told = set(form.changed_data) == {"role"}
        staff.change_role(person, form.cleaned_data["role"], by=request.user)
        further_rights.give(person, form.further())

    def log_change(self, request: HttpRequest, obj: User, message: Any) -> Any:
        """Write a row, but for acts that have written their own: a new password, a new role alone."""
        return None if getattr(obj, "is_told", False) else super().log_change(request, obj, message)

    def user_change_password(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Set a password for somebody who cannot get a mail; their sessions end, and they are told."""
        mine = copy(self)  # this object serves all requests at once
        mine.change_password_form = type("Form", (StaffPasswordForm,), {"by": request.user})
        return super(StaffAdmin, mine).user_change_password(request, *args, **kwargs)

    def access(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show what leaving means; POST deactivates, lets back in, or ends all sessions."""
        person = self.get_object(request, str(pk))
        if person is None:
            raise Http404
        if not self.has_change_permission(request, person):
            raise PermissionDenied
        if request.method == "POST":
            return self._act_on(request, person)
        context = {
            **self.admin_site.each_context(request), "opts": self.opts, "person": person,
            "title": str(person), "module_name": self.opts.verbose_name_plural,
            "open_sessions": _how_many(sessions.open_of(person).count()),
            "promises": to_bangla(person.invitations.open().count()),
            "is_self": person.pk == request.user.pk,
        }  # fmt: skip
        return TemplateResponse(request, "admin/people/user/access.html", context)

    def _act_on(self, request: HttpRequest, person: User) -> HttpResponse:
        acts = {"leave": _leave, "return": _return, "end_sessions": _end_sessions}
        try:
            if act := acts.get(request.POST.get("act", "")):
                messages.success(request, act(person, request.user))
        except Refused as refused:
            messages.error(request, str(refused))
        return redirect(reverse("admin:people_user_change", args=[person.pk]))

    @admin.display(description=gettext_lazy("Password"))
    def password_link(self, user: User) -> SafeString:
        return format_html('<a href="../password/">{}</a>', _("Set a new password"))

    @admin.display(description=gettext_lazy("Role"))
    def role_names(self, user: User) -> str:
        return ", ".join(str(ROLES[g.name][0]) for g in user.groups.all() if g.name in ROLES)

    @admin.display(description=gettext_lazy("last sign-in"))
    def last_seen(self, user: User) -> SafeString | str:
        return moment_cell(user.last_login)

    @admin.display(description=gettext_lazy("active"))
    def active(self, user: User) -> str:
        return yes_no(user.is_active)


def _leave(person: User, by: Any) -> str:
    ended = staff.deactivate(person, by=by)
    return _("%(who)s can no longer sign in.") % {"who": person} + " " + _how_many_ended(ended)


def _return(person: User, by: Any) -> str:
    staff.let_back_in(person, by=by)
    return _("%(who)s can sign in again.") % {"who": person}


def _end_sessions(person: User, by: Any) -> str:
    return _how_many_ended(staff.end_sessions(person, by=by))


def _how_many_ended(count: int) -> str:
    said = ngettext("%(n)s session has been ended.", "%(n)s sessions have been ended.", count)
    return said % {"n": to_bangla(count)}


def _how_many(count: int) -> str:
    return ngettext("%(n)s open session", "%(n)s open sessions", count) % {"n": to_bangla(count)}
