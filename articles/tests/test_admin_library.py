"""The library on the desk: words read from a file, rights, pictures marked free, the same file twice."""

import datetime as dt

import pytest
from django.contrib.messages import get_messages
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from articles.drafting import build_content
from articles.panel import checks_of
from articles.tests.desk import signed_in
from articles.tests.factories import content, person, story
from images.models import Picture
from images.tests.factories import file_of, picture

pytestmark = pytest.mark.django_db
PICTURES = "/admin/images/picture/"
DESCRIPTION, ARTIST = 0x010E, 0x013B


@pytest.fixture(autouse=True)
def uploads(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def written_on(**words):
    """Return a JPEG in whose Exif a photographer wrote."""
    exif = Image.Exif()
    for tag, text in words.items():
        exif[{"caption": DESCRIPTION, "artist": ARTIST}[tag]] = text
    return file_of((600, 400), exif=exif.tobytes())


def send(user, data, **fields):
    upload = SimpleUploadedFile("a.jpg", data, "image/jpeg")
    return signed_in(user).post(f"{PICTURES}add/", {"file": upload, "alt": "জেটি", **fields})


def told(answer):
    return [str(message) for message in get_messages(answer.wsgi_request)]


class TestWordsOfTheFile:
    def test_caption_and_credit_come_from_the_file_and_the_desk_is_told(self):
        answer = send(
            person("reporter"), written_on(caption="Cranes at the port", artist="Rafiq Islam")
        )

        found = Picture.objects.get()
        assert (found.caption, found.credit) == ("Cranes at the port", "Rafiq Islam")
        assert any("ফাইল থেকে" in line for line in told(answer))

    def test_what_was_typed_is_not_written_over(self):
        send(person("reporter"), written_on(caption="Cranes", artist="Rafiq"), caption="বন্দরে ক্রেন")

        found = Picture.objects.get()
        assert (found.caption, found.credit) == ("বন্দরে ক্রেন", "Rafiq")


class TestSameFile:
    def test_a_file_that_is_there_already_is_taken_with_a_warning(self):
        first = picture(file_of((600, 400)), alt="পুরোনো ছবি")

        answer = send(person("reporter"), file_of((600, 400)))

        assert Picture.objects.count() == 2
        (warning,) = (line for line in told(answer) if "আগে থেকেই" in line)
        assert f'href="{PICTURES}{first.pk}/change/">পুরোনো ছবি</a>' in warning

    def test_another_file_is_taken_in_silence(self):
        picture(file_of((600, 400)))

        answer = send(person("reporter"), file_of((601, 400)))

        assert Picture.objects.count() == 2
        assert not any("আগে থেকেই" in line for line in told(answer))


class TestReplacing:
    def test_a_story_shows_the_new_file_and_nothing_of_the_old_one_stays(
        self, django_capture_on_commit_callbacks
    ):
        old = picture(file_of((600, 400)))
        article = story(picture=old.pk)
        upload = SimpleUploadedFile("b.jpg", file_of((700, 400)), "image/jpeg")

        with django_capture_on_commit_callbacks(execute=True):
            signed_in(person("editor")).post(
                f"{PICTURES}{old.pk}/change/", {"file": upload, "alt": "নতুন জেটি"}
            )

        new = Picture.objects.get()
        page = Client().get(article.get_absolute_url()).content.decode()
        assert (new.pk, new.width) == (old.pk, 700)
        assert new.printed.fallback_url in page
        assert old.key not in page
        assert not default_storage.exists(old.file.name)
        assert default_storage.listdir(f"renditions/{old.key}")[1] == []
        assert default_storage.exists(new.file.name)


class TestRights:
    TODAY = dt.date(2026, 11, 24)

    @pytest.mark.parametrize(
        ("until", "ended"),
        [(None, False), (dt.date(2026, 11, 24), False), (dt.date(2026, 11, 23), True)],
    )
    def test_the_last_day_is_a_day_of_use(self, until, ended):
        assert Picture(rights_until=until).rights_have_ended(self.TODAY) is ended

    @pytest.mark.parametrize(("days", "is_met"), [(-1, False), (1, True)])
    def test_the_story_form_warns_of_rights_that_have_ended(self, days, is_met):
        until = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=2 * days)

        checks = checks_of(
            build_content(content()), Picture(alt="ক", credit="খ", rights_until=until)
        )

        assert [
            check.is_met for check in checks if "পর্যন্ত" in check.text or "শেষ" in check.text
        ] == [is_met]

    def test_a_day_typed_in_bangla_is_understood_and_an_ended_right_is_said(self):
        answer = send(
            person("editor"), file_of((600, 400)), rights_until="০১/০২/২০২০", licence="agency"
        )

        found = Picture.objects.get()
        assert (found.rights_until, found.licence) == (dt.date(2020, 2, 1), "agency")
        assert any("মেয়াদ" in line for line in told(answer))


class TestFree:
    def test_a_picture_marked_free_is_seen_before_any_story(self, client):
        hidden, free = picture(file_of((600, 400))), picture(file_of((601, 400)), is_free=True)

        answers = [client.get(found.thumb_url) for found in (hidden, free)]

        assert [answer.status_code for answer in answers] == [404, 200]
        answers[1].close()

    @pytest.mark.parametrize(("role", "is_free"), [("reporter", False), ("editor", True)])
    def test_only_those_who_edit_every_story_mark_a_picture_free(self, role, is_free):
        send(person(role), file_of((600, 400)), is_free="on")

        assert Picture.objects.get().is_free is is_free
