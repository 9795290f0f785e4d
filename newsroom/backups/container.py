"""The container: a tar file (POSIX.1-2001) that anybody can open by hand, written and read once from front to back.

Reading is strict: a header has to be, byte for byte, the one that writing makes of the same
name and size, padding has to be zero, and nothing may follow the end. So a changed byte that the
checksums of the content do not cover changes the container.
"""

import hashlib
import io
import tarfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from django.utils.translation import gettext as _

from newsroom.backups.refusals import Unreadable

BLOCK = 512
PIECE = 1 << 20
LONGEST_NAME_RECORD = 4096
END = bytes(2 * BLOCK)


def header(name: str, size: int, moment: int) -> bytes:
    """Return the blocks that stand before a member's content."""
    info = tarfile.TarInfo(name)
    info.size, info.mtime, info.mode = size, moment, 0o600
    return info.tobuf(tarfile.PAX_FORMAT)


class Writer:
    """Writes members one after the other and sums up all that it has written."""

    def __init__(self, out: BinaryIO, moment: int) -> None:
        self.out, self.moment = out, moment
        self.sum = hashlib.sha256()
        self.size = 0

    def add(self, name: str, content: bytes) -> None:
        """Add a member that is there whole."""
        self.add_pieces(name, len(content), [content])

    def add_pieces(self, name: str, size: int, pieces: Iterable[bytes]) -> None:
        """Add a member of a size that is known before; raises Unreadable if it comes out another."""
        self._write(header(name, size, self.moment))
        left = size
        for piece in pieces:
            left -= len(piece)
            if left < 0:
                break
            self._write(piece)
        if left:
            raise Unreadable(_("%(name)s changed while it was being read.") % {"name": name})
        self._write(bytes(-size % BLOCK))

    def end(self) -> None:
        """Write what says that nothing follows."""
        self._write(END)

    def _write(self, piece: bytes) -> None:
        self.sum.update(piece)
        self.size += len(piece)
        self.out.write(piece)


@dataclass
class Member:
    """One member; its content has to be read before the next one is asked for."""

    name: str
    size: int
    source: "Reader"
    left: int = field(init=False)

    def __post_init__(self) -> None:
        self.left = self.size

    def pieces(self) -> Iterator[bytes]:
        """Give the content in pieces."""
        while self.left:
            piece = self.source.take(min(PIECE, self.left))
            self.left -= len(piece)
            yield piece

    def whole(self, most: int) -> bytes:
        """Return the content; raises Unreadable for one that is longer than `most` bytes."""
        if self.size > most:
            raise Unreadable(_("%(name)s is longer than it may be.") % {"name": self.name})
        return b"".join(self.pieces())


class Reader:
    """Reads what Writer wrote; anything else raises Unreadable."""

    def __init__(self, source: BinaryIO) -> None:
        self.source = source
        self.sum = hashlib.sha256()
        self.sum_before = self.sum.copy()
        """The sum of all that stands before the member that was given last."""

    def members(self) -> Iterator[Member]:
        """Give the members in order; after the last, nothing may be left."""
        while True:
            self.sum_before = self.sum.copy()
            block = self.take(BLOCK)
            if block == END[:BLOCK]:
                break
            member = self._member(block)
            yield member
            for _piece in member.pieces():
                pass
            if any(self.take(-member.size % BLOCK)):
                raise Unreadable(_("The file was changed after it was made."))
        if self.take(BLOCK) != END[BLOCK:]:
            raise Unreadable(_("The file was changed after it was made."))
        if self.source.read(1):
            raise Unreadable(_("Something was added at the end of the file."))

    def take(self, size: int) -> bytes:
        """Return exactly so many bytes; raises Unreadable where the file ends before."""
        found = io.BytesIO()
        while found.tell() < size:
            piece = self.source.read(size - found.tell())
            if not piece:
                raise Unreadable(_("The file was cut: its end is missing."))
            found.write(piece)
        self.sum.update(found.getbuffer())
        return found.getvalue()

    def _member(self, block: bytes) -> Member:
        try:
            info, name, seen = self._named(block)
            expected = header(name, info.size, int(info.mtime))
        except (tarfile.TarError, ValueError, UnicodeError, OverflowError) as error:
            raise Unreadable(_("The file is no backup of Newsroom, or it was changed.")) from error
        if seen != expected:
            raise Unreadable(_("The file is no backup of Newsroom, or it was changed."))
        return Member(name, info.size, self)

    def _named(self, block: bytes) -> tuple[tarfile.TarInfo, str, bytes]:
        """Return header, name and all blocks read; a long or Bangla name has blocks of its own before."""
        info = tarfile.TarInfo.frombuf(block, "utf-8", "strict")
        if info.type != tarfile.XHDTYPE:
            return info, info.name, block
        if info.size > LONGEST_NAME_RECORD:
            raise ValueError("a name that is too long")
        record = self.take(info.size + -info.size % BLOCK)
        following = self.take(BLOCK)
        lines = record[: info.size].split(b"\n")
        said = {key: value for _n, key, value in map(_said, lines)}
        info = tarfile.TarInfo.frombuf(following, "utf-8", "surrogateescape")
        info.size = int(said.get(b"size", info.size))
        name = said[b"path"].decode() if b"path" in said else info.name
        return info, name, block + record + following


def _said(line: bytes) -> tuple[bytes, bytes, bytes]:
    """Return length, keyword and value of a line such as `27 path=files/...`."""
    length, _space, rest = line.partition(b" ")
    keyword, _equals, value = rest.partition(b"=")
    return length, keyword, value
