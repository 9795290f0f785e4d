"""What the page of sign-in asks of the settings."""

from typing import Any

from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def single_sign_on() -> dict[str, Any] | None:
    """What the environment names as the paper's single sign-on; None when it is off."""
    return settings.SOCIALACCOUNT_PROVIDERS.get("sign_on", {}).get("APP")
