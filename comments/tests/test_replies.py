"""Mails about answers: once, only of what readers see, at most one an hour, with no word that could harm."""

import datetime as dt
import re

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone

from articles.models import Article
from bangla.text import grapheme_count
from comments import letters, policy, subscriptions
from comments.models import Ban, Comment, Commenter, PendingReply, ReplySubscription
from comments.moderation import delete, erase_for_owner, undo
from comments.tests.factories import known_device, make_comment, make_moderator, make_story, send
from comments.tests.mailing import OWN, act, answer, deliver, path_in, wish_of
from paper.outbox import OutboxMail, send_outbox_mail
from paper.tests.smtp import listening

pytestmark = pytest.mark.django_db

EMAIL = "rahela@example.com"
SOON = policy.REPLY_MAIL_WAIT
LATER = dt.timedelta(hours=3)


@pytest.fixture
def wish():
    return wish_of(make_comment(make_story(headline="বন্দরের খবর")))


class TestWhenItIsTold:
    def test_answer_that_is_approved_is_told_with_its_words_and_the_way_to_it(self, wish):
        reply = answer(wish.comment, name="তানিয়া", body="আপনার কথাই ঠিক।")

        (told,) = deliver(SOON)

        assert told.to == [EMAIL]
        assert [part in told.body for part in ("তানিয়া", "আপনার কথাই ঠিক।", "বন্দরের খবর")] == [True] * 3
        assert reply.get_absolute_url() in told.body
        assert (
            path_in(told.body, "/comments/unsubscribe/") == f"/comments/unsubscribe/{wish.token}/"
        )

    def test_answer_that_is_published_at_once_is_told(self, wish):
        known_device("d1")

        send(wish.comment.article, device="d1", parent=str(wish.comment.pk))

        assert len(deliver(SOON)) == 1

    def test_held_answer_is_not_told_before_it_is_approved(self, wish):
        send(wish.comment.article, parent=str(wish.comment.pk))

        assert deliver(LATER) == []
        act(Comment.objects.newest_first()[0], "approve")
        assert len(deliver(SOON)) == 1

    def test_answer_is_told_once_though_approved_rejected_and_approved_again(self, wish):
        reply = answer(wish.comment)
        assert len(deliver(SOON)) == 1

        act(reply, "reject", reason="off_topic")
        act(reply, "restore")

        assert deliver(LATER) == []
        assert PendingReply.objects.count() == 1

    def test_answer_that_is_rejected_before_the_mail_goes_out_is_not_told(self, wish):
        reply = answer(wish.comment)

        act(reply, "reject", reason="off_topic")

        assert deliver(SOON) == []
        (row,) = OutboxMail.objects.all()
        assert (row.sent_at, row.dropped_at is not None) == (None, True)

    def test_answer_rejected_before_its_mail_is_told_when_it_comes_back(self, wish):
        reply = answer(wish.comment)
        act(reply, "reject", reason="off_topic")
        assert deliver(SOON) == []

        act(reply, "restore")

        assert len(deliver(SOON)) == 1
        assert deliver(LATER) == []

    def test_approval_that_is_undone_sends_nothing(self, wish):
        moderator = make_moderator()
        reply = answer(wish.comment, moderator)

        undo(reply.actions.get(event="approve").batch, actor=moderator)

        assert deliver(LATER) == []

    def test_only_direct_answers_are_told(self, wish):
        middle = make_comment(wish.comment.article, parent=wish.comment)
        answer(middle)
        answer(make_comment(wish.comment.article))

        assert deliver(LATER) == []


class TestWhoIsTold:
    @pytest.mark.parametrize("fields", [{"confirmed_at": None}, {"ended_at": timezone.now()}])
    def test_wish_that_is_unconfirmed_or_ended_is_told_nothing(self, fields):
        wish = wish_of(make_comment(make_story()), **fields)
        answer(wish.comment)

        assert (deliver(LATER), PendingReply.objects.count()) == ([], 0)

    def test_wish_that_ends_meanwhile_is_told_nothing(self, wish):
        answer(wish.comment)
        subscriptions.end(wish.token, whole_address=False)

        assert deliver(LATER) == []

    def test_own_answer_is_not_told(self):
        reader = known_device("d1")
        wish = wish_of(make_comment(make_story(), identity=reader))

        send(wish.comment.article, device="d1", parent=str(wish.comment.pk))

        assert deliver(LATER) == []

    def test_own_answer_from_another_device_with_the_proven_address_is_not_told(self, wish):
        known_device("d2", email_proven=EMAIL)

        send(wish.comment.article, device="d2", parent=str(wish.comment.pk))

        assert deliver(LATER) == []

    def test_stranger_who_types_the_address_silences_nobody(self, wish):
        known_device("d3")

        send(wish.comment.article, device="d3", parent=str(wish.comment.pk), email=EMAIL)

        assert len(deliver(SOON)) == 1

    @pytest.mark.parametrize("how", ["email", "domain", "reader", "writer"])
    def test_reader_who_is_banned_meanwhile_is_told_nothing(self, how):
        writer = known_device("d1")
        wish = wish_of(make_comment(make_story(), identity=writer))
        answer(wish.comment)

        ban(how, writer)

        assert deliver(LATER) == []

    def test_ban_that_has_ended_keeps_no_mail_back(self, wish):
        answer(wish.comment)
        ban("email", None, until=timezone.now() - dt.timedelta(minutes=1))

        assert len(deliver(SOON)) == 1

    def test_story_that_was_withdrawn_meanwhile_is_told_of_to_nobody(self, wish):
        answer(wish.comment)
        Article.objects.update(live_until=timezone.now())

        assert deliver(LATER) == []

    def test_writer_who_deleted_the_own_comment_is_told_nothing(self):
        reader = known_device("d1")
        wish = wish_of(make_comment(make_story(), identity=reader))
        answer(wish.comment)
        delete(wish.comment_id, commenter=reader)

        assert deliver(LATER) == []

    def test_erased_writer_is_told_nothing(self, wish):
        answer(wish.comment)
        erase_for_owner([wish.comment_id])

        assert deliver(LATER) == []

    def test_erased_answer_is_not_told(self, wish):
        reply = answer(wish.comment)
        erase_for_owner([reply.pk])

        assert deliver(LATER) == []


def ban(how, writer, **fields):
    from comments.bans import traces

    found = traces(name="", email=EMAIL, network="")
    if how in {"email", "domain"}:
        Ban.objects.create(kind=how, key=getattr(found, how), shown="x", **fields)
    elif how == "reader":
        Commenter.objects.create(email_proven=EMAIL, standing="banned")
    else:
        Commenter.objects.filter(pk=writer.pk).update(standing="banned")


class TestHowOften:
    def test_further_answers_of_an_hour_come_as_one_mail_an_hour_after_the_last(self):
        story = make_story()
        wishes = [wish_of(make_comment(story)) for _each in range(2)]
        answer(wishes[0].comment)
        assert len(deliver(SOON)) == 1
        replies = [
            answer(wish.comment, body=f"জবাব {n}") for n, wish in enumerate([*wishes, wishes[0]])
        ]

        assert deliver(dt.timedelta(minutes=55)) == []
        (told,) = deliver(dt.timedelta(minutes=62))

        assert [reply.body in told.body for reply in replies] == [True] * 3
        assert told.extra_headers["List-Unsubscribe"].endswith(f"{wishes[0].token}/?all=1>")
        assert deliver(LATER) == []

    def test_spellings_of_one_address_are_one_recipient(self):
        story = make_story()
        for email in ("ra.hela@gmail.com", "rahela+x@googlemail.com"):
            answer(wish_of(make_comment(story), email).comment)

        assert len(deliver(SOON)) == 1

    def test_two_readers_are_told_each_on_their_own(self):
        story = make_story()
        for email in ("one@example.com", "two@example.com"):
            answer(wish_of(make_comment(story), email).comment, body=f"কথা {email[:3]}")

        told = sorted(deliver(SOON), key=lambda message: message.to)

        assert [message.to for message in told] == [["one@example.com"], ["two@example.com"]]
        assert ["কথা two" in message.body for message in told] == [False, True]

    def test_long_digest_names_ten_and_counts_the_rest(self, wish):
        moderator = make_moderator()
        for number in range(13):
            answer(wish.comment, moderator, body=f"জবাব-{number}-শেষ")

        (told,) = deliver(SOON)

        assert [f"জবাব-{n}-শেষ" in told.body for n in range(13)] == [True] * 10 + [False] * 3
        assert "৩" in told.body
        assert deliver(LATER) == []

    def test_answer_that_comes_while_the_mail_is_on_its_way_is_told_in_the_next(
        self, wish, monkeypatch
    ):
        answer(wish.comment, body="প্রথম")
        late = []

        def slow(_self, messages):
            mail.outbox.extend(messages)
            if not late:
                late.append(answer(wish.comment, body="দ্বিতীয়"))
            return len(messages)

        monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", slow)

        first = deliver(SOON)
        second = deliver(LATER)

        assert [("দ্বিতীয়" in message.body) for message in (*first, *second)] == [False, True]
        assert deliver(2 * LATER) == []

    def test_mail_that_failed_for_good_swallows_no_later_answer(self, wish):
        answer(wish.comment)
        OutboxMail.objects.update(due_at=timezone.now() - dt.timedelta(hours=5))

        answer(wish.comment)

        assert OutboxMail.objects.unsent().count() == 2

    @pytest.mark.parametrize("others", [0, 2])
    def test_mail_costs_the_same_queries_for_one_and_for_three_answers(
        self, wish, others, django_assert_num_queries
    ):
        moderator = make_moderator()
        for _each in range(1 + others):
            answer(wish.comment, moderator)
        row = OutboxMail.objects.get()

        with (
            time_machine.travel(timezone.now() + SOON, tick=False),
            django_assert_num_queries(QUERIES),
        ):
            send_outbox_mail.call(row.pk)


QUERIES = 20


def test_eight_answers_at_once_are_one_mail(together):
    wish = wish_of(make_comment(make_story()))
    for number in range(8):
        known_device(f"d{number}")

    together(
        lambda number: send(
            wish.comment.article, device=f"d{number}", address=f"203.{number}.0.1",
            parent=str(wish.comment.pk), body=f"জবাব {number}",
        )
    )  # fmt: skip

    assert PendingReply.objects.count() == 8
    assert OutboxMail.objects.filter(kind=letters.REPLIES).count() == 1


class TestWords:
    @pytest.mark.parametrize(
        "text",
        [
            "দেখুন https://evil.example/a?b=1",
            "www.evil.example এখানে",
            "evil.shop",
            "লিখুন x@evil.example",
            "ftp://evil.example",
            "যান evil.museum/page",
            "ফোন ০১৭১২৩৪৫৬৭৮",
        ],
    )
    def test_no_link_and_no_number_in_a_quotation_can_be_followed(self, text):
        said = letters.quoted(text)

        assert re.findall(r"://|@|\w\.[a-z]|০১৭১২৩", said) == []

    def test_quotation_is_cut_at_300_letters(self):
        said = letters.quoted("ক্ষ্ম " * 400)

        assert grapheme_count(said) <= policy.QUOTED + 2
        assert said.endswith("…”")

    def test_numbers_and_sentences_stay_as_they_were(self):
        assert letters.harmless("দাম ৩.৫ টাকা। ২.৫ নয়।") == "দাম ৩.৫ টাকা। ২.৫ নয়।"

    def test_link_in_a_name_is_none_either(self, wish):
        answer(wish.comment, name="evil.shop")

        (told,) = deliver(SOON)

        assert ("evil.shop" in told.subject, "evil.shop" in told.body) == (False, False)


@pytest.fixture
def sink(settings):
    settings.ALLOWED_HOSTS = ["testserver"]
    with listening(settings) as handler:
        yield handler


def run_worker(after=dt.timedelta(0)):
    with time_machine.travel(timezone.now() + after, tick=True):
        due = OutboxMail.objects.unsent().filter(due_at__lte=timezone.now())
        for pk in list(due.values_list("pk", flat=True)):
            send_outbox_mail.call(pk)


@pytest.mark.django_db(transaction=True)
class TestRealServer:
    def test_reader_asks_confirms_is_told_and_ends_it_by_one_post(self, sink):
        article, reader = make_story(), Client()
        reader.post(
            f"/comments/{article.pk}/",
            {"name": "রাহেলা", "email": EMAIL, "body": "আমার কথা", "notify": "1"},
            headers=OWN,
        )
        run_worker()
        link = path_in(sink.only_mail().get_content(), "/comments/confirm/")
        sink.envelopes.clear()

        assert reader.post(link, headers=OWN).status_code == 303
        comment = act(Comment.objects.get(), "approve")
        answer(comment, body="জবাব এল")
        run_worker(SOON)

        told, raw = sink.only_mail(), sink.envelopes[0].content
        sink.envelopes.clear()
        assert (told["To"], "জবাব এল" in told.get_content()) == (EMAIL, True)
        # Not as an encoded word: mail programs look for an address.
        way = str(told["List-Unsubscribe"]).encode()
        assert len(way) > 78
        assert b"\r\nList-Unsubscribe: " + way + b"\r\n" in raw
        assert told["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert told["Auto-Submitted"] == "auto-generated"
        assert told.get_content_type() == "text/plain"
        way = path_in(told["List-Unsubscribe"], "/comments/unsubscribe/")
        program = Client(enforce_csrf_checks=True)
        ended = program.post(
            way, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded"
        )
        assert ended.status_code == 200
        answer(comment, body="আরও এক জবাব")
        run_worker(LATER)

        assert [envelope.rcpt_tos for envelope in sink.envelopes] == []
        assert not ReplySubscription.objects.counting().exists()

    def test_line_breaks_in_names_and_addresses_add_no_header(self, sink):
        evil = "তানিয়া\r\nBcc: victim@evil.example\r\n\r\n<b>"
        wish = wish_of(make_comment(make_story(headline=f"শিরোনাম{evil}")))
        known_device("d1")
        refused = send(
            wish.comment.article, email="a@example.com\r\nBcc: v@evil.example", notify=True
        )
        sent = send(
            wish.comment.article, device="d1", name="তানিয়া\u2028Bcc: v", parent=str(wish.comment.pk)
        )
        assert (refused.comment, sent.comment) == (None, None)
        answer(wish.comment, name=evil, body=f"কথা{evil}")

        run_worker(SOON)

        told = sink.only_mail()
        assert sink.envelopes[0].rcpt_tos == [EMAIL]
        assert (told["Bcc"], told["To"]) == (None, EMAIL)
        assert told.get_all("Subject") == [told["Subject"]]
        assert ReplySubscription.objects.count() == 1

    def test_refused_delivery_is_tried_again_and_told_once(self, sink):
        wish = wish_of(make_comment(make_story()))
        answer(wish.comment)
        sink.refusals = 1

        with pytest.raises(Exception, match="Try again later"):
            run_worker(SOON)
        assert PendingReply.objects.get().mailed_at is None
        run_worker(SOON)
        run_worker(LATER)

        assert len(sink.envelopes) == 1
        assert PendingReply.objects.get().mailed_at is not None
