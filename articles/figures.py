"""Figures in a body as they are stored: pictures of the library, videos of other houses, galleries.

A figure names what it shows and carries the story's own words for it:

    <figure data-picture="12" data-alt="…" data-credit="…"><figcaption>…</figcaption></figure>
    <figure data-embed="https://www.youtube.com/watch?v=…"><figcaption>…</figcaption></figure>
    <figure data-gallery="">two or more figures of pictures<figcaption>…</figcaption></figure>

Addresses of files are filled in when the story is printed (articles/printed_body.py): a picture
that is replaced in the library, or gets smaller files, is the new one everywhere.
"""

import re
from collections.abc import Iterator
from html import escape, unescape
from typing import NamedTuple, Self

import nh3
from django.utils.translation import gettext as _

from articles.embeds import embed_of
from bangla.digits import to_bangla
from bangla.text import cut
from paper.fields import clean_line

ATTRIBUTES = {"data-picture", "data-alt", "data-credit", "data-embed", "data-gallery"}
LENGTHS = {"data-alt": 300, "data-credit": 120}
"""Letters, as the library's own fields hold them."""

EMBED = ' data-embed="'
"""Stands in a body, as nothing else does, where a figure shows a video of another house."""

CAPTION_TAGS = {"strong", "em", "sub", "sup", "a"}
MAX_IN_GALLERY = 60
MAX_DEPTH = 10
"""Figures inside each other that are still told apart; a gallery has two."""

# Only what nh3 wrote is read by these: attributes in double quotes, `<` and `>` escaped inside.
_tag = re.compile(r"<(/?)(figure|figcaption)((?:\s[a-z-]+=\"[^\"<>]*\")*)>")
_attribute = re.compile(r"\s([a-z-]+)=\"([^\"<>]*)\"")
_link_around = re.compile(r"<a\b[^>]*>((?:(?!</?a\b).)*<figure(?:(?!</?a\b).)*)</a>", re.DOTALL)
_breaks = re.compile(r"</?(?:p|br|div|h2|h3|li|td|th|tr|blockquote|aside)\b[^>]*>")
_empty = re.compile(r"<p>\s*</p>")


def row_id(value: str) -> str | None:
    """Return the id of a row as it is stored, None for what can be none."""
    is_id = value.isascii() and value.isdigit() and 0 < len(value) < 16
    return str(int(value)) if is_id and int(value) else None


def attribute(name: str, value: str) -> str | None:
    """Return a figure's attribute as it is stored, None for a value that names nothing."""
    if name == "data-picture":
        return row_id(value)
    if name == "data-embed":
        found = embed_of(value)
        return found.address if found else None
    if name in LENGTHS:
        return cut(clean_line(value), LENGTHS[name])
    return "" if name == "data-gallery" else None


class Figure(NamedTuple):
    """One figure; `caption` is safe HTML of CAPTION_TAGS, `children` are a gallery's pictures."""

    picture: int = 0
    alt: str = ""
    credit: str = ""
    embed: str = ""
    is_gallery: bool = False
    caption: str = ""
    children: tuple["Figure", ...] = ()

    @classmethod
    def of(cls, attributes: str, caption: str) -> Self:
        """Return the figure of an opening tag; what it names comes from the attributes alone."""
        found = {name: unescape(value) for name, value in _attribute.findall(attributes)}
        return cls(
            picture=int(found.get("data-picture", 0)),
            alt=found.get("data-alt", ""),
            credit=found.get("data-credit", ""),
            embed=found.get("data-embed", ""),
            is_gallery="data-gallery" in found,
            caption=caption,
        )

    def stored(self) -> str:
        """Return the figure as a body holds it."""
        named = {
            "data-alt": self.alt, "data-credit": self.credit, "data-embed": self.embed,
            "data-picture": str(self.picture or ""),
        }  # fmt: skip
        attributes = "".join(f' {n}="{escape(value)}"' for n, value in named.items() if value)
        if self.is_gallery:
            attributes = ' data-gallery=""'
        inside = "".join(child.stored() for child in self.children)
        caption = f"<figcaption>{self.caption}</figcaption>" if self.caption else ""
        return f"<figure{attributes}>{inside}{caption}</figure>"


class Part(NamedTuple):
    """A piece of a body: text between figures, or one outermost figure with what else stood inside it."""

    html: str
    figure: Figure | None = None


def parts_of(html: str) -> Iterator[Part]:
    """Give a body, as nh3 or `tidy` wrote it, in order: plain parts and its outermost figures."""
    at, depth, start, attributes = 0, 0, 0, ""
    for found in _tag.finditer(html):
        if found[2] != "figure":
            continue
        if not found[1]:
            if depth == 0:
                yield Part(html[at : found.start()])
                start, attributes = found.end(), found[3]
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0:
                yield _figure(attributes, html[start : found.start()])
                at = found.end()
    yield Part(html[at:])


def _figure(attributes: str, inside: str) -> Part:
    """Return a figure; what is no part of it stands in `html`, so that no word is lost."""
    rest, children = "", []
    for part in parts_of(inside) if "<figure" in inside else [Part(inside)]:
        rest += part.html
        children += [part.figure] if part.figure else []
    captions, rest = _captions(rest)
    figure = Figure.of(attributes, captions)
    if figure.is_gallery:
        return _gallery(figure, children, rest)
    after = "".join(child.stored() for child in children)
    if figure.picture or figure.embed:
        return Part(rest + after, figure)
    return Part(rest + after + (f"<p>{captions}</p>" if captions else ""))


def _gallery(figure: Figure, children: list[Figure], rest: str) -> Part:
    pictures = [child for child in children if child.picture and not child.embed]
    others = [child for child in children if child not in pictures] + pictures[MAX_IN_GALLERY:]
    rest += "".join(child.stored() for child in others)
    if len(pictures) > 1:
        return Part(rest, figure._replace(children=tuple(pictures[:MAX_IN_GALLERY])))
    caption = f"<p>{figure.caption}</p>" if figure.caption else ""
    return Part(rest + caption, pictures[0] if pictures else None)


def _captions(html: str) -> tuple[str, str]:
    """Return the words of all captions as one line of safe HTML, and the rest."""
    pieces = re.split(r"<figcaption[^>]*>(.*?)</figcaption>", html, flags=re.S)
    lines = (_line(piece) for piece in pieces[1::2])
    return " ".join(filter(None, lines)), "".join(pieces[::2])


def _line(html: str) -> str:
    inline = nh3.clean(
        _breaks.sub(" ", html), tags=CAPTION_TAGS, attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"}, link_rel="noopener",
    )  # fmt: skip
    return " ".join(inline.replace("&nbsp;", " ").split())


def tidy(html: str) -> str:
    """Return what nh3 wrote with every figure in the one stored form; words that stood in a wrong place follow it."""
    if "<fig" not in html:
        return html
    if _is_too_deep(html):
        return _tag.sub("", html)
    html = _link_around.sub(r"\1", html)
    return "".join(
        (part.figure.stored() if part.figure else "") + _empty.sub("", part.html)
        for part in parts_of(_without_strays(html))
    )


def _is_too_deep(html: str) -> bool:
    depth = 0
    for found in _tag.finditer(html):
        depth += (-1 if found[1] else 1) if found[2] == "figure" else 0
        if depth > MAX_DEPTH:
            return True
    return False


def _without_strays(html: str) -> str:
    """Make paragraphs of captions that stand outside of every figure."""
    depth = 0

    def settle(found: re.Match[str]) -> str:
        nonlocal depth
        if found[2] == "figure":
            depth = max(0, depth + (-1 if found[1] else 1))
            return found[0]
        return found[0] if depth else f"<{found[1]}p>"

    return _tag.sub(settle, html)


def figures_of(html: str) -> list[Figure]:
    """Return the outermost figures of a stored body, in order."""
    return [part.figure for part in parts_of(html) if part.figure] if "<figure" in html else []


def picture_ids(html: str) -> list[int]:
    """Return the ids of all pictures that a stored body names, those of galleries too, in order, each once."""
    named = (f for figure in figures_of(html) for f in (figure, *figure.children))
    return list(dict.fromkeys(figure.picture for figure in named if figure.picture))


def in_words(html: str) -> str:
    """Return a stored body with a line of words in place of each figure, for comparing two versions."""
    return "".join(
        "".join(f"<p>{escape(line)}</p>" for line in _lines(part.figure)) + part.html
        if part.figure
        else part.html
        for part in parts_of(html)
    )


def _lines(figure: Figure) -> list[str]:
    shown = (
        _("Picture %(n)s") % {"n": to_bangla(figure.picture)} if figure.picture else figure.embed
    )
    words = (shown, nh3.clean(figure.caption, tags=set()), figure.alt, figure.credit)
    own = [] if figure.is_gallery else [" · ".join(filter(None, words))]
    return [*own, *(line for child in figure.children for line in _lines(child))]
