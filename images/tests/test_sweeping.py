"""images/sweeping.py: what is named by content goes a day after its last row and its last writing, and not before."""

import datetime as dt
import io
import logging
import os
import time

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from images import renditions, sweeping, video
from images.models import FormerKey, Picture, Video
from images.names import name_of, video_name
from images.tests.factories import file_of, picture
from images.tests.films import CLIP
from images.tests.sending import stored

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def sweep(later=25 * HOUR):
    """Sweep as it is done so much later."""
    return sweeping.sweep(timezone.now() + later)


def film():
    """Return a video of the library."""
    return video.add(io.BytesIO(CLIP), ContentFile(file_of((64, 48))), by=None, alt="জেটি")


def test_files_without_a_row_go_a_day_after_their_writing_and_their_folder_with_them(media):
    made = picture()
    renditions.make(made)
    made.delete()
    before = stored("renditions")

    sweep(23 * HOUR)
    assert stored("renditions") == before != []

    sweep()
    assert stored("renditions") == []
    assert list((media / "renditions").iterdir()) == []


def test_files_with_a_row_stay_however_old_they_are():
    picture(), film()
    before = stored()

    sweep(dt.timedelta(days=400))

    assert stored() == before
    assert len(before) == 7


def test_files_that_two_rows_share_go_after_the_last():
    one, other = picture(), picture()
    before = stored("renditions")

    one.delete()
    sweep()
    assert stored("renditions") == before != []

    other.delete()
    sweep()
    assert stored("renditions") == []


def test_a_video_goes_after_its_last_row():
    one, other = film(), film()
    name = video_name(one.video.key)

    one.delete()
    sweep()
    assert stored("videos") == [name]

    other.delete()
    sweep(23 * HOUR)
    assert stored("videos") == [name]

    sweep()
    assert stored("videos") == []


def test_one_young_file_keeps_all_that_have_its_key(media):
    made = picture()
    renditions.make(made)
    made.delete()
    before = stored("renditions")
    for name in before[1:]:
        os.utime(media / name, (time.time() - 90_000,) * 2)

    sweep(0 * HOUR)

    assert stored("renditions") == before


def test_the_same_file_again_is_written_anew_and_so_kept(media):
    first = picture()
    two = [name_of(first.key, 320, "webp"), name_of(first.key, 960, "jpg")]
    for name in two:
        os.utime(media / name, (time.time() - 90_000,) * 2)
    first.delete()

    picture()

    assert all((media / name).stat().st_mtime > time.time() - 60 for name in two)


def test_a_former_key_keeps_its_files_to_its_end():
    made = picture()
    former = FormerKey.objects.create(picture=made, key=made.key, until=timezone.now() + 48 * HOUR)
    Picture.objects.update(key="b" * 20)
    before = stored("renditions")

    sweep(47 * HOUR)
    assert (stored("renditions"), FormerKey.objects.get()) == (before, former)

    sweep(48 * HOUR)
    assert (stored("renditions"), FormerKey.objects.count()) == ([], 0)


def test_what_is_not_named_by_content_is_let_alone():
    names = ["identity/logo.png", "originals/2026/11/a.jpg", "renditions/a.jpg", "renditions/demo/a.jpg",
             "uploads/a/0", "videos/a.mp4", f"videos/{'a' * 20}.webm"]  # fmt: skip
    for name in names:
        default_storage.save(name, ContentFile(b"bait"))

    sweep()

    assert stored() == sorted(names)


def test_a_paper_without_pictures_has_nothing_to_sweep(media):
    assert sweep() is None

    assert list(media.iterdir()) == []


@pytest.mark.parametrize("number", [1, 3])
def test_the_database_is_asked_for_many_keys_at_once(number, django_assert_num_queries):
    for width in range(number):
        picture(file_of((30 + width, 20)))

    with django_assert_num_queries(2):
        sweep()


def test_more_keys_than_are_asked_for_at_once_are_all_looked_at(monkeypatch):
    monkeypatch.setattr(sweeping, "BATCH", 2)
    made = [picture(file_of((30 + width, 20))) for width in range(5)]
    for one in made[::2]:
        one.delete()

    sweep()

    kept = {name.split("/")[1] for name in stored("renditions")}
    assert kept == {one.key for one in made[1::2]}


def test_a_long_sweep_lets_the_clock_go_on_and_comes_back(monkeypatch):
    for width in range(3):
        picture(file_of((30 + width, 20))).delete()
    film().delete()
    seconds = iter(range(0, 1000, 3))
    monkeypatch.setattr(sweeping.time, "monotonic", lambda: next(seconds))
    now = timezone.now() + 25 * HOUR

    again = sweeping.sweep(now)
    left = stored("renditions") + stored("videos")
    while again:
        last, again = again, sweeping.sweep(now)

    assert last == now + sweeping.PAUSE
    assert left != []
    assert stored("renditions") + stored("videos") == []


def test_the_log_says_how_many_went(caplog):
    caplog.set_level(logging.INFO, "images.sweeping")
    picture().delete()

    sweep()
    sweep()

    assert [record.getMessage() for record in caplog.records] == [
        "Files of the library that no row had, swept away: 2"
    ]


def test_rows_of_videos_say_nothing_for_pictures_and_the_other_way_round():
    shown, moving = picture(), film()
    Video.objects.update(key=shown.key)
    Picture.objects.filter(pk=shown.pk).delete()
    name = video_name("ab" * 10)
    default_storage.save(name, ContentFile(b"film"))
    Picture.objects.filter(pk=moving.pk).update(key="ab" * 10)

    sweep()

    assert stored("renditions") == stored("videos") == []
