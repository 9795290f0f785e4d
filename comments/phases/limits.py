"""How many comments a minute, an hour and a day; counted in the database, so right with many workers."""

from collections.abc import Iterator, Mapping

from comments import policy
from comments.findings import Counts, Facts, Finding
from comments.models import Severity


def is_not_too_fast(facts: Facts) -> Iterator[Finding]:
    """Refuse the comment that would pass a limit; `detail` is the seconds of the longest full window."""
    if facts.is_staff:
        return
    prefix = policy.PER_PREFIX if facts.is_foreign is False else policy.PER_PREFIX_UNMARKED
    waits = [
        _wait(facts.by_device, policy.PER_DEVICE),
        _wait(facts.by_device_here, policy.PER_DEVICE_HERE),
        _wait(facts.by_email, policy.PER_EMAIL),
        _wait(facts.by_prefix, prefix),
    ]
    if any(waits):
        yield Finding("limits", "too_fast", Severity.BLOCK, detail=str(max(waits)))


def _wait(counts: Counts, limits: Mapping[int, int]) -> int:
    came = {policy.MINUTE: counts.minute, policy.HOUR: counts.hour, policy.DAY: counts.day}
    return max((window for window, most in limits.items() if came[window] >= most), default=0)
