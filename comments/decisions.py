"""Telling the writer by mail what the desk decided about a held comment: once, after the time for an undo."""

from django.utils import timezone
from django.utils.translation import gettext as _

from comments import letters, policy
from comments.bans import is_banned
from comments.models import (
    VISIBLE,
    Comment,
    Event,
    ModerationAction,
    RejectReason,
    ReplySubscription,
    Status,
)
from comments.subscriptions import letter_to
from paper.addresses import absolute
from paper.outbox import Letter, OutboxMail, queue_mail

PUBLIC = frozenset(RejectReason) - {RejectReason.OTHER}
"""Reasons that say something to the writer; without one no mail is sent."""

_DECIDES = (Event.APPROVE, Event.RESTORE, Event.REJECT, Event.SPAM, Event.HOLD)


def decided(comment: Comment, action: ModerationAction) -> None:
    """Queue a mail about an act that approved what readers did not see, or rejected a comment for a public reason.

    Only to who asked for mails and owns the address; called in the act's transaction.
    """
    if not _is_told(action):
        return
    wish = ReplySubscription.objects.counting().filter(comment=comment).first()
    if wish is not None and wish.told_at is None:
        queue_mail(
            letters.DECISION, to=wish.email, dedupe_key=f"comment-decision-{action.pk}",
            subject=_("What became of your comment"), payload={"action": action.pk},
            due_at=timezone.now() + policy.UNDO_WINDOW,
        )  # fmt: skip


def _is_told(action: ModerationAction) -> bool:
    if action.to_status == Status.APPROVED:
        return action.event in {Event.APPROVE, Event.RESTORE} and action.from_status not in VISIBLE
    return action.event == Event.REJECT and action.reason_code in PUBLIC


@letters.to_reader(letters.DECISION)
def write_decision(mail: OutboxMail) -> Letter | None:
    """Tell of a decision that still stands; None for one that was undone or followed by another."""
    acts = ModerationAction.objects.select_related(
        "comment__article", "comment__subscription", "comment__identity"
    )
    action = acts.filter(pk=mail.payload["action"]).first()
    if action is None or not _still_stands(action):
        return None
    wish = getattr(action.comment, "subscription", None)
    if wish is None or not wish.counts or wish.told_at is not None:
        return None
    if is_banned(wish.email, action.comment.identity, timezone.now()):
        return None
    subject, words = _in_words(action)
    return letter_to(
        wish,
        subject,
        *words,
        sent=lambda: ReplySubscription.objects.filter(pk=wish.pk).update(told_at=timezone.now()),
    )


def _still_stands(action: ModerationAction) -> bool:
    comment = action.comment
    decisions = comment.actions.filter(event__in=_DECIDES, undone_by__isnull=True)
    return (
        comment.status == action.to_status
        and comment.article.is_live()
        and decisions.order_by("-id").first() == action
    )


def _in_words(action: ModerationAction) -> tuple[str, list[str]]:
    comment = action.comment
    headline = comment.article.headline
    said = letters.quoted(comment.body)
    if action.to_status == Status.APPROVED:
        return _("Your comment has been published"), [
            _("Your comment under “%(headline)s” has been published:") % {"headline": headline},
            said,
            _("Read it in the conversation: %(address)s")
            % {"address": absolute(comment.get_absolute_url())},
        ]
    return _("Your comment has not been published"), [
        _("Your comment under “%(headline)s” has not been published:") % {"headline": headline},
        said,
        _("The reason: %(reason)s") % {"reason": RejectReason(action.reason_code).label},
    ]
