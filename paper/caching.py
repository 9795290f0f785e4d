"""The headers of public answers: who may keep them, how long, and by which names they are purged.

Browsers ask again each time and get 304 (decisions.md 9); caches that we can purge read
`Surrogate-Control` and `Surrogate-Key`. Views name lifetimes and keys and know nothing of a cache.
"""

import datetime as dt
import re
from collections.abc import Iterable
from hashlib import blake2b
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response

from bangla.dates import next_dhaka_midnight, to_dhaka

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR

_clock = re.compile(rb'(<time class="clock") datetime="[^"]*"([^>]*>)[^<]*')


def public(
    request: HttpRequest,
    response: HttpResponse,
    *,
    keys: Iterable[str],
    lifetime: int = HOUR,
    valid_until: dt.datetime | None = None,
    etag: str = "",
) -> HttpResponseBase:
    """Return the answer with the headers of a public page, or its 304.

    `lifetime` is in seconds; it never passes `valid_until` nor the next Dhaka midnight, so
    no kept page shows yesterday's date or misses a story's minute. `keys` become
    `Surrogate-Key`. The ETag ignores the clock of the header strip; a view that knows what its
    page depends on gives one that it has made without the page.
    """
    now = timezone.now()
    until = min(filter(None, (next_dhaka_midnight(now), valid_until)))
    seconds = max(0, min(lifetime, int((until - now).total_seconds())))
    response.headers["Cache-Control"] = "public, max-age=0, must-revalidate"
    response.headers["Surrogate-Control"] = f"max-age={seconds}"
    response.headers["Surrogate-Key"] = " ".join(dict.fromkeys(keys))
    if response.status_code != 200:
        return response
    etag = etag or etag_of(response.content, now)
    response.headers["ETag"] = etag
    answer = get_conditional_response(request, etag=etag, response=response)
    if answer.status_code == 304:
        # A cache that asks anew also learns until when it may keep what it has.
        for name in ("Surrogate-Control", "Surrogate-Key"):
            answer.headers[name] = response.headers[name]
        # A browser takes the headers of a 304 for the page that it holds: a policy of its own stays.
        if hasattr(response, "_csp_config"):
            answer._csp_config = response._csp_config
    return answer


def unchanged(request: HttpRequest, etag: str, **terms: Any) -> HttpResponseBase | None:
    """Return the 304 for a browser that holds just this page, before the page is made; None for any other.

    `terms` are those of `public`. “*” names no page: whether there is one is not known yet.
    """
    if request.headers.get("If-None-Match", "*").strip() == "*":
        return None
    answer = public(request, HttpResponse(), etag=etag, **terms)
    return answer if answer.status_code == 304 else None


def etag_of(content: bytes, now: dt.datetime) -> str:
    """Return the ETag of a page: of its header strip the day counts, the time of day does not."""
    timeless, clocks = _clock.subn(rb"\1\2", content)
    day = to_dhaka(now).date().isoformat().encode() if clocks else b""
    return f'"{blake2b(day + timeless, digest_size=12).hexdigest()}"'


def private(response: HttpResponse) -> HttpResponse:
    """Return the answer marked as nobody else's: never stored by a cache."""
    response.headers["Cache-Control"] = "private, no-store"
    return response
