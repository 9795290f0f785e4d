"""Sort keys that put Bangla names in the order of the alphabet by comparing bytes alone."""

import unicodedata
from functools import lru_cache
from typing import Final

from bangla.text import HASANTA, KHANDA_TA, TA, canonical, strip_unsafe

# ICU's order for `bn` (CLDR 48): vowels, ং ঃ ঁ, consonants, then the signs, hasanta last.
ALPHABET: Final = (
    "অআইঈউঊঋৠঌৡএঐওঔ"
    "\u0982\u0983\u0981"
    "কখগঘঙচছজঝঞটঠডঢণতথদধনপফবভমযরৰলৱশষসহ"
    "\u09bd\u09be\u09bf\u09c0\u09c1\u09c2\u09c3\u09c4\u09e2\u09e3\u09c7\u09c8\u09cb\u09cc\u09cd\u09d7\u09fc"
)
# Each letter takes the code point of its place, inside the Bangla block.
_PLACES: Final = {letter: chr(0x0980 + place) for place, letter in enumerate(ALPHABET)}

_PUNCTUATION, _SYMBOL = "!", "#"
_OTHER_SCRIPT = "\uff5e"  # sorts after the full-width Latin letters
_TIE = "\t"

MAX_LENGTH: Final = 255


def sort_key(text: str) -> str:
    """Give a key of at most 255 characters that sorts by code point (SQLite, or PostgreSQL's "C").

    Spaces, punctuation, symbols, digits, Bangla, Latin without regard to case or accents, other
    scripts. Bangla goes as ICU's `bn`: ৎ after ত্, a letter with a dot beside the one without. What
    this makes equal (ড and ড়, a and A, 0 and ০) is told apart by the text itself after a tab, its case swapped so that a precedes A.
    """
    text = " ".join(canonical(strip_unsafe(text)).split())
    key = " ".join("".join(map(_weight, text)).split())
    lossless = all(character in _PLACES or character in _PLAIN for character in text)
    return (key if lossless else f"{key}{_TIE}{text.swapcase()}")[:MAX_LENGTH]


_PLAIN: Final = frozenset(" 0123456789abcdefghijklmnopqrstuvwxyz")


@lru_cache(maxsize=4096)
def _weight(character: str) -> str:
    if character in _PLACES:
        return _PLACES[character]
    if character == KHANDA_TA:
        return _PLACES[TA] + _PLACES[HASANTA]
    if "a" <= character <= "z":
        return chr(ord(character) + 0xFEE0)  # full-width: after the Bangla block
    plain = unicodedata.normalize("NFKD", character.casefold())
    if plain != character:
        return "".join(map(_weight, plain))
    return _weight_by_kind(character)


def _weight_by_kind(character: str) -> str:
    match unicodedata.category(character):
        case "Nd":
            return str(unicodedata.digit(character))
        case "Zs" | "Zl" | "Zp":
            return " "
        case "Mn" | "Cf" | "Cc":
            return ""
        case kind if kind.startswith("P"):
            return _PUNCTUATION
        case kind if kind.startswith("S"):
            return _SYMBOL
    return _OTHER_SCRIPT + character
