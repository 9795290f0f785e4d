"""Bangla text as it is stored, counted and cut: canonical form, words, grapheme clusters, unsafe characters."""

import re
import unicodedata
from typing import Final

import regex

# Letters are written as escapes here: an editor that normalises a source file must not change a rule.
A, AA = "\u0985", "\u0986"
TA, KHANDA_TA = "\u09a4", "\u09ce"
YA, RA = "\u09af", "\u09b0"
NUKTA, HASANTA, CANDRABINDU = "\u09bc", "\u09cd", "\u0981"
AA_SIGN = "\u09be"
ZWNJ, ZWJ = "\u200c", "\u200d"

_SIGNS: Final = "\u09be-\u09c4\u09c7\u09c8\u09cb\u09cc\u09d7\u09e2\u09e3"

_SPACES_OF_NO_WIDTH: Final = re.compile("[\u200b\ufeff]")
_JOINER: Final = re.compile("[\u200c\u200d]")
_JOINERS_AT_HASANTA: Final = re.compile(f"({HASANTA}?)([\u200c\u200d]+)")
_EARLY_CANDRABINDU: Final = re.compile(
    f"{CANDRABINDU}(?<!{CANDRABINDU}{CANDRABINDU}){CANDRABINDU}*+[{_SIGNS}][{CANDRABINDU}{_SIGNS}]*+"
)

# One run of joiners and combining marks. Taken as a whole, what happens to it does not depend
# on the order of the marks, so canonical form stays the same when it is taken twice.
_MARK: Final = r"\P{ccc=0}"
_JOINED: Final = regex.compile(
    rf"(?<![{_MARK}\u200c\u200d]){_MARK}*+[\u200c\u200d][{_MARK}\u200c\u200d]*+"
)

# Text of these characters alone, without these pairs, is in NFC as it stands. To know that costs a
# tenth of normalising: U+09BE in a text makes CPython normalise it even to answer whether it must.
_EVERYDAY: Final = re.compile(
    "[\x00-\x7f\xa0\u0964\u0965\u0980-\u09db\u09de\u09e0-\u09fd\u200b-\u200d\u2010-\u2027\u2030-\u205e]*+"
)
_MEETING: Final = ("\u09c7\u09be", "\u09c7\u09d7", HASANTA + NUKTA)

# CPython sorts the marks of one letter by insertion: 40,000 of them take seconds. Longer runs are
# sorted here first. The three letters named have no class of their own but decompose into marks.
_MANY_MARKS: Final = regex.compile(rf"[{_MARK}\u0f73\u0f75\u0f81]{{30,}}+")

# Flags first: \X looks back over all flags before each one, which a row of 20,000 turns into seconds.
_CLUSTER: Final = regex.compile(r"\p{RI}\p{RI}[\p{GCB=Extend}\p{GCB=SpacingMark}\u200d]*+|\X")

_WORD: Final = re.compile(r"\d+(?:[.,]\d+)*|[\u0980-\u09FF\u200c\u200dA-Za-z]+")

_BIDI: Final = "\u202a-\u202e\u2066-\u2069"
_CONTROLS: Final = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
_NONCHARACTERS: Final = "\ufdd0-\ufdef" + "".join(
    f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000)
)
_BIDI_OVERRIDE: Final = re.compile(f"[{_BIDI}]")
_CONTROL: Final = re.compile(f"[{_CONTROLS}]")
_UNSAFE: Final = re.compile(f"[{_CONTROLS}{_BIDI}\ud800-\udfff{_NONCHARACTERS}]")
_NEWLINE: Final = re.compile("\r\n?")

ELLIPSIS: Final = "…"
WORDS_PER_MINUTE: Final = 180


def canonical(text: str) -> str:
    """Give the one form in which text is stored and looked up.

    Four repairs of what NFC leaves (ৎ from ত্ with a joiner, আ from অ and its sign, ঁ after
    the vowel sign, র‍্য with ZWJ), then NFC; zero-width spaces and byte-order marks go, and
    so does a ZWJ or ZWNJ beside a Bangla character unless a hasanta stands there. Joined
    emoji stay. Taken twice it changes nothing; the time grows with the length only.
    """
    if text.isascii():
        return text
    text = _nfc(_SPACES_OF_NO_WIDTH.sub("", text)).replace(TA + HASANTA + ZWJ, KHANDA_TA)
    if ZWJ in text or ZWNJ in text:
        text = _nfc(_JOINED.sub(_keep_meant_joiners, text))
    repaired = _EARLY_CANDRABINDU.sub(_candrabindu_last, text)
    repaired = repaired.replace(A + AA_SIGN, AA)
    repaired = repaired.replace(RA + ZWNJ + HASANTA + YA, RA + ZWJ + HASANTA + YA)
    return text if repaired == text else _nfc(repaired)


def strip_unsafe(text: str) -> str:
    """Take out what no form field may let in.

    Control characters but newline and tab, bidirectional embeddings, overrides and isolates,
    lone surrogates and noncharacters. Line ends become newlines.
    """
    return _UNSAFE.sub("", _NEWLINE.sub("\n", text))


def has_bidi_override(text: str) -> bool:
    """Tell whether the text can show itself in another order than it is read."""
    return _BIDI_OVERRIDE.search(text) is not None


def has_control_characters(text: str) -> bool:
    """Tell whether the text holds control characters other than tab and line ends."""
    return _CONTROL.search(text) is not None


def graphemes(text: str) -> list[str]:
    """Split into what a reader sees as one letter: ক্ষ্ম, স্ত্রী, a family of joined emoji."""
    if text.isascii() and "\r" not in text:
        return list(text)
    found: list[str] = _CLUSTER.findall(text)
    return found


def grapheme_count(text: str) -> int:
    """Count what a reader sees as letters."""
    return len(graphemes(text))


def cut(text: str, length: int) -> str:
    """Give at most the first `length` graphemes, never a part of one."""
    if length <= 0:
        return ""
    if len(text) <= length:
        return text
    end = 0
    for number, cluster in enumerate(_CLUSTER.finditer(text)):
        if number == length:
            break
        end = cluster.end()
    return text[:end]


def excerpt(text: str, length: int) -> str:
    """Shorten to at most `length` graphemes, the ellipsis included, at the end of a word.

    White space becomes single spaces. A first word that alone is too long is cut at a grapheme.
    """
    flat = " ".join(text.split())
    if cut(flat, length) == flat:
        return flat
    head = cut(flat, length - 1)
    if not flat.startswith(" ", len(head)) and " " in head:
        head = head.rpartition(" ")[0]
    return head.rstrip(" ,;:।–—-") + ELLIPSIS if length > 0 else ""


def word_count(text: str) -> int:
    """Count words: runs of Bangla or Latin letters, and numbers; a number with its commas is one."""
    return sum(1 for _ in _WORD.finditer(text))


def reading_minutes(text: str | int, words_per_minute: int = WORDS_PER_MINUTE) -> int:
    """Give the reading time of a text, or of so many words, in whole minutes, at least one."""
    words = word_count(text) if isinstance(text, str) else text
    return max(1, (words + words_per_minute // 2) // words_per_minute)


def _nfc(text: str) -> str:
    if _EVERYDAY.fullmatch(text) and not any(pair in text for pair in _MEETING):
        return text
    return unicodedata.normalize("NFC", _MANY_MARKS.sub(_sorted_marks, text))


def _sorted_marks(run: re.Match[str]) -> str:
    marks = "".join(unicodedata.normalize("NFD", mark) for mark in run[0])
    return "".join(sorted(marks, key=unicodedata.combining))


def _keep_meant_joiners(found: re.Match[str]) -> str:
    """Decide on a run of joiners and marks: beside a hasanta a joiner shapes letters, elsewhere it is litter."""
    before_nukta, nukta, rest = found[0].rpartition(NUKTA)
    # A nukta belongs to its letter: nothing may part them.
    marks = _JOINER.sub("", before_nukta) + nukta
    if HASANTA in found[0]:
        return marks + _JOINERS_AT_HASANTA.sub(_one_joiner, rest)
    around = found.string[max(found.start() - 1, 0) : found.end() + 1]
    if any("\u0980" <= character <= "\u09ff" for character in around):
        return marks + _JOINER.sub("", rest)
    return found[0]


def _one_joiner(found: re.Match[str]) -> str:
    """Of several joiners keep the one that touches the hasanta."""
    hasanta, joiners = found.groups()
    return hasanta + (joiners[0] if hasanta else joiners[-1])


def _candrabindu_last(found: re.Match[str]) -> str:
    run = found[0]
    count = run.count(CANDRABINDU)
    return run.replace(CANDRABINDU, "") + CANDRABINDU * count
