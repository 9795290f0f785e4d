"""What a device sees of its own under a story, and what it may still do with it."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.http import Http404

from articles.models import Article
from comments import commenters, policy, rules
from comments.device import key_of
from comments.models import VISIBLE, Comment, Commenter, Event, ModerationAction, Status
from comments.moderation import may_change, window_is_open
from comments.moderation.table import TURNED_DOWN

_LOOKS_WAITING = Q(status__in=(Status.PREMOD, Status.WITHHELD, Status.SPAM)) | Q(
    status=Status.REJECTED, initial_status=Status.REJECTED
)
"""A sender of spam, or of a word that a list rejects, sees what a held reader sees, and learns nothing."""


@dataclass(frozen=True)
class Own:
    """An own comment; `edit_until` is the moment up to which it may be changed, None when that is over."""

    comment: Comment
    edit_until: dt.datetime | None

    @property
    def is_waiting(self) -> bool:
        """Whether its writer is told that it waits."""
        return not self.comment.is_visible


def own_comments(article: Article, token: str, now: dt.datetime) -> list[Own]:
    """Return what a device has sent under a story and nobody took away, the latest first; OWN_SHOWN at most."""
    reader = reader_of(token)
    if reader is None:
        return []
    sent = list(sent_by(reader, article).order_by("-created_at", "-id")[: policy.OWN_SHOWN])
    return _with_windows(article, sent, now)


def own_comment(article: Article, token: str, comment_id: int, now: dt.datetime) -> Own:
    """Return one own comment; raises Http404 for one of somebody else and for one that was taken away."""
    reader = reader_of(token)
    sent = sent_by(reader, article).filter(pk=comment_id) if reader else ()
    own = _with_windows(article, list(sent), now)
    if not own:
        raise Http404
    return own[0]


def sent_by(reader: Commenter, article: Article) -> QuerySet[Comment]:
    """Comments of a reader that stand on the page or look as if they waited."""
    seen = _LOOKS_WAITING | Q(status__in=VISIBLE)
    return Comment.objects.filter(seen, article=article, identity=reader)


def reader_of(token: str) -> Commenter | None:
    """Return the reader of a device, None for a device that never sent anything."""
    return commenters.of_device(key_of(token)) if token else None


def _with_windows(article: Article, sent: list[Comment], now: dt.datetime) -> list[Own]:
    """Say of each until when it may be changed; what was turned down unseen and “deleted” is left out."""
    if not sent:
        return []
    unseen = [comment.pk for comment in sent if comment.status in TURNED_DOWN]
    wishes = ModerationAction.objects.filter(comment__in=unseen, event=Event.DELETE)
    deleted = set(wishes.values_list("comment", flat=True)) if unseen else set()
    minutes = rules.rules_for(article.category_id, now).edit_minutes
    kept = (comment for comment in sent if comment.pk not in deleted)
    return [Own(comment, _edit_until(comment, minutes, now)) for comment in kept]


def _edit_until(comment: Comment, minutes: int, now: dt.datetime) -> dt.datetime | None:
    # Of what was turned down the window looks as open as that of any other comment.
    is_open = (
        window_is_open(comment, minutes, now)
        if comment.status in TURNED_DOWN
        else may_change(comment, minutes, now)
    )
    return comment.created_at + dt.timedelta(minutes=minutes) if is_open else None
