"""What tests of uploads share: who sends, real files, a whole upload in one call, what lies in the storage."""

import random
import time
from contextlib import suppress
from io import BytesIO
from typing import Any

from django.core.files.storage import InMemoryStorage, default_storage
from django.db import connection
from PIL import Image

from images import uploads
from images.models import Picture, Upload
from people.models import User
from people.roles import grant

HERE = "/admin/images/picture/uploads/"


class SlowStorage(InMemoryStorage):
    """Takes its time over every file that it stores, as a full disk or a far server does."""

    SECONDS = 0.4

    def _save(self, name: str, content: Any) -> str:
        time.sleep(self.SECONDS)
        return super()._save(name, content)

    def delete(self, name: str) -> None:
        with suppress(FileNotFoundError):
            super().delete(name)


def person(role: str = "reporter", name: str = "") -> User:
    """Return somebody of the paper, with a role."""
    user = User.objects.create_user(name or role)
    grant(user, role)
    return user


def photo(size: tuple[int, int] = (900, 600), seed: int = 1, **options: Any) -> bytes:
    """Return a JPEG full of noise, about as many bytes as it has points: no two seeds give the same file."""
    noise = random.Random(seed).randbytes(size[0] * size[1])
    stream = BytesIO()
    Image.frombytes("L", size, noise).convert("RGB").save(
        stream, "JPEG", **{"quality": 75, **options}
    )
    return stream.getvalue()


def png() -> bytes:
    """Return a small PNG."""
    stream = BytesIO()
    Image.new("RGB", (64, 48), "teal").save(stream, "PNG")
    return stream.getvalue()


def with_words(**exif: str) -> bytes:
    """Return a JPEG with words in its Exif, by tag: `caption` and `artist`."""
    tags = Image.Exif()
    for name, tag in {"caption": 0x010E, "artist": 0x013B}.items():
        if name in exif:
            tags[tag] = exif[name].encode()
    return photo((80, 60), exif=tags)


def begun(sender: Any, content: bytes, name: str = "a.jpg", mark: str = "a") -> Upload:
    return uploads.begin(sender, name, mark, len(content))


def sent(sender: Any, content: bytes, piece: int = 100_000, **names: str) -> Upload:
    """Return an upload whose bytes have all come, in pieces of so many bytes."""
    upload = begun(sender, content, **names)
    for at in range(upload.received, len(content), piece):
        upload = uploads.take(upload, at, content[at : at + piece])
    return upload


def added(sender: Any, content: bytes, **typed: str) -> Picture:
    """Return the picture that a file became."""
    return uploads.finish(sent(sender, content), typed=typed)


def stored(folder: str = "") -> list[str]:
    """Return the names of all files under a folder of the storage."""
    try:
        folders, names = default_storage.listdir(folder)
    except FileNotFoundError:
        return []
    start = f"{folder}/" if folder else ""
    inside = [name for one in folders for name in stored(start + one)]
    return sorted([start + name for name in names] + inside)


def read(name: str) -> bytes:
    """Return the bytes of a file of the storage."""
    with default_storage.open(name) as file:
        return file.read()


def content_of(picture: Picture) -> bytes:
    """Return the original of a picture."""
    return read(picture.file.name)


def database_url() -> str:
    """Return the DATABASE_URL of the test's database, for a process of its own."""
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{database['NAME']}"
    place = f"{database['USER']}@{database['HOST']}:{database['PORT']}"
    return f"postgresql://{place}/{database['NAME']}"
