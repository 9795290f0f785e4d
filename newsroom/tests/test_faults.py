"""Errors reach a table where an operator looks: grouped, bounded, without anybody's words, and never in the way."""

import logging
import threading

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.test import Client

from articles.tests.factories import person
from newsroom.operations import faults
from newsroom.operations.faults import FaultHandler
from newsroom.operations.models import Fault
from paper.log import LogEntry

MAIL = "reader-bait@example.com"
logger = logging.getLogger("newsroom.tests.somewhere")


@pytest.fixture
def handler():
    """Return the handler of a running server."""
    handler = FaultHandler()
    logging.getLogger().addHandler(handler)
    yield handler
    logging.getLogger().removeHandler(handler)
    handler.settle()


def noted(error=None, message="failed for %s", at=1_780_000_000.0):
    info = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord("somewhere", logging.ERROR, __file__, 7, message, (MAIL,), info)
    record.created = at
    return faults.note_of(record)


@pytest.mark.django_db(transaction=True)
class TestHandler:
    def test_fault_of_a_request_is_kept_with_place_route_and_request_but_no_words(
        self, handler, monkeypatch
    ):
        def fail(*args, **kwargs):
            raise ValueError(f"{MAIL} is wrong")

        monkeypatch.setattr("paper.views.render", fail)
        calm = Client(raise_request_exception=False)

        calm.get(f"/contact/?email={MAIL}")
        answer = calm.get(f"/contact/?email={MAIL}")
        handler.settle()

        fault = Fault.objects.get()
        assert (fault.kind, fault.says, fault.count) == ("ValueError", "paper:contact", 2)
        assert fault.place.startswith("newsroom/tests/test_faults.py:")
        assert fault.request_id == answer.headers["X-Request-ID"]
        assert MAIL not in str(vars(fault))

    def test_error_inside_a_transaction_that_fails_is_kept(self, handler):
        def fall():
            with transaction.atomic():
                logger.error("in the middle")
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            fall()
        handler.settle()

        assert Fault.objects.get().says == "in the middle"

    def test_warning_is_no_fault(self, handler):
        logger.warning("it is warm")
        handler.settle()

        assert Fault.objects.count() == 0

    def test_notes_wait_while_the_database_is_away_and_no_caller_waits_with_them(
        self, handler, monkeypatch
    ):
        monkeypatch.setattr(faults, "AFTER_A_FAULT", 0.05)
        write, away = faults.write, threading.Event()
        away.set()

        def write_or_fail(note):
            if away.is_set():
                with connection.cursor() as cursor:
                    cursor.execute("SELECT nothing FROM nowhere")
            write(note)

        monkeypatch.setattr(faults, "write", write_or_fail)

        for _number in range(3):
            logger.error("at one place")
        handler.settle(0.3)
        before = Fault.objects.count()
        away.clear()
        logger.error("at another")
        handler.settle(5)

        assert before == 0
        assert sorted(Fault.objects.values_list("count", flat=True)) == [1, 3]

    def test_more_than_fits_is_let_go(self, handler, monkeypatch):
        monkeypatch.setattr(handler, "_have_a_writer", lambda: None)

        for _number in range(faults.MOST_WAITING + 5):
            logger.error("again")

        assert handler.lost == 5
        while not handler.waiting.empty():
            handler.waiting.get()
            handler.waiting.task_done()

    def test_error_of_writing_does_not_come_round_again(self, handler, monkeypatch):
        def complain(note):
            logger.error("the table is full")

        monkeypatch.setattr(faults, "write", complain)

        logger.error("the first")
        handler.settle()

        assert (handler.waiting.qsize(), handler.lost) == (0, 0)


@pytest.mark.django_db
class TestTable:
    def test_full_table_loses_its_oldest(self, monkeypatch):
        monkeypatch.setattr(faults, "MOST_KINDS", 3)

        for number in range(5):
            note = noted(at=1_780_000_000.0 + number)
            note.place = f"place {number}"
            faults.write(note)

        assert sorted(Fault.objects.values_list("place", flat=True)) == [
            "place 2",
            "place 3",
            "place 4",
        ]

    def test_seen_fault_is_gone_until_it_happens_again(self):
        faults.write(noted())
        admin = person("admin")

        number = faults.mark_seen([Fault.objects.get().pk], by=admin)
        after = Fault.objects.unseen().count()
        faults.write(noted(at=4_000_000_000.0))

        assert (number, after, Fault.objects.unseen().count()) == (1, 0, 1)
        assert LogEntry.objects.get().act == "see_faults"

    @pytest.mark.parametrize("role", ["chief", "moderator", "reader"])
    def test_only_who_looks_after_the_paper_marks_faults(self, role):
        faults.write(noted())

        with pytest.raises(PermissionDenied):
            faults.mark_seen([Fault.objects.get().pk], by=person(role))

        assert Fault.objects.unseen().count() == 1
