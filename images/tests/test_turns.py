"""images/turns.py: two files at once in a process, one at a time on each upload, and nobody waits for long."""

import threading
import time
import uuid
from contextlib import nullcontext

import pytest
from django.db import connection

from images import turns

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def places(settings, tmp_path, monkeypatch):
    """Give every test turns of its own."""
    settings.VAR = tmp_path
    monkeypatch.setattr(turns, "_waits", threading.BoundedSemaphore(turns.WAITING))
    monkeypatch.setattr(turns, "_works", threading.BoundedSemaphore(turns.AT_ONCE))


class Count:
    """How many are inside at a time."""

    def __init__(self):
        self.now, self.most, self.all, self.lock = 0, 0, 0, threading.Lock()

    def __enter__(self):
        with self.lock:
            self.now, self.all = self.now + 1, self.all + 1
            self.most = max(self.most, self.now)
        time.sleep(0.05)

    def __exit__(self, *error):
        with self.lock:
            self.now -= 1


def test_two_work_at_once_and_the_others_have_their_turn(together):
    inside = Count()

    def one(number):
        with turns.work(uuid.UUID(int=number << 64 | number)), inside:
            pass

    assert together(one) == [None] * 8
    assert (inside.most, inside.all) == (2, 8)


@pytest.mark.parametrize("take_turn", [turns.work, turns.alone])
def test_of_one_upload_one_works_at_a_time(together, take_turn):
    inside, pk = Count(), uuid.uuid4()

    def one(number):
        with take_turn(pk), inside:
            pass

    assert together(one, threads=4) == [None] * 4
    assert (inside.most, inside.all) == (1, 4)


def test_two_machines_do_not_work_on_one_upload(together, monkeypatch):
    """SQLite's are all on one machine, whose lock is enough; PostgreSQL's do not see it."""
    if connection.vendor == "postgresql":
        monkeypatch.setattr(turns, "_alone_here", lambda pk, until: nullcontext())
    inside, pk = Count(), uuid.uuid4()

    def one(number):
        with turns.alone(pk), inside:
            pass

    assert together(one, threads=4) == [None] * 4
    assert (inside.most, inside.all) == (1, 4)


def test_who_waits_too_long_is_told(together, monkeypatch):
    monkeypatch.setattr(turns, "WAIT_SECONDS", 0.1)
    told = threading.Event()

    def one(number):
        try:
            with turns.work(uuid.UUID(int=number << 64 | number)):
                return told.wait(10)
        except turns.Busy:
            told.set()
            return "busy"

    assert sorted(map(str, together(one, threads=3))) == ["True", "True", "busy"]


@pytest.mark.parametrize("take_turn", [turns.work, turns.alone])
def test_more_than_may_wait_are_told_at_once(monkeypatch, take_turn):
    monkeypatch.setattr(turns, "_waits", threading.Semaphore(0))
    pk = uuid.uuid4()

    with turns.work(pk):
        begun_at = time.monotonic()
        with pytest.raises(turns.Busy), take_turn(pk):
            pass

    assert time.monotonic() - begun_at < 1
    with take_turn(pk):
        pass


def test_who_waits_holds_no_connection(together):
    pk, held, waits = uuid.uuid4(), threading.Event(), []

    def hold():
        with turns.alone(pk):
            held.set()
            time.sleep(0.3)

    def wait():
        connection.ensure_connection()
        held.wait(5)
        rest = turns._rest
        monkey.setattr(
            turns, "_rest", lambda until: waits.append(connection.connection) or rest(until)
        )
        with turns.alone(pk):
            pass

    with pytest.MonkeyPatch.context() as monkey:
        assert together(lambda number: (hold, wait)[number](), threads=2) == [None, None]
    assert set(waits) == {None}


def test_fault_gives_the_turn_back():
    pk = uuid.uuid4()

    for _time in range(turns.AT_ONCE + 1):
        with pytest.raises(ZeroDivisionError), turns.work(pk):
            raise ZeroDivisionError

    with turns.work(pk):
        pass
