"""Files of Bijoy as the desk sends them: which kind one is, and in one sentence why it can't be read."""

from pathlib import PurePath
from typing import IO, Any

from django.utils.translation import gettext_lazy

from bangla.bijoy_docx import Unreadable, convert_docx
from bangla.bijoy_text import NotText, convert_text

MOST_BYTES = 10 * 1024 * 1024
SUFFIXES = (".txt", ".docx")
TYPES = {
    ".txt": "text/plain; charset=utf-8",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
_OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

MESSAGES: dict[str, Any] = {
    "kind": gettext_lazy("Send a text file (.txt) or a Word file (.docx)."),
    "old_word": gettext_lazy("This is an older Word file, or one with a password. Save it in Word as .docx without one."),
    "not_text": gettext_lazy("This is no text file. Send the text as .txt or .docx."),
    "not_docx": gettext_lazy("This is no Word file, whatever its name says. Open it in Word and save it as .docx."),
    "damaged": gettext_lazy("This Word file is damaged. Open it in Word and save it again as .docx."),
    "locked": gettext_lazy("This Word file has a password. Save it without one."),
    "doctype": gettext_lazy("This Word file was not written by Word. Open it in Word and save it again as .docx."),
    "too_large": gettext_lazy("This Word file unpacks to more than can be read. Take its pictures out and save it again."),
}  # fmt: skip


class NotConverted(ValueError):
    """The file stays as it is; `str` says why, in the words of the interface."""

    def __init__(self, code: str) -> None:
        super().__init__(str(MESSAGES[code]))
        self.code = code


def convert_file(name: str, source: IO[bytes], target: IO[bytes]) -> int:
    """Write the file of this name, .txt or .docx, to `target` as Unicode; return how many lines or paragraphs changed.

    Raises NotConverted.
    """
    suffix = PurePath(name).suffix.lower()
    if suffix not in SUFFIXES:
        raise NotConverted("kind")
    source.seek(0)
    if source.read(len(_OLD_WORD)) == _OLD_WORD:
        raise NotConverted("old_word")
    source.seek(0)
    try:
        return (convert_docx if suffix == ".docx" else convert_text)(source, target)
    except Unreadable as unreadable:
        raise NotConverted(unreadable.reason) from unreadable
    except NotText as refused:
        raise NotConverted("not_text") from refused


def new_name(name: str) -> str:
    """Return the name of the converted file: the old one with the word for Unicode before its ending."""
    path = PurePath(name.replace("\\", "/"))
    return f"{path.stem}-unicode{path.suffix.lower()}"
