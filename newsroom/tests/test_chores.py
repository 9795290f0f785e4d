"""What the worker's clock does again and again."""

import datetime as dt
import logging
import threading
import time
from collections.abc import Callable
from itertools import pairwise

import pytest
from django.contrib.sessions.models import Session
from django.db import OperationalError
from django.tasks import TaskResultStatus
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from articles import thinning
from newsroom import chores, leases
from newsroom.chores import Chore, Clock
from paper.identity import SITE_PK, Site
from paper.outbox import OutboxMail, queue_mail

NOW = dt.datetime(2026, 12, 26, 7, 31, tzinfo=dt.UTC)


def clock_of(*functions, every: float = 10) -> Clock:
    return Clock([Chore(function, every) for function in functions], threading.Event())


def run_until(clock: Clock, is_so: Callable[[], bool]) -> None:
    """Run a clock until something is so, ten seconds at most."""
    deadline = time.monotonic() + 10
    clock.start()
    while not is_so() and time.monotonic() < deadline:
        time.sleep(0.02)
    clock.stopping.set()
    clock.join(5)


class TestClock:
    def test_chores_are_done_at_once_and_then_at_their_interval(self):
        calls = []
        clock = clock_of(lambda: calls.append(time.monotonic()), every=0.1)

        run_until(clock, lambda: len(calls) >= 4)

        assert not clock.is_alive()
        assert all(later - earlier >= 0.1 for earlier, later in pairwise(calls))

    def test_fault_of_one_chore_keeps_no_other_from_being_done(self, caplog):
        calls = []

        def broken() -> None:
            raise ValueError("wrong")

        clock = clock_of(broken, lambda: calls.append(1), every=0.1)
        run_until(clock, lambda: len(calls) >= 2)

        assert len(calls) >= 2
        assert "broken failed" in caplog.text

    def test_database_that_is_away_is_asked_again_soon(self, caplog):
        def hourly() -> None:
            raise OperationalError("the server closed the connection\n")

        with caplog.at_level(logging.WARNING):
            wait = clock_of().do(Chore(hourly, every=3600))

        assert wait == 5
        assert "the database is away (the server closed the connection)" in caplog.text

    @pytest.mark.parametrize(
        ("moment", "wait"),
        [
            (None, 10),
            (NOW + dt.timedelta(seconds=3), 3),
            (NOW + dt.timedelta(minutes=3), 10),
            (NOW - dt.timedelta(milliseconds=3), 1),
        ],
        ids=["no moment", "sooner", "later", "just missed"],
    )
    def test_chore_that_names_a_sooner_moment_is_called_then(self, moment, wait, time_machine):
        time_machine.move_to(NOW, tick=False)

        assert clock_of().do(Chore(lambda: moment, every=10)) == wait

    def test_the_desk_is_swept_thinned_and_rung_for(self):
        names = {chore.name for chore in chores.CHORES}

        assert {
            "articles.thinning.thin",
            "articles.overdue.tell_of_overdue",
            "articles.presence.sweep",
        } <= names

    def test_list_keeps_what_is_promised(self):
        every = {chore.name: chore.every for chore in chores.CHORES}

        assert every["newsroom.chores.publish_due"] <= 10
        assert every["newsroom.chores.send_forgotten_mail"] <= 60
        assert every["newsroom.leases.prune"] <= 24 * 3600
        assert every["newsroom.chores.clear_sessions"] <= 24 * 3600
        assert every["comments.digest.tell_moderators"] <= 60
        assert every["comments.erasure.erase_due"] <= 3600
        assert every["comments.privacy.forget_addresses"] <= 24 * 3600
        assert every["comments.privacy.tidy"] <= 24 * 3600


@pytest.mark.django_db
class TestForgottenMail:
    @pytest.fixture
    def mail(self) -> OutboxMail:
        """Return a mail whose process died before it handed it to the worker.

        The test's transaction is never committed, so its on_commit never comes.
        """
        return self.store("reply-1")

    def store(self, key: str, **fields) -> OutboxMail:
        return queue_mail(
            "reply", to="reader@example.org", subject="উত্তর", body="…", dedupe_key=key, **fields
        )

    def test_mail_without_a_task_is_handed_to_the_worker(self, mail):
        assert chores.send_forgotten_mail() == 1

        task = DBTaskResult.objects.get()
        assert task.task_path == "paper.outbox.send_outbox_mail"
        assert task.args_kwargs == {"args": [mail.pk], "kwargs": {}}

    def test_mail_is_handed_over_once(self, mail):
        chores.send_forgotten_mail()

        assert chores.send_forgotten_mail() == 0

    @pytest.mark.parametrize("status", ["READY", "RUNNING", "FAILED"])
    def test_mail_that_waits_is_sent_or_was_given_up_is_left(self, mail, status):
        chores.send_forgotten_mail()
        DBTaskResult.objects.update(status=status)

        assert chores.send_forgotten_mail() == 0

    def test_mail_that_a_person_dropped_does_not_come_back(self, mail, admin_user):
        chores.send_forgotten_mail()
        task = leases.claim("worker")
        leases.fail(task, "worker", OSError("refused"), leases.Times(backoff=()))
        leases.drop(task.lease, by=admin_user)

        assert chores.send_forgotten_mail() == 0

    def test_sent_mail_is_left(self, mail):
        OutboxMail.objects.update(sent_at=timezone.now())

        assert chores.send_forgotten_mail() == 0

    def test_dropped_mail_is_left(self, mail):
        OutboxMail.objects.update(dropped_at=timezone.now())

        assert chores.send_forgotten_mail() == 0

    def test_mail_of_tomorrow_is_left(self):
        self.store("digest-1", due_at=timezone.now() + dt.timedelta(days=1))

        assert chores.send_forgotten_mail() == 0

    def test_mail_of_last_week_is_left(self):
        self.store("digest-2", due_at=timezone.now() - dt.timedelta(days=8))

        assert chores.send_forgotten_mail() == 0

    def test_other_mail_with_a_task_hides_nothing(self, mail):
        chores.send_forgotten_mail()
        forgotten = self.store("reply-2")

        assert chores.send_forgotten_mail() == 1
        assert DBTaskResult.objects.filter(args_kwargs__args=[forgotten.pk]).count() == 1

    def test_no_mail_costs_one_query(self, django_assert_num_queries):
        with django_assert_num_queries(1):
            chores.send_forgotten_mail()

    def test_of_several_workers_one_hands_it_over(self, mail, together):
        DBTaskResult.objects.all().delete()  # here the mail's own transaction was committed

        assert sum(together(lambda _: chores.send_forgotten_mail(), threads=4)) == 1

        assert DBTaskResult.objects.filter(status=TaskResultStatus.READY).count() == 1


@pytest.mark.django_db
class TestOtherChores:
    def test_publishing_names_the_next_due_moment(self, monkeypatch):
        Site.objects.current()

        def come_out() -> int:
            Site.objects.filter(pk=SITE_PK).update(next_due_at=NOW)
            return 1

        monkeypatch.setattr(chores.workflow, "publish_due", come_out)

        assert chores.publish_due() == NOW

    def test_publishing_on_an_empty_paper_names_none(self):
        assert chores.publish_due() is None

    def test_expired_sign_ins_are_deleted_and_others_stay(self):
        for key, days in (("old", -1), ("new", 1)):
            Session.objects.create(
                session_key=key, expire_date=timezone.now() + dt.timedelta(days=days)
            )

        chores.clear_sessions()

        assert [session.session_key for session in Session.objects.all()] == ["new"]


def test_the_worker_forgets_readers_networks_by_itself():
    from comments.privacy import forget_addresses

    assert forget_addresses in [chore.run for chore in chores.CHORES]


def test_the_worker_sweeps_the_library_once_a_day_and_what_was_left_unfinished_every_hour():
    from images import storing, sweeping

    every = {chore.run: chore.every for chore in chores.CHORES}
    assert (every[sweeping.sweep], every[storing.sweep]) == (24 * 3600, 3600)


def test_the_worker_forgets_files_half_sent_by_itself():
    from images import uploads

    every = {chore.run: chore.every for chore in chores.CHORES}
    assert every[uploads.forget_old] == 3600


def test_the_worker_thins_autosaves_once_a_day():
    every = {chore.run: chore.every for chore in chores.CHORES}

    assert every[thinning.thin] == chores.DAY
