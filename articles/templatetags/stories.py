"""What pages say of a story beside its own words."""

from django import template

from articles.corrections import WORDS
from articles.models import Article
from articles.sponsored import label_of

register = template.Library()


@register.filter
def correction_word(kind: str) -> str:
    """সংশোধনী, or what else the kind of a correction is called."""
    return WORDS[kind]


@register.filter
def sponsor_label(article: Article) -> str:
    """বিজ্ঞাপন বার্তা over a story that somebody pays for, "" over the paper's own."""
    return label_of(article)
