"""Text without words: no letters, one letter over and over, all in capitals, in letters nobody reads here."""

from collections.abc import Iterator
from typing import Final

import regex

from comments.findings import Facts, Finding
from comments.models import Script, Severity
from comments.scripts import capitals_of, script_of

SHOUTED: Final = 20
"""So many Latin letters, and more than seven of ten are capitals: shouting."""
ONE_SIGN: Final = 6
"""One letter so many times over; “হাহাহা” is laughter."""

_letter = regex.compile(r"\p{L}")
_grapheme = regex.compile(r"\X")


def has_words(facts: Facts) -> Iterator[Finding]:
    """Hold what looks like no sentence of a reader; emoji alone too."""
    text = facts.body
    if not text:
        return
    if not _letter.search(text):
        yield Finding("noise", "no_letters", Severity.HOLD_CONTENT)
        return
    signs = [sign for sign in _grapheme.findall(text.casefold()) if not sign.isspace()]
    if len(signs) >= ONE_SIGN and len(set(signs)) == 1:
        yield Finding("noise", "one_sign", Severity.HOLD_CONTENT, detail=signs[0])
    capitals, cased = capitals_of(text)
    if cased >= SHOUTED and capitals * 10 > cased * 7:
        yield Finding("noise", "capitals", Severity.HOLD_CONTENT)
    if script_of(text) == Script.OTHER:
        yield Finding("noise", "script", Severity.HOLD_CONTENT)
