"""Reads MP4 and QuickTime films box by box, and gives the same film without what says where, when or by whom.

Box numbers are those of ISO/IEC 14496-12 ("ISOBMFF"), which QuickTime's format is the root of. Of a
file one box is held in memory, the index `moov`, up to MAX_INDEX bytes; the rest is read in pieces.
"""

import struct
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO, Final, NamedTuple

from images import mp4_tables as tables
from images.mp4_tables import Box, Broken, InFragments, children, fields, free, header, zero

__all__ = ["Broken", "Facts", "InFragments", "facts", "without_metadata"]

MAX_INDEX: Final = 8 * 1024 * 1024
"""Bytes of `moov`. Half an hour at 60 pictures a second takes 3 MB."""

MAX_TOP_BOXES: Final = 1_000
MAX_INDEX_BOXES: Final = 2_000
"""All boxes of `moov` that are looked at; a phone writes about a hundred."""

MAX_FTYP: Final = 512
MAX_SIDE: Final = 16_384
"""In pixels."""

PIECE: Final = 256 * 1024
"""Bytes read and given at a time."""

KEPT: Final[dict[bytes, set[bytes]]] = {
    b"trak": {b"tkhd", b"edts", b"mdia"},
    b"edts": {b"elst"},
    b"mdia": {b"mdhd", b"hdlr", b"minf"},
    b"minf": {b"vmhd", b"smhd", b"hdlr", b"dinf", b"stbl"},
    b"dinf": {b"dref"},
    b"stbl": {
        b"stsd", b"stts", b"ctts", b"cslg", b"stsc", b"stsz", b"stco", b"co64", b"stss", b"stps", b"sdtp",
        b"sgpd", b"sbgp",
    },
}  # fmt: skip
"""What a player needs, by its parent; all else in a track becomes `free`, whatever it is called."""

KEPT_OF_SAMPLES: Final = {
    b"avcC", b"btrt", b"clap", b"clli", b"colr", b"fiel", b"mdcv", b"pasp",
    b"esds", b"wave", b"chan", b"chnl", b"\0\0\0\0",
}  # fmt: skip
"""The same inside a sample entry: how to decode picture and sound."""

MANY: Final = {b"stbl/sgpd", b"stbl/sbgp"}
"""Boxes that a parent may have more than one of."""

VIDEO: Final = (b"avc1", b"avc3")
SOUND: Final = (b"mp4a",)


class Facts(NamedTuple):
    """What is to be seen and heard: pixels as shown (turned upright), seconds, the four letters of each codec.

    A codec is "" where there is no such track, width and height are then 0; "mixed" where one track has several.
    """

    width: int
    height: int
    seconds: float
    video_codec: str
    audio_codec: str


class Track(NamedTuple):
    """One `trak`: its box, what it is (`vide`, `soun`, …), its boxes by "parent/kind", its codec."""

    box: Box
    handler: bytes
    boxes: dict[bytes, Box]
    codec: bytes


class Film(NamedTuple):
    """A file as read: its first box, its cleaned index, where samples lie, the tracks that are kept.

    `starts` and `ends` are the parts of the file that kept tracks show, apart and in order.
    """

    ftyp: bytes
    index: bytearray
    mdats: list[Box]
    duration: float
    video: Track | None
    sound: Track | None
    starts: array
    ends: array


def facts(file: BinaryIO | Any) -> Facts:
    """Return what a film is, after a look at all of its index and at none of its samples.

    Raises Broken for what is no whole film; an OSError of the disk passes. Time and memory grow
    with the index alone.
    """
    film = _read(file)
    width, height = _size_as_shown(film.index, film.video) if film.video else (0, 0)
    return Facts(
        width,
        height,
        film.duration,
        film.video.codec.decode("latin-1") if film.video else "",
        film.sound.codec.decode("latin-1") if film.sound else "",
    )


def without_metadata(file: BinaryIO | Any) -> Iterator[bytes]:
    """Give the bytes of the film that is served: the same picture and sound, and nothing else of the file.

    Only what is known to be needed is copied: `ftyp`, the index, and of each `mdat` the samples of
    the first H.264 and the first AAC track; other bytes in it are zero. In the index all boxes but
    KEPT and KEPT_OF_SAMPLES become `free` and zero, so `udta`, `meta`, `uuid`, `loci`, `©xyz` and
    what a maker invents are gone; so are times of making, names of handlers and of encoders. Other
    tracks (GPS by the second, time code, chapters, a second sound) become `free` as a whole, and
    their samples, being no kept track's, are zero. Other boxes of the file are left out and the
    index stands before the samples, its offsets (`stco`, `co64`) moved along: a player can begin
    at once. What an encoder writes into the coded picture itself (SEI, ITU-T H.264 Annex D) stays.

    Raises Broken before the first byte, or where the file ends too soon. The file is left anywhere.
    """
    film = _read(file)
    shifts, at = [], len(film.ftyp) + len(film.index)
    for mdat in film.mdats:
        shifts.append(at - mdat.start)
        at += mdat.end - mdat.start
    if at >= 2**32:
        raise Broken("more than 4 GB")
    starts = [mdat.start for mdat in film.mdats]
    for track in filter(None, (film.video, film.sound)):
        tables.move_chunks(film.index, track.boxes, starts, shifts)
    return _pieces(file, film)


def _pieces(file: BinaryIO | Any, film: Film) -> Iterator[bytes]:
    yield film.ftyp
    yield bytes(film.index)
    for mdat in film.mdats:
        # Its size is said anew: 0, "to the end of the file", would hold no more before another mdat.
        long = mdat.body - mdat.start == 16
        size = mdat.end - mdat.start
        yield struct.pack(">I4sQ", 1, b"mdat", size) if long else struct.pack(">I4s", size, b"mdat")
        file.seek(mdat.body)
        for at in range(mdat.body, mdat.end, PIECE):
            piece = file.read(min(PIECE, mdat.end - at))
            if len(piece) != min(PIECE, mdat.end - at):
                raise Broken("samples end too soon")
            yield _shown_of(piece, at, film)


def _shown_of(piece: bytes, at: int, film: Film) -> bytes:
    """Return a piece of the file that begins at `at` with zeros for what no kept track shows."""
    shown = bytearray(len(piece))
    number = bisect_right(film.ends, at)
    while number < len(film.starts) and film.starts[number] < at + len(piece):
        begin = max(0, film.starts[number] - at)
        end = min(len(piece), film.ends[number] - at)
        shown[begin:end] = piece[begin:end]
        number += 1
    return bytes(shown)


def _read(file: BinaryIO | Any) -> Film:
    """Read and clean the index. Raises Broken."""
    found: dict[bytes, list[Box]] = {}
    for box in _top_boxes(file):
        found.setdefault(box.kind, []).append(box)
    if any(len(found.get(kind, [])) != 1 for kind in (b"ftyp", b"moov")):
        raise Broken("not one ftyp and one moov")
    (first,), (moov,) = found[b"ftyp"], found[b"moov"]
    index = bytearray(_whole(file, moov, MAX_INDEX))
    if moov.body - moov.start == 8:
        struct.pack_into(">I", index, 0, len(index))  # 0 said "to the end of the file"
    budget = iter(range(MAX_INDEX_BOXES))
    try:
        duration, tracks = _clean(index, moov.body - moov.start, budget)
        video = _first(tracks, b"vide", VIDEO)
        sound = _first(tracks, b"soun", SOUND)
        for track in tracks:
            if track is not video and track is not sound:
                free(index, track.box)
        mdats = found.get(b"mdat", [])
        kept = [track.boxes for track in (video, sound) if track]
        # Players go by the tracks: a film of hours may call itself a second long.
        duration = max(duration, *(_duration(index, boxes[b"mdia/mdhd"]) for boxes in kept), 0.0)
        starts, ends = tables.parts_shown(index, kept, mdats)
    except OverflowError as error:
        raise Broken(str(error)) from error
    if video and not starts:
        raise Broken("no samples")
    return Film(_whole(file, first, MAX_FTYP), index, mdats, duration, video, sound, starts, ends)


def _top_boxes(file: BinaryIO | Any) -> Iterator[Box]:
    """Give the boxes of the file itself (ISO/IEC 14496-12, 4.2): the last may say 0, "to the end"."""
    size = file.seek(0, 2) or file.tell()
    at = 0
    for _step in range(MAX_TOP_BOXES):
        if size - at < 8:
            return
        file.seek(at)
        box = header(file.read(16), at, size, may_be_open=True)
        yield box
        at = box.end
    raise Broken("too many boxes")


def _whole(file: BinaryIO | Any, box: Box, limit: int) -> bytes:
    if box.end - box.start > limit:
        raise Broken(f"{box.kind!r} is too large")
    file.seek(box.start)
    data: bytes = file.read(box.end - box.start)
    if len(data) != box.end - box.start:
        raise Broken("cut off")
    return data


def _clean(index: bytearray, body: int, budget: Iterator[int]) -> tuple[float, list[Track]]:
    """Blank what tells in the index; return the seconds that the film says it lasts, and its tracks."""
    duration, tracks = None, []
    for box in children(index, body, len(index), budget):
        if box.kind == b"mvhd" and duration is None:
            duration = _duration(index, box)
            _blank_times(index, box)
        elif box.kind == b"trak":
            tracks.append(_track(index, box, budget))
        elif box.kind == b"mvex":
            raise InFragments("in fragments")
        elif box.kind == b"mvhd":
            raise Broken("two headers")
        else:
            free(index, box)
    if duration is None:
        raise Broken("no mvhd")
    return duration, tracks


def _track(index: bytearray, box: Box, budget: Iterator[int]) -> Track:
    boxes: dict[bytes, Box] = {}
    _sort_out(index, box, boxes, budget)
    for name in (b"trak/tkhd", b"mdia/mdhd", b"mdia/hdlr"):
        if name not in boxes:
            raise Broken(f"no {name!r}")
    for name in (b"trak/tkhd", b"mdia/mdhd"):
        _blank_times(index, boxes[name])
    (handler,) = fields(index, boxes[b"mdia/hdlr"], "8x4s")
    for name in (b"mdia/hdlr", b"minf/hdlr"):
        if (
            name in boxes
        ):  # kind and subtype stay; maker, flags and name go (8.4.3; QuickTime: "Handler reference atoms")
            zero(index, boxes[name].body + 12, boxes[name].end)
    codec = b""
    if handler in {b"vide", b"soun"}:
        codec = _clean_samples(index, boxes, handler == b"vide", budget)
        tables.refuse_foreign_data(index, boxes, budget)
    return Track(box, handler, boxes, codec)


def _sort_out(
    index: bytearray, parent: Box, boxes: dict[bytes, Box], budget: Iterator[int]
) -> None:
    """Note the boxes of KEPT below one, and blank the others; KEPT has five storeys and no circle."""
    for box in children(index, parent.body, parent.end, budget):
        name = parent.kind + b"/" + box.kind
        if box.kind not in KEPT[parent.kind]:
            free(index, box)
        elif name in boxes and name not in MANY:
            raise Broken(f"two {name!r}")
        else:
            boxes[name] = box
            if box.kind in KEPT:
                _sort_out(index, box, boxes, budget)


def _clean_samples(
    index: bytearray, boxes: dict[bytes, Box], is_video: bool, budget: Iterator[int]
) -> bytes:
    """Blank what tells in the sample entries (8.5.2, 12.1.3, 12.2.3); return their one kind, or `mixed`."""
    stsd = boxes.get(b"stbl/stsd")
    if stsd is None:
        raise Broken("no stsd")
    version, _count = fields(index, stsd, "B3xI")
    kinds = set()
    for entry in children(index, stsd.body + 8, stsd.end, budget):
        kinds.add(entry.kind)
        if is_video:
            fields(index, entry, "78x")
            zero(index, entry.body + 12, entry.body + 16)  # QuickTime's maker of the encoder
            zero(index, entry.body + 42, entry.body + 74)  # compressorname
            begin = entry.body + 78
        else:
            (sound_version,) = fields(index, entry, "8xH18x")
            # QuickTime's longer entries; ISO's own version 1 stands in an stsd of version 1.
            begin = entry.body + 28 + ({1: 16, 2: 36}.get(sound_version, 0) if version == 0 else 0)
        for box in children(index, begin, entry.end, budget):
            if box.kind not in KEPT_OF_SAMPLES:
                free(index, box)
    return kinds.pop() if len(kinds) == 1 else b"mixed"


def _first(tracks: Iterable[Track], handler: bytes, wanted: tuple[bytes, ...]) -> Track | None:
    """Return the first track of a kind that everybody can play, else the first of the kind."""
    ours = [track for track in tracks if track.handler == handler]
    return next((track for track in ours if track.codec in wanted), ours[0] if ours else None)


def _blank_times(index: bytearray, box: Box) -> None:
    """Zero when it was made and changed: of mvhd, tkhd and mdhd the first two fields (8.2.2, 8.3.2, 8.4.2)."""
    size = 16 if _is_long(index, box) else 8
    fields(index, box, f"4x{size}x")
    zero(index, box.body + 4, box.body + 4 + size)


def _is_long(index: bytearray, box: Box) -> bool:
    """Whether times take 8 bytes: the box's version is 1."""
    (version,) = fields(index, box, "B")
    return bool(version == 1)


def _duration(index: bytearray, box: Box) -> float:
    """Return the seconds that an mvhd or mdhd says, 0 where it says that it does not know."""
    is_long = _is_long(index, box)
    scale, duration = fields(index, box, "20xIQ" if is_long else "12xII")
    if scale == 0:
        raise Broken("no time scale")
    unknown = 2**64 - 1 if is_long else 2**32 - 1
    return 0.0 if duration == unknown else duration / scale


def _size_as_shown(index: bytearray, video: Track) -> tuple[int, int]:
    """Return width and height after the turn of the track's matrix (8.3.2, 6.2.2), in whole pixels.

    A tkhd that names no size leaves it to the sample entry, whose fields follow the entry's header.
    """
    tkhd, stsd = video.boxes[b"trak/tkhd"], video.boxes[b"stbl/stsd"]
    skipped = "52x" if _is_long(index, tkhd) else "40x"
    a, b, _u, c, d, *_rest, wide, high = fields(index, tkhd, skipped + "9i2I")
    width, height = wide / 65536, high / 65536
    if not (width and height):
        width, height = fields(index, stsd, "40x2H")
    if abs(b) + abs(c) > abs(a) + abs(d):
        width, height = height, width
    width, height = round(width), round(height)
    if not (0 < width <= MAX_SIDE and 0 < height <= MAX_SIDE):
        raise Broken("no size")
    return width, height
