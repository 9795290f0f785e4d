"""The same words again: from the same reader a slip, from many at once a campaign."""

import unicodedata
from collections.abc import Iterator

from comments import policy
from comments.findings import Facts, Finding
from comments.models import Severity


def fingerprint(body: str) -> str:
    """Return what is compared: letters, marks and digits alone, in one case; signs only when nothing else is there."""
    kept = [sign for sign in body.casefold() if unicodedata.category(sign)[0] in "LMN"]
    return "".join(kept) or "".join(body.split())


def is_not_repeated(facts: Facts) -> Iterator[Finding]:
    """Refuse a reader's own repetition within a day; hold what several send within an hour."""
    if facts.same_text_by_author and not facts.is_staff:
        yield Finding("duplicates", "repeated", Severity.BLOCK)
    spread = max(facts.same_text_authors, facts.same_text_articles)
    if spread >= policy.SPREAD:
        yield Finding("duplicates", "campaign", Severity.HOLD_CONTENT, detail=str(spread))
