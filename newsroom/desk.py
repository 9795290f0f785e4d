"""The desk: Django's admin site arranged for journalists and moderators."""

from allauth.account.decorators import secure_admin_login
from django.contrib.admin import AdminSite
from django.utils.translation import gettext_lazy as _


class Desk(AdminSite):
    """The site behind /admin/; people sign in through allauth."""

    site_title = _("Desk")
    site_header = _("Desk")
    index_title = _("My work")
    enable_nav_sidebar = False

    login = secure_admin_login(AdminSite.login)
