"""The worker as a process: killed, paused, stopped, beside another, without its database."""

import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.management import CommandParser
from django.db import OperationalError, connection
from django.tasks import TaskResultStatus
from django.tasks.signals import task_finished
from django_tasks_db.models import DBTaskResult

from newsroom import leases
from newsroom.leases import Cause, Times
from newsroom.management.commands import worker as command
from newsroom.models import TaskLease
from newsroom.tests import worker_tasks
from newsroom.tests.processes import SECONDS_TO_WAIT, Process, wait_until
from newsroom.worker import EX_TEMPFAIL, Worker

pytestmark = pytest.mark.django_db(transaction=True)

QUICK = Times(poll=0.05, heartbeat=0.1, lease=1, backoff=(0, 0), grace=1, limit=30)


@pytest.fixture
def start(transactional_db, tmp_path) -> Iterator[Callable[..., Process]]:
    """Return a function that starts a worker; all are ended before the database is emptied."""
    started: list[Process] = []

    def start_one(**times: object) -> Process:
        started.append(Process(tmp_path / f"worker-{len(started)}.log", **times))
        return started[-1]

    yield start_one
    for process in started:
        process.kill()


@pytest.fixture
def file(tmp_path) -> Path:
    """Return the file that tasks write to; it is not there yet."""
    return tmp_path / "written"


def lines(file: Path) -> list[str]:
    return file.read_text().split() if file.exists() else []


def is_through(task) -> bool:
    return DBTaskResult.objects.get(pk=task.id).status == TaskResultStatus.SUCCESSFUL


class TestProcess:
    def test_task_of_a_killed_worker_is_finished_after_a_restart(self, start, file):
        task = worker_tasks.count.enqueue(str(file), 4, seconds=0.3)
        first = start()
        wait_until(lambda: len(lines(file)) == 2, first)
        first.kill()
        assert not is_through(task)
        restarted_at = time.monotonic()

        second = start()

        wait_until(lambda: is_through(task), second)
        assert lines(file) == ["0", "1", "2", "3"]
        assert time.monotonic() - restarted_at < 60
        assert second.said("died")
        assert not TaskLease.objects.exists()

    def test_two_workers_do_a_hundred_tasks_each_once(self, start, file):
        workers = [start(lease=20), start(lease=20)]
        for process in workers:
            wait_until(lambda process=process: process.said("is ready"), process)

        for number in range(100):
            worker_tasks.write.enqueue(str(file), str(number), seconds=0.01)

        results = DBTaskResult.objects.filter(status=TaskResultStatus.SUCCESSFUL)
        wait_until(lambda: results.count() == 100)
        assert sorted(lines(file), key=int) == [str(number) for number in range(100)]
        owners = [owner for task in results for owner in task.worker_ids]
        assert len(owners) == 100
        assert len(set(owners)) == 2

    def test_paused_worker_loses_its_task_and_ends_when_it_wakes(self, start, file):
        task = worker_tasks.hang_at_first.enqueue(str(file))
        paused = start()
        wait_until(lambda: lines(file) == ["hangs"], paused)
        time.sleep(
            1
        )  # its first round of chores is over: it must not stop with SQLite's lock in hand
        os.kill(paused.popen.pid, signal.SIGSTOP)

        other = start()
        wait_until(lambda: is_through(task), other)
        os.kill(paused.popen.pid, signal.SIGCONT)

        assert paused.popen.wait(SECONDS_TO_WAIT) == EX_TEMPFAIL
        assert paused.said("was given to another worker")
        assert is_through(task)
        assert lines(file) == ["hangs", "done"]

    def test_sigterm_lets_the_running_task_finish_and_begins_no_other(self, start, file):
        tasks = [worker_tasks.write.enqueue(str(file), line, seconds=0.7) for line in "ab"]
        worker = start(grace=10)
        wait_until(lambda: worker.said("state=RUNNING"), worker)

        worker.popen.terminate()

        assert worker.popen.wait(SECONDS_TO_WAIT) == 0
        assert worker.said("has stopped")
        assert [is_through(task) for task in tasks] == [True, False]
        assert lines(file) == ["a"]

    def test_sigterm_hands_back_a_task_that_takes_too_long(self, start, file):
        worker_tasks.write.enqueue(str(file), "late", seconds=60)
        worker = start(grace=0.3)
        wait_until(lambda: worker.said("state=RUNNING"), worker)
        told_at = time.monotonic()

        worker.popen.terminate()

        assert worker.popen.wait(SECONDS_TO_WAIT) == 0
        assert time.monotonic() - told_at < 5
        assert DBTaskResult.objects.get().status == TaskResultStatus.READY
        assert TaskLease.objects.get().tries == 0

    def test_task_that_never_ends_fails_and_the_worker_starts_anew(self, start, file):
        worker_tasks.write.enqueue(str(file), "never", seconds=600)

        worker = start(limit=0.3)

        assert worker.popen.wait(SECONDS_TO_WAIT) == EX_TEMPFAIL
        assert TaskLease.objects.get().cause == Cause.TOO_LONG
        assert DBTaskResult.objects.get().status == TaskResultStatus.READY

    @pytest.mark.drill
    def test_task_that_kills_its_worker_is_parked_after_three_tries(self, start, file):
        worker_tasks.kill_the_worker.enqueue(str(file))

        for _start in range(3):
            assert start().popen.wait(SECONDS_TO_WAIT) == -signal.SIGKILL
        last = start()

        wait_until(leases.parked_count, last)
        assert lines(file) == ["tried", "tried", "tried"]
        assert TaskLease.objects.get().cause == Cause.DIED
        assert last.popen.poll() is None

    @pytest.mark.drill
    def test_ten_kills_at_any_moment_lose_and_double_nothing(self, start, tmp_path):
        files = [tmp_path / f"file-{number}" for number in range(20)]
        for file in files:
            worker_tasks.count.enqueue(str(file), 10, seconds=0.02)
        patience = ",".join(["0"] * 20)  # bad luck may hit one task again and again

        for _kill in range(10):
            worker = start(backoff=patience)
            wait_until(lambda worker=worker: worker.said("state=RUNNING"), worker)
            time.sleep(random.uniform(0, 0.6))
            worker.kill()
        last = start(backoff=patience)

        done = DBTaskResult.objects.filter(status=TaskResultStatus.SUCCESSFUL)
        wait_until(lambda: done.count() == len(files), last)
        expected = [str(number) for number in range(10)]
        assert [lines(file) for file in files] == [expected] * len(files)
        assert leases.parked_count() == 0

    def test_worker_outlives_a_database_that_goes_away(self, start, file):
        worker = start()
        wait_until(lambda: worker.said("is ready"), worker)

        table, away = DBTaskResult._meta.db_table, "away"
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE {table} RENAME TO {away}")
            wait_until(lambda: worker.said("The database is away"), worker)
            cursor.execute(f"ALTER TABLE {away} RENAME TO {table}")
            if connection.vendor == "postgresql":
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND application_name = 'worker'"
                )
        task = worker_tasks.write.enqueue(str(file), "after")

        wait_until(lambda: is_through(task), worker)
        wait_until(lambda: worker.said("The worker works again"), worker)
        assert worker.popen.poll() is None


class TestInProcess:
    @pytest.fixture
    def worker(self) -> Worker:
        """Return a worker without a clock."""
        return Worker(QUICK, chores=[])

    def test_task_is_done_and_its_value_kept(self, worker, file):
        task = worker_tasks.count.enqueue(str(file), 3)

        assert worker.work_off() == 1

        task.refresh()
        assert task.status == TaskResultStatus.SUCCESSFUL
        assert task.return_value == 3

    def test_poison_is_parked_after_three_tries_and_others_are_done(self, worker, file):
        poison = worker_tasks.fail.enqueue(str(file), "the field is empty")
        good = worker_tasks.count.enqueue(str(file.with_name("good")), 1)

        worker.work_off()

        assert lines(file) == ["tried", "tried", "tried"]
        poison.refresh()
        assert poison.status == TaskResultStatus.FAILED
        assert poison.errors[0].exception_class_path == "builtins.ValueError"
        lease = TaskLease.objects.get()
        assert lease.detail == "ValueError: the field is empty"
        assert is_through(good)

    def test_end_is_signalled_once_and_retries_are_not(self, worker, file):
        heard = []

        def hear(sender, task_result, **kwargs):
            heard.append((task_result.task.name, task_result.status))

        task_finished.connect(hear)
        worker_tasks.fail.enqueue(str(file), "wrong")
        worker_tasks.count.using(priority=-1).enqueue(str(file), 1)

        worker.work_off()

        task_finished.disconnect(hear)
        assert heard == [("fail", "FAILED"), ("count", "SUCCESSFUL")]

    def test_task_that_exits_does_not_end_the_worker(self, worker):
        worker_tasks.leave.enqueue()

        worker.work_off()

        assert TaskLease.objects.get().detail == "SystemExit: enough"

    def test_value_that_cannot_be_stored_is_a_failure(self, worker):
        worker_tasks.give_what_no_json_holds.enqueue()

        worker.work_off()

        assert TaskLease.objects.get().detail.startswith("TypeError: Unsupported type")

    def test_task_of_another_version_is_parked_in_words(self, worker):
        worker_tasks.leave.enqueue()
        DBTaskResult.objects.update(task_path="articles.gone.refresh")

        worker.work_off()

        assert TaskLease.objects.get().get_cause_display() == str(Cause.UNKNOWN.label)

    def test_task_can_ask_which_try_this_is(self, worker):
        task = worker_tasks.tell_attempt.enqueue()

        worker.work_off()

        task.refresh()
        assert task.return_value == 1

    def test_result_waits_for_a_database_that_is_away(self, worker, file, monkeypatch):
        succeed, refusals = leases.succeed, [OperationalError("away"), OperationalError("away")]

        def reluctant(*arguments):
            if refusals:
                raise refusals.pop()
            return succeed(*arguments)

        monkeypatch.setattr(leases, "succeed", reluctant)
        task = worker_tasks.write.enqueue(str(file), "once")

        worker.work_off()

        assert is_through(task)
        assert lines(file) == ["once"]

    def test_sign_of_life_is_given_while_a_task_runs(self, worker, file, monkeypatch):
        worker_tasks.write.enqueue(str(file), "line", seconds=0.6)
        signs, beat = [], leases.beat

        def heard(*arguments):
            signs.append(beat(*arguments))
            return signs[-1]

        monkeypatch.setattr(leases, "beat", heard)

        worker.work_off()

        assert len(signs) >= 2
        assert all(signs)

    def test_fault_of_the_loop_is_waited_out_longer_and_longer(self, worker, monkeypatch):
        def away(owner: str) -> None:
            raise OperationalError("the server closed the connection")

        with monkeypatch.context() as patch:
            patch.setattr(leases, "claim", away)
            waits = [worker.step() for _look in range(9)]

        assert waits == [0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 5, 5]
        assert worker.step() == 0.05
        assert worker.faults == 0

    def test_after_an_outage_the_living_come_before_the_rescue(self, worker, monkeypatch):
        calls = []

        def away(times: Times) -> None:
            raise OperationalError("away")

        with monkeypatch.context() as patch:
            patch.setattr(leases, "rescue", away)
            with pytest.raises(OperationalError):
                worker.rescue()
        monkeypatch.setattr(leases, "rescue", calls.append)

        worker.rescue()
        assert calls == []
        worker.rescue()
        assert calls == [QUICK]


class TestCommand:
    def test_options_are_the_times_of_production_unless_given(self):
        parser = CommandParser()
        command.Command().add_arguments(parser)

        options = vars(parser.parse_args(["--lease", "5", "--backoff", "1,2.5"]))

        assert Times(**options) == Times(lease=5, backoff=(1, 2.5))

    def test_production_keeps_what_is_promised(self):
        assert Times().heartbeat <= 5
        assert Times().lease == 20
        assert Times().backoff == (10, 60)
        assert Times().grace < 10
        assert Times().lease + Times().lease / 4 + Times().poll < 60
