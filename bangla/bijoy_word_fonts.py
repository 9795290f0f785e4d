"""WordprocessingML for bijoy_docx: reading it in place, its fonts and its styles.

The parser only tells where things are. What changes is spliced into the original bytes, so that all the
rest stays as the word processor wrote it.
"""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Final, Literal, NamedTuple
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

type Reason = Literal["not_docx", "too_large", "damaged", "locked", "doctype"]

_WORD: Final = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
)
_KIND: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_WITH_TEXT: Final = ("header", "footer", "footnotes", "endnotes", "comments")
_TAG: Final = re.compile(rb"""<[^<>"']*(?:"[^"]*"[^<>"']*|'[^']*'[^<>"']*)*>""")
# An attribute follows a space, and a row of spaces is begun once: long values are walked through once too.
_FONT: Final = re.compile(
    rb"""(?<=\s)([\w.-]+:)?(ascii|hAnsi|eastAsia|cs)(\s*=\s*)("[^"]*"|'[^']*')"""
)
_CS: Final = re.compile(rb"""(?<!\s)\s++(?:[\w.-]+:)?cs(?:theme)?\s*=\s*(?:"[^"]*"|'[^']*')""")
# The font house ends its names so; OMJ are its Unicode fonts. ANSI are others' fonts in its code.
_BIJOY_FONT: Final = re.compile(r"(?<![Oo])MJR?\b|\bANSI\b|^Sutonny(?!.*OMJ)", re.IGNORECASE)

# Word itself stops at nine styles one upon another; its files are some thirty elements deep.
_LONGEST_CHAIN: Final = 30
_DEEPEST: Final = 500


class Unreadable(ValueError):
    """The file is no Word document that may be read; `reason` says why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason: Reason = reason


class Types(NamedTuple):
    """Which parts of the archive are the document, its styles, and texts (the document among them)."""

    document: str
    styles: str
    texts: frozenset[str]


def is_bijoy_font(name: str) -> bool:
    """Tell whether a font of this name draws Bijoy: SutonnyMJ and all …MJ, not the …OMJ of Unicode."""
    return _BIJOY_FONT.search(name) is not None


def read_types(data: bytes) -> Types:
    """Read [Content_Types].xml."""
    found: dict[str, str] = {}

    class Contents(Reader):
        def started(self, name: str, attrs: dict[str, str], at: int, end: int) -> None:
            if "PartName" in attrs:
                kind = attrs.get("ContentType", "").removeprefix(_KIND).removesuffix("+xml")
                found[attrs["PartName"].lstrip("/")] = kind

    Contents().read(data)
    documents = [part for part, kind in found.items() if kind in {"document.main", "template.main"}]
    styles = [part for part, kind in found.items() if kind == "styles"]
    texts = frozenset(part for part, kind in found.items() if kind in _WITH_TEXT) | set(documents)
    return Types(next(iter(documents), ""), next(iter(styles), ""), texts)


class Reader:
    """Walks one part of XML, and splices what changes into it."""

    def __init__(self) -> None:
        self.data = b""
        self.edits: list[tuple[int, int, bytes]] = []
        self.path: list[str] = []

    def read(self, data: bytes) -> bytes:
        """Return the part with its changes. Raises Unreadable."""
        self.data = data
        self.parser = parser = expat.ParserCreate("utf-8", " ")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._started
        parser.EndElementHandler = self._ended
        parser.CharacterDataHandler = self.said
        try:
            parser.ParseFile(BytesIO(data))
        except expat.ExpatError as error:
            raise Unreadable("damaged") from error
        return b"".join(self._spliced())

    def started(self, name: str, attrs: dict[str, str], at: int, end: int) -> None:
        """An element of Word begins: its tag stands from `at` to `end`. Others come without a name."""

    def ended(self, name: str, at: int) -> None:
        """An element ends; its closing tag, if it has one, stands at `at`."""

    def said(self, text: str) -> None:
        """Character data."""

    def tag(self, at: int) -> bytes:
        """Return the tag that stands at a place."""
        found = _TAG.match(self.data, at)
        if found is None:
            raise Unreadable("damaged")
        return found[0]

    def is_empty(self, tag: tuple[int, int]) -> bool:
        """Tell whether a tag is an element by itself."""
        return self.data[tag[1] - 2 : tag[1]] == b"/>"

    def _spliced(self) -> Iterator[bytes]:
        at = 0
        for start, end, new in sorted(self.edits):
            yield self.data[at:start]
            yield new
            at = end
        yield self.data[at:]

    def _started(self, name: str, attrs: dict[str, str]) -> None:
        at = self.parser.CurrentByteIndex
        space, _, local = name.rpartition(" ")
        self.path.append(local if space in _WORD else "")
        if len(self.path) > _DEEPEST:
            raise Unreadable("damaged")
        plain = {key.rpartition(" ")[2]: value for key, value in attrs.items()}
        self.started(self.path[-1], plain, at, at + len(self.tag(at)))

    def _ended(self, _name: str) -> None:
        self.ended(self.path[-1], self.parser.CurrentByteIndex)
        self.path.pop()

    def _doctype(self, *_about: object) -> None:
        raise Unreadable("doctype")


class FontReader(Reader):
    """Names Bijoy fonts anew wherever a part names them."""

    def __init__(self, font: str) -> None:
        super().__init__()
        self.font = font
        self.renamed: set[int] = set()

    def rename(self, at: int, end: int) -> None:
        """Write the new font into a tag of rFonts that names one of Bijoy."""
        tag = self.data[at:end]
        new = quoteattr(self.font).encode()
        fonts = {found[2]: found[4][1:-1].decode() for found in _FONT.finditer(tag)}
        if not any(map(is_bijoy_font, fonts.values())):
            return

        def renamed(found: re.Match[bytes]) -> bytes:
            is_old = is_bijoy_font(fonts[found[2]])
            return (found[1] or b"") + found[2] + found[3] + (new if is_old else found[4])

        changed = _FONT.sub(renamed, tag)
        # Bangla is set in the font for complex scripts, whatever the one for Latin was.
        if says_bijoy({key.decode(): name for key, name in fonts.items()}):
            changed = self.with_cs(changed)
        self.edits.append((at, end, changed))
        self.renamed.add(at)

    def with_cs(self, tag: bytes) -> bytes:
        """Return a tag of rFonts with the font for complex scripts, and none before."""
        tag = _CS.sub(b"", tag)
        head = re.match(rb"<([\w.-]+:)?\w+", tag)
        if head is None:
            raise Unreadable("damaged")
        attribute = b" " + (head[1] or b"") + b"cs=" + quoteattr(self.font).encode()
        return head[0] + attribute + tag[head.end() :]


def says_bijoy(fonts: dict[str, str]) -> bool | None:
    """Tell whether rFonts names Bijoy for Latin characters, in which Bijoy is coded; None: it names none."""
    named = [fonts[k] for k in ("ascii", "hAnsi") if fonts.get(k) and not fonts.get(f"{k}Theme")]
    return any(map(is_bijoy_font, named)) if named else None


class Styles(FontReader):
    """The styles of a document: which of them are set in Bijoy."""

    def __init__(self, font: str) -> None:
        super().__init__(font)
        self.named: dict[str, bool | None] = {}
        self.based_on: dict[str, str] = {}
        self.default = self.here = ""
        self.ground_is_bijoy = False

    def started(self, name: str, attrs: dict[str, str], at: int, end: int) -> None:
        if name == "style":
            self.here = attrs.get("styleId", "")
            self.named[self.here] = None
            if attrs.get("type") == "paragraph" and attrs.get("default") in {"1", "true", "on"}:
                self.default = self.here
        elif name == "basedOn":
            self.based_on[self.here] = attrs.get("val", "")
        elif name == "rFonts":
            self.rename(at, end)
            if self.path[-3:-1] == ["style", "rPr"]:
                self.named[self.here] = says_bijoy(attrs)
            elif "docDefaults" in self.path:
                self.ground_is_bijoy = bool(says_bijoy(attrs))

    def are_bijoy(self, character: str, paragraph: str) -> bool | None:
        """Tell what the styles of a run say of its font; None: only the document's ground font holds."""
        found = self._chain(character)
        if found is None:
            found = self._chain(paragraph or self.default)
        return self.ground_is_bijoy or None if found is None else found

    def _chain(self, style: str) -> bool | None:
        for _step in range(_LONGEST_CHAIN):
            says = self.named.get(style)
            if says or (says is False and style != self.default):
                return says
            style = self.based_on.get(style, "")
        return None
