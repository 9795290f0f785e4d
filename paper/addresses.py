"""Absolute addresses of the paper, for whatever leaves the page: feeds, mails, shared links."""

from urllib.parse import quote

from django.conf import settings


def absolute(path: str) -> str:
    """Return SITE_URL with a path of this site, percent-encoded once: Bangla or encoded paths are both taken.

    The host never comes from the request, so a forged Host header writes no link.
    """
    return settings.SITE_URL + quote(path, safe="/%?=&#-._~:@!$'()*+,;")
