"""Who books, changes and takes away; one row in the log for each act."""

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from adverts import arranging
from adverts.models import Advert, Place, Setup
from adverts.tests.factories import code, house, person
from images.tests.factories import picture
from paper.identity import Site
from paper.log import LogEntry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def unbooked(**values):
    return Advert(**{
        "name": "আড়ত", "place": Place.objects.get(key="side"), "starts_at": timezone.now(), **values,
    })  # fmt: skip


def acts():
    return list(LogEntry.objects.order_by("id").values_list("act", "subject_type", "label"))


def test_a_chief_books_changes_and_takes_away_a_picture():
    chief, one = person("chief"), unbooked(picture=picture())

    arranging.book(one, by=chief)
    booked = Site.objects.current().adverts["adverts"]
    one.name = "নতুন আড়ত"
    arranging.book(one, by=chief)
    arranging.take_away(one, by=chief)

    assert [line["id"] for line in booked] == [LogEntry.objects.first().subject_id]
    assert Site.objects.current().adverts == {}
    kind = "adverts.advert"
    assert acts() == [("add", kind, "আড়ত"), ("change", kind, "নতুন আড়ত"), ("delete", kind, "নতুন আড়ত")]  # fmt: skip


@pytest.mark.parametrize("role", ["reporter", "editor", "moderator", "reader"])
def test_nobody_else_changes_anything(role):
    by, bait = person(role), house()
    before = Site.objects.current().adverts

    for act in (
        lambda: arranging.book(unbooked(picture=bait.picture), by=by),
        lambda: arranging.book(bait, by=by),
        lambda: arranging.take_away(bait, by=by),
        lambda: arranging.arrange(bait.place, by=by),
        lambda: arranging.set_up(Setup(ads_txt="x"), by=by),
    ):
        with pytest.raises(PermissionDenied):
            act()

    assert (list(Advert.objects.all()), acts(), Setup.objects.count()) == ([bait], [], 0)
    assert Site.objects.current().adverts == before


def test_code_is_placed_and_changed_by_an_admin_alone():
    chief, admin = person("chief"), person("admin")
    theirs = code(code="<b>old</b>")

    with pytest.raises(PermissionDenied):
        arranging.book(unbooked(kind="code", code="<script>"), by=chief)
    theirs.code = "<script>"
    with pytest.raises(PermissionDenied):
        arranging.book(theirs, by=chief)
    assert Advert.objects.get().code == "<b>old</b>"

    arranging.book(theirs, by=admin)
    theirs.is_on = False
    arranging.book(theirs, by=chief)
    assert Advert.objects.values_list("code", "is_on").get() == ("<script>", False)


def test_an_own_counter_is_set_up_by_an_admin_alone():
    counter = {"counter": "umami", "counter_script": "https://s.example/u.js", "counter_site": "7"}
    chief = person("chief")

    with pytest.raises(PermissionDenied):
        arranging.set_up(Setup(**counter), by=chief)
    arranging.set_up(Setup(**counter), by=person("admin"))
    arranging.set_up(Setup(**counter, measurement_id="G-ABC1234567", asks_consent=True), by=chief)

    assert Setup.objects.values_list("counter", "measurement_id").get() == ("umami", "G-ABC1234567")
    assert Site.objects.current().adverts == {"counts": True, "asks": True}


def test_sizes_of_a_place_reach_the_pages():
    house("side")
    place = Place.objects.get(key="side")
    place.wide = "300x600"

    arranging.arrange(place, by=person("chief"))

    assert Site.objects.current().adverts["places"][str(place.pk)][:2] == ["side", "300x600"]
    assert [act[:2] for act in acts()] == [("change", "adverts.place")]


def test_two_changes_at_once_are_both_on_the_pages(together):
    admin = person("admin")
    shown = picture()

    done = together(lambda n: arranging.book(unbooked(name=f"n{n}", picture=shown), by=admin), 4)

    assert done == [None] * 4
    booked = {line["id"] for line in Site.objects.current().adverts["adverts"]}
    assert booked == set(Advert.objects.values_list("pk", flat=True))
    assert len(booked) == 4
