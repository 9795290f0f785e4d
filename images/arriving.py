"""Makes of a whole file what the library keeps of it: files first, which takes long, then the rows, which is quick."""

import io
import shutil
import tempfile
import uuid
from bisect import bisect_right
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, Final, NamedTuple

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.functional import Promise

from images import metadata, mp4, pieces, renditions, storing, turns, video
from images.judging import KINDS, BadPicture, judge
from images.models import Picture, Video
from images.names import video_name
from images.sweeping import hold

IN_MEMORY: Final = 1024 * 1024
"""Bytes of a file that is put together; a larger one lies on the disk."""


class Ready(NamedTuple):
    """A picture, and the video that it stands for, whose files are stored and whose rows are not."""

    picture: Picture
    film: Video | None = None

    @property
    def served(self) -> list[str]:
        """The names of the files that have to be there when the rows are."""
        first = renditions.first_names(self.picture)
        return [*first, video_name(self.film.key)] if self.film else first


class Lost(FileNotFoundError):
    """A piece that should be in the storage is not."""


class BadPoster(Exception):
    """A video is good, and what should stand for it is missing or no picture; `message` is for the sender."""

    def __init__(self, message: Promise | str) -> None:
        self.message = message
        super().__init__(str(message))


def make_ready(
    pk: uuid.UUID, size: int, poster: Any, original: str, fields: dict[str, Any]
) -> Ready:
    """Judge a whole upload and store all that is made of it at once; nobody reads that before the rows are there.

    `size` is bytes, `original` the name of the original in the storage, without its ending. A video
    is read where its pieces lie, and looked at before its poster: nothing is put together for it.
    Raises BadVideo, BadPicture, BadPoster, Lost, and what the disk raises: what is stored then stays.
    """
    with io.BufferedReader(_InPieces(pk, size)) as file:
        if video.is_video(file.peek(video.ENOUGH_BYTES)):
            return _film(file, poster, original, fields)
        with _put_together(file) as whole:
            picture = Picture(file=original + KINDS[judge(whole)], **fields)
            metadata.fill(picture, whole)
            _store(picture, whole)
        return Ready(picture)


def _put_together(file: BinaryIO) -> File:
    """Return a file of its own, which goes when it is closed or the process ends."""
    whole = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY, dir=turns.folder())  # noqa: SIM115
    try:
        shutil.copyfileobj(file, whole)
    except BaseException:
        whole.close()
        raise
    whole.seek(0)
    return File(whole)


def _film(file: BinaryIO, poster: Any, original: str, fields: dict[str, Any]) -> Ready:
    facts = video.judge(file)
    picture = Picture(file=original + _ending_of(poster), **fields)
    key, size = video.key_and_size(file)
    storing.put(video_name(key), mp4.without_metadata(file))
    _store(picture, poster, of_video=key)
    seconds = max(1, round(facts.seconds))
    film = Video(key=key, size=size, width=facts.width, height=facts.height, seconds=seconds)
    return Ready(picture, film)


def _ending_of(poster: Any) -> str:
    if poster is None:
        raise BadPoster(video.MESSAGES["no_poster"])
    try:
        return KINDS[judge(poster)]
    except BadPicture as bad:
        raise BadPoster(bad.message) from bad


def _store(picture: Picture, file: File, of_video: str = "") -> None:
    storing.put(picture.file.name, file.chunks())
    renditions.write_first(picture, file, of_video=of_video)


def save(ready: Ready) -> Picture:
    """Save the rows of what is ready, and return the picture. Call inside a transaction.

    Raises turns.Busy if the sweep took a file away as it was written anew (images/sweeping.py).
    """
    picture, film = ready
    if film is not None:
        hold(film.key)
    hold(picture.key)
    if not all(map(default_storage.exists, ready.served)):
        raise turns.Busy
    picture.save()
    if film is not None:
        film.poster = picture
        film.save()
    transaction.on_commit(lambda: renditions.make_renditions.enqueue(picture.pk))
    return picture


class _InPieces(io.RawIOBase):
    """An upload's pieces as one file, each read when it is asked for and the last one kept. Raises Lost."""

    def __init__(self, pk: uuid.UUID, size: int) -> None:
        super().__init__()
        self.folder, self.size, self.at = f"{pieces.FOLDER}{pk}/", size, 0
        self.start, self.piece = 0, b""
        self.starts = list(self._starts())

    def _starts(self) -> Iterator[int]:
        """Give where each piece begins: where the one before it ends; other pieces are of no account."""
        start = 0
        while start < self.size:
            yield start
            start += self._asked(default_storage.size, start)

    def _asked[T](self, ask: Callable[[str], T], start: int) -> T:
        """Return what the storage says of a piece, or has in it."""
        name = f"{self.folder}{start}"
        try:
            found = ask(name)
        except FileNotFoundError as error:
            raise Lost(name) from error
        if not found:
            raise Lost(name)
        return found

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        begins = {io.SEEK_SET: 0, io.SEEK_CUR: self.at, io.SEEK_END: self.size}
        self.at = max(0, begins[whence] + offset)
        return self.at

    def readinto(self, buffer: Any) -> int:
        if self.at >= self.size:
            return 0
        start = self.starts[bisect_right(self.starts, self.at) - 1]
        if start != self.start or not self.piece:
            self.start, self.piece = start, self._asked(_content, start)
        some = memoryview(self.piece)[self.at - start :][: len(buffer)]
        if not some:
            raise Lost(f"{self.folder}{start}")
        buffer[: len(some)] = some
        self.at += len(some)
        return len(some)


def _content(name: str) -> bytes:
    with default_storage.open(name) as stored:
        return stored.read(pieces.MAX_PIECE)
