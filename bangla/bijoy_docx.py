"""A Word file (.docx) out of Bijoy: its text converted and its fonts named anew, all else as it was.

Only what changes is written over, in place: a document keeps its layout, its pictures and every byte that
is neither the text of Bijoy nor the name of a Bijoy font. Nothing is unpacked to disk; archives that
claim or hold too much, and XML with a DOCTYPE (the door of entity bombs), are refused.
"""

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Final

from bangla.bijoy_word_fonts import Styles, Unreadable, read_types
from bangla.bijoy_word_text import Part

MAX_ENTRIES: Final = 3_000
MAX_UNPACKED: Final = 120_000_000
MAX_XML: Final = 25_000_000
MAX_TEXT: Final = 3_000_000
"""Characters of all parts together: a book has one million, and converting takes a second for each."""

_CHUNK: Final = 1 << 20
_ENCRYPTED: Final = 0x1

__all__ = ["Unreadable", "convert_docx"]


def convert_docx(source: IO[bytes], target: IO[bytes], font: str = "Nirmala UI") -> int:
    """Write the Word document `source` to `target` with its Bijoy as Unicode, set in `font`; return how many
    paragraphs changed.

    Converted is what stands in a font of the SutonnyMJ family, by itself or through its style, and
    where no font is named, what looks like Bijoy. Raises Unreadable.
    """
    with _reading(source) as archive:
        entries = _judged(archive)
        types = read_types(_xml(archive, "[Content_Types].xml"))
        if not types.document or types.document not in archive.namelist():
            raise Unreadable("not_docx")
        styles = Styles(font)
        changed: dict[str, bytes] = {}
        if types.styles in archive.namelist():
            changed[types.styles] = styles.read(_xml(archive, types.styles))
        paragraphs, left = 0, MAX_TEXT
        for name in sorted(types.texts & set(archive.namelist())):
            part = Part(styles, most=left)
            changed[name] = part.read(_xml(archive, name))
            paragraphs += part.paragraphs
            left -= part.characters
        _write(archive, entries, changed, target)
    return paragraphs


@contextmanager
def _reading(source: IO[bytes]) -> Iterator[zipfile.ZipFile]:
    """Open the archive, and call by its name whatever a broken or hostile one makes zipfile raise."""
    try:
        with zipfile.ZipFile(source) as archive:
            yield archive
    except zipfile.BadZipFile as error:
        raise Unreadable("damaged" if zipfile.is_zipfile(source) else "not_docx") from error
    except (zlib.error, EOFError, NotImplementedError, OSError, RuntimeError, KeyError) as error:
        raise Unreadable("damaged") from error


def _judged(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """Refuse by what the archive says of itself, before anything is unpacked."""
    entries = archive.infolist()
    if "[Content_Types].xml" not in archive.namelist():
        raise Unreadable("not_docx")
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise Unreadable("locked")
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise Unreadable("too_large")
    if len({entry.filename for entry in entries}) < len(entries):
        raise Unreadable("damaged")
    return entries


def _xml(archive: zipfile.ZipFile, name: str) -> bytes:
    """Read one part; what it really holds counts, not what it claims."""
    with archive.open(name) as part:
        data = part.read(MAX_XML + 1)
    if len(data) > MAX_XML:
        raise Unreadable("too_large")
    return data


def _write(
    archive: zipfile.ZipFile,
    entries: list[zipfile.ZipInfo],
    changed: dict[str, bytes],
    target: IO[bytes],
) -> None:
    """Write every entry in its order, the changed ones changed, as long as they unpack to what is allowed."""
    left = MAX_UNPACKED
    with zipfile.ZipFile(target, "w") as out:
        for entry in entries:
            copy = zipfile.ZipInfo(entry.filename, entry.date_time)
            copy.compress_type = entry.compress_type
            copy.external_attr, copy.create_system = entry.external_attr, entry.create_system
            if entry.filename in changed:
                out.writestr(copy, changed[entry.filename])
                continue
            copy.file_size = entry.file_size
            with archive.open(entry) as content, out.open(copy, "w") as place:
                while chunk := content.read(_CHUNK):
                    left -= len(chunk)
                    if left < 0:
                        raise Unreadable("too_large")
                    place.write(chunk)
