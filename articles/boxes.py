"""Boxes in a body as they are stored: pull-quotes, fact boxes, cards of related stories.

    <blockquote data-pull=""><p>…</p><cite>who said it</cite></blockquote>
    <aside data-facts=""><h2>title</h2>paragraphs and lists</aside>
    <aside data-story="12"></aside>

A box stands between the paragraphs of a body. One that was put inside another element follows that
element; words that stand where none can stand follow their box. The title is an `h2`, which may
follow any heading: nobody at the desk could choose its level.
"""

import re
from dataclasses import dataclass, field

import nh3

from articles import figures

ATTRIBUTES = {"blockquote": {"data-pull"}, "aside": {"data-facts", "data-story"}}

INLINE = {"strong", "em", "sub", "sup", "a", "br"}
LISTS = frozenset({"ul", "ol"})
VOID = {"br", "hr"}
MAX_CARDS = 20
"""Stories that a page looks up for the cards of one body."""

_PLAIN, _DROPPED, _PARTED = "", "dropped", "parted"
"""Kinds of elements that are no box: kept as it is; gone, in a line; gone, with words kept apart."""

_begin = ("<aside", ' data-pull="', "<cite")

# Only what nh3 wrote is read by these, as in articles/figures.py: each element closed, in order.
_tag = re.compile(r"<(/?)([a-z0-9]+)((?:\s[a-z-]+=\"[^\"<>]*\")*)>")
_story = re.compile(r' data-story="(\d+)"')
_card = re.compile(r'<aside data-story="(\d+)"></aside>')
_title = re.compile(r"<h([23])>(.*?)</h\1>", re.DOTALL)
_no_part_of_a_list = re.compile(
    r"(?:</?(?:h2|h3|blockquote|table|thead|tbody|tr|th|td|hr|figcaption)\b[^>]*>)+"
)
_rules = {"url_schemes": {"http", "https", "mailto"}, "link_rel": "noopener"}
_line = nh3.Cleaner(tags=INLINE, attributes={"a": {"href"}}, **_rules)
_listed = nh3.Cleaner(
    tags={*INLINE, *LISTS, "li", "p"}, attributes={"a": {"href"}, "ol": {"start"}}, **_rules
)


def attribute(name: str, value: str) -> str | None:
    """Return a box's attribute as it is stored, None for a value that names nothing."""
    return figures.row_id(value) if name == "data-story" else ""


def has_any(html: str) -> bool:
    """Whether the HTML may hold a box, or what only a box can hold."""
    return any(sign in html for sign in _begin)


def story_ids(html: str) -> list[int]:
    """Return the ids of the stories that a stored body's cards name, in order, each once, MAX_CARDS at most."""
    if "<aside data-story" not in html:
        return []
    return list(dict.fromkeys(int(found) for found in _card.findall(html)))[:MAX_CARDS]


def with_cards(html: str, cards: dict[int, str]) -> str:
    """Return a stored body with HTML in place of each card, nothing in place of those that have none."""
    if "<aside data-story" not in html:
        return html
    return _card.sub(lambda found: cards.get(int(found[1]), ""), html)


@dataclass
class _Part:
    """A box that is being read, or the body around all of them."""

    kind: str
    story: str = ""
    html: list[str] = field(default_factory=list)
    depth: int = 0
    """Ordinary elements that are open in it."""
    names: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)
    """Boxes and figures that stood inside it."""


def tidy(html: str) -> str:
    """Return what nh3 wrote with every box in the one stored form, at the top of the body."""
    body = _Part("body")
    parts, opened, at = [body], [], 0
    for tag in _tag.finditer(html):
        closing, name, attributes = tag.groups()
        part = parts[-1]
        part.html.append(html[at : tag.start()])
        at = tag.end()
        if name in VOID:
            part.html.append(tag[0])
        elif not closing:
            opened.append(_kind(name, attributes, part))
            _open(opened[-1], tag[0], attributes, parts)
        else:
            _close(opened.pop(), tag[0], parts)
    return "".join([*body.html, html[at:]])


def _kind(name: str, attributes: str, part: _Part) -> str:
    if name == "blockquote" and ' data-pull="' in attributes:
        return "pull"
    if name == "cite":
        return "cite" if part.kind == "pull" else _DROPPED
    if name != "aside":
        return _PLAIN
    if _story.search(attributes):
        return "story"
    return "facts" if ' data-facts="' in attributes else _PARTED


def _open(kind: str, tag: str, attributes: str, parts: list[_Part]) -> None:
    if kind == _PLAIN:
        parts[-1].depth += 1
        parts[-1].html.append(tag)
    elif kind == _PARTED:
        parts[-1].html.append(" ")
    elif kind != _DROPPED:
        named = _story.search(attributes)
        parts.append(_Part(kind, named[1] if named else ""))


def _close(kind: str, tag: str, parts: list[_Part]) -> None:
    if kind == _PLAIN:
        part = parts[-1]
        part.depth -= 1
        part.html.append(tag)
        if part.kind == "body" and not part.depth:
            part.html += part.after
            part.after = []
    elif kind == _PARTED:
        parts[-1].html.append(" ")
    elif kind != _DROPPED:
        _settle(parts.pop(), parts[-1])


def _settle(part: _Part, around: _Part) -> None:
    """Put a box that has been read into the body, or among what follows the element around it."""
    inside, shown = _without_figures("".join(part.html))
    made = ""
    if part.kind == "cite":
        around.names.append(_text(inside))
    elif part.kind == "pull":
        made = _pull(inside, " ".join(filter(None, part.names)))
    elif part.kind == "facts":
        made = _facts(inside)
    else:
        made = f'<aside data-story="{part.story}"></aside>{_blocks(inside, LISTS)}'
    if around.kind == "body" and not around.depth:
        around.html += [made, shown, *part.after]
    else:
        around.html.append(" ")
        around.after += [made, shown, *part.after]


def _pull(inside: str, name: str) -> str:
    quote = _blocks(inside)
    if not quote:
        return f"<p>{name}</p>" if name else ""
    who = f"<cite>{name}</cite>" if name else ""
    return f'<blockquote data-pull="">{quote}{who}</blockquote>'


def _facts(inside: str) -> str:
    found = _title.search(inside)
    title = ""
    if found and not _text(inside[: found.start()]):
        title = _text(found[2])
        inside = inside[: found.start()] + inside[found.end() :]
    heading = f"<h2>{title}</h2>" if title else ""
    blocks = _blocks(inside, LISTS)
    return f'<aside data-facts="">{heading}{blocks}</aside>' if title or blocks else ""


def _without_figures(html: str) -> tuple[str, str]:
    if "<figure" not in html:
        return html, ""
    parts = list(figures.parts_of(html))
    shown = "".join(part.figure.stored() for part in parts if part.figure)
    return " ".join(part.html for part in parts), shown


def _blocks(html: str, kept: frozenset[str] = frozenset()) -> str:
    """Return the words as paragraphs, with the lists named in `kept`; what else parts words ends a paragraph."""
    found: list[str] = []
    at, depth, start, outer = 0, 0, 0, ""
    for tag in _tag.finditer(html):
        closing, name, _attributes = tag.groups()
        if depth:
            depth += (-1 if closing else 1) if name == outer else 0
            if not depth:
                found.append(_list(html[start : tag.end()]))
                at = tag.end()
        elif name not in INLINE:
            found.append(_paragraph(html[at : tag.start()]))
            at = tag.end()
            if name in kept and not closing:
                start, outer, depth = tag.start(), name, 1
    return "".join(found) + _paragraph(html[at:])


def _paragraph(html: str) -> str:
    line = _line.clean(html).strip() if "<" in html else html.strip()
    return f"<p>{line}</p>" if _text(line) else ""


def _list(html: str) -> str:
    cleaned = _listed.clean(_no_part_of_a_list.sub(" ", html))
    return cleaned if _text(cleaned) else ""


def _text(html: str) -> str:
    """Return the words as one line, still escaped, a space where blocks part them."""
    words = _tag.sub(lambda tag: "" if tag[2] in INLINE - {"br"} else " ", html)
    return " ".join(words.replace("&nbsp;", " ").split())
