"""Words that the moderators listed, in the text and in the name; each list says what is done about its own."""

from collections.abc import Iterable, Iterator
from typing import Final

from bangla.wordlist import Hit
from comments.findings import Facts, Finding
from comments.models import Severity

SEVERITY_OF: Final = {
    "reject": Severity.REJECT,
    "hold": Severity.HOLD_CONTENT,
    "report": Severity.REPORT,
    "spam": Severity.SPAM,
}
"""What a list's action asks for."""

PLACES: Final = 5
"""As many passages of one entry are shown; a comment may say its word a thousand times."""
ENTRIES: Final = 40
"""As many entries of a comment are named, the gravest first."""


def has_no_listed_words(facts: Facts) -> Iterator[Finding]:
    """Give what the lists of the story find, the gravest first; spans point into the stored text."""
    found = [
        *_found("word", (hit for words in facts.words for hit in words.hits(facts.body))),
        *_found("word_in_name", (hit for words in facts.words for hit in words.hits(facts.name))),
    ]
    found.sort(key=lambda finding: -finding.severity)
    named = list(dict.fromkeys(finding.word for finding in found))[:ENTRIES]
    yield from (finding for finding in found if finding.word in named)


def _found(code: str, hits: Iterable[Hit]) -> Iterator[Finding]:
    places: dict[int, int] = {}
    for hit in hits:
        word = hit.key
        places[word.entry] = places.get(word.entry, 0) + 1
        if places[word.entry] <= (PLACES if code == "word" else 1):
            span = (hit.start, hit.end) if code == "word" else None
            yield Finding("words", code, SEVERITY_OF[word.action], word.text, span, word=word)
