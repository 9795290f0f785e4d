"""Staff on the desk: accounts with their role and language."""

import re
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from bangla.digits import to_bangla
from paper.desk import DeskAdmin, moment_cell, yes_no
from people.models import User
from people.roles import ROLES, grant
from people.two_step_admin import TwoStepPages


def role_choices() -> list[tuple[str, Any]]:
    """Return the roles as a form offers them."""
    return [(name, label) for name, (label, _permissions) in ROLES.items()]


def tell_in_bangla(field: forms.Field) -> None:
    """Write the digits of a password's rules as Bangla ones; those of HTML's own references stay."""
    field.help_text = re.sub(
        r"(?<![&#\w])\d+", lambda found: to_bangla(found[0]), str(field.help_text)
    )


class RoleMixin(forms.ModelForm):
    """One role for a person; rights come from it alone."""

    role = forms.ChoiceField(
        label=_("Role"), choices=role_choices, help_text=_("Rights come from the role alone.")
    )


class StaffCreationForm(RoleMixin, UserCreationForm):
    """A new account with its first password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tell_in_bangla(self.fields["password1"])

    class Meta:
        model = User
        fields = ["username", "display_name", "email", "language"]


class StaffChangeForm(RoleMixin, UserChangeForm):
    """An account; its password is set on a page of its own."""

    password = None

    class Meta:
        model = User
        fields = ["username", "display_name", "email", "language", "is_active"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = [group.name for group in self.instance.groups.all()] if self.instance.pk else []
        self.initial["role"] = next((name for name in ROLES if name in groups), "reader")


class StaffPasswordForm(AdminPasswordChangeForm):
    """A new password for somebody; an account of ours always has one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("usable_password", None)
        tell_in_bangla(self.fields["password1"])


@admin.register(User)
class StaffAdmin(TwoStepPages, DeskAdmin, UserAdmin):
    """Accounts of the staff; a superuser's account is changed by superusers only."""

    form = StaffChangeForm
    add_form = StaffCreationForm
    change_password_form = StaffPasswordForm
    list_display = [
        "username",
        "display_name",
        "email",
        "role_names",
        "two_step_state",
        "active",
        "last_seen",
    ]
    list_filter = ["is_active"]
    search_fields = ["username", "display_name", "email"]
    ordering = ["username"]
    filter_horizontal = []
    readonly_fields = ["password_link", "two_step_line"]
    fieldsets = [
        (None, {"fields": ["username", "password_link", "two_step_line"]}),
        (_("Person"), {"fields": ["display_name", "email", "language"]}),
        (_("Rights"), {"fields": ["role", "is_active"]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["username", "display_name", "email", "language", "role", "password1", "password2"]})
    ]  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("groups")

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        if obj is not None and obj.is_superuser and not request.user.is_superuser:
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Who has worked here stays in the log; an account is switched off, not deleted."""
        return False

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if role := form.cleaned_data.get("role"):
            grant(form.instance, role)

    @admin.display(description=_("Password"))
    def password_link(self, user: User) -> SafeString:
        return format_html('<a href="../password/">{}</a>', _("Set a new password"))

    @admin.display(description=_("Role"))
    def role_names(self, user: User) -> str:
        return ", ".join(str(ROLES[g.name][0]) for g in user.groups.all() if g.name in ROLES)

    @admin.display(description=_("last sign-in"))
    def last_seen(self, user: User) -> SafeString | str:
        return moment_cell(user.last_login)

    @admin.display(description=_("active"))
    def active(self, user: User) -> str:
        return yes_no(user.is_active)
