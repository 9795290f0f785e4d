"""Frames from the other host: an advertiser's code in a page of its own, and the counters that run nowhere else.

The policies here are wide where the networks need it and say in one place who may frame them: the paper.
"""

import datetime as dt
import json
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.csp import CSP
from django.utils.html import format_html
from django.views.decorators.http import require_safe

from adverts.models import Advert, Setup
from adverts.origin import address
from paper.caching import DAY, HOUR, MINUTE, private, public

SANDBOX = (
    "allow-scripts", "allow-same-origin", "allow-popups", "allow-popups-to-escape-sandbox",
    "allow-top-navigation-by-user-activation",
)  # fmt: skip
"""What an advertisement may do: run, keep its own cookies, open what a reader clicked. The iframe says the same."""

COUNTING = ("allow-scripts", "allow-same-origin")

PERMISSIONS = (
    "camera=(), display-capture=(), geolocation=(), microphone=(), midi=(), payment=(), usb=()"
)

PREVIEW_SALT = "adverts.preview"
LARGEST_ID = 2**63 - 1

DOCUMENT = (
    '<!doctype html>\n<html lang="bn"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1"><title>বিজ্ঞাপন</title>'
    '<meta name="robots" content="noindex"><base target="_blank">'
    "<style>html,body{{margin:0;overflow:hidden}}</style></head><body>\n{code}\n</body></html>\n"
)
"""The one page in which code is printed as an advertiser wrote it."""

GOOGLE = ("https://www.googletagmanager.com", "https://*.google-analytics.com", "https://*.analytics.google.com")  # fmt: skip


@require_safe
def advert(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One advertiser's code, while it runs; with the desk's signature also before and after."""
    is_preview = _is_signed(request, pk)
    shown = _shown(pk, is_preview) if pk <= LARGEST_ID else None
    if shown is None:
        return nothing_here(request)
    response = HttpResponse(DOCUMENT.format(code=shown.code))
    if is_preview:
        return private(_frame(response, _advert_policy()))
    keys = [f"advert-{pk}"]
    kept = public(request, response, keys=keys, lifetime=10 * MINUTE, valid_until=shown.ends_at)
    return _frame(kept, _advert_policy())


@require_safe
def statistics(request: HttpRequest) -> HttpResponseBase:
    """The page in which the counters run; its script reads from its query which page was opened."""
    setup = Setup.current()
    if not setup.counts:
        return nothing_here(request)
    told = {
        "paper": settings.SITE_URL, "measurement": setup.measurement_id, "counter": setup.counter,
        "script": setup.counter_script, "site": setup.counter_site,
    }  # fmt: skip
    page = format_html(
        '<!doctype html>\n<html lang="bn" data-told="{}"><head><meta charset="utf-8"><title>পাঠকসংখ্যা গণনা</title>'
        '<meta name="robots" content="noindex"><script src="/frame/statistics.js"></script></head><body></body></html>\n',
        json.dumps(told),
    )
    kept = public(request, HttpResponse(page), keys=["statistics"], lifetime=HOUR)
    return _frame(kept, _statistics_policy(setup))


@require_safe
def statistics_script(request: HttpRequest) -> HttpResponseBase:
    """The script of that page."""
    response = HttpResponse(_script(), content_type="text/javascript; charset=utf-8")
    kept = public(request, response, keys=["statistics"], lifetime=DAY)
    return _frame(kept, _empty_policy())


def nothing_here(request: HttpRequest) -> HttpResponse:
    """404 that says nothing of the paper."""
    response = HttpResponse("\n", status=404, content_type="text/plain; charset=utf-8")
    return private(_frame(response, _empty_policy()))


def preview_address(advert: Advert) -> str:
    """Return the address under which the desk sees an advertisement's frame whenever it runs; good for an hour."""
    signed = signing.TimestampSigner(salt=PREVIEW_SALT).sign(advert.pk)
    return address(f"/frame/{advert.pk}/?preview={signed}")


def _shown(pk: int, is_preview: bool) -> Advert | None:
    coded = Advert.objects.filter(pk=pk, kind=Advert.Kind.CODE)
    return (coded if is_preview else coded.running(timezone.now())).first()


def _is_signed(request: HttpRequest, pk: int) -> bool:
    signed = request.GET.get("preview", "")
    try:
        said = signing.TimestampSigner(salt=PREVIEW_SALT).unsign(
            signed, max_age=dt.timedelta(hours=1)
        )
    except signing.BadSignature:
        return False
    return said == str(pk)


def _frame[R: HttpResponseBase](response: R, policy: dict[str, Any]) -> R:
    """Give an answer of the frames' host its headers: to be framed by the paper, found by no search engine.

    The last step: a 304 needs them too, for browsers take its headers for those of the frame they hold.
    """
    response._csp_config = policy
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["Cross-Origin-Opener-Policy"] = "unsafe-none"
    response.headers["Permissions-Policy"] = PERMISSIONS
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _empty_policy() -> dict[str, Any]:
    ours = [settings.SITE_URL]
    return {"default-src": [CSP.NONE], "base-uri": [CSP.NONE], "frame-ancestors": ours}


def _advert_policy() -> dict[str, Any]:
    inline = ["https:", "data:", "blob:", CSP.UNSAFE_INLINE]
    return {
        "default-src": ["https:", "data:", "blob:"],
        "script-src": [*inline, CSP.UNSAFE_EVAL],
        "style-src": inline,
        "connect-src": ["https:", "wss:"],
        "form-action": ["https:"],
        "object-src": [CSP.NONE],
        "base-uri": [CSP.NONE],
        "frame-ancestors": [settings.SITE_URL],
        "sandbox": list(SANDBOX),
    }


def _statistics_policy(setup: Setup) -> dict[str, Any]:
    """Name the hosts of the counters that are set up, and no others."""
    parts = urlsplit(setup.counter_script)
    hosts = [*(GOOGLE if setup.measurement_id else ()), *([f"{parts.scheme}://{parts.netloc}"] if setup.counter else ())]  # fmt: skip
    return {
        "default-src": [CSP.NONE],
        "script-src": [CSP.SELF, *hosts],
        "connect-src": hosts,
        "img-src": hosts,
        "base-uri": [CSP.NONE],
        "form-action": [CSP.NONE],
        "frame-ancestors": [settings.SITE_URL],
        "sandbox": list(COUNTING),
    }


@cache
def _script() -> str:
    return Path(settings.BASE_DIR, "static/js/frame/statistics.js").read_text(encoding="utf-8")
