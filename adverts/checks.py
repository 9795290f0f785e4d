"""Checks of a deployment: whether scripts of advertisers could reach the paper's cookies."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks


@checks.register(deploy=True)
def frames_share_no_domain(**kwargs: Any) -> list[checks.CheckMessage]:
    """A host below the paper's, or beside it under one domain, may set cookies for the paper."""
    ads, paper = (
        urlsplit(origin).hostname or "" for origin in (settings.ADS_ORIGIN, settings.SITE_URL)
    )
    bare = paper.removeprefix("www.")
    if not ads or not (ads == bare or ads.endswith(f".{bare}") or paper.endswith(f".{ads}")):
        return []
    return [
        checks.Warning(
            "ADS_ORIGIN lies under the paper's own domain: its scripts may set cookies for the paper.",
            hint="Take a host under another domain (docs/operations/ads-origin.md).",
            id="adverts.W001",
        )
    ]
