"""How allauth's second step behaves in a newsroom: secrets encrypted, the paper's name on the phone."""

from typing import Any

from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from paper.identity import Site
from people import keys, two_step


class TwoStepAdapter(DefaultMFAAdapter):
    """Secrets at rest are ciphertext; whom a rule asks keeps at least one device."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy("This code is not right, or has been used already. Type the one that the app shows now."),
        "cannot_delete_authenticator": gettext_lazy("Your role needs a second step: add another one first, then remove this one."),
    }  # fmt: skip

    def encrypt(self, text: str) -> str:
        return keys.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Return the secret; whoever asks for one that a lost key closed gets a page that says what to do."""
        try:
            return keys.decrypt(encrypted_text)
        except keys.KeyChanged as changed:
            page = render(context.request, "mfa/key_changed.html", status=409)
            raise ImmediateHttpResponse(page) from changed

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        user = authenticator.user
        others = two_step.devices_of(user).exclude(pk=authenticator.pk)
        return two_step.standing(user).due_at is None or others.exists()

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Send nothing: people.two_step.note writes log and mail in one transaction."""

    def get_totp_label(self, user: Any) -> str:
        return user.get_username()

    def _get_site_name(self) -> str:
        return Site.objects.current().name

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:  # noqa: A002  allauth's own name
        return _("My passkey")
