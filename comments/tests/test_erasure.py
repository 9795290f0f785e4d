"""Everything of one owner goes: a day after it was asked for, from every place, once; or it is taken back."""

import datetime as dt

import pytest
import time_machine
from django.apps import apps
from django.core import mail
from django.test import Client
from django.utils import timezone

from articles.models import Article
from comments import erasure, policy
from comments.bans import banned_by, traces
from comments.device import key_of
from comments.models import (
    Ban,
    Comment,
    Commenter,
    CommentRevision,
    Device,
    ErasureRequest,
    LinkMail,
    ModerationAction,
    PendingReply,
    ReplySubscription,
    Report,
    Status,
)
from comments.moderation import ban, set_standing
from comments.tests.factories import known_device, make_comment, make_moderator, make_story, send
from comments.tests.mailing import FOREIGN, OWN, PRIVATE, act, answer, deliver, path_in, wish_of
from comments.tests.test_moderation import assert_counters_are_exact
from comments.tests.test_own_data import HERE, download, key, link_of
from paper.outbox import OutboxMail

pytestmark = pytest.mark.django_db

EMAIL = "rahela@example.com"
NAME, WORDS, NOTE = "রাহেলাবেগম", "মুছেফেলারকথা", "আমারঅভিযোগ"
DUE = policy.ERASURE_WAIT + dt.timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _this_host(settings):
    settings.ALLOWED_HOSTS = ["testserver"]


def press(client, act="erase", email=EMAIL):
    return client.post(link_of(email), {"act": act}, headers=OWN)


def erase_everything():
    with time_machine.travel(timezone.now() + DUE, tick=False):
        erased = erasure.erase_due()
        deliver()
        return erased


def fill(story):
    """Store something of the owner in every table, and something of others around it."""
    reader = known_device("d1", email_proven=EMAIL, name_last=NAME, email=EMAIL)
    root = make_comment(story, name="অন্যজন", body="অন্যের কথা")
    own = send(
        story, device="d1", name=NAME, body=WORDS, email=EMAIL, parent=str(root.pk), notify=True
    ).comment
    below = answer(own, name="তৃতীয়জন", body="নিচের কথা")
    typed = make_comment(story, name=NAME, body=WORDS, email=EMAIL, email_key=key(EMAIL))
    Report.objects.create(comment=root, reporter=key_of("d1"), reason="abuse", note=NOTE)
    Report.objects.create(comment=own, reporter=key_of("d9"), reason="abuse", note="অন্যের অভিযোগ")
    deliver(policy.REPLY_MAIL_WAIT)
    return root, own, below, typed, reader


def everything_stored():
    """Return every row of the conversation and of the outbox, as one text."""
    tables = [*apps.get_app_config("comments").get_models(), OutboxMail]
    return repr([list(table.objects.values()) for table in tables])


class TestAsking:
    def test_it_is_done_in_a_day_and_a_mail_says_so_with_the_way_back(self, client):
        before = timezone.now()

        response = press(client)

        wanted = ErasureRequest.objects.get()
        (told,) = deliver()
        assert (response.status_code, response.headers["Cache-Control"]) == (303, PRIVATE)
        assert wanted.due_at - before >= policy.ERASURE_WAIT
        assert told.to == [EMAIL]
        assert client.get(path_in(told.body, f"{HERE}keep/")).status_code == 200

    def test_second_asking_changes_nothing(self, client):
        erasure.ask(EMAIL, timezone.now())
        first = ErasureRequest.objects.get()

        erasure.ask("Rahela@Example.com", timezone.now() + dt.timedelta(hours=5))

        assert ErasureRequest.objects.get().due_at == first.due_at
        assert OutboxMail.objects.count() == 1

    def test_nothing_is_erased_before_its_time(self):
        make_comment(make_story(), email=EMAIL, email_key=key(EMAIL))
        erasure.ask(EMAIL, timezone.now())

        with time_machine.travel(timezone.now() + policy.ERASURE_WAIT - dt.timedelta(minutes=1)):
            assert erasure.erase_due() == 0


class TestTakingBack:
    def way_back(self):
        erasure.ask(EMAIL, timezone.now())
        (told,) = deliver()
        return path_in(told.body, f"{HERE}keep/")

    def test_press_of_the_button_keeps_everything_and_forgets_the_request(self, client):
        comment = make_comment(make_story(), email=EMAIL, email_key=key(EMAIL))
        way = self.way_back()

        response = client.post(way, headers=OWN)

        wanted = ErasureRequest.objects.get()
        assert (response.status_code, response.headers["Cache-Control"]) == (200, PRIVATE)
        assert (wanted.cancelled_at is not None, wanted.email) == (True, "")
        assert erase_everything() == 0
        comment.refresh_from_db()
        assert comment.status == Status.APPROVED

    def test_look_takes_nothing_back(self, client):
        response = client.get(self.way_back())

        assert (response.headers["Cache-Control"], response.cookies) == (PRIVATE, {})
        assert ErasureRequest.objects.get().cancelled_at is None

    def test_page_of_another_site_takes_nothing_back(self, client):
        response = client.post(self.way_back(), headers=FOREIGN)

        assert response.status_code == 403
        assert ErasureRequest.objects.get().cancelled_at is None

    def test_it_is_too_late_when_it_is_due(self, client):
        way = self.way_back()

        with time_machine.travel(timezone.now() + DUE):
            assert client.post(way, headers=OWN).status_code == 410

    def test_page_of_the_own_data_takes_it_back_too(self, client):
        erasure.ask(EMAIL, timezone.now())

        press(client, "keep")

        assert ErasureRequest.objects.get().cancelled_at is not None

    def test_link_for_another_request_is_none(self, client):
        erasure.ask("other@example.com", timezone.now())

        press(client, "keep")

        assert ErasureRequest.objects.get().cancelled_at is None


class TestErasing:
    def test_no_word_name_address_or_hash_of_the_owner_is_left_anywhere(self):
        story = make_story()
        _root, own, _below, _typed, _reader = fill(story)
        act(own, "reject", reason="abuse", note=f"টীকা {NAME}")
        LinkMail.objects.all().delete()
        erasure.ask(EMAIL, timezone.now())
        assert [bait in everything_stored() for bait in (NAME, WORDS, NOTE, EMAIL)] == [True] * 4

        assert erase_everything() == 2

        left = everything_stored()
        assert [bait in left for bait in (NAME, WORDS, NOTE, "rahela", "example.com")] == [
            False
        ] * 5
        assert [repr(secret) in left for secret in (key(EMAIL), key_of("d1"))] == [False] * 2
        assert (Device.objects.count(), ReplySubscription.objects.count()) == (0, 0)
        assert CommentRevision.objects.filter(comment=own).count() == 0

    def test_words_of_others_keep_their_place_and_counters_are_exact(self):
        story = make_story()
        root, own, below, typed, _reader = fill(story)
        erasure.ask(EMAIL, timezone.now())

        erase_everything()

        own.refresh_from_db()
        below.refresh_from_db()
        typed.refresh_from_db()
        assert (own.status, typed.status, below.status) == (
            Status.ERASED,
            Status.ERASED,
            Status.APPROVED,
        )
        assert (below.parent_id, below.body) == (own.pk, "নিচের কথা")
        assert Comment.objects.get(pk=root.pk).body == "অন্যের কথা"
        assert_counters_are_exact(story)

    def test_reader_finds_nothing_of_it_in_conversation_feed_or_story(self, client):
        story = make_story()
        _root, own, *_rest = fill(story)
        pages = [
            f"/comments/{story.pk}/",
            f"/comments/{story.pk}/?reply={own.pk}",
            "/comments/feed/",
        ]
        pages.append(story.get_absolute_url())
        seen = [client.get(page).content.decode() for page in pages]
        assert [WORDS in page for page in seen] == [True] * 4
        version = Article.objects.get(pk=story.pk).comments_version
        erasure.ask(EMAIL, timezone.now())

        erase_everything()

        after = [client.get(page).content.decode() for page in pages]
        assert [WORDS in page or NAME in page for page in after] == [False] * 4
        assert "নিচের কথা" in after[0]
        assert Article.objects.get(pk=story.pk).comments_version > version

    def test_reader_who_only_typed_the_address_loses_it_and_keeps_the_rest(self):
        own = send(make_story(), device="d5", name=NAME, email="Rahela@Example.com").comment
        stranger = known_device("d6", email="other@example.com", name_last="অন্যজন")
        erasure.ask(EMAIL, timezone.now())

        erase_everything()

        device = Device.objects.get(key=key_of("d5")).commenter
        stranger.refresh_from_db()
        assert (device.name_last, device.email) == ("", "")
        assert (stranger.name_last, stranger.email) == ("অন্যজন", "other@example.com")
        assert Comment.objects.get(pk=own.pk).status == Status.ERASED

    def test_own_reports_still_count_and_are_nobodys(self):
        root, *_rest = fill(make_story())
        erasure.ask(EMAIL, timezone.now())

        erase_everything()

        report = Report.objects.get(comment=root)
        assert (report.note, bytes(report.reporter) == key_of("d1")) == ("", False)

    def test_last_mail_says_that_it_is_done_and_its_address_goes(self):
        fill(make_story())
        mail.outbox.clear()
        erasure.ask(EMAIL, timezone.now())

        erase_everything()

        assert mail.outbox[-1].to == [EMAIL]
        assert set(OutboxMail.objects.values_list("to", flat=True)) == {""}
        wanted = ErasureRequest.objects.get()
        assert (wanted.email, bytes(wanted.email_key), wanted.erased_n) == ("", b"", 2)
        assert wanted.done_at is not None

    def test_mail_that_was_still_to_be_sent_is_dropped(self):
        _root, own, *_rest = fill(make_story())
        answer(own, body="আরও একটি")
        erasure.ask(EMAIL, timezone.now())
        (unsent,) = OutboxMail.objects.unsent().filter(kind="comment_replies")

        erase_everything()

        unsent.refresh_from_db()
        assert (unsent.to, unsent.dropped_at is not None) == ("", True)

    def test_mails_of_others_stay(self):
        others = [
            wish_of(make_comment(make_story()), f"r{number}@example.com") for number in range(2)
        ]
        for wish in others:
            answer(wish.comment)
        erasure.ask(EMAIL, timezone.now())

        erase_everything()

        kept = OutboxMail.objects.filter(kind="comment_replies").values_list("to", flat=True)
        assert sorted(kept) == ["r0@example.com", "r1@example.com"]
        assert PendingReply.objects.count() == 2

    def test_others_with_like_addresses_keep_everything(self):
        near = make_comment(
            make_story(), email="rahela@example.org", email_key=key("rahela@example.org")
        )
        namesake = known_device("d2", email_proven="rahela2@example.com", name_last=NAME)
        erasure.ask(EMAIL, timezone.now())

        erase_everything()

        near.refresh_from_db()
        assert (near.email, near.status) == ("rahela@example.org", Status.APPROVED)
        assert Commenter.objects.get() == namesake

    def test_ban_stays_as_a_hash_of_the_address(self):
        reader = known_device("d1", email_proven=EMAIL, name_last=NAME)
        chief = make_moderator()
        chief.is_superuser = True
        chief.save()
        set_standing(reader.pk, "banned", actor=chief)
        erasure.ask(EMAIL, timezone.now())

        erase_everything()

        found = traces(name="", email=EMAIL, network="")
        assert banned_by(found, timezone.now()) == ["email"]
        assert "rahela" not in repr(Ban.objects.values())
        assert send(make_story(), email=EMAIL).comment.status == Status.SPAM

    def test_ban_of_the_address_stays_without_a_word_about_its_owner(self):
        comment = make_comment(make_story(), email=EMAIL, email_key=key(EMAIL))
        other = make_comment(make_story(), email="other@example.net")
        chief = make_moderator()
        chief.is_superuser = True
        chief.save()
        for banned in (comment, other):
            ban(banned, "email", actor=chief, reason=f"{NAME} গালি দেন")
        erasure.ask(EMAIL, timezone.now())

        erase_everything()

        assert list(Ban.objects.order_by("pk").values_list("shown", "reason")) == [
            ("…", ""), ("o…@example.net", f"{NAME} গালি দেন"),
        ]  # fmt: skip
        assert banned_by(traces(name="", email=EMAIL, network=""), timezone.now()) == ["email"]

    def test_second_run_erases_nothing_and_mails_nothing(self):
        fill(make_story())
        erasure.ask(EMAIL, timezone.now())
        assert erase_everything() == 2
        sent, acts = len(mail.outbox), ModerationAction.objects.count()

        assert erase_everything() == 0

        assert (len(mail.outbox), ModerationAction.objects.count()) == (sent, acts)

    def test_many_comments_go_in_batches(self, monkeypatch):
        monkeypatch.setattr(erasure, "BATCH", 2)
        story = make_story()
        for _each in range(5):
            make_comment(story, email=EMAIL, email_key=key(EMAIL))
        erasure.ask(EMAIL, timezone.now())

        assert erase_everything() == 5
        assert ErasureRequest.objects.get().erased_n == 5

    def test_owner_may_begin_anew(self):
        fill(make_story())
        erasure.ask(EMAIL, timezone.now())
        erase_everything()

        assert send(make_story(), email=EMAIL, notify=True).comment.status == Status.PREMOD
        assert ReplySubscription.objects.get().email == EMAIL


def test_four_workers_at_once_erase_and_say_so_once(together):
    story = make_story()
    for _each in range(4):
        make_comment(story, email=EMAIL, email_key=key(EMAIL))
    erasure.ask(EMAIL, timezone.now())
    later = timezone.now() + DUE

    counts = together(lambda _number: erasure.erase_due(later), threads=4)

    assert sum(counts) == 4
    assert ModerationAction.objects.filter(event="erase").count() == 4
    assert OutboxMail.objects.filter(kind="comment_erased").count() == 1
    assert_counters_are_exact(story)


def test_owner_goes_the_whole_way_from_the_page_to_the_last_mail(client):
    story = make_story()
    comment = send(story, name=NAME, body=WORDS, email=EMAIL).comment
    act(comment, "approve")
    client.post(HERE, {"email": EMAIL}, headers=OWN)
    (told,) = deliver()
    link = path_in(told.body, HERE)

    assert WORDS in download(client, link).content.decode()
    client.post(link, {"act": "erase"}, headers=OWN)
    assert len(deliver()) == 1
    erase_everything()

    assert WORDS not in Client().get(f"/comments/{story.pk}/").content.decode()
    assert "rahela" not in everything_stored()
