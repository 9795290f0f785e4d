"""The files of a picture that are served: a fixed list of widths as WebP and JPEG, AVIF after; originals never are.

A rendition is named by its original's content, so a name never changes its bytes and caches keep
it for a year. The first two files are made while the upload is answered, for the desk and for a
story published at once; the worker makes the others. What no row has any more is swept away
(images/sweeping.py).
"""

import hashlib
import logging
from functools import partial
from io import BytesIO
from typing import Any

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.tasks import task
from PIL import ExifTags, Image, ImageOps

from images.judging import one_at_a_time
from images.models import Picture
from images.names import (
    FALLBACK,
    KEY_LENGTH,
    WIDTHS,
    fallback_width,
    name_of,
    thumb_width,
    widths_of,
)
from images.signals import picture_changed
from images.storing import put
from images.sweeping import hold

logger = logging.getLogger(__name__)

QUALITY: dict[str, dict[str, Any]] = {
    "webp": {"format": "WEBP", "quality": 66, "method": 4},
    "jpg": {"format": "JPEG", "quality": 76, "progressive": True, "optimize": True},
    "avif": {"format": "AVIF", "quality": 50, "speed": 7, "max_threads": 2},
}
"""Ending of the file → how Pillow writes it; judged by eye at 2×."""

RECIPE = b"1"
"""Part of every key. Another list of widths or qualities is another recipe: a kept name keeps its bytes."""

STRIP = 64
"""Rows taken at a time when a large picture is reduced: no second copy of all of it."""

TURNED = {5, 6, 7, 8}
"""Values of Exif's Orientation that lay a picture on its side."""

DEEP_MODES = {"I", "F", "I;16", "I;16B", "I;16L"}


def add(picture: Picture) -> None:
    """Give a new or changed file its key, its colour and its first two files; have the worker make the rest.

    The key is held to the end of the transaction (images/sweeping.py). Raises what `write_first` raises.
    """
    with default_storage.open(picture.file.name) as file:
        write_first(picture, file, of_video=_video_key(picture))
        with transaction.atomic():
            hold(picture.key)
            if not all(map(default_storage.exists, first_names(picture))):
                write_first(picture, file, of_video=_video_key(picture))  # they were swept away
            picture.save(update_fields=["key", "colour", "made", "width", "height"])
            transaction.on_commit(lambda: make_renditions.enqueue(picture.pk))


def write_first(picture: Picture, file: File, of_video: str = "") -> None:
    """Give a picture the key, the size, the colour and the first two files that its original makes; save no row.

    Both are written whether they are there or not: their time says that they are wanted. Raises what
    Pillow raises for a file that cannot be read to its end, and nothing is written then.
    """
    with one_at_a_time:
        picture.key = key_of_file(file, of_video=of_video)
        image, (picture.width, picture.height) = _opened(file, FALLBACK)
    picture.colour = _colour_of(image)
    picture.made = Picture.Made.FIRST
    _write(picture, image, thumb_width(picture.width), "webp")
    _write(picture, image, fallback_width(picture.width), "jpg")


def first_names(picture: Picture) -> list[str]:
    """Return the storage names of the two files that `write_first` wrote."""
    return [
        name_of(picture.key, thumb_width(picture.width), "webp"),
        name_of(picture.key, fallback_width(picture.width), "jpg"),
    ]


def make(picture: Picture) -> None:
    """Write WebP and JPEG of every width and mark the picture; running again is harmless.

    Nothing of the original's metadata is carried over, so no place of a photographer's phone is.
    """
    with default_storage.open(picture.file.name) as file:
        image, _size = _opened(file, WIDTHS[-1])
    for kind in ("webp", "jpg"):
        _write_missing(picture, image, kind)
    _mark(picture, Picture.Made.BOTH)


def make_smaller(picture: Picture) -> None:
    """Write AVIF of every width and mark the picture: the smallest files, ten times as slow to make."""
    with default_storage.open(picture.file.name) as file:
        image, _size = _opened(file, WIDTHS[-1])
    _write_missing(picture, image, "avif")
    _mark(picture, Picture.Made.ALL)


def _mark(picture: Picture, made: str) -> None:
    # A file that was replaced meanwhile has another key, and a task of its own.
    is_current = Picture.objects.filter(pk=picture.pk, key=picture.key).update(made=made)
    picture.made = made
    if is_current:
        transaction.on_commit(partial(picture_changed.send, sender=Picture, picture=picture))


def _video_key(picture: Picture) -> str:
    video = getattr(picture, "video", None)
    return video.key if video else ""


def key_of_file(file: File, of_video: str = "") -> str:
    """Return the key of a picture that is this file; `of_video` is the key of the video that it stands for.

    Two films that begin with the same picture have posters of different keys: readers who may see
    one are not shown the other, which may wait for its hour.
    """
    digest = hashlib.sha256(RECIPE + of_video.encode())
    for chunk in file.chunks():
        digest.update(chunk)
    return digest.hexdigest()[:KEY_LENGTH]


def _opened(file: File, enough: int) -> tuple[Image.Image, tuple[int, int]]:
    """Return the picture upright, in 8-bit colours, not much larger than `enough` pixels wide, and its true size."""
    file.seek(0)
    with Image.open(file) as opened:
        turn = opened.getexif().get(ExifTags.Base.Orientation, 1)
        size = opened.size[::-1] if turn in TURNED else opened.size
        return _upright(_reduced(opened, enough), turn), size


def _reduced(opened: Image.Image, enough: int) -> Image.Image:
    """Unpack a JPEG small, reduce others strip by strip: 24 million pixels take 70 to 100 MB whole."""
    opened.draft("RGB", (enough, enough))
    if opened.mode in DEEP_MODES:
        return _eight_bits(opened)
    mode = "RGBA" if opened.has_transparency_data else "RGB"
    factor = max(1, min(opened.size) // enough)
    small = Image.new(mode, (-(-opened.width // factor), -(-opened.height // factor)))
    for top in range(0, opened.height, factor * STRIP):
        strip = opened.crop((0, top, opened.width, min(opened.height, top + factor * STRIP)))
        small.paste(strip.convert(mode).reduce(factor), (0, top // factor))
    return small


def _eight_bits(opened: Image.Image) -> Image.Image:
    """Return a picture of 16 bits a point in 8: Pillow's own conversion cuts all above 255 to white."""
    return opened.convert("I").point(lambda value: value / 256).convert("L").convert("RGB")


def _upright(image: Image.Image, turn: int) -> Image.Image:
    image.getexif()[ExifTags.Base.Orientation] = turn
    return ImageOps.exif_transpose(image)


def _colour_of(image: Image.Image) -> str:
    """Return the picture's mean colour as #rrggbb: what stands in its place until it comes."""
    red, green, blue = _opaque(image).resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))
    return f"#{red:02x}{green:02x}{blue:02x}"


def _opaque(image: Image.Image) -> Image.Image:
    if image.mode != "RGBA":
        return image
    paper = Image.new("RGB", image.size, "white")
    paper.paste(image, mask=image.getchannel("A"))
    return paper


def _write_missing(picture: Picture, image: Image.Image, kind: str) -> None:
    """Write those that are not there; those that are, are whole, whoever made them (images/storing.py)."""
    for width in widths_of(picture.width):
        if not default_storage.exists(name_of(picture.key, width, kind)):
            _write(picture, image, width, kind)


def _write(picture: Picture, image: Image.Image, width: int, kind: str) -> None:
    source = _opaque(image) if kind == "jpg" else image
    height = max(1, round(picture.height * width / picture.width))
    file = BytesIO()
    source.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0).save(
        file, **QUALITY[kind]
    )
    put(name_of(picture.key, width, kind), file.getvalue())


@task
def make_renditions(pk: int) -> None:
    """Make a picture's WebP and JPEG files; a picture deleted meanwhile needs none."""
    picture = _still_there(pk)
    if picture is not None:
        make(picture)
        make_smallest.enqueue(pk)


@task(priority=-10)
def make_smallest(pk: int) -> None:
    """Make a picture's AVIF files, after whatever else waits."""
    picture = _still_there(pk)
    if picture is not None:
        make_smaller(picture)


def _still_there(pk: int) -> Picture | None:
    picture = Picture.objects.filter(pk=pk).first()
    if picture is None:
        logger.info("Picture %s is gone; nothing to make", pk)
    return picture
