"""Wishes to hear of answers by mail: asked for with the form, confirmed by link, ended by one click."""

import datetime as dt
from collections.abc import Callable
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from comments import commenters, emails, letters, policy, proofs
from comments.bans import is_banned
from comments.models import Comment, Commenter, ReplySubscription, Status
from comments.models.subscription import ReplySubscriptionQuerySet
from paper.addresses import absolute
from paper.identity import Site
from paper.outbox import Letter, OutboxMail, queue_mail

_PURPOSE = "confirm"
TURNED_DOWN = (Status.REJECTED, Status.SPAM, Status.ERASED)
"""Whose writers are sent nothing, and are not told why."""


def ask(comment: Comment, commenter: Commenter, now: dt.datetime) -> None:
    """Note the wish of a comment's writer, in the transaction that stores the comment.

    It counts at once for an e-mail that this very reader has proven; else its owner is asked
    by mail, unless the address has had its share of such mails. Spam sends nothing to anybody.
    """
    key = emails.key_of(comment.email)
    if key is None or comment.status in TURNED_DOWN:
        return
    is_proven = commenter.email_proven == emails.canonical(comment.email)
    wish = ReplySubscription.objects.create(
        comment=comment, email=comment.email, email_key=key, created_at=now,
        confirmed_at=now if is_proven else None,
    )  # fmt: skip
    if not is_proven and proofs.admit(comment.email, now):
        queue_mail(
            letters.CONFIRM, to=wish.email, dedupe_key=f"comment-confirm-{wish.pk}",
            subject=_("Confirm your e-mail"), payload={"subscription": wish.pk},
        )  # fmt: skip


@letters.to_reader(letters.CONFIRM)
def write_confirmation(mail: OutboxMail) -> Letter | None:
    """Ask the owner of an address; not a word of the comment, which a stranger may have written."""
    wish = _with_comment().unconfirmed().filter(pk=mail.payload["subscription"]).first()
    if wish is None or wish.comment.status in TURNED_DOWN or not wish.comment.article.is_live():
        return None
    if is_banned(wish.email, wish.comment.identity, timezone.now()):
        return None
    paper = Site.objects.current().name
    return letters.letter(
        _("Confirm your e-mail: %(paper)s") % {"paper": paper},
        _("With a comment under the story “%(headline)s”, somebody asked us to tell this address of answers.")
        % {"headline": wish.comment.article.headline},
        _("If it was you, open this page and press the button. The link is good for 7 days.")
        + f"\n{confirm_address(wish)}",
        _("If it was not you, do nothing: no mail about answers will come."),
    )  # fmt: skip


def confirm_address(wish: ReplySubscription) -> str:
    """Return the address of the page on which the wish is confirmed, good for seven days."""
    token = proofs.signed(_PURPOSE, wish.token.hex)
    return absolute(reverse("comments:confirm", args=[token]))


def by_confirm_token(token: str) -> ReplySubscription | None:
    """Return the wish of a link; None for a link that is forged or too old, and for a wish that has ended."""
    value = proofs.read(_PURPOSE, token, policy.CONFIRM_LINK)
    if value is None:
        return None
    return _with_comment().filter(token=UUID(value), ended_at__isnull=True).first()


@transaction.atomic
def confirm(
    wish: ReplySubscription, device_key: bytes, now: dt.datetime, *, fresh: bytes | None = None
) -> Commenter:
    """Confirm every wish of an address that waits, and join the browser that opened the link with the address.

    The device that wrote the comment gains nothing: the click may be somebody else's
    (docs/decisions/0024). It is known by the key `fresh` afterwards (`commenters.prove`).
    """
    reader = commenters.prove(device_key, wish.email, now, fresh=fresh)
    waiting = ReplySubscription.objects.unconfirmed().filter(email_key=wish.email_key)
    waiting.update(confirmed_at=now)
    return reader


def end(token: UUID, *, whole_address: bool, now: dt.datetime | None = None) -> None:
    """End a wish, or all of its address; of an unknown one nothing is left to end."""
    wish = ReplySubscription.objects.filter(token=token).first()
    if wish is None:
        return
    ended = ReplySubscription.objects.filter(ended_at__isnull=True)
    ended = ended.filter(email_key=wish.email_key) if whole_address else ended.filter(pk=wish.pk)
    ended.update(ended_at=now or timezone.now())


def end_address(wish: ReplySubscription, *, whole_address: bool = False) -> str:
    """Return the address by which a wish is ended with one request (RFC 8058)."""
    path = reverse("comments:unsubscribe", args=[wish.token])
    return absolute(f"{path}?all=1" if whole_address else path)


def letter_to(
    wish: ReplySubscription,
    subject: str,
    *parts: str,
    sent: Callable[[], object],
    whole_address: bool = False,
) -> Letter:
    """Return a mail that somebody has asked for, with the way to end such mails: a line, and a button of mail programs."""
    end = end_address(wish, whole_address=whole_address)
    way = _("You asked for these mails under a comment of yours. To get no more of them:")
    one_click = {
        "List-Unsubscribe": f"<{end}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    return letters.letter(subject, *parts, f"{way}\n{end}", headers=one_click, sent=sent)


def lock_address(key: bytes) -> None:
    """Make others that write to this address wait until the transaction ends; the last lock of all (comments.tree)."""
    rows = ReplySubscription.objects.select_for_update(no_key=True).filter(email_key=key)
    list(rows.order_by("pk").values_list("pk"))


def _with_comment() -> ReplySubscriptionQuerySet:
    found = ReplySubscription.objects.select_related("comment__article", "comment__identity")
    return found.defer("comment__body_html", "comment__article__body", "comment__article__shown")
