"""The contact form: stored first and once, mailed to the paper, closed to robots and foreign pages."""

import datetime as dt
import re

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from paper.contact import PER_HOUR, ContactMessage
from paper.identity import Site
from paper.outbox import OutboxMail, send_outbox_mail
from paper.tests.smtp import listening
from paper.views import FORM_BYTES

SAID = {
    "name": "নাসরিন আক্তার",
    "email": "nasrin@example.org",
    "subject": "বন্দরের খবর নিয়ে",
    "message": "গতকালের প্রতিবেদনে একটি সংখ্যা ভুল ছাপা হয়েছে।",
}
OWN = {"origin": "http://testserver", "sec-fetch-site": "same-origin"}
KEY = "6f1c1f0e-9f3a-4f7e-8b1a-0d5a6c7b8e9f"


@pytest.fixture
def paper(db):
    Site.objects.current()
    Site.objects.update(email="desk@paper.example")


def post(client, headers=OWN, address="203.0.113.9", **changed):
    return client.post("/contact/", {**SAID, **changed}, headers=headers, REMOTE_ADDR=address)


def raw(client, body, content_type="application/x-www-form-urlencoded", **extra):
    return client.post("/contact/", body, content_type=content_type, headers=OWN, **extra)


def stored():
    return list(ContactMessage.objects.values_list("name", "email", "subject", "message"))


def html(response):
    return response.content.decode()


@pytest.mark.usefixtures("paper")
class TestSending:
    def test_form_is_a_public_page_without_cookie_or_token(self, client):
        response = client.get("/contact/")

        assert response.status_code == 200
        assert 'name="message"' in html(response)
        assert response.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
        assert response.headers["Surrogate-Key"] == "site page-contact"
        assert not response.cookies
        assert "csrfmiddlewaretoken" not in html(response)

    def test_message_is_stored_and_queued_for_the_paper(self, client):
        response = post(client)

        assert (response.status_code, response.url) == (303, "/contact/?sent=1")
        assert stored() == [tuple(SAID.values())]
        mail = OutboxMail.objects.get()
        assert (mail.to, mail.reply_to, mail.subject) == (
            "desk@paper.example",
            SAID["email"],
            SAID["subject"],
        )
        assert mail.body == f"{SAID['name']} <{SAID['email']}>\n\n{SAID['message']}\n"

    def test_reader_is_thanked_and_sees_no_form(self, client):
        page = html(client.get(post(client).url))

        assert 'role="status"' in page
        assert 'name="message"' not in page

    def test_paper_without_an_address_stores_and_mails_nothing(self, client):
        Site.objects.update(email="")

        post(client)

        assert (len(stored()), OutboxMail.objects.count()) == (1, 0)

    def test_no_header_tells_of_the_sender_but_the_network_is_kept(self, client):
        post(client)

        assert ContactMessage.objects.get().address_prefix == "203.0.113.0/24"

    @pytest.mark.parametrize(
        "headers", [OWN, {}, {"origin": "http://testserver"}, {"sec-fetch-site": "none"}]
    )
    def test_own_page_and_silent_browser_are_heard(self, client, headers):
        assert post(client, headers).status_code == 303


@pytest.mark.usefixtures("paper")
class TestOnce:
    def test_double_click_is_one_message_and_one_mail(self, client):
        answers = [post(client).url for _ in range(2)]

        assert answers == ["/contact/?sent=1"] * 2
        assert (len(stored()), OutboxMail.objects.count()) == (1, 1)

    @pytest.mark.parametrize("key", ["", KEY])
    def test_words_changed_after_going_back_are_heard(self, client, key):
        post(client, key=key)
        post(client, key=key, message="দ্বিতীয় কথা: তারিখটিও ভুল ছিল।")

        assert len(stored()) == 2

    def test_same_words_from_another_network_are_another_message(self, client):
        post(client)
        post(client, address="198.51.100.7")

        assert len(stored()) == 2

    def test_same_words_are_heard_again_on_another_day(self, client):
        with time_machine.travel(timezone.now() - dt.timedelta(days=1)):
            post(client)
        post(client)

        assert len(stored()) == 2

    def test_click_on_each_side_of_a_window_is_one_message(self, client):
        edge = dt.datetime(2026, 12, 26, 7, 30, tzinfo=dt.UTC)
        for moment in (edge - dt.timedelta(seconds=1), edge + dt.timedelta(seconds=1)):
            with time_machine.travel(moment):
                post(client)

        assert len(stored()) == 1

    def test_spelling_and_space_make_no_second_message(self, client):
        post(client, subject="কোনো খবর")
        post(client, subject=" ক\u09c7\u09beন\u09c7\u09be  খবর ")

        assert len(stored()) == 1


@pytest.mark.parametrize("key", ["", KEY])
def test_eight_posts_at_one_moment_are_one_row_and_one_mail(together, key):
    Site.objects.current()
    Site.objects.update(email="desk@paper.example")

    answers = together(lambda _number: post(Client(), key=key).status_code)

    assert answers == [303] * 8
    assert (len(stored()), OutboxMail.objects.count(), DBTaskResult.objects.count()) == (1, 1, 1)


@pytest.mark.usefixtures("paper")
class TestRefusal:
    def test_robot_in_the_trap_gets_the_same_answer_and_nothing_is_stored(self, client):
        honest = post(client)
        caught = post(client, website="https://spam.example", message="সস্তায় কিনুন, এখনই কিনুন।")

        assert (caught.status_code, caught.url, caught.headers["Cache-Control"]) == (
            honest.status_code, honest.url, honest.headers["Cache-Control"],
        )  # fmt: skip
        assert (len(stored()), OutboxMail.objects.count()) == (1, 1)

    @pytest.mark.parametrize(
        "headers",
        [
            {"origin": "https://evil.example"},
            {"origin": "null"},
            {"sec-fetch-site": "cross-site"},
            {"sec-fetch-site": "same-site", "origin": "http://testserver"},
            {"origin": "http://["},
        ],
    )
    def test_foreign_page_is_refused_and_the_words_are_kept(self, client, headers):
        response = post(client, headers)

        assert response.status_code == 403
        assert SAID["message"] in html(response)
        assert 'role="alert"' in html(response)
        assert response.headers["Cache-Control"] == "private, no-store"
        assert stored() == []

    def test_eleventh_message_of_a_network_in_an_hour_waits_and_keeps_its_words(self, client):
        for number in range(PER_HOUR):
            assert (
                post(client, address=f"203.0.113.{number}", subject=f"খবর {number}").status_code
                == 303
            )

        refused = post(client, subject="আরও একটি")

        assert refused.status_code == 429
        assert SAID["message"] in html(refused)
        assert len(stored()) == PER_HOUR
        assert post(client, address="198.51.100.7").status_code == 303

    def test_limit_is_for_an_hour(self, client):
        with time_machine.travel(timezone.now() - dt.timedelta(minutes=61)):
            for number in range(PER_HOUR):
                post(client, subject=f"খবর {number}")

        assert post(client).status_code == 303

    def test_double_click_on_the_last_allowed_message_is_no_flood(self, client):
        for number in range(PER_HOUR):
            post(client, subject=f"খবর {number}")

        assert post(client, subject=f"খবর {PER_HOUR - 1}").status_code == 303
        assert len(stored()) == PER_HOUR

    def test_invented_forwarded_addresses_pass_no_limit(self, client):
        for number in range(PER_HOUR):
            post(client, {**OWN, "x-forwarded-for": f"198.51.{number}.1"}, subject=f"খবর {number}")

        assert post(client, {**OWN, "x-forwarded-for": "192.0.2.1"}).status_code == 429

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("name", ""), ("name", "\u200b\ufeff\u200b"), ("name", "ক" * 81), ("email", "nobody"),
            ("email", "a@example.org\r\nBcc: b@evil.example"), ("email", ""), ("subject", "ক" * 151),
            ("subject", "\x00\x00"), ("message", "ছোট"), ("message", "ক" * 5001),
            ("message", "কথা" + "\u200b" * 50), ("message", "\u202e" * 50),
        ],
    )  # fmt: skip
    def test_fault_is_said_in_bangla_and_all_that_was_typed_stays(self, client, field, value):
        response = post(client, **{field: value})
        page = html(response)

        assert response.status_code == 400
        assert stored() == []
        for name in {"name", "subject", "message"} - {field}:
            assert SAID[name] in page
        (main,) = re.findall(r"<main.*?</main>", page, re.DOTALL)
        errors = re.findall(r'<ul class="errorlist[^>]*>(.*?)</ul>', main, re.DOTALL)
        assert errors
        assert (
            re.findall(r"[A-Za-z]{2,}", re.sub(r"<[^>]*>|nam@example\.com", " ", " ".join(errors)))
            == []
        )

    def test_typed_markup_is_inert_when_shown_again(self, client):
        page = html(
            post(
                client,
                name='"><script>bait()</script>',
                email="x",
                message="</textarea><script>bait()</script>",
            )
        )

        assert "<script>bait" not in page
        assert "&lt;/textarea&gt;" in page

    @pytest.mark.parametrize("size", [FORM_BYTES + 1, 3_000_000])
    def test_enormous_form_is_refused_unread(self, client, size):
        response = raw(client, b"message=" + b"x" * size)

        assert response.status_code == 413
        assert 'role="alert"' in html(response)
        assert stored() == []

    def test_hundred_megabytes_are_refused_by_their_announcement(self, client):
        boundary = 'multipart/form-data; boundary="b"'
        response = raw(client, b"--b", boundary, CONTENT_LENGTH=str(100 * 1024 * 1024))

        assert response.status_code == 413

    @pytest.mark.parametrize(
        ("body", "content_type"),
        [
            (b"name=%ff%fe&email=%c3%28&message=%a0%a1", "application/x-www-form-urlencoded"),
            (b"\xff\xfe\xfa=\xff", "application/x-www-form-urlencoded"),
            (b"name=x", "application/x-www-form-urlencoded; charset=utf-16"),
            (b"&&&=;=%", "application/x-www-form-urlencoded"),
            (b"--b\r\ngarbage", 'multipart/form-data; boundary="b"'),
            (b"x", "multipart/form-data"),
            (b'{"name": "x"}', "application/json"),
            (b"name=x", "text/plain"),
            (b"a=b&" * 2_500, "application/x-www-form-urlencoded"),
            (b"", ""),
        ],
    )
    def test_broken_body_is_refused_not_an_error(self, client, body, content_type):
        response = raw(client, body, content_type)

        assert response.status_code == 400
        assert 'lang="bn"' in html(response)
        assert stored() == []

    def test_broken_letters_in_a_good_form_are_stored_harmless(self, client):
        body = b"name=A%ff&email=a@example.org&subject=B%ed%a0%80&message=long+enough%00%1b%e2%80%ae+text"

        assert raw(client, body).status_code == 303
        assert stored() == [("A\ufffd", "a@example.org", "B\ufffd\ufffd\ufffd", "long enough text")]

    @pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
    def test_other_methods_do_nothing(self, client, method):
        assert getattr(client, method)("/contact/").status_code == 405


@pytest.mark.usefixtures("paper")
def test_line_breaks_in_name_and_subject_add_no_header_to_the_mail_that_arrives(client, settings):
    evil = "নাম\r\nBcc: victim@evil.example\r\nX-Bait: 1"

    with listening(settings) as sink:
        assert post(client, name=evil, subject=evil).status_code == 303
        send_outbox_mail.call(OutboxMail.objects.get().pk)

    told = sink.only_mail()
    assert sink.envelopes[0].rcpt_tos == ["desk@paper.example"]
    assert (told["Bcc"], told["X-Bait"], told["Reply-To"]) == (None, None, SAID["email"])
    assert told["Subject"] == "নাম Bcc: victim@evil.example X-Bait: 1"
