"""What the library asks about pictures of advertisements."""

import datetime as dt
from typing import Any

from django.urls import reverse

from adverts.models import Advert
from adverts.prepared import refresh
from images.models import Picture
from images.names import key_of
from images.signals import Use


def picture_is_shown(sender: Any, name: str, now: dt.datetime, **kwargs: Any) -> bool:
    """Answer whether readers may see a file: whether an advertisement that runs shows its picture."""
    pictures = Picture.objects.with_file(key_of(name), now)
    return Advert.objects.running(now).filter(picture__in=pictures).exists()


def where_used(sender: Any, picture: Picture, user: Any, **kwargs: Any) -> list[Use]:
    """Answer in which advertisements a picture stands, as far as the person may know of them."""
    if not user.has_perm("adverts.view_advert"):
        return []
    found = Advert.objects.filter(picture=picture).select_related("place").order_by("-id")
    return [
        Use(
            advert.name, reverse("admin:adverts_advert_change", args=[advert.pk]), str(advert.place)
        )
        for advert in found
    ]


def print_anew(sender: Any, picture: Picture, **kwargs: Any) -> None:
    """Take up a picture's new file or description where an advertisement prints it."""
    if Advert.objects.filter(picture=picture).exists():
        refresh()
