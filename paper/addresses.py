"""Addresses of the paper: absolute for whatever leaves the page (feeds, mails, shared links), a path for links inside."""

from urllib.parse import quote, urlsplit, urlunsplit

from django.conf import settings

DESK_PATHS = ("/admin/", "/accounts/")
"""Where people sign in and work; every other address is a reader's."""


def absolute(path: str) -> str:
    """Return SITE_URL with a path of this site, percent-encoded once: Bangla or encoded paths are both taken.

    The host never comes from the request, so a forged Host header writes no link.
    """
    return settings.SITE_URL + quote(path, safe="/%?=&#-._~:@!$'()*+,;")


def own_path(address: str) -> str | None:
    """Return the path in an address of this paper, with query and fragment; None for any other address.

    With or without TLS, a host is the same paper. A path that begins with two slashes would name
    another host.
    """
    if address[:4].lower() != "http":
        return None
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    path = parts.path or "/"
    if parts.netloc.lower() != urlsplit(settings.SITE_URL).netloc.lower():
        return None
    if not path.startswith("/") or path[1:2] in {"/", "\\"}:
        return None
    return urlunsplit(("", "", path, parts.query, parts.fragment))
