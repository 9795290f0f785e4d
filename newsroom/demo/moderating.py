"""What the demo's moderator did after the comments came: the best are chosen, readers have reported some, answers lie ready."""

from typing import Any

from django.db import models
from django.db.models.functions import Length

from comments.models import CannedReply, Comment, Event, Report, Status
from comments.moderation import report, transition
from paper.abuse import keyed_hash

BEST = 3
LEAST_LETTERS = 90
READY = (
    (
        "সূত্র চাই",
        "আপনার মন্তব্যে দেওয়া তথ্যের সূত্র জানাতে পারবেন? যাচাই করে প্রয়োজনে খবরে যোগ করব।",
    ),
    (
        "ভুল ধরানোর জন্য ধন্যবাদ",
        "ভুলটি ধরিয়ে দেওয়ার জন্য ধন্যবাদ। খবরটি সংশোধন করা হয়েছে, নিচে সংশোধনীও দেওয়া আছে।",
    ),
    (
        "প্রতিবেদককে জানানো হয়েছে",
        "আপনার কথা প্রতিবেদককে জানানো হয়েছে। পরের প্রতিবেদনে বিষয়টি দেখা হবে।",
    ),
)
REPORTS = (
    (0, "untrue", "এই হিসাব ঠিক নয়, সরকারি তথ্যের সঙ্গে মেলে না।"),
    (0, "abuse", ""),
    (1, "abuse", "ব্যক্তিগত আক্রমণ মনে হয়েছে।"),
)
"""Which comment of those that appeared unreviewed, why, and what the reader wrote with it."""


def moderate(moderator: Any) -> list[models.Model]:
    """Do the acts; return what was made beside the comments."""
    for comment in _best():
        transition(
            comment.pk, Event.FEATURE, actor=moderator, version=comment.version, revision=comment.revision
        )  # fmt: skip
    published = list(Comment.objects.filter(status=Status.PUBLISHED).order_by("-id")[:2])
    for number, (which, reason, note) in enumerate(REPORTS):
        if which < len(published):
            reporter = keyed_hash(f"demo reporter:{number}")
            report(
                published[which].pk, reporter=reporter, network="", reason=Report.Reason(reason),
                note=note,
            )  # fmt: skip
    return [
        CannedReply.objects.create(title=title, text=text, position=number)
        for number, (title, text) in enumerate(READY, 1)
    ]


def _best() -> list[Comment]:
    """Return the longest approved comments of readers, one a story."""
    approved = Comment.objects.filter(status=Status.APPROVED, is_staff_reply=False)
    long = approved.alias(letters=Length("body")).filter(letters__gte=LEAST_LETTERS)
    found: dict[int, Comment] = {}
    for comment in long.order_by("-article__comment_count", "-letters", "pk")[:60]:
        found.setdefault(comment.article_id, comment)
    return list(found.values())[:BEST]
