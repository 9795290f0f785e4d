"""images/purge.py: what may go, what stays, whose files go with it; one log row each."""

import datetime as dt

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.utils import timezone

from images import sweeping
from images.models import Folder, Picture, Video
from images.names import video_name
from images.purge import MOST, Purged, purge, unused
from images.tests.factories import file_of, picture
from paper.log import LogEntry

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture(autouse=True)
def uploads(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def person(role="chief"):
    user = get_user_model().objects.create_user(role, is_staff=True)
    user.groups.set([Group.objects.get(name=role)])
    return user


def old(content=None, days=8, **values):
    """Return a picture that came so many days ago."""
    made = picture(content, **values)
    Picture.objects.filter(pk=made.pk).update(added_at=NOW - dt.timedelta(days=days))
    return made


def files(folder):
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def sweep(later):
    sweeping.sweep(timezone.now() + later)


def test_an_unused_picture_goes_with_its_original_and_one_log_row(
    uploads, django_capture_on_commit_callbacks
):
    chief, made = person(), old()

    with django_capture_on_commit_callbacks(execute=True):
        purged = purge([made.pk], by=chief, now=NOW)

    entry = LogEntry.objects.get(act="delete")
    assert purged == Purged(1, 0)
    assert files(uploads) == ["320.webp", "960.jpg"]
    assert (entry.subject_id, entry.actor, entry.label) == (made.pk, chief, "জেটিতে কনটেইনার")


def test_what_was_served_of_it_is_out_of_reach_at_once_and_gone_after_a_day(
    uploads, client, django_capture_on_commit_callbacks
):
    chief, made = person(), old(is_free=True)
    address = made.thumb_url
    assert client.get(address).getvalue()
    Picture.objects.update(is_free=False)

    with django_capture_on_commit_callbacks(execute=True):
        purge([made.pk], by=chief, now=NOW)

    client.force_login(chief)
    assert client.get(address).status_code == 404
    sweep(dt.timedelta(hours=23))
    assert default_storage.exists(address.removeprefix("/media/"))
    sweep(dt.timedelta(hours=25))
    assert files(uploads) == []


def test_files_stay_until_the_row_is_gone_for_good(uploads, django_capture_on_commit_callbacks):
    made = old()
    before = files(uploads)

    with django_capture_on_commit_callbacks():
        purge([made.pk], by=person(), now=NOW)

    assert not Picture.objects.exists()
    assert files(uploads) == before != []


def test_what_came_lately_and_what_is_free_stay(uploads):
    new, free = old(days=6), old(file_of((300, 200)), is_free=True)

    purged = purge([new.pk, free.pk], by=person(), now=NOW)

    assert purged == Purged(0, 2)
    assert Picture.objects.count() == 2
    assert not LogEntry.objects.filter(act="delete").exists()


def test_files_that_another_picture_has_too_stay_until_that_one_goes(
    uploads, django_capture_on_commit_callbacks
):
    chief, first, second = person(), old(), old()

    with django_capture_on_commit_callbacks(execute=True):
        purge([first.pk], by=chief, now=NOW)

    sweep(dt.timedelta(hours=25))
    assert first.key == second.key
    assert not default_storage.exists(first.file.name)
    assert default_storage.exists(second.thumb_url.removeprefix("/media/"))
    assert default_storage.exists(second.file.name)


def test_a_video_goes_with_its_poster(uploads, django_capture_on_commit_callbacks):
    poster = old()
    key = "ab" * 10
    Video.objects.create(poster=poster, key=key, size=1, width=640, height=360, seconds=9)
    (uploads / "videos").mkdir()
    (uploads / video_name(key)).write_bytes(b"film")

    with django_capture_on_commit_callbacks(execute=True):
        purge([poster.pk], by=person(), now=NOW)

    assert not Video.objects.exists()
    sweep(dt.timedelta(hours=25))
    assert files(uploads) == []


@pytest.mark.parametrize("role", ["reporter", "editor", "moderator"])
def test_nobody_else_may_purge(uploads, role):
    made = old()

    with pytest.raises(PermissionDenied):
        purge([made.pk], by=person(role), now=NOW)

    assert Picture.objects.get() == made


def test_a_closed_folder_is_not_cleared_up_by_somebody_outside():
    folder = Folder.objects.create(name="অনুসন্ধান")
    folder.roles.set([Group.objects.get(name="editor")])
    hidden, seen = old(folder=folder), old(file_of((300, 200)))
    outsider = person("reporter")

    assert list(unused(outsider, NOW)) == [seen]
    assert set(unused(person("chief"), NOW)) == {hidden, seen}


def test_no_more_than_two_hundred_go_at_a_time():
    rows = Picture.objects.bulk_create(
        Picture(file=f"originals/{n}.jpg", alt="ক") for n in range(MOST + 1)
    )
    Picture.objects.update(added_at=NOW - dt.timedelta(days=9))

    purged = purge([row.pk for row in rows], by=person(), now=NOW)

    assert purged == Purged(MOST, 0)
    assert Picture.objects.count() == 1


def test_a_picture_that_is_gone_already_or_named_twice_is_no_fault():
    made = old()

    assert purge([made.pk, made.pk, 10**12], by=person(), now=NOW) == Purged(1, 1)
