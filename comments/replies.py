"""What follows when an answer comes to light: who asked to hear of answers is told, in the same transaction."""

from comments.models import Comment, PendingReply, ReplySubscription


def appeared(reply: Comment) -> None:
    """Note a comment that readers now see for the writer of the comment it answers; once ever, never for an own answer."""
    if reply.parent_id is None:
        return
    wishes = ReplySubscription.objects.filter(
        comment=reply.parent_id, confirmed_at__isnull=False, ended_at__isnull=True
    ).select_related("comment")
    for wish in wishes:
        if wish.comment.identity_id is None or wish.comment.identity_id != reply.identity_id:
            PendingReply.objects.get_or_create(subscription=wish, reply=reply)
