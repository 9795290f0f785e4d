"""What is asked of the identity provider, and what is believed of its answers (OpenID Connect Core 1.0, 3.1.3.7)."""

from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest
from django.urls import reverse

from paper.addresses import absolute
from paper.outgoing import Failure

ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"]
"""Signatures of a key pair: a client's secret, or no key at all, signs nothing here."""

LEEWAY = 60
"""Seconds that the two clocks may differ by."""

ENDPOINTS = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")
LOOPBACK = {"127.0.0.1", "::1", "localhost"}


def is_safe(url: str) -> bool:
    """Tell whether an address is spoken to over TLS, or on this machine."""
    parts = urlsplit(url)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)


class SignOnClient(OpenIDConnectOAuth2Adapter):
    """allauth's, but the ID token is checked whole: signature, issuer, audience, times, nonce."""

    nonce = ""

    def get_callback_url(self, request: HttpRequest, app: Any) -> str:
        return absolute(reverse("sign_on_callback"))

    @cached_property
    def openid_config(self) -> dict[str, Any]:
        """Return the provider's description of itself; raises OAuth2Error for one of another issuer."""
        said = self._read(self.get_provider().server_url)
        ours = self.get_provider().app.settings["server_url"]
        if str(said.get("issuer", "")).rstrip("/") != ours.rstrip("/"):
            raise OAuth2Error("The provider names another issuer.")
        if not all(is_safe(str(said.get(name, ""))) for name in ENDPOINTS):
            raise OAuth2Error("An address of the provider is missing, or is not safe.")
        return said

    def complete_login(
        self, request: HttpRequest, app: Any, token: Any, **kwargs: Any
    ) -> SocialLogin:
        """Return who signed in; raises OAuth2Error for a token that is not for us, now, and this browser."""
        claims = self._claims(str(kwargs["response"].get("id_token", "")), app.client_id)
        if "email" not in claims:
            told = self._read(self.openid_config["userinfo_endpoint"], bearer=token.token)
            if told.get("sub") != claims["sub"]:
                raise OAuth2Error("The provider tells about another person.")
            claims = {**told, **claims}
        login = self.get_provider().sociallogin_from_response(request, claims)
        login.claims = claims
        return login

    def _claims(self, id_token: str, client_id: str) -> dict[str, Any]:
        try:
            claims = jwt.decode(
                id_token, self._key(id_token), algorithms=ALGORITHMS, audience=client_id,
                issuer=self.openid_config["issuer"], leeway=LEEWAY,
                options={"require": ["iss", "sub", "aud", "exp", "iat"]},
            )  # fmt: skip
        except jwt.PyJWTError as error:
            raise OAuth2Error(f"The ID token is not valid: {type(error).__name__}.") from error
        if claims.get("azp", client_id) != client_id:
            raise OAuth2Error("The ID token was made for another client.")
        if not self.nonce or claims.get("nonce") != self.nonce:
            raise OAuth2Error("The ID token answers another request.")
        return claims

    def _key(self, id_token: str) -> jwt.PyJWK:
        """Return the provider's public key that a token names; without a name, its only key."""
        keys = jwt.PyJWKSet.from_dict(self._read(self.openid_config["jwks_uri"])).keys
        name = jwt.get_unverified_header(id_token).get("kid")
        fitting = [key for key in keys if name is None or key.key_id == name]
        if len(fitting) != 1:
            raise OAuth2Error("The provider has no such key.")
        return fitting[0]

    def _read(self, url: str, bearer: str = "") -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
        try:
            with get_adapter().get_requests_session() as session:
                answer = session.get(url, headers=headers)
                answer.raise_for_status()
                said = answer.json()
        except (Failure, ValueError) as error:
            raise OAuth2Error(f"The provider does not answer: {type(error).__name__}.") from error
        if not isinstance(said, dict):
            raise OAuth2Error("The provider answers something else.")
        return said
