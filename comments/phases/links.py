"""Links and numbers that lead away from the paper: written out, bare, disguised, in the name too."""

from collections.abc import Iterator
from typing import Final

import regex

from bangla.digits import to_ascii
from comments.findings import Facts, Finding
from comments.models import Severity
from comments.trust import Level

SHOWN: Final = 20
"""As many passages of a comment are marked."""
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
_GAP: Final = r"[\s.\-‐-―_/()]{0,3}"
# Bangladeshi mobile numbers in either digits, with or without 88, signs between the digits; Rocket's
# accounts have one digit more.
_telephone = regex.compile(
    rf"(?<!\d)(?:\+?8{_GAP}8{_GAP})?0{_GAP}1{_GAP}[3-9](?:{_GAP}\d){{8,9}}(?!\d)"
)
# Wallets of the common coins: base58 and bech32 addresses, hexadecimal ones.
_wallet = regex.compile(
    r"\b(?:bc1[02-9ac-hj-np-z]{25,60}|(?=\w*[A-Z])(?=\w*[a-z])(?:[13][1-9A-HJ-NP-Za-km-z]{25,34}|T[1-9A-HJ-NP-Za-km-z]{33})|0x[0-9a-fA-F]{40})\b"
)
# A wallet's name beside a number of some length: account, merchant, agent.
_PAYMENT: Final = r"b\W?kash|nagad|rocket|upay|বিকাশ|নগদ|রকেট|উপায়|উপায়"
_payment = regex.compile(
    rf"(?:\b(?:{_PAYMENT}))\D{{0,24}}?(?P<number>\d(?:{_GAP}\d){{8,15}})(?!\d)", regex.I
)
_messenger = regex.compile(
    r"\b(?:t\.me|wa\.me|telegram|whatsapp)\b|টেলিগ্রাম|হোয়াটসঅ্যাপ|হোয়াটস অ্যাপ", regex.I
)


def find_links(text: str) -> list[tuple[int, int]]:
    """Return the passages (start, end) that are a link, in order."""
    return [match.span() for match in _link.finditer(to_ascii(text))]


def find_numbers(text: str) -> list[tuple[int, int]]:
    """Return the passages (start, end) that are a telephone number or an account to pay to, in order."""
    digits = to_ascii(text)
    spans = {match.span() for match in _telephone.finditer(digits)}
    spans |= {match.span() for match in _wallet.finditer(digits)}
    for match in _payment.finditer(digits):
        start, end = match.span("number")
        if not any(start < other_end and other_start < end for other_start, other_end in spans):
            spans.add((start, end))
    return sorted(spans)


def has_no_links(facts: Facts) -> Iterator[Finding]:
    """Hold a comment with links or numbers, of a trusted reader numbers alone; spans point into the stored text."""
    trusted = facts.level == Level.TRUSTED and not facts.is_staff
    links = Severity.REPORT if trusted else Severity.HOLD_CONTENT
    yield from _found("link", links, facts.body, find_links(facts.body))
    yield from _found("number", Severity.HOLD_CONTENT, facts.body, find_numbers(facts.body))
    if found := [*find_links(facts.name), *find_numbers(facts.name)]:
        start, end = found[0]
        yield Finding("links", "link_in_name", Severity.HOLD_CONTENT, detail=facts.name[start:end])
    if match := _messenger.search(facts.body):
        yield Finding(
            "links", "messenger", Severity.HOLD_CONTENT, detail=match.group(), span=match.span()
        )


def _found(
    code: str, severity: Severity, body: str, spans: list[tuple[int, int]]
) -> Iterator[Finding]:
    for start, end in spans[:SHOWN]:
        yield Finding("links", code, severity, detail=body[start:end][:100], span=(start, end))
