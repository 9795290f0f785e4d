"""Pictures of advertisements: seen by readers while it runs, kept in the library as long as one uses them."""

import datetime as dt

import pytest
from django.db.models import ProtectedError
from django.test import Client
from django.utils import timezone

from adverts.tests.factories import code, house, person
from images.models import Picture
from images.signals import asked_where_used
from images.tests.factories import file_of, picture

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def test_readers_see_its_picture_while_it_runs_and_not_before_or_after():
    now = timezone.now()
    running, ahead, over, off = (picture(file_of((600, 90 + n))) for n in range(4))
    ads = [
        house(picture=running),
        house(picture=ahead, starts_at=now + HOUR),
        house(picture=over, starts_at=now - 2 * HOUR, ends_at=now - HOUR),
        house(picture=off, is_on=False),
    ]

    found = [Client().get(one.picture.printed.fallback_url).status_code for one in ads]

    assert found == [200, 404, 404, 404]


def test_the_library_keeps_it_and_tells_where_it_is():
    one = house()
    code()

    told = [
        [use.title for _receiver, uses in asked_where_used.send(Picture, picture=one.picture, user=person(role)) for use in uses]
        for role in ("chief", "reporter")
    ]  # fmt: skip

    assert told == [["চালের আড়ত"], []]
    assert not Picture.objects.unused().filter(pk=one.picture.pk).exists()
    with pytest.raises(ProtectedError):
        one.picture.delete()
