"""How allauth behaves in a newsroom: nobody signs up by himself, guesses are counted per account."""

import secrets
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from paper.abuse import client_address
from paper.outbox import queue_mail
from people import devices, guesses, letters, throttle, two_step
from people.backend import account_named
from people.models import User


class StaffAdapter(DefaultAccountAdapter):
    """Accounts are made by the paper's administrator; sign-up is closed."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "too_many_login_attempts": _("Too many wrong tries. Wait five minutes, or use a browser in which you have signed in before, a passkey, or a link by mail."),
    }  # fmt: skip

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the address behind TRUSTED_PROXIES: else one guesser would lock out everybody."""
        return client_address(request)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue a mail in the paper's name, whatever Host the request named: no page waits for a mail server."""
        host = urlsplit(settings.SITE_URL).netloc
        site = SimpleNamespace(name=self.request.paper.name, domain=host)
        said = {"request": self.request, "email": email, **context, "current_site": site}
        mail = self.render_mail(template_prefix, email, said)
        queue_mail(
            letters.NOTICE, to=email, subject=mail.subject, body=mail.body,
            dedupe_key=f"people-account-{secrets.token_hex(8)}",
        )  # fmt: skip

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count a try by account and whence it comes; a known name and an unknown one are counted alike."""
        login = str(credentials.get("email") or credentials.get("username") or "")
        user = account_named(login)
        pk = user.pk if user else None
        account = f"account:{pk}" if pk else f"nobody:{login.upper().lower()}"
        self._turn = throttle.take_turn("password", account, request, pk=pk)
        if self._turn is None:
            raise self.validation_error("too_many_login_attempts")

    def _rollback_login_failed_rl_usage(self) -> None:
        guesses.give_back(self._turn)

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        """Change the session's key where the first step is done; Django does so where the last one is."""
        request.session.cycle_key()
        return super().pre_login(request, user, **kwargs)

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """After the last step: this browser is one of the user's from now on."""
        devices.remember(request, user)
        return super().post_login(request, user, **kwargs)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Who has a second step shows it: a stolen password must not add another one."""
        ways = super().get_reauthentication_methods(user)
        stronger = [way for way in ways if way["id"] != "reauthenticate"]
        if not stronger:
            return ways
        first = two_step.way_of(user)
        return sorted(stronger, key=lambda way: way["url"] != first)

    def get_login_stages(self) -> list[str]:
        ours = {"allauth.mfa.stages.AuthenticateStage": "people.stages.SecondStepStage"}
        return [ours.get(stage, stage) for stage in super().get_login_stages()]
