"""Wrong passwords: an attacker is slowed, the right editor enters, nothing tells who exists."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import signing
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from people import throttle
from people.adapter import StaffAdapter
from people.guesses import Tries
from people.models import User
from people.tests.second_step import LOGIN, PASSWORD, device_cookie, is_in, password_step, staff

ROBOT = {"user-agent": "robot/1"}


def wrong(client=None, login="rina", **headers):
    client = client or Client(headers=headers or ROBOT)
    return client.post(LOGIN, {"login": login, "password": "wrong"})


def was_judged(answer) -> bool:
    # By what is printed: contexts of the test client mix when threads render at once.
    return (
        str(StaffAdapter.error_messages["too_many_login_attempts"]) not in answer.content.decode()
    )


@pytest.mark.django_db
class TestTheRightEditor:
    @pytest.fixture
    def rina(self):
        return staff()

    def test_enters_from_a_browser_used_before_while_the_same_address_guesses(self, rina):
        own = Client(headers=ROBOT)
        password_step(own)
        own.post("/accounts/logout/")
        for _ in range(200):
            wrong()

        password_step(own)

        assert is_in(own)

    def test_enters_from_a_new_browser_at_the_same_address(self, rina):
        for _ in range(200):
            wrong()

        client = Client(headers={"user-agent": "Mozilla/5.0 (X11)"})
        password_step(client)

        assert is_in(client)

    def test_enters_from_another_network_with_a_browser_like_the_robots(self, rina, settings):
        settings.TRUSTED_PROXIES = ["127.0.0.1"]
        for _ in range(200):
            wrong(**ROBOT, **{"x-forwarded-for": "198.51.100.9"})

        client = Client(headers={**ROBOT, "x-forwarded-for": "203.0.113.5"})
        password_step(client)

        assert is_in(client)

    def test_enters_by_a_link_from_the_mail_when_the_whole_net_guesses(
        self, rina, settings, mailoutbox
    ):
        settings.TRUSTED_PROXIES = ["127.0.0.1"]
        judged = sum(
            was_judged(
                wrong(**{"user-agent": f"robot/{number}", "x-forwarded-for": f"198.51.{number}.9"})
            )
            for number in range(150)
        )
        stranger = Client(headers={"x-forwarded-for": "203.0.113.5"})
        password_step(stranger)
        shut_out = not is_in(stranger)

        stranger.cookies["known"] = device_cookie(rina)  # as a new password by mail leaves it
        password_step(stranger)

        assert (judged, shut_out) == (throttle.ACCOUNT_DAY, True)
        assert is_in(stranger)

    def test_wrong_tries_of_the_own_browser_are_counted_too(self, rina):
        own = Client()
        own.cookies["known"] = device_cookie(rina)

        judged = sum(was_judged(wrong(own)) for _ in range(30))

        assert judged == throttle.DEVICE

    @pytest.mark.parametrize("bait", ["of another", "forged", "of nobody"])
    def test_cookie_of_another_account_or_key_is_no_way_around(self, rina, bait):
        other = staff(name="selim")
        robot = Client(headers=ROBOT)
        robot.cookies["known"] = {
            "of another": device_cookie(other),
            "forged": signing.dumps(
                {str(rina.pk): "m"}, key="x" * 50, salt="newsroom.known-device"
            ),
            "of nobody": signing.dumps([1], salt="newsroom.known-device"),
        }[bait]

        judged = sum(was_judged(wrong(robot)) for _ in range(10))

        assert judged == throttle.BROWSER

    def test_half_a_sign_in_makes_no_browser_known(self, rina):
        from people.tests.second_step import with_app

        with_app(rina)
        client = Client()

        password_step(client)

        assert "known" not in client.cookies

    def test_cookie_is_closed_to_scripts_and_stays_at_the_door(self, rina):
        client = Client()

        cookie = password_step(client).cookies["known"]

        assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (
            True,
            "Lax",
            "/accounts/",
        )
        assert "rina" not in cookie.value

    def test_new_password_by_mail_makes_the_browser_known(self, rina, mailoutbox):
        client = Client(headers=ROBOT)
        from allauth.account.forms import default_token_generator
        from allauth.account.utils import user_pk_to_url_str

        key = f"{user_pk_to_url_str(rina)}-{default_token_generator.make_token(rina)}"
        page = client.get(f"/accounts/password/reset/key/{key}/")
        client.post(page.url, {"password1": "notun-kathal-88", "password2": "notun-kathal-88"})
        for _ in range(200):
            wrong()

        password_step(client, password="notun-kathal-88")

        assert is_in(client)


@pytest.mark.django_db
class TestOfOneAddress:
    def test_three_hundred_tries_at_many_accounts_are_judged_in_a_minute(self, monkeypatch):
        monkeypatch.setattr(throttle, "ADDRESS", 8)

        judged = [was_judged(wrong(login=f"person{number}")) for number in range(12)]

        assert judged == [True] * 8 + [False] * 4

    def test_who_has_been_here_before_enters_even_then(self, monkeypatch):
        rina = staff()
        monkeypatch.setattr(throttle, "ADDRESS", 3)
        for number in range(6):
            wrong(login=f"person{number}")

        client = Client()
        client.cookies["known"] = device_cookie(rina)
        password_step(client)

        assert is_in(client)


@pytest.mark.django_db
class TestSilence:
    NAMES = ("rina", "selim@paper.example", "nobody", "nobody@paper.example", "off", "হীরা")

    @pytest.fixture(autouse=True)
    def people(self):
        staff()
        staff(name="selim")
        User.objects.create_user("off", password=PASSWORD, is_active=False)

    def test_every_name_meets_the_same_answers_in_the_same_order(self):
        answers = {
            name: [
                (a.status_code, str(a.context["form"].errors))
                for a in (wrong(login=name) for _ in range(7))
            ]
            for name in self.NAMES
        }

        # What looks like an address is answered with the word for one, whether it is known or not.
        by_kind = {("@" in name, str(answer)) for name, answer in answers.items()}
        assert len(by_kind) == 2

    def test_every_name_costs_the_same_hashes_and_queries(self, monkeypatch):
        hashed = []
        real = MD5PasswordHasher.encode
        monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *a: hashed.append(1) or real(*a))
        costs = set()
        wrong()

        for name in self.NAMES:
            hashed.clear()
            with CaptureQueriesContext(connections["default"]) as queries:
                wrong(login=name)
            costs.add((len(hashed), len(queries)))

        assert len(costs) == 1
        assert next(iter(costs))[0] == 1

    def test_password_reset_answers_alike(self, mailoutbox):
        answers = [
            (a.status_code, a.url, set(a.cookies))
            for a in (
                Client().post("/accounts/password/reset/", {"email": mail})
                for mail in ("rina@paper.example", "nobody@paper.example")
            )
        ]

        assert answers[0] == answers[1]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("cache_kind", ["files", "redis"])
def test_two_hundred_wrong_passwords_at_once_and_the_editor_in_the_middle(
    cache_kind, request, settings, tmp_path
):
    if cache_kind == "redis":
        settings.CACHES = {"default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": request.getfixturevalue("redis_url"),
        }}  # fmt: skip
    rina = staff()
    own = Client()
    own.cookies["known"] = device_cookie(rina)

    def attack(_number):
        try:
            return was_judged(wrong())
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        answers = pool.map(attack, range(200))
        started = time.monotonic()
        password_step(own)
        took = time.monotonic() - started

    assert is_in(own)
    assert took < 10
    assert sum(answers) == throttle.BROWSER
    assert Tries.objects.count() >= 3
