"""The cookie `desk=1`: it comes and goes with a staff session, holds no right, and leaves pages alone."""

import pytest

from people.models import User
from people.roles import grant

pytestmark = pytest.mark.django_db

PASSWORD = "kathal-gachh-27"
PUBLIC = ["/", "/contact/", "/latest/", "/robots.txt", "/site.css", "/nothing-here/", "/archive/"]


def person(role="reporter"):
    user = User.objects.create_user("rina", password=PASSWORD)
    grant(user, role)
    return user


def sign_in(client):
    return client.post("/accounts/login/", {"login": "rina", "password": PASSWORD})


def test_sign_in_sets_the_mark_which_scripts_can_read_and_other_sites_cannot_use(client):
    person()

    cookie = sign_in(client).cookies["desk"]

    assert (cookie.value, cookie["httponly"], cookie["samesite"], cookie["path"]) == (
        "1",
        "",
        "Lax",
        "/",
    )
    assert cookie["max-age"] == 14 * 24 * 3600


def test_mark_is_set_once(client):
    person()
    sign_in(client)

    assert "desk" not in client.get("/admin/").cookies


def test_reader_who_signs_in_gets_no_mark(client):
    person("reader")

    assert "desk" not in sign_in(client).cookies


def test_logout_takes_the_mark_away(client):
    person()
    sign_in(client)

    cookie = client.post("/accounts/logout/").cookies["desk"]

    assert (cookie.value, cookie["max-age"]) == ("", 0)


@pytest.mark.parametrize("change", [{"is_active": False}, {"is_staff": False}])
def test_mark_goes_with_the_right_to_the_desk(client, change):
    person()
    sign_in(client)
    User.objects.update(**change)

    assert client.get("/admin/").cookies["desk"].value == ""


def test_mark_alone_opens_nothing(client):
    client.cookies["desk"] = "1"

    response = client.get("/admin/")

    assert response.status_code == 302
    assert response.cookies["desk"].value == ""


@pytest.mark.parametrize("path", PUBLIC)
def test_public_page_sets_no_cookie_and_is_the_same_with_and_without_a_session(client, path):
    plain = client.get(path)
    user = person("admin")
    client.force_login(user)
    client.cookies["desk"] = "1"
    dressed = client.get(path)

    assert not plain.cookies
    assert not dressed.cookies
    assert "cookie" not in (plain.headers.get("Vary", "") + dressed.headers.get("Vary", "")).lower()
    assert dressed.headers.get("ETag") == plain.headers.get("ETag")
    assert dressed.status_code == plain.status_code
