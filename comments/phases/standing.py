"""What is held whatever it says: the first comment of a device, and stories under review."""

from collections.abc import Iterator

from comments.findings import Facts, Finding
from comments.models import Severity


def is_known_reader(facts: Facts) -> Iterator[Finding]:
    """Hold until a moderator has approved one comment of this device; a typed e-mail proves nothing."""
    if facts.is_new_device:
        yield Finding("standing", "first_comment", Severity.HOLD_POLICY)


def story_is_not_held(facts: Facts) -> Iterator[Finding]:
    """Hold each comment under a story whose editor asked for it."""
    if facts.is_held_story:
        yield Finding("standing", "story_held", Severity.HOLD_POLICY)
