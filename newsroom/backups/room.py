"""Room on the disk: a backup leaves some, whatever happens."""

import shutil
from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import connection
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from bangla.digits import to_bangla
from newsroom.backups.refusals import Refusal

LEFT_FREE = 512 << 20
"""Bytes that a backup leaves free, and a twentieth of a disk that is small."""
ROWS_PACKED = 0.3
"""Of the bytes of a database, those that its rows take in a backup; measured at 100,000 stories: less."""


def margin(folder: Path) -> int:
    """Return how many bytes stay free."""
    return min(LEFT_FREE, shutil.disk_usage(folder).total // 20)


def require(folder: Path, needed: int) -> None:
    """Raise Refusal unless so many bytes fit into a folder and leave the margin."""
    free = shutil.disk_usage(folder).free
    if free - needed < margin(folder):
        said = {
            "folder": folder,
            "free": in_words(free),
            "needed": in_words(needed + margin(folder)),
        }
        raise Refusal(
            _("There is not enough room in %(folder)s: %(free)s is free, %(needed)s is needed.")
            % said
        )


def in_words(size: int) -> str:
    """Return a size such as ৩.২ গিগাবাইট."""
    return to_bangla(filesizeformat(size))


def expected(last_size: int) -> int:
    """Return the bytes that the next backup and its trial may take; `last_size` is that of the last one, 0 without."""
    rows = database_size()
    return (last_size * 5 // 4 or int(rows * ROWS_PACKED) + uploads_size()) + rows


def database_size() -> int:
    """Return the bytes of the database."""
    if connection.vendor == "sqlite":
        path = Path(str(connection.settings_dict["NAME"]))
        return path.stat().st_size if path.is_file() else 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return cursor.fetchone()[0]


def uploads_size() -> int:
    """Return the bytes of the uploads on this disk; those of a bucket are known from the last backup."""
    if not isinstance(default_storage, FileSystemStorage):
        return 0
    root = Path(settings.MEDIA_ROOT)
    return sum(path.stat().st_size for path in root.rglob("*") if path.is_file())
