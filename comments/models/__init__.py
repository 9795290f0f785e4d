"""Tables of the conversation."""

from comments.models.action import AppendOnly, Event, ModerationAction, RejectReason
from comments.models.comment import (
    MAX_DEPTH,
    STEP,
    VISIBLE,
    Comment,
    CommentRevision,
    Script,
    Severity,
    Source,
    Status,
)
from comments.models.commenter import Ban, Commenter, Device, Standing
from comments.models.policy import CannedReply, CommentPolicy, ModeratorSettings
from comments.models.report import Report
from comments.models.subscription import (
    ErasureRequest,
    LinkMail,
    PendingReply,
    ReplySubscription,
)
from comments.models.wordlist import WordEntry, WordList, WordsStamp

__all__ = [
    "MAX_DEPTH",
    "STEP",
    "VISIBLE",
    "AppendOnly",
    "Ban",
    "CannedReply",
    "Comment",
    "CommentPolicy",
    "CommentRevision",
    "Commenter",
    "Device",
    "ErasureRequest",
    "Event",
    "LinkMail",
    "ModerationAction",
    "ModeratorSettings",
    "PendingReply",
    "RejectReason",
    "ReplySubscription",
    "Report",
    "Script",
    "Severity",
    "Source",
    "Standing",
    "Status",
    "WordEntry",
    "WordList",
    "WordsStamp",
]
