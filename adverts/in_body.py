"""Places as markup, and the one that stands between the paragraphs of a story."""

import re

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from adverts.frames import SANDBOX
from adverts.origin import address
from adverts.places import Key
from adverts.running import paragraphs_before, standing

LEFT = 2
"""Paragraphs that follow the place at least: one at the end of a story looks like the place under it."""

_elements = re.compile(r"<(/?)(p|blockquote|figure|aside|table|ul|ol|div|details|h[2-6])\b[^>]*>")


def printed(request: HttpRequest, place: str) -> SafeString | str:
    """Return what stands in a place of this page now; "" where nothing does."""
    if not request.paper.adverts:
        return ""
    found = standing(request.paper, place, request.path, request.now)
    if found is None:
        return ""
    context = {
        "advert": found,
        "asks": bool(request.paper.adverts.get("asks")),
        "frame": address(f"/frame/{found.id}/"),
        "sandbox": " ".join(SANDBOX),
    }
    return render_to_string("adverts/_advert.html", context)


def with_advert(request: HttpRequest, body: str) -> str:
    """Return a story's printed body with the place inside it; a short story stays as it is."""
    if not (after := paragraphs_before(request.paper, Key.STORY)):
        return body
    at = end_of_paragraph(body, after)
    if not at or not (markup := printed(request, Key.STORY)):
        return body
    return f"{body[:at]}{markup}{body[at:]}"


def end_of_paragraph(body: str, number: int) -> int:
    """Return where the n-th paragraph that stands by itself ends; 0 unless LEFT more of them follow.

    Paragraphs of quotations, boxes, lists and tables are parts of those and are not counted.
    """
    depth, ends = 0, []
    for element in _elements.finditer(body):
        closes, name = element[1], element[2]
        depth += -1 if closes else 1
        if closes and name == "p" and depth == 0:
            ends.append(element.end())
    return ends[number - 1] if len(ends) >= number + LEFT else 0
