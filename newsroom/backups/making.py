"""Makes a backup under its name: whole and on the disk, or not at all; then tries it."""

import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.db import Error as AnyDatabaseError
from django.db import connection
from django.utils.translation import gettext as _

from newsroom.backups import room
from newsroom.backups.container import PIECE
from newsroom.backups.dumping import Attend, dump
from newsroom.backups.refusals import Refusal
from newsroom.backups.sealing import Sealer

UNFINISHED, TRIAL = ".unfinished-", ".trial-"
"""What begins so in a folder of backups belongs to a run, and is nothing once that is over."""
LOOK_AT_ROOM_EVERY = 64 << 20
NICENESS = 10
"""Whoever serves readers gets nine parts of a busy processor, a backup the tenth: at 19 it would starve for hours."""
ELSEWHERE = ("DATABASE_URL", "CACHE_URL", "S3_BUCKET", "S3_ENDPOINT_URL", "S3_ACCESS_KEY", "S3_SECRET_KEY",
             "BACKUP_S3_BUCKET", "SECRET_KEY_FILE")  # fmt: skip


@dataclass(frozen=True)
class Made:
    """A backup that lies on the disk."""

    path: Path
    size: int
    manifest: dict[str, Any]

    @property
    def row_count(self) -> int:
        return sum(table["rows"] for table in self.manifest["tables"].values())


def make(path: Path, *, passphrase: str = "", attend: Attend = lambda: None) -> Made:
    """Write a backup; raises Refusal, and then nothing of that name is there."""
    _require_free(path)
    draft = path.with_name(f"{UNFINISHED}{path.name}-{os.getpid()}")
    try:
        with draft.open("xb") as file:
            draft.chmod(0o600)
            watched = _Watched(file, path.parent)
            with connection.wrap_database_errors:
                manifest = _write(watched, passphrase, attend)
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)  # never in place of another
        _sync_folder(path.parent)
    except OSError as error:
        said = {"path": path, "error": error.strerror or error}
        raise Refusal(_("%(path)s cannot be written: %(error)s.") % said) from error
    except AnyDatabaseError as error:
        raise Refusal(
            _("The database could not be read: %(error)s.") % {"error": str(error).strip()}
        ) from error
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
    return Made(path, path.stat().st_size, manifest)


def _write(out: BinaryIO, passphrase: str, attend: Attend) -> dict[str, Any]:
    if not passphrase:
        return dump(out, attend=attend)
    sealer = Sealer(out, passphrase)
    manifest = dump(sealer, with_secret=True, attend=attend)
    sealer.finish()
    return manifest


def _require_free(path: Path) -> None:
    if os.path.lexists(path):
        raise Refusal(
            _("%(path)s is there already: a backup takes no file's place.") % {"path": path}
        )
    if not path.parent.is_dir():
        raise Refusal(_("There is no folder %(path)s.") % {"path": path.parent})


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class _Watched:
    """A file that stops growing before its disk is full."""

    def __init__(self, file: BinaryIO, folder: Path) -> None:
        self.file, self.folder, self.since = file, folder, 0

    def write(self, piece: bytes) -> int:
        self.since += len(piece)
        if self.since > LOOK_AT_ROOM_EVERY:
            self.since = 0
            room.require(self.folder, PIECE)
        return self.file.write(piece)


def try_out(path: Path, passphrase: str) -> None:
    """Restore a backup into a scratch database, with the command that a person would use; raises Refusal if it fails.

    The scratch database is SQLite whatever the paper runs on: the rows of a backup have one form, and
    the checksums that are compared are made of what is read back out of it. Uploads are read and summed up.
    """
    scratch = Path(tempfile.mkdtemp(prefix=TRIAL, dir=path.parent))
    environ = {name: value for name, value in os.environ.items() if name not in ELSEWHERE}
    environ |= {
        "NEWSROOM_VAR": str(scratch), "SECRET_KEY": settings.SECRET_KEY, "BACKUP_KEY": passphrase,
        "DATABASE_URL": f"sqlite:///{scratch / 'trial.sqlite3'}?synchronous=NORMAL",
    }  # fmt: skip
    command = [sys.executable, "manage.py", "restore", str(path.resolve()), "--on-trial"]
    try:
        tried = subprocess.run(
            command, cwd=settings.BASE_DIR, env=environ, capture_output=True, text=True,
            stdin=subprocess.DEVNULL, check=False,
        )  # fmt: skip
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    if tried.returncode:
        last = (tried.stderr.strip().splitlines() or [_("the trial ended with no word")])[
            -1
        ].removeprefix("CommandError: ")
        raise Refusal(_("It was made, but could not be restored on trial: %(why)s") % {"why": last})


def go_last() -> None:
    """Let everybody else on this machine go first, for the rest of this process."""
    os.nice(NICENESS)
