"""What is known of the reader and asked for the story: bans, suspensions, first comments, what is reviewed first."""

from collections.abc import Iterator

from comments.findings import Facts, Finding
from comments.models import Severity
from comments.trust import Level


def is_not_banned(facts: Facts) -> Iterator[Finding]:
    """Take a banned sender's comment as spam, answered as if held; tell a suspended one until when."""
    if facts.is_staff:
        return
    if facts.level == Level.BANNED:
        yield Finding("standing", "banned", Severity.SPAM, detail="reader")
    for kind in facts.bans:
        # Strangers share a network: their comments are held, never thrown away.
        severity = Severity.HOLD_CONTENT if kind == "network" else Severity.SPAM
        yield Finding("standing", "banned", severity, detail=kind)
    if facts.suspended_until is not None:
        moment = facts.suspended_until.isoformat()
        yield Finding("standing", "suspended", Severity.BLOCK, detail=moment)


def is_known_reader(facts: Facts) -> Iterator[Finding]:
    """Hold a reader's first comments until moderators have approved some, and those of whom they do not trust."""
    if facts.level == Level.NEW:
        yield Finding("standing", "first_comment", Severity.HOLD_POLICY)
    elif facts.level == Level.PREMOD:
        yield Finding("standing", "reader_held", Severity.HOLD_POLICY)


def is_seldom_rejected(facts: Facts) -> Iterator[Finding]:
    """Hold the comment of a reader of whose last ones many were rejected."""
    if facts.rejections:
        rejected, decided = facts.rejections
        yield Finding(
            "standing", "often_rejected", Severity.HOLD_CONTENT, detail=f"{rejected}/{decided}"
        )


def story_is_not_held(facts: Facts) -> Iterator[Finding]:
    """Hold each comment under a story, in a section or in a paper whose editor asked for it."""
    if facts.is_held_story:
        yield Finding("standing", "story_held", Severity.HOLD_POLICY)
    if facts.is_held_section:
        yield Finding("standing", "section_held", Severity.HOLD_POLICY)
