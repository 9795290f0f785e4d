"""Tokens with which search engines and Facebook see that a site is its owner's, out of whatever was pasted."""

import re
from html.parser import HTMLParser
from typing import Any, NamedTuple

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

PASTED_LENGTH = 500


class Service(NamedTuple):
    """The name of its meta element, and the form of its tokens."""

    meta: str
    token: re.Pattern[str]


SERVICES = {
    "google_verification": Service("google-site-verification", re.compile(r"[A-Za-z0-9+/_-]{20,80}={0,2}")),
    "bing_verification": Service("msvalidate.01", re.compile(r"[0-9A-Fa-f]{32}")),
    "facebook_verification": Service("facebook-domain-verification", re.compile(r"[a-z0-9]{20,64}")),
}  # fmt: skip
"""Field of the paper's identity → whom it answers."""


class _Metas(HTMLParser):
    """Collects the meta elements of a piece of HTML: name → content."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "meta":
            self.found[(values.get("name") or "").lower()] = (values.get("content") or "").strip()


def token_of(pasted: str, service: Service) -> str:
    """Return the token in what was pasted, the bare token or the service's whole meta element; "" for anything else."""
    pasted = pasted.strip()
    token = _Metas(pasted).found.get(service.meta, "") if "<" in pasted else pasted
    return token if service.token.fullmatch(token) else ""


class TokenField(forms.CharField):
    """Takes a token or the whole element, gives the token."""

    def __init__(self, service: Service, **kwargs: Any) -> None:
        help_text = gettext_lazy("Paste the whole meta tag, or the value of its content alone.")
        super().__init__(required=False, max_length=PASTED_LENGTH, help_text=help_text, **kwargs)
        self.service = service

    def clean(self, value: Any) -> str:
        pasted = super().clean(value)
        token = token_of(pasted, self.service)
        if pasted and not token:
            raise forms.ValidationError(
                _("This is not a tag of this service. Copy “%(meta)s” from its page once more.")
                % {"meta": self.service.meta}
            )
        return token
