"""The surge brake: pulled beyond ten times the usual, never by a quiet paper's first busy minute, released by time."""

import datetime as dt

import pytest
from django.utils import timezone

from articles.models import SectionRight
from comments import policy
from comments.models import Comment, CommentPolicy, Source, Status
from comments.moderation import braking
from comments.rules import rules_for
from comments.tests.factories import known_device, make_moderator, make_story, send
from paper.log import LogEntry
from paper.outbox import OutboxMail

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture(autouse=True)
def nothing_counted_before():
    global NOW  # noqa: PLW0603  a run of all tests lasts longer than the brake holds
    NOW = timezone.now().replace(second=30, microsecond=0)
    braking._usual.clear()


def came(article, moments, source=Source.WEB):
    """Store a comment at each moment."""
    Comment.objects.bulk_create(
        Comment(
            article=article, path=f"{number:010}", status=Status.SPAM, initial_status=Status.SPAM,
            author_name="পাঠক", body="ক", dup_hash=b"", created_at=moment, source=source,
        )
        for number, moment in enumerate(moments, Comment.objects.count() + 1)
    )  # fmt: skip


def in_the_last_minute(count):
    return [NOW - dt.timedelta(seconds=n % 50) for n in range(count)]


def test_flood_puts_every_comment_under_review_for_half_an_hour():
    story = make_story()
    known_device()
    came(story, in_the_last_minute(policy.SURGE_LEAST + 1))

    pulled = braking.watch(NOW)
    held = send(story, device="known").comment

    row = CommentPolicy.objects.get()
    assert pulled
    assert (row.category, row.held_why) == (None, CommentPolicy.Why.SURGE)
    assert row.held_until == NOW + dt.timedelta(minutes=30)
    assert held.status == Status.PREMOD
    assert not rules_for(story.category_id, NOW + dt.timedelta(minutes=30)).all_held
    entry = LogEntry.objects.get()
    assert (entry.act, entry.actor, entry.detail["came"]) == ("hold_section", None, 31)


def test_brake_tells_those_who_look_after_everything():
    story = make_story()
    make_moderator("chief", email="chief@example.com")
    scoped = make_moderator("scoped", email="scoped@example.com")
    SectionRight.objects.create(user=scoped, category=story.category)
    make_moderator("silent")
    came(story, in_the_last_minute(100))

    braking.watch(NOW)
    braking.watch(NOW)

    assert list(OutboxMail.objects.values_list("to", flat=True)) == ["chief@example.com"]
    assert "১০০টি মন্তব্য" in OutboxMail.objects.get().body


def test_busy_minute_of_a_small_paper_is_no_flood():
    came(make_story(), in_the_last_minute(policy.SURGE_LEAST))

    assert not braking.watch(NOW)
    assert not CommentPolicy.objects.exists()


def test_large_paper_is_measured_by_its_own_week(monkeypatch):
    monkeypatch.setattr(braking, "_MINUTES_OF_A_WEEK", 600)
    story = make_story()
    hour = NOW.replace(minute=0, second=0)
    minutes = [hour - dt.timedelta(minutes=n) for n in range(1, 310)]
    came(story, [moment for moment in minutes for _each in range(4)])
    came(story, in_the_last_minute(40))

    usual = braking.usual_a_minute(NOW)
    at_forty = braking.watch(NOW)
    came(story, in_the_last_minute(1))

    assert usual == 4
    assert not at_forty
    assert braking.watch(NOW)


def test_imported_comments_are_no_flood():
    came(make_story(), in_the_last_minute(500), source=Source.IMPORT)

    assert not braking.watch(NOW)


def test_brake_is_pulled_once_and_shortens_no_longer_hold():
    story = make_story()
    came(story, in_the_last_minute(100))
    long = NOW + dt.timedelta(days=3)
    CommentPolicy.objects.create(held_until=long, held_why=CommentPolicy.Why.HAND)

    assert not braking.watch(NOW)
    assert CommentPolicy.objects.get().held_until == long
    assert not LogEntry.objects.exists()


def test_watching_costs_one_query_while_nothing_happens(django_assert_num_queries):
    with django_assert_num_queries(1):
        braking.watch(NOW)


def test_two_workers_pull_it_once(together):
    came(make_story(), in_the_last_minute(100))

    pulled = together(lambda _number: braking.watch(NOW), threads=4)

    assert sorted(pulled) == [False, False, False, True]
    assert LogEntry.objects.count() == 1
