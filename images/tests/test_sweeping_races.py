"""The same picture or film goes and comes at one moment: whoever has a row has its files."""

import datetime as dt
import io
import os
import threading
import time

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from images import mp4, purge, renditions, replacing, storing, sweeping, uploads, video
from images.models import Picture, Video
from images.names import video_name
from images.tests.factories import file_of, picture
from images.tests.films import CLIP
from images.tests.sending import person, photo, read, sent, stored

pytestmark = pytest.mark.django_db(transaction=True)
WAIT = 10


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def poster(seed):
    return ContentFile(photo((90, 60), seed=seed))


def film(seed=1):
    """Return a video of the library."""
    return video.add(io.BytesIO(CLIP), poster(seed), by=None, alt="জেটি")


def let_age(media):
    """Have everything in the storage be written, and every picture be added, long ago."""
    for name in stored():
        os.utime(media / name, (time.time() - 900_000,) * 2)
    Picture.objects.update(added_at=timezone.now() - dt.timedelta(days=10))


def sweep_a_day_later():
    sweeping.sweep(timezone.now() + dt.timedelta(hours=25))


def after(monkeypatch, place, name, then):
    """Have a function call `then` once it is done."""
    real = getattr(place, name)

    def act(*args, **kwargs):
        result = real(*args, **kwargs)
        then(*args)
        return result

    monkeypatch.setattr(place, name, act)


def test_a_film_that_comes_again_while_its_first_copy_is_purged_has_its_file(
    together, media, monkeypatch
):
    chief, reporter = person("chief"), person("reporter")
    first = film()
    let_age(media)
    second, written, purged = sent(reporter, CLIP), threading.Event(), threading.Event()

    def hold_on(name, *_):
        if name.startswith("videos/"):
            written.set()
            # On SQLite the purge waits for this transaction, which does not wait long.
            purged.wait(1)

    after(monkeypatch, storing, "put", hold_on)

    def finish():
        return uploads.finish(second, typed={}, poster=poster(2))

    def clear_up():
        written.wait(WAIT)
        gone = purge.purge([first.pk], by=chief, now=timezone.now())
        sweeping.sweep()
        purged.set()
        return gone

    picture, gone = together(lambda number: (finish, clear_up)[number](), threads=2)
    sweep_a_day_later()

    assert gone == purge.Purged(1, 0)
    assert Video.objects.get().poster == Picture.objects.get() == picture
    assert default_storage.size(video_name(picture.video.key)) == picture.video.size


def test_a_picture_that_comes_again_while_its_first_copy_is_purged_has_its_files(
    together, media, monkeypatch
):
    chief, reporter = person("chief"), person("reporter")
    first = uploads.finish(sent(reporter, photo(), mark="1"), typed={})
    let_age(media)
    second, written, purged = sent(reporter, photo()), threading.Event(), threading.Event()

    def hold_on(*_):
        if not written.is_set():
            written.set()
            purged.wait(1)

    after(monkeypatch, renditions, "put", hold_on)

    def clear_up():
        written.wait(WAIT)
        gone = purge.purge([first.pk], by=chief, now=timezone.now())
        sweeping.sweep()
        purged.set()
        return gone

    def finish():
        return uploads.finish(second, typed={})

    picture, gone = together(lambda number: (finish, clear_up)[number](), threads=2)
    sweep_a_day_later()

    assert gone == purge.Purged(1, 0)
    assert Picture.objects.get() == picture
    assert [name.split("/")[2] for name in stored("renditions")] == ["320.webp", "900.jpg"]


def test_an_upload_that_is_forgotten_takes_no_file_of_another_who_finishes_the_same_film(
    together, monkeypatch
):
    one, two = sent(person("reporter"), CLIP), sent(person("editor"), CLIP)
    written, forgotten = threading.Event(), threading.Event()

    def hold_on(name, *_):
        if name.startswith("videos/"):
            written.set()
            forgotten.wait(1)

    after(monkeypatch, storing, "put", hold_on)

    def forget():
        written.wait(WAIT)
        uploads.forget(two)
        forgotten.set()

    def finish():
        return uploads.finish(one, typed={}, poster=poster(1))

    picture, _none = together(lambda number: (finish, forget)[number](), threads=2)

    assert default_storage.size(video_name(picture.video.key)) == picture.video.size


def test_a_film_that_breaks_off_on_a_full_disk_leaves_the_file_of_the_one_that_is_through(
    together,
):
    key, size = video.key_and_size(io.BytesIO(CLIP))
    half, through = threading.Event(), threading.Event()

    def breaking_off():
        yield next(mp4.without_metadata(io.BytesIO(CLIP)))
        half.set()
        through.wait(WAIT)
        raise OSError(28, "No space left on device")

    def succeed():
        half.wait(WAIT)
        made = film()
        through.set()
        return made

    def fail():
        storing.put(video_name(key), breaking_off())

    made, error = together(lambda number: (succeed, fail)[number](), threads=2)

    assert isinstance(error, OSError), error
    assert Picture.objects.get() == made
    assert len(read(video_name(key))) == made.video.size == size
    assert stored("unfinished") == []


def test_a_sweep_that_is_about_to_delete_a_film_makes_who_adds_it_write_it_again(
    together, media, monkeypatch
):
    film().delete()
    let_age(media)
    looked, written = threading.Event(), threading.Event()

    def hold_on(*_):
        looked.set()
        written.wait(WAIT)

    after(monkeypatch, default_storage, "get_modified_time", hold_on)
    real, puts = storing.put, []

    def put(name, content):
        if name.startswith("videos/"):
            looked.wait(WAIT)
            puts.append(name)
        real(name, content)
        if name.startswith("originals/"):
            written.set()

    monkeypatch.setattr(storing, "put", put)
    monkeypatch.setattr(renditions, "put", real)
    monkeypatch.setattr(sweeping, "RENDITIONS", sweeping.FILMS)

    made, none = together(lambda number: (film, sweeping.sweep)[number](), threads=2)

    assert none is None
    assert len(puts) == 2
    assert default_storage.size(video_name(made.video.key)) == made.video.size


def test_a_sweep_that_is_about_to_delete_a_picture_s_files_is_waited_for(
    together, media, monkeypatch
):
    picture(file_of((300, 200))).delete()
    let_age(media)
    looked, waiting = threading.Event(), threading.Event()
    real_time, real_hold = default_storage.get_modified_time, sweeping.hold

    def get_modified_time(name):
        found = real_time(name)
        looked.set()
        waiting.wait(0.5)
        return found

    def hold(key):
        waiting.set()
        real_hold(key)

    def add():
        made = Picture.objects.create(file=ContentFile(file_of((300, 200)), name="a.jpg"))
        looked.wait(WAIT)
        renditions.add(made)
        return made

    monkeypatch.setattr(default_storage, "get_modified_time", get_modified_time)
    monkeypatch.setattr(renditions, "hold", hold)

    made, _none = together(lambda number: (add, sweeping.sweep)[number](), threads=2)

    assert [name.split("/")[1:] for name in stored("renditions")] == [
        [made.key, "300.jpg"], [made.key, "300.webp"],
    ]  # fmt: skip


@pytest.mark.parametrize("make", [film, lambda: picture(file_of((300, 200)))])
def test_a_sweep_passes_by_what_is_added_at_this_moment_however_old_it_seems(together, make):
    added = threading.Event()

    def add():
        with transaction.atomic():
            made = make()
            added.set()
            # Longer than the sweep takes.
            threading.Event().wait(0.5)
        return made

    def sweep():
        added.wait(WAIT)
        sweep_a_day_later()

    together(lambda number: (add, sweep)[number](), threads=2)

    assert len(stored("renditions")) == 2
    assert len(stored("videos")) == Video.objects.count()


def test_two_sweeps_at_once_are_no_fault(together):
    for width in range(6):
        picture(file_of((300 + width, 200))).delete()
    film().delete()

    results = together(lambda _: sweep_a_day_later(), threads=4)
    sweep_a_day_later()  # what one held the others passed by

    assert results == [None] * 4
    assert stored("renditions") == stored("videos") == []


def test_what_the_worker_makes_of_a_picture_that_is_purged_meanwhile_is_swept_away(
    media, monkeypatch
):
    chief, made = person("chief"), picture()
    let_age(media)
    after(
        monkeypatch, renditions, "_opened",
        lambda *_: purge.purge([made.pk], by=chief, now=timezone.now()),
    )  # fmt: skip

    renditions.make(made)
    left = stored("renditions")
    sweep_a_day_later()

    assert len(left) == 8
    assert stored() == []


def test_what_the_worker_makes_of_a_file_that_is_replaced_meanwhile_is_swept_away(monkeypatch):
    made = picture()
    real = renditions._opened

    def replaced_meanwhile(file, enough):
        monkeypatch.setattr(renditions, "_opened", real)
        found = real(file, enough)
        with transaction.atomic():
            other = Picture.objects.get(pk=made.pk)
            other.file = ContentFile(file_of((700, 400)), name="b.jpg")
            replacing.replace(other, set())
        return found

    monkeypatch.setattr(renditions, "_opened", replaced_meanwhile)
    renditions.make(made)
    sweep_a_day_later()

    new = Picture.objects.get()
    assert {name.split("/")[1] for name in stored("renditions")} == {new.key} != {made.key}
    assert new.made == Picture.Made.FIRST
