"""What a device sees of its own under a story, and what it may still do with it."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.http import Http404

from articles.models import Article
from comments import commenters, policy, rules
from comments.device import key_of
from comments.models import VISIBLE, Comment, Commenter, Event, ModerationAction, Status
from comments.moderation import may_change, window_is_open

_LOOKS_WAITING = frozenset({Status.PREMOD, Status.WITHHELD, Status.SPAM})
"""A sender of spam sees what a held reader sees, and learns nothing."""


@dataclass(frozen=True)
class Own:
    """An own comment; `edit_until` is the moment up to which it may be changed, None when that is over."""

    comment: Comment
    edit_until: dt.datetime | None

    @property
    def is_waiting(self) -> bool:
        """Whether its writer is told that it waits."""
        return self.comment.status in _LOOKS_WAITING


def own_comments(article: Article, token: str, now: dt.datetime) -> list[Own]:
    """Return what a device has sent under a story and nobody took away, the latest first; OWN_SHOWN at most."""
    reader = reader_of(token)
    if reader is None:
        return []
    sent = list(_kept(article, reader).order_by("-created_at", "-id")[: policy.OWN_SHOWN])
    minutes = rules.rules_for(article.category_id, now).edit_minutes if sent else 0
    return [Own(comment, _edit_until(comment, minutes, now)) for comment in sent]


def own_comment(article: Article, token: str, comment_id: int, now: dt.datetime) -> Own:
    """Return one own comment; raises Http404 for one of somebody else and for one that was taken away."""
    reader = reader_of(token)
    comment = _kept(article, reader).filter(pk=comment_id).first() if reader else None
    if comment is None:
        raise Http404
    minutes = rules.rules_for(article.category_id, now).edit_minutes
    return Own(comment, _edit_until(comment, minutes, now))


def reader_of(token: str) -> Commenter | None:
    """Return the reader of a device, None for a device that never sent anything."""
    return commenters.of_device(key_of(token)) if token else None


def _kept(article: Article, reader: Commenter):
    """Comments that their writer still sees; spam that was “deleted” looks deleted."""
    wish = ModerationAction.objects.filter(comment=OuterRef("pk"), event=Event.DELETE)
    return Comment.objects.filter(
        article=article, identity=reader, status__in=_LOOKS_WAITING | VISIBLE
    ).exclude(Exists(wish), status=Status.SPAM)


def _edit_until(comment: Comment, minutes: int, now: dt.datetime) -> dt.datetime | None:
    # Of spam the window looks as open as that of any other comment.
    is_open = (
        window_is_open(comment, minutes, now)
        if comment.status == Status.SPAM
        else may_change(comment, minutes, now)
    )
    return comment.created_at + dt.timedelta(minutes=minutes) if is_open else None
