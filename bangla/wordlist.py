"""Finding the words of a list in what people type to hide them: signs of no width, look-alikes, spaces, dots, digits.

Text is folded for comparing only, never for storing; every hit names its passage of the text as given.
"""

import unicodedata
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal, NamedTuple

import regex

from bangla.text import AA, AA_SIGN, HASANTA, KHANDA_TA, NUKTA, TA, A

type How = Literal["word", "stem", "substring"]
"""`word`: this form alone; `stem`: with case endings and particles too; `substring`: inside words as well."""

# Letters of rules are escapes: an editor that normalises a source file must not change a rule.
_SIGNS: Final = "\u09be-\u09c4\u09c7\u09c8\u09cb\u09cc\u09d7\u09e2\u09e3"
_SIGN: Final = regex.compile(f"[{_SIGNS}]")
_UNSEEN: Final = regex.compile(r"\p{Default_Ignorable_Code_Point}|\p{Cf}")
_BANGLA: Final = regex.compile(r"[\u0980-\u09ff]")
_COMPOSED: Final = {
    (A, AA_SIGN): AA,
    ("\u09c7", AA_SIGN): "\u09cb",
    ("\u09c7", "\u09d7"): "\u09cc",
}
# One letter for those that look or sound alike: long vowels are short, the Assamese ৰ and ৱ are র and ব.
_LETTERS: Final = {
    KHANDA_TA: TA + HASANTA, NUKTA: "", "\u09c0": "\u09bf", "\u09c2": "\u09c1", "\u0988": "\u0987", "\u098a": "\u0989",
    "\u09a3": "\u09a8", "\u09f0": "\u09b0", "\u09f1": "\u09ac", "\u09fc": "\u0981",
}  # fmt: skip
# Letters of other alphabets that look like Latin ones (Unicode Technical Standard 39, the everyday part).
_LOOK_ALIKES: Final = dict(
    zip(
        "абвгеёзіїјкмнорсѕтухԁԛԝһӏ"
        "αβγεηικνορτυχω"
        "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ"
        "ıłøđħŧɑɡɩʋ",
        "abbreesiijkmhopcstyxdqwhl"
        "abyenikvoptuxw"
        "abcdefghijklmnoprstuvwyz"
        "ilodhtagiv",
        strict=True,
    )
)  # fmt: skip
_LEET: Final = (
    str.maketrans("013457@$!|", "oleastasil"),
    str.maketrans("013457@$!|", "oieastasii"),
)
_TOKEN: Final = regex.compile(r"[\p{L}\p{M}\p{Nd}]+")
_ONE_LETTER: Final = regex.compile(
    rf"\p{{M}}+|[\p{{L}}\p{{Nd}}]\p{{M}}*(?:(?<={HASANTA})\p{{L}}\p{{M}}*)*"
)
_LATIN: Final = regex.compile("[a-z]")
_DIGITS: Final = regex.compile("[0-9]+")
_DRAWN_OUT: Final = regex.compile(
    "(?<=\u09be)\u0986+|(?<=\u09bf)\u0987+|(?<=\u09c1)\u0989+|(?<=\u09c7)\u098f+|(?<=\u09cb)\u0993+"
)
_SEPARATORS_INSIDE: Final = 3
"""As many signs may stand between two letters of one word; more are a line, a smile, a list."""

_LONGEST_LETTER: Final = 8

_DRAWN: Final = 3
"""A letter that stands so often in a row, or oftener, counts once."""

_SUFFIXES: Final = (
    "টা টি টার টির টাকে টিকে টাই টাও রা েরা এরা দের েদের দেরকে গুলো গুলা গুলি গুলোর গুলোকে কে রে র ের এর য়ের "
    "য় ে তে েতে ও ই েও েই রও রই"
)


class Entry(NamedTuple):
    """One line of a list: whatever names it to the caller, its words, and how they count."""

    key: Hashable
    text: str
    how: How = "stem"


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry that was found, and the passage (start, end) of the text that says it."""

    key: Hashable
    start: int
    end: int


class _Token(NamedTuple):
    """A run of letters and digits of the folded text."""

    text: str
    start: int
    end: int


class WordList:
    """A list of words made ready for comparing; it costs the more to make the longer it is, and little to ask."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._whole: dict[str, list[Hashable]] = {}
        self._stems: dict[str, list[Hashable]] = {}
        self._inside: dict[str, list[tuple[str, Hashable]]] = {}
        self._phrases: dict[str, list[tuple[list[str], Hashable, bool]]] = {}
        self._beginnings: set[str] = set()
        self._longest = 2
        for entry in entries:
            self._add(entry)

    def _add(self, entry: Entry) -> None:
        words = [token.text for token in _tokens(_fold(entry.text))]
        joined = "".join(words)
        if not joined:
            return
        if len(words) > 1:
            self._phrases.setdefault(words[0], []).append((words, entry.key, entry.how != "word"))
        if entry.how == "substring":
            self._inside.setdefault(joined[:2], []).append((joined, entry.key))
        wanted = self._whole if entry.how == "word" else self._stems
        wanted.setdefault(joined, []).append(entry.key)
        self._longest = max(self._longest, 2 * len(joined))
        self._beginnings.update(joined[:end] for end in range(1, len(joined) + 1))

    def hits(self, text: str) -> list[Hit]:
        """Return what the list finds, in the order of the text; an entry counts once for one place.

        Time grows with the length of the text, hardly with that of the list.
        """
        folded, places = _located(text)
        known: dict[str, list[Hashable]] = {}
        found = {
            (key, start, end)
            for reading in _readings(folded)
            for key, start, end in self._found(reading, _tokens(reading), known)
        }
        hits = [Hit(key, places[start][0], places[end - 1][1]) for key, start, end in found]
        return _widest(sorted(hits, key=lambda hit: (hit.start, -hit.end, str(hit.key))))

    def _found(
        self, folded: str, tokens: list[_Token], known: dict[str, list[Hashable]]
    ) -> Iterator[tuple[Hashable, int, int]]:
        """Give all that is found in one reading; `known` keeps what was asked of a word before."""
        for number, token in enumerate(tokens):
            for key in self._keys(token.text, known):
                yield key, token.start, token.end
            yield from self._phrases_at(tokens, number)
        if self._inside:
            for chunk in _chunks(folded, tokens):
                yield from self._inside_of(chunk)
        yield from self._in_pieces(folded, tokens, known)

    def _keys(self, word: str, known: dict[str, list[Hashable]]) -> list[Hashable]:
        """Return the entries that a word is a form of."""
        if (keys := known.get(word)) is None:
            keys = known[word] = self._looked_up(word)
        return keys

    def _looked_up(self, word: str) -> list[Hashable]:
        found: list[Hashable] = []
        for form in _forms(word):
            shortest = max(1, len(form) - _LONGEST_ENDING)
            if form[:shortest] not in self._beginnings:
                continue
            found += self._whole.get(form, ())
            found += self._stems.get(form, ())
            for end in range(shortest, len(form)):
                stem = self._stems.get(form[:end])
                if stem and form[end:] in _ENDINGS:
                    found += stem
        return found

    def _phrases_at(self, tokens: list[_Token], number: int) -> Iterator[tuple[Hashable, int, int]]:
        for words, key, is_inflected in self._phrases.get(tokens[number].text, ()):
            after = tokens[number : number + len(words)]
            if len(after) < len(words) or any(
                token.text != word for token, word in zip(after[:-1], words[:-1], strict=True)
            ):
                continue
            last, wanted = after[-1].text, words[-1]
            ending = last.removeprefix(wanted)
            if last == wanted or (is_inflected and ending != last and ending in _ENDINGS):
                yield key, after[0].start, after[-1].end

    def _inside_of(self, chunk: list[_Token]) -> Iterator[tuple[Hashable, int, int]]:
        text = "".join(token.text for token in chunk)
        places = [token.start + at for token in chunk for at in range(len(token.text))]
        for at in range(len(text) - 1):
            for wanted, key in self._inside.get(text[at : at + 2], ()):
                if text.startswith(wanted, at):
                    yield key, places[at], places[at + len(wanted) - 1] + 1

    def _in_pieces(
        self, folded: str, tokens: list[_Token], known: dict[str, list[Hashable]]
    ) -> Iterator[tuple[Hashable, int, int]]:
        """Find words that were taken to pieces: চো.র, চো🙂র, `চ ো র`."""
        for number, first in enumerate(tokens):
            if first.text not in self._beginnings or _is_repeated(tokens, number):
                continue
            joined, is_spelt = first.text, _is_one_letter(first.text)
            for at in range(number + 1, min(number + self._longest, len(tokens))):
                gap = folded[tokens[at - 1].end : tokens[at].start]
                piece = tokens[at]
                is_spelt = is_spelt and _is_one_letter(piece.text)
                is_close = _is_inside_a_word(gap)
                if not is_close and not (is_spelt and _is_between_letters(gap)):
                    break
                joined = _join(joined, piece.text)
                # Two letters with a space between them are two words far oftener than one.
                if (is_close or at > number + 1) and not joined.isdigit():
                    for key in self._keys(joined, known):
                        yield key, first.start, piece.end
                if joined not in self._beginnings:
                    break


def skeleton(text: str) -> str:
    """Return what two names have in common that look alike: the folded letters and digits, nothing between them."""
    return _fold("".join(token.text for token in _tokens(_fold(text))))


def skeletons(text: str) -> frozenset[str]:
    """Return what a name can be read as: its skeleton, with signs and digits as letters, without digits, not drawn out."""
    read = ("".join(token.text for token in _tokens(one)) for one in _readings(_fold(text)))
    return frozenset(_fold(form) for one in read for form in _forms(one))


def _is_repeated(tokens: list[_Token], number: int) -> bool:
    """Tell whether the same piece follows twice: what begins here begins there as well."""
    if len(tokens) < number + 3:
        return False
    text = tokens[number].text
    return tokens[number + 1].text == text and tokens[number + 2].text == text


@lru_cache(4096)
def _is_one_letter(text: str) -> bool:
    return len(text) <= _LONGEST_LETTER and _ONE_LETTER.fullmatch(text) is not None


@lru_cache(256)
def _is_inside_a_word(gap: str) -> bool:
    return len(gap) <= _SEPARATORS_INSIDE and not any(map(str.isspace, gap))


def _chunks(folded: str, tokens: list[_Token]) -> Iterator[list[_Token]]:
    """Give the words with those that only signs part from them."""
    chunk: list[_Token] = []
    for token in tokens:
        if chunk and not _is_inside_a_word(folded[chunk[-1].end : token.start]):
            yield chunk
            chunk = []
        chunk.append(token)
    if chunk:
        yield chunk


def _is_between_letters(gap: str) -> bool:
    return len(gap) <= 2 * _SEPARATORS_INSIDE and "\n" not in gap


def _join(left: str, right: str) -> str:
    """Put two folded pieces together as if they had been typed so."""
    meet = (left[-1], right[0])
    return _fold(left + right) if meet in _COMPOSED or meet[0] == meet[1] else left + right


def _fold(text: str) -> str:
    """Return the text for comparing."""
    return _located(text)[0]


def _located(text: str) -> tuple[str, list[list[int]]]:
    """Return the text for comparing, and for each of its letters where it stood (start, end) in the text as given.

    What a letter takes up stands within its place: the second part of a sign, its repetitions, a dot below it.
    """
    letters: list[str] = []
    places: list[list[int]] = []
    run = 0
    for at, character in enumerate(text):
        if places and places[-1][1] == at and not _folded(character):
            places[-1][1] = at + 1
        for letter in _folded(character):
            last = letters[-1] if letters else ""
            if composed := _COMPOSED.get((last, letter)):
                letters[-1], run = composed, 1
                places[-1][1] = at + 1
                continue
            if letter == HASANTA and (last == HASANTA or _SIGN.match(last)):
                places[-1][1] = at + 1
                continue
            run = run + 1 if letter == last and not letter.isdigit() else 1
            if run == _DRAWN and not _SIGN.match(letter):
                letters.pop()
                places.pop()
            if run >= _DRAWN or (run > 1 and _SIGN.match(letter)):
                places[-1][1] = at + 1
                continue
            letters.append(letter)
            places.append([at, at + 1])
    return "".join(letters), places


@lru_cache(16_384)
def _folded(character: str) -> str:
    """Return what one character counts as: lower case, ASCII digits, one of those that look alike, "" for the unseen."""
    if "\u0980" <= character <= "\u09ff":
        parts = unicodedata.normalize("NFD", character)
        if character in "\u09cb\u09cc":
            return character
        found = "".join(_LETTERS.get(part, part) for part in parts)
    else:
        lower = unicodedata.normalize("NFKD", character).casefold()
        found = "".join(map(_latin, unicodedata.normalize("NFKD", lower)))
    return "".join(
        str(unicodedata.decimal(one)) if unicodedata.category(one) == "Nd" else one for one in found
    )


def _latin(letter: str) -> str:
    if _UNSEEN.match(letter) or (unicodedata.combining(letter) and not _BANGLA.match(letter)):
        return ""
    if "\U0001f150" <= letter <= "\U0001f189":  # white letters in black rings and squares
        return chr(ord("a") + (ord(letter) - 0x1F150) % 32)
    if "\U0001f1e6" <= letter <= "\U0001f1ff":  # flags are written with letters
        return chr(ord("a") + ord(letter) - 0x1F1E6)
    return _LOOK_ALIKES.get(letter, letter)


def _tokens(folded: str) -> list[_Token]:
    """Return the words; a hasanta before or behind one says nothing."""
    found = (_Token(match[0].strip(HASANTA), *match.span()) for match in _TOKEN.finditer(folded))
    return [token for token in found if token.text]


def _readings(folded: str) -> Iterator[str]:
    """Give the text as it stands and, where Latin letters stand, with signs and digits read as letters."""
    yield folded
    if _LATIN.search(folded):
        for table in _LEET:
            if (read := folded.translate(table)) != folded:
                yield read


def _forms(word: str) -> Iterator[str]:
    """Give a word as it stands, without what only draws it out, and without digits among its letters."""
    yield word
    if (shorter := _DRAWN_OUT.sub("", word)) != word:
        yield shorter
    if (rest := _DIGITS.sub("", word)) and rest != word:
        yield rest


def _widest(hits: list[Hit]) -> list[Hit]:
    """Leave out of the hits of one entry those that stand inside a wider one, or repeat it."""
    kept: list[Hit] = []
    reach: dict[Hashable, int] = {}
    for hit in hits:
        if hit.end > reach.get(hit.key, -1):
            reach[hit.key] = hit.end
            kept.append(hit)
    return kept


_ONCE: Final = [_fold(suffix) for suffix in _SUFFIXES.split()]
_ENDINGS: Final = frozenset([*_ONCE, *(first + second for first in _ONCE for second in _ONCE)])
_LONGEST_ENDING: Final = max(map(len, _ENDINGS))
