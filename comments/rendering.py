"""From the plain text of a reader to safe HTML: paragraphs, line breaks, links; nothing else."""

import re
from html import escape

from paper.fields import clean_text

# A link ends at white space and at signs that no address needs; closing punctuation stays outside.
_address = re.compile(r"https?://[^\s<>\"'`{}|\\^]{1,2000}", re.I)
_CLOSING = ".,;:!?)]}।…”’»"


def render(text: str) -> str:
    """Return HTML of `<p>`, `<br>` and `<a>` alone; every other sign of the text is text.

    Empty lines part paragraphs. Only http and https addresses become links, marked
    `rel="nofollow ugc noopener"`.
    """
    paragraphs = re.split(r"\n[ \t]*(?:\n[ \t]*)+", clean_text(text))
    return "".join(f"<p>{_lines(paragraph)}</p>" for paragraph in paragraphs if paragraph.strip())


def _lines(paragraph: str) -> str:
    return "<br>".join(_linked(line) for line in paragraph.split("\n"))


def _linked(line: str) -> str:
    parts, at = [], 0
    for match in _address.finditer(line):
        address = match.group().rstrip(_CLOSING)
        if len(address) <= len("https://"):
            continue
        end = match.start() + len(address)
        parts += [escape(line[at : match.start()]), _anchor(address)]
        at = end
    return "".join([*parts, escape(line[at:])])


def _anchor(address: str) -> str:
    safe = escape(address)
    return f'<a href="{safe}" rel="nofollow ugc noopener">{safe}</a>'
