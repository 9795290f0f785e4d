"""`{% kept value … %}`: a part of a page that the values alone decide, rendered once for each of them."""

from typing import Any

from django import template
from django.template import Context, Node, NodeList
from django.template.base import FilterExpression, Parser, Token
from django.utils.safestring import SafeString

register = template.Library()

MOST = 500
"""Pieces kept for each place in a template; about a kilobyte each."""


@register.tag
def kept(parser: Parser, token: Token) -> "Kept":
    """Keep what stands between `{% kept %}` and `{% endkept %}` in this process, by the values named.

    A value's `printed` says what it decides: a card's words and picture, the sections' names, the
    paper's lines. Nothing inside may depend on anything else: no time, no count. A changed headline
    is another value, so nothing has to be thrown away (decisions.md 10: derived data).
    """
    values = [parser.compile_filter(bit) for bit in token.split_contents()[1:]]
    nodelist = parser.parse(("endkept",))
    parser.delete_first_token()
    return Kept(nodelist, values)


class Kept(Node):
    """One place in a template with what it has rendered so far; the newest MOST pieces at most."""

    def __init__(self, nodelist: NodeList, values: list[FilterExpression]) -> None:
        self.nodelist, self.values = nodelist, values
        self.pieces: dict[tuple[Any, ...], SafeString] = {}

    def render(self, context: Context) -> SafeString:
        values = (value.resolve(context) for value in self.values)
        key = tuple(getattr(value, "printed", value) for value in values)
        piece = self.pieces.get(key)
        if piece is None:
            if len(self.pieces) >= MOST:
                self.pieces = {}
            piece = self.pieces[key] = self.nodelist.render(context)
        return piece
