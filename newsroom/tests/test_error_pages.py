"""Accidents in plain Bangla: nothing of the request or of the server is printed, all of it is logged on one line."""

import logging
import re
from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management.utils import get_random_secret_key
from django.test import Client

from newsroom.operations.logs import Context, OneLine

pytestmark = pytest.mark.django_db

BAIT = "চিনি-bait-9f8e"
FOREIGN_WORDS = re.compile(
    r"(?i)\b(error|exception|traceback|django|not found|forbidden|server|python)\b"
)


@pytest.fixture
def calm():
    """Return a client that gives the page of an accident instead of the accident."""
    return Client(raise_request_exception=False)


@pytest.fixture
def log_stream():
    """Return what the site's own handler writes."""
    handler = next(h for h in logging.getLogger().handlers if isinstance(h.formatter, OneLine))
    stream = StringIO()
    before = handler.setStream(stream)
    yield stream
    handler.setStream(before)


@pytest.fixture
def broken(monkeypatch):
    """Return a function that makes the contact page fail."""

    def fail_with(error):
        def fail(*args, **kwargs):
            raise error

        monkeypatch.setattr("paper.views.render", fail)

    return fail_with


def words_of(response):
    html = response.content.decode()
    return re.sub(r"<[^>]*>", " ", html)


def assert_is_plain_bangla(response, status):
    html = response.content.decode()
    assert response.status_code == status
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    assert '<html lang="bn">' in html
    assert 'content="noindex"' in html
    assert 'href="/"' in html
    assert re.search(r"<h1[^>]*>(?:<span>)?[\u0980-\u09ff]", html)
    assert FOREIGN_WORDS.findall(words_of(response)) == []
    assert BAIT not in html


class TestNotFound:
    @pytest.mark.parametrize(
        "path",
        [f"/{BAIT}/", f"/{BAIT}", f"/article/1/{BAIT}/", f"/tag/{BAIT}/", f"/category/{BAIT}/", f"/media/{BAIT}.jpg",
         f"/static/{BAIT}.css", f"/author/{BAIT}/", f"/archive/9999/99/?{BAIT}", f"/comments/1/?{BAIT}"],
    )  # fmt: skip
    def test_page_is_bangla_and_repeats_nothing_of_the_address(self, client, path):
        response = client.get(path, follow=True)

        assert_is_plain_bangla(response, 404)

    @pytest.mark.parametrize(
        "path",
        [
            '/"><script>bait()</script>/',
            "/<img src=x onerror=bait()>",
            "/%00",
            "/%ff%fe/",
            "/\u202e/",
            "/" + "a" * 8_000 + "/",
        ],
    )
    def test_hostile_address_is_not_found_and_inert(self, client, path):
        response = client.get(path)

        assert response.status_code == 404
        assert "bait()" not in response.content.decode()

    def test_hostile_query_and_headers_are_not_repeated(self, client):
        response = client.get(
            f"/nothing/?q={BAIT}", headers={"referer": f"https://{BAIT}", "user-agent": BAIT}
        )

        assert_is_plain_bangla(response, 404)

    def test_caches_ask_again(self, client):
        response = client.get("/nothing/")

        assert response.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
        assert "Surrogate-Control" not in response.headers
        assert not response.cookies


class TestOtherAccidents:
    def test_missing_right_is_said_in_plain_words(self, calm, broken):
        broken(PermissionDenied("এই খবরটি আপনার নয়।"))

        response = calm.get("/contact/")

        assert_is_plain_bangla(response, 403)
        assert "এই খবরটি আপনার নয়।" in response.content.decode()
        assert response.headers["Cache-Control"] == "private, no-store"

    def test_reason_is_escaped(self, calm, broken):
        broken(PermissionDenied("<script>bait()</script>"))

        assert "<script>bait()" not in calm.get("/contact/").content.decode()

    def test_old_form_says_what_to_do(self):
        response = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": BAIT})

        assert_is_plain_bangla(response, 403)
        assert "নতুন করে খুলুন" in response.content.decode()

    def test_fault_of_ours_shows_nothing_of_itself(self, calm, broken, settings):
        broken(ZeroDivisionError(f"{BAIT} {settings.SECRET_KEY}"))

        response = calm.get(f"/contact/?{BAIT}")

        assert_is_plain_bangla(response, 500)
        assert settings.SECRET_KEY not in response.content.decode()
        assert response.headers["Cache-Control"] == "private, no-store"

    def test_page_of_a_fault_asks_the_database_nothing(self, calm, broken, monkeypatch):
        broken(ZeroDivisionError())
        monkeypatch.setattr("paper.identity.SiteManager.current", lambda self: 1 / 0)

        assert calm.get("/contact/").status_code == 500

    def test_fault_is_logged_with_the_id_that_the_answer_names(self, calm, broken, log_stream):
        broken(ZeroDivisionError("why"))

        response = calm.get("/contact/")
        log = log_stream.getvalue()

        assert (
            f"ERROR [{response.headers['X-Request-ID']}] django.request: Internal Server Error: /contact/\n"
            in log
        )
        assert "    ZeroDivisionError: why\n" in log

    def test_impossible_request_gets_the_page_of_400(self, client):
        assert_is_plain_bangla(
            client.get("/", headers={"host": BAIT.encode().hex() + ".example"}), 400
        )

    def test_form_with_too_many_fields_gets_the_page_of_400(self, client):
        fields = "&".join(f"f{number}=1" for number in range(2_001))

        response = client.post(
            "/contact/", fields, content_type="application/x-www-form-urlencoded"
        )

        assert_is_plain_bangla(response, 400)


class TestLogLines:
    @pytest.mark.parametrize(
        "path",
        ["/x%0d%0a2026-01-01 00:00:00,000 INFO [-] forged: line/", "/x%0aforged/", "/%1b[2J%1b[31mforged/", "/%e2%80%a8forged/", "/%c2%85forged/", "/%00forged/", "/%e2%80%aeforged/"],
    )  # fmt: skip
    def test_hostile_path_stays_on_its_line(self, client, path, log_stream):
        response = client.get(path)
        log = log_stream.getvalue()
        told = [line for line in log.splitlines() if "forged" in line]
        lines = [line for line in told if "newsroom.access" not in line]  # a slow machine's

        assert response.status_code == 404
        assert len(lines) == 1
        assert re.match(
            rf"\d{{4}}-\d\d-\d\dT\d\d:\d\d:\d\d\+0600 WARNING \[{response.headers['X-Request-ID']}\] ",
            lines[0],
        )
        assert all(c.isprintable() or c == "\n" for c in log)

    def test_hostile_words_in_a_fault_cannot_stand_at_the_start_of_a_line(self):
        formatter = OneLine("{asctime} {message}", style="{")
        error = ValueError("x\n2026-01-01 00:00:00,000 INFO [-] forged\r\x1b[2J\x85\u2028forged")
        record = logging.LogRecord(
            "n", logging.ERROR, "p", 1, "failed", None, (type(error), error, None)
        )

        text = formatter.format(record)

        head, *rest = text.splitlines()
        assert head.endswith("failed")
        assert rest
        assert all(line.startswith("    ") for line in rest)
        assert all(line.isprintable() for line in rest)

    def test_stack_is_set_in_too(self):
        record = logging.LogRecord(
            "n", logging.ERROR, "p", 1, "failed", None, None, sinfo="Stack:\nforged\x1b"
        )

        assert (
            OneLine("{message}", style="{").format(record) == "failed\n    Stack:\n    forged\\x1b"
        )

    def test_bangla_in_the_log_can_be_read(self):
        record = logging.LogRecord("n", logging.INFO, "p", 1, "/tag/কোনো-খবর/", None, None)

        assert OneLine("{message}", style="{").format(record) == "/tag/কোনো-খবর/"

    def test_line_after_a_request_has_no_id(self, client):
        client.get("/nothing/")
        record = logging.LogRecord("n", logging.INFO, "p", 1, "x", None, None)

        assert Context().filter(record)
        assert record.request_id == "-"

    def test_each_request_has_an_id_of_its_own_and_none_from_outside(self, client):
        first = client.get("/health/live").headers["X-Request-ID"]
        second = client.get("/health/live", headers={"x-request-id": first}).headers["X-Request-ID"]

        assert first != second

    def test_session_and_token_are_in_no_line(self, client, log_stream):
        key = get_random_secret_key()
        client.cookies.load({"sessionid": "q" * 32})

        client.get(
            f"/nothing/?token={key}",
            headers={"authorization": f"Bearer {key}", "cookie": "sessionid=" + "q" * 32},
        )
        log = log_stream.getvalue()

        assert "/nothing/" in log
        assert key not in log
        assert "q" * 32 not in log


def test_templates_of_accidents_need_no_context():
    from django.template.loader import render_to_string

    for name in ("400.html", "429.html", "500.html", "503.html"):
        html = render_to_string(name)

        assert html.lstrip().startswith("<!doctype html>"), name
        assert re.findall(r"<script|<style|\sstyle=|https?://", html) == [], name
