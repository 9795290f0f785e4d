"""Unicode to Bijoy, for tests: writes a word as a typesetter might, from the published table alone."""

import random
import re
from collections.abc import Iterator

from bangla.tests.vectors import load
from bangla.text import HASANTA, RA, ZWJ

TABLE = load("bijoy")["table"]
REPH = RA + HASANTA
HALVES = {half.rstrip(HASANTA): [] for half in TABLE["half_forms_join_next"].values()}
for sign, half in TABLE["half_forms_join_next"].items():
    HALVES[half.rstrip(HASANTA)].append(sign)

LETTERS = {letter: sign for sign, letter in (TABLE["vowels"] | TABLE["consonants"]).items()}
CONJUNCTS: dict[str, list[str]] = {}
for sign, letters in TABLE["whole_conjuncts"].items():
    if sign != "\u03bc":  # what Word makes of \xb5
        CONJUNCTS.setdefault(letters, []).append(sign)
BELOW: dict[str, list[str]] = {}
for sign, letters in TABLE["subjoined_join_previous"].items():
    BELOW.setdefault(letters.lstrip(HASANTA), []).append(sign)
BEFORE = {"\u09bf": "w", "\u09c7": "†‡", "\u09c8": "ˆ‰"}
AFTER = {"\u09be": "v", "\u09c0": "x", "\u09c1": "yz", "\u09c2": "~ƒ", "\u09c3": "„…"}
TWO_SIDED = {"\u09cb": "v", "\u09cc": "Š"}
PLAIN = str.maketrans("০১২৩৪৫৬৭৮৯।“”‘’—৳", "0123456789|ÒÓÔÕÑ$")
MARKS = {"\u0982": "s", "\u0983": "t", "\u0981": "u"}

SHORT = {"My": "¸", "ky": "ï", "ny": "û", "n„": "ü"}

# Where the table gives a sign two letters or none: what hangs on a whole letter, and on which.
ONLY_ON = {"ø": "কগপফবমলশস", "è": "হষণ", "Í": "", "—": "", "‘": "", "’": "", "ú": ""}
SYLLABLE = re.compile(
    f"({REPH}(?=[\u0995-\u09b9\u098b\u09ce]))?"
    f"((?:[\u0985-\u0994\u0995-\u09b9]\u09bc?|\u09ce)(?:{ZWJ}?{HASANTA}[\u0995-\u09b9]\u09bc?)*)"
    f"([\u09be-\u09cc]?)([\u0981-\u0983]*)({HASANTA}?)"
)


def encode(text: str, choose: random.Random) -> str:
    """Write the text in Bijoy, with one of the signs that mean the same wherever there are several."""
    return SYLLABLE.sub(lambda found: _syllable(*found.groups(), choose), text.translate(PLAIN))


def _syllable(
    reph: str | None, letters: str, vowel: str, marks: str, hasanta: str, choose: random.Random
) -> str:
    before = choose.choice(BEFORE["\u09c7"] if vowel in TWO_SIDED else BEFORE.get(vowel, [""]))
    after = TWO_SIDED.get(vowel) or choose.choice(AFTER.get(vowel, [""]))
    if letters == "\u0986":
        return "Av" + _marks(marks)
    body = _conjunct(letters.replace(ZWJ, "").split(HASANTA), choose)
    hanging = f"{after}©" if reph and choose.random() < 0.2 else f"{'©' if reph else ''}{after}"
    body = choose.choice([body + hanging, SHORT.get(body + hanging, body + hanging)])
    return f"{before}{body}{_marks(marks)}{'&' if hasanta else ''}"


def _marks(marks: str) -> str:
    return "".join(MARKS[mark] for mark in marks)


def _conjunct(letters: list[str], choose: random.Random) -> str:
    """Write letters that are joined: whole signs where there are some, halves, letters below."""
    written, at = "", 0
    while at < len(letters):
        sign, at = choose.choice(list(_ways(letters, at, written)))
        written += sign
    return written


def _ways(letters: list[str], at: int, written: str) -> Iterator[tuple[str, int]]:
    """Give the signs that can write the next letters, each with where it leaves off."""
    found = False
    for end in range(at + 1, len(letters) + 1):
        part = HASANTA.join(letters[at:end])
        signs = CONJUNCTS.get(part, []) + ([LETTERS[part]] if part in LETTERS else [])
        if written and written[-1] in TABLE["half_forms_join_next"]:
            signs += [sign for sign in BELOW.get(part, []) if sign not in "‘è"]
        elif written:
            signs = [s for s in BELOW.get(part, []) if letters[at - 1] in ONLY_ON.get(s, letters)]
        elif end < len(letters) and (part != "চ" or letters[end] in "চছঞ"):
            signs += HALVES.get(part, [])
        found = found or bool(signs)
        yield from ((sign, end) for sign in signs)
    if not found:
        yield "&" + LETTERS[letters[at]], at + 1
