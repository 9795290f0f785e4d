"""A byline in the paper's own words, such as “ক, চট্টগ্রাম থেকে খ”: kept as pieces, the names in it lead to their authors."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

_LETTER = r"[^\W_\u0964\u0965]|[\u0980-\u09e3\u09f0-\u09fe\u200c\u200d]"
"""What continues a word. Python's \\w knows no vowel signs: রশীদের would hold the name রশীদ."""


def tokens(wording: str, bylines: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Return the wording as pieces {"text"} and {"name", "slug"} in order.

    [] when there is none, or when a byline's name does not stand in it: nobody who signed a
    story is left out because the wording forgot them. Of two authors printed alike the first
    place leads to the first.
    """
    names = [line["name"] for line in bylines]
    if not wording or lacking(wording, names):
        return []
    slugs: dict[str, list[str]] = {}
    for line in bylines:
        slugs.setdefault(line["name"], []).append(line["slug"])
    found: list[dict[str, str]] = []
    end = 0
    for match in _places(wording, names):
        if match.start() > end:
            found.append({"text": wording[end : match.start()]})
        namesakes = slugs[match[0]]
        slug = namesakes.pop(0) if len(namesakes) > 1 else namesakes[0]
        found.append({"name": match[0], "slug": slug})
        end = match.end()
    return [*found, {"text": wording[end:]}] if end < len(wording) else found


def lacking(wording: str, names: Iterable[str]) -> list[str]:
    """Return the printed names that do not stand in the wording as words of their own."""
    wanted = Counter(names)
    there = Counter(match[0] for match in _places(wording, wanted))
    return [name for name, number in wanted.items() if there[name] < number]


def text_of(pieces: Iterable[Mapping[str, str]]) -> str:
    """Return the wording that `tokens` took apart."""
    return "".join(piece.get("text") or piece["name"] for piece in pieces)


def _places(wording: str, names: Iterable[str]) -> list[re.Match[str]]:
    """Find names at the borders of words, where two begin at one place the longer one."""
    longest_first = sorted(filter(None, set(names)), key=len, reverse=True)
    if not longest_first:
        return []
    either = "|".join(map(re.escape, longest_first))
    return list(re.finditer(rf"(?<!{_LETTER})(?:{either})(?!{_LETTER})", wording))
