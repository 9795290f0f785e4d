"""Pictures for tests: real files that went the way of every upload."""

from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from PIL import Image

from images import renditions
from images.models import Picture


def file_of(
    size: tuple[int, int] = (1200, 800), mode: str = "RGB", kind: str = "JPEG", **options: Any
) -> bytes:
    """Return the bytes of a picture of one shade."""
    stream = BytesIO()
    Image.new(mode, size, 90).save(stream, kind, **options)
    return stream.getvalue()


def picture(content: bytes | None = None, **values: Any) -> Picture:
    """Return a picture of the library as it is when its upload was answered."""
    stored = Picture.objects.create(
        **{
            "file": ContentFile(content or file_of(), name="a.jpg"),
            "alt": "জেটিতে কনটেইনার",
            **values,
        }
    )
    renditions.add(stored)
    return stored
