"""Staff on the desk: accounts with their role and language."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.utils.translation import gettext_lazy as _

from people.models import User


@admin.register(User)
class StaffAdmin(UserAdmin):
    """Accounts of the staff; rights come from roles alone, so single permissions are not offered."""

    list_display = ["username", "display_name", "email", "role_names", "is_active", "last_login"]
    list_filter = ["groups", "is_active"]
    search_fields = ["username", "display_name", "email"]
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        (_("Person"), {"fields": ["display_name", "email", "language"]}),
        (_("Rights"), {"fields": ["is_active", "is_staff", "groups"]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["username", "display_name", "email", "usable_password", "password1", "password2"]})
    ]  # fmt: skip
    filter_horizontal = []

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description=_("role"))
    def role_names(self, user: User) -> str:
        from people.roles import ROLES

        return ", ".join(str(ROLES[g.name][0]) for g in user.groups.all() if g.name in ROLES)
