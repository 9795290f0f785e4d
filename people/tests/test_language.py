"""Bangla for everybody; English for the person who chose it, and only on the desk."""

import pytest
from django.utils import translation

from people.models import User
from people.roles import grant

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client):
    user = User.objects.create_user("rina")
    grant(user, "chief")
    client.force_login(user)
    return user


def choose(user, language):
    User.objects.filter(pk=user.pk).update(language=language)


def lang_of(response):
    return response.content.decode().partition('<html lang="')[2][:2]


@pytest.mark.parametrize(
    "path", ["/", "/contact/", "/accounts/login/", "/nothing-here/", "/latest/"]
)
@pytest.mark.parametrize("accepted", ["en-US,en;q=0.9", "fr", "bn", "*", ""])
def test_page_is_in_bangla_whatever_the_browser_prefers(client, path, accepted):
    response = client.get(path, headers={"accept-language": accepted})

    assert lang_of(response) == "bn"
    assert "Accept-Language" not in response.headers.get("Vary", "")


def test_desk_is_in_bangla_until_a_person_chooses(client, staff):
    assert lang_of(client.get("/admin/", headers={"accept-language": "en"})) == "bn"


def test_desk_speaks_english_to_the_person_who_chose_it(client, staff):
    choose(staff, "en")

    assert lang_of(client.get("/admin/")) == "en"


@pytest.mark.parametrize("path", ["/", "/contact/", "/nothing-here/"])
def test_readers_pages_stay_bangla_for_that_person(client, staff, path):
    choose(staff, "en")

    assert lang_of(client.get(path)) == "bn"


def test_language_of_one_request_does_not_reach_the_next(client, staff):
    choose(staff, "en")
    client.get("/admin/")
    language_after = translation.get_language()
    client.logout()

    assert language_after == "bn"
    assert lang_of(client.get("/accounts/login/")) == "bn"


def test_language_is_a_choice_of_two():
    assert [value for value, _label in User.Language.choices] == ["bn", "en"]
    assert User().language == "bn"
