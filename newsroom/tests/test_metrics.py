"""/metrics: who may read it, what it says, and that counting is cheap, bounded and never falls."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from articles.tests.factories import person, story
from comments.models import Status
from comments.tests.factories import make_comment, make_story, send
from newsroom.operations import metrics
from newsroom.operations.scrape import GAUGES
from newsroom.tests import worker_tasks
from newsroom.worker import Worker
from paper.log import record

pytestmark = pytest.mark.django_db

TOKEN = "a-token-of-these-tests-0123456789"
HERE = {"HTTP_HOST": "127.0.0.1:8000"}


def samples(client=None):
    """Return what /metrics says, as (name, labels) → value."""
    answer = (client or Client()).get("/metrics", **HERE)
    assert answer.status_code == 200
    return {
        (sample.name, *sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(answer.content.decode())
        for sample in family.samples
    }


def grown(before, name, **labels):
    """Return by how much a count has grown since."""
    key = (name, *sorted(labels.items()))
    return samples().get(key, 0) - before.get(key, 0)


class TestWhoMayRead:
    @pytest.mark.parametrize(
        ("headers", "peer", "host", "status"),
        [
            ({}, "127.0.0.1", "127.0.0.1:8000", 200),
            ({}, "::1", "localhost", 200),
            ({}, "::ffff:127.0.0.1", "localhost:8000", 200),
            ({}, "203.0.113.9", "127.0.0.1", 404),
            ({}, "127.0.0.1", "testserver", 404),
            ({"X-Forwarded-For": "127.0.0.1"}, "127.0.0.1", "127.0.0.1", 404),
            ({"X-Real-IP": "127.0.0.1"}, "127.0.0.1", "127.0.0.1", 404),
            ({"Forwarded": "for=127.0.0.1"}, "127.0.0.1", "127.0.0.1", 404),
            ({"Via": "1.1 proxy"}, "127.0.0.1", "127.0.0.1", 404),
            ({"Authorization": f"Bearer {TOKEN}"}, "203.0.113.9", "testserver", 200),
            ({"Authorization": f"bearer {TOKEN}", "X-Forwarded-For": "::1"}, "127.0.0.1", "testserver", 200),
            ({"Authorization": f"Bearer {TOKEN}x"}, "127.0.0.1", "127.0.0.1", 404),
            ({"Authorization": "Bearer "}, "127.0.0.1", "127.0.0.1", 404),
            ({"Authorization": "Bearer টোকেন"}, "127.0.0.1", "127.0.0.1", 404),
            ({"Authorization": f"Basic {TOKEN}"}, "203.0.113.9", "testserver", 404),
        ],
    )  # fmt: skip
    def test_token_or_this_machine_itself_and_nobody_else(
        self, client, settings, headers, peer, host, status
    ):
        settings.METRICS_TOKEN = TOKEN

        answer = client.get("/metrics", REMOTE_ADDR=peer, HTTP_HOST=host, headers=headers)

        assert (answer.status_code, "newsroom_" in answer.content.decode()) == (
            status,
            status == 200,
        )
        assert answer.headers["Cache-Control"] == "private, no-store"

    def test_without_a_token_set_none_opens(self, client, settings):
        settings.METRICS_TOKEN = ""

        for given in ("", "Bearer ", "Bearer x"):
            answer = client.get(
                "/metrics", REMOTE_ADDR="203.0.113.9", headers={"Authorization": given}
            )

            assert answer.status_code == 404

    def test_behind_a_proxy_without_headers_a_token_is_needed(self, client, settings):
        settings.SITE_URL, settings.IS_HTTPS = "http://paper.example.org", False

        assert client.get("/metrics", **HERE).status_code == 404

    def test_nothing_is_changed_by_it(self, client):
        assert client.post("/metrics", **HERE).status_code == 405


class TestWhatIsCounted:
    def test_requests_go_by_the_name_of_their_address_never_by_what_was_typed(self):
        before = samples()
        article = story()
        client = Client()

        client.get(article.get_absolute_url())
        for number in range(3):
            client.get(f"/made/up/{number}/")
        client.generic("BREW", "/health/live")

        detail = {"route": "articles:detail", "method": "GET", "status": "2xx"}
        assert grown(before, "newsroom_requests_total", **detail) == 1
        lost = {"route": "none", "method": "GET", "status": "4xx"}
        assert grown(before, "newsroom_requests_total", **lost) == 3
        strange = {"route": "none", "method": "other", "status": "4xx"}
        assert grown(before, "newsroom_requests_total", **strange) == 1
        assert not [key for key in samples() if "made" in str(key) or "BREW" in str(key)]
        assert (
            grown(before, "newsroom_request_duration_seconds_count", route="articles:detail") == 1
        )

    def test_acts_are_counted_when_they_hold(self, django_capture_on_commit_callbacks):
        before = samples()
        admin = person("admin")

        with django_capture_on_commit_callbacks(execute=True):
            record("publish", actor=admin, subject=admin)
            record("x" * 30, actor=admin, subject=admin)
        with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
            record("withdraw", actor=admin, subject=admin)
            transaction.set_rollback(True)

        assert grown(before, "newsroom_acts_total", act="publish") == 1
        assert grown(before, "newsroom_acts_total", act="other") == 1
        assert grown(before, "newsroom_acts_total", act="withdraw") == 0

    def test_comments_and_sign_ins_by_what_became_of_them(self):
        before = samples()
        editor = person("editor")

        send(make_story())
        for password in ("wrong-wrong", "secret-secret"):
            Client().post("/accounts/login/", {"login": editor.username, "password": password})

        assert grown(before, "newsroom_comments_total", outcome="premod") == 1
        assert grown(before, "newsroom_sign_ins_total", outcome="failed") == 1
        assert grown(before, "newsroom_sign_ins_total", outcome="ok") == 1

    def test_tasks_by_name_and_by_how_each_try_ended(self):
        before = samples()
        worker_tasks.tell_attempt.enqueue()
        worker_tasks.fail.enqueue("/dev/null", "in vain")

        Worker().work_off()

        for name, outcome in (("tell_attempt", "done"), ("fail", "failed")):
            labels = {"task": f"newsroom.tests.worker_tasks.{name}", "outcome": outcome}
            assert grown(before, "newsroom_tasks_total", **labels) == 1

    def test_readings_are_numbers_and_one_that_fails_says_so(self, monkeypatch):
        make_comment(make_story(), status=Status.PREMOD)

        def fail(now):
            raise RuntimeError

        says, _read = GAUGES["mails_late"]
        monkeypatch.setitem(GAUGES, "mails_late", (says, fail))
        found = samples()

        assert found["newsroom_comments_waiting",] == 1
        assert found["newsroom_disk_free_bytes",] > 0
        assert found["newsroom_reading_failed", ("reading", "mails_late")] == 1
        assert ("newsroom_mails_late",) not in found

    def test_what_is_read_costs_few_queries(self, client, django_assert_num_queries):
        client.get("/metrics", **HERE)

        with django_assert_num_queries(12):
            client.get("/metrics", **HERE)


class TestFiles:
    COUNT = (
        "from newsroom.operations import metrics as m; m.count(m.TASKS, task='t', outcome='died')"
    )

    def died(self):
        """Count once in a process that ends."""
        import_it = f"import django; django.setup(); {self.COUNT}"
        subprocess.run([sys.executable, "-c", import_it], cwd=settings.BASE_DIR, check=True,
                       env=os.environ | {"DJANGO_SETTINGS_MODULE": "newsroom.settings"})  # fmt: skip

    def test_counts_of_dead_processes_stay_and_their_files_go(self):
        before = samples()
        self.died()
        self.died()
        counted = grown(before, "newsroom_tasks_total", task="t", outcome="died")

        gone = metrics.pour_together()

        assert counted == 2
        assert gone >= 4
        assert grown(before, "newsroom_tasks_total", task="t", outcome="died") == 2
        assert metrics.pour_together() == 0

    def test_counting_goes_without_room_on_the_disk(self, monkeypatch):
        def full(*arguments):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(metrics, "_pid", 0)
        monkeypatch.setattr(metrics.os, "posix_fallocate", full)

        assert Client().get("/health/live").status_code == 200
        assert metrics._files == {}
        monkeypatch.undo()
        metrics._pid = 0
