"""Files on their way into the library: sent in pieces, resumed after a break, judged when whole."""

import datetime as dt
import hashlib
import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final

from django.contrib.auth import get_user_model
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bangla.digits import to_bangla
from images import metadata, pieces, renditions, video
from images.judging import KINDS, MESSAGES, BadPicture, judge, kind_of
from images.judging import MAX_BYTES as PICTURE_BYTES
from images.models import Folder, Picture, Upload
from images.video import BadVideo
from paper.fields import clean_line
from paper.log import record

logger = logging.getLogger(__name__)

MAX_BYTES: Final = max(PICTURE_BYTES, video.MAX_BYTES)

MAX_UNFINISHED: Final = 50
"""Of one person."""

HEAD: Final = 4096
"""Bytes that say what a file is."""

KEPT: Final = dt.timedelta(hours=24)
"""How long an upload waits for its next piece."""

NAME_LENGTH: Final = Upload._meta.get_field("name").max_length


class Refused(Exception):
    """What a person wants with an upload and does not get; `message` is for that person, `more` for the browser."""

    def __init__(self, message: Promise | str, **more: Any) -> None:
        self.message, self.more = message, more
        super().__init__(str(message))


class TooLarge(Refused):
    """More bytes than a file of the library, or than the file announced."""


class TooMany(Refused):
    """More files half sent than a person may leave lying."""


class OutOfStep(Refused):
    """A piece from elsewhere than where the file broke off, or an end before it: goes on at `received`."""

    def __init__(self, received: int) -> None:
        self.received = received
        sentence = _("The file goes on at another place. It is being sent from there.")
        super().__init__(sentence, received=received)


class NeedsPoster(Refused):
    """A video without a picture that can stand for it; what has come of the video is kept."""


class BadFile(Refused):
    """A file that is no picture and no video of the library; nothing of it is kept."""


def begin(sender: Any, name: str, mark: str, size: int) -> Upload:
    """Return the person's unfinished upload of the same mark and size, else a new one.

    `size` is bytes; `mark` is whatever the browser knows the file by. Raises TooLarge and TooMany.
    """
    if size > MAX_BYTES:
        number = to_bangla(MAX_BYTES // 1024 // 1024)
        sentence = _("The file is larger than %(number)s MB. Save it smaller and send it again.")
        raise TooLarge(sentence % {"number": number})
    mark = hashlib.sha256(mark.encode("utf-8", "surrogatepass")).hexdigest()
    with transaction.atomic():
        # One beginning at a time for a person: two tabs find the same row, and the count is true.
        get_user_model().objects.select_for_update(no_key=True).get(pk=sender.pk)
        unfinished = Upload.objects.filter(sender=sender, picture=None)
        upload = unfinished.filter(mark=mark, size=size).order_by("begun_at").last()
        if upload is not None:
            upload.save(update_fields=["touched_at"])
            return upload
        if unfinished.count() >= MAX_UNFINISHED:
            sentence = _(
                "%(number)s of your files are half sent. Choose them again to send the rest; "
                "what is left lying is thrown away after a day."
            )
            raise TooMany(sentence % {"number": to_bangla(MAX_UNFINISHED)})
        return Upload.objects.create(sender=sender, name=shown_name(name), mark=mark, size=size)


def shown_name(name: str) -> str:
    """Return a file's name as the desk prints it: one clean line, no folders; never a name in the storage."""
    return clean_line(name.replace("\\", "/").rpartition("/")[2])[:NAME_LENGTH].strip()


def take(upload: Upload, offset: int, piece: bytes) -> Upload:
    """Store the bytes that follow what has come so far, and return the upload as it stands then.

    Raises OutOfStep for any other offset (a piece sent again is one, and harmless), TooLarge,
    BadFile when the first bytes are of no picture and no video, and Upload.DoesNotExist when the
    upload was given up meanwhile. An OSError of the disk passes and leaves everything as it was.
    """
    if len(piece) > pieces.MAX_PIECE or offset + len(piece) > upload.size:
        raise TooLarge(_("More was sent than the file holds. Choose the file again."))
    if offset == 0 == upload.received:
        _refuse_early(upload, piece)
    with transaction.atomic():
        locked = Upload.objects.select_for_update().get(pk=upload.pk)
        if locked.picture_id or offset != locked.received or not piece:
            raise OutOfStep(locked.received)
        pieces.store(locked.pk, offset, piece)
        locked.received += len(piece)
        locked.save(update_fields=["received", "touched_at"])
    return locked


def _refuse_early(upload: Upload, first: bytes) -> None:
    """Raise BadFile, and forget the upload, for what its first bytes give away: nobody sends 15 MB for nothing."""
    if video.is_video(first) or len(first) < min(HEAD, upload.size):
        return
    code = "too_heavy" if upload.size > PICTURE_BYTES else ""
    try:
        kind_of(first)
    except BadPicture as bad:
        code = bad.code
    if code:
        forget(upload)
        raise BadFile(MESSAGES[code])


def finish(
    upload: Upload, *, typed: dict[str, str], folder: Folder | None = None, poster: Any = None
) -> Picture:
    """Make the picture of the library that the whole file is, and return it; asked again, return it again.

    `typed` holds the fields of the picture that a person wrote; caption, credit and agency left
    empty are read from the file. `poster` is a picture's file that stands for a video. Raises
    OutOfStep when bytes are missing, NeedsPoster, BadFile (the upload is forgotten then), and
    Upload.DoesNotExist when it was given up meanwhile. An OSError of the disk passes; the pieces stay.
    """
    if upload.picture is not None:
        return upload.picture
    if upload.received < upload.size:
        raise OutOfStep(upload.received)
    try:
        whole = _whole_of(upload)
    except FileNotFoundError as error:
        return _finished_elsewhere(upload, error)
    with whole as file:
        try:
            return _added(upload, file, poster, {**typed, "folder": folder})
        except BadPicture as bad:
            forget(upload)
            raise BadFile(bad.message) from bad


def _finished_elsewhere(upload: Upload, error: FileNotFoundError) -> Picture:
    """Return the picture that another window's finish made of the pieces; if they are lost, begin anew."""
    upload.refresh_from_db()
    if upload.picture is not None:
        return upload.picture
    logger.warning("Pieces of upload %s are lost: %s", upload.pk, error)
    Upload.objects.filter(pk=upload.pk, picture=None).update(received=0)
    raise OutOfStep(0) from error


def _whole_of(upload: Upload) -> File:
    return pieces.whole(upload.pk, upload.size, in_memory=PICTURE_BYTES + 1)


def _added(upload: Upload, file: File, poster: Any, fields: dict[str, Any]) -> Picture:
    head = file.read(HEAD)
    file.seek(0)
    if video.is_video(head):
        return _added_video(upload, file, poster, fields)
    return _added_picture(upload, file, KINDS[judge(file)], fields)


def _added_video(upload: Upload, file: File, poster: Any, fields: dict[str, Any]) -> Picture:
    with _last_word(upload) as locked:
        if locked.picture is not None:
            return locked.picture
        try:
            picture = video.add(
                file, poster, by=upload.sender, name=upload.name,
                original=original_name(upload, ""), **fields,
            )  # fmt: skip
        except BadPicture as bad:
            if isinstance(bad, BadVideo) and bad.code != "no_poster":
                raise
            raise NeedsPoster(bad.message, needs="poster") from bad
        _mark_finished(locked, picture)
    return picture


def _added_picture(upload: Upload, file: File, ending: str, fields: dict[str, Any]) -> Picture:
    name = original_name(upload, ending)
    picture = Picture(file=name, added_by=upload.sender, **fields)
    metadata.fill(picture, file)
    with _last_word(upload) as locked:
        if locked.picture is not None:
            return locked.picture
        try:
            pieces.write(name, file)
            picture.save()
            renditions.add(picture)
            _mark_finished(locked, picture)
        except BaseException:
            default_storage.delete(name)
            raise
    return picture


@contextmanager
def _last_word(upload: Upload) -> Iterator[Upload]:
    """Give the row as it stands, locked: of two windows that finish one file, one adds it, the other finds it added."""
    with transaction.atomic():
        locked = Upload.objects.select_for_update().get(pk=upload.pk)
        if locked.picture_id is None and locked.received < locked.size:
            raise OutOfStep(locked.received)
        yield locked


def _mark_finished(locked: Upload, picture: Picture) -> None:
    record("add", actor=locked.sender, subject=picture)
    locked.picture = picture
    locked.save(update_fields=["picture", "touched_at"])
    transaction.on_commit(lambda: pieces.delete(locked.pk))


def original_name(upload: Upload, ending: str) -> str:
    """Return where the original of an upload lies: always there, so that a run that was killed leaves nothing nameless."""
    return f"originals/{upload.begun_at:%Y/%m}/{upload.pk.hex}{ending}"


def same_in_library(picture: Picture) -> Picture | None:
    """Return another picture with the same file, if there is one that the person who added this one may see."""
    same = Picture.objects.open_to(picture.added_by).filter(key=picture.key)
    return same.exclude(pk=picture.pk).order_by("id").first()


def forget(upload: Upload, untouched_since: dt.datetime | None = None) -> None:
    """Throw an upload away with all that it left in the storage; the picture it became stays.

    A run that is killed on the way leaves a row that begins anew, or is forgotten the next time.
    One that was touched after `untouched_since` goes on and stays.
    """
    rows = Upload.objects.select_for_update().filter(pk=upload.pk)
    if untouched_since is not None:
        rows = rows.filter(touched_at__lt=untouched_since)
    with transaction.atomic():
        locked = rows.first()
        if locked is not None and locked.picture_id is None:
            _delete_half_made(locked)
            rows.update(received=0)
    with transaction.atomic():
        locked = rows.first()
        if locked is not None and (locked.picture_id or locked.received == 0):
            pieces.delete(locked.pk)
            locked.delete()


def _delete_half_made(upload: Upload) -> None:
    """Delete what a finish that was killed made of the pieces: its transaction is gone, its files are not."""
    of_video = _video_key(upload) if upload.received == upload.size else ""
    for name in (original_name(upload, ending) for ending in KINDS.values()):
        if default_storage.exists(name):
            with default_storage.open(name) as file:
                key = renditions.key_of_file(file, of_video=of_video)
            renditions.delete(key)
            default_storage.delete(name)
    video.delete(of_video)


def _video_key(upload: Upload) -> str:
    """Return the key of the video that a whole upload is; "" for a picture and for what is neither."""
    with suppress(FileNotFoundError, BadVideo), _whole_of(upload) as file:
        head = file.read(HEAD)
        file.seek(0)
        return video.key_and_size(file)[0] if video.is_video(head) else ""
    return ""


def forget_old(now: dt.datetime | None = None) -> int:
    """Forget uploads that nobody touched for a day, and pieces whose upload is gone; return how many.

    Safe beside itself and beside the uploads that go on.
    """
    limit = (now or timezone.now()) - KEPT
    old = list(Upload.objects.filter(touched_at__lt=limit))
    for upload in old:
        forget(upload, untouched_since=limit)
    return len(old) + _forget_pieces_without_a_row()


def _forget_pieces_without_a_row() -> int:
    """Delete pieces of uploads whose row went with its sender or its picture; a row is there before its first piece."""
    found = pieces.uploads()
    gone = found - set(Upload.objects.filter(pk__in=found).values_list("pk", flat=True))
    for pk in gone:
        pieces.delete(pk)
    return len(gone)
