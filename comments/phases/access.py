"""Whether anybody may write here now, and whether the form was ours."""

from collections.abc import Iterator

from comments.findings import Facts, Finding
from comments.models import Severity


def story_is_open(facts: Facts) -> Iterator[Finding]:
    """Refuse under a story that is not live, or whose conversation is closed; staff may answer late."""
    if not facts.is_live:
        yield Finding("access", "not_live", Severity.BLOCK)
    elif not facts.is_open and not facts.is_staff:
        yield Finding("access", "closed", Severity.BLOCK)


def came_from_here(facts: Facts) -> Iterator[Finding]:
    """Refuse a form that a browser says was sent from another site."""
    if facts.is_foreign:
        yield Finding("access", "foreign", Severity.BLOCK)


def honeypot_is_empty(facts: Facts) -> Iterator[Finding]:
    """A field that no person sees was filled: spam, answered as if held."""
    if facts.honeypot:
        yield Finding("access", "honeypot", Severity.SPAM)
