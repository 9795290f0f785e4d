"""The addresses of allauth that the paper uses; what else its package brings is not there.

Its page of addresses would let whoever holds an open session change the address to which the link
for a new password goes, without the password.
"""

from typing import Any, NoReturn

from allauth.account import urls
from django.http import Http404, HttpRequest
from django.urls import re_path

USED = frozenset({
    "account_login", "account_logout", "account_inactive", "account_signup", "account_reauthenticate",
    "account_change_password", "account_reset_password", "account_reset_password_done",
    "account_reset_password_from_key", "account_reset_password_from_key_done",
})  # fmt: skip
"""Names of the pages that we show, sign-up among them, which says that it is closed."""


def closed(request: HttpRequest, **parts: Any) -> NoReturn:
    """Say that there is no such page; allauth asks for its address all the same."""
    raise Http404


urlpatterns = [
    pattern
    if pattern.name in USED
    else re_path(pattern.pattern.regex.pattern, closed, name=pattern.name)
    for pattern in urls.urlpatterns
]
