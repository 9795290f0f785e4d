"""The bricks of MP4: boxes within a `bytearray`, and the tables that say where a track's samples lie."""

import struct
import sys
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate
from typing import Final, NamedTuple

MAX_SAMPLES: Final = 400_000
"""Of one track; half an hour at 60 pictures a second has 108,000, of sound 84,000."""

MAX_CHUNKS: Final = 200_000
"""Of all kept tracks; phones write two or three a second."""

SELF_CONTAINED: Final = 1
"""The flag of a data entry whose samples lie in the same file (8.7.2)."""


class Broken(Exception):
    """A file that is no whole film of the kind we read; the text is for the log."""


class InFragments(Broken):
    """A film whose samples are described piece by piece (8.8), as programs write it that stream or record live."""


class Box(NamedTuple):
    """Where a box stands: its kind, its header, what is in it, its end."""

    kind: bytes
    start: int
    body: int
    end: int


def header(head: bytes, at: int, end: int, *, may_be_open: bool = False) -> Box:
    """Return the box whose first 16 bytes are `head` and which stands at `at` in something that ends at `end`.

    (ISO/IEC 14496-12, 4.2.) Raises Broken for a size that is too small or runs past the end.
    """
    size, kind = struct.unpack_from(">I4s", head)
    body = at + 8
    if size == 1 and len(head) >= 16:
        (size,) = struct.unpack_from(">Q", head, 8)
        body = at + 16
    elif size == 0 and may_be_open:
        size = end - at
    if size < body - at or at + size > end:
        raise Broken(f"{kind!r} of {size} bytes at {at}")
    return Box(kind, at, body, at + size)


def children(index: bytearray, begin: int, end: int, budget: Iterator[int]) -> Iterator[Box]:
    """Give the boxes between two places; what is too short for one, or QuickTime's closing 0, is made zero.

    Takes one from the budget for each box. Raises Broken when that is spent, and for a wrong size.
    """
    if begin > end:
        raise Broken("cut off")
    at = begin
    while end - at >= 8 and index[at : at + 4] != b"\0\0\0\0":
        if next(budget, None) is None:
            raise Broken("too many boxes")
        box = header(bytes(index[at : min(end, at + 16)]), at, end)
        yield box
        at = box.end
    zero(index, at, end)


def fields(index: bytearray, box: Box, layout: str) -> tuple:
    """Return numbers from a box's beginning, big-endian by a layout of `struct`. Raises Broken if it is too short."""
    if box.body + struct.calcsize(">" + layout) > box.end:
        raise Broken(f"{box.kind!r} is too short")
    return struct.unpack_from(">" + layout, index, box.body)


def zero(index: bytearray, begin: int, end: int) -> None:
    """Make the bytes between two places zero."""
    index[begin:end] = bytes(max(0, end - begin))


def free(index: bytearray, box: Box) -> None:
    """Turn a box into an empty one of the same size (8.1.2), so that nothing moves."""
    index[box.start + 4 : box.start + 8] = b"free"
    zero(index, box.body, box.end)


def refuse_foreign_data(index: bytearray, boxes: dict[bytes, Box], budget: Iterator[int]) -> None:
    """Raise Broken if samples lie in another file (8.7.2); make zero what the entries say besides."""
    dref = boxes.get(b"dinf/dref")
    if dref is None:
        return
    fields(index, dref, "8x")
    for entry in children(index, dref.body + 8, dref.end, budget):
        (flags,) = fields(index, entry, "I")
        if not flags & SELF_CONTAINED:
            raise Broken("samples in another file")
        zero(index, entry.body + 4, entry.end)


def parts_shown(
    index: bytearray, tracks: list[dict[bytes, Box]], mdats: list[Box]
) -> tuple[array, array]:
    """Return begins and ends of the parts of the file that some tracks show: in order, apart, each within an mdat.

    Raises Broken for a chunk outside every mdat.
    """
    begins_of_mdats = [mdat.body for mdat in mdats]
    chunks: list[
        int
    ] = []  # offset and length in one number: a list of pairs would be thrice as large
    for boxes in tracks:
        for offset, length in zip(*_chunks_of(index, boxes, MAX_CHUNKS - len(chunks)), strict=True):
            number = bisect_right(begins_of_mdats, offset) - 1
            if length and (number < 0 or offset + length > mdats[number].end):
                raise Broken("samples outside the file")
            chunks.append(offset << 32 | length)
    chunks.sort()
    starts, ends = array("Q"), array("Q")
    for chunk in chunks:
        start, end = chunk >> 32, (chunk >> 32) + (chunk & 0xFFFFFFFF)
        if ends and start <= ends[-1]:
            ends[-1] = max(end, ends[-1])
        elif end > start:
            starts.append(start)
            ends.append(end)
    return starts, ends


def move_chunks(
    index: bytearray, boxes: dict[bytes, Box], begins: list[int], shifts: list[int]
) -> None:
    """Write a track's chunk offsets anew: those after begins[n] are moved by shifts[n] bytes."""
    box, code = _offsets_box(boxes)
    offsets = _table(index, box, 4, code)
    try:
        moved = array(
            code,
            (at + shifts[max(0, bisect_right(begins, at) - 1)] if shifts else 0 for at in offsets),
        )
    except OverflowError as error:
        raise Broken("offsets that do not fit") from error
    index[box.body + 8 : box.body + 8 + len(moved) * moved.itemsize] = _swapped(moved).tobytes()


def _chunks_of(index: bytearray, boxes: dict[bytes, Box], most: int) -> tuple[array, array]:
    """Return offset and length in bytes of each chunk of a track (8.7.4, 8.7.5)."""
    box, code = _offsets_box(boxes)
    offsets = _table(index, box, 4, code)
    if len(offsets) > most:
        raise Broken("too many chunks")
    ends = _sample_ends(index, boxes)
    lengths, sample, number = array("Q"), 0, 0
    runs = _table(index, _needed(boxes, b"stbl/stsc"), 4, "I", values=3)
    for run in range(0, len(runs), 3):
        until = runs[run + 3] - 1 if run + 3 < len(runs) else len(offsets)
        if runs[run] != number + 1 or not number <= until <= len(offsets):
            raise Broken("chunks out of order")
        for _chunk in range(number, until):
            after = min(sample + runs[run + 1], ends.count)
            lengths.append(ends.at(after) - ends.at(sample))
            sample = after
        number = until
    if len(lengths) != len(offsets) or max(lengths, default=0) >= 2**32:
        raise Broken("chunks without samples")
    return offsets, lengths


class _Ends(NamedTuple):
    """How many bytes the first n samples of a track take; `size` where all are alike, else from a table."""

    count: int
    size: int
    table: array

    def at(self, samples: int) -> int:
        return samples * self.size if self.size else self.table[samples]


def _sample_ends(index: bytearray, boxes: dict[bytes, Box]) -> _Ends:
    box = _needed(boxes, b"stbl/stsz")
    size, count = fields(index, box, "4xII")
    if size:
        return _Ends(count, size, array("Q"))
    if count > MAX_SAMPLES:
        raise Broken("too many samples")
    return _Ends(count, 0, array("Q", accumulate(_table(index, box, 8, "I"), initial=0)))


def _offsets_box(boxes: dict[bytes, Box]) -> tuple[Box, str]:
    if (b"stbl/stco" in boxes) == (b"stbl/co64" in boxes):
        raise Broken("not one table of offsets")
    if b"stbl/stco" in boxes:
        return boxes[b"stbl/stco"], "I"
    return boxes[b"stbl/co64"], "Q"


def _needed(boxes: dict[bytes, Box], name: bytes) -> Box:
    if name not in boxes:
        raise Broken(f"no {name!r}")
    return boxes[name]


def _table(index: bytearray, box: Box, at: int, code: str, values: int = 1) -> array:
    """Return the numbers of a table: their count stands `at` bytes into the box, they follow at once."""
    (count,) = fields(index, box, f"{at}xI")
    table = array(code)
    begin, size = box.body + at + 4, count * values * table.itemsize
    if begin + size > box.end:
        raise Broken(f"{box.kind!r} is shorter than it says")
    table.frombytes(bytes(index[begin : begin + size]))
    return _swapped(table)


def _swapped(table: array) -> array:
    """Return numbers of the file as this machine has them, or the other way round."""
    if sys.byteorder == "little":
        table.byteswap()
    return table
