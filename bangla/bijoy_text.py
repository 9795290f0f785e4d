"""A text file out of Bijoy, whatever its encoding, a part at a time: the file may be larger than memory."""

import codecs
from collections.abc import Iterator
from typing import IO, Final

from bangla.bijoy import convert_runs, runs, to_unicode
from bangla.text import canonical

_AT_A_TIME: Final = 1 << 18
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ENDS: Final = "\r\t "


class NotText(ValueError):
    """The file is no text."""


def convert_text(source: IO[bytes], target: IO[bytes]) -> int:
    """Write the text of `source` to `target` in UTF-8 with its Bijoy as Unicode; return how many lines changed.

    English and Unicode Bangla in it stay, unless nothing in it is recognised: then all is taken for
    Bijoy. Files without a mark are UTF-8 where they can be, else the code page of Bijoy. Line ends
    stay. `source` is read twice and must be able to seek. Raises NotText.
    """
    encoding = encoding_of(source)
    is_mixed = any(runs(part) for part in _parts(source, encoding))
    changed = 0
    for part in _parts(source, encoding):
        before = canonical(part)
        after = convert_runs(part, runs(part)) if is_mixed else to_unicode(part)
        changed += sum(
            1 for old, new in zip(before.split("\n"), after.split("\n"), strict=True) if old != new
        )
        target.write(after.encode("utf-8", "replace"))
    return changed


def encoding_of(source: IO[bytes]) -> str:
    """Name the encoding of a text file. Latin-1 stands for Windows' code page: bijoy.py repairs the rest."""
    source.seek(0)
    head = source.read(4)
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    source.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")()
    is_utf8 = True
    while chunk := source.read(_AT_A_TIME):
        if b"\x00" in chunk:
            raise NotText
        try:
            is_utf8 = is_utf8 and decoder.decode(chunk) is not None
        except UnicodeDecodeError:
            is_utf8 = False
    return "utf-8" if is_utf8 and not decoder.getstate()[0] else "latin-1"


def _parts(source: IO[bytes], encoding: str) -> Iterator[str]:
    """Give the text in parts that end where a line or at least a word ends."""
    source.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    rest, chunk = "", source.read(_AT_A_TIME)
    # The last part is not cut: what a line is, is told by all of it.
    while following := source.read(_AT_A_TIME):
        rest += decoder.decode(chunk)
        chunk = following
        end = rest.rfind("\n") + 1 or max(map(rest.rfind, _ENDS)) + 1
        if end:
            yield rest[:end]
            rest = rest[end:]
        elif len(rest) > 4 * _AT_A_TIME:
            yield rest
            rest = ""
    rest += decoder.decode(chunk, final=True)
    if rest:
        yield rest
