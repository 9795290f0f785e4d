"""/metrics, for Prometheus: what was counted, and the readings as numbers; open to a token or to this machine alone."""

import hmac
import logging
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.utils import timezone
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from newsroom.operations import facts
from newsroom.operations.metrics import Counts
from newsroom.operations.version import version
from newsroom.views import not_found
from paper.abuse import is_loopback
from paper.caching import private

logger = logging.getLogger(__name__)

HANDED_ON = (
    "HTTP_FORWARDED", "HTTP_VIA", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PROTO", "HTTP_X_REAL_IP", "HTTP_CF_CONNECTING_IP", "HTTP_TRUE_CLIENT_IP",
)  # fmt: skip
"""Headers of requests that a proxy handed on: behind one, everybody comes from the loopback address."""
OF_THIS_MACHINE = {"localhost", "127.0.0.1", "[::1]", "::1"}


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer with the numbers; to others it is a page that is not there."""
    if not _may_read(request):
        return private(not_found(request))
    registry = CollectorRegistry()
    registry.register(Counts())
    registry.register(Gauges())
    return private(HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_PLAIN_0_0_4))


def _may_read(request: HttpRequest) -> bool:
    kind, _space, token = request.headers.get("Authorization", "").partition(" ")
    if settings.METRICS_TOKEN and kind.lower() == "bearer":
        given = token.strip().encode("utf-8", "replace")
        return hmac.compare_digest(given, settings.METRICS_TOKEN.encode())
    return _comes_from_here(request)


def _comes_from_here(request: HttpRequest) -> bool:
    """Whether a program of this machine asks, itself and not through a proxy.

    A proxy that adds no header is known by the host it was asked for; one that hides that too
    serves a paper whose SITE_URL is elsewhere.
    """
    return (
        is_loopback(request.META.get("REMOTE_ADDR", ""))
        and not any(name in request.META for name in HANDED_ON)
        and split_domain_port(request.get_host())[0] in OF_THIS_MACHINE
        and (settings.IS_HTTPS or urlsplit(settings.SITE_URL).hostname in OF_THIS_MACHINE)
    )


class Gauges:
    """The readings that are numbers, read when they are asked for; one that fails is said to have failed."""

    def collect(self) -> Iterator[Any]:
        now = timezone.now()
        failed = GaugeMetricFamily(
            "newsroom_reading_failed", "1 for each reading that failed.", labels=["reading"]
        )
        for name, (says, read) in GAUGES.items():
            try:
                value = read(now)
            except Exception as error:
                logger.warning("The reading %s failed: %s", name, type(error).__name__)
                failed.add_metric([name], 1)
                continue
            if value is not None:
                yield GaugeMetricFamily(f"newsroom_{name}", says, value=value)
        yield failed
        running = GaugeMetricFamily("newsroom_info", "The version that runs.", labels=["version"])
        running.add_metric([version()], 1)
        yield running


def _age(moment: Any) -> float | None:
    return time.time() - moment.timestamp() if moment else None


type Read = Callable[[Any], float | None]

GAUGES: dict[str, tuple[str, Read]] = {
    "tasks_waiting": ("Tasks that are due.", lambda now: facts.queue(now)[0]),
    "tasks_oldest_seconds": ("Since when the oldest task is due.", lambda now: _age(facts.queue(now)[1]) or 0),
    "tasks_parked": ("Tasks that were given up and wait for a person.", lambda now: facts.parked()),
    "worker_last_sign_seconds": ("Since when no worker was heard of.", lambda now: _age(next((life.beat_at for life in facts.signs_of_life()), None))),
    "comments_waiting": ("Comments that wait for a moderator.", lambda now: facts.held_comments()[0]),
    "comments_oldest_seconds": ("Since when the oldest of them waits.", lambda now: _age(facts.held_comments()[1]) or 0),
    "last_publish_seconds": ("Since when the newest story is out.", lambda now: _age(facts.last_published_at(now))),
    "mails_late": ("Mails that should have gone fifteen minutes ago.", facts.late_mails),
    "mails_refused": ("Mails that were given up.", lambda now: facts.refused_mails()),
    "faults_unseen": ("Errors of the program that nobody has seen.", lambda now: facts.unseen_faults()),
    "last_backup_seconds": ("Since when the last backup was made that could be restored.", lambda now: _age(facts.last_backup_at())),
    "database_size_bytes": ("What the database takes.", lambda now: facts.database_bytes()),
    "disk_free_bytes": ("Room where there is least of it.", lambda now: facts.fullest_disk().free),
}  # fmt: skip
"""Name → what it says, and how it is read; another part of the site adds its own here."""
