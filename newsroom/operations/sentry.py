"""Errors reported to a Sentry, where SENTRY_DSN names one: class, place, version, request id, and nothing of people.

None of the library's own integrations runs, so it sees neither requests nor cookies nor bodies:
it is handed the log's lines of level ERROR, and those are stripped again. Its thread sends; a
Sentry that is slow or away costs a request nothing, and what does not fit its queue is dropped.
"""

import logging
from typing import Any

from django.conf import settings

from newsroom.operations.context import here, route_of, shown_path
from newsroom.operations.logs import scrubbed
from newsroom.operations.version import version

KEPT_KEYS = frozenset(
    {"event_id", "timestamp", "level", "logger", "platform", "release", "environment", "sdk",
     "exception", "logentry", "threads", "tags"}
)  # fmt: skip
"""Parts of a report that are sent; all others (request, user, extra, breadcrumbs, contexts) are dropped."""
LAST_WAIT = 2


def start() -> None:
    """Begin to report, in a process that has a DSN; raises BadDsn for one that the library refuses."""
    if not settings.SENTRY_DSN:
        return
    import sentry_sdk
    from sentry_sdk.integrations.logging import EventHandler

    sentry_sdk.init(
        dsn=settings.SENTRY_DSN,
        release=version(),
        default_integrations=False,
        auto_enabling_integrations=False,
        send_default_pii=False,
        include_local_variables=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        auto_session_tracking=False,
        shutdown_timeout=LAST_WAIT,
        before_send=stripped,
    )
    logging.getLogger().addHandler(EventHandler(level=logging.ERROR))


def stripped(event: Any, hint: Any) -> Any:
    """Return the report as it may leave this machine."""
    kept = {name: event[name] for name in KEPT_KEYS & event.keys()}
    entry = kept.get("logentry", {})
    entry.pop("params", None)
    belongs = here()
    kept["tags"] = {"request_id": belongs.request_id}
    if belongs.request is not None:
        route = route_of(belongs.request)
        kept["tags"] |= {"route": route, "method": belongs.request.method}
    return _clean(kept, *_opening(belongs.request))


def _opening(request: Any) -> tuple[str, str]:
    """Return a request's path and what is shown of it."""
    return (request.path, shown_path(request)) if request is not None else ("", "")


def _clean(part: Any, path: str, shown: str) -> Any:
    if isinstance(part, dict):
        return {name: _clean(value, path, shown) for name, value in part.items() if name != "vars"}
    if isinstance(part, list):
        return [_clean(value, path, shown) for value in part]
    if isinstance(part, str):
        return scrubbed(part.replace(path, shown) if len(path) > 1 else part)
    return part
