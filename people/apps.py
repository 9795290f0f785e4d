"""Configuration of people: roles are synced once, after the last application's migrations; signs of the door are heard."""

from importlib import import_module

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
        import_module("people.letters")  # registers what writes its mails
        _listen_at_the_door()
        two_step_signals.connect()


def _listen_at_the_door() -> None:
    from allauth.account import signals
    from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed

    from people import sessions, sign_ins

    heard = {
        sessions.on_sign_in: [user_logged_in],
        sign_ins.signed_in: [signals.user_logged_in],
        sign_ins.signed_out: [user_logged_out],
        sign_ins.failed: [user_login_failed],
        sign_ins.password_changed: [signals.password_changed, signals.password_set],
        sign_ins.password_reset: [signals.password_reset],
    }
    for receiver, sent in heard.items():
        for signal in sent:
            signal.connect(receiver, dispatch_uid=f"people.{receiver.__name__}")
