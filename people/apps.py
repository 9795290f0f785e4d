"""Configuration of people: roles are synced once, after the last application's migrations."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    """Users and roles."""

    name = "people"
    verbose_name = _("People")

    def ready(self) -> None:
        from people import two_step_signals
        from people.roles import sync_after_migrate

        post_migrate.connect(sync_after_migrate, dispatch_uid="people.roles")
        two_step_signals.connect()
