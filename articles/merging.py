"""Joining two texts that grew from one, block by block: what one writer changed alone is taken, the rest is to be chosen."""

import re
from collections import deque
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from bangla.wording import aligned

type Blocks = tuple[str, ...]
type Choice = Literal["mine", "theirs", "both"]

_tag = re.compile(r"<(/?)([a-z][a-z0-9]*)\b[^>]*>")
_VOID = frozenset({"br", "hr", "img"})
_INLINE = frozenset({"strong", "em", "sub", "sup", "a", "br"})


class Piece(NamedTuple):
    """A stretch of all three texts; the pieces of a text one after the other are the text itself."""

    base: Blocks
    mine: Blocks
    theirs: Blocks
    is_based: bool = True
    """Whether it is known what the stretch was before; without that, what differs has to be chosen."""

    @property
    def side(self) -> Literal["same", "mine", "theirs", "clash"]:
        """Say whose change this is: nobody's or both the same, one writer's, or two that do not go together."""
        if self.mine == self.theirs:
            return "same"
        if self.is_based and self.mine == self.base:
            return "theirs"
        return "mine" if self.is_based and self.theirs == self.base else "clash"

    def chosen(self, choice: Choice = "both") -> Blocks:
        """Return what stands in the joined text; `choice` counts for a clash only. Both is theirs, then mine."""
        if self.side in {"same", "mine"}:
            return self.mine
        if self.side == "theirs":
            return self.theirs
        return {"mine": self.mine, "theirs": self.theirs, "both": self.theirs + self.mine}[choice]


class _Change(NamedTuple):
    """Where a text departs from the base: `base` blocks from start to end became those of `text`."""

    start: int
    end: int
    text_start: int
    text_end: int


def blocks_of(html: str) -> Blocks:
    """Split a stored body into its outermost elements; joined again they are the body.

    Words and inline elements outside of all blocks stay together as one.
    """
    found, start, depth, is_inline = [], 0, 0, False
    for tag in _tag.finditer(html):
        closes, name = bool(tag[1]), tag[2]
        if depth == 0 and name in _INLINE:
            is_inline = True
        elif depth == 0 and not closes:
            if html[start : tag.start()]:
                found.append(html[start : tag.start()])
            start, is_inline = tag.start(), False
        if name in _INLINE or (closes and depth == 0):
            continue
        if name not in _VOID:
            depth += -1 if closes else 1
        if depth == 0 and not is_inline:
            found.append(html[start : tag.end()])
            start = tag.end()
    return (*found, html[start:]) if html[start:] else tuple(found)


def merge(base: Sequence[str] | None, mine: Sequence[str], theirs: Sequence[str]) -> list[Piece]:
    """Return both texts in pieces, in order; without a base whatever differs has to be chosen."""
    if base is None:
        return list(_two_ways(tuple(mine), tuple(theirs)))
    base, mine, theirs = tuple(base), tuple(mine), tuple(theirs)
    pieces, at = [], 0
    of_mine, of_theirs = _changes(base, mine), _changes(base, theirs)
    my_shift = their_shift = 0
    for start, end, my_changes, their_changes in _groups(of_mine, of_theirs):
        if at < start:
            pieces.append(Piece(base[at:start], base[at:start], base[at:start]))
        my_end = my_changes[-1].text_end - my_changes[-1].end if my_changes else my_shift
        their_end = (
            their_changes[-1].text_end - their_changes[-1].end if their_changes else their_shift
        )
        pieces.append(
            Piece(
                base[start:end],
                mine[start + my_shift : end + my_end],
                theirs[start + their_shift : end + their_end],
            )
        )
        at, my_shift, their_shift = end, my_end, their_end
    if at < len(base):
        pieces.append(Piece(base[at:], base[at:], base[at:]))
    return pieces


def joined(pieces: Sequence[Piece], choices: Sequence[Choice] = ()) -> str:
    """Return the joined text; `choices` are those of the clashes, in order, both where there is none."""
    left = iter(choices)
    return "".join(
        "".join(piece.chosen(next(left, "both") if piece.side == "clash" else "both"))
        for piece in pieces
    )


def _two_ways(mine: Blocks, theirs: Blocks) -> Iterator[Piece]:
    i = j = 0
    for a, b in [*aligned(mine, theirs), (len(mine), len(theirs))]:
        if a > i or b > j:
            yield Piece((), mine[i:a], theirs[j:b], is_based=False)
        if a < len(mine):
            yield Piece(mine[a : a + 1], mine[a : a + 1], theirs[b : b + 1])
        i, j = a + 1, b + 1


def _changes(base: Blocks, text: Blocks) -> list[_Change]:
    found, i, j = [], 0, 0
    for a, b in [*aligned(base, text), (len(base), len(text))]:
        if a > i or b > j:
            found.append(_Change(i, a, j, b))
        i, j = a + 1, b + 1
    return found


def _groups(
    mine: list[_Change], theirs: list[_Change]
) -> Iterator[tuple[int, int, list[_Change], list[_Change]]]:
    """Give stretches of the base that at least one changed, those of both together where they touch the same blocks."""
    queue = deque(
        sorted([(c.start, c.end, 0, c) for c in mine] + [(c.start, c.end, 1, c) for c in theirs])
    )
    while queue:
        start, end, whose, change = queue.popleft()
        sides: tuple[list[_Change], list[_Change]] = ([], [])
        sides[whose].append(change)
        while queue and _touch(start, end, queue[0][0], queue[0][1]):
            _start, other_end, whose, change = queue.popleft()
            sides[whose].append(change)
            end = max(end, other_end)
        yield start, end, *sides


def _touch(start: int, end: int, next_start: int, next_end: int) -> bool:
    """Whether a change that begins no earlier meets another: it lies inside it, or both put something into one gap."""
    return next_start < end or start == end == next_start == next_end
