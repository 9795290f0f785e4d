"""Takes a video into the library: judged by its boxes, stripped of what tells where and when, a picture before it."""

import hashlib
import io
import logging
from typing import Any, BinaryIO, Final

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from images import judging, mp4, renditions, storing
from images.models import Picture, Video
from images.names import KEY_LENGTH, new_original, video_name
from images.sweeping import hold

logger = logging.getLogger(__name__)

MAX_BYTES: Final = 300 * 1024 * 1024
MAX_SECONDS: Final = 30 * 60

ENOUGH_BYTES: Final = 64
"""Of a file's beginning, for `is_video`."""

BRANDS: Final = {
    b"isom", b"iso2", b"iso3", b"iso4", b"iso5", b"iso6", b"iso7", b"iso8", b"iso9", b"mp41", b"mp42", b"avc1",
    b"qt  ", b"M4V ", b"M4VH", b"M4VP", b"mmp4", b"MSNV", b"3gp4", b"3gp5", b"3gp6", b"3gs7", b"3g2a", b"XAVC",
    b"dash",
}  # fmt: skip
"""Brands of MP4, QuickTime and what phones and cameras call themselves (ISO/IEC 14496-12, 4.3; mp4ra.org)."""

HEVC: Final = {"hvc1", "hev1", "dvh1", "dvhe"}
"""H.265 and Dolby's use of it (ISO/IEC 14496-15), which many browsers do not play."""

PICTURE: Final = {kind.decode() for kind in mp4.VIDEO}
SOUND: Final = {"", *(kind.decode() for kind in mp4.SOUND)}

MESSAGES: Final[dict[str, Promise]] = {
    "invalid_video": _(
        "This is no video that can be shown. Send an MP4 file with H.264 picture and AAC sound."
    ),
    "hevc": _(
        "This video is H.265 (HEVC), which many readers cannot play. "
        "Set the phone's camera to “Most compatible”, or send it as H.264."
    ),
    "broken_video": _(
        "The video is damaged or was not sent to its end. Save it anew and send it again."
    ),
    "in_fragments": _(
        "The video is stored in fragments, as programs write it that record a live picture. "
        "Export it as an ordinary MP4 and send that."
    ),
    "too_heavy_video": _("The video is larger than 300 MB. Make it shorter or smaller."),
    "too_long_video": _("The video is longer than half an hour. Cut it and send it again."),
    "no_picture": _("There is sound in this file and no picture. Send a video."),
    "no_poster": _("The video needs a picture that stands for it. Send one as JPEG with it."),
}


class BadVideo(judging.BadPicture):
    """A video that is refused; `code` is a key of MESSAGES, `message` is for the person who sent it.

    A kind of BadPicture: whoever takes files into the library tells the sender of both alike.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code, MESSAGES[code])


def is_video(first_bytes: bytes) -> bool:
    """Whether a file that begins so is MP4 or QuickTime, not a phone's picture; ENOUGH_BYTES are enough."""
    if first_bytes[4:8] != b"ftyp":
        return False
    end = max(12, min(int.from_bytes(first_bytes[:4]), len(first_bytes)))
    brands = [first_bytes[8:12], *(first_bytes[at : at + 4] for at in range(16, end, 4))]
    is_picture = any(brand.lower() in judging.PHONE_BRANDS for brand in brands)
    return not is_picture and any(brand in BRANDS for brand in brands)


def judge(file: BinaryIO | Any) -> mp4.Facts:
    """Return what a video is, if browsers play it: H.264 with AAC or no sound, whole, not too heavy or too long.

    Reads the index of the film, not its samples, and leaves the file at its start. Raises BadVideo;
    an OSError of the disk passes.
    """
    size = file.seek(0, io.SEEK_END) or file.tell()
    file.seek(0)
    first = file.read(ENOUGH_BYTES)
    if not is_video(first):
        raise BadVideo("invalid_video")
    if size > MAX_BYTES:
        raise BadVideo("too_heavy_video")
    try:
        facts = mp4.facts(file)
    except mp4.Broken as error:
        raise _broken(error) from error
    file.seek(0)
    _refuse(facts)
    return facts


def _refuse(facts: mp4.Facts) -> None:
    if not facts.video_codec:
        raise BadVideo("no_picture")
    if facts.video_codec in HEVC:
        raise BadVideo("hevc")
    if facts.video_codec not in PICTURE or facts.audio_codec not in SOUND:
        raise BadVideo("invalid_video")
    if facts.seconds > MAX_SECONDS:
        raise BadVideo("too_long_video")


def _broken(error: mp4.Broken) -> BadVideo:
    logger.info("A video is broken: %s", error)
    return BadVideo("in_fragments" if isinstance(error, mp4.InFragments) else "broken_video")


def add(
    file: BinaryIO | Any,
    poster: BinaryIO | Any | None,
    *,
    by: Any,
    name: str = "",
    original: str = "",
    **fields: Any,
) -> Picture:
    """Take a video into the library with its poster, a JPEG, PNG, WebP or GIF; return the poster's picture.

    `fields` are those of the picture that a person wrote (alt, caption, credit, folder, …), `name`
    is what the sender's file is called, for the log; `original` is the name in the storage under
    which the poster's file is kept, without its ending. Of the video only what is served is kept.
    Both rows and the poster's file, or none of them; a caller that rolls back later deletes that
    file, and what is served of a failure is swept away (images/sweeping.py). The video is written
    anew even when it is there: its time says that it is wanted, long before the row is committed.
    Raises BadVideo, BadPicture for the poster, and what the disk raises. The video is read twice,
    a piece at a time.
    """
    facts = judge(file)
    if poster is None:
        raise BadVideo("no_poster")
    ending = judging.KINDS[judging.judge(poster)]
    key, size = key_and_size(file)
    original = original + ending if original else new_original(timezone.now(), ending)
    picture = Picture(file=original, added_by=by, **fields)
    storing.put(video_name(key), mp4.without_metadata(file))
    try:
        storing.put(original, poster.read())
        with transaction.atomic():
            hold(key)
            if not default_storage.exists(video_name(key)):  # swept away as it was written
                storing.put(video_name(key), mp4.without_metadata(file))
            picture.save()
            Video.objects.create(
                poster=picture, key=key, size=size,
                width=facts.width, height=facts.height, seconds=max(1, round(facts.seconds)),
            )  # fmt: skip
            renditions.add(picture)  # the poster's key is worked out from the video's too
    except BaseException:
        default_storage.delete(original)
        raise
    logger.info("Video %r added: %d bytes, picture %d", name, size, picture.pk)
    return picture


def key_and_size(file: BinaryIO | Any) -> tuple[str, int]:
    """Return the key of the video that is made of a file, and how many bytes are served of it. Raises BadVideo."""
    digest, size = hashlib.sha256(), 0
    try:
        for piece in mp4.without_metadata(file):
            digest.update(piece)
            size += len(piece)
    except mp4.Broken as error:
        raise _broken(error) from error
    return digest.hexdigest()[:KEY_LENGTH], size
