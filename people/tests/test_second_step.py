"""Signing in in two steps: apps, codes, recovery codes, and what half a sign-in opens."""

import datetime as dt

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from paper.log import LogEntry
from paper.outbox import OutboxMail
from people.models import User
from people.tests.second_step import (
    CODE,
    INDEX,
    LOGIN,
    PASSWORD,
    SECRET,
    app_code,
    code_step,
    is_in,
    password_step,
    recovery_codes,
    staff,
    with_app,
)

pytestmark = pytest.mark.django_db
ACTIVATE = "/accounts/2fa/totp/activate/"
CODES = "/accounts/2fa/recovery-codes/"
ANOTHER = "another-key-of-this-site-0123456789-abcdef"


@pytest.fixture(autouse=True)
def no_used_codes():
    cache.clear()


@pytest.fixture
def rina():
    return with_app(staff())


def signed_in(user, *, password=PASSWORD) -> Client:
    client = Client()
    password_step(client, user.username, password)
    return client


def again(client, path, password=PASSWORD):
    """Follow a page to the question for the password, and answer it."""
    asked = client.get(path)
    assert asked.url.startswith("/accounts/reauthenticate/")
    return client.post(asked.url, {"password": password})


class TestSigningIn:
    def test_password_alone_leads_to_the_second_step_and_opens_nothing(self, client, rina):
        answer = password_step(client, path=f"{LOGIN}?next=/admin/articles/article/")

        assert (answer.status_code, answer.url) == (302, CODE)
        assert not is_in(client)
        for path in ("/admin/", "/admin/articles/article/", INDEX, ACTIVATE, CODES):
            assert client.get(path).url.startswith((LOGIN, "/admin/login/")), path
        assert client.post("/admin/articles/article/begin/").url.startswith("/admin/login/")

    def test_code_of_the_app_signs_in_and_leads_where_one_wanted_to_go(self, client, rina):
        password_step(client, path=f"{LOGIN}?next=/admin/articles/article/")

        answer = code_step(client, app_code())

        assert answer.url == "/admin/articles/article/"
        assert is_in(client)

    @pytest.mark.parametrize(
        "target", ["//evil.example", "https://evil.example", "/\\evil.example"]
    )
    def test_no_other_site_is_led_to_after_the_second_step(self, client, rina, target):
        password_step(client, path=f"{LOGIN}?next={target}")

        assert code_step(client, app_code()).url == "/admin/"

    def test_bangla_digits_and_the_gap_of_the_app_are_read(self, client, rina):
        code = app_code().translate(str.maketrans("0123456789", "০১২৩৪৫৬৭৮৯"))
        password_step(client)

        code_step(client, f"{code[:3]} {code[3:]}")

        assert is_in(client)

    @pytest.mark.parametrize(
        ("steps", "fits"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
    )
    def test_clock_of_the_phone_may_be_half_a_minute_wrong(self, client, rina, steps, fits):
        with time_machine.travel(dt.datetime(2026, 12, 1, 10, 0, 5, tzinfo=dt.UTC), tick=False):
            password_step(client)
            code_step(client, app_code(steps=steps))

            assert is_in(client) == fits

    def test_code_signs_in_once_though_the_cache_forgot_it(self, rina):
        first, second = Client(), Client()
        with time_machine.travel(
            dt.datetime(2026, 12, 1, 10, 0, 1, tzinfo=dt.UTC), tick=False
        ) as clock:
            code = app_code(steps=1)
            password_step(first)
            code_step(first, code)
            cache.clear()
            clock.shift(45)
            password_step(second)
            code_step(second, code)

        assert is_in(first)
        assert not is_in(second)

    def test_recovery_code_signs_in_once_and_its_owner_hears_of_it(self, rina):
        code = recovery_codes(rina)[0]
        first, second = Client(), Client()
        for client in (first, second):
            password_step(client)
            code_step(client, code)

        assert is_in(first)
        assert not is_in(second)
        assert [mail.to for mail in OutboxMail.objects.filter(kind="two_step")] == [rina.email]
        assert LogEntry.objects.filter(act="two_step_code_used").count() == 1

    def test_codes_of_somebody_else_do_not_fit(self, client, rina):
        other = with_app(staff(name="selim"))
        password_step(client)

        code_step(client, recovery_codes(other)[0])

        assert not is_in(client)

    def test_session_changes_its_key_at_either_step(self, client, rina):
        planted = client.session
        planted["bait"] = 1
        planted.save()
        client.cookies[settings.SESSION_COOKIE_NAME] = planted.session_key

        password_step(client)
        half = client.session.session_key
        code_step(client, app_code())
        whole = client.session.session_key

        assert len({planted.session_key, half, whole}) == 3
        assert not Session.objects.filter(pk__in=[planted.session_key, half]).exists()

    def test_code_page_without_the_first_step_leads_to_the_door(self, client, rina):
        assert code_step(client, app_code()).url.startswith(LOGIN)

    def test_half_a_sign_in_is_over_after_fifteen_minutes(self, client, rina):
        password_step(client)

        with time_machine.travel(timezone.now() + dt.timedelta(minutes=16)):
            code_step(client, app_code())

        assert not is_in(client)

    def test_deactivated_between_the_steps_stays_outside(self, client, rina):
        password_step(client)
        User.objects.filter(pk=rina.pk).update(is_active=False)

        code_step(client, app_code())

        assert client.get("/admin/").status_code == 302


class TestGuessingCodes:
    def test_sixth_wrong_code_in_five_minutes_is_the_last_judged(self, client, rina):
        password_step(client)
        for number in range(5):
            code_step(client, f"{number:06}")

        code_step(client, app_code())

        assert not is_in(client)

    def test_new_sign_ins_and_networks_bring_no_more_than_a_hundred_codes_a_day(
        self, rina, settings
    ):
        settings.TRUSTED_PROXIES = ["127.0.0.1"]
        judged = 0
        for network in range(25):
            client = Client(headers={"x-forwarded-for": f"198.51.{network}.7"})
            password_step(client)
            for number in range(5):
                answer = code_step(client, f"{number:06}")
                judged += (
                    "সঠিক নয়" in answer.content.decode() or "not right" in answer.content.decode()
                )

        assert judged == 100


class TestSettingUp:
    def test_app_is_set_up_after_the_password_and_codes_are_shown_once(self):
        client = signed_in(staff())
        page = again(client, ACTIVATE)
        secret = (
            client.session["mfa.totp.secret"]
            if page.status_code == 200
            else client.get(ACTIVATE).context["form"].secret
        )

        done = client.post(ACTIVATE, {"code": app_code(secret)})

        assert done.url == CODES
        first, second = client.get(CODES), client.get(CODES)
        assert len(first.context["unused_codes"]) == 10
        assert set(second.context["unused_codes"]) == {"****"}
        assert client.get(f"{CODES}download/").status_code == 403

    def test_picture_and_key_of_the_app_say_the_paper_and_the_name(self):
        client = signed_in(staff())
        again(client, ACTIVATE)

        page = client.get(ACTIVATE)

        assert page.context["totp_url"].startswith("otpauth://totp/rina?")
        assert page.context["form"].secret in page.content.decode()
        assert page.context["totp_svg_data_uri"].startswith("data:image/svg+xml;base64,")

    def test_stored_secret_is_ciphertext(self, rina):
        app = Authenticator.objects.get(user=rina, type="totp")
        codes = Authenticator.objects.get(user=rina, type="recovery_codes")

        assert SECRET not in str(app.data)
        assert all(
            str(row.data[name]).startswith("gAAAA")
            for row, name in ((app, "secret"), (codes, "seed"))
        )

    @pytest.mark.django_db(transaction=True)
    def test_setting_up_is_told_by_mail_and_ends_all_other_sessions(self):
        rina = staff()
        thief, client = signed_in(rina), signed_in(rina)
        again(client, ACTIVATE)

        client.post(ACTIVATE, {"code": app_code(client.get(ACTIVATE).context["form"].secret)})

        assert thief.get("/admin/").status_code == 302
        assert client.get("/admin/").status_code == 200
        mail = OutboxMail.objects.get(kind="two_step")
        assert (mail.to, "127.0.0.0/24" in mail.body, "rina" in mail.body) == (
            rina.email,
            True,
            True,
        )
        assert LogEntry.objects.filter(act="two_step_on", actor=rina).count() == 1

    def test_old_password_of_a_person_with_an_app_adds_nothing(self, rina):
        client = Client()
        client.force_login(rina)

        asked = client.get("/accounts/2fa/webauthn/add/")
        by_password = client.post("/accounts/reauthenticate/", {"password": PASSWORD})

        assert asked.url.startswith("/accounts/2fa/reauthenticate/")
        assert by_password.url.startswith("/accounts/2fa/reauthenticate/")
        assert client.get("/accounts/2fa/webauthn/add/").status_code == 302

    def test_new_codes_ask_again_who_it_is_and_end_the_old_ones(self, client, rina):
        old = recovery_codes(rina)
        password_step(client)
        code_step(client, app_code())
        asked = client.get(f"{CODES}generate/")
        client.post(asked.url, {"code": app_code(steps=1)})

        client.post(f"{CODES}generate/")

        assert asked.url.startswith("/accounts/2fa/reauthenticate/")
        assert not set(old) & set(recovery_codes(rina))

    def test_wrong_code_sets_nothing_up(self):
        client = signed_in(staff())
        again(client, ACTIVATE)
        client.get(ACTIVATE)

        page = client.post(ACTIVATE, {"code": "000000"})

        assert page.status_code == 200
        assert not Authenticator.objects.exists()


class TestChangedKey:
    def test_sign_in_says_what_to_do_and_does_not_fail(self, client, rina, settings):
        settings.SECRET_KEY = ANOTHER
        password_step(client)

        answer = code_step(client, app_code())

        assert answer.status_code == 409
        assert not is_in(client)

    def test_old_key_among_the_fallbacks_still_opens(self, client, rina, settings):
        settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
        settings.SECRET_KEY = ANOTHER
        password_step(client)

        code_step(client, app_code())

        assert is_in(client)
