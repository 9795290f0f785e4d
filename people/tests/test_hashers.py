"""Passwords are kept as Argon2id; older hashes are renewed at the sign-in; memory is bounded."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.hashers import (
    Argon2PasswordHasher,
    PBKDF2PasswordHasher,
    check_password,
    make_password,
)
from django.core.cache import cache

from people import hashers
from people.models import User
from people.tests.factories import PASSWORD, person

REAL = ["people.hashers.ThriftyArgon2", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]


@pytest.fixture
def real_hashers(settings):
    settings.PASSWORD_HASHERS = REAL


def test_new_password_is_argon2id_at_the_chosen_cost(real_hashers):
    kept = make_password(PASSWORD)

    assert kept.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    assert check_password(PASSWORD, kept)
    assert not check_password(PASSWORD + "x", kept)


@pytest.mark.django_db
def test_old_hash_is_renewed_at_the_next_sign_in_which_stays_open(
    client, real_hashers, monkeypatch
):
    cache.clear()
    monkeypatch.setattr(PBKDF2PasswordHasher, "iterations", 1)
    rina = person("reporter", "rina")
    User.objects.filter(pk=rina.pk).update(
        password=PBKDF2PasswordHasher().encode(PASSWORD, "a" * 22)
    )

    client.post("/accounts/login/", {"login": "rina", "password": PASSWORD})

    assert User.objects.get(pk=rina.pk).password.startswith("argon2$argon2id$")
    assert client.get("/admin/").status_code == 200


def test_no_more_than_four_hashes_are_worked_on_at_a_time(monkeypatch):
    lock, now, most = threading.Lock(), [0], [0]
    real = Argon2PasswordHasher.encode

    def counted(self, password, salt):
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
        try:
            return real(self, password, salt)
        finally:
            with lock:
                now[0] -= 1

    monkeypatch.setattr(Argon2PasswordHasher, "encode", counted)

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda _n: hashers.ThriftyArgon2().encode(PASSWORD, "a" * 22), range(16)))

    assert 1 <= most[0] <= hashers.AT_ONCE
