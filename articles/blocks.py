"""A body as the blocks that its readers tell apart, and what has changed between two bodies, block by block."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import groupby
from typing import NamedTuple

from django.utils.translation import gettext as _

from articles.body import plain_text
from articles.figures import in_words, parts_of
from bangla.digits import to_bangla
from bangla.wording import Effort, Piece, aligned, compare, words

KINDS = {
    "h2": "heading", "h3": "subheading", "ul": "item", "ol": "numbered", "blockquote": "quote",
    "tr": "row", "aside": "box",
}  # fmt: skip
"""Element → what the words in it are; those in no such element are a paragraph."""

BLOCKS = {*KINDS, "p", "li", "table", "thead", "tbody", "cite", "figcaption"}
ALIKE = 0.3
"""Of the words of two blocks so many must be in both, for one to be the other one changed."""


class Block(NamedTuple):
    """A paragraph, heading, item of a list, row of a table, or figure in words.

    `form` is the text with its inline elements: where it alone differs, the words are the same.
    """

    kind: str
    text: str
    form: str = ""
    links: tuple[str, ...] = ()


@dataclass(frozen=True)
class Change:
    """What has become of one block: `kind` is what it is now, `was` what it was when that is another kind.

    `status`: same, changed, added, removed, or styled when only emphasis or a link is another one.
    """

    status: str
    kind: str
    pieces: list[Piece]
    was: str = ""
    links: list[Piece] = field(default_factory=list)

    @property
    def is_same(self) -> bool:
        return self.status == "same"

    @property
    def kind_in_words(self) -> str:
        return kinds()[self.kind]

    @property
    def was_in_words(self) -> str:
        return kinds()[self.was]


def kinds() -> dict[str, str]:
    """Return what the desk calls each kind of block."""
    return {
        "paragraph": _("paragraph"), "heading": _("heading"), "subheading": _("smaller heading"),
        "item": _("item of a list"), "numbered": _("numbered item"), "quote": _("quote"),
        "pull": _("pull-quote"), "row": _("row of a table"), "box": _("fact box"),
        "figure": _("picture or video"), "card": _("related story"), "rule": _("dividing line"),
    }  # fmt: skip


class _Reader(HTMLParser):
    """Reads a part of a stored body."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self.open: list[tuple[str, str]] = []
        self.text: list[str] = []
        self.form: list[str] = []
        self.links: list[str] = []

    @property
    def _is_in_row(self) -> bool:
        """Whether a row of a table is being read: all in it is one line."""
        return any(tag == "tr" for tag, _kind in self.open)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = " ".join(f"{name}={value}" for name, value in attrs if name != "rel")
        if tag in {"td", "th"}:
            self._add(" | " if self.text else "", f"<{tag} {values}>")
        elif tag == "br":
            self._add("\n", "<br>")
        elif story := dict(attrs).get("data-story"):
            self._end()
            self.blocks.append(Block("card", _("Story %(n)s") % {"n": to_bangla(story)}))
        elif tag == "hr":
            self._end()
            self.blocks.append(Block("rule", "* * *"))
        elif tag in BLOCKS:
            self._add(" ", "") if self._is_in_row else self._end()
            self.open.append((tag, "pull" if "data-pull" in values else KINDS.get(tag, "")))
        else:
            self.links += [value for name, value in attrs if name == "href" and value]
            self._add("", f"<{tag} {values}>")

    def handle_endtag(self, tag: str) -> None:
        if tag not in BLOCKS:
            self._add("", f"</{tag}>")
        elif any(tag == opened for opened, _kind in self.open):
            if tag == "tr" or not self._is_in_row:
                self._end()
            while self.open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        self._add(data, data)

    def close(self) -> None:
        super().close()
        self._end()

    def _add(self, text: str, form: str) -> None:
        self.text.append(text)
        self.form.append(form)

    def _end(self) -> None:
        lines = (" ".join(line.split()) for line in "".join(self.text).split("\n"))
        text = "\n".join(filter(None, lines))
        if text:
            kind = next((kind for _tag, kind in reversed(self.open) if kind), "paragraph")
            self.blocks.append(Block(kind, text, "".join(self.form), tuple(self.links)))
        self.text, self.form, self.links = [], [], []


def blocks_of(html: str) -> list[Block]:
    """Return the blocks of a stored body in order."""
    found: list[Block] = []
    for part in parts_of(html):
        if part.figure:
            lines = plain_text(in_words(part.figure.stored())).splitlines()
            found += [Block("figure", line, part.figure.caption) for line in lines]
        found += _read(in_words(part.html))
    return found


def _read(html: str) -> list[Block]:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.blocks


def compare_bodies(old: str, new: str) -> list[Change]:
    """Tell block by block, in the order of reading, what has become of a body."""
    before, after = blocks_of(old), blocks_of(new)
    changes: list[Change] = []
    effort = Effort()
    a = b = 0
    for i, j in [*aligned(before, after, effort), (len(before), len(after))]:
        changes += _changes(before[a:i], after[b:j], effort)
        if i < len(before):
            changes.append(Change("same", after[j].kind, [Piece("same", after[j].text)]))
        a, b = i + 1, j + 1
    return changes


def folded(changes: list[Change]) -> Iterator[tuple[bool, list[Change]]]:
    """Give the changes in order, those of blocks that stayed the same together."""
    for is_same, group in groupby(changes, key=lambda change: change.is_same):
        yield is_same, list(group)


def _changes(before: list[Block], after: list[Block], effort: Effort) -> Iterator[Change]:
    """Give what became of a row of blocks none of which stayed as it was."""
    a = b = 0
    for i, j in [*_counterparts(before, after, effort), (len(before), len(after))]:
        yield from (
            Change("removed", block.kind, [Piece("gone", block.text)]) for block in before[a:i]
        )
        yield from (Change("added", block.kind, [Piece("new", block.text)]) for block in after[b:j])
        if i < len(before):
            yield _change(before[i], after[j], effort)
        a, b = i + 1, j + 1


def _change(old: Block, new: Block, effort: Effort) -> Change:
    is_told = old.text != new.text or old.kind != new.kind
    return Change(
        status="changed" if is_told else "styled",
        kind=new.kind,
        pieces=compare(old.text, new.text, effort),
        was=old.kind if old.kind != new.kind else "",
        links=_links(old.links, new.links),
    )


def _links(old: tuple[str, ...], new: tuple[str, ...]) -> list[Piece]:
    """Return the addresses that only one of two blocks leads to."""
    gone, come = Counter(old) - Counter(new), Counter(new) - Counter(old)
    return [Piece("gone", link) for link in gone] + [Piece("new", link) for link in come]


def _counterparts(before: list[Block], after: list[Block], effort: Effort) -> list[tuple[int, int]]:
    """Return which block became which: pairs with enough words in common, rising in both."""
    old = [(word, i) for i, block in enumerate(before) for word in words(block.text)]
    new = [(word, j) for j, block in enumerate(after) for word in words(block.text)]
    stayed = aligned([word for word, _ in old], [word for word, _ in new], effort)
    common = Counter((old[x][1], new[y][1]) for x, y in stayed)
    lengths = Counter(i for _, i in old), Counter(j for _, j in new)
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for (i, j), count in common.most_common():
        is_alike = 2 * count >= ALIKE * (lengths[0][i] + lengths[1][j])
        if is_alike and i not in pairs and j not in taken:
            pairs[i] = j
            taken.add(j)
    return sorted(pairs.items())
