"""In which letters a text is written: for the desk's filter, and to notice what no reader of the paper writes."""

import unicodedata
from typing import Final

import regex

from comments.models import Script

_BANGLA: Final = regex.compile(r"[\p{Script=Bengali}]")
_LATIN: Final = regex.compile(r"[\p{Script=Latin}]")
_LETTER: Final = regex.compile(r"[\p{L}\p{M}]")


def script_of(text: str) -> Script:
    """Return the letters that most of a text is written in; a text without letters is `OTHER`."""
    bangla, latin = len(_BANGLA.findall(text)), len(_LATIN.findall(text))
    other = len(_LETTER.findall(text)) - bangla - latin
    most = max(bangla, latin, other)
    if not most or (most == other and other not in (bangla, latin)):
        return Script.OTHER
    return Script.BANGLA if bangla >= latin else Script.LATIN


def capitals_of(text: str) -> tuple[int, int]:
    """Return how many of the letters that have two cases are capitals, and how many there are."""
    kinds = [unicodedata.category(sign) for sign in text]
    capitals = kinds.count("Lu")
    return capitals, capitals + kinds.count("Ll")
