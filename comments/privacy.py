"""What the paper forgets about its readers: the traces of their network, after ninety days."""

import datetime as dt

from django.utils import timezone

from comments.models import Comment

KEPT = dt.timedelta(days=90)
"""As long as the limits and a look back at a flood need it; readers are told so (privacy page)."""

BATCH = 1_000


def forget_addresses(now: dt.datetime | None = None) -> int:
    """Empty the address hash and the network of comments older than KEPT; return how many.

    Works in batches, so that nobody waits for the database; safe to run at any time, twice.
    """
    before = (now or timezone.now()) - KEPT
    old = Comment.objects.filter(ip_prefix__isnull=False, created_at__lt=before)
    forgotten = 0
    while pks := list(old.order_by().values_list("pk", flat=True)[:BATCH]):
        forgotten += Comment.objects.filter(pk__in=pks).update(ip_hash=None, ip_prefix=None)
    return forgotten
