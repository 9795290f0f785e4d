"""Whether a body can be read by everybody: order of headings, heads of tables, words of links (WCAG 2.2, 1.3.1 and 2.4.4)."""

import re
from itertools import pairwise

from django.utils.translation import gettext as _

from articles.body import plain_text
from bangla.text import canonical

_heading = re.compile(r"<h([23])>(.*?)</h\1>", re.DOTALL)
_table = re.compile(r"<table>.*?</table>", re.DOTALL)
_link = re.compile(r"<a\s[^>]*>(.*?)</a>", re.DOTALL)
_address = re.compile(r"^(?:https?://|www\.)\S+$")

EMPTY_WORDS = frozenset(
    canonical(words)
    for words in ("এখানে", "এখানে ক্লিক করুন", "ক্লিক করুন", "লিংক", "বিস্তারিত", "এই লিংকে", "here", "click here", "link", "more")
)  # fmt: skip
"""Link texts that say nothing to those who hear the links of a page one after the other."""


def problems(html: str) -> list[str]:
    """Return what would stop some readers in a stored body, in words; [] when nothing would."""
    return [*_of_headings(html), *_of_tables(html), *_of_links(html)]


def _of_headings(html: str) -> list[str]:
    found = [(int(level), plain_text(words)) for level, words in _heading.findall(html)]
    lines = []
    if any(not words for _level, words in found):
        lines.append(_("A heading in the text is empty"))
    levels = [2, *(level for level, _words in found)]
    if (found and found[0][0] == 3) or any(below - above > 1 for above, below in pairwise(levels)):
        lines.append(_("The headings in the text skip a step: begin with the first step"))
    return lines


def _of_tables(html: str) -> list[str]:
    headless = any("<th" not in table for table in _table.findall(html))
    return [_("A table in the text has no heading cells")] if headless else []


def _of_links(html: str) -> list[str]:
    texts = [canonical(plain_text(words)).strip(" .।:").casefold() for words in _link.findall(html)]
    lines = []
    if any(not text for text in texts):
        lines.append(_("A link in the text has no words"))
    if vague := next((text for text in texts if text in EMPTY_WORDS), ""):
        lines.append(_("The link “%(words)s” does not say where it leads") % {"words": vague})
    if any(_address.match(text) for text in texts):
        lines.append(_("A link shows its address in place of words"))
    return lines
