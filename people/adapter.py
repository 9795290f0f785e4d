"""How allauth behaves in a newsroom: nobody signs up by himself, guesses are counted per account."""

import secrets
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest

from paper.abuse import client_address
from paper.outbox import queue_mail
from people import letters
from people.models import User


class StaffAdapter(DefaultAccountAdapter):
    """Accounts are made by the paper's administrator; sign-up is closed."""

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

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Return what failed sign-ins are counted by: the account, by whichever name and host it was tried."""
        login = str(credentials.get("email") or credentials.get("username") or "")
        named = User.objects.filter(Q(username__iexact=login) | Q(email__iexact=login))
        pk = named.order_by("pk").values_list("pk", flat=True).first() if login else None
        return f"account:{pk}" if pk else f"nobody:{login.upper().lower()}"
