"""A backup that only a passphrase opens (BACKUP_KEY): AES-256-GCM in chunks, with a key from scrypt.

Each chunk's nonce holds its number and whether it is the last (the STREAM construction of Hoang,
Reyhanitabar, Rogaway and Vizár, 2015), and the head of the file is authenticated with each: a
chunk that is changed, moved or missing does not open.
"""

import hashlib
import io
import os
import struct
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.utils.translation import gettext as _

from newsroom.backups.refusals import Unreadable

MAGIC = b"newsroom sealed backup 1\n"
SALT_BYTES, PREFIX_BYTES = 16, 7
CHUNK = 1 << 20
TAG_BYTES = 16
SCRYPT = {"n": 2**15, "r": 8, "p": 3, "maxmem": 64 * 1024 * 1024}
"""OWASP's setting for 32 MiB of memory (Password Storage Cheat Sheet, 2024)."""


def _opener(passphrase: str, salt: bytes) -> AESGCM:
    return AESGCM(hashlib.scrypt(passphrase.encode(), salt=salt, dklen=32, **SCRYPT))


def _nonce(prefix: bytes, number: int, *, is_last: bool) -> bytes:
    return prefix + struct.pack(">IB", number, is_last)


class Sealer(io.RawIOBase):
    """Takes bytes and writes them sealed; `finish` writes the last chunk."""

    def __init__(self, out: BinaryIO, passphrase: str) -> None:
        super().__init__()
        salt, self.prefix = os.urandom(SALT_BYTES), os.urandom(PREFIX_BYTES)
        self.head = MAGIC + salt + self.prefix
        self.out, self.cipher = out, _opener(passphrase, salt)
        self.waiting, self.number = bytearray(), 0
        out.write(self.head)

    def writable(self) -> bool:
        return True

    def write(self, piece) -> int:
        """Keep a piece; whole chunks go out, the last one waits to be told that it is the last."""
        self.waiting += piece
        while len(self.waiting) > CHUNK:
            self._seal(bytes(self.waiting[:CHUNK]), is_last=False)
            del self.waiting[:CHUNK]
        return len(piece)

    def finish(self) -> None:
        """Seal what is left, as the last chunk."""
        self._seal(bytes(self.waiting), is_last=True)
        self.waiting.clear()

    def _seal(self, plain: bytes, *, is_last: bool) -> None:
        nonce = _nonce(self.prefix, self.number, is_last=is_last)
        self.out.write(self.cipher.encrypt(nonce, plain, self.head))
        self.number += 1


class Opener(io.RawIOBase):
    """Reads a sealed file from its beginning; raises Unreadable for a wrong key and for any change."""

    def __init__(self, source: BinaryIO, passphrase: str) -> None:
        super().__init__()
        self.head = source.read(len(MAGIC) + SALT_BYTES + PREFIX_BYTES)
        if len(self.head) < len(MAGIC) + SALT_BYTES + PREFIX_BYTES:
            raise Unreadable(_("The file was cut: its end is missing."))
        self.prefix = self.head[-PREFIX_BYTES:]
        self.source = source
        self.cipher = _opener(passphrase, self.head[len(MAGIC) : -PREFIX_BYTES])
        self.opened, self.number = memoryview(b""), 0
        self.following = source.read(CHUNK + TAG_BYTES)
        self.ended = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        """Give what was opened; a chunk is read ahead, to know which one is the last."""
        while not self.opened and not self.ended:
            sealed, self.following = self.following, self.source.read(CHUNK + TAG_BYTES)
            self.ended = not self.following
            self.opened = memoryview(self._open(sealed))
        taken = min(len(buffer), len(self.opened))
        buffer[:taken] = self.opened[:taken]
        self.opened = self.opened[taken:]
        return taken

    def _open(self, sealed: bytes) -> bytes:
        nonce = _nonce(self.prefix, self.number, is_last=self.ended)
        try:
            opened = self.cipher.decrypt(nonce, sealed, self.head)
        except InvalidTag:
            if self.number:
                raise Unreadable(_("The file was cut or changed after it was made.")) from None
            raise Unreadable(
                _("BACKUP_KEY does not open this file, or the file was changed.")
            ) from None
        self.number += 1
        return opened


def open_plain(source: BinaryIO, passphrase: str) -> BinaryIO:
    """Return the content of a backup, sealed or not; raises Unreadable where a passphrase is missing."""
    is_sealed = source.read(len(MAGIC)) == MAGIC
    source.seek(0)
    if not is_sealed:
        return source
    if not passphrase:
        raise Unreadable(
            _("The file is sealed: set BACKUP_KEY to the passphrase with which it was made.")
        )
    return io.BufferedReader(Opener(source, passphrase), CHUNK)
