"""Advertisements for tests, in their places and prepared for pages."""

import datetime as dt
from typing import Any

from django.utils import timezone

from adverts.models import Advert, Place, Setup
from adverts.prepared import refresh
from images.tests.factories import picture
from people.models import User
from people.roles import grant


def person(role: str = "chief") -> User:
    """Return a member of staff with one role."""
    user = User.objects.create_user(f"{role}{User.objects.count()}", password="secret-secret")
    grant(user, role)
    return User.objects.get(pk=user.pk)


def house(place: str = "masthead", **values: Any) -> Advert:
    """Return a linked picture that runs since an hour, changed by `values`."""
    values.setdefault("picture", None)
    shown = values.pop("picture") or picture()
    return _booked(place, picture=shown, **{"link": "https://shop.example/", **values})


def code(place: str = "masthead", code: str = "<b>কোড</b>", **values: Any) -> Advert:
    """Return an advertiser's code that runs since an hour."""
    return _booked(place, kind=Advert.Kind.CODE, code=code, **values)


def _booked(place: str, **values: Any) -> Advert:
    starts_at = values.pop("starts_at", timezone.now() - dt.timedelta(hours=1))
    made = Advert.objects.create(
        **{
            "name": "চালের আড়ত",
            "starts_at": starts_at,
            "place": Place.objects.get(key=place),
            **values,
        }
    )
    refresh()
    return made


def set_up(**values: Any) -> Setup:
    """Return what the paper has set up, prepared for pages."""
    setup = Setup.objects.update_or_create(pk=1, defaults=values)[0]
    refresh()
    return setup
