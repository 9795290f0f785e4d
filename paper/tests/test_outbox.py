"""Mail leaves once, after commit, with no header but ours; tried at a real SMTP server."""

import datetime as dt
import smtplib
from traceback import format_exception

import pytest
from django.core import mail
from django.db import connection, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from paper import outbox
from paper.outbox import (
    CLAIM,
    Letter,
    NotDelivered,
    OutboxMail,
    composer,
    queue_mail,
    send_outbox_mail,
)
from paper.tests.smtp import free_port, listening, mailers


def queue(key="contact-1", **fields):
    values = {"to": "desk@paper.example", "subject": "বিষয়", "body": "কথা", **fields}
    return queue_mail("contact", dedupe_key=key, **values)


def send(row):
    send_outbox_mail.call(row.pk)
    row.refresh_from_db()


@pytest.mark.django_db
class TestQueue:
    def test_same_cause_is_one_mail(self):
        first, second = queue(), queue(subject="অন্য")

        assert first.pk == second.pk
        assert OutboxMail.objects.get().subject == "বিষয়"

    def test_mail_is_handed_to_the_worker_once_and_after_commit(
        self, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            row = queue()
            queue()
            assert not DBTaskResult.objects.exists()

        assert DBTaskResult.objects.get().args_kwargs == {"args": [row.pk], "kwargs": {}}

    def test_mail_is_undone_with_its_cause(self, django_capture_on_commit_callbacks):
        class Fault(Exception):
            pass

        with (
            django_capture_on_commit_callbacks(execute=True) as callbacks,
            pytest.raises(Fault),
            transaction.atomic(),
        ):
            queue()
            raise Fault

        assert (OutboxMail.objects.count(), callbacks) == (0, [])

    def test_mail_for_later_is_a_task_for_later(self, django_capture_on_commit_callbacks):
        later = timezone.now() + dt.timedelta(hours=2)

        with django_capture_on_commit_callbacks(execute=True):
            queue(due_at=later)

        assert DBTaskResult.objects.get().run_after == later

    @pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\x0b", "\x85", "\u2028"])
    def test_line_break_in_the_subject_becomes_a_space(self, end):
        assert (
            queue(subject=f"বিষয়{end}Bcc: evil@evil.example").subject
            == "বিষয় Bcc: evil@evil.example"
        )


@pytest.mark.django_db(transaction=True)
def test_eight_writers_of_one_cause_store_one_mail(together):
    rows = together(lambda _number: queue().pk)

    assert len(set(rows)) == 1
    assert (OutboxMail.objects.count(), DBTaskResult.objects.count()) == (1, 1)


@pytest.mark.django_db
class TestSend:
    def test_mail_is_sent_and_marked(self):
        row = queue(reply_to="reader@example.org")

        send(row)

        (sent,) = mail.outbox
        assert (sent.to, sent.subject, sent.body, sent.reply_to) == (
            ["desk@paper.example"],
            "বিষয়",
            "কথা",
            ["reader@example.org"],
        )
        assert row.sent_at is not None

    def test_task_run_again_sends_nothing(self):
        row = queue()
        send(row)

        send(row)

        assert len(mail.outbox) == 1

    def test_mail_that_is_gone_is_no_fault(self):
        send_outbox_mail.call(4711)

        assert mail.outbox == []

    def test_mail_for_later_waits(self):
        row = queue(due_at=timezone.now() + dt.timedelta(hours=1))

        send(row)

        assert (mail.outbox, row.sent_at) == ([], None)

    def test_failed_delivery_leaves_the_mail_due_and_is_raised(self, settings):
        settings.MAILERS = mailers(free_port())
        row = queue()

        with pytest.raises(OSError):
            send(row)

        row.refresh_from_db()
        assert (row.sent_at, row.due_at <= timezone.now()) == (None, True)

    def test_mail_of_a_worker_that_died_meanwhile_is_due_again_after_its_claim(self):
        row = queue()
        OutboxMail.objects.update(due_at=timezone.now() + CLAIM)  # as the dead worker left it

        send(row)
        claimed = list(mail.outbox)
        OutboxMail.objects.update(due_at=timezone.now())
        send(row)

        assert (claimed, len(mail.outbox)) == ([], 1)

    def test_no_transaction_is_open_while_the_server_is_spoken_to(self, settings, monkeypatch):
        open_blocks = len(connection.savepoint_ids)
        seen = []
        monkeypatch.setattr(
            "django.core.mail.backends.locmem.EmailBackend.send_messages",
            lambda _self, messages: seen.append(len(connection.savepoint_ids)) or len(messages),
        )

        send(queue())

        assert seen == [open_blocks]


@pytest.fixture
def composed(monkeypatch):
    """Return what the composer of the kind `told` will say, in turn; it is asked each time."""
    monkeypatch.setattr(outbox, "_composers", {})
    answers = []
    composer("told")(lambda mail: answers.pop(0))
    return answers


def told(**fields):
    return queue_mail("told", to="reader@example.org", subject="পরে", dedupe_key="told", **fields)


@pytest.mark.django_db
class TestComposer:
    def test_mail_says_what_its_composer_says_when_it_is_sent(self, composed):
        composed.append(Letter("তখন", "কথা", {"List-Unsubscribe": "<http://paper.example/x>"}))
        row = told()

        send(row)

        (sent,) = mail.outbox
        assert (sent.subject, sent.body, sent.extra_headers) == (
            "তখন", "কথা", {"List-Unsubscribe": "<http://paper.example/x>"},
        )  # fmt: skip
        assert (row.sent_at is not None, row.dropped_at) == (True, None)

    def test_composer_is_told_what_it_has_to_know(self, monkeypatch):
        monkeypatch.setattr(outbox, "_composers", {})
        seen = []
        composer("told")(lambda row: seen.append(row.payload))

        send(told(payload={"comment": 7}))

        assert seen == [{"comment": 7}]

    def test_mail_that_its_composer_gives_up_is_dropped_for_good(self, composed):
        composed += [None, Letter("ভুল", "কখনো নয়")]
        row = told()

        send(row)
        send(row)

        assert (mail.outbox, row.sent_at, row.dropped_at is not None) == ([], None, True)
        assert list(OutboxMail.objects.unsent()) == []

    def test_what_follows_is_done_once_and_only_after_delivery(self, composed, settings):
        done = []
        composed += [Letter("ক", "খ", sent=lambda: done.append(1)) for _each in range(2)]
        row = told()
        working = settings.MAILERS
        settings.MAILERS = mailers(free_port())
        with pytest.raises(OSError):
            send(row)
        assert done == []

        settings.MAILERS = working
        send(row)
        send(row)

        assert (done, len(mail.outbox)) == ([1], 1)

    def test_fault_of_the_composer_leaves_the_mail_due(self, composed):
        row = told()

        with pytest.raises(IndexError):
            send(row)

        row.refresh_from_db()
        assert (row.sent_at, row.dropped_at, row.due_at <= timezone.now()) == (None, None, True)

    def test_kind_without_a_composer_says_what_was_stored(self, composed):
        send(queue(headers={"Auto-Submitted": "auto-generated"}))

        (sent,) = mail.outbox
        assert (sent.subject, sent.extra_headers) == ("বিষয়", {"Auto-Submitted": "auto-generated"})


@pytest.fixture
def sink(settings):
    with listening(settings) as handler:
        yield handler


@pytest.mark.django_db(transaction=True)
class TestRealServer:
    def test_mail_arrives_once_though_eight_workers_have_the_task(self, sink, together):
        row = queue(body="কোনো কথা\n.\nশেষ")

        outcomes = together(lambda _number: send_outbox_mail.call(row.pk))

        assert outcomes == [None] * 8
        told = sink.only_mail()
        assert sink.envelopes[0].rcpt_tos == ["desk@paper.example"]
        assert told["Subject"] == "বিষয়"
        assert told.get_content().replace("\r\n", "\n").rstrip() == "কোনো কথা\n.\nশেষ"

    def test_refused_mail_arrives_at_the_next_try(self, sink):
        sink.refusals = 1
        row = queue()

        with pytest.raises(smtplib.SMTPException):
            send(row)
        send(row)

        assert (len(sink.envelopes), row.sent_at is not None) == (1, True)

    @pytest.mark.parametrize("is_unknown", [True, False])
    def test_failure_is_told_without_the_address(self, sink, is_unknown):
        reader = "rahela@example.com"
        sink.refusals, sink.unknown = 1, reader if is_unknown else ""
        row = queue(to=reader)

        with pytest.raises(NotDelivered) as failure:
            send(row)

        told = "".join(format_exception(failure.value))
        assert ("550" if is_unknown else "451") in told
        assert "rahela" not in told

    @pytest.mark.parametrize(
        "to",
        [
            "rahela@example.com\r\nBcc: x@evil.example",
            f"rahela@{'ঘ' * 60}.com",
            "rahelaſ@example.com",
        ],
    )
    def test_address_that_cannot_be_written_to_is_not_told_either(self, sink, to):
        with pytest.raises((ValueError, NotDelivered)) as failure:
            send(queue(to=to))

        assert sink.envelopes == []
        assert "rahela" not in "".join(format_exception(failure.value))

    def test_hostile_words_add_no_header_and_no_recipient(self, sink):
        evil = "ক\r\nBcc: victim@evil.example\r\n\r\n<script>"

        send(queue(subject=evil, body=f"{evil}\r\n.\r\nMAIL FROM:<x@evil.example>"))

        told = sink.only_mail()
        assert sink.envelopes[0].rcpt_tos == ["desk@paper.example"]
        assert told["Bcc"] is None
        assert {"Subject", "From", "To"} <= set(told.keys())
        assert told["Subject"] == "ক Bcc: victim@evil.example <script>"

    def test_hostile_words_in_a_composed_mail_add_no_header(self, sink, composed):
        evil = "ক\r\nBcc: victim@evil.example\r\n\r\n<script>"
        composed.append(Letter(evil, "কথা", {"List-Unsubscribe": f"<http://x>{evil}"}))

        send(told())

        sent = sink.only_mail()
        assert (sent["Bcc"], sent["Subject"]) == (None, "ক Bcc: victim@evil.example <script>")
        assert sent.get_content().strip() == "কথা"
        assert sink.envelopes[0].rcpt_tos == ["reader@example.org"]

    def test_recipient_with_a_line_break_is_refused(self, sink):
        row = queue(to="desk@paper.example\r\nBcc: victim@evil.example")

        with pytest.raises(ValueError):
            send(row)

        assert sink.envelopes == []
