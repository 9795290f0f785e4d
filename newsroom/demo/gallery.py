"""The demo's pictures: drawn when the demo is loaded, stored like any upload."""

import hashlib
from collections.abc import Iterable
from io import BytesIO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from images import renditions
from images.models import Picture
from newsroom.demo import pictures
from newsroom.demo.cast import CREDIT


def draw(keys: Iterable[str]) -> dict[str, bytes]:
    """Return each picture as a JPEG; about 60 ms of one processor a picture."""
    drawn = {}
    for key in keys:
        file = BytesIO()
        pictures.draw(key).save(file, "JPEG", quality=82, progressive=True, optimize=True)
        drawn[key] = file.getvalue()
    return drawn


def name_of(key: str, jpeg: bytes) -> str:
    """Return the file's name: the same drawing keeps its name, another one gets another."""
    return f"originals/demo/{key}-{hashlib.sha256(jpeg).hexdigest()[:8]}.jpg"


class Gallery:
    """Stores the drawings; `clean_up` takes every file away again when loading fails."""

    def __init__(self, drawn: dict[str, bytes]) -> None:
        self.drawn = drawn
        self.stored: list[str] = []
        self.keys: list[str] = []

    def hang(self, key: str, *, alt: str, caption: str, by) -> Picture:
        """Return a new picture with the words of the first story that uses it."""
        jpeg = self.drawn[key]
        name = name_of(key, jpeg)
        default_storage.delete(name)  # what a run that was killed left behind
        name = default_storage.save(name, ContentFile(jpeg))
        self.stored.append(name)
        picture = Picture.objects.create(
            file=name, alt=alt, caption=caption, credit=CREDIT, added_by=by
        )
        renditions.add(picture)
        self.keys.append(picture.key)
        return picture

    def clean_up(self) -> None:
        """Delete the files stored so far."""
        for name in self.stored:
            default_storage.delete(name)
        for key in self.keys:
            renditions.delete(key)
