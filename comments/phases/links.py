"""Links and numbers that lead away from the paper: written out, bare, disguised, in the name too."""

from collections.abc import Iterator
from typing import Final

import regex

from bangla.digits import to_ascii
from comments.findings import Facts, Finding
from comments.models import Severity

_ENDINGS: Final = "com|net|org|info|biz|xyz|top|shop|site|online|store|live|club|app|dev|link|click|bd|io|ly|co|tv|pk|ru|cn"
_WORD: Final = r"[\p{L}\p{M}\p{N}]"
_link = regex.compile(
    rf"""
      \b h(?:tt|xx)ps? \s* : \s* /{{1,2}} \S+                # https://…, hxxp://…
    | \b www\s*\. \S+
    | \b xn--[a-z0-9-]+
    | (?<!{_WORD}|@|-) [\p{{L}}\p{{N}}][\p{{L}}\p{{M}}\p{{N}}-]{{0,62}}
      (?: \. [\p{{L}}\p{{N}}][\p{{L}}\p{{M}}\p{{N}}-]{{0,62}} ){{0,4}}
      (?: \. | \s* [(\[]\s*(?:dot|ডট)\s*[)\]] \s* | \s+ (?:dot|ডট) \s+ )
      (?: {_ENDINGS}|কম|নেট|বাংলা|ভারত ) (?! {_WORD}|-)
    """,
    regex.X | regex.I,
)
# Bangladeshi mobile numbers, written in either digits, with spaces or hyphens between groups.
_telephone = regex.compile(r"(?<!\d)(?:\+?88)?[\s-]?0\s?1[\s-]?[3-9](?:[\s-]?\d){8}(?!\d)")
_messenger = regex.compile(
    r"\b(?:t\.me|wa\.me|telegram|whatsapp)\b|টেলিগ্রাম|হোয়াটসঅ্যাপ|হোয়াটস অ্যাপ", regex.I
)


def find_links(text: str) -> list[tuple[int, int]]:
    """Return the passages (start, end) that are a link or a telephone number, in order."""
    digits = to_ascii(text)
    spans = [match.span() for match in _link.finditer(digits)]
    spans += [match.span() for match in _telephone.finditer(digits)]
    return sorted(spans)


def has_no_links(facts: Facts) -> Iterator[Finding]:
    """Hold a comment with links or numbers; spans point into the stored text."""
    for start, end in find_links(facts.body)[:20]:
        yield Finding(
            "links",
            "link",
            Severity.HOLD_CONTENT,
            detail=facts.body[start:end][:100],
            span=(start, end),
        )
    if found := find_links(facts.name):
        start, end = found[0]
        yield Finding("links", "link_in_name", Severity.HOLD_CONTENT, detail=facts.name[start:end])
    if match := _messenger.search(facts.body):
        yield Finding(
            "links", "messenger", Severity.HOLD_CONTENT, detail=match.group(), span=match.span()
        )
