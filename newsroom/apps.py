"""Application configurations of the site: itself, and the desk in place of the stock admin."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.utils.translation import gettext_lazy as _


class NewsroomConfig(AppConfig):
    """The site: checks, commands, template filters, the lease table of the worker."""

    name = "newsroom"
    verbose_name = _("Machine room")
    default = True

    def ready(self) -> None:
        from newsroom import checks  # noqa: F401  registers the deployment checks
        from newsroom.operations import counting, sentry

        counting.connect()
        sentry.start()


class DeskConfig(admin_apps.AdminConfig):
    """Django's admin with Newsroom's site class."""

    default_site = "newsroom.desk.Desk"
    default = False
