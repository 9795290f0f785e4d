"""comments/privacy.py: what goes by itself: networks, wishes, links and mails of old."""

import datetime as dt

import pytest
from django.utils import timezone

from comments import letters, policy, privacy
from comments.models import Comment, LinkMail, ReplySubscription, Report, Status
from comments.privacy import KEPT, forget_addresses
from comments.tests.factories import make_comment, make_story
from comments.tests.mailing import wish_of
from paper.outbox import OutboxMail

pytestmark = pytest.mark.django_db


def traced(story, *, age):
    """Return a comment of that age with the traces of a network."""
    comment = make_comment(story)
    Comment.objects.filter(pk=comment.pk).update(
        ip_hash=b"0123456789abcdef", ip_prefix="203.0.113.0/24", created_at=timezone.now() - age
    )
    return comment


def traces(comment):
    return Comment.objects.values_list("ip_hash", "ip_prefix").get(pk=comment.pk)


def test_traces_go_after_ninety_days_and_the_words_stay():
    story = make_story()
    old = traced(story, age=KEPT + dt.timedelta(minutes=1))
    words = old.body

    assert forget_addresses() == 1

    assert traces(old) == (None, None)
    assert Comment.objects.get(pk=old.pk).body == words


def test_traces_of_yesterday_stay():
    young = traced(make_story(), age=KEPT - dt.timedelta(minutes=1))

    assert forget_addresses() == 0

    assert traces(young)[1] == "203.0.113.0/24"


def test_forgetting_twice_forgets_nothing_more(monkeypatch):
    story = make_story()
    for _number in range(3):
        traced(story, age=2 * KEPT)
    monkeypatch.setattr("comments.privacy.BATCH", 2)

    assert [forget_addresses(), forget_addresses()] == [3, 0]


MOMENT = dt.timedelta(minutes=1)


def reported(*, age):
    """Return a report of that age with its network."""
    return Report.objects.create(
        comment=make_comment(make_story()), reporter=bytes(16), network="203.0.113.0/24",
        reason="abuse", note="কথা", created_at=timezone.now() - age,
    )  # fmt: skip


def test_network_of_a_report_goes_after_ninety_days_and_the_report_stays():
    old, young = reported(age=KEPT + MOMENT), reported(age=KEPT - MOMENT)

    assert [forget_addresses(), forget_addresses()] == [1, 0]

    old.refresh_from_db()
    young.refresh_from_db()
    assert (old.network, old.note, young.network) == (None, "কথা", "203.0.113.0/24")


def wished(*, age, **fields):
    return wish_of(make_comment(make_story()), created_at=timezone.now() - age, **fields)


def test_wish_that_nobody_confirmed_goes_after_a_month():
    month = policy.KEPT_UNCONFIRMED
    wished(age=month + MOMENT, confirmed_at=None)
    young = wished(age=month - MOMENT, confirmed_at=None)
    confirmed = wished(age=5 * month)

    assert [privacy.forget_wishes(), privacy.forget_wishes()] == [1, 0]

    assert set(ReplySubscription.objects.all()) == {young, confirmed}


def test_wish_that_was_ended_goes_a_month_later():
    month = policy.KEPT_UNCONFIRMED
    wished(age=5 * month, ended_at=timezone.now() - month - MOMENT)
    lately = wished(age=5 * month, ended_at=timezone.now() - month + MOMENT)

    assert [privacy.forget_wishes(), privacy.forget_wishes()] == [1, 0]

    assert list(ReplySubscription.objects.all()) == [lately]


def test_links_that_no_limit_counts_any_more_go():
    now = timezone.now()
    for number, age in enumerate([policy.KEPT_LINKS + MOMENT, policy.KEPT_LINKS - MOMENT]):
        LinkMail.objects.create(
            email="a@example.com", email_key=bytes(16), minute=number, created_at=now - age
        )

    assert [privacy.forget_links(), privacy.forget_links()] == [1, 0]
    assert LinkMail.objects.get().minute == 1


@pytest.mark.parametrize("kind", letters.KINDS)
def test_mails_of_the_conversation_go_after_ninety_days(kind):
    old, young = (
        OutboxMail.objects.create(kind=kind, to="a@example.com", subject="ক", dedupe_key=f"{n}")
        for n in range(2)
    )
    created = timezone.now() - policy.KEPT_MAIL
    OutboxMail.objects.filter(pk=old.pk).update(created_at=created - MOMENT, sent_at=created)
    OutboxMail.objects.filter(pk=young.pk).update(created_at=created + MOMENT, sent_at=created)

    assert [privacy.forget_mails(), privacy.forget_mails()] == [1, 0]
    assert OutboxMail.objects.get() == young


def test_mails_of_the_rest_of_the_paper_stay():
    OutboxMail.objects.create(kind="contact", to="a@example.com", subject="ক", dedupe_key="1")
    OutboxMail.objects.update(created_at=timezone.now() - 5 * policy.KEPT_MAIL)

    assert privacy.forget_mails() == 0


def test_once_a_day_spam_goes_and_deleted_words_are_emptied_too(monkeypatch):
    monkeypatch.setattr(privacy, "BATCH", 2)
    long_ago = timezone.now() - dt.timedelta(days=31)
    story = make_story()
    for status in (Status.SPAM, Status.APPROVED):
        make_comment(story, status=status, status_at=long_ago)
    deleted = make_comment(story, status=Status.DELETED_AUTHOR, status_at=long_ago)
    answered = make_comment(story, parent=deleted)
    for _each in range(3):
        wished(age=dt.timedelta(days=40), confirmed_at=None)

    assert [privacy.tidy() > 0, privacy.tidy()] == [True, 0]

    deleted.refresh_from_db()
    assert (deleted.body, Comment.objects.filter(pk=answered.pk).exists()) == ("", True)
    assert not Comment.objects.filter(status=Status.SPAM).exists()
    assert not ReplySubscription.objects.exists()
