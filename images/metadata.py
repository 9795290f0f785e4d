"""Reads the words that a photographer or an agency wrote into a picture's file: caption, credit, agency."""

import logging
import re
import warnings
from collections.abc import Callable
from typing import Any, BinaryIO, Final, NamedTuple

from PIL import ExifTags, Image, IptcImagePlugin

from bangla.text import graphemes
from images.judging import MAX_BYTES, BadPicture, opened
from images.models import Picture
from paper.fields import clean_line

logger = logging.getLogger(__name__)

LENGTHS: Final = {
    name: Picture._meta.get_field(name).max_length
    for name in ("caption", "credit", "agency", "alt")
}
"""Characters that the library's fields hold."""

FILLED: Final = ("caption", "credit", "agency")
"""Fields of a picture that are taken from its file where the person left them empty."""

MAX_VALUE: Final = 16 * 1024
"""Bytes read of one value; the longest field of IIM, the caption, has 2,000."""

MAX_VALUES: Final = 10
"""Of a field that may be repeated, such as the by-line."""

# IPTC-NAA Information Interchange Model 4.2, records 1 and 2.
CHARACTER_SET = (1, 90)
BYLINE, CREDIT, SOURCE, COPYRIGHT, CAPTION = (2, 80), (2, 110), (2, 115), (2, 116), (2, 120)

UTF_8: Final = b"\x1b%G"
"""ISO 2022's name of UTF-8, as dataset 1:90 gives it."""

JUNK: Final = re.compile(
    r"olympus digital camera|samsung camera pictures?|(?:sony|kodak|minolta|konica minolta)? ?dsc|"
    r"digital (?:still )?camera|untitled(?:[-_ ]?\d+)?|"
    r"(?:dcim|dsc[nf_]?|img|pxl|_mg|mvimg|vid|p)[-_ \\/]?[\d_-]++[^ ]*+|dcim\S*+|"
    r"(?:default|unknown|none|null|n/a|picasa|screenshot|image|photo)",
    re.IGNORECASE,
)
"""What cameras and programs write where a person would have written."""

Headers = dict[Any, Any]


class Words(NamedTuple):
    """What the file says of itself, each one clean line; "" where it says nothing."""

    caption: str = ""
    credit: str = ""
    agency: str = ""
    alt: str = ""


def fill(picture: Picture, file: BinaryIO | Any) -> list[str]:
    """Fill what was left empty from what photographer or agency wrote into the file; return the fields' names.

    The row is not saved. What the file may raise is what `read` says.
    """
    found = read(file)
    names = [name for name in FILLED if getattr(found, name) and not getattr(picture, name)]
    for name in names:
        setattr(picture, name, getattr(found, name))
    return names


def read(file: BinaryIO | Any) -> Words:
    """Return the words in a picture's IPTC-IIM and Exif headers; IPTC wins, as agencies write it.

    `credit` is the by-line, else the artist, else whose copyright it is; `agency` is Credit, else
    Source. Both standards have no description for readers who cannot see: `alt` is Exif's title
    where it says something else than the caption. A file whose headers are broken has no words.
    Reads at most MAX_BYTES + 1 bytes, unpacks nothing, leaves the file at its start; an OSError
    of the disk passes.
    """
    file.seek(0)
    data = file.read(MAX_BYTES + 1)
    file.seek(0)
    if len(data) > MAX_BYTES:
        return Words()
    try:
        image = opened(data)
    except BadPicture as bad:
        logger.info("No words are read from a bad picture: %s", bad.code)
        return Words()
    return _chosen(_kept(_iptc_of, image), _kept(_exif_of, image))


def _kept(headers: Callable[[Image.Image], Headers], image: Image.Image) -> Headers:
    """Return the headers' texts by tag, none if they are broken: Pillow raises many kinds."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return headers(image)
        except Exception as error:
            logger.info("A picture's words are broken: %s", type(error).__name__)
            return {}


def _iptc_of(image: Image.Image) -> Headers:
    found = IptcImagePlugin.getiptcinfo(image) or {}
    is_utf_8 = _values(found.get(CHARACTER_SET))[:1] == [UTF_8]
    return {
        tag: ", ".join(
            filter(None, (_line(_decoded(value, is_utf_8)) for value in _values(found.get(tag))))
        )
        for tag in (BYLINE, CREDIT, SOURCE, COPYRIGHT, CAPTION)
    }


def _exif_of(image: Image.Image) -> Headers:
    found = image.getexif()
    tag = ExifTags.Base
    eight = {key: _line(_eight_bits(found.get(key))) for key in (
        tag.ImageDescription, tag.Artist, tag.Copyright
    )}  # fmt: skip
    sixteen = {key: _line(_sixteen_bits(found.get(key))) for key in (tag.XPTitle, tag.XPComment)}
    return {**eight, **sixteen}


def _values(value: bytes | list[bytes] | None) -> list[bytes]:
    values = value if isinstance(value, list) else [value] if value else []
    return [one[:MAX_VALUE] for one in values[:MAX_VALUES]]


def _decoded(value: bytes, is_utf_8: bool = False) -> str:
    """Return text: UTF-8 where the file says so or the bytes allow it, else Windows' Latin."""
    value = value.rstrip(b"\0 ")
    try:
        return value.decode()
    except UnicodeDecodeError as error:
        # Fields of IIM end at a number of bytes, within a letter of Bangla too.
        if is_utf_8 or not value[: error.start].isascii():
            return value.decode("utf-8", "ignore")
    return value.decode("cp1252", "ignore")


def _eight_bits(value: Any) -> str:
    """Return a text of Exif, which Pillow takes for Latin 1 and cameras write in UTF-8."""
    if isinstance(value, str):
        value = value[:MAX_VALUE].encode("latin-1", "ignore")
    return _decoded(value[:MAX_VALUE]) if isinstance(value, bytes) else ""


def _sixteen_bits(value: Any) -> str:
    """Return a text of Windows' Explorer, bytes of UTF-16LE."""
    if isinstance(value, tuple):
        value = bytes(value[:MAX_VALUE])
    return value[:MAX_VALUE].decode("utf-16-le", "ignore") if isinstance(value, bytes) else ""


def _line(text: str) -> str:
    """Return one clean line, "" for what a camera wrote."""
    line = clean_line(text.partition("\0")[0])
    return "" if JUNK.fullmatch(line) else line


def _chosen(iptc: Headers, exif: Headers) -> Words:
    tag = ExifTags.Base

    def first(*texts: str | None) -> str:
        return next(filter(None, texts), "")

    title = exif.get(tag.XPTitle, "")
    caption = first(
        iptc.get(CAPTION), exif.get(tag.ImageDescription), exif.get(tag.XPComment), title
    )
    words = Words(
        caption,
        first(iptc.get(BYLINE), exif.get(tag.Artist), iptc.get(COPYRIGHT), exif.get(tag.Copyright)),
        first(iptc.get(CREDIT), iptc.get(SOURCE)),
        "" if title == caption else title,
    )
    return Words(**{name: _cut(text, LENGTHS[name]) for name, text in words._asdict().items()})


def _cut(text: str, length: int) -> str:
    """Return at most `length` characters, whole words where there are any."""
    if len(text) <= length:
        return text
    head = ""
    for cluster in graphemes(text[:length]):  # never a part of what a reader sees as one letter
        if len(head + cluster) >= length:
            break
        head += cluster
    if not text.startswith(" ", len(head)) and " " in head:
        head = head.rpartition(" ")[0]
    return head.rstrip(" ,;:।–—-") + "…"
