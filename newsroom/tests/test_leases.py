"""Claim, failure, rescue and a person's decision about background tasks."""

import datetime as dt
import smtplib

import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.db.models.functions import Now
from django.tasks import TaskResultStatus
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from newsroom import leases
from newsroom.leases import Cause, Times
from newsroom.models import TaskLease
from newsroom.tests import worker_tasks
from paper.log import LogEntry
from people.models import User
from people.roles import grant

pytestmark = pytest.mark.django_db

TIMES = Times(backoff=(10, 60), lease=20)


@pytest.fixture
def waiting() -> DBTaskResult:
    """Return a task that nobody has claimed."""
    return enqueue()


@pytest.fixture
def admin() -> User:
    """Return a person who looks after the machine room."""
    return person("admin")


def person(role: str) -> User:
    user = User.objects.create_user(role)
    grant(user, role)
    return User.objects.get(pk=user.pk)


def enqueue(line: str = "a", **options) -> DBTaskResult:
    task = worker_tasks.write.using(**options).enqueue("/nowhere", line)
    return DBTaskResult.objects.get(pk=task.id)


def park(task: DBTaskResult, error: Exception | None = None) -> TaskLease:
    """Fail a task until it is parked."""
    for _try in range(3):
        DBTaskResult.objects.filter(pk=task.pk).update(run_after=timezone.now())
        leases.claim("worker")
        leases.fail(task, "worker", error or ValueError("wrong"), TIMES)
    return TaskLease.objects.get(task=task)


def fall_silent(task: DBTaskResult, seconds: float) -> None:
    """Put the last sign of life back in time."""
    TaskLease.objects.filter(task=task).update(heartbeat_at=Now() - dt.timedelta(seconds=seconds))


class TestClaim:
    def test_claimed_task_runs_and_is_leased(self, waiting):
        claimed = leases.claim("worker")

        assert claimed == waiting
        assert claimed.status == TaskResultStatus.RUNNING
        assert claimed.worker_ids == ["worker"]
        lease = TaskLease.objects.get()
        assert (lease.task, lease.owner, lease.tries) == (waiting, "worker", 1)
        assert abs(timezone.now() - lease.heartbeat_at) < dt.timedelta(seconds=5)

    def test_one_task_is_claimed_once(self, waiting):
        leases.claim("first")

        assert leases.claim("second") is None

    def test_nothing_to_do_is_none(self):
        assert leases.claim("worker") is None

    def test_task_of_tomorrow_is_left(self):
        enqueue(run_after=timezone.now() + dt.timedelta(days=1))

        assert leases.claim("worker") is None

    def test_more_urgent_task_comes_first(self, waiting):
        urgent = enqueue(priority=10)

        assert leases.claim("worker") == urgent

    def test_looking_in_vain_writes_nothing(self, django_assert_num_queries):
        with django_assert_num_queries(1):
            leases.claim("worker")

    def test_ten_workers_at_once_claim_ten_tasks(self, together):
        for number in range(10):
            enqueue(str(number))

        claimed = together(lambda number: leases.claim(f"worker-{number}"), threads=10)

        assert {task.pk for task in claimed} == set(
            DBTaskResult.objects.values_list("pk", flat=True)
        )
        assert DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING).count() == 10
        assert all(len(task.worker_ids) == 1 for task in DBTaskResult.objects.all())


class TestResult:
    def test_success_is_recorded_and_the_lease_ends(self, waiting):
        leases.claim("worker")

        assert leases.succeed(waiting, "worker", {"lines": 1})

        waiting.refresh_from_db()
        assert waiting.status == TaskResultStatus.SUCCESSFUL
        assert waiting.return_value == {"lines": 1}
        assert waiting.finished_at is not None
        assert not TaskLease.objects.exists()

    def test_success_after_a_failure_forgets_the_failure(self, waiting):
        leases.claim("worker")
        leases.fail(waiting, "worker", ValueError("wrong"), Times(backoff=(0, 0)))
        leases.claim("worker")

        leases.succeed(waiting, "worker", None)

        waiting.refresh_from_db()
        assert (waiting.exception_class_path, waiting.traceback) == ("", "")

    def test_failed_try_is_followed_by_another_after_the_back_off(self, waiting):
        waits = []
        for _try in range(2):
            DBTaskResult.objects.update(run_after=timezone.now())
            leases.claim("worker")
            leases.fail(waiting, "worker", ValueError("wrong"), TIMES)
            waiting.refresh_from_db()
            assert waiting.status == TaskResultStatus.READY
            waits.append((waiting.run_after - timezone.now()).total_seconds())

        assert waits == pytest.approx([10, 60], abs=3)
        assert leases.claim("worker") is None
        assert leases.parked_count() == 0

    def test_third_failure_parks_the_task(self, waiting):
        lease = park(waiting, ValueError("the field\nis empty"))

        waiting.refresh_from_db()
        assert waiting.status == TaskResultStatus.FAILED
        assert waiting.exception_class_path == "builtins.ValueError"
        assert "ValueError: the field" in waiting.traceback
        assert (lease.tries, lease.owner, lease.cause) == (3, "", Cause.ERROR)
        assert lease.detail == "ValueError: the field is empty"
        assert leases.parked_count() == 1
        assert leases.claim("worker") is None

    def test_message_that_postgresql_cannot_store_is_made_fit(self, waiting):
        lease = park(waiting, ValueError("nul \0 half \ud83d " + "long " * 100))

        assert lease.detail.startswith("ValueError: nul  half ? long long")
        assert len(lease.detail) == 300

    @pytest.mark.parametrize(
        ("error", "cause"),
        [
            (ConnectionRefusedError("mail"), Cause.UNREACHABLE),
            (TimeoutError(), Cause.UNREACHABLE),
            (smtplib.SMTPServerDisconnected("gone"), Cause.UNREACHABLE),
            (OperationalError("locked"), Cause.DATABASE),
            (ModuleNotFoundError("articles.gone"), Cause.UNKNOWN),
            (FileNotFoundError("picture.jpg"), Cause.ERROR),
            (ZeroDivisionError(), Cause.ERROR),
            (leases.TaskTooLong(), Cause.TOO_LONG),
        ],
    )
    def test_error_is_sorted_for_people(self, error, cause):
        assert leases.cause_of(error) == cause


class TestLostLease:
    @pytest.fixture
    def taken_over(self, waiting) -> DBTaskResult:
        """Return a task that a paused worker lost to another."""
        leases.claim("paused")
        fall_silent(waiting, 21)
        leases.rescue(TIMES)
        leases.claim("other")
        return waiting

    def test_paused_worker_learns_of_it_by_its_heartbeat(self, taken_over):
        assert not leases.beat(taken_over, "paused")
        assert leases.beat(taken_over, "other")

    @pytest.mark.parametrize(
        "late_act",
        [
            lambda task: leases.succeed(task, "paused", "late"),
            lambda task: leases.fail(task, "paused", ValueError("late"), TIMES),
            lambda task: leases.hand_back(task, "paused"),
        ],
        ids=["result", "failure", "hand back"],
    )
    def test_paused_worker_changes_nothing(self, taken_over, late_act):
        assert late_act(taken_over) is False

        taken_over.refresh_from_db()
        assert taken_over.status == TaskResultStatus.RUNNING
        assert TaskLease.objects.get().owner == "other"

    def test_paused_worker_changes_nothing_after_the_other_is_through(self, taken_over):
        leases.succeed(taken_over, "other", "first")

        assert not leases.succeed(taken_over, "paused", "late")

        taken_over.refresh_from_db()
        assert taken_over.return_value == "first"


class TestRescue:
    def test_task_of_a_silent_worker_is_ready_again_at_once(self, waiting):
        leases.claim("dead")
        fall_silent(waiting, 21)

        assert leases.rescue(TIMES) == 1

        assert leases.claim("other") == waiting
        assert TaskLease.objects.get().tries == 2

    def test_task_of_a_living_worker_stays(self, waiting):
        leases.claim("alive")
        fall_silent(waiting, 15)

        assert leases.rescue(TIMES) == 0
        assert leases.beat(waiting, "alive")

    def test_running_task_without_a_lease_is_rescued(self, waiting):
        waiting.claim("a worker of the package")

        assert leases.rescue(TIMES) == 1

        assert leases.claim("other") == waiting

    def test_several_rescuers_rescue_once(self, waiting, together):
        leases.claim("dead")
        fall_silent(waiting, 21)

        assert sum(together(lambda _: leases.rescue(TIMES), threads=4)) == 1

    def test_task_whose_worker_died_three_times_is_parked(self, waiting):
        for _try in range(3):
            leases.claim("dead")
            fall_silent(waiting, 21)
            leases.rescue(TIMES)

        lease = TaskLease.objects.get()
        assert leases.parked_count() == 1
        assert lease.cause == Cause.DIED

    def test_task_handed_back_is_ready_and_the_try_does_not_count(self, waiting):
        leases.claim("stopping")

        assert leases.hand_back(waiting, "stopping")

        assert leases.claim("other") == waiting
        assert TaskLease.objects.get().tries == 1


class TestDecision:
    def test_retry_gives_the_task_all_its_tries_again(self, waiting, admin):
        leases.retry(park(waiting), by=admin)

        assert leases.parked_count() == 0
        assert leases.claim("worker") == waiting
        assert TaskLease.objects.get().tries == 1

    def test_dropped_task_is_parked_no_more_and_never_run(self, waiting, admin):
        leases.drop(park(waiting), by=admin)

        waiting.refresh_from_db()
        assert waiting.status == TaskResultStatus.FAILED
        assert leases.parked_count() == 0
        assert leases.claim("worker") is None

    @pytest.mark.parametrize("act", [leases.retry, leases.drop])
    def test_decision_is_logged_once(self, waiting, admin, act):
        lease = park(waiting)

        act(lease, by=admin)

        entry = LogEntry.objects.get()
        assert entry.act == f"{act.__name__}_task"
        assert (entry.actor, entry.subject_id) == (admin, lease.pk)
        assert entry.label == "newsroom.tests.worker_tasks.write"
        assert entry.detail == {"args": ["/nowhere", "a"], "kwargs": {}}

    @pytest.mark.parametrize("act", [leases.retry, leases.drop])
    def test_running_task_is_not_decided_about(self, waiting, admin, act):
        leases.claim("worker")

        with pytest.raises(leases.NotParked):
            act(TaskLease.objects.get(), by=admin)

        assert leases.beat(waiting, "worker")

    @pytest.mark.parametrize("act", [leases.retry, leases.drop])
    def test_second_of_two_people_comes_too_late(self, waiting, admin, act):
        lease = park(waiting)
        leases.drop(TaskLease.objects.get(), by=admin)

        with pytest.raises(leases.NotParked):
            act(lease, by=admin)

    @pytest.mark.parametrize("role", ["chief", "editor", "reporter", "moderator", "reader"])
    def test_only_the_admin_decides(self, waiting, role):
        lease, somebody = park(waiting), person(role)

        for act in (leases.retry, leases.drop):
            with pytest.raises(PermissionDenied):
                act(lease, by=somebody)

        assert leases.parked_count() == 1


class TestPrune:
    def finish(self, task: DBTaskResult, status: str, days: int) -> None:
        """Let a task have ended so long ago."""
        DBTaskResult.objects.filter(pk=task.pk).update(
            status=status, finished_at=timezone.now() - dt.timedelta(days=days)
        )

    @pytest.mark.parametrize("status", [TaskResultStatus.SUCCESSFUL, TaskResultStatus.FAILED])
    def test_result_goes_after_seven_days(self, waiting, status):
        self.finish(waiting, status, days=8)

        assert leases.prune() == 1
        assert not DBTaskResult.objects.exists()

    def test_younger_result_stays(self, waiting):
        self.finish(waiting, TaskResultStatus.SUCCESSFUL, days=6)

        assert leases.prune() == 0

    def test_parked_task_stays_however_old(self, waiting):
        park(waiting)
        self.finish(waiting, TaskResultStatus.FAILED, days=400)

        assert leases.prune() == 0
        assert leases.parked_count() == 1

    def test_waiting_task_stays(self, waiting):
        DBTaskResult.objects.update(enqueued_at=timezone.now() - dt.timedelta(days=400))

        assert leases.prune() == 0

    def test_many_results_go_in_batches(self, monkeypatch):
        monkeypatch.setattr(leases, "BATCH", 2)
        for number in range(5):
            self.finish(enqueue(str(number)), TaskResultStatus.SUCCESSFUL, days=8)

        assert leases.prune() == 5
