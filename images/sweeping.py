"""Files named by their content: whoever adds one holds its key; what no row has for a day is swept away.

Two rows of the same content share files, and the second may be on its way while the first goes. So
nobody who takes a row away, or fails to add one, deletes such files: they are out of readers' reach
with their row (images/views.py), and only the sweep below deletes them.
"""

import datetime as dt
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import batched
from typing import NamedTuple

from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils import timezone

from images.models import FormerKey, Picture, Video
from images.names import FOLDER, VIDEOS, is_key, key_of_video, video_name

logger = logging.getLogger(__name__)

KEPT = dt.timedelta(hours=24)
"""After a file's last writing: its row may not be committed yet."""

BATCH = 500
"""Keys that the database is asked for at once."""

LONGEST = 5.0
"""Seconds of deleting in one run: the clock that calls it has stories to bring out."""

PAUSE = dt.timedelta(minutes=1)


class Kind(NamedTuple):
    """Where files of a kind lie: all keys there, those of some keys that a row has, the files of a key."""

    found: Callable[[], list[str]]
    named: Callable[[list[str]], set[str]]
    files: Callable[[str], list[str]]


def hold(key: str) -> None:
    """Keep the sweep from a key's files until this transaction ends; others who add it wait. Call inside one.

    What is written, or seen to be there, from here on is there when the row is committed. SQLite
    needs nothing: a transaction that writes has the database to itself.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_number(key)])


def sweep(now: dt.datetime | None = None) -> dt.datetime | None:
    """Delete files whose key no row has, if they were written more than a day ago.

    Safe beside itself, beside uploads and beside the worker that makes files. Returns the moment at
    which it wants to go on, if it has not come to the end.
    """
    now = now or timezone.now()
    FormerKey.objects.filter(until__lte=now).delete()
    stop_at, gone, unswept = time.monotonic() + LONGEST, 0, False
    for kind, key in _without_a_row():
        if time.monotonic() > stop_at:
            unswept = True
            break
        gone += _take_away(kind, key, now - KEPT)
    if gone:
        logger.info("Files of the library that no row had, swept away: %d", gone)
    return now + PAUSE if unswept else None


def _without_a_row() -> Iterator[tuple[Kind, str]]:
    for kind in (RENDITIONS, FILMS):
        for some in batched(kind.found(), BATCH):
            keys = list(some)
            named = kind.named(keys)
            yield from ((kind, key) for key in keys if key not in named)


def _take_away(kind: Kind, key: str, limit: dt.datetime) -> int:
    """Delete a key's files, unless somebody holds it, a row has it by now or one of them is young."""
    with transaction.atomic():
        if not _is_free(key) or kind.named([key]):
            return 0
        names = kind.files(key)
        if any(default_storage.get_modified_time(name) > limit for name in names):
            return 0
        for name in names:
            default_storage.delete(name)
        if kind is RENDITIONS:
            with suppress(OSError):  # the worker began to fill it at this moment
                default_storage.delete(FOLDER + key)
    return len(names)


def _is_free(key: str) -> bool:
    """Whether nobody holds a key; then it is held here until the transaction ends."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_number(key)])
        return cursor.fetchone()[0]


def _number(key: str) -> int:
    return int.from_bytes(bytes.fromhex(key)[:8], signed=True)


def _listed(folder: str) -> tuple[list[str], list[str]]:
    try:
        return default_storage.listdir(folder)
    except FileNotFoundError:
        return [], []


def _pictures_with(keys: list[str]) -> set[str]:
    """Return which of these keys a picture has, or had until a while ago."""
    now = Picture.objects.order_by().filter(key__in=keys).values_list("key", flat=True)
    former = FormerKey.objects.filter(key__in=keys).values_list("key", flat=True)
    # One statement: between two a replacement could move a key from one table to the other.
    return set(former.union(now))


def _videos_with(keys: list[str]) -> set[str]:
    return set(Video.objects.filter(key__in=keys).values_list("key", flat=True))


RENDITIONS = Kind(
    found=lambda: [key for key in _listed(FOLDER)[0] if is_key(key)],
    named=_pictures_with,
    files=lambda key: [f"{FOLDER}{key}/{name}" for name in _listed(FOLDER + key)[1]],
)
FILMS = Kind(
    found=lambda: [key for name in _listed(VIDEOS)[1] if (key := key_of_video(VIDEOS + name))],
    named=_videos_with,
    files=lambda key: [name for name in [video_name(key)] if default_storage.exists(name)],
)
