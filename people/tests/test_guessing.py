"""Guesses at the door that come together or are far too long."""

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

LOGIN = reverse("account_login")
WRONG = "not-the-password"


@pytest.fixture(autouse=True)
def no_counts():
    cache.clear()
    yield
    cache.clear()


def guess(login, password=WRONG):
    return Client().post(LOGIN, {"login": login, "password": password})


def test_of_guesses_sent_together_five_are_judged(together, monkeypatch):
    # That it holds however the threads fall rests on newsroom/tests/test_filecache.py.
    from people.adapter import StaffAdapter

    get_user_model().objects.create_user("editor1", password="secret-secret")
    judged = []
    failed = StaffAdapter.authentication_failed
    monkeypatch.setattr(
        StaffAdapter,
        "authentication_failed",
        lambda self, request, **credentials: (
            judged.append(1),
            failed(self, request, **credentials),
        ),
    )

    answers = together(lambda _number: guess("editor1").status_code, threads=16)

    assert set(answers) <= {200, 429}
    assert len(judged) <= 5


@pytest.mark.django_db
@pytest.mark.parametrize("login", ["ক" * 20_000, "a" * 60_000, "a" * 60_000 + "@example.com"])
def test_a_login_longer_than_any_name_is_refused_as_such(login):
    answer = guess(login)

    assert answer.status_code == 200
    assert "login" in answer.context["form"].errors


@pytest.mark.django_db
def test_the_longest_address_signs_in():
    address = f"{'a' * 60}@{'b' * 60}.{'c' * 60}.{'d' * 60}.example"
    get_user_model().objects.create_user("longest", email=address, password="secret-secret")

    assert guess(address, "secret-secret").status_code == 302
