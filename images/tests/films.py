"""Films for tests, built box by box, with bait wherever a phone, a camera or an agency writes where and when.

`clip.mp4` beside this file is a true film that browsers play: 2 s of 64 × 48, H.264 baseline and AAC,
its index at the end and the place in `udta`. It was made once, by hand, on 25 November 2026:

    ffmpeg -f lavfi -i testsrc2=size=64x48:rate=10:duration=2 -f lavfi
      -i sine=frequency=440:duration=2:sample_rate=8000 -c:v libx264 -profile:v baseline -pix_fmt yuv420p
      -g 5 -x264-params sei=0 -crf 38 -c:a aac -b:a 8k -metadata location=+23.7806+090.4074/
      -metadata creation_time=2026-01-01T00:00:00Z clip.mp4
"""

import struct
from pathlib import Path
from typing import NamedTuple

BAIT = b"+23.7806+090.4074/"
CLIP = (Path(__file__).parent / "clip.mp4").read_bytes()

UPRIGHT = (1, 0, 0, 1)
TURNED = (0, 1, -1, 0)
MADE_AT = 0xE3A1B2C3
"""Seconds since 1904, as a phone writes them."""

HANDLERS = {"video": b"vide", "sound": b"soun", "place": b"meta", "clock": b"tmcd"}


class Track(NamedTuple):
    """A track before it is written: handler, sample entries, chunks (lists of samples), what else its trak holds."""

    handler: bytes
    entries: bytes
    chunks: list[list[bytes]]
    extra: bytes = b""
    size: tuple[int, int] = (0, 0)
    turn: tuple[int, int, int, int] = UPRIGHT
    name: bytes = b"Core Media " + BAIT
    seconds: float = 2


def box(kind: bytes, *parts: bytes, long: bool = False) -> bytes:
    """Return a box; `long` writes its size in 64 bits."""
    body = b"".join(parts)
    if long:
        return struct.pack(">I4sQ", 1, kind, len(body) + 16) + body
    return struct.pack(">I4s", len(body) + 8, kind) + body


def numbers(*values: int) -> bytes:
    return struct.pack(f">{len(values)}I", *values)


def video_entry(kind: bytes = b"avc1", extra: bytes = b"", name: bytes = BAIT) -> bytes:
    named = bytes([len(name)]) + name.ljust(31, b"\0")
    head = bytes(6) + struct.pack(
        ">HHH4s8xHHIIxxxxH", 1, 0, 0, b"appl", 64, 48, 72 << 16, 72 << 16, 1
    )
    return box(kind, head, named, struct.pack(">Hh", 24, -1), box(b"avcC", bytes(12)), extra)


def sound_entry(kind: bytes = b"mp4a", extra: bytes = b"", version: int = 0) -> bytes:
    head = bytes(6) + struct.pack(">HH6xHHHHI", 1, version, 1, 16, 0, 0, 8000 << 16)
    return box(kind, head, bytes({0: 0, 1: 16, 2: 36}[version]), box(b"esds", bytes(8)), extra)


def video(**changed) -> Track:
    """Return four pictures in two chunks."""
    chunks = [[b"P0" * 10, b"P1" * 9], [b"P2" * 12, b"P3" * 2]]
    return Track(**{
        "handler": b"vide", "entries": video_entry(), "chunks": chunks, "size": (64, 48), **changed
    })  # fmt: skip


def sound(**changed) -> Track:
    chunks = [[b"S0" * 3], [b"S1" * 3, b"S2" * 3]]
    return Track(**{"handler": b"soun", "entries": sound_entry(), "chunks": chunks, **changed})


def place(**changed) -> Track:
    """Return a track that says by the second where the phone was (Apple's `mebx`)."""
    return Track(**{
        "handler": b"meta", "entries": box(b"mebx", bytes(8), BAIT), "chunks": [[BAIT], [BAIT * 2]], **changed
    })  # fmt: skip


def header(kind: bytes, *, long: bool, scale: int, duration: int, rest: bytes) -> bytes:
    times = struct.pack(
        ">BxxxQQIQ" if long else ">BxxxIIII", long, MADE_AT, MADE_AT, scale, duration
    )
    return box(kind, times, rest)


def trak(track: Track, number: int, offsets: list[int], *, long: bool) -> bytes:
    a, b, c, d = (value * 65536 for value in track.turn)
    matrix = struct.pack(">9i", a, b, 0, c, d, 0, 0, 0, 1 << 30)
    tkhd = struct.pack(
        ">BxxBQQI4xQ" if long else ">BxxBIII4xI", long, 3, MADE_AT, MADE_AT, number, 2000
    )
    sizes = [len(sample) for chunk in track.chunks for sample in chunk]
    runs = [value for n, chunk in enumerate(track.chunks, 1) for value in (n, len(chunk), 1)]
    stbl = box(
        b"stbl",
        box(b"stsd", numbers(0, 1), track.entries),
        box(b"stts", numbers(0, 1, len(sizes), 500)),
        box(b"stsc", numbers(0, len(track.chunks), *runs)),
        box(b"stsz", numbers(0, 0, len(sizes), *sizes)),
        box(b"co64", numbers(0, len(offsets)), struct.pack(f">{len(offsets)}Q", *offsets))
        if long
        else box(b"stco", numbers(0, len(offsets), *offsets)),
        box(b"sgpd", numbers(0, 0)),
        box(b"sgpd", numbers(0, 1)),
    )
    dinf = box(b"dinf", box(b"dref", numbers(0, 1), box(b"alis", numbers(1), BAIT)))
    hdlr = box(b"hdlr", b"\0\0\0\0mhlr", track.handler, b"appl" + bytes(8), track.name)
    return box(
        b"trak",
        box(b"tkhd", tkhd, bytes(16), matrix, numbers(*(side << 16 for side in track.size))),
        box(b"edts", box(b"elst", numbers(0, 1, 2000, 0, 65536))),
        box(
            b"mdia",
            header(
                b"mdhd", long=long, scale=1000, duration=int(track.seconds * 1000), rest=bytes(4)
            ),
            hdlr,
            box(b"minf", box(b"vmhd", bytes(12)), hdlr, dinf, stbl, box(b"gmin", BAIT)),
        ),
        box(b"tref", box(b"cdsc", numbers(1)), BAIT),
        track.extra,
    )


def film(
    *tracks: Track, brand: bytes = b"isom", seconds: float = 2, in_moov: bytes = b"", before: bytes = b"",
    between: bytes = b"", after: bytes = b"", gap: bytes = b"", index_first: bool = False, long: bool = False,
) -> bytes:  # fmt: skip
    """Return a film of these tracks (a picture and a sound unless named), the index last unless `index_first`.

    `in_moov`, `before`, `between`, `after` are boxes there; `gap` lies in `mdat` before each chunk;
    `long` writes every size, time and offset in 64 bits.
    """
    tracks = tracks or (video(), sound())
    ftyp = box(b"ftyp", brand, numbers(512), brand, b"mp42")
    body, at = bytearray(), [[] for _ in tracks]
    for number in range(max(len(track.chunks) for track in tracks)):
        for track, offsets in zip(tracks, at, strict=True):
            if number < len(track.chunks):
                body += gap
                offsets.append(len(body))
                body += b"".join(track.chunks[number])
    mdat = box(b"mdat", bytes(body), gap, long=long)
    scale = 1000
    mvhd = header(b"mvhd", long=long, scale=scale, duration=int(seconds * scale), rest=bytes(80))

    def index(begin: int) -> bytes:
        traks = [
            trak(track, n, [begin + o for o in offsets], long=long)
            for n, (track, offsets) in enumerate(zip(tracks, at, strict=True), 1)
        ]
        return box(b"moov", mvhd, *traks, in_moov, long=long)

    to_mdat = len(ftyp + before) + (16 if long else 8)
    if index_first:
        moov = index(to_mdat + len(index(0)) + len(between))
        return ftyp + before + moov + between + mdat + after
    return ftyp + before + mdat + between + index(to_mdat) + after


def boxes_of(data: bytes, *path: bytes) -> list[bytes]:
    """Return what is in the boxes at a path, read without the code under test; `stsd` and `dref` are not walked."""
    if not path:
        return [data]
    found, at = [], 0
    while at + 8 <= len(data):
        size, kind = struct.unpack_from(">I4s", data, at)
        head = 8
        if size == 1:
            (size,) = struct.unpack_from(">Q", data, at + 8)
            head = 16
        if size < head:
            break
        if kind == path[0]:
            found += boxes_of(data[at + head : at + size], *path[1:])
        at += size
    return found


def samples_of(data: bytes) -> list[bytes]:
    """Return the bytes of each track's chunks, one after another, found by the file's own tables."""
    found = []
    for mdia in boxes_of(data, b"moov", b"trak", b"mdia"):
        (stbl,) = boxes_of(mdia, b"minf", b"stbl")
        (stsz,), (stsc,) = boxes_of(stbl, b"stsz"), boxes_of(stbl, b"stsc")
        wide = boxes_of(stbl, b"co64")
        table, code, size = (
            (wide or boxes_of(stbl, b"stco"))[0],
            "Q" if wide else "I",
            8 if wide else 4,
        )
        offsets = struct.unpack_from(f">{(len(table) - 8) // size}{code}", table, 8)
        sizes = list(struct.unpack_from(f">{(len(stsz) - 12) // 4}I", stsz, 12))
        runs = struct.unpack_from(f">{(len(stsc) - 8) // 4}I", stsc, 8)
        whole = b""
        for number, offset in enumerate(offsets, 1):
            count = next(
                c for f, c in reversed(list(zip(runs[::3], runs[1::3], strict=True))) if f <= number
            )
            length, sizes = sum(sizes[:count]), sizes[count:]
            whole += data[offset : offset + length]
        found.append(whole)
    return found
