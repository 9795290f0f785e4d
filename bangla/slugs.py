"""Bangla slugs: the readable part of an address, with every vowel sign kept."""

import re
from collections.abc import Callable
from itertools import count
from typing import Final

import regex

from bangla.text import HASANTA, canonical, graphemes

MAX_LENGTH: Final = 80

# Dropped without a trace: apostrophes (ঢাকা’র is one word) and whatever is invisible (joiners, soft
# hyphen, byte-order mark, bidirectional marks, variation selectors of emoji).
_DROPPED: Final = regex.compile(
    r"['\u2018\u2019\u201b\u02bc\uff07]|\p{Default_Ignorable_Code_Point}"
)
_BETWEEN_WORDS: Final = regex.compile(r"[^\p{L}\p{N}\p{M}_]+")
_ASCII_BETWEEN_WORDS: Final = re.compile(r"[^a-z0-9_]+")


def slugify(text: str) -> str:
    """Give the slug of a title: letters, numbers, signs and `_` in lower case, words joined by `-`.

    At most 80 characters, cut at a word, a single longer word at a grapheme. Gives "" when
    nothing is left; a slug is its own slug.
    """
    if text.isascii():
        slug = _ASCII_BETWEEN_WORDS.sub("-", text.lower().replace("'", ""))
    else:
        kept = canonical(_DROPPED.sub("", canonical(text)))
        slug = canonical(_BETWEEN_WORDS.sub("-", kept).lower())
    return _cut(slug.strip("-"), MAX_LENGTH)


def is_slug(text: str) -> bool:
    """Tell whether the text is a slug as slugify() would write it."""
    return text != "" and len(text) <= MAX_LENGTH and slugify(text) == text


def unique_slug(text: str, taken: Callable[[str], bool], fallback: str) -> str:
    """Give a slug that is not taken: the text's own, else with -2, -3 …, always at most 80 characters.

    `fallback` (`article`, `tag-17`) serves a text of which nothing is left. Raises ValueError
    when nothing is left of that either. Two writers may still meet: the database's own
    constraint has the last word.
    """
    slug = slugify(text) or slugify(fallback)
    if not slug:
        raise ValueError("neither text nor fallback gives a slug")
    if not taken(slug):
        return slug
    numbered = (_cut(slug, MAX_LENGTH - len(f"-{n}")) + f"-{n}" for n in count(2))
    return next(candidate for candidate in numbered if not taken(candidate))


def _cut(slug: str, length: int) -> str:
    """Shorten at a word; a first word that is too long at a grapheme; an endless grapheme anywhere."""
    if len(slug) <= length:
        return slug
    words = slug[: length + 1].rpartition("-")[0].rstrip("-")
    return words or _cut_word(slug, length)


def _cut_word(word: str, length: int) -> str:
    end = 0
    for cluster in graphemes(word[: length + 1]):
        if end + len(cluster) > length:
            break
        end += len(cluster)
    return word[:end] or word[:length].rstrip(HASANTA)
