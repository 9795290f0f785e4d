"""What a proofreader would mark in Bangla text: rules as data, and the places that they find.

The patterns are written in what Python's `regex` and JavaScript's RegExp with the flag `u` have in
common, so that the desk's editor runs the same rules between two keys (static/js/desk/linting.js).
"""

from collections.abc import Iterator
from functools import cache
from typing import Final, NamedTuple

import regex

from bangla.digits import to_bangla
from bangla.text import canonical


class Rule(NamedTuple):
    """`pattern` finds a place where its group takes part; `to` is what to write there, None: its digits in Bangla.

    Matches without the group are passed over. A rule counts in paragraphs that hold `within`, in a
    text that holds `beside`; "" is held by all. Patterns begin with what they mark and look back
    from there: searching for a letter costs a tenth of asking at each place what stands before it.
    """

    kind: str
    pattern: str
    to: str | None
    within: str = ""
    beside: str = ""


class Finding(NamedTuple):
    """Characters `start` to `end` of a text, and what would stand there instead ("": nothing)."""

    start: int
    end: int
    kind: str
    suggestion: str


# Letters are written as escapes where they stand in a class: a normalised source file must not change a rule.
_GAP: Final = " \u00a0\t"
_BANGLA: Final = "\u0980-\u09f1\u09fc-\u09fe\u200c\u200d"
_LETTER: Final = "[\u0985-\u09b9\u09ce\u09dc-\u09e1]"

ENDS_IN_VISARGA: Final = """
    মোছা মোছাম্মা মোসা মোসাম্মা মোহা মুহা আলহা শ্রী অধ্যা প্রকৌ ইঞ্জি এড অ্যাড ক্যা ব্রি প্রা রেজি জুনি সিনি খ্রি খ্রী বঙ্গ দ্র
    বিঃদ্র কিঃমি সেঃমি গ্রা অন্ত পুন ইতস্তত ক্রমশ প্রায়শ অহরহ সদ্য মন স্বত প্রাত শির বক্ষ চক্ষু
    প্রথমত দ্বিতীয়ত তৃতীয়ত চতুর্থত সাধারণত মূলত বস্তুত কার্যত ফলত বিশেষত অন্তত স্বভাবত প্রধানত সম্ভবত আপাতত প্রসঙ্গত
    দৃশ্যত স্পষ্টত জ্ঞানত ন্যায়ত ধর্মত আইনত
"""
"""What a visarga rightly ends beside words of one letter (মোঃ, ডাঃ, বাঃ): short forms, and adverbs in older spelling."""

# A keyboard may write য় as one character, which is stored as two.
_ENDS: Final = "|".join(canonical(ENDS_IN_VISARGA).split()).replace(
    "\u09af\u09bc", "(?:\u09af\u09bc|\u09df)"
)

_JOINED: Final = "0-9A-Za-z._/@:#&+=?%~\\-"
_LATIN: Final = (
    f"https?://[^{_GAP}\n]+"
    f"|(?:[0-9][0-9.,]{{0,20}} ){{0,3}}(?:[0-9][0-9._/@:#&+=?%~\\-]{{0,40}})?[A-Za-z][{_JOINED}]*(?: [0-9A-Za-z][{_JOINED}]*)*"
)
"""A run of Latin words with the numbers in it: Boeing 737, A320, COVID-19, 5G, an address."""

_CURLY: Final = "[“”‘’]"
_BEFORE_WORD: Final = f"{_GAP}\n(\\[{{“‘—–\\-"
_NUMERAL: Final = "0-9\u09e6-\u09ef"

RULES: Final = (
    Rule("danda", f"([|\u09f7])(?<=[{_BANGLA}][”’\"')\\]]{{0,2}}[{_GAP}]{{0,3}}[|\u09f7])(?![|\u09f7])", "।"),
    Rule("space", f"(?<![{_GAP}])([{_GAP}]{{1,50}})(?=[\u0964\u0965]|(?<=[{_BANGLA}][{_GAP}]{{1,9}})[|\u09f7](?![|\u09f7]))", ""),
    Rule(
        "visarga",
        f"(\u0983)(?<!(?<![{_BANGLA}])(?:{_ENDS}|[{_BANGLA}]{{1,20}}বশত|{_LETTER}[\u09be-\u09cc\u0981]?)\u0983)"
        f"(?![^{_GAP}\n“‘\"'–—\\-])",
        ":",
    ),
    Rule("visarga", "(\u0983)(?<=[\u09e6-\u09ef]\u0983)(?=[\u09e6-\u09ef])", ":"),
    Rule("digits", f"(?=[0-9A-Za-z])(?:{_LATIN}|([0-9]+(?:[.,:/–\\-][0-9]+)*))", None, within=_LETTER),
    Rule("quotes", f"(\")(?<![^{_BEFORE_WORD}]\")(?![{_GAP}\n])", "“", beside=_CURLY),
    Rule("quotes", f"(\")(?<=[^{_BEFORE_WORD}]\")", "”", beside=_CURLY),
    Rule("quotes", f"(')(?<![^{_BEFORE_WORD}]')(?![{_GAP}\n{_NUMERAL}])", "‘", beside=_CURLY),
    Rule("quotes", f"(')(?:(?<=[^{_BEFORE_WORD}]')|(?=[{_NUMERAL}]))", "’", beside=_CURLY),
)  # fmt: skip


def findings(text: str) -> list[Finding]:
    """Return what a proofreader would mark, in the order of the text; a newline ends a paragraph.

    `|` or ৷ for a danda, a space before one, a visarga for a colon, Latin digits between Bangla
    words, straight quotation marks beside curly ones.
    """
    rules = [rule for rule in RULES if _compiled(rule.beside).search(text)]
    found, at = [], 0
    for line in text.split("\n"):
        if line:
            found += [place for rule in rules for place in _places(rule, line, at)]
        at += len(line) + 1
    return sorted(found)


def _places(rule: Rule, line: str, at: int) -> Iterator[Finding]:
    if not _compiled(rule.within).search(line):
        return
    for match in _compiled(rule.pattern).finditer(line):
        if match[1] is not None:
            start, end = match.span(1)
            to = to_bangla(match[1]) if rule.to is None else rule.to
            yield Finding(at + start, at + end, rule.kind, to)


@cache
def _compiled(pattern: str) -> regex.Pattern[str]:
    return regex.compile(pattern)
