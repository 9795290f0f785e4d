"""`{% picture … %}` and `{% preload_picture … %}`: a picture of the library on a page."""

from django import template
from django.utils.safestring import SafeString

from images import markup

register = template.Library()


@register.simple_tag
def picture(printed: markup.Printed, place: str, alt: str) -> SafeString:
    """Print a picture (`Picture.printed`, `Card.picture`) at a place of `images.markup.PLACES`."""
    return markup.picture(printed, place, alt)


@register.simple_tag
def preload_picture(printed: markup.Printed, place: str) -> SafeString:
    """Print the head's line for the picture that a page shows first."""
    return markup.preload(printed, place)
