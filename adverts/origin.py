"""The other host name: which requests came to it, and what of the paper needs it."""

from functools import cache
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings


class _Names(NamedTuple):
    host: str
    netloc: str
    is_shared: bool
    """The paper has the same host name, and the port tells them apart: on the loopback alone."""


@cache
def _names(ads: str, paper: str) -> _Names:
    parts = urlsplit(ads)
    return _Names(parts.hostname or "", parts.netloc, parts.hostname == urlsplit(paper).hostname)


def is_of_frames(host: str) -> bool:
    """Whether a request's Host header names the frames' host, in whatever spelling browsers and proxies send."""
    if not settings.ADS_ORIGIN:
        return False
    names = _names(settings.ADS_ORIGIN, settings.SITE_URL)
    host = host.strip().lower()
    if names.is_shared:
        return host == names.netloc
    return host.partition(":")[0].rstrip(".") == names.host


def address(path: str) -> str:
    """Return the whole address of a frame."""
    return settings.ADS_ORIGIN + path
