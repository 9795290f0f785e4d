"""The database is away: 503 in plain Bangla and in time, a line in the log, nothing half-written, recovery by itself."""

import gc
import json
import os
import re
import subprocess
import sys
import time

import pytest
from django.conf import settings
from django.db import DataError, InterfaceError, OperationalError, connection
from django.test import Client

from articles.tests.factories import story
from newsroom.tests.services import free_port
from paper.contact import ContactMessage
from paper.identity import Site
from paper.outbox import OutboxMail

SAID = {
    "name": "নাসরিন", "email": "n@example.org", "subject": "খবর", "message": "একটি সংখ্যা ভুল ছাপা হয়েছে।",
}  # fmt: skip
PATHS = [
    "/", "/latest/", "/article/1/", "/category/economy/", "/contact/", "/feed/", "/sitemap.xml", "/comments/1/",
    "/nothing/", "/media/a.jpg", "/health/ready", "/admin/", "/accounts/login/",
]  # fmt: skip
ASK = """
import json, sys, time, django
django.setup()
from django.test import Client
client, told = Client(raise_request_exception=False, headers={"host": "127.0.0.1"}), []
client.cookies.load({"sessionid": "q" * 32})
for path in json.loads(sys.argv[1]):
    began = time.monotonic()
    response = client.get(path)
    told.append([path, response.status_code, dict(response.headers), response.getvalue().decode(), time.monotonic() - began])
print(json.dumps(told))
"""


def ask_without_database(paths, url, tmp_path):
    """Ask a server whose PostgreSQL does not listen, in a process of its own."""
    environ = os.environ | {
        "DATABASE_URL": url, "NEWSROOM_VAR": str(tmp_path / "var"), "DJANGO_SETTINGS_MODULE": "newsroom.settings",
    }  # fmt: skip
    (tmp_path / "var" / "static").mkdir(parents=True)
    run = subprocess.run(
        [sys.executable, "-c", ASK, json.dumps(paths)],
        cwd=settings.BASE_DIR, env=environ, capture_output=True, text=True, timeout=90, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout.splitlines()[-1]), run.stderr


def assert_is_away(status, headers, html):
    assert status == 503
    assert headers["Retry-After"] == "30"
    assert headers["Cache-Control"] == "no-store"
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'")
    assert '<html lang="bn">' in html
    assert "অল্প সময়ের জন্য বন্ধ আছে" in html
    assert re.findall("(?i)postgres|sqlite|database|connection|127", html) == []


class TestClosedPort:
    def test_every_page_is_503_at_once_and_each_has_its_line_in_the_log(self, tmp_path):
        url = f"postgresql://n:s3cret-bait@127.0.0.1:{free_port()}/x?pool=no"

        told, log = ask_without_database(["/health/live", *PATHS], url, tmp_path)

        (_path, alive, *_rest), *pages = told
        assert alive == 200
        for path, status, headers, html, seconds in pages:
            assert_is_away(status, headers, html)
            assert seconds < 3, path
            assert (
                f"ERROR [{headers['X-Request-ID']}] newsroom.requests: Database away at GET {path}: "
                in log
            )
        assert "s3cret-bait" not in log
        assert "Traceback" not in log

    def test_pool_gives_up_within_three_seconds(self, tmp_path):
        url = f"postgresql://n@127.0.0.1:{free_port()}/x"

        told, _log = ask_without_database(["/health/live", "/"], url, tmp_path)

        _path, status, headers, html, seconds = told[1]
        assert_is_away(status, headers, html)
        assert seconds < 3


@pytest.fixture
def cut(transactional_db):
    """Return (take, give): SQLite's file is out of reach, PostgreSQL's port closed, until it is given back."""
    Site.objects.current()
    options, place = connection.settings_dict["OPTIONS"], dict(connection.settings_dict)

    def take():
        connection.close()
        if connection.vendor == "sqlite":
            connection.settings_dict["NAME"] = "/nowhere/newsroom.sqlite3"
        else:
            connection.close_pool()
            connection.settings_dict["OPTIONS"] = {k: v for k, v in options.items() if k != "pool"}
            connection.settings_dict["PORT"] = str(free_port())

    def give():
        gc.collect()  # what Django could not open to the end, it leaves unclosed
        connection.close()
        connection.settings_dict.update(OPTIONS=options, NAME=place["NAME"], PORT=place["PORT"])

    yield take, give
    give()


@pytest.mark.filterwarnings("ignore:unclosed database:ResourceWarning")
class TestAwayAndBack:
    def test_pages_are_503_while_it_is_away_and_served_again_afterwards_in_the_same_process(
        self, cut
    ):
        take, give = cut
        path, client = story().get_absolute_url(), Client(raise_request_exception=False)

        before = client.get(path).status_code
        take()
        began = time.monotonic()
        away = client.get(path)
        seconds = time.monotonic() - began
        give()
        after = client.get(path).status_code

        assert (before, after) == (200, 200)
        assert_is_away(away.status_code, away.headers, away.content.decode())
        assert seconds < 3

    def test_message_sent_meanwhile_is_not_acknowledged_not_stored_and_taken_later(self, cut):
        take, give = cut
        Site.objects.update(email="desk@paper.example")
        client = Client(raise_request_exception=False)

        take()
        refused = client.post("/contact/", SAID)
        give()
        stored = (ContactMessage.objects.count(), OutboxMail.objects.count())
        accepted = client.post("/contact/", SAID)

        assert (refused.status_code, stored) == (503, (0, 0))
        assert accepted.status_code == 303
        assert (ContactMessage.objects.count(), OutboxMail.objects.count()) == (1, 1)

    def test_failure_between_two_writes_leaves_neither(self, transactional_db, monkeypatch):
        Site.objects.current()
        Site.objects.update(email="desk@paper.example")

        def fail(*args, **kwargs):
            raise OperationalError("server closed the connection unexpectedly")

        monkeypatch.setattr("paper.contact.queue_mail", fail)

        refused = Client(raise_request_exception=False).post("/contact/", SAID)

        assert refused.status_code == 503
        assert (ContactMessage.objects.count(), OutboxMail.objects.count()) == (0, 0)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "where",
    [
        "paper.identity.SiteManager.current",
        "articles.middleware.load_sections",
        "paper.views.receive",
    ],
)
def test_wherever_the_fault_shows_itself_the_answer_is_the_same(monkeypatch, where):
    def fail(*args, **kwargs):
        raise InterfaceError("connection already closed")

    monkeypatch.setattr(where, fail)
    client = Client(raise_request_exception=False)

    response = client.post("/contact/", SAID) if "receive" in where else client.get("/contact/")

    assert_is_away(response.status_code, response.headers, response.content.decode())


@pytest.mark.django_db
def test_other_faults_of_the_database_are_faults_of_ours(monkeypatch):
    def fail(*args, **kwargs):
        raise DataError("value too long")

    monkeypatch.setattr("paper.views.receive", fail)

    assert Client(raise_request_exception=False).post("/contact/", SAID).status_code == 500
