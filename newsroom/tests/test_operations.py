"""The operations page: what each reading says, when it warns, who may see it, and that it opens when things are away."""

import datetime as dt
import os
import shutil
from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from articles.tests.factories import person, scheduled, story
from bangla.digits import to_bangla
from comments.models import Status
from comments.tests.factories import make_comment, make_story
from newsroom.models import SignOfLife, TaskLease
from newsroom.operations import board, facts, heartbeat, machine, work
from newsroom.operations.faults import mark_seen
from newsroom.operations.models import Fault
from newsroom.operations.reading import State, within
from newsroom.operations.version import commit_of, version
from newsroom.worker import Worker
from paper.outbox import OutboxMail, queue_mail

pytestmark = pytest.mark.django_db

MINUTE = dt.timedelta(minutes=1)


def now():
    return timezone.now()


def worker(*, ago=0, release=None):
    moment = now() - dt.timedelta(seconds=ago)
    return SignOfLife.objects.create(
        owner=f"machine-{ago}-0a1b", version=release or version(), started_at=moment, beat_at=moment
    )


def task(*, minutes=0, status="READY", path="paper.outbox.send_outbox_mail"):
    row = DBTaskResult.objects.create(
        task_path=path, args_kwargs={"args": [1], "kwargs": {}}, backend_name="default",
        run_after=now() - minutes * MINUTE, status=status,
    )  # fmt: skip
    DBTaskResult.objects.filter(pk=row.pk).update(enqueued_at=now() - minutes * MINUTE)
    return row


def fault(number=1, **values):
    default = {"kind": "ValueError", "first_at": now(), "last_at": now()}
    return Fault.objects.create(place=f"place {number}", **default | values)


class TestReadings:
    def test_worker_is_alive_for_a_minute_after_its_last_sign(self):
        worker(ago=59)
        alive = machine.workers(now())
        SignOfLife.objects.all().delete()
        worker(ago=61)

        assert (alive.state, machine.workers(now()).state) == (State.GOOD, State.ALARM)

    def test_several_workers_are_counted_and_an_old_version_is_noticed(self):
        worker(ago=1)
        worker(ago=2, release="0.1")

        reading = machine.workers(now())

        assert reading.value.startswith(to_bangla(2))
        assert "machine-1, machine-2" in reading.value
        assert reading.state == State.WATCH

    @pytest.mark.parametrize(
        ("minutes", "state"), [(0, State.GOOD), (6, State.WATCH), (61, State.ALARM)]
    )
    def test_tasks_that_wait_too_long_are_an_alarm(self, minutes, state):
        task(minutes=minutes)

        assert machine.waiting_tasks(now()).state == state

    def test_parked_task_and_refused_mail_lead_to_the_tasks(self):
        TaskLease.objects.create(task=task(status="FAILED"))

        readings = [machine.parked_tasks(now()), work.late_mails(now())]

        assert [reading.state for reading in readings] == [State.ALARM, State.ALARM]
        assert {reading.link for reading in readings} == {"/admin/newsroom/tasklease/"}

    def test_mail_is_late_after_fifteen_minutes(self):
        mail = queue_mail("k", to="a@example.com", subject="s", body="b", dedupe_key="k")
        soon = facts.late_mails(now())
        OutboxMail.objects.filter(pk=mail.pk).update(created_at=now() - 16 * MINUTE)

        assert (soon, facts.late_mails(now())) == (0, 1)

    @pytest.mark.parametrize(
        ("left", "total", "state"),
        [
            (50, 100, State.GOOD),
            (9, 100, State.ALARM),
            (1.9, 10, State.ALARM),
            (2.1, 10, State.GOOD),
        ],
    )
    def test_disk_with_little_room_is_an_alarm(self, monkeypatch, left, total, state):
        gigabyte = 1024**3
        usage = SimpleNamespace(total=total * gigabyte, free=left * gigabyte)
        monkeypatch.setattr(shutil, "disk_usage", lambda folder: usage)

        assert machine.disk(now()).state == state

    def test_story_whose_minute_passed_without_book_keeping_is_an_alarm(self):
        article = scheduled(person())
        before = work.unmarked(now()).state
        later = article.live_from + 3 * MINUTE

        assert (before, work.unmarked(later).state) == (State.GOOD, State.ALARM)

    def test_comments_wait_for_half_a_day_at_most(self):
        make_comment(make_story(), status=Status.PREMOD)

        late = now() + dt.timedelta(hours=13)

        assert work.held_comments(now()).state == State.GOOD
        assert work.held_comments(late).state == State.WATCH

    def test_last_story_is_the_newest_that_is_out(self):
        story(ago=dt.timedelta(hours=3))
        scheduled(person())

        reading = work.last_published(now())

        assert reading.value == "৩ ঘণ্টা আগে"

    def test_console_in_place_of_a_mail_server_and_plain_http_are_noticed(self, settings):
        settings.MAILERS = {
            "default": {"BACKEND": "django.core.mail.backends.console.EmailBackend"}
        }

        assert work.mail_server(now()).state == State.WATCH
        assert machine.https(now()).state == State.WATCH

    def test_key_that_others_can_read_is_an_alarm(self, settings, tmp_path):
        settings.VAR = tmp_path
        key = tmp_path / "secret-key"
        key.write_text("k" * 40)
        states = []
        for mode in (0o600, 0o640):
            key.chmod(mode)
            states.append(machine.secret_key(now()).state)

        assert states == [State.GOOD, State.ALARM]

    def test_commit_is_the_one_that_git_names(self, settings):
        import subprocess

        head = subprocess.run(
            ["git", "rev-parse", "HEAD"], cwd=settings.BASE_DIR, capture_output=True, text=True, check=True
        ).stdout  # fmt: skip

        assert head.startswith(commit_of(settings.BASE_DIR))
        assert len(commit_of(settings.BASE_DIR)) == 8

    def test_call_that_takes_too_long_is_given_up(self):
        import threading

        with pytest.raises(TimeoutError):
            within(0.05, threading.Event().wait)


class TestHeartbeat:
    def test_worker_writes_a_sign_of_life_and_takes_it_away_when_it_stops(self):
        life = heartbeat.Life(Worker().owner)

        life.beat()
        life.beat()
        written = list(SignOfLife.objects.values_list("owner", flat=True))
        life.end()

        assert written == [life.owner]
        assert SignOfLife.objects.count() == 0

    def test_rows_of_killed_workers_go_after_a_week(self):
        worker(ago=6 * 86_400)
        worker(ago=8 * 86_400)

        assert heartbeat.forget_dead() == 1


class TestPage:
    @pytest.mark.parametrize("number", [1, 3])
    def test_page_is_read_with_the_same_queries_however_much_there_is(
        self, client, django_assert_num_queries, number
    ):
        client.force_login(person("admin"))
        article = make_story()
        for index in range(number):
            fault(index)
            worker(ago=index)
            task(minutes=index)
            make_comment(article, status=Status.PREMOD)
        client.get("/admin/operations/")

        with django_assert_num_queries(28):
            html = client.get("/admin/operations/").content.decode()

        assert html.count('name="fault"') == number

    @pytest.mark.parametrize("role", ["chief", "editor", "moderator", "reporter"])
    def test_others_are_refused(self, client, role):
        fault(kind="BaitError")
        client.force_login(person(role))

        page, act = client.get("/admin/operations/"), client.post("/admin/operations/seen/")

        assert (page.status_code, act.status_code) == (403, 403)
        assert "BaitError" not in page.content.decode()
        assert "/admin/operations/" not in client.get("/admin/").content.decode()

    def test_admin_finds_it_on_the_first_page(self, client):
        client.force_login(person("admin"))

        assert 'href="/admin/operations/"' in client.get("/admin/").content.decode()

    def test_page_opens_while_cache_and_storage_are_away_and_says_so(self, client, monkeypatch):
        def away(*arguments, **options):
            raise ConnectionError("away")

        client.force_login(person("admin"))
        monkeypatch.setattr(type(cache._connections[cache._alias]), "set", away)
        monkeypatch.setattr(type(default_storage._wrapped or default_storage), "exists", away)

        answer = client.get("/admin/operations/")
        states = {
            reading.name: reading.state
            for group in answer.context["groups"]
            for reading in group.readings
        }

        assert answer.status_code == 200
        assert states[machine.name_of(machine.cache_answers)] == State.ALARM
        assert states[machine.name_of(machine.storage_answers)] == State.ALARM

    def test_reading_that_fails_says_so_itself_and_is_logged(self, client, monkeypatch, caplog):
        def overdue(now):
            raise RuntimeError("broken")

        client.force_login(person("admin"))
        monkeypatch.setattr(board, "GROUPS", [("ক", [overdue, work.last_mail])])

        groups = client.get("/admin/operations/").context["groups"]

        assert [reading.state for reading in groups[0].readings] == [State.ALARM, State.GOOD]
        assert "The reading overdue failed." in caplog.text

    def test_marking_takes_the_shown_errors_off_the_page_alone(self, client):
        shown, other = fault(1), fault(2)
        client.force_login(person("admin"))

        answer = client.post(
            "/admin/operations/seen/", {"fault": [shown.pk, "x", "9" * 30]}, follow=True
        )

        assert list(answer.context["faults"]) == [other]
        assert mark_seen([shown.pk], by=person("admin")) == 0

    def test_folder_without_right_to_write_is_no_storage(self, settings, tmp_path, monkeypatch):
        settings.MEDIA_ROOT = tmp_path
        monkeypatch.setattr(os, "access", lambda *arguments: False)

        assert machine.storage_answers(now()).state == State.ALARM
