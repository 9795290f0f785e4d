"""The demo's pictures: drawn when the demo is loaded, stored like any upload."""

import hashlib
from collections.abc import Iterable
from io import BytesIO

from django.core.files.storage import default_storage

from images import renditions, storing
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
    """Stores the drawings; `clean_up` takes the originals away again when loading fails."""

    def __init__(self, drawn: dict[str, bytes]) -> None:
        self.drawn = drawn
        self.stored: list[str] = []

    def hang(self, key: str, *, alt: str, caption: str, by) -> Picture:
        """Return a new picture with the words of the first story that uses it."""
        jpeg = self.drawn[key]
        name = name_of(key, jpeg)
        storing.put(name, jpeg)  # in place of what a run that was killed left behind
        self.stored.append(name)
        picture = Picture.objects.create(
            file=name, alt=alt, caption=caption, credit=CREDIT, added_by=by
        )
        renditions.add(picture)
        return picture

    def clean_up(self) -> None:
        """Delete the originals stored so far; what was made of them is swept away (images/sweeping.py)."""
        for name in self.stored:
            default_storage.delete(name)
