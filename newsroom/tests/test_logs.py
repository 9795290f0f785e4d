"""Log lines: in JSON for programs, of requests by setting, and never with what opens something or names a reader."""

import json
import logging
import re
from io import StringIO

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client, RequestFactory

from articles.tests.factories import person, story
from comments.models import Comment
from newsroom import env
from newsroom.operations import context
from newsroom.operations.context import shown_path
from newsroom.operations.logs import Context, OneLine, OneObject, scrubbed

pytestmark = pytest.mark.django_db

TOKEN = "eyJhIjoxfQ:1vKx9Q:Zk3Rr0aBcDeFgHiJkLmNoPqRsTuVwXyZ012"
MAIL = "reader-bait@example.com"
PASSWORD = "bait-password-77"
COOKIE = "baitcookie" * 3


@pytest.fixture(params=["line", "json"])
def log(request):
    """Return everything that is logged meanwhile, in one of the two forms."""
    stream = StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(Context())
    readable = OneLine("{asctime} {levelname} [{request_id}] {name}: {message}", style="{")
    handler.setFormatter(readable if request.param == "line" else OneObject())
    logging.getLogger().addHandler(handler)
    yield stream
    logging.getLogger().removeHandler(handler)


@pytest.fixture
def objects():
    """Return a function that gives the JSON objects logged so far."""
    stream = StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(Context())
    handler.setFormatter(OneObject())
    logging.getLogger().addHandler(handler)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    logging.getLogger().removeHandler(handler)


def fail(*args, **kwargs):
    raise ValueError(f"Key (email)=({MAIL}) is wrong at /x/?password={PASSWORD}")


class TestJson:
    def test_line_of_a_request_says_what_was_asked_by_whom_and_how_long_it_took(
        self, client, objects, settings
    ):
        settings.LOG_REQUESTS = True
        user = person("admin")
        client.force_login(user)

        answer = client.get("/admin/?q=secret")

        (line,) = [line for line in objects() if line["logger"] == "newsroom.access"]
        assert line.pop("duration_ms") > 0
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line.pop("time"))
        assert line.pop("message").startswith("GET /admin/ 200 ")
        assert line == {
            "level": "INFO", "logger": "newsroom.access", "request_id": answer.headers["X-Request-ID"],
            "method": "GET", "path": "/admin/", "status": 200, "user": user.pk,
        }  # fmt: skip

    def test_fault_is_one_line_with_its_traceback(self, objects, monkeypatch):
        monkeypatch.setattr("paper.views.render", fail)

        Client(raise_request_exception=False).get("/contact/")

        (line,) = [line for line in objects() if line["level"] == "ERROR"]
        assert "paper/views.py" in line["error"]
        assert (line["path"], line["status"]) == ("/contact/", 500)

    def test_bangla_stays_readable_and_line_breaks_do_not_break_the_line(self):
        record = logging.LogRecord("n", logging.INFO, "p", 1, "খবর\n%s", ("forged\u2028",), None)

        line = OneObject().format(record)

        assert "\n" not in line
        assert "খবর" in line
        assert json.loads(line)["message"] == "খবর\nforged\u2028"

    def test_lines_of_a_task_name_it(self, objects):
        with context.task("0a1b"):
            logging.getLogger("somewhere").warning("in the task")
        logging.getLogger("somewhere").warning("after it")

        assert [(line.get("task"), line.get("request_id")) for line in objects()] == [
            ("0a1b", "0a1b"),
            (None, None),
        ]


class TestRequests:
    def test_quick_requests_are_told_only_where_it_is_asked_for(self, client, objects):
        client.get("/health/live")

        assert objects() == []

    def test_slow_request_is_a_warning(self, client, objects, monkeypatch):
        monkeypatch.setattr("newsroom.operations.logs.SLOW_SECONDS", 0)

        client.get("/health/live")

        assert [(line["level"], line["path"]) for line in objects()] == [
            ("WARNING", "/health/live")
        ]

    @pytest.mark.parametrize(
        ("given", "peer", "is_taken"),
        [
            ("0123456789abcdef", "10.0.0.1", True),
            ("0123456789abcdef", "10.0.0.2", False),
            ("short", "10.0.0.1", False),
            ("a" * 65, "10.0.0.1", False),
            ("forged line\n12", "10.0.0.1", False),
            ("${jndi:ldap://x}", "10.0.0.1", False),
        ],
    )
    def test_id_of_a_trusted_proxy_is_taken_when_it_is_plain(
        self, client, settings, given, peer, is_taken
    ):
        settings.TRUSTED_PROXIES = ["10.0.0.1"]

        answer = client.get("/health/live", REMOTE_ADDR=peer, headers={"x-request-id": given})

        assert (answer.headers["X-Request-ID"] == given) == is_taken


class TestSecrets:
    def test_nothing_that_opens_or_names_gets_into_a_line(self, log, settings, monkeypatch):
        settings.LOG_REQUESTS = True
        editor = person("editor", email=MAIL)
        article = story()
        calm = Client(raise_request_exception=False, headers={"authorization": f"Bearer {TOKEN}"})
        calm.cookies["sessionid"] = COOKIE

        for name in (editor.username, MAIL, "nobody"):
            calm.post("/accounts/login/", {"login": name, "password": PASSWORD})
        calm.get(f"/accounts/login/?password={PASSWORD}&next=/x/{MAIL}")
        for path in ("preview", "comments/confirm", "comments/my-data", "preview/x", "nowhere"):
            calm.get(f"/{path}/{TOKEN}/?email={MAIL}")
        calm.post(f"/accounts/password/reset/key/2-{TOKEN}/", {"password1": PASSWORD})
        calm.post(
            f"/comments/{article.pk}/",
            {"name": "রাহেলা", "email": MAIL, "body": "ভালো খবর।"},
            headers={"origin": "http://testserver", "sec-fetch-site": "same-origin"},
        )
        calm.post(f"/comments/{article.pk}/?{MAIL}", {"email": MAIL})
        calm.post("/contact/", {"email": MAIL, "message": PASSWORD})
        monkeypatch.setattr("paper.views.render", fail)
        calm.get(f"/contact/?email={MAIL}")
        logging.getLogger("x").error("mail to %s failed", MAIL, stack_info=True)

        written = log.getvalue()
        assert Comment.objects.count() == 1
        assert "/contact/" in written
        assert "Traceback" in written
        for bait in (TOKEN, TOKEN[12:], MAIL, "reader-bait", PASSWORD, COOKIE):
            assert bait not in written

    def test_ordinary_addresses_stay_whole(self):
        for text in (
            "/article/12/কোনো-খবর/",
            "/tag/budget-2026-27-what-changes-for-you/",
            "১০ @ ২০",
        ):
            assert scrubbed(text) == text


@pytest.mark.parametrize(
    ("name", "value", "read"),
    [
        ("LOG_FORMAT", "xml", lambda: env.envchoice("LOG_FORMAT", "line", {"line", "json"})),
        ("LOG_REQUESTS", "perhaps", lambda: env.envbool("LOG_REQUESTS")),
        ("METRICS_TOKEN", "short", lambda: env.envtoken("METRICS_TOKEN")),
        ("METRICS_TOKEN", "গোপন" * 5, lambda: env.envtoken("METRICS_TOKEN")),
    ],
)
def test_setting_that_makes_no_sense_is_refused(monkeypatch, name, value, read):
    monkeypatch.setenv(name, value)

    with pytest.raises(ImproperlyConfigured, match=name):
        read()


@pytest.mark.parametrize("dsn", ["sentry.io", "https://host/1", "https://key@host/", "ftp://k@h/1"])
def test_dsn_that_is_none_is_refused(dsn):
    with pytest.raises(ImproperlyConfigured, match="SENTRY_DSN"):
        env.sentry(dsn)


@pytest.mark.parametrize(
    "hostile",
    ["9" * 60_000, "9A" * 30_000, "a-" * 30_000, "@" * 60_000, "a@" * 30_000, "/" * 60_000, "/a?" * 20_000, "a" * 60_000, "?" * 60_000],
    ids=lambda text: text[:4],
)  # fmt: skip
def test_long_lines_of_strangers_are_walked_once(hostile):
    # Rules that begin again at every letter took minutes here: anybody could have stopped a process.
    request = RequestFactory().get("/x/")
    request.path = f"/{hostile}/"

    assert shown_path(request).startswith("/")
    assert scrubbed(f"Not Found: /{hostile}/ @ ?").startswith("Not Found: ")
