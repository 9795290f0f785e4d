"""What readers read most: a beacon counted in batches, no write per view."""

import atexit
import logging
import threading
from collections import Counter

from django.db import DatabaseError, connection, transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from articles.models import Article, DayReads
from bangla.dates import to_dhaka
from paper.abuse import is_foreign
from paper.caching import private

logger = logging.getLogger(__name__)

FLUSH_AFTER_SECONDS = 10
FLUSH_AT = 500
"""Different stories waiting in memory: a flood cannot grow the batch."""


class Tally:
    """Reads waiting to be written: counted in this process, added to the table every few seconds.

    A process that is killed loses at most the reads of FLUSH_AFTER_SECONDS; they are a
    ranking, not a record.
    """

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.waiting: Counter[int] = Counter()
        self.timer: threading.Timer | None = None

    def add(self, article_id: int) -> None:
        """Count one read."""
        with self.lock:
            self.waiting[article_id] += 1
            full = len(self.waiting) >= FLUSH_AT
            if self.timer is None:
                self.timer = threading.Timer(FLUSH_AFTER_SECONDS, self.flush_in_thread)
                self.timer.daemon = True
                self.timer.start()
        if full:
            self.flush()

    def take(self) -> Counter[int]:
        """Return what waits and begin anew."""
        with self.lock:
            taken, self.waiting = self.waiting, Counter()
            if self.timer is not None:
                self.timer.cancel()
                self.timer = None
        return taken

    def flush(self) -> None:
        """Write what waits; reads that cannot be written wait for the next time, the most read of them."""
        if not (taken := self.take()):
            return
        try:
            write_reads(taken)
        except DatabaseError:
            logger.exception("%d reads could not be written; they wait", taken.total())
            with self.lock:
                self.waiting.update(taken)
                self.waiting = Counter(dict(self.waiting.most_common(FLUSH_AT // 2)))

    def flush_in_thread(self) -> None:
        """Write from the timer's thread, whose database connection nobody else closes."""
        try:
            self.flush()
        finally:
            connection.close()


@transaction.atomic
def write_reads(reads: Counter[int]) -> None:
    """Add reads to today's rows; ids that are no live story are dropped."""
    today = to_dhaka(timezone.now()).date()
    known = set(Article.objects.live().filter(pk__in=list(reads)).values_list("pk", flat=True))
    DayReads.objects.bulk_create(
        [DayReads(article_id=pk, day=today) for pk in sorted(known)], ignore_conflicts=True
    )
    for pk in sorted(known):
        DayReads.objects.filter(article=pk, day=today).update(reads=F("reads") + reads[pk])


tally = Tally()
atexit.register(tally.flush)


@csrf_exempt  # counts a read and nothing else; other sites are refused by Origin
@require_POST
def seen(request: HttpRequest) -> HttpResponse:
    """Take the beacon `article=<id>` of a reader's page."""
    article_id = request.POST.get("article", "")
    if is_foreign(request) or not article_id.isascii() or not article_id.isdigit():
        return private(HttpResponse(status=400))
    if len(article_id) <= 18:
        tally.add(int(article_id))
    return private(HttpResponse(status=204))
