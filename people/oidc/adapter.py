"""Who comes in by the single sign-on: people of the staff, by their subject, the first time by a verified address."""

import logging
from typing import Any, NoReturn
from urllib.parse import urlsplit

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.conf import settings
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from paper.log import record
from paper.outgoing import GuardedSession
from people.models import User
from people.two_step import ELSEWHERE

logger = logging.getLogger(__name__)

SECOND = {"otp", "hwk", "swk", "sc"}
"""Values of `amr` (RFC 8176) that are a second step beside a password or PIN; alone they are one step."""

STRONG = {"phr", "phrh"}
"""Values of `acr` (OpenID EAP ACR Values 1.0) that resist phishing."""


class SingleSignOn(DefaultSocialAccountAdapter):
    """Makes no accounts; superusers keep their own way in."""

    def get_requests_session(self) -> GuardedSession:
        """The provider may stand inside the house; whatever else it names is asked on the public internet only."""
        issuer = urlsplit(
            settings.SOCIALACCOUNT_PROVIDERS["sign_on"]["APP"]["settings"]["server_url"]
        )
        return GuardedSession(trusted=[f"{issuer.scheme}://{issuer.netloc}"])

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Let in whom the subject belongs to; tie an unknown subject to the account of its address."""
        user = sociallogin.user if sociallogin.is_existing else self.tie(sociallogin)
        if user is None or not user.is_active or user.is_superuser:
            refuse(request, _("No account of this paper belongs to your sign-in. Ask the administrator."))  # fmt: skip
        sociallogin.user = user
        if settings.OIDC_TWO_STEP and took_two_steps(sociallogin.claims):
            request.session[ELSEWHERE] = user.pk

    def tie(self, sociallogin: SocialLogin) -> User | None:
        """Tie a new subject to the one active account with its verified address; None when there is none.

        An account that has a subject already gets no second one.
        """
        claims, account = sociallogin.claims, sociallogin.account
        email = claims.get("email")
        if not email or claims.get("email_verified") is not True:
            return None
        try:
            with transaction.atomic():
                named = User.objects.select_for_update().filter(email__iexact=str(email))
                if len(people := list(named[:2])) != 1:
                    return None
                user = people[0]
                if not user.is_active or user.is_superuser:
                    return None
                if SocialAccount.objects.filter(user=user, provider=account.provider).exists():
                    return None
                account.user = user
                account.save()
                record("single_sign_on", actor=user, subject=user)
        except IntegrityError:  # the same subject at the same moment
            return None
        return user

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: Any = None, exception: Any = None,
        extra_context: Any = None,
    ) -> None:  # fmt: skip
        """Say at the door that it did not work; why, is for the machine's log."""
        logger.warning("Single sign-on failed: %s", exception or error)
        refuse(request, _("The single sign-on did not work. Try again, or sign in with your password."))  # fmt: skip


def took_two_steps(claims: dict[str, Any]) -> bool:
    """Tell whether the provider says that more than a password was asked."""
    said = claims.get("amr")
    ways = {way for way in said if isinstance(way, str)} if isinstance(said, list) else set()
    return (
        claims.get("acr") in STRONG
        or "mfa" in ways
        or bool(SECOND & ways and {"pwd", "pin"} & ways)
    )


def refuse(request: HttpRequest, why: str) -> NoReturn:
    """Lead back to the door with a word."""
    messages.error(request, why)
    raise ImmediateHttpResponse(redirect("account_login"))
