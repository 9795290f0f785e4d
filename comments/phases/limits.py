"""How many comments a minute, an hour and a day; counted in the database, so right with many workers."""

from collections.abc import Iterator, Mapping

from comments import policy
from comments.findings import Counts, Facts, Finding
from comments.models import Severity
from comments.trust import Level


def is_not_too_fast(facts: Facts) -> Iterator[Finding]:
    """Refuse the comment that would pass a limit; `detail` is the seconds of the longest full window."""
    if facts.is_staff:
        return
    prefix = policy.PER_PREFIX if facts.is_foreign is False else policy.PER_PREFIX_UNMARKED
    pace = policy.TRUSTED_PACE if facts.level == Level.TRUSTED else 1
    waits = [
        _wait(facts.by_device, policy.PER_DEVICE, pace),
        _wait(facts.by_device_here, policy.PER_DEVICE_HERE, pace),
        _wait(facts.by_email, policy.PER_EMAIL, pace),
        _wait(facts.by_prefix, prefix),
    ]
    if any(waits):
        yield Finding("limits", "too_fast", Severity.BLOCK, detail=str(max(waits)))


def _wait(counts: Counts, limits: Mapping[int, int], pace: int = 1) -> int:
    came = {policy.MINUTE: counts.minute, policy.HOUR: counts.hour, policy.DAY: counts.day}
    return max(
        (window for window, most in limits.items() if came[window] >= most * pace), default=0
    )
