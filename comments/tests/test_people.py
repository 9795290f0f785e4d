"""Bans and standing: what is proven or typed, how long, by whom, and what the sender learns of it."""

import datetime as dt
import re

import pytest
from django.contrib.auth.models import Permission
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.models import Category, SectionRight
from comments.device import COOKIE, remember
from comments.models import Ban, Comment, Standing, Status
from comments.moderation import BadBan, NotAllowed, ban, lift, set_standing
from comments.tests.factories import (
    known_device,
    make_comment,
    make_moderator,
    make_story,
    send,
)
from paper.log import LogEntry

pytestmark = pytest.mark.django_db
TOMORROW = timezone.now() + dt.timedelta(days=1)
YESTERDAY = timezone.now() - dt.timedelta(days=1)


@pytest.fixture
def warden():
    """Return a moderator who may ban."""
    user = make_moderator()
    user.user_permissions.add(Permission.objects.get(codename="ban_commenter"))
    return type(user).objects.get(pk=user.pk)


def spammed(story, **fields):
    """Return a comment by which somebody is banned."""
    values = {"email": "troll@gmail.com", "ip_prefix": "203.0.113.0/24", "name": "ট্রল বাহিনী"}
    return make_comment(story, status=Status.SPAM, **{**values, **fields})


@pytest.mark.parametrize(
    "email",
    ["troll@gmail.com", "T.R.O.L.L@Gmail.com", "troll+news@googlemail.com", " troll@GMAIL.COM "],
)
def test_banned_email_is_known_in_every_spelling(warden, email):
    story = make_story()
    known_device()
    ban(spammed(story), "email", actor=warden)

    caught = send(story, email=email, device="known").comment
    other = send(story, email="troll@example.com", device="known").comment

    assert (caught.status, other.status) == (Status.SPAM, Status.PUBLISHED)


def test_banned_domain_is_known_in_unicode_and_capitals(warden):
    story = make_story()
    known_device()
    ban(spammed(story, email="a@münchen.example"), "domain", actor=warden)

    caught = send(story, email="b@XN--MNCHEN-3YA.example", device="known").comment
    other = send(story, email="b@example", device="known", address="198.51.100.1")

    assert caught.status == Status.SPAM
    assert other.comment is None or other.comment.status != Status.SPAM


def test_banned_name_is_known_through_its_disguises(warden):
    story = make_story()
    known_device()
    ban(spammed(story), "name", actor=warden)

    caught = send(story, name="ট্রল\u200b বাহিনী", device="known").comment
    other = send(story, name="রাহেলা বেগম", device="known").comment

    assert (caught.status, other.status) == (Status.SPAM, Status.PUBLISHED)


def test_banned_network_holds_strangers_and_throws_nobody_away(warden):
    story = make_story()
    known_device()
    ban(spammed(story), "network", actor=warden, until=TOMORROW)

    held = send(story, device="known", address="203.0.113.99").comment
    other = send(story, device="known", address="198.51.100.1").comment

    assert (held.status, other.status) == (Status.WITHHELD, Status.PUBLISHED)


def test_ban_ends_at_its_moment(warden):
    story = make_story()
    known_device()
    ban(spammed(story), "email", actor=warden, until=TOMORROW)
    Ban.objects.update(until=timezone.now() - dt.timedelta(seconds=1))

    comment = send(story, email="troll@gmail.com", device="known").comment

    assert comment.status == Status.PUBLISHED


@pytest.mark.parametrize(
    ("kind", "until"),
    [
        ("network", None),
        ("network", timezone.now() + dt.timedelta(days=31)),
        ("email", timezone.now() - dt.timedelta(minutes=1)),
    ],
)
def test_ban_without_a_possible_end_is_refused(warden, kind, until):
    comment = spammed(make_story())

    with pytest.raises(BadBan):
        ban(comment, kind, actor=warden, until=until)

    assert not Ban.objects.exists()


def test_comment_without_an_email_bans_no_email(warden):
    with pytest.raises(BadBan):
        ban(spammed(make_story(), email=""), "email", actor=warden)


def test_second_ban_of_the_same_replaces_the_first(warden):
    comment = spammed(make_story())
    ban(comment, "email", actor=warden, until=TOMORROW, reason="প্রথম")

    ban(comment, "email", actor=warden, reason="দ্বিতীয়")

    assert list(Ban.objects.values_list("shown", "until", "reason")) == [
        ("t…@gmail.com", None, "দ্বিতীয়")
    ]


def test_lifted_ban_is_over_and_the_log_has_both(warden):
    story = make_story()
    known_device()
    made = ban(spammed(story), "email", actor=warden, reason="গালি")
    number = made.pk

    lift(number, actor=warden)

    assert send(story, email="troll@gmail.com", device="known").comment.status == Status.PUBLISHED
    acts = LogEntry.objects.order_by("pk").values_list("act", "actor", "label")
    assert list(acts) == [
        ("ban", warden.pk, f"ই-মেইল #{number}"),
        ("lift_ban", warden.pk, f"ই-মেইল #{number}"),
    ]


def test_banned_reader_gets_the_answer_of_one_whose_comment_waits(warden):
    story = make_story()
    known = known_device("known")
    set_standing(known.pk, Standing.BANNED, actor=warden)
    known_device("new", approved_n=0)

    def answer_to(token):
        client = Client()
        given = HttpResponse()
        remember(given, token)
        client.cookies[COOKIE] = given.cookies[COOKIE].value
        sent = client.post(
            reverse("comments:thread", args=[story.pk]),
            {"name": "রাহেলা", "body": "একটি ভালো মন্তব্য"},
            HTTP_ORIGIN="http://testserver",
            REMOTE_ADDR=f"203.0.113.{len(token)}",
        )
        page = client.get(sent.url).content.decode()
        differs = re.compile(
            r"""<time[^>]*>[^<]*</time>|comment-\d+|/mine/\d+/|data-comment="\d+\""""
        )
        return sent.status_code, sent.url, differs.sub("", page)

    banned, held = answer_to("known"), answer_to("new")

    statuses = Comment.objects.order_by("pk").values_list("status", flat=True)
    assert list(statuses) == [Status.SPAM, Status.PREMOD]
    assert banned == held


def test_suspended_reader_is_told_until_when_and_nothing_is_stored(warden):
    story = make_story()
    device = known_device()
    until = dt.datetime(2099, 12, 16, 6, 0, tzinfo=dt.UTC)
    set_standing(device.pk, Standing.SUSPENDED, actor=warden, until=until)

    outcome = send(story, device="known")

    assert outcome.comment is None
    assert [(block.code, block.detail) for block in outcome.verdict.blocks] == [
        ("suspended", until.isoformat())
    ]
    assert not Comment.objects.exists()


def test_suspension_needs_an_end(warden):
    device = known_device()

    with pytest.raises(BadBan):
        set_standing(device.pk, Standing.SUSPENDED, actor=warden)

    device.refresh_from_db()
    assert device.standing == Standing.NORMAL


def test_reader_under_review_waits_each_time(warden):
    story = make_story()
    device = known_device(approved_n=50)
    set_standing(device.pk, Standing.PREMOD, actor=warden, note="উসকানি")

    comment = send(story, device="known").comment

    assert comment.status == Status.PREMOD
    assert [reason["code"] for reason in comment.reasons] == ["reader_held"]
    entry = LogEntry.objects.get()
    assert (entry.act, entry.detail) == (
        "reader_standing",
        {"standing": "premod"},
    )


def test_only_who_may_ban_bans_and_only_in_the_own_section(warden):
    story = make_story()
    comment = spammed(story)
    device = known_device()
    sport = Category.objects.create(name="খেলা", slug="sport", path="sport")
    SectionRight.objects.create(user=warden, category=sport)
    stranger = type(warden).objects.get(pk=warden.pk)

    for actor in (make_moderator("plain"), stranger, None):
        with pytest.raises(NotAllowed):
            ban(comment, "email", actor=actor)
        with pytest.raises(NotAllowed):
            set_standing(device.pk, Standing.BANNED, actor=actor, comment=comment)

    device.refresh_from_db()
    assert (Ban.objects.count(), device.standing) == (0, Standing.NORMAL)


def test_reader_of_whose_comments_a_third_was_rejected_this_week_is_held():
    story = make_story()
    device = known_device()
    for status in (Status.APPROVED, Status.APPROVED, Status.REJECTED):
        make_comment(story, status=status, identity=device, created_at=YESTERDAY)

    comment = send(story, device="known").comment

    assert comment.status == Status.WITHHELD
    assert [(reason["code"], reason["detail"]) for reason in comment.reasons] == [
        ("often_rejected", "1/3")
    ]


def test_spam_of_the_last_month_puts_a_reader_under_review_and_its_undoing_ends_that():
    story = make_story()
    device = known_device()
    spam = make_comment(
        story, status=Status.SPAM, initial_status=Status.PREMOD, identity=device, created_at=YESTERDAY
    )  # fmt: skip
    held = send(story, device="known").comment

    Comment.objects.filter(pk=spam.pk).update(status=Status.APPROVED, published_at=timezone.now())
    free = send(story, device="known").comment

    assert (held.status, free.status) == (Status.PREMOD, Status.PUBLISHED)


def test_trusted_reader_may_link_and_write_three_times_as_fast():
    story = make_story()
    month_ago = timezone.now() - dt.timedelta(days=30)
    known_device(approved_n=10, email_proven="r@example.com", created_at=month_ago)
    known_device("normal", approved_n=10, created_at=month_ago)

    linked = send(story, device="known", body="সূত্র https://example.com/report দেখুন").comment
    number = send(story, device="known", body="ফোন ০১৭১২-৩৪৫৬৭৮ নম্বরে").comment
    held = send(story, device="normal", body="সূত্র https://example.com/report দেখুন").comment
    send(story, device="normal")
    sent = [send(story, device="known").comment for _each in range(4)]

    assert linked.status == Status.PUBLISHED
    assert [reason["code"] for reason in linked.reasons] == ["link"]
    assert (number.status, held.status) == (Status.WITHHELD, Status.WITHHELD)
    assert all(sent)
    assert send(story, device="normal").comment is None
    assert send(story, device="known").comment is None


def test_domain_where_everybody_has_an_address_is_not_banned(warden):
    comment = spammed(make_story(), email="troll@googlemail.com")

    with pytest.raises(BadBan):
        ban(comment, "domain", actor=warden)

    assert not Ban.objects.exists()
