"""What the paper forgets about its readers by itself: networks, links and wishes that came to nothing, old mails.

Each function works in batches, so that nobody waits for the database, and may run at any
time, twice, and beside itself. What comments themselves lose stands in `moderation/erasing.py`.
"""

import datetime as dt

from django.db.models import Q, QuerySet
from django.utils import timezone

from comments import letters, policy
from comments.models import Comment, LinkMail, ReplySubscription, Report
from comments.moderation import empty_deleted, forget_reporters, purge
from paper.outbox import OutboxMail

KEPT = dt.timedelta(days=90)
"""As long as the limits and a look back at a flood need it; readers are told so (privacy page)."""

BATCH = 1_000


def forget_addresses(now: dt.datetime | None = None) -> int:
    """Empty the address hash and the network of comments older than KEPT, and who made a report; return how many."""
    before = (now or timezone.now()) - KEPT
    old = Comment.objects.filter(ip_prefix__isnull=False, created_at__lt=before)
    forgotten = 0
    while pks := list(old.order_by().values_list("pk", flat=True)[:BATCH]):
        forgotten += Comment.objects.filter(pk__in=pks).update(ip_hash=None, ip_prefix=None)
    reports = Report.objects.filter(network__isnull=False, created_at__lt=before)
    while pks := list(reports.order_by().values_list("pk", flat=True)[:BATCH]):
        forgotten += forget_reporters(Report.objects.filter(pk__in=pks))
    return forgotten


def forget_wishes(now: dt.datetime | None = None) -> int:
    """Delete wishes for mails that nobody confirmed, or that were ended, a month ago; return how many."""
    before = (now or timezone.now()) - policy.KEPT_UNCONFIRMED
    idle = Q(confirmed_at__isnull=True, created_at__lt=before) | Q(ended_at__lt=before)
    return _delete(ReplySubscription.objects.filter(idle))


def forget_links(now: dt.datetime | None = None) -> int:
    """Delete what counted the links sent to an address, once no limit asks for it; return how many."""
    before = (now or timezone.now()) - policy.KEPT_LINKS
    return _delete(LinkMail.objects.filter(created_at__lt=before))


def forget_mails(now: dt.datetime | None = None) -> int:
    """Delete the conversation's mails that went out, were dropped or failed three months ago; return how many."""
    before = (now or timezone.now()) - policy.KEPT_MAIL
    return _delete(OutboxMail.objects.filter(kind__in=letters.KINDS, created_at__lt=before))


def tidy(now: dt.datetime | None = None) -> int:
    """Do everything that is done once a day; return how many rows were emptied or deleted."""
    daily = (empty_deleted, purge, forget_wishes, forget_links, forget_mails)
    return sum(forget(now) for forget in daily)


def _delete(rows: QuerySet) -> int:
    gone = 0
    while pks := list(rows.order_by().values_list("pk", flat=True)[:BATCH]):
        rows.model._default_manager.filter(pk__in=pks).delete()
        gone += len(pks)
    return gone
