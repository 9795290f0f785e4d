"""What pages say of a story beside its own words."""

from django import template

from articles.corrections import WORDS

register = template.Library()


@register.filter
def correction_word(kind: str) -> str:
    """সংশোধনী, or what else the kind of a correction is called."""
    return WORDS[kind]
