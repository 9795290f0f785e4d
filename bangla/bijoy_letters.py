"""One written letter of Bijoy at a time: found by its signs, put in the order of Unicode.

A written letter is what stands before (ি ে ৈ), a letter or conjunct, and what hangs on it (lower halves,
রেফ, vowel signs, marks). Everything that may repeat is bounded and nothing is gone back over, so the
time grows with the length of a text only.
"""

import re
from typing import Final

from bangla import bijoy_glyphs as glyphs
from bangla.bijoy_glyphs import HASANTA
from bangla.text import RA, ZWJ


def _one_of(*signs: str) -> str:
    return "[" + "".join(re.escape(sign) for sign in "".join(signs)) + "]"


_CONSONANTS: Final = "".join([*glyphs.CONSONANTS, *glyphs.CONJUNCTS])
_JOINABLE: Final = _CONSONANTS + "".join(sign for sign in glyphs.SHORT_FOR if sign != "‘")
_VOWELS: Final = "".join(glyphs.VOWELS)
_ANY: Final = _VOWELS + _JOINABLE + "".join([*glyphs.VOWELS_BEFORE, *glyphs.HALVES])
# These hang on any letter; what else is a quote or a dash, only on one that can bear it.
_BELOW: Final = "".join(sign for sign in glyphs.BELOW if sign not in "—’Íø")
_AFTER_ANY: Final = f"(?<={_one_of(_ANY, _BELOW, 'vxyz~ƒŠ„…stu©Íø')})"

# No vowel sign hangs on the letter yet.
_BARE: Final = _CONSONANTS + _BELOW + "Íø©—’"
_AFTER_BARE: Final = f"(?<={_one_of(_BARE)})"
# র, য় and their like take neither ৃ nor ত below: there dots are dots and a dash is a dash.
_AFTER_BEARING: Final = f"(?<={_one_of(*(sign for sign in _BARE if sign not in 'hiopqr'))})"
# Letters that have ল below in some word; the ø after any other is স্ন.
_AFTER_BEARING_LA: Final = "(?<=[KMPUWcdefgjkmn¤¯°¼½¾íîùõçàß])"

# Halves, where there is something to join; elsewhere ” is a quote, • a bullet, ® a trade mark.
_HALF: Final = (
    f"(?:[¤š›¯®˜™](?={_one_of(_JOINABLE, _BELOW, '¤š›¯®—‘’Íø')})"
    f"|”(?=[PQT¡¨ª¦^¬])|•(?=[LNÿ¶])|{_AFTER_ANY}•(?={_one_of(_JOINABLE, _BELOW)}))"
)
_BEFORE: Final = "(?:[†‡]{1,4}+|[ˆ‰]{1,4}+|w{1,4}+)"
_CORE: Final = (
    f"(?:{_HALF}{{1,3}}+{_one_of(_JOINABLE, _BELOW, '—‘’Íø')}"
    f"|{_one_of(_JOINABLE, _VOWELS, *glyphs.ALONE)}"
    "|Ð(?=[vxyz~¨ª©])|(?<=[†‡ˆ‰w])Ð)"
)
_HANGING: Final = (
    f"(?:{_one_of(_BELOW, 'vxyz~ƒŠ©u')}|{_AFTER_BEARING_LA}ø|{_AFTER_BARE}Í(?!©)"
    # A hasanta that was typed joins the next letter, for those who type a conjunct so.
    f"|&(?:{_HALF}{{1,2}}+|(?={_one_of(_JOINABLE)})){_one_of(_JOINABLE)}|{_AFTER_BARE}&"
    f"|{_AFTER_BARE}(?:[“‚æ]|–(?={_one_of(_ANY)}))|(?<=[op])–"
    f"|{_AFTER_BEARING}(?:[„…]|(?<!©)—(?={_one_of(_ANY)}))|(?<=[„…])[„…])"
)
_WRITTEN: Final = re.compile(
    f"((?:{_BEFORE}[u©]?)?{_CORE}{_HANGING}{{0,16}}+[st]{{0,2}}+"
    rf"|\|\|?|[ÒÓÔÕÐÑ$0-9]|[vwxyz~stu¨ªÖœèú]|{_AFTER_ANY}[¤š¯])"
)
# A sign below or above a letter that was typed after the vowel sign of the next letter.
_LATE_SIGN: Final = re.compile(f"(?<={_one_of(_BARE, _VOWELS, 'vxyz~')})([†‡ˆ‰w])([yz~u])")

_LETTERS: Final = {
    **glyphs.VOWELS,
    **glyphs.CONSONANTS,
    **glyphs.CONJUNCTS,
    **glyphs.NNDDA,
    **{sign: letter + HASANTA for sign, letter in glyphs.HALVES.items()},
    glyphs.HASANTA_SIGN: HASANTA,
}
_SHORT_FOR: Final = str.maketrans(glyphs.SHORT_FOR)


def written_as_unicode(text: str) -> str:
    """Give the text with every glyph as the Bangla it shows; what is no glyph, or bears none, stays."""
    parts = _WRITTEN.split(_LATE_SIGN.sub(r"\2\1", text))
    parts[1::2] = [_known[written] for written in parts[1::2]]
    return "".join(parts)


class _Known(dict[str, str]):
    """What has been converted already: a text repeats its letters, of some thirty signs at most."""

    LIMIT = 20_000

    def __missing__(self, written: str) -> str:
        letter = _Letter()
        for sign in written.translate(_SHORT_FOR):
            letter.take(sign)
        if len(self) >= self.LIMIT:
            self.clear()
        self[written] = found = glyphs.PLAIN.get(written) or str(letter)
        return found


class _Letter:
    """A written letter on its way from the order of print to the order of Unicode."""

    def __init__(self) -> None:
        self.letters = self.vowel = self.marks = self.done = ""
        self.has_reph = False

    def __str__(self) -> str:
        """Give letters, vowel sign and marks; a reph goes before all of its letters."""
        reph = glyphs.REPH if self.has_reph else ""
        return self.done + reph + self.letters + self.vowel + self.marks

    def take(self, sign: str) -> None:
        """Add the next sign to the right."""
        if sign in glyphs.ALONE and (not self.letters or (sign == "æ" and self.vowel)):
            self.begin(glyphs.ALONE[sign])
        elif sign in glyphs.VOWELS_BEFORE:
            self.vowel = glyphs.VOWELS_BEFORE[sign]
        elif sign in glyphs.VOWELS_AFTER:
            self.add_vowel(glyphs.VOWELS_AFTER[sign])
        elif sign in glyphs.MARKS:
            self.marks += glyphs.MARKS[sign] if glyphs.MARKS[sign] not in self.marks else ""
        elif sign == glyphs.REPH_SIGN:
            self.has_reph = True
        elif sign in glyphs.BELOW:
            self.join_below(sign)
        else:
            self.letters += _LETTERS.get(sign, "")

    def begin(self, letters: str) -> None:
        """Begin with a letter of its own; নি has a vowel sign, so what follows in নিম্ন is another letter."""
        if self.letters:
            self.done, self.vowel, self.marks, self.has_reph = str(self), "", "", False
        self.letters = letters

    def add_vowel(self, vowel: str) -> None:
        """Join ে and া to ো; a sign typed twice counts once; two that don't go together both stay."""
        joined = glyphs.JOINED_VOWELS.get(self.vowel + vowel)
        if joined:
            self.vowel = joined
        elif vowel not in self.vowel:
            self.vowel += vowel

    def join_below(self, sign: str) -> None:
        """Hang a letter below. A half has its hasanta already, and র takes য with a ZWJ."""
        self.letters = self.letters.removesuffix(HASANTA)
        below = glyphs.BELOW[sign]
        if sign == "è" and self.letters[-1:] not in glyphs.BEARING_NNA:
            below = glyphs.BELOW["œ"]
        elif sign == "¨" and self.letters == RA:
            self.letters += ZWJ
        if not self.letters.endswith(HASANTA + below):
            self.letters += HASANTA + below


_known: Final = _Known()
