"""Uploads as readers get them: fixed types, harmless headers, nothing that no live story shows."""

import datetime as dt

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from images.models import Picture
from images.signals import asked_if_shown
from images.tests.factories import file_of
from images.tests.factories import picture as make_picture
from images.views import is_plain

pytestmark = pytest.mark.django_db

POLICY = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; sandbox"


@pytest.fixture(autouse=True)
def uploads(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def picture():
    return make_picture(file_of((8, 6)), alt="সেতু")


@pytest.fixture
def shown():
    """Return the set of file names that the application above calls shown."""
    names = set()

    def answer(sender, name, now, **kwargs):
        return name in names

    asked_if_shown.connect(answer)
    yield names
    asked_if_shown.disconnect(answer)


def store(name, content=b"x"):
    return default_storage.save(name, SimpleUploadedFile("x", content))


def thumb_of(picture):
    """Return the storage name of a picture's smallest file."""
    return picture.thumb_url.removeprefix("/media/")


def stored(picture):
    with default_storage.open(thumb_of(picture)) as file:
        return file.read()


def fetch(client, path):
    """Return the answer with its whole body; reading to the end closes the file."""
    response = client.get(path)
    response.body = response.getvalue()
    return response


def staff(role="reporter"):
    user = get_user_model().objects.create_user(role, is_staff=role != "reader")
    user.groups.set([Group.objects.get(name=role)])
    return user


class TestHidden:
    def test_file_that_no_live_story_shows_is_not_found(self, client, picture):
        assert fetch(client, picture.thumb_url).status_code == 404

    @pytest.mark.parametrize("role", ["reader", "moderator"])
    def test_person_without_the_right_does_not_see_it(self, client, picture, role):
        client.force_login(staff(role))

        assert fetch(client, picture.thumb_url).status_code == 404

    @pytest.mark.parametrize("role", ["reporter", "editor", "chief", "admin"])
    def test_desk_sees_it_and_no_cache_keeps_it(self, client, picture, role):
        client.force_login(staff(role))

        response = fetch(client, picture.thumb_url)

        assert response.status_code == 200
        assert response.body == stored(picture)
        assert response.headers["Cache-Control"] == "private, no-store"
        assert response.headers["Content-Security-Policy"] == POLICY

    def test_answer_for_the_desk_does_not_tell_readers_that_a_file_exists(self, client, picture):
        missing = fetch(client, "/media/pictures/2026/01/none.jpg")
        hidden = fetch(client, picture.thumb_url)

        assert (missing.status_code, hidden.status_code) == (404, 404)
        assert missing.body.count(b"<h1") == hidden.body.count(b"<h1") == 1
        assert thumb_of(picture) not in hidden.body.decode()


class TestOriginal:
    @pytest.mark.parametrize("role", [None, "reporter", "admin"])
    def test_original_with_the_place_of_its_maker_is_sent_to_nobody(
        self, client, picture, shown, role
    ):
        shown.add(picture.file.name)
        if role:
            client.force_login(staff(role))

        assert default_storage.exists(picture.file.name)
        assert fetch(client, f"/media/{picture.file.name}").status_code == 404

    def test_name_in_any_other_folder_is_sent_to_nobody(self, client, shown):
        name = store("backup/a.jpg")
        shown.add(name)

        assert fetch(client, f"/media/{name}").status_code == 404


class TestShown:
    def test_file_of_a_live_story_is_kept_for_a_year_and_is_harmless(self, client, picture, shown):
        shown.add(thumb_of(picture))

        response = fetch(client, picture.thumb_url)

        assert response.body == stored(picture)
        assert response.headers["Content-Type"] == "image/webp"
        assert response.headers["Content-Length"] == str(len(stored(picture)))
        assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert response.headers["Content-Security-Policy"] == POLICY
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert (
            response.headers["Content-Disposition"]
            == f'inline; filename="{picture.key}-{picture.thumb_url.rpartition("/")[2]}"'
        )
        assert not response.cookies
        assert "Vary" not in response.headers

    def test_head_is_answered_and_nothing_else(self, client, picture, shown):
        shown.add(thumb_of(picture))

        response = client.head(picture.thumb_url)
        response.close()
        assert response.status_code == 200
        for method in ("post", "put", "delete", "patch", "options"):
            assert getattr(client, method)(picture.thumb_url).status_code == 405

    def test_reader_with_a_session_gets_the_same_as_one_without(self, client, picture, shown):
        shown.add(thumb_of(picture))
        client.force_login(staff())

        response = fetch(client, picture.thumb_url)

        assert "immutable" in response.headers["Cache-Control"]
        assert "Vary" not in response.headers

    def test_logo_of_the_paper_is_always_shown(self, client):
        name = store("identity/logo.png")

        response = fetch(client, f"/media/{name}")

        assert (response.status_code, response.headers["Content-Type"]) == (200, "image/png")

    @pytest.mark.parametrize(
        ("ending", "content_type"),
        [("jpg", "image/jpeg"), ("JPG", "image/jpeg"), ("jpeg", "image/jpeg"), ("png", "image/png"),
         ("webp", "image/webp"), ("avif", "image/avif"), ("gif", "image/gif"), ("ico", "image/x-icon")],
    )  # fmt: skip
    def test_type_follows_from_the_ending_alone(self, client, ending, content_type):
        name = store(f"identity/bait.{ending}", b"<html><script>bait()</script>")

        response = fetch(client, f"/media/{name}")

        assert response.headers["Content-Type"] == content_type
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Content-Security-Policy"] == POLICY

    @pytest.mark.parametrize(
        "name",
        ["a.svg", "a.html", "a.htm", "a.xhtml", "a.js", "a.pdf", "a.php", "a.jpg.html", "a.jpg.svg", "a", ".jpg",
         "a.jpg ", "a.jpg.", "a.sqlite3", "backup.zip", "a.xml", "a.shtml"],
    )  # fmt: skip
    def test_file_of_any_other_type_is_never_served(self, client, uploads, name):
        (uploads / "identity").mkdir(parents=True)
        (uploads / "identity" / name).write_bytes(b"<svg onload=bait()>")
        client.force_login(staff("admin"))

        assert fetch(client, f"/media/identity/{name}").status_code == 404


class TestWayOut:
    @pytest.fixture(autouse=True)
    def secret(self, uploads):
        """Put a picture just outside the folder of uploads."""
        uploads.mkdir(parents=True, exist_ok=True)
        (uploads.parent / "secret.jpg").write_bytes(b"secret")
        (uploads / "identity").mkdir()
        (uploads / "identity" / "real.jpg").write_bytes(b"real")
        (uploads / "identity" / "folder.jpg").mkdir()

    @pytest.mark.parametrize("role", [None, "admin"])
    @pytest.mark.parametrize(
        "path",
        [
            "../secret.jpg", "identity/../../secret.jpg", "identity/..%2f..%2fsecret.jpg", "%2e%2e/secret.jpg",
            "identity/%2e%2e/%2e%2e/secret.jpg", "..%252fsecret.jpg", "/{out}/secret.jpg", "%2f{out}/secret.jpg",
            "identity/real.jpg%00.png", "identity/%00.jpg", "identity/\\..\\..\\secret.jpg", "..\\secret.jpg",
            "identity/folder.jpg", "identity/real.jpg/x.jpg", "identity/real.jpg/", "identity//real.jpg/../x.jpg",
            "identity/%0d%0aSet-Cookie:x.jpg", "identity/%e2%80%aegpj.jpg", "identity/%ff%fe.jpg",
            "identity/" + "x" * 300 + ".jpg", "identity/" + "ক" * 100 + ".jpg", "", "identity/", "file:///etc/a.jpg",
        ],
    )  # fmt: skip
    def test_crooked_name_is_not_found_for_anybody(self, client, uploads, path, role):
        if role:
            client.force_login(staff(role))

        response = fetch(client, "/media/" + path.replace("{out}", str(uploads.parent).strip("/")))

        assert response.status_code == 404
        assert b"secret" not in response.body.replace(b"secret.jpg", b"")

    def test_straight_name_beside_the_bait_is_found(self, client):
        assert fetch(client, "/media/identity/real.jpg").body == b"real"

    @pytest.mark.parametrize(
        ("name", "plain"),
        [("pictures/2026/01/a.jpg", True), ("pictures/কো.jpg", True), ("../a.jpg", False), ("a/../b.jpg", False),
         ("a\x00.jpg", False), ("a\n.jpg", False), ("\u202egpj.jpg", False), ("x" * 300, False)],
    )  # fmt: skip
    def test_names_of_ours_are_told_from_others(self, name, plain):
        assert is_plain(name) is plain


def test_library_asks_with_the_name_and_the_moment_of_the_request(client, picture):
    asked = []

    def answer(sender, name, now, **kwargs):
        asked.append((name, now.tzinfo is not None and isinstance(now, dt.datetime)))
        return True

    asked_if_shown.connect(answer)
    try:
        assert fetch(client, picture.thumb_url).status_code == 200
    finally:
        asked_if_shown.disconnect(answer)
    assert asked == [(thumb_of(picture), True)]


def test_size_is_read_from_the_file(picture):
    picture.refresh_from_db()

    assert (picture.width, picture.height, str(picture)) == (8, 6, "সেতু")
    assert Picture(alt="ক", caption="খ").__str__() == "খ"
