"""The text of a comment with the passages marked for which it was held."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.template.defaultfilters import linebreaksbr
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


def marked(text: str, reasons: Iterable[Mapping[str, Any]]) -> SafeString:
    """Return the text as HTML, escaped, with line breaks and a <mark> for each passage of the reasons.

    Passages that lie across each other are one; what does not fit the text (a reason of an older
    release, of another revision) is left out.
    """
    spans = _joined(_spans(reasons, len(text)))
    ends = [0, *(end for _start, end in spans)]
    between = [
        text[end:start]
        for end, start in zip(ends, [*(start for start, _end in spans), len(text)], strict=True)
    ]
    pieces = [linebreaksbr(between[0])]
    for (start, end), after in zip(spans, between[1:], strict=True):
        pieces += [
            format_html("<mark>{}</mark>", linebreaksbr(text[start:end])),
            linebreaksbr(after),
        ]
    return format_html_join("", "{}", ((piece,) for piece in pieces))


def _spans(reasons: Iterable[Mapping[str, Any]], length: int) -> Iterator[tuple[int, int]]:
    for reason in reasons:
        match reason.get("span"):
            case [int(start), int(end)] if 0 <= start < end <= length:
                yield start, end


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found
