"""Reads a backup from front to back and believes nothing that it does not find confirmed.

What stands where: `newsroom-backup.json` (what the file claims to be), in a sealed one `secret-key`,
`rows/<table>/<number>.jsonl.zst` (a JSON array a row, in the order of the keys), `files/<name>`,
`manifest.json` (counts and checksums) and `sha256`, the checksum of all bytes before it.
"""

import hashlib
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from newsroom.backups.container import Member, Reader
from newsroom.backups.refusals import Refusal, Unreadable
from newsroom.backups.sealing import open_plain

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

FORMAT = 1
HEAD, SECRET, MANIFEST, SUM = "newsroom-backup.json", "secret-key", "manifest.json", "sha256"
ROWS = re.compile(r"rows/([a-z0-9_]+)/([0-9]{6})\.jsonl\.zst")
FILES = "files/"
HEAD_KINDS = {
    "tables": dict, "has_secret_key": bool, "key": str, "moment": str, "release": str, "migrations": list,
}  # fmt: skip
"""What the head has to say, besides the format."""
SEGMENT_BYTES = 4 << 20
"""Rows are packed in portions of about this size."""
MOST_SEGMENT_BYTES = 256 << 20
MOST_HEAD_BYTES = 16 << 20


class Visitor:
    """What is done with the parts of a backup while it is read; does nothing by itself."""

    def head(self, head: dict[str, Any], secret: str) -> None:
        """Receive what the file claims to be, and the key of a sealed one."""

    def rows(self, table: str, lines: list[bytes]) -> None:
        """Receive some rows of a table, each as JSON."""

    def file(self, name: str, size: int, pieces: Iterator[bytes]) -> None:
        """Receive an upload; its pieces have to be read."""


@dataclass
class Tally:
    """Counts and checksums of what went by, as they stand in the manifest."""

    rows: dict[str, int] = field(default_factory=dict)
    sums: dict[str, Any] = field(default_factory=dict)
    file_count: int = 0
    file_bytes: int = 0
    file_sum: Any = field(default_factory=hashlib.sha256)

    def add_rows(self, table: str, count: int, raw: bytes) -> None:
        """Count rows of a table in their order."""
        self.rows[table] = self.rows.get(table, 0) + count
        self.sums.setdefault(table, hashlib.sha256()).update(raw)

    def add_file(self, name: str, size: int, digest: str) -> None:
        """Count a file: the sum is that of the lines which `sha256sum` prints."""
        self.file_count += 1
        self.file_bytes += size
        self.file_sum.update(f"{digest}  {name}\n".encode())

    def manifest(self) -> dict[str, Any]:
        """Return the counts and checksums."""
        return {
            "tables": {
                name: {"rows": count, "sha256": self.sums[name].hexdigest()}
                for name, count in sorted(self.rows.items())
            },
            "files": {
                "count": self.file_count,
                "bytes": self.file_bytes,
                "sha256": self.file_sum.hexdigest(),
            },
        }


def pack(raw: bytes) -> bytes:
    """Return a portion of rows as it stands in the file."""
    if len(raw) > MOST_SEGMENT_BYTES:
        raise Refusal(_("A row is too large for a backup."))
    return zstd.compress(raw)


def unpack(packed: bytes) -> bytes:
    """Return a portion of rows; raises Unreadable for what is none or would not fit into memory."""
    opener = zstd.ZstdDecompressor()
    try:
        raw = opener.decompress(packed, MOST_SEGMENT_BYTES)
    except zstd.ZstdError as error:
        raise Unreadable(_("The file was changed after it was made.")) from error
    if not opener.eof or opener.unused_data or not raw.endswith(b"\n"):
        raise Unreadable(_("The file was changed after it was made."))
    return raw


def walk(path: Path, passphrase: str, visitor: Visitor) -> dict[str, Any]:
    """Read a backup to its end, showing its parts to a visitor; return its manifest.

    Raises Unreadable where anything is missing, added, changed, named outside of its place or
    too large: but only at the end it is known that the file is whole.
    """
    try:
        with path.open("rb") as file:
            return _Walk(open_plain(file, passphrase), visitor).run()
    except OSError as error:
        said = {"path": path, "error": error.strerror or error}
        raise Unreadable(_("%(path)s cannot be read: %(error)s.") % said) from error


class _Walk:
    """One reading of a backup."""

    def __init__(self, source: BinaryIO, visitor: Visitor) -> None:
        self.reader, self.visitor = Reader(source), visitor
        self.tally = Tally()
        self.tables: list[str] = []
        self.last_segment = ("", 0)
        self.last_file: list[str] = []

    def run(self) -> dict[str, Any]:
        members = self.reader.members()
        head = self._head(members)
        manifest = None
        for member in members:
            if member.name == MANIFEST:
                manifest = self._document(member)
                break
            self._part(member)
        self._sum(members)
        if manifest != self.tally.manifest() | {"sequences": (manifest or {}).get("sequences")}:
            raise Unreadable(_("The file was changed after it was made."))
        return head | manifest

    def _head(self, members: Iterator[Member]) -> dict[str, Any]:
        first = next(members, None)
        if first is None or first.name != HEAD:
            raise Unreadable(_("The file is no backup of Newsroom, or it was changed."))
        head = self._document(first)
        if head.get("format") != FORMAT:
            raise Unreadable(_("A newer Newsroom made this file: restore it with that one."))
        if {name: type(head.get(name)) for name in HEAD_KINDS} != HEAD_KINDS:
            raise Unreadable(_("The file was changed after it was made."))
        self.tables = list(head["tables"])
        self.tally.rows |= dict.fromkeys(self.tables, 0)
        self.tally.sums |= {name: hashlib.sha256() for name in self.tables}
        secret = ""
        if head["has_secret_key"]:
            member = next(members, None)
            if member is None or member.name != SECRET:
                raise Unreadable(_("The file was changed after it was made."))
            secret = member.whole(MOST_HEAD_BYTES).decode("utf-8")
        self.visitor.head(head, secret)
        return head

    def _part(self, member: Member) -> None:
        if found := ROWS.fullmatch(member.name):
            self._rows(member, found[1], int(found[2]))
        elif member.name.startswith(FILES):
            self._file(member, member.name.removeprefix(FILES))
        else:
            raise Unreadable(
                _("The file holds “%(name)s”, which is no part of a backup.")
                % {"name": member.name[:100]}
            )

    def _rows(self, member: Member, table: str, number: int) -> None:
        follows = (table, number - 1) == self.last_segment or (
            number == 1 and table > self.last_segment[0]
        )
        if table not in self.tables or not follows or self.last_file:
            raise Unreadable(_("The file was changed after it was made."))
        self.last_segment = (table, number)
        raw = unpack(member.whole(MOST_SEGMENT_BYTES))
        lines = raw[:-1].split(b"\n")
        self.tally.add_rows(table, len(lines), raw)
        self.visitor.rows(table, lines)

    def _file(self, member: Member, name: str) -> None:
        parts = name.split("/")
        if not is_safe(name) or parts <= self.last_file:
            raise Unreadable(
                _("The file holds “%(name)s”, which is no part of a backup.") % {"name": name[:100]}
            )
        self.last_file = parts
        digest = hashlib.sha256()

        def pieces() -> Iterator[bytes]:
            for piece in member.pieces():
                digest.update(piece)
                yield piece

        given = pieces()
        self.visitor.file(name, member.size, given)
        for _rest in given:
            pass
        self.tally.add_file(name, member.size, digest.hexdigest())

    def _sum(self, members: Iterator[Member]) -> None:
        """Compare the checksum of all bytes before it, which is the last member."""
        last = next(members, None)
        if last is None or last.name != SUM:
            raise Unreadable(_("The file was cut: its end is missing."))
        expected = self.reader.sum_before.hexdigest()
        if last.whole(MOST_HEAD_BYTES) != expected.encode() or next(members, None) is not None:
            raise Unreadable(_("The file was changed after it was made."))

    def _document(self, member: Member) -> dict[str, Any]:
        try:
            found = json.loads(member.whole(MOST_HEAD_BYTES))
        except ValueError as error:
            raise Unreadable(_("The file was changed after it was made.")) from error
        if not isinstance(found, dict):
            raise Unreadable(_("The file was changed after it was made."))
        return found


def is_safe(name: str) -> bool:
    """Whether an upload's name stays in its folder: no way up, no root, no sign that a disk takes otherwise."""
    return all(
        part not in {"", ".", ".."} and not any(sign in "\\\0" or ord(sign) < 32 for sign in part)
        for part in name.split("/")
    )
