"""Bijoy (SutonnyMJ and its family) to Unicode, and the question whether a text is Bijoy at all."""

import re
from collections.abc import Iterator
from enum import IntEnum
from itertools import groupby
from typing import Final, NamedTuple

from bangla.bijoy_letters import written_as_unicode
from bangla.text import canonical

# Text that was read as Latin-1 has control characters where code page 1252 has signs. Word, PDF and
# Google Docs put look-alikes for some, and a font that claims to hold symbols has its characters in
# the private area. Compatibility forms (NFKC) are never taken: they would eat ¨ ª ² ³ ¹ ¼ and others.
_C1: Final = {
    code: bytes([code]).decode("cp1252", "ignore") or chr(code) for code in range(0x80, 0xA0)
}
_REPAIRED: Final = {
    **_C1,
    **{0xF000 + code: bytes([code]).decode("cp1252", "replace") for code in range(0x20, 0x80)},
    **{0xF000 + code: _C1.get(code, chr(code)) for code in range(0x80, 0x100)},
    0x03BC: "µ",  # Greek mu
    0x02C9: "¯",  # modifier letter macron
    0x2219: "·",  # bullet operator
    0x22C5: "·",  # dot operator
}
_TO_REPAIR: Final = re.compile("[\x80-\x9f\uf020-\uf0ff\u03bc\u02c9\u2219\u22c5]")
_GLYPHS_BEYOND_ASCII: Final = "\xa1-\xff\u0152-\u02dc\u2013-\u203a\u2122\u2212"
_LOST_JOINER: Final = re.compile(
    f"(?<=[!-~{_GLYPHS_BEYOND_ASCII}])[\u200b-\u200d\ufeff]++(?=[!-~{_GLYPHS_BEYOND_ASCII}])"
)

# Addresses stay as they are, and so do the lines of a form (three থ never meet).
_TOP: Final = "com|net|org|gov|edu|info|news|tv"
_PATH: Final = r"[^\s\xa0<>\"'|।]*[^\s\xa0<>\"'|।.,;:!?)\]]"
_ADDRESS: Final = (
    rf"(?:https?://|(?<![\w.])www\.){_PATH}"
    r"|(?<![\w.%+-])[a-zA-Z0-9._%+-]{1,64}@[a-zA-Z0-9.-]{1,255}\.[a-zA-Z]{2,}"
    rf"|(?<![\w.@-])(?:[a-zA-Z0-9-]{{1,63}}\.){{1,4}}(?:{_TOP})(?:\.bd)?(?![\w`~])(?:/{_PATH})?"
)
_KEPT: Final = re.compile(f"({_ADDRESS}|_{{3,}}|`{{3,}})", re.ASCII)
_MAY_BE_KEPT: Final = ("@", "://", "www.", "___", "```", *(f".{top}" for top in _TOP.split("|")))


def to_unicode(text: str) -> str:
    """Convert a Bijoy text to Unicode in canonical form.

    Every letter and digit is taken for a glyph of the font; addresses and what is Bangla already
    stay. Quotes, dashes and signs such as © stay where no letter can bear them as glyphs. A hasanta
    stays where it was typed. Takes any text, raises nothing, and the time grows with the length only.
    """
    text = repaired(text)
    # To ask for these first costs a hundredth of the search.
    parts = _KEPT.split(text) if any(mark in text for mark in _MAY_BE_KEPT) else [text]
    return canonical(
        "".join(
            part if number % 2 else written_as_unicode(part) for number, part in enumerate(parts)
        )
    )


def repaired(text: str) -> str:
    """Undo what decoding, copying and word processors did to the characters of a Bijoy text."""
    if text.isascii():
        return text
    return _LOST_JOINER.sub("", canonical(_recoded(text)))


def _recoded(text: str) -> str:
    """Give the characters of the code page, one for one."""
    return text.translate(_REPAIRED) if _TO_REPAIR.search(text) else text


# --- Is it Bijoy? Signs where no other writing has them, counted against the words around them.

_BANGLA: Final = "[\u0980-\u09ff\u200c\u200d\u0964\u0965]+"
_NOT_ASKED: Final = re.compile(f"{_ADDRESS}|{_BANGLA}", re.ASCII)
_ASCII_LETTER: Final = re.compile("[A-Za-z]")
# An English word after a dagger is a footnote's; few words of Bijoy hold a, e, o or u (ধ, ব, ড়, ঁ).
_FOOTNOTE: Final = r"[A-Z]?(?=[a-z]{0,24}[aeou])[a-z]{1,25}+(?![A-Za-z_`~\xa1-\xff\u0152-\u2212])"
_STRONG: Final = re.compile(
    r"(?<=[A-Za-z_`~])[†‡](?=[A-Za-z_`\xa1-\xff])|(?<=[\xa1-\xff])[†‡](?=[A-Za-z_`])"
    rf"|(?<![\w†‡])[†‡](?![†‡]|{_FOOTNOTE})(?=[A-Za-z_`\xa1-\xff])"
    r"|(?<=[A-Za-z_`~])‰(?=[A-Za-z_`])|(?<!\S)[ˆ‰](?=[A-Za-z_`\xa1-\xff][A-Za-z_`~\xa1-\xff])"
    r"|(?<=[A-Za-z_`~])¨"
    r"|(?<=[A-Za-z_`~])©(?=[A-Za-z_`~‡‰¨\xa1-\xff])|(?<=[_`~])©"
    r"|(?<=[A-Za-z_`~])„(?=[A-Za-z])|(?<=[A-Za-z_`~])”(?=[PQ][A-Za-z~])"
    r"|(?<=[a-z_`~])[À-ÏÒ-ÕØ-Þ](?=[A-Za-z_`~‡])"
    r"|(?<=[a-z_`])Ö(?=[A-Za-z_`~‡¨])|(?<=[MKZ])Ö(?=[a-z])"
    r"|(?<=[A-Za-z_])[ª¡¦¥³µ¶](?=[A-Za-z_`~‡])|`[ª¨]|(?<=[a-z])Ÿ"
    r"|¯[\^’‘Í—¿úŒ‹§œ\xad¬Zcg]|š[Í—’‘¿^]|¤[ú^¢£§œç\xad¬]|®[ú§‹Œ^]|™[¢£]"
    r"|(?<=[A-Za-z])˜(?=[MN])|(?<=[A-Za-z])›(?=[`UØ])|ÿ(?=[vxyz~‡¨])"
)


def looks_like_bijoy(text: str) -> bool:
    """Tell whether to offer conversion: signs of the font in a quarter of the words, 2 % of the letters.

    Addresses and Bangla are not asked. Words of plain letters (Avgvi) say nothing, so a text of them
    alone is never recognised.
    """
    if text.isascii():
        return False
    words = _NOT_ASKED.sub(" ", _recoded(text)).split()
    return _are_bijoy([word for word in words if _ASCII_LETTER.search(word)])


def _are_bijoy(words: list[str]) -> bool:
    with_signs = [word for word in words if _STRONG.search(word)]
    if not with_signs or len(words) > 4 * len(with_signs):
        return False
    # One sign a word is mostly enough, and quickly told.
    if len(with_signs) >= 0.02 * sum(map(len, words)):
        return True
    letters = len(_ASCII_LETTER.findall("".join(words)))
    return sum(len(_STRONG.findall(word)) for word in with_signs) >= 0.02 * letters


# --- Where in a mixed text is it?

# ং, ঃ, ঁ, ড়, ঢ়, য়, ৎ, ঙ, ঞ, ণ and vowel signs begin no word, with ি before them or not: a word that
# begins so is English, and so is a row of three capitals or more. Other words of plain letters may be either.
_ENGLISH: Final = re.compile(
    r"[\"'(\[“‘]*(?:(?:[o-vx-zOTY]|w[o-vx-z])[A-Za-z]+|[A-Z]{3,}s?)(?:['’-][a-z]+)?[\"')\].,;:!?”’]*"
)
# Words of plain letters that only Bijoy writes so: া or ি before a letter that follows no v and no w in
# English, a capital, a দ or a দাঁড়ি at the end of a small letter.
_LIKELY: Final = re.compile(
    r"[A-Za-z]v(?![aeiouyv])|w[bcdfgjkmpqtvxzA-Z_`]|[a-z][A-Z]|[A-Za-z]`|`[A-Za-z]|[A-Za-z]\|"
)
_SAYS: Final = re.compile("[A-Za-z0-9_`]")
_TOKEN: Final = re.compile(r"\S+")
_PIECE_END: Final = re.compile(f"({_ADDRESS}|{_BANGLA})", re.ASCII)


class Run(NamedTuple):
    """A stretch of a text that looks like Bijoy: where it stands, and what it would become."""

    start: int
    end: int
    text: str
    converted: str


def runs(text: str) -> list[Run]:
    """Give the stretches of a mixed text that look like Bijoy, in order.

    Unicode Bangla, addresses and words that can only be English are left out. Other words of plain
    letters belong to the Bijoy beside them; lines of them, to a text that looks like Bijoy as a whole.
    """
    if text.isascii():
        return []
    trusted = looks_like_bijoy(text)
    return [
        Run(start, end, text[start:end], to_unicode(text[start:end]))
        for line in re.finditer(r"[^\r\n]+", _recoded(text))
        for start, end in _in_line(line[0], line.start(), trusted=trusted)
    ]


def convert(text: str) -> str:
    """Convert the runs of a text that is said to be Bijoy; where none is recognised, all of it."""
    return convert_runs(text, runs(text) or [Run(0, len(text), text, to_unicode(text))])


def convert_runs(text: str, found: list[Run]) -> str:
    """Put what the runs of a text would become in their place; the whole is in canonical form."""
    parts, at = [], 0
    for run in found:
        parts += [text[at : run.start], run.converted]
        at = run.end
    return canonical("".join([*parts, text[at:]]))


def _in_line(line: str, offset: int, *, trusted: bool) -> Iterator[tuple[int, int]]:
    """Give the runs between what is Bangla already and addresses."""
    pieces = _PIECE_END.split(line)
    trusted = trusted and not re.search(_BANGLA, line)
    for number, piece in enumerate(pieces):
        if number % 2 == 0 and piece.strip():
            for start, end in _in_piece(piece, trusted=trusted):
                yield offset + start, offset + end
        offset += len(piece)


class _Kind(IntEnum):
    """How sure it is that a word is Bijoy."""

    ENGLISH = 0
    MARKS = 1
    PLAIN = 2
    LIKELY = 3
    STRONG = 4


class _Word(NamedTuple):
    start: int
    text: str
    kind: _Kind


def _kind(word: str) -> _Kind:
    if _ENGLISH.fullmatch(word):
        return _Kind.ENGLISH
    if _STRONG.search(word):
        return _Kind.STRONG
    if _LIKELY.search(word):
        return _Kind.LIKELY
    return _Kind.PLAIN if _SAYS.search(word) else _Kind.MARKS


def _in_piece(piece: str, *, trusted: bool) -> Iterator[tuple[int, int]]:
    """Give start and end of words that stand together and are Bijoy."""
    words = [_Word(found.start(), found[0], _kind(found[0])) for found in _TOKEN.finditer(piece)]
    kinds = [word.kind for word in words]
    english, strong = kinds.count(_Kind.ENGLISH), kinds.count(_Kind.STRONG)
    if not trusted and strong >= max(english, 1):
        trusted = _are_bijoy([word.text for word in words if _ASCII_LETTER.search(word.text)])
    all_belong = trusted and not english
    least = _Kind.MARKS if trusted else _Kind.LIKELY
    for together, found in groupby(words, lambda word: word.kind >= least):
        group = list(found)
        said = [word for word in group if word.kind != _Kind.MARKS]
        if together and said and (all_belong or _belongs(said, trusted=trusted)):
            yield said[0].start, said[-1].start + len(said[-1].text)


def _belongs(group: list[_Word], *, trusted: bool) -> bool:
    if trusted:
        return any(word.kind >= _Kind.LIKELY for word in group)
    return _are_bijoy([word.text for word in group if _ASCII_LETTER.search(word.text)])
