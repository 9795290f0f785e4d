"""A forgotten password: a link at the paper's own address, once, and no word about who has an account."""

import datetime as dt
import re

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from paper.outbox import OutboxMail
from people.models import User
from people.roles import grant
from people.tests.factories import deliver, path_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_throttle_of_other_tests():
    cache.clear()


@pytest.fixture
def rina():
    user = User.objects.create_user("rina", "rina@paper.example", "kathal-gachh-27")
    grant(user, "reporter")
    return user


class TestForgottenPassword:
    RESET = "/accounts/password/reset/"

    def test_answer_is_the_same_for_known_and_unknown_and_only_the_known_get_mail(
        self, client, rina
    ):
        known = client.post(self.RESET, {"email": "Rina@paper.example"})
        unknown = client.post(self.RESET, {"email": "victim@evil.example"})
        at_once = len(mail.outbox)
        deliver()

        assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
        assert at_once == 0
        assert [letter.to for letter in mail.outbox] == [["rina@paper.example"]]

    def test_page_does_the_same_work_for_known_and_unknown(self, client, rina):
        counts = []
        for email in ("rina@paper.example", "victim@evil.example"):
            with CaptureQueriesContext(connection) as asked:
                client.post(self.RESET, {"email": email})
            counts.append(len(asked))

        assert counts[0] == counts[1]

    def test_address_asked_for_again_and_again_gets_one_mail(self, client, rina):
        for email in ("rina@paper.example", "RINA@paper.example", "rina@PAPER.example"):
            client.post(self.RESET, {"email": email})

        assert len(deliver()) == 1

    def test_address_that_only_looks_alike_gets_nothing(self, client):
        User.objects.create_user("kamal", "kamal@paper.example", "x")

        client.post(self.RESET, {"email": "ĸamal@paper.example"})
        client.post(self.RESET, {"email": "kamal@paper.example.evil.example"})

        assert deliver() == []

    def test_neither_link_nor_secret_is_stored(self, client, rina):
        client.post(self.RESET, {"email": "rina@paper.example"})
        deliver()

        stored = OutboxMail.objects.get()
        assert (stored.body, stored.payload) == ("", {})

    def test_who_left_gets_no_mail(self, client, rina):
        User.objects.update(is_active=False)

        client.post(self.RESET, {"email": "rina@paper.example"})

        assert deliver() == []

    def test_link_is_over_after_an_hour(self, client, rina):
        client.post(self.RESET, {"email": "rina@paper.example"})
        path = path_in(deliver()[0].body)

        with time_machine.travel(timezone.now() + dt.timedelta(hours=1, seconds=2)):
            page = client.get(path)

        assert "password1" not in page.content.decode()

    @pytest.mark.parametrize(
        "headers",
        [
            {"host": "localhost"},
            {"x-forwarded-host": "evil.example"},
            {"forwarded": "host=evil.example"},
        ],
    )
    def test_link_in_the_mail_names_the_papers_own_host(self, client, rina, settings, headers):
        settings.SITE_URL = "https://paper.example"

        client.post(self.RESET, {"email": "rina@paper.example"}, headers=headers)
        deliver()

        links = re.findall(r"https?://\S+", mail.outbox[0].body)
        assert links
        assert all(
            link.startswith("https://paper.example/accounts/password/reset/key/") for link in links
        )
        assert "evil.example" not in mail.outbox[0].body + mail.outbox[0].subject
        assert "localhost" not in mail.outbox[0].body + mail.outbox[0].subject

    def test_link_changes_the_password_once(self, client, rina):
        client.post(self.RESET, {"email": "rina@paper.example"})
        path = path_in(deliver()[0].body)
        form_at = client.get(path).url

        client.post(form_at, {"password1": "notun-kathal-29", "password2": "notun-kathal-29"})
        again = Client().get(path)

        rina.refresh_from_db()
        assert rina.check_password("notun-kathal-29")
        assert again.status_code == 200
        assert "password1" not in again.content.decode()

    def test_twenty_first_request_in_a_minute_is_refused_in_bangla(self, client):
        for number in range(20):
            client.post(self.RESET, {"email": f"a{number}@evil.example"})

        response = client.post(self.RESET, {"email": "b@evil.example"})

        assert response.status_code == 429
        assert "একটু পরে আবার চেষ্টা করুন" in response.content.decode()

    def test_forged_host_gets_no_mail_sent(self, client, rina):
        response = client.post(
            self.RESET, {"email": "rina@paper.example"}, headers={"host": "evil.example"}
        )

        assert response.status_code == 400
        assert deliver() == []


PAGES = [
    "login/", "logout/", "signup/", "inactive/", "password/reset/", "password/reset/done/",
    "password/reset/key/done/", "password/reset/key/1-x/", "password/change/", "reauthenticate/",
]  # fmt: skip


@pytest.mark.parametrize("as_staff", [False, True])
@pytest.mark.parametrize("page", PAGES)
def test_every_page_of_the_door_is_bangla_private_and_without_inline_code(
    client, rina, page, as_staff
):
    if as_staff:
        client.force_login(rina)

    response = client.get(f"/accounts/{page}", follow=True)
    html = response.content.decode()

    assert response.status_code in {200, 404}
    assert 'lang="bn"' in html
    assert re.findall(r"<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=", html) == []
    if response.request["PATH_INFO"].startswith("/accounts/") and response.status_code == 200:
        assert "public" not in response.headers.get("Cache-Control", "")
    title = re.search(r"<title>(.*?)</title>", html, re.DOTALL)[1]
    assert re.search("[\u0980-\u09ff]", title)
