"""Another file in a picture's place, and the address that leads to the newest one."""

import datetime as dt
import os

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from images import replacing, sweeping
from images.models import Folder, FormerKey, Picture
from images.signals import asked_if_shown, picture_changed
from images.tests.factories import file_of, picture
from images.tests.sending import stored

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def uploads(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def shown():
    """Return the set of keys whose files the application above calls shown."""
    keys = set()

    def answer(sender, name, now, **kwargs):
        return any(key in name for key in keys)

    asked_if_shown.connect(answer)
    yield keys
    asked_if_shown.disconnect(answer)


def staff(role):
    user = get_user_model().objects.create_user(role, is_staff=True)
    user.groups.set([Group.objects.get(name=role)])
    return user


def status_of(client, url):
    """Return how a file is answered, read to its end, which closes it."""
    response = client.get(url)
    assert response.getvalue()
    return response.status_code


def put(old, content):
    """Replace a picture's file; return whether its focal point was given up."""
    old.file = ContentFile(content, name="b.jpg")
    return replacing.replace(old, set())


class TestAddress:
    def test_readers_are_led_to_the_largest_jpeg_for_a_minute(self, client, shown):
        made = picture(file_of((1200, 800)))
        shown.add(made.key)

        answer = client.get(f"/media/picture/{made.pk}/")

        assert answer.status_code == 302
        assert answer.headers["Location"] == f"/media/renditions/{made.key}/960.jpg"
        assert answer.headers["Surrogate-Key"] == f"picture-{made.pk}"
        assert answer.headers["Surrogate-Control"] == "max-age=60"
        assert answer.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
        assert not answer.cookies

    def test_it_leads_to_the_new_file_after_a_replacement(
        self, client, shown, django_capture_on_commit_callbacks
    ):
        made = picture(file_of((1200, 800)))
        old = made.key
        with django_capture_on_commit_callbacks(execute=True):
            put(made, file_of((900, 600)))
        shown |= {old, made.key}

        answer = client.get(f"/media/picture/{made.pk}/")

        assert answer.headers["Location"] == f"/media/renditions/{made.key}/900.jpg"
        assert old != made.key

    @pytest.mark.parametrize("role", [None, "reader", "moderator"])
    def test_an_unshown_picture_is_not_found_by_those_who_may_not_see_it(self, client, role):
        made = picture()
        if role:
            client.force_login(staff(role))

        answer = client.get(f"/media/picture/{made.pk}/")

        assert (answer.status_code, "Location" in answer.headers) == (404, False)
        assert made.key not in answer.content.decode()

    def test_the_desk_gets_it_privately(self, client):
        made = picture()
        client.force_login(staff("reporter"))

        answer = client.get(f"/media/picture/{made.pk}/")

        assert (answer.status_code, answer.headers["Cache-Control"]) == (302, "private, no-store")
        assert "Surrogate-Key" not in answer.headers

    @pytest.mark.parametrize(("role", "status"), [("reporter", 404), ("editor", 302)])
    def test_a_closed_folder_is_closed_here_too(self, client, role, status):
        folder = Folder.objects.create(name="অনুসন্ধান")
        folder.roles.set([Group.objects.get(name="editor")])
        made = picture(folder=folder)
        client.force_login(staff(role))

        assert client.get(f"/media/picture/{made.pk}/").status_code == status
        thumb = client.get(made.thumb_url)
        assert thumb.status_code == (200 if status == 302 else 404)
        assert thumb.getvalue()

    def test_of_two_pictures_with_one_file_an_open_one_is_enough(self, client):
        folder = Folder.objects.create(name="অনুসন্ধান")
        folder.roles.set([Group.objects.get(name="editor")])
        closed, _open = picture(folder=folder), picture()
        client.force_login(staff("reporter"))

        thumb = client.get(closed.thumb_url)

        assert (thumb.status_code, bool(thumb.getvalue())) == (200, True)
        assert client.get(f"/media/picture/{closed.pk}/").status_code == 404

    @pytest.mark.parametrize("path", ["0", "999999", "9" * 40, "x", "-1", "1.jpg"])
    def test_other_addresses_are_not_found(self, client, path):
        assert client.get(f"/media/picture/{path}/").status_code == 404

    def test_a_picture_without_files_is_not_found(self, client):
        bare = Picture.objects.create(file="originals/a.jpg", alt="ক", is_free=True)

        assert client.get(f"/media/picture/{bare.pk}/").status_code == 404

    def test_only_asking_is_answered(self, client):
        made = picture(is_free=True)

        assert client.head(f"/media/picture/{made.pk}/").status_code == 302
        assert client.post(f"/media/picture/{made.pk}/").status_code == 405


class TestReplacing:
    def test_the_row_stays_and_the_old_original_goes_after_the_commit(
        self, django_capture_on_commit_callbacks
    ):
        made = picture(file_of((600, 400)), credit="মিতা")
        pk, old_key, old_file = made.pk, made.key, made.file.name

        with django_capture_on_commit_callbacks(execute=True):
            put(made, file_of((900, 600)))
            assert default_storage.exists(old_file)

        kept = Picture.objects.get()
        assert (kept.pk, kept.width, kept.credit) == (pk, 900, "মিতা")
        assert not default_storage.exists(old_file)
        assert stored("originals") == [kept.file.name]
        assert kept.file.name.endswith(".jpg")
        assert {name.split("/")[1] for name in stored("renditions")} == {old_key, kept.key}

    def test_old_addresses_of_what_is_shown_answer_for_a_day_and_then_their_files_go(
        self, client, time_machine
    ):
        now = timezone.now()
        time_machine.move_to(now, tick=False)
        made = picture(file_of((600, 400)), is_free=True)
        one = made.printed.fallback_url
        put(made, file_of((900, 600)))
        two = made.printed.fallback_url
        put(made, file_of((800, 600)))

        def answers(moment):
            time_machine.move_to(moment, tick=False)
            sweeping.sweep(moment)
            return [status_of(client, url) for url in (one, two, made.printed.fallback_url)]

        assert answers(now + dt.timedelta(hours=23)) == [200, 200, 200]
        assert answers(now + dt.timedelta(hours=24)) == [404, 404, 200]
        sweeping.sweep(now + dt.timedelta(hours=25))
        assert {name.split("/")[1] for name in stored("renditions")} == {made.key}

    def test_old_addresses_of_what_is_not_shown_are_the_desk_s_alone(self, client):
        folder = Folder.objects.create(name="অনুসন্ধান")
        folder.roles.set([Group.objects.get(name="editor")])
        made = picture(file_of((600, 400)), folder=folder)
        old = made.thumb_url
        put(made, file_of((900, 600)))

        got = {}
        for role in (None, "reporter", "editor"):
            if role:
                client.force_login(staff(role))
            got[role] = status_of(client, old)

        assert got == {None: 404, "reporter": 404, "editor": 200}

    def test_old_addresses_of_a_picture_that_is_deleted_are_out_of_reach_at_once(self, client):
        made = picture(file_of((600, 400)), is_free=True)
        old = made.thumb_url
        put(made, file_of((900, 600)))

        made.delete()

        assert status_of(client, old) == 404

    def test_put_back_to_what_it_was_it_has_its_first_address(self):
        made = picture(file_of((600, 400)))
        first = made.key
        put(made, file_of((900, 600)))
        second = made.key
        put(made, file_of((600, 400)))
        put(made, file_of((900, 600)))
        put(made, file_of((600, 400)))

        keys = FormerKey.objects.values_list("key", flat=True)
        assert (made.key, sorted(keys)) == (first, sorted([first, second]))

    @pytest.mark.parametrize("broken", [file_of((900, 600))[:400], b"no picture"])
    def test_a_file_that_cannot_be_read_leaves_all_as_it_was(self, broken):
        made = picture(file_of((600, 400)))
        before, key = stored(), made.key

        with pytest.raises(OSError, match=r"(?i)truncated|identify"), transaction.atomic():
            put(made, broken)

        assert stored() == before
        assert (Picture.objects.get().key, FormerKey.objects.count()) == (key, 0)

    def test_a_full_disk_leaves_all_as_it_was(self, monkeypatch):
        made = picture(file_of((600, 400)))
        before, fsync = stored(), os.fsync
        for full_at in (1, 2, 3):
            written = []

            def fail(descriptor, full_at=full_at, written=written):
                written.append(descriptor)
                if len(written) == full_at:
                    raise OSError(28, "No space left on device")
                fsync(descriptor)

            monkeypatch.setattr(os, "fsync", fail)
            with pytest.raises(OSError, match="No space left"), transaction.atomic():
                put(Picture.objects.get(), file_of((900, 600)))
            left = {name for name in stored() if name not in before}
            assert {name.split("/")[0] for name in left} <= {"renditions"}

        sweeping.sweep(timezone.now() + dt.timedelta(hours=25))
        assert stored() == before
        assert Picture.objects.get().key == made.key

    @pytest.mark.parametrize(
        ("size", "lost"), [((900, 600), False), ((899, 600), False), ((600, 600), True), ((400, 600), True)]
    )  # fmt: skip
    def test_the_focal_point_stays_with_the_shape(self, size, lost):
        made = picture(file_of((600, 400)), focus_x=20, focus_y=70)

        assert put(made, file_of(size)) is lost

        made.refresh_from_db()
        assert (made.focus_x, made.focus_y) == ((50, 50) if lost else (20, 70))

    def test_a_middle_that_was_never_set_is_not_said_to_be_lost(self):
        made = picture(file_of((600, 400)))

        assert put(made, file_of((400, 600))) is False

    def test_it_is_told_once_the_transaction_is_through(self, django_capture_on_commit_callbacks):
        made, told = picture(file_of((600, 400))), []

        def listen(sender, picture, **kwargs):
            told.append((picture.pk, picture.width))

        picture_changed.connect(listen)
        try:
            with django_capture_on_commit_callbacks(execute=True):
                put(made, file_of((900, 600)))
                assert told == []
        finally:
            picture_changed.disconnect(listen)
        assert told == [(made.pk, 900)]

    def test_the_same_file_again_loses_nothing(self, django_capture_on_commit_callbacks):
        made = picture(file_of((600, 400)))

        with django_capture_on_commit_callbacks(execute=True):
            put(made, file_of((600, 400)))

        assert default_storage.exists(made.thumb_url.removeprefix("/media/"))
        assert default_storage.exists(made.file.name)
