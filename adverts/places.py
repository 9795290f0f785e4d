"""Where advertisements may stand: the places that the templates print, and the sizes that fit there."""

from typing import Any, NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _


class Key(models.TextChoices):
    """A place of the templates."""

    MASTHEAD = "masthead", _("Under the masthead")
    FRONT = "front", _("On the front page, under the lead")
    BLOCKS = "blocks", _("On the front page, between the sections")
    STORY = "story", _("Inside a story")
    END = "end", _("Under a story")
    SIDE = "side", _("In the side column")


class Sizes(NamedTuple):
    """What fits a place, in CSS pixels; the first of each is its size until the desk chooses another."""

    wide: tuple[str, ...]
    phone: tuple[str, ...]


_ACROSS = Sizes(("728x90", "970x90", "970x250"), ("320x100", "320x50"))
_IN_TEXT = Sizes(("336x280", "300x250", "468x60"), ("300x250", "320x100", "320x50"))
SIZES = {
    Key.MASTHEAD: _ACROSS,
    Key.FRONT: _ACROSS,
    Key.BLOCKS: _ACROSS,
    Key.STORY: _IN_TEXT,
    Key.END: _IN_TEXT,
    Key.SIDE: Sizes(("300x250", "300x600"), ("300x250",)),
}
"""Place → the sizes of the trade that fit it; css/adverts.css has a class for each of them."""


def furnish() -> None:
    """Add the rows of places that are not there yet; those that the desk has changed stay as they are."""
    from adverts.models import Place

    Place.objects.bulk_create(
        [Place(key=key, wide=sizes.wide[0], phone=sizes.phone[0]) for key, sizes in SIZES.items()],
        ignore_conflicts=True,
    )


def furnish_after_migrate(sender: Any, **kwargs: Any) -> None:
    """Receive post_migrate of this application."""
    furnish()
