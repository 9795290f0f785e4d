"""Restores a backup into an empty place: everything, or nothing.

The file is read twice. The first reading touches nothing: it finds whether the file is whole and
fits here. The second loads rows in one transaction and puts the uploads; then what lies in the
database is read again and compared with the file before the transaction ends.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.cache import cache
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import Error as AnyDatabaseError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from images import storing
from newsroom.backups import dumping, emptiness, keys, rows
from newsroom.backups.reading import Visitor, walk
from newsroom.backups.refusals import Refusal, Unreadable
from newsroom.backups.tables import tables
from paper.identity import Site
from paper.log import record
from paper.outbox import OutboxMail

type Say = Callable[[str], object]


@dataclass(frozen=True)
class Wish:
    """What is to be restored, and how."""

    path: Path
    passphrase: str = ""
    new_key: bool = False
    """Go on with another secret key than the backup's."""
    is_move: bool = False
    """The old paper is stopped for good: mails that it has not sent are sent from here."""
    on_trial: bool = False
    """Only to try the file: uploads are read and summed up, but not put anywhere."""


def restore(wish: Wish, say: Say = lambda _: None) -> dict[str, Any]:
    """Restore a backup; return its manifest. Raises Refusal, and then nothing is there that was not before."""
    emptiness.require()
    say(_("Reading the file through."))
    check = _Check(wish)
    manifest = walk(wish.path, wish.passphrase, check)
    say(_("Loading."))
    # Only now: a file that cannot be restored leaves not even empty tables.
    call_command("migrate", interactive=False, verbosity=0, skip_checks=True)
    try:
        with connection.wrap_database_errors, rows.in_hurry(), transaction.atomic():
            _load(wish, manifest, check.secret, say)
    except AnyDatabaseError as error:
        said = {"error": str(error).strip()}
        raise Refusal(
            _("The database refused the rows, nothing was changed: %(error)s.") % said
        ) from error
    except OSError as error:
        said = {"error": error.strerror or error}
        raise Refusal(
            _(
                "A file could not be written, no row was kept: %(error)s. Restore again once that is mended."
            )
            % said
        ) from error
    rows.analyse()
    if not wish.on_trial:
        cache.clear()
    return manifest


def _load(wish: Wish, manifest: dict[str, Any], secret: str, say: Say) -> None:
    emptiness.clear()
    with rows.without_indexes():
        again = walk(wish.path, wish.passphrase, _Load(put_files=not wish.on_trial))
    if again != manifest:
        raise Unreadable(_("The file changed while it was being read."))
    rows.set_sequences(manifest["sequences"])
    say(_("Comparing."))
    compare(manifest)
    connection.check_constraints()
    if wish.on_trial:
        return
    _settle(wish, manifest)
    if secret and not wish.new_key and keys.is_generated():
        keys.put(secret)


def compare(manifest: dict[str, Any]) -> None:
    """Read the database and compare it with a manifest; raises Refusal naming the table that differs."""
    for table in tables():
        count, total = 0, hashlib.sha256()
        for number, raw in dumping.segments(table):
            count += number
            total.update(raw)
        wanted = manifest["tables"][table.name]
        if (count, total.hexdigest()) != (wanted["rows"], wanted["sha256"]):
            said = {"table": table.name, "there": count, "wanted": wanted["rows"]}
            raise Refusal(
                _(
                    "Table %(table)s came out differently: %(there)s rows, the backup has %(wanted)s."
                )
                % said
            )


def _settle(wish: Wish, manifest: dict[str, Any]) -> None:
    """Do what a paper needs that goes on at another moment than it stopped at."""
    from comments import rekeying

    if not wish.is_move:
        # The old paper went on after the backup and may have sent them.
        OutboxMail.objects.unsent().update(dropped_at=timezone.now())
    if wish.new_key:
        rekeying.rekey()
    record(
        "restore", actor=None, subject=Site.objects.current(), label=wish.path.name,
        detail={"at": manifest["moment"], "new_key": wish.new_key, "move": wish.is_move},
    )  # fmt: skip


class _Check(Visitor):
    """The first reading: does the file fit here?"""

    def __init__(self, wish: Wish) -> None:
        self.wish, self.secret = wish, ""

    def head(self, head: dict[str, Any], secret: str) -> None:
        self.secret = secret
        _require_same_release(head)
        if not self.wish.on_trial:
            keys.require_fitting(head, secret, new_key=self.wish.new_key)

    def file(self, name: str, size: int, pieces: Iterator[bytes]) -> None:
        """A file of the same name may lie there only if it is the same: from a restore that was cut short."""
        if self.wish.on_trial or not default_storage.exists(name):
            return
        wanted, there = hashlib.sha256(), hashlib.sha256()
        for piece in pieces:
            wanted.update(piece)
        with default_storage.open(name) as file:
            for piece in file.chunks():
                there.update(piece)
        if wanted.digest() != there.digest():
            raise Refusal(
                _(
                    "Another file lies in the place of %(name)s: restore into an empty folder of uploads."
                )
                % {"name": name}
            )


def _require_same_release(head: dict[str, Any]) -> None:
    here = dumping.head_of("", with_secret=False)
    if (head["migrations"], head["tables"]) == (here["migrations"], here["tables"]):
        return
    others = sorted(
        {
            *(set(head["migrations"]) ^ set(here["migrations"])),
            *(
                name
                for name in {*head["tables"], *here["tables"]}
                if head["tables"].get(name) != here["tables"].get(name)
            ),
        }
    )
    said = {"theirs": head["release"], "ours": here["release"], "what": ", ".join(others[:5])}
    raise Refusal(
        _(
            "The backup is of another release of Newsroom (%(theirs)s, here is %(ours)s; different: %(what)s): restore it "
            "with the release that made it, then upgrade."
        )
        % said
    )


class _Load(Visitor):
    """The second reading: rows into the database, uploads into their storage."""

    def __init__(self, *, put_files: bool) -> None:
        self.put_files = put_files
        self.by_name = {table.name: table for table in tables()}

    def rows(self, table: str, lines: list[bytes]) -> None:
        rows.insert(self.by_name[table], map(json.loads, lines))

    def file(self, name: str, size: int, pieces: Iterator[bytes]) -> None:
        if self.put_files and not default_storage.exists(name):
            storing.put(name, pieces)
