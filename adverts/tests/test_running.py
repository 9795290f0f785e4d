"""What stands in a place at a moment, and when that changes."""

import datetime as dt
from collections import Counter

import pytest
from django.test import RequestFactory

from adverts.models import Advert
from adverts.running import kept_until, next_change, standing
from adverts.tests.factories import code, house
from paper.identity import Site

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 11, 30, 6, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def shown(now=NOON, place="masthead", page="/"):
    found = standing(Site.objects.current(), place, page, now)
    return found and found.id


def test_it_runs_from_its_start_until_just_before_its_end():
    one = house(starts_at=NOON, ends_at=NOON + HOUR)

    second = dt.timedelta(seconds=1)
    moments = [NOON - second, NOON, NOON + HOUR - second, NOON + HOUR]
    assert [shown(now) for now in moments] == [None, one.pk, one.pk, None]
    states = [one.state(now) for now in moments]
    assert states == ["upcoming", "running", "running", "ended"]
    running = [list(Advert.objects.running(now)) for now in moments]
    assert running == [[], [one], [one], []]


def test_one_that_is_switched_off_never_stands_anywhere():
    one = house(starts_at=NOON - HOUR, is_on=False)

    assert shown() is None
    assert one.state(NOON) == Advert.State.OFF
    assert Site.objects.current().adverts == {}


def test_each_place_shows_its_own():
    one, other = house("side", starts_at=NOON), house("front", starts_at=NOON)

    found = [shown(place=place) for place in ("side", "front", "masthead")]
    assert found == [one.pk, other.pk, None]


def test_several_take_turns_by_their_weight_and_a_page_keeps_its_own_for_the_hour():
    heavy, light = house(starts_at=NOON, weight=3), house(starts_at=NOON, weight=1)

    day = Counter(shown(NOON + hours * HOUR) for hours in range(24))
    assert day == {heavy.pk: 18, light.pk: 6}
    assert shown() == shown(NOON + dt.timedelta(minutes=59))
    assert {shown(page=f"/article/{n}/") for n in range(40)} == {heavy.pk, light.pk}


def test_code_needs_a_host_of_its_own(settings):
    one = code(starts_at=NOON)

    assert (shown(), next_change(Site.objects.current(), NOON - HOUR)) == (None, None)
    settings.ADS_ORIGIN = "https://ads.example.net"
    assert shown() == one.pk


class TestChange:
    def at(self, now=NOON):
        return next_change(Site.objects.current(), now)

    def test_nothing_booked_changes_nothing(self):
        assert self.at() is None

    def test_the_next_start_or_end_is_the_next_change(self):
        house(starts_at=NOON + HOUR, ends_at=NOON + 3 * HOUR)
        house("side", starts_at=NOON - HOUR, ends_at=NOON + 2 * HOUR)

        found = [self.at(NOON + hours * HOUR) for hours in range(4)]
        assert found == [NOON + HOUR, NOON + 2 * HOUR, NOON + 3 * HOUR, None]

    def test_turns_change_with_the_hour(self):
        house(starts_at=NOON - HOUR)
        house(starts_at=NOON - HOUR)

        assert self.at(NOON + dt.timedelta(minutes=20)) == NOON + HOUR

    def test_a_page_is_kept_until_the_nearer_of_story_and_advertisement(self):
        house(starts_at=NOON + 2 * HOUR)
        request = RequestFactory().get("/")
        request.now = NOON

        found = []
        for due in (None, NOON + HOUR, NOON + 3 * HOUR):
            Site.objects.update(next_due_at=due)
            request.paper = Site.objects.current()
            found.append(kept_until(request))
        assert found == [NOON + 2 * HOUR, NOON + HOUR, NOON + 2 * HOUR]


def test_a_picture_without_files_yet_is_left_out_and_taken_up_with_them():
    from images.signals import picture_changed

    one = house(starts_at=NOON)
    key = one.picture.key
    one.picture.key = ""
    one.picture.save()
    picture_changed.send(sender=type(one.picture), picture=one.picture)
    without = shown()
    one.picture.key = key
    one.picture.save()
    picture_changed.send(sender=type(one.picture), picture=one.picture)

    assert (without, shown()) == (None, one.pk)
