"""The one identity provider of a paper, as allauth knows it."""

import secrets
from typing import Any

from allauth.account.models import EmailAddress
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from people.oidc.client import SignOnClient


class SignOnProvider(OpenIDConnectProvider):
    """Asks with state, nonce and PKCE; keeps nothing of what the provider tells but the subject."""

    id = "sign_on"
    name = "Single sign-on"
    oauth2_adapter_class = SignOnClient
    pkce_enabled_default = True

    def get_login_url(self, request: HttpRequest, **kwargs: Any) -> str:
        return reverse("sign_on")

    def get_callback_url(self) -> str:
        return reverse("sign_on_callback")

    def redirect(
        self, request: HttpRequest, process: str, next_url: str | None = None, data: Any = None,
        **kwargs: Any,
    ) -> HttpResponse:  # fmt: skip
        """Send the browser to the provider; neither scope nor parameters come from the request."""
        nonce = secrets.token_urlsafe(24)
        return super().redirect(
            request, AuthProcess.LOGIN, next_url, scope=self.get_scope(),
            auth_params={"nonce": nonce}, nonce=nonce,
        )  # fmt: skip

    def extract_uid(self, data: dict[str, Any]) -> str:
        return str(data["sub"])

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        return {}

    def extract_common_fields(self, data: dict[str, Any]) -> dict[str, Any]:
        return {}

    def extract_email_addresses(self, data: dict[str, Any]) -> list[EmailAddress]:
        return []


provider_classes = [SignOnProvider]
