"""All that pages need to know of advertisements and counters, kept on the one row that every page reads anyway."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone

from adverts.models import Advert, Place, Setup
from paper.identity import SITE_PK, Site


@transaction.atomic
def refresh() -> None:
    """Copy what runs now or later to `Site.adverts`; a paper without any keeps an empty one.

    The row is held first: of two changes at once the later one copies both.
    """
    Site.objects.current()
    Site.objects.select_for_update().get(pk=SITE_PK)
    Site.objects.filter(pk=SITE_PK).update(adverts=_prepared(timezone.now()))


def _prepared(now: dt.datetime) -> dict[str, Any]:
    setup = Setup.current()
    ahead = Advert.objects.ahead(now).select_related("picture").defer("code").order_by("id")
    adverts = [_line(one) for one in ahead if one.picture is None or one.picture.key]
    used = {line["place"] for line in adverts}
    places = {
        str(place.pk): [place.key, place.wide, place.phone, place.after]
        for place in Place.objects.filter(pk__in=used)
    }
    found: dict[str, Any] = {"places": places, "adverts": adverts} if adverts else {}
    return {
        **found,
        **({"counts": True} if setup.counts else {}),
        **({"asks": True} if setup.asks_consent else {}),
    }


def _line(advert: Advert) -> dict[str, Any]:
    line: dict[str, Any] = {
        "id": advert.pk,
        "place": advert.place_id,
        "from": advert.starts_at.timestamp(),
        "until": advert.ends_at.timestamp() if advert.ends_at else None,
        "weight": advert.weight,
    }
    if advert.picture is not None:
        line |= {
            "picture": list(advert.picture.printed),
            "alt": advert.picture.alt,
            "link": advert.link,
        }
    return line
