"""Says whether a file is a picture that the paper can print, without unpacking more of it than that needs."""

import logging
import re
import struct
import threading
import warnings
from collections.abc import Iterator
from io import BytesIO
from typing import Any, BinaryIO, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from PIL import Image

logger = logging.getLogger(__name__)

KINDS: Final = {"JPEG": ".jpg", "PNG": ".png", "WEBP": ".webp", "GIF": ".gif"}
MAX_BYTES: Final = 15 * 1024 * 1024
MAX_PIXELS: Final = 50_000_000
MAX_WHOLE_PIXELS: Final = 25_000_000
"""For all but JPEG of one scan, which alone is unpacked small: the others take 4 to 8 bytes a pixel."""

MAX_SIDE: Final = 16_000
"""In pixels; WebP itself ends at 16,383."""

MAX_SCANS: Final = 40
"""Of a JPEG. Progressive ones have about ten; each costs a pass over the whole picture."""

MAX_PARTS: Final = 20_000
"""Segments or chunks of a file. PNG of 15 MB in the usual pieces of 8 KB has 2,000."""

MAX_SEGMENTS: Final = 2_000
"""Of a JPEG, whose segments hold up to 64 KB."""

MAX_GIF_BLOCKS: Final = 120_000
"""GIF of 15 MB in full blocks of 255 bytes has 62,000."""

GIF_PICTURE, GIF_EXTENSION, GIF_END = 0x2C, 0x21, 0x3B

MAX_PACKED_TEXTS: Final = 16
"""zTXt and iTXt of a PNG; Pillow unpacks up to 1 MB of each."""

MAX_EXIF_VALUES: Final = 1024 * 1024
"""Bytes of all values of Exif's first directory together: they may overlap, and Pillow copies each."""

ENOUGH: Final = (960, 960)
"""A JPEG is unpacked at the smallest eighth, quarter or half that is no smaller than this, in pixels."""

MESSAGES: Final[dict[str, Promise]] = {
    "invalid_image": _(
        "This is no picture that can be printed. Send a JPEG, PNG, WebP or GIF file."
    ),
    "too_heavy": _("The file is larger than 15 MB. Save it smaller and send it again."),
    "too_large": _(
        "The picture has more than 50 million pixels. Save it smaller and send it again."
    ),
    "too_long": _(
        "One side of the picture is longer than 16,000 pixels. Save it smaller and send it again."
    ),
    "too_large_whole": _(
        "A picture of this kind may have 25 million pixels. "
        "Save it smaller or as an ordinary JPEG and send it again."
    ),
    "moving": _("The picture moves. Send a still picture."),
    "broken": _("The file is damaged or was not sent to its end. Save it anew and send it again."),
    "phone": _(
        "HEIC and AVIF files cannot be printed. "
        "Set the phone's camera to “Most compatible”, or send a JPEG."
    ),
    "document": _(
        "This is a page, a drawing or a document, whatever its name says. "
        "Send the picture itself as JPEG, PNG, WebP or GIF."
    ),
}

PHONE_BRANDS: Final = {
    b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"hevm", b"hevs", b"mif1", b"msf1",
    b"avif", b"avis",
}  # fmt: skip
"""Brands of ISO 23008-12 (HEIF) and of AV1 Image File Format in the box `ftyp`."""

EXIF_UNITS: Final = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8}
"""Type of a value → its bytes (TIFF 6.0, section 2)."""

_MARKER: Final = re.compile(rb"\xff[^\x00\x01\xd0-\xd8\xff]")
"""Markers that have a length; those without are passed over (ITU T.81, table B.1)."""

one_at_a_time = threading.Lock()
"""Held while a request unpacks a picture."""


class BadPicture(Exception):
    """A file that is refused; `code` is a key of MESSAGES, `message` is for the person who sent it."""

    def __init__(self, code: str, message: Promise | str | None = None) -> None:
        self.code = code
        self.message = MESSAGES[code] if message is None else message
        super().__init__(code)


def judge(file: BinaryIO | Any) -> str:
    """Return what the bytes are, a key of KINDS, if they are a whole still picture; its name is not asked.

    Reads from the start at most MAX_BYTES + 1 bytes and leaves the file at its start. One file at
    a time in a process is unpacked, so that many uploads do not fill the memory. Raises
    BadPicture; an OSError of the disk and a MemoryError are no fault of the picture and pass.
    """
    with one_at_a_time:
        data = _bytes_of(file)
        image = opened(data)
        _refuse_broken(image)
        _refuse_swollen_exif(_exif_of(image))
    return kind_of(data)


def opened(data: bytes) -> Image.Image:
    """Return the picture with its header read and its size and structure judged, nothing unpacked.

    Raises BadPicture.
    """
    kind = kind_of(data)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            scans = STRUCTURES[kind](data)
            image = Image.open(BytesIO(data), formats=[kind])
            # A JPEG with a second picture (a phone's depth or brightness) is still: MPO to Pillow.
            moves = kind != "JPEG" and getattr(image, "is_animated", False)
        except (BadPicture, MemoryError):
            raise
        except Image.DecompressionBombError:
            raise BadPicture("too_large") from None
        except Exception as error:  # Pillow raises many kinds for a broken file
            raise _broken(error) from error
    refuse_size(*image.size, whole=kind != "JPEG" or scans > 1)
    if moves:
        raise BadPicture("moving")
    _refuse_swollen_exif(_exif_of(image))
    return image


def kind_of(data: bytes) -> str:
    """Return the key of KINDS that the first bytes say. Raises BadPicture for everything else."""
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "WEBP"
    if data.startswith((b"GIF87a", b"GIF89a")):
        return "GIF"
    if data[4:8] == b"ftyp" and PHONE_BRANDS & _brands(data):
        raise BadPicture("phone")
    if data[:1024].removeprefix(b"\xef\xbb\xbf").lstrip().startswith((b"<", b"%PDF")):
        raise BadPicture("document")
    raise BadPicture("invalid_image")


def refuse_size(width: int, height: int, *, whole: bool) -> None:
    """Raise BadPicture for too many pixels or too long a side; `whole` says it cannot be unpacked small."""
    if width * height > MAX_PIXELS:
        raise BadPicture("too_large")
    if max(width, height) > MAX_SIDE:
        raise BadPicture("too_long")
    if whole and width * height > MAX_WHOLE_PIXELS:
        raise BadPicture("too_large_whole")


def _bytes_of(file: BinaryIO | Any) -> bytes:
    if (getattr(file, "size", None) or 0) > MAX_BYTES:
        raise BadPicture("too_heavy")
    file.seek(0)
    data: bytes = file.read(MAX_BYTES + 1)
    file.seek(0)
    if len(data) > MAX_BYTES:
        raise BadPicture("too_heavy")
    return data


def _brands(data: bytes) -> set[bytes]:
    end = min(int.from_bytes(data[:4]), 256)
    return {data[at : at + 4].lower() for at in range(8, end, 4)}


def _refuse_broken(image: Image.Image) -> None:
    """Unpack to the end: a file that was cut off has a whole header."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            image.draft("RGB", ENOUGH)
            image.load()
        except MemoryError:
            raise
        except Exception as error:
            raise _broken(error) from error


def _broken(error: Exception) -> BadPicture:
    logger.info("A picture is broken: %s", type(error).__name__)
    return BadPicture("broken")


# Before Pillow opens a file: what would cost it seconds or memory. Each returns the scans.


def _judge_jpeg(data: bytes) -> int:
    scans, exif = 0, []
    for number, (marker, start, end) in enumerate(segments(data)):
        scans += marker == 0xDA
        if number > MAX_SEGMENTS or scans > MAX_SCANS:
            raise BadPicture("broken")
        if marker == 0xE1 and data.startswith(b"Exif\0\0", start):
            exif.append(data[start + 6 : end])
    _refuse_swollen_exif(b"".join(exif))
    return scans


def segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Give marker, start and end of each segment of a JPEG up to the end of its first picture (ITU T.81, B.1)."""
    at, scanned = 2, False
    while found := _MARKER.search(data, at):
        marker, at = found[0][1], found.end()
        if marker != 0xD9:
            end = at + max(2, int.from_bytes(data[at : at + 2]))
            yield marker, at + 2, end
            at, scanned = end, scanned or marker == 0xDA
        elif scanned:
            return


def _judge_png(data: bytes) -> int:
    """Walk the chunks (W3C PNG, 5.3)."""
    refuse_size(*struct.unpack_from(">II", data, 16), whole=True)
    at, parts, texts = 8, 0, 0
    while at + 8 <= len(data):
        length, name = struct.unpack_from(">I4s", data, at)
        parts += 1
        texts += name in {b"zTXt", b"iTXt"}
        if parts > MAX_PARTS or texts > MAX_PACKED_TEXTS:
            raise BadPicture("broken")
        at += length + 12
    return 1


def _judge_webp(data: bytes) -> int:
    """Read the size from the first chunk (RFC 9649): the decoder takes memory for it at once."""
    match data[12:16]:
        case b"VP8X":
            width = 1 + int.from_bytes(data[24:27], "little")
            height = 1 + int.from_bytes(data[27:30], "little")
        case b"VP8L":
            bits = int.from_bytes(data[21:25], "little")
            width, height = 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
        case _:
            width = int.from_bytes(data[26:28], "little") & 0x3FFF
            height = int.from_bytes(data[28:30], "little") & 0x3FFF
    refuse_size(width, height, whole=True)
    return 1


def _judge_gif(data: bytes) -> int:
    """Walk the blocks up to a second picture (GIF89a, 18 to 27): a picture may be larger than the screen."""
    width, height, flags = struct.unpack_from("<HHB", data, 6)
    refuse_size(width, height, whole=True)
    at, pictures = 13 + _palette(flags), 0
    budget = iter(range(MAX_GIF_BLOCKS))
    for _step in budget:
        if at >= len(data) or data[at] == GIF_END:
            return 1
        if data[at] == GIF_PICTURE:
            pictures += 1
            if pictures > 1:
                raise BadPicture("moving")
            left, top, width, height, flags = struct.unpack_from("<HHHHB", data, at + 1)
            refuse_size(left + width, top + height, whole=True)
            at = _past_blocks(data, at + 11 + _palette(flags), budget)
        elif data[at] == GIF_EXTENSION:
            at = _past_blocks(data, at + 2, budget)
        else:
            at += 1
    raise BadPicture("broken")


def _past_blocks(data: bytes, at: int, budget: Iterator[int]) -> int:
    for _step in budget:
        if at >= len(data) or not data[at]:
            return at + 1
        at += 1 + data[at]
    raise BadPicture("broken")


def _palette(flags: int) -> int:
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


STRUCTURES: Final = {
    "JPEG": _judge_jpeg,
    "PNG": _judge_png,
    "WEBP": _judge_webp,
    "GIF": _judge_gif,
}


def _exif_of(image: Image.Image) -> bytes:
    """Return the bytes that Pillow would take for Exif, b"" if there are none."""
    found = image.info.get("exif")
    if found is None and "Raw profile type exif" in image.info:
        lines = str(image.info["Raw profile type exif"]).split("\n")
        try:
            found = bytes.fromhex("".join(lines[3:]))
        except ValueError:
            raise BadPicture("broken") from None
    return (found or b"").removeprefix(b"Exif\0\0")


def _refuse_swollen_exif(exif: bytes) -> None:
    """Raise BadPicture if the values of the first directory are together larger than any camera writes."""
    order = "<" if exif.startswith(b"II") else ">"
    try:
        (at,) = struct.unpack_from(f"{order}I", exif, 4)
        (count,) = struct.unpack_from(f"{order}H", exif, at)
    except struct.error:
        return
    total = 0
    for entry in range(at + 2, min(at + 2 + 12 * count, len(exif) - 11), 12):
        kind, values = struct.unpack_from(f"{order}HI", exif, entry + 2)
        size = EXIF_UNITS.get(kind, 1) * values
        total += size if size <= len(exif) else 0  # values past the end are not copied
    if total > MAX_EXIF_VALUES:
        raise BadPicture("broken")
