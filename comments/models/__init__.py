"""Tables of the conversation."""

from comments.models.action import AppendOnly, Event, ModerationAction, RejectReason
from comments.models.comment import (
    MAX_DEPTH,
    STEP,
    VISIBLE,
    Comment,
    CommentRevision,
    Severity,
    Source,
    Status,
)
from comments.models.commenter import Commenter
from comments.models.wordlist import WordEntry, WordList, WordsStamp

__all__ = [
    "MAX_DEPTH",
    "STEP",
    "VISIBLE",
    "AppendOnly",
    "Comment",
    "CommentRevision",
    "Commenter",
    "Event",
    "ModerationAction",
    "RejectReason",
    "Severity",
    "Source",
    "Status",
    "WordEntry",
    "WordList",
    "WordsStamp",
]
