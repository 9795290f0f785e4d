"""Files on their way into the library: sent in pieces, resumed after a break, judged when whole."""

import datetime as dt
import hashlib
import logging
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any, Final

from django.contrib.auth import get_user_model
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q, QuerySet, Sum
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bangla.digits import to_bangla
from images import arriving, pieces, turns, video
from images.judging import KINDS, MESSAGES, BadPicture, kind_of
from images.judging import MAX_BYTES as PICTURE_BYTES
from images.models import Folder, Picture, Upload
from paper.fields import clean_line
from paper.log import record

logger = logging.getLogger(__name__)

MAX_BYTES: Final = max(PICTURE_BYTES, video.MAX_BYTES)

MAX_UNFINISHED: Final = 50
"""Of one person."""

MAX_UNFINISHED_BYTES: Final = 2 * 1024 * 1024 * 1024
"""The same: what they will be when all has come."""

LEAST_PIECE: Final = 64 * 1024
"""Bytes, but for a file's last piece: each is a file, and 300 MB shall not be millions."""

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


class TooSmall(Refused):
    """A piece below LEAST_PIECE that does not end its file."""


class TooMany(Refused):
    """More files half sent, or more bytes of them, than a person may leave lying."""


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
        if upload is not None and unfinished.filter(pk=upload.pk).update(touched_at=timezone.now()):
            upload.refresh_from_db()
            return upload
        _refuse_too_many(unfinished, size)
        return Upload.objects.create(sender=sender, name=shown_name(name), mark=mark, size=size)


def _refuse_too_many(unfinished: QuerySet[Upload], size: int) -> None:
    if unfinished.count() >= MAX_UNFINISHED:
        sentence = _(
            "%(number)s of your files are half sent. Choose them again to send the rest; "
            "what is left lying is thrown away after a day."
        )
        raise TooMany(sentence % {"number": to_bangla(MAX_UNFINISHED)})
    bytes_of_all = unfinished.aggregate(sum=Sum("size", default=0))["sum"] + size
    if bytes_of_all > MAX_UNFINISHED_BYTES:
        sentence = _(
            "Your half-sent files come to more than %(number)s GB. Choose them again to send the "
            "rest, or remove them; what is left lying is thrown away after a day."
        )
        raise TooMany(sentence % {"number": to_bangla(MAX_UNFINISHED_BYTES // 1024**3)})


def shown_name(name: str) -> str:
    """Return a file's name as the desk prints it: one clean line, no folders; never a name in the storage."""
    return clean_line(name.replace("\\", "/").rpartition("/")[2])[:NAME_LENGTH].strip()


def take(upload: Upload, offset: int, piece: bytes) -> Upload:
    """Store the bytes that follow what has come so far, and return the upload as it stands then.

    Raises OutOfStep for any other offset (a piece sent again is one, and harmless), TooLarge,
    TooSmall, BadFile when the first bytes are of no picture and no video, Upload.DoesNotExist when
    the upload was given up meanwhile, and turns.Busy. An OSError of the disk passes and leaves
    everything as it was.
    """
    end = offset + len(piece)
    if len(piece) > pieces.MAX_PIECE or end > upload.size:
        raise TooLarge(_("More was sent than the file holds. Choose the file again."))
    if len(piece) < min(LEAST_PIECE, upload.size - offset) or not piece:
        raise TooSmall(_("The file was sent in parts that are too small. Choose the file again."))
    if offset == 0 == upload.received:
        _refuse_early(upload, piece)
    with turns.alone(upload.pk):
        _refuse_out_of_step(Upload.objects.get(pk=upload.pk), offset)
        pieces.store(upload.pk, offset, piece)  # outside a transaction: the storage may be slow
        with transaction.atomic():
            locked = Upload.objects.select_for_update().get(pk=upload.pk)
            _refuse_out_of_step(locked, offset)
            locked.received = end
            locked.save(update_fields=["received", "touched_at"])
    return locked


def _refuse_out_of_step(upload: Upload, offset: int) -> None:
    if upload.picture_id or offset != upload.received:
        raise OutOfStep(upload.received)


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
    OutOfStep when bytes are missing, NeedsPoster, BadFile (the upload is forgotten then),
    Upload.DoesNotExist when it was given up meanwhile, and turns.Busy. An OSError of the disk
    passes; the pieces stay.
    """
    if upload.picture is not None:
        return upload.picture
    _refuse_unfinished(upload)
    try:
        with turns.work(upload.pk):
            return _added(upload.pk, poster, {**typed, "folder": folder})
    except arriving.BadPoster as bad:
        raise NeedsPoster(bad.message, needs="poster") from bad
    except arriving.Lost as lost:
        logger.warning("A piece of upload %s is lost: %s", upload.pk, lost)
        Upload.objects.filter(pk=upload.pk, picture=None).update(received=0)
        raise OutOfStep(0) from lost
    except BadPicture as bad:
        forget(upload)
        raise BadFile(bad.message) from bad


def _added(pk: uuid.UUID, poster: Any, fields: dict[str, Any]) -> Picture:
    """Store what the library keeps of an upload, then its rows: the database's lock is held for these alone."""
    upload = Upload.objects.select_related("sender").get(pk=pk)
    if upload.picture is not None:
        return upload.picture
    _refuse_unfinished(upload)
    _delete_half_made(upload)  # of a run that was killed: a poster may have been of another kind
    fields["added_by"] = upload.sender
    with _undone_if_it_fails(upload):
        ready = arriving.make_ready(pk, upload.size, poster, original_name(upload, ""), fields)
    with transaction.atomic(), _undone_if_it_fails(upload):
        locked = Upload.objects.select_for_update().get(pk=pk)
        _refuse_unfinished(locked)
        locked.picture = arriving.save(ready)
        locked.save(update_fields=["picture", "touched_at"])
        record("add", actor=upload.sender, subject=locked.picture)
        transaction.on_commit(partial(pieces.delete, pk), robust=True)
    return locked.picture


def _refuse_unfinished(upload: Upload) -> None:
    if upload.received < upload.size:
        raise OutOfStep(upload.received)


@contextmanager
def _undone_if_it_fails(upload: Upload) -> Iterator[None]:
    """Never around a commit: what is done after it may fail, and the original is the picture's by then."""
    try:
        yield
    except BaseException:
        _delete_half_made(upload)
        raise


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
    One that was touched after `untouched_since` goes on and stays. Raises turns.Busy.
    """
    rows = Upload.objects.filter(pk=upload.pk)
    if untouched_since is not None:
        rows = rows.filter(touched_at__lt=untouched_since)
    with turns.alone(upload.pk):
        rows.filter(picture=None).update(received=0)
    rows = rows.filter(Q(received=0) | Q(picture__isnull=False))
    with turns.alone(upload.pk):
        row = rows.first()
        if row is not None:
            if row.picture_id is None:
                _delete_half_made(row)
            pieces.delete(row.pk)
            rows.delete()


def _delete_half_made(upload: Upload) -> None:
    """Delete the original that a finish left which was killed: its transaction is gone, its file is not.

    What is served is named by its content, and others may have the same: images/sweeping.py.
    """
    for ending in KINDS.values():
        default_storage.delete(original_name(upload, ending))


def forget_old(now: dt.datetime | None = None) -> int:
    """Forget uploads that nobody touched for a day, and pieces whose upload is gone; return how many.

    Safe beside itself and beside the uploads that go on.
    """
    limit = (now or timezone.now()) - KEPT
    gone = 0
    for upload in Upload.objects.filter(touched_at__lt=limit):
        with suppress(turns.Busy):  # it is forgotten elsewhere, or finished at this moment
            forget(upload, untouched_since=limit)
            gone += 1
    return gone + _forget_pieces_without_a_row()


def _forget_pieces_without_a_row() -> int:
    """Delete pieces of uploads whose row went with its sender or its picture; a row is there before its first piece."""
    found = pieces.uploads()
    gone = found - set(Upload.objects.filter(pk__in=found).values_list("pk", flat=True))
    for pk in gone:
        pieces.delete(pk)
    return len(gone)
