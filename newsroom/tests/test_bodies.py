"""newsroom/bodies.py: what is too long is refused unread, what forms send is not."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from articles.tests.factories import person
from newsroom.bodies import DESK_BYTES, READERS_BYTES

pytestmark = pytest.mark.django_db

TOO_LONG = "এত বড় লেখা বা ফাইল নেওয়া যায় না"


class Unreadable:
    """A body that fails the test when a byte of it is asked for."""

    def read(self, *_args):
        raise AssertionError("read")

    readline = read


def send(path, length, client=None):
    return (client or Client()).generic(
        "POST", path, content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(length), **{"wsgi.input": Unreadable()},
    )  # fmt: skip


@pytest.mark.parametrize(
    "path", ["/", "/comments/1/", "/contact/", "/seen/", "/media/a.jpg", "/nowhere/"]
)
def test_a_body_too_long_for_any_readers_form_is_not_read(path):
    answer = send(path, READERS_BYTES + 1)

    assert answer.status_code == 413
    assert TOO_LONG in answer.content.decode()
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/admin/images/picture/add/", "/accounts/login/"])
def test_a_body_longer_than_picture_and_story_is_not_read_from_staff_either(path):
    client = Client()
    client.force_login(person("reporter"))

    assert send(path, DESK_BYTES + 1, client).status_code == 413


@pytest.mark.parametrize("length", ["-1", "1e9", "٩", "x", "9" * 400])
def test_a_length_that_is_no_number_or_endless_is_refused(length):
    assert send("/contact/", length).status_code == 413


def test_the_forms_own_limits_are_lower_and_speak_for_themselves():
    answer = Client().post("/contact/", {"message": "ক" * 200_000})

    assert answer.status_code == 413
    assert TOO_LONG not in answer.content.decode()


def test_a_picture_that_is_too_heavy_is_told_by_its_form():
    client = Client()
    client.force_login(person("reporter"))
    heavy = SimpleUploadedFile("a.jpg", b"x" * (DESK_BYTES - 1024 * 1024), "image/jpeg")

    answer = client.post("/admin/images/picture/add/", {"file": heavy, "alt": "জেটি"})

    assert answer.status_code == 200
    assert answer.context_data["adminform"].form.has_error("file", "too_heavy")
