"""Mail of these tests: sent as the worker sends it, read as a reader reads it."""

import datetime as dt
import re
from typing import Any

import time_machine
from django.core import mail
from django.utils import timezone

from comments.models import Comment, ReplySubscription, Status
from comments.moderation import transition
from comments.tests.factories import make_comment
from paper.outbox import OutboxMail, send_outbox_mail

OWN = {"origin": "http://testserver", "sec-fetch-site": "same-origin"}
FOREIGN = {"origin": "https://evil.example", "sec-fetch-site": "cross-site"}
PRIVATE = "private, no-store"


def deliver(after: dt.timedelta = dt.timedelta(0)) -> list[Any]:
    """Send what is due, now or after a while; return the mails that went out."""
    before = len(mail.outbox)
    with time_machine.travel(timezone.now() + after, tick=False):
        due = OutboxMail.objects.unsent().filter(due_at__lte=timezone.now()).order_by("pk")
        for pk in list(due.values_list("pk", flat=True)):
            send_outbox_mail.call(pk)
    return mail.outbox[before:]


def path_in(text: str, part: str) -> str:
    """Return the path of the first address in a text whose path begins so."""
    return re.search(rf"https?://[^/\s]+({re.escape(part)}[^\s>]*)", text).group(1)


def wish_of(
    comment: Comment, email: str = "rahela@example.com", **fields: Any
) -> ReplySubscription:
    """Return a wish for answers that counts."""
    from comments import emails

    values = {"confirmed_at": timezone.now(), **fields}
    return ReplySubscription.objects.create(
        comment=comment, email=email, email_key=emails.key_of(email), **values
    )


def answer(comment: Comment, moderator: Any = None, **fields: Any) -> Comment:
    """Return an answer that has just been approved."""
    held = make_comment(comment.article, parent=comment, status=Status.PREMOD, **fields)
    return act(held, "approve", moderator)


def act(comment: Comment, event: str, moderator: Any = None, **fields: Any) -> Comment:
    """Do one act of a moderator on a comment as it stands."""
    from comments.tests.factories import make_moderator

    now = Comment.objects.get(pk=comment.pk)
    who = moderator or make_moderator(f"m{timezone.now().timestamp()}-{comment.pk}-{now.version}")
    return transition(
        now.pk, event, actor=who, version=now.version, revision=now.revision, **fields
    )
