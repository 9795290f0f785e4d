"""What a story's body may contain: one list feeds the editor's toolbar and the sanitiser."""

import re
from typing import Any

import nh3

from articles import boxes, figures
from paper.addresses import own_path
from paper.fields import clean_html

EXTENSIONS: dict[str, Any] = {
    "Bold": True,
    "Italic": True,
    "Strike": False,
    "Subscript": True,
    "Superscript": True,
    "Heading": {"levels": [2, 3]},
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "Blockquote": True,
    "HorizontalRule": True,
    "HardBreak": True,
    "Link": {"enableTarget": False, "protocols": ["http", "https", "mailto"]},
    "Table": True,
    "TableRow": True,
    "TableHeader": True,
    "TableCell": True,
    "Plate": True,
    "Gallery": True,
    "Pasting": True,
    "Placing": True,
    "Pull": True,
    "Facts": True,
    "StoryCard": True,
    "Bijoy": True,
    "Lint": True,
    "History": True,
    "HTML": False,
}
"""The editor's extensions; each may put the elements of ALLOWED below into a body."""

ALLOWED: dict[str, set[str]] = {
    "p": set(),
    "br": set(),
    "hr": set(),
    "h2": set(),
    "h3": set(),
    "strong": set(),
    "em": set(),
    "sub": set(),
    "sup": set(),
    "ul": set(),
    "ol": {"start"},
    "li": set(),
    "blockquote": boxes.ATTRIBUTES["blockquote"],
    "cite": set(),
    "aside": boxes.ATTRIBUTES["aside"],
    "a": {"href"},
    "table": set(),
    "thead": set(),
    "tbody": set(),
    "tr": set(),
    "th": {"colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
    "figure": figures.ATTRIBUTES,
    "figcaption": set(),
}
"""Element → attributes that readers may ever receive."""

MAX_DEPTH = 500
"""Elements inside each other that are still parsed: the parser's time grows with the square of it."""

MAX_REFERENCES = 20_000
"""Characters written as `&…;`, or to be written so, that are still parsed: there too the parser's time grows with the square."""

ROUNDS = 10


def _attribute(element: str, name: str, value: str) -> str | None:
    """Let numbers be numbers (a list's start, a cell's spans), figures and boxes name what there can be, own links be paths."""
    if element == "figure":
        return figures.attribute(name, value)
    if element in boxes.ATTRIBUTES:
        return boxes.attribute(name, value)
    if name == "href":
        return own_path(value) or value
    is_number = value.isascii() and value.isdigit() and len(value) <= 3
    return value if is_number or name not in {"start", "colspan", "rowspan"} else None


_cleaner = nh3.Cleaner(
    tags=set(ALLOWED),
    clean_content_tags={"script", "style", "noscript"},
    # "*": without it the parser lets `lang` and `title` through everywhere.
    attributes={"*": set()}
    | {tag: attributes for tag, attributes in ALLOWED.items() if attributes},
    attribute_filter=_attribute,
    url_schemes={"http", "https", "mailto"},
    link_rel="noopener",
    strip_comments=True,
)
_bold_with_attributes = re.compile(r"<b\s[^<>]*>", re.I)
_normal_weight = re.compile(r"font-weight:\s*(?:normal|400)", re.I)
_bold = re.compile(r"<(/?)b(?=[\s>])", re.I)
_italic = re.compile(r"<(/?)i(?=[\s>])", re.I)
_heading = re.compile(r"<(/?)h([1456])(?=[\s>])", re.I)
_apart = re.compile(
    r"</?(?:address|article|body|caption|center|dd|details|div|dl|dt|fieldset|footer|form|header|legend|main|nav|pre|section"
    r"|summary|title)(?=[\s/>])",
    re.I,
)
_nesting = re.compile(r"<(/?)(?!(?:p|br|hr|li|tr|td|th|img|input)\b)[a-z]", re.I)
_tag = re.compile(r"<[^>]*>")
_reference = re.compile(r"&#?\w{0,32};?|\xa0")


def sanitise(html: str) -> str:
    """Return safe HTML in canonical form, with the elements of ALLOWED only; idempotent.

    `<b>` and `<i>` become `<strong>` and `<em>`, but not the `<b>` that Google Docs puts around
    all it copies; headings of other steps become those that there are; words that stood in boxes
    of their own stay apart; a body without a word is "". What nests deeper than MAX_DEPTH loses its elements,
    what holds more than MAX_REFERENCES loses them.
    """
    html = _bold_with_attributes.sub(_unless_normal, html)
    html = _italic.sub(r"<\1em", _bold.sub(r"<\1strong", html))
    html = _apart.sub(r" \g<0>", _heading.sub(_known_step, html))
    cleaned = clean_html(html, _settle).strip()
    has_more = any(sign in cleaned for sign in ("<hr>", "<figure", "<aside data-story"))
    return cleaned if has_more or plain_text(cleaned) else ""


def _unless_normal(found: re.Match[str]) -> str:
    return "<span>" if _normal_weight.search(found[0]) else found[0]


def _known_step(found: re.Match[str]) -> str:
    return f"<{found[1]}h2" if found[2] == "1" else f"<{found[1]}h3"


def _settle(html: str) -> str:
    """Clean until nothing changes: misnested elements may move each time they are parsed."""
    for _round in range(ROUNDS):
        cleaned = figures.tidy(_cleaner.clean(_without_floods(html)))
        if boxes.has_any(cleaned):
            cleaned = boxes.tidy(_cleaner.clean(cleaned))
        if cleaned == html:
            return cleaned
        html = cleaned
    return _cleaner.clean(_without_elements(_without_floods(html)))


def _without_floods(html: str) -> str:
    """Take out what would cost the parser minutes: elements that nest too deep, references too many."""
    if html.count("&") + html.count("\xa0") > MAX_REFERENCES:
        html = _reference.sub(" ", html)
    return _without_elements(html) if _is_too_deep(html) else html


def _is_too_deep(html: str) -> bool:
    depth = 0
    for found in _nesting.finditer(html):
        depth = max(0, depth - 1) if found[1] else depth + 1
        if depth > MAX_DEPTH:
            return True
    return False


def _without_elements(html: str) -> str:
    head, end, tail = html.rpartition(">")
    return _tag.sub(" ", head + end) + tail.replace("<", " ")


def plain_text(html: str) -> str:
    """Return the body's words as plain text, a line break after each block."""
    spaced = re.sub(r"</(?:p|h2|h3|li|blockquote|tr|td|th|figcaption|cite)>|<br>", "\n", html)
    return (
        nh3.clean(spaced, tags=set())
        .replace("&nbsp;", " ")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
        .strip()
    )
