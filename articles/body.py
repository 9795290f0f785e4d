"""What a story's body may contain: one list feeds the editor's toolbar and the sanitiser."""

import re
from typing import Any

import nh3

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
    "blockquote": set(),
    "a": {"href"},
    "table": set(),
    "thead": set(),
    "tbody": set(),
    "tr": set(),
    "th": {"colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
}
"""Element → attributes that readers may ever receive."""

_cleaner = nh3.Cleaner(
    tags=set(ALLOWED),
    attributes={tag: attributes for tag, attributes in ALLOWED.items() if attributes},
    url_schemes={"http", "https", "mailto"},
    link_rel="noopener",
    strip_comments=True,
)
_bold = re.compile(r"<(/?)b(?=[\s>])", re.I)
_italic = re.compile(r"<(/?)i(?=[\s>])", re.I)
_empty = re.compile(r"^(?:\s|<p>(?:\s|&nbsp;|<br>)*</p>)*$")


def sanitise(html: str) -> str:
    """Return safe HTML in canonical form, with the elements of ALLOWED only; idempotent.

    `<b>` and `<i>` become `<strong>` and `<em>`; a body of empty paragraphs becomes "".
    """
    html = _italic.sub(r"<\1em", _bold.sub(r"<\1strong", html))
    cleaned = clean_html(html, _cleaner.clean).strip()
    return "" if _empty.match(cleaned) else cleaned


def plain_text(html: str) -> str:
    """Return the body's words as plain text, a line break after each block."""
    spaced = re.sub(r"</(?:p|h2|h3|li|blockquote|tr|td|th)>|<br>", "\n", html)
    return (
        nh3.clean(spaced, tags=set())
        .replace("&nbsp;", " ")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
        .strip()
    )
