"""Asking for mails about answers, confirming by link, ending by one click."""

import datetime as dt
import re
from uuid import uuid4

import pytest
import time_machine
from django.core import mail
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.utils import timezone
from django.utils.translation import gettext

from comments import emails, policy, proofs, subscriptions
from comments.device import COOKIE, key_of, remember, token_of
from comments.models import Ban, Comment, Commenter, Device, LinkMail, ReplySubscription, Status
from comments.moderation import reply_as_staff
from comments.tests.factories import known_device, make_comment, make_moderator, make_story, send
from comments.tests.mailing import FOREIGN, OWN, PRIVATE, act, answer, deliver, path_in, wish_of
from paper.outbox import OutboxMail

pytestmark = pytest.mark.django_db

EMAIL = "rahela@example.com"
GOOD = {"name": "রাহেলা", "email": EMAIL, "body": "ভালো খবর, আরও চাই।", "notify": "1"}


@pytest.fixture(autouse=True)
def _this_host(settings):
    settings.ALLOWED_HOSTS = ["testserver"]


def post(client, article, **fields):
    return client.post(f"/comments/{article.pk}/", {**GOOD, **fields}, headers=OWN)


def asked(article, **fields):
    """Return the wish of a reader who has sent a comment and asked for mails."""
    sent = send(article, **{"email": EMAIL, "notify": True, **fields}).comment
    return ReplySubscription.objects.get(comment=sent)


def link_to(wish):
    return path_in(subscriptions.confirm_address(wish), "/comments/confirm/")


def _token_of(client):
    """Return the device that a browser carries now."""
    request = HttpRequest()
    request.COOKIES = {COOKIE: client.cookies[COOKIE].value}
    return token_of(request)


def everything():
    """Every row that opening a link could change."""
    tables = (ReplySubscription, Commenter, Device, Comment, LinkMail, OutboxMail)
    return [list(table.objects.order_by("pk").values()) for table in tables]


class TestAsking:
    def test_wish_is_stored_with_the_comment_and_its_owner_is_asked_once(self, client):
        post(client, make_story())

        wish = ReplySubscription.objects.get()
        (told,) = deliver()
        assert (wish.comment, wish.email, wish.confirmed_at) == (Comment.objects.get(), EMAIL, None)
        assert told.to == [EMAIL]
        assert (
            subscriptions.by_confirm_token(path_in(told.body, "/comments/confirm/").split("/")[3])
            == wish
        )
        assert deliver() == []

    def test_without_the_tick_nothing_is_asked(self, client):
        post(client, make_story(), notify="")

        assert (ReplySubscription.objects.count(), OutboxMail.objects.count()) == (0, 0)

    def test_tick_without_an_address_is_told_and_everything_typed_stays(self, client):
        response = post(client, make_story(), email="")

        page = response.content.decode()
        assert (response.status_code, Comment.objects.count()) == (400, 0)
        assert 'id="comment-email-error"' in page
        assert GOOD["body"] in page
        assert re.search(r'<input type="checkbox" name="notify" value="1" checked>', page)

    def test_address_that_this_reader_has_proven_counts_at_once(self):
        known_device("d1", email_proven=EMAIL)

        wish = asked(make_story(), device="d1", email="Rahela@Example.com")

        assert wish.confirmed_at is not None
        assert deliver() == []

    def test_address_that_another_reader_has_proven_is_asked_first(self):
        known_device("d1", email_proven=EMAIL)
        known_device("d2", email_proven="other@example.com")

        wish = asked(make_story(), device="d2")

        assert wish.confirmed_at is None
        assert len(deliver()) == 1

    def test_mail_that_asks_holds_not_a_word_of_the_comment(self):
        asked(make_story(), name="জুয়াড়ি", body="এই ঠিকানায় টাকা পাঠান")

        (told,) = deliver()

        assert ("জুয়াড়ি" in told.body, "টাকা পাঠান" in told.body) == (False, False)

    @pytest.mark.parametrize(
        "fields", [{"honeypot": "x"}, {"email": "banned@example.com"}, {"device": "banned"}]
    )
    def test_spam_and_banned_readers_set_off_no_mail_and_get_the_same_answer(self, fields, client):
        Ban.objects.create(kind="email", key=_ban_key("banned@example.com"), shown="b")
        known_device("banned", standing="banned")
        article = make_story()

        outcome = send(article, **{"email": EMAIL, "notify": True, **fields})

        assert outcome.comment.status == Status.SPAM
        assert (ReplySubscription.objects.count(), LinkMail.objects.count()) == (0, 0)
        honest = post(client, article)
        spam = post(Client(), article, topic="http://spam.example")
        assert (spam.status_code, spam.headers["Location"], set(spam.cookies)) == (
            honest.status_code, honest.headers["Location"], set(honest.cookies),
        )  # fmt: skip

    def test_plus_and_dots_do_not_lead_around_a_ban(self):
        Ban.objects.create(kind="email", key=_ban_key("ra.hela@gmail.com"), shown="b")

        outcome = send(make_story(), email="R.a.hela+x@googlemail.com", notify=True)

        assert outcome.comment.status == Status.SPAM
        assert ReplySubscription.objects.count() == 0

    def test_desk_asks_for_no_mail(self):
        root = make_comment(make_story())
        reply_as_staff(
            root.pk, "ধন্যবাদ, লিখুন।", actor=make_moderator(), name="ডেস্ক", version=1, revision=1
        )

        assert ReplySubscription.objects.count() == 0

    def test_form_sent_twice_asks_once(self, client):
        article = make_story()
        key = str(uuid4())

        post(client, article, key=key)
        post(client, article, key=key)

        assert (ReplySubscription.objects.count(), OutboxMail.objects.count()) == (1, 1)

    def test_comment_that_is_rejected_meanwhile_is_not_asked_about(self):
        wish = asked(make_story())
        act(wish.comment, "spam")

        assert deliver() == []
        assert OutboxMail.objects.get(kind="comment_confirm").dropped_at is not None

    def test_reader_who_is_banned_meanwhile_is_not_asked(self):
        asked(make_story())
        Ban.objects.create(kind="email", key=_ban_key(EMAIL), shown="b")

        assert deliver() == []


def _ban_key(email):
    from comments.bans import traces

    return traces(name="", email=email, network="").email


class TestFlood:
    def ask(self, number, moment, **fields):
        with time_machine.travel(moment, tick=False):
            return send(
                make_story(), email=EMAIL, notify=True, device=f"d{number}",
                address=f"198.51.{number}.4", **fields,
            )  # fmt: skip

    def count(self):
        return OutboxMail.objects.filter(kind="comment_confirm").count()

    def test_one_address_gets_one_mail_a_minute_three_an_hour_five_a_day(self):
        start = dt.datetime(2026, 12, 26, 6, 0, tzinfo=dt.UTC)
        sent = []
        for number, minutes in enumerate([0, 0.5, 1, 10, 20, 61, 130, 131, 200, 1500]):
            outcome = self.ask(number, start + dt.timedelta(minutes=minutes))
            assert outcome.comment.status == Status.PREMOD
            sent.append(self.count())

        assert sent == [1, 1, 2, 3, 3, 4, 5, 5, 5, 6]

    def test_spellings_of_one_address_share_the_limit(self):
        now = timezone.now()
        send(make_story(), email="ra.hela@gmail.com", notify=True, device="d1")
        send(make_story(), email="rahela+b@googlemail.com", notify=True, device="d2")

        assert self.count() == 1
        assert LinkMail.objects.get().created_at >= now

    def test_wish_beyond_the_limit_is_confirmed_by_the_link_that_was_sent(self):
        first = asked(make_story(), device="d1")
        second = asked(make_story(), device="d2")

        subscriptions.confirm(first, key_of("browser"), timezone.now())

        assert ReplySubscription.objects.counting().count() == 2
        second.refresh_from_db()
        assert second.counts


def test_of_eight_links_asked_for_at_once_one_is_mailed(together):
    admitted = together(lambda _number: proofs.admit(EMAIL, timezone.now()))

    assert [link is not None for link in admitted].count(True) == 1
    assert LinkMail.objects.count() == 1


class TestConfirming:
    def test_page_says_which_comment_under_which_story_and_changes_nothing(self, client):
        wish = asked(make_story(headline="বন্দরের খবর"), body="আমার সেই কথা")
        before = everything()

        response = client.get(link_to(wish))

        page = response.content.decode()
        assert response.headers["Cache-Control"] == PRIVATE
        assert ("বন্দরের খবর" in page, "আমার সেই কথা" in page, "r…@example.com" in page) == (
            True, True, True,
        )  # fmt: skip
        assert '<meta name="robots" content="noindex">' in page
        assert everything() == before
        assert response.cookies == {}

    def test_press_of_the_button_confirms_and_proves_the_address_for_this_browser(self, client):
        wish = asked(make_story(), device="phone")

        response = client.post(link_to(wish), headers=OWN)

        wish.refresh_from_db()
        assert (response.status_code, response.headers["Location"]) == (303, link_to(wish))
        assert response.headers["Cache-Control"] == PRIVATE
        assert wish.counts
        known = Commenter.objects.get(email_proven=EMAIL)
        assert Device.objects.filter(commenter=known).count() == 1
        assert COOKIE in response.cookies
        assert (
            gettext("Confirmed. When somebody answers, a mail will come.")
            in client.get(link_to(wish)).content.decode()
        )

    @pytest.mark.parametrize("knows_address", [False, True])
    def test_cookie_that_a_stranger_left_in_the_browser_is_nobody_after_the_proof(
        self, client, knows_address
    ):
        if knows_address:
            known_device("home", email_proven=EMAIL, approved_n=20)
        story, stranger = make_story(), Client()
        known_device("left-behind", approved_n=0)
        wish = asked(story, device="somebody")
        for browser in (stranger, client):
            answer = HttpResponse()
            remember(answer, "left-behind")
            browser.cookies = answer.cookies

        client.post(link_to(wish), headers=OWN)
        waits = send(story, device=_token_of(client), body="মালিকের গোপন কথা", honeypot="x").comment

        assert waits.identity == Commenter.objects.get(email_proven=EMAIL)
        assert "মালিকের গোপন কথা" in client.get(f"/comments/{story.pk}/mine/").content.decode()
        assert "মালিকের গোপন কথা" not in stranger.get(f"/comments/{story.pk}/mine/").content.decode()
        assert Device.objects.filter(key=key_of("left-behind")).count() == 0
        assert send(story, device="left-behind").comment.identity != waits.identity

    def test_device_that_wrote_gains_nothing_from_the_click_of_somebody_else(self, client):
        known_device("victim", email_proven=EMAIL, approved_n=20)
        wish = asked(make_story(), device="attacker")
        assert wish.comment.status == Status.PREMOD

        client.post(link_to(wish), headers=OWN)

        writer = Commenter.objects.get(devices__key=key_of("attacker"))
        assert (writer.email_proven, writer.approved_n) == (None, 0)
        again = send(make_story(), device="attacker", email=EMAIL).comment
        assert again.status == Status.PREMOD

    def test_typed_address_of_an_approved_reader_on_another_device_is_still_held(self):
        known_device("d1", email_proven=EMAIL, approved_n=20)

        wish = asked(make_story(), device="d2")

        assert wish.comment.status == Status.PREMOD
        assert wish.confirmed_at is None

    def test_forged_cookie_is_no_device(self, client):
        reader = known_device("known", email_proven="other@example.com")
        client.cookies[COOKIE] = "known:forged"
        wish = asked(make_story())

        client.post(link_to(wish), headers=OWN)

        assert list(reader.devices.values_list("key", flat=True)) == [
            Device.objects.get(commenter=reader).key
        ]
        assert Device.objects.filter(commenter__email_proven=EMAIL).count() == 1

    def test_every_waiting_wish_of_the_address_is_confirmed_and_no_other(self, client):
        wishes = [asked(make_story(), device=f"d{number}") for number in range(3)]
        ended = wish_of(make_comment(make_story()), confirmed_at=None, ended_at=timezone.now())
        other = asked(make_story(), device="d9", email="other@example.com")

        client.post(link_to(wishes[0]), headers=OWN)

        assert set(ReplySubscription.objects.counting()) == set(wishes)
        ended.refresh_from_db()
        other.refresh_from_db()
        assert (ended.confirmed_at, other.confirmed_at) == (None, None)

    @pytest.mark.parametrize("headers", [FOREIGN, {"origin": "null"}, {}])
    def test_page_of_another_site_cannot_press_the_button(self, headers, client):
        wish = asked(make_story())
        before = everything()

        response = client.post(link_to(wish), headers=headers)

        assert (response.status_code, response.cookies) == (403, {})
        assert everything() == before

    def test_link_is_good_for_seven_days(self, client):
        wish = asked(make_story())
        link = link_to(wish)
        week = timezone.now() + policy.CONFIRM_LINK

        with time_machine.travel(week - dt.timedelta(minutes=1)):
            assert client.get(link).status_code == 200
        with time_machine.travel(week + dt.timedelta(minutes=1)):
            response = client.post(link, headers=OWN)

        assert (response.status_code, response.headers["Cache-Control"]) == (410, PRIVATE)
        assert not ReplySubscription.objects.counting().exists()

    @pytest.mark.parametrize("change", [lambda token: token[:-1] + "x", lambda token: "nonsense"])
    def test_forged_link_is_none(self, change, client):
        wish = asked(make_story())
        token = link_to(wish).split("/")[3]

        assert client.get(f"/comments/confirm/{change(token)}/").status_code == 410

    def test_token_of_another_purpose_is_none(self, client):
        wish = asked(make_story())
        assert (
            client.get(f"/comments/confirm/{proofs.signed('data', wish.token.hex)}/").status_code
            == 410
        )

    def test_story_that_was_withdrawn_is_not_named(self, client):
        story = make_story(headline="গোপন শিরোনাম")
        wish = asked(story)
        type(story).objects.filter(pk=story.pk).update(live_until=timezone.now())

        assert "গোপন শিরোনাম" not in client.get(link_to(wish)).content.decode()
        assert deliver() == []

    def test_second_browser_may_join_with_the_same_link(self, client):
        wish = asked(make_story())
        client.post(link_to(wish), headers=OWN)

        Client().post(link_to(wish), headers=OWN)

        assert Commenter.objects.get(email_proven=EMAIL).devices.count() == 2


class TestEnding:
    def test_look_at_the_page_ends_nothing(self, client):
        wish = wish_of(make_comment(make_story()))

        response = client.get(f"/comments/unsubscribe/{wish.token}/")

        wish.refresh_from_db()
        assert (response.status_code, response.headers["Cache-Control"]) == (200, PRIVATE)
        assert (response.cookies, wish.counts) == ({}, True)

    def test_one_post_of_a_mail_program_ends_it_without_cookie_token_or_origin(self):
        """RFC 8058: no redirect, nothing but the request itself."""
        wish = wish_of(make_comment(make_story()))
        client = Client(enforce_csrf_checks=True)

        response = client.post(
            f"/comments/unsubscribe/{wish.token}/", {"List-Unsubscribe": "One-Click"}
        )

        wish.refresh_from_db()
        assert (response.status_code, response.cookies) == (200, {})
        assert wish.ended_at is not None
        answer(wish.comment)
        assert deliver(dt.timedelta(hours=2)) == []

    def test_one_wish_is_ended_and_the_others_stay(self, client):
        first, second = (wish_of(make_comment(make_story())) for _each in range(2))

        client.post(f"/comments/unsubscribe/{first.token}/")

        assert list(ReplySubscription.objects.counting()) == [second]

    @pytest.mark.parametrize(("query", "data"), [("?all=1", {}), ("", {"all": "1"})])
    def test_all_of_the_address_are_ended_and_those_of_others_stay(self, query, data, client):
        wish = wish_of(make_comment(make_story()))
        wish_of(make_comment(make_story()), confirmed_at=None)
        other = wish_of(make_comment(make_story()), "other@example.com")

        client.post(f"/comments/unsubscribe/{wish.token}/{query}", data)

        assert list(ReplySubscription.objects.filter(ended_at__isnull=True)) == [other]

    def test_unknown_token_is_answered_as_any_other(self, client):
        wish = wish_of(make_comment(make_story()))

        with time_machine.travel(timezone.now(), tick=False):  # the pages carry a clock
            known = client.post(f"/comments/unsubscribe/{wish.token}/").content
            unknown = client.post(f"/comments/unsubscribe/{uuid4()}/").content

        assert known == unknown

    def test_reader_who_ended_all_is_asked_anew_before_mails_come_again(self, client):
        wish = wish_of(make_comment(make_story()))
        subscriptions.end(wish.token, whole_address=True)

        new = asked(make_story(), device="d1")

        assert new.confirmed_at is None
        assert mail.outbox == []


def test_key_of_a_wish_is_that_of_the_canonical_address():
    wish = asked(make_story(), email="Ra.Hela+x@GoogleMail.com")

    assert bytes(wish.email_key) == emails.key_of("rahela@gmail.com")
