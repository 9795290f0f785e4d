"""The texts of a Word document for bijoy_docx: which pieces are Bijoy, and what they become."""

import re
from itertools import groupby
from typing import Final, NamedTuple
from xml.sax.saxutils import escape

from bangla.bijoy import runs, to_unicode
from bangla.bijoy_word_fonts import FontReader, Styles, Unreadable, says_bijoy

_TEXTS: Final = ("t", "delText")
_PREFIX: Final = re.compile(rb"<([\w.-]+:)?r\b")
_BETWEEN_PIECES: Final = {"rPr", *_TEXTS, "lastRenderedPageBreak"}
"""What may stand in a run between two pieces of one word."""


class _Run:
    """A run: its style, what its fonts say, and where a font can be written."""

    def __init__(self, tag: bytes = b"", end: int = 0) -> None:
        self.tag = tag
        self.style = ""
        self.says: bool | None = None
        self.fonts: tuple[int, int] | None = None
        # Where a font would stand, and what has to stand around it.
        self.place, self.around = (end, end), (b"<%srPr>", b"</%srPr>")
        self.has_font = False


class _Piece(NamedTuple):
    """A piece of text and where it stands."""

    start: int
    end: int
    text: str
    run: _Run


class _Paragraph:
    """A paragraph: its style, its run now, its pieces of text; None parts words (a tab, a picture)."""

    def __init__(self) -> None:
        self.style = ""
        self.run = _Run()
        self.pieces: list[_Piece | None] = []


class Part(FontReader):
    """One part with text: the document, a header, the footnotes; more than `most` characters are refused."""

    def __init__(self, styles: Styles, *, most: int) -> None:
        super().__init__(styles.font)
        self.most, self.characters = most, 0
        self.styles = styles
        self.open: list[_Paragraph] = []
        self.text: list[str] | None = None
        self.text_at = 0
        self.paragraphs = 0

    def started(self, name: str, attrs: dict[str, str], at: int, end: int) -> None:
        within = self.path[-2:-1]
        if name == "p":
            self.open.append(_Paragraph())
        elif name == "rFonts":
            self.rename(at, end)
        if not self.open:
            return
        paragraph = self.open[-1]
        if name == "pStyle":
            paragraph.style = attrs.get("val", "")
        elif name == "r":
            paragraph.run = _Run(self.data[at:end], end)
        elif within == ["r"]:
            self._in_run(name, paragraph, (at, end))
        elif within == ["rPr"] and self.path[-3:-2] == ["r"]:
            self._in_properties(name, paragraph.run, attrs, (at, end))

    def _in_run(self, name: str, paragraph: _Paragraph, tag: tuple[int, int]) -> None:
        if name in _TEXTS:
            self.text, self.text_at = [], tag[1]
        elif name == "rPr":
            if self.is_empty(tag):
                paragraph.run.place = tag
            else:
                paragraph.run.place, paragraph.run.around = (tag[1], tag[1]), (b"", b"")
        elif name not in _BETWEEN_PIECES:
            paragraph.pieces.append(None)

    def _in_properties(
        self, name: str, run: _Run, attrs: dict[str, str], tag: tuple[int, int]
    ) -> None:
        if name == "rStyle":
            run.style = attrs.get("val", "")
            # The order is fixed: style, then fonts.
            end = tag[1] if self.is_empty(tag) else tag[1] + len(self.tag(tag[1]))
            run.place = (end, end)
        elif name == "rFonts":
            run.fonts, run.says = tag, says_bijoy(attrs)

    def ended(self, name: str, at: int) -> None:
        if not self.open:
            return
        if name == "p":
            self._convert(self.open.pop())
        elif name in _TEXTS and self.text is not None:
            text, self.text = "".join(self.text), None
            if text:
                self.open[-1].pieces.append(_Piece(self.text_at, at, text, self.open[-1].run))

    def said(self, text: str) -> None:
        if self.text is not None:
            self.text.append(text)
            self.characters += len(text)
            if self.characters > self.most:
                raise Unreadable("too_large")

    def _convert(self, paragraph: _Paragraph) -> None:
        """Convert what stands in Bijoy, and what looks like it where no font is named."""
        before = len(self.edits)
        for is_bijoy, group in groupby(
            paragraph.pieces, lambda piece: self._asked(piece, paragraph)
        ):
            pieces = [piece for piece in group if piece]
            if is_bijoy is False or not pieces:
                continue
            text = "".join(piece.text for piece in pieces)
            spans = [(0, len(text))] if is_bijoy else [run[:2] for run in runs(text)]
            for piece, new in zip(pieces, converted([p.text for p in pieces], spans), strict=True):
                if new != piece.text:
                    self.edits.append((piece.start, piece.end, escape(new).encode()))
                    if not is_bijoy:
                        self._name_font(piece.run)
        self.paragraphs += len(self.edits) > before

    def _asked(self, piece: _Piece | None, paragraph: _Paragraph) -> bool | None:
        """Tell whether the fonts of a piece say that it is Bijoy; None: they say nothing."""
        if piece is None:
            return False
        if piece.run.says is not None:
            return piece.run.says
        return self.styles.are_bijoy(piece.run.style, paragraph.style)

    def _name_font(self, run: _Run) -> None:
        """Set the converted text of a run that names no font for Latin in the new one: Bangla alone."""
        if run.has_font:
            return
        run.has_font = True
        if run.fonts is None:
            found = _PREFIX.match(run.tag)
            prefix = (found[1] or b"") if found else b""
            before, after = (part.replace(b"%s", prefix) for part in run.around)
            fonts = self.with_cs(b"<" + prefix + b"rFonts/>")
            self.edits.append((*run.place, before + fonts + after))
        elif run.fonts[0] not in self.renamed:
            self.edits.append((*run.fonts, self.with_cs(self.data[slice(*run.fonts)])))


def converted(pieces: list[str], spans: list[tuple[int, int]]) -> list[str]:
    """Convert the words of a text in pieces that begin within the spans; each goes to the piece it begins in.

    So a word is converted as one, however it was cut up, and spaces stay where they were.
    """
    home = [number for number, piece in enumerate(pieces) for _ in piece]
    is_asked = bytearray(len(home))
    for start, end in spans:
        is_asked[start:end] = b"\1" * (end - start)
    new: list[list[str]] = [[] for _ in pieces]
    for word in re.finditer(r"\S+|\s", "".join(pieces)):
        unicode = to_unicode(word[0]) if is_asked[word.start()] else word[0]
        if unicode != word[0]:
            new[home[word.start()]].append(unicode)
            continue
        for at, character in enumerate(unicode, word.start()):
            new[home[at]].append(character)
    return list(map("".join, new))
