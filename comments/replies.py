"""What follows when an answer comes to light: who asked to hear of answers is told, once, at most one mail an hour."""

import datetime as dt
from collections.abc import Sequence
from uuid import uuid4

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bangla.digits import to_bangla
from comments import emails, letters, policy
from comments.bans import is_banned
from comments.models import Comment, PendingReply, ReplySubscription
from comments.subscriptions import letter_to, lock_address
from paper.addresses import absolute
from paper.outbox import Letter, OutboxMail, queue_mail

_DEAD = dt.timedelta(hours=1)
"""A mail that is so long overdue failed for good: nothing more is put into it."""


def appeared(reply: Comment) -> None:
    """Note a comment that readers now see for the writer of the comment it answers; once ever, never for an own answer.

    What was hidden again before the mail went out is told when it appears anew.
    """
    if reply.parent_id is None:
        return
    wishes = ReplySubscription.objects.counting().select_related("comment")
    wish = wishes.filter(comment=reply.parent_id).first()
    if wish is None or _is_own(wish, reply):
        return
    lock_address(wish.email_key)
    pending, _made = PendingReply.objects.get_or_create(subscription=wish, reply=reply)
    if pending.mailed_at is None:
        _into_a_mail(wish, [pending.pk])


def _is_own(wish: ReplySubscription, reply: Comment) -> bool:
    """Whether the writer answers oneself: known by the device, or by the proven e-mail on another device."""
    if reply.identity is None:
        return False
    proven = reply.identity.email_proven
    return reply.identity_id == wish.comment.identity_id or (
        proven is not None and emails.key_of(proven) == bytes(wish.email_key)
    )


def _into_a_mail(wish: ReplySubscription, pks: Sequence[int]) -> None:
    """Put answers into the mail that waits for this reader, or into a new one, an hour after the last."""
    now = timezone.now()
    told = PendingReply.objects.filter(subscription__email_key=wish.email_key)
    waiting = OutboxMail.objects.unsent().filter(
        pending_replies__subscription__email_key=wish.email_key, due_at__gt=now - _DEAD
    )
    mail = waiting.first()
    if mail is None:
        last = told.aggregate(last=Max("mailed_at"))["last"]
        earliest = [now + policy.REPLY_MAIL_WAIT]
        mail = queue_mail(
            letters.REPLIES, to=wish.email, dedupe_key=f"comment-replies-{uuid4().hex}",
            subject=_("Answers to your comment"),
            due_at=max([*earliest, last + policy.REPLY_MAIL_EVERY] if last else earliest),
        )  # fmt: skip
    PendingReply.objects.filter(pk__in=pks).update(mail=mail)


@letters.to_reader(letters.REPLIES)
def write_replies(mail: OutboxMail) -> Letter | None:
    """Tell of the answers in a mail that are still to be told; None when there is none."""
    first = mail.pending_replies.select_related("subscription").first()
    if first is None:
        return None
    lock_address(first.subscription.email_key)
    found = _still_to_tell(mail, timezone.now())
    if not found:
        return None
    wishes = {pending.subscription_id: pending.subscription for pending in found}
    wish, is_digest = found[0].subscription, len(wishes) > 1
    parts = [_in_words(pending) for pending in found[: policy.REPLIES_A_MAIL]]
    if more := found[policy.REPLIES_A_MAIL :]:
        parts.append(_and_more(len(more)))
    return letter_to(
        wish,
        _subject(found),
        *parts,
        whole_address=is_digest,
        sent=lambda: _told(mail, first.subscription, [pending.pk for pending in found]),
    )


def _still_to_tell(mail: OutboxMail, now: dt.datetime) -> list[PendingReply]:
    """Return the answers that may be told now: visible, under a live story, wanted, by a reader who is not banned."""
    rows = (
        PendingReply.objects.filter(mail=mail, mailed_at__isnull=True)
        .select_related("subscription__comment__identity", "reply__article", "reply__identity")
        .defer("reply__body_html", "reply__article__body", "reply__article__shown")
        .order_by("pk")
    )
    wanted = [
        row
        for row in rows
        if row.subscription.counts
        and row.subscription.comment.is_visible
        and row.reply.is_visible
        and row.reply.article.is_live(now)
        and not _is_own(row.subscription, row.reply)
    ]
    addresses = {row.subscription.email: row.subscription.comment.identity for row in wanted}
    banned = {email for email, reader in addresses.items() if is_banned(email, reader, now)}
    return [row for row in wanted if row.subscription.email not in banned]


def _told(mail: OutboxMail, wish: ReplySubscription, pks: list[int]) -> None:
    """Mark answers as told; what was put into the mail while it was on its way goes into the next."""
    lock_address(wish.email_key)
    PendingReply.objects.filter(pk__in=pks).update(mailed_at=timezone.now())
    late = PendingReply.objects.filter(
        mail=mail, mailed_at__isnull=True, reply__published_at__isnull=False
    )
    if left := list(late.exclude(pk__in=pks).values_list("pk", flat=True)):
        _into_a_mail(wish, left)


def _subject(found: list[PendingReply]) -> str:
    if len(found) == 1:
        return _("%(name)s answered your comment") % {
            "name": letters.harmless(found[0].reply.author_name)
        }
    return ngettext(
        "%(n)s answer to your comments", "%(n)s answers to your comments", len(found)
    ) % {"n": to_bangla(len(found))}


def _in_words(pending: PendingReply) -> str:
    reply = pending.reply
    said = _("%(name)s wrote under “%(headline)s”:") % {
        "name": letters.harmless(reply.author_name),
        "headline": reply.article.headline,
    }
    link = _("Read and answer: %(address)s") % {"address": absolute(reply.get_absolute_url())}
    return f"{said}\n\n{letters.quoted(reply.body)}\n\n{link}"


def _and_more(count: int) -> str:
    return ngettext("And %(n)s more answer.", "And %(n)s more answers.", count) % {
        "n": to_bangla(count)
    }
