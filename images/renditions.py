"""Smaller files of a picture for phones and cards: a fixed list of widths, made once by the worker."""

import logging
import re
from io import BytesIO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.tasks import task
from PIL import ExifTags, Image, ImageOps

from images.models import Picture

logger = logging.getLogger(__name__)

WIDTHS = (320, 640, 960)
"""In pixels. The original serves screens that want more."""

QUALITY = 66
ENOUGH = 2 * WIDTHS[-1]
"""Pixels of the shorter side from which every width is made as well as from the original."""
STRIP = 64
TURNED = {5, 6, 7, 8}
"""Values of Exif's Orientation that lay a picture on its side."""
_rendition = re.compile(r"^(?P<original>.+)\.(?:320|640|960)\.webp$")


def name_of(original: str, width: int) -> str:
    """Return the storage name of one rendition."""
    return f"{original}.{width}.webp"


def original_of(name: str) -> str:
    """Return the name of the picture a file belongs to: a rendition's original, or the name itself."""
    found = _rendition.match(name)
    return found["original"] if found else name


def srcset(original: str, width: int) -> str:
    """Return the value of `srcset` for a picture whose renditions are made."""
    files = [(name_of(original, w), w) for w in WIDTHS if w < width]
    return ", ".join(f"/media/{name} {w}w" for name, w in [*files, (original, width)])


def make(picture: Picture) -> None:
    """Write the renditions that are narrower than the picture and mark it; running again is harmless.

    Nothing of the file's metadata is carried over, so no place of a photographer's phone is.
    """
    original = picture.file.name
    with default_storage.open(original) as file, Image.open(file) as opened:
        is_turned = opened.getexif().get(ExifTags.Base.Orientation, 1) in TURNED
        size = opened.size[::-1] if is_turned else opened.size
        image = _reduced(opened)
    for width in WIDTHS:
        if width < size[0]:
            _write(name_of(original, width), _narrowed(image, width, size))
    Picture.objects.filter(pk=picture.pk, file=original).update(has_renditions=True)


def _reduced(image: Image.Image) -> Image.Image:
    """Return the picture upright, in colours that WebP knows, and not much larger than the widest rendition.

    A picture of 50 million pixels takes 200 MB unpacked: a JPEG is unpacked small, others are
    reduced strip by strip, for no second copy of all of it.
    """
    image.draft("RGB", (ENOUGH, ENOUGH))
    mode = "RGBA" if image.has_transparency_data else "RGB"
    factor = max(1, min(image.size) // ENOUGH)
    small = Image.new(mode, (-(-image.width // factor), -(-image.height // factor)))
    for top in range(0, image.height, factor * STRIP):
        strip = image.crop((0, top, image.width, min(image.height, top + factor * STRIP)))
        small.paste(strip.convert(mode).reduce(factor), (0, top // factor))
    small.getexif()[ExifTags.Base.Orientation] = image.getexif().get(ExifTags.Base.Orientation, 1)
    return ImageOps.exif_transpose(small)


def _narrowed(image: Image.Image, width: int, size: tuple[int, int]) -> bytes:
    height = max(1, round(size[1] * width / size[0]))
    file = BytesIO()
    image.resize((width, height), Image.Resampling.LANCZOS).save(file, "WEBP", quality=QUALITY)
    return file.getvalue()


def _write(name: str, content: bytes) -> None:
    default_storage.delete(name)  # what a run that was killed left behind
    default_storage.save(name, ContentFile(content))


def delete(original: str) -> None:
    """Delete the renditions of a file that is gone."""
    for width in WIDTHS:
        default_storage.delete(name_of(original, width))


def ask_for(picture: Picture) -> None:
    """Have the worker make the renditions of a new or changed file, once its row is committed."""
    Picture.objects.filter(pk=picture.pk).update(has_renditions=False)
    transaction.on_commit(lambda: make_renditions.enqueue(picture.pk))


@task
def make_renditions(pk: int) -> None:
    """Make a picture's renditions; a picture deleted meanwhile needs none."""
    picture = Picture.objects.filter(pk=pk).first()
    if picture is None:
        logger.info("Picture %s is gone; nothing to make", pk)
        return
    make(picture)
