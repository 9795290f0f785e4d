"""Whether the comment that is answered can be answered."""

from collections.abc import Iterator

from comments.findings import Facts, Finding
from comments.models import Severity


def parent_can_be_answered(facts: Facts) -> Iterator[Finding]:
    """The parent exists, stands under the same story and is visible."""
    if not facts.asked_parent:
        return
    if facts.parent is None or facts.parent.article_id != facts.article_id:
        yield Finding("reply", "no_parent", Severity.BLOCK)
    elif not facts.parent.is_visible:
        yield Finding("reply", "parent_hidden", Severity.BLOCK)
