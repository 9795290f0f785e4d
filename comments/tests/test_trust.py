"""How far a reader is trusted: what is counted, what the moderators decided, what time does."""

import datetime as dt

import pytest

from comments.models import Commenter, Standing
from comments.trust import Level, Record, level, standing_now

NOW = dt.datetime(2026, 11, 29, 12, tzinfo=dt.UTC)


def reader(**fields):
    """Return a reader of whom a moderator has approved one comment."""
    values = {"approved_n": 1, "created_at": NOW - dt.timedelta(days=60), **fields}
    return Commenter(**values)


def test_nobody_is_known_without_a_proof():
    assert level(None, Record(), NOW) == Level.NEW


def test_first_approval_makes_a_reader_normal():
    assert level(reader(approved_n=0), Record(), NOW) == Level.NEW
    assert level(reader(), Record(), NOW) == Level.NORMAL


def test_editor_sets_how_many_first_comments_are_reviewed():
    assert level(reader(approved_n=2), Record(), NOW, first_held=3) == Level.NEW
    assert level(reader(approved_n=3), Record(), NOW, first_held=3) == Level.NORMAL
    assert level(None, Record(), NOW, first_held=0) == Level.NORMAL


def test_ten_approvals_two_weeks_a_proven_email_and_no_rejection_make_trusted():
    trusted = {
        "approved_n": 10,
        "email_proven": "a@example.com",
        "created_at": NOW - dt.timedelta(days=14),
    }

    assert level(reader(**trusted), Record(), NOW) == Level.TRUSTED
    assert level(reader(**{**trusted, "approved_n": 9}), Record(), NOW) == Level.NORMAL
    assert level(reader(**{**trusted, "email_proven": None}), Record(), NOW) == Level.NORMAL
    assert level(reader(**trusted), Record(rejected_month=1), NOW) == Level.NORMAL
    young = {**trusted, "created_at": NOW - dt.timedelta(days=13)}
    assert level(reader(**young), Record(), NOW) == Level.NORMAL


def test_typed_email_is_no_proof():
    typed = reader(approved_n=10, email="a@example.com")

    assert level(typed, Record(), NOW) == Level.NORMAL


def test_two_rejections_in_a_week_or_one_spam_in_a_month_are_reviewed_first():
    assert level(reader(), Record(rejected_week=1, rejected_month=1), NOW) == Level.NORMAL
    assert level(reader(), Record(rejected_week=2, rejected_month=2), NOW) == Level.PREMOD
    assert level(reader(), Record(spam_month=1), NOW) == Level.PREMOD


@pytest.mark.parametrize(
    ("standing", "found"),
    [
        (Standing.BANNED, Level.BANNED),
        (Standing.SUSPENDED, Level.SUSPENDED),
        (Standing.PREMOD, Level.PREMOD),
    ],
)
def test_decision_about_a_reader_holds_until_its_end(standing, found):
    end = NOW + dt.timedelta(hours=1)
    decided = reader(standing=standing, standing_until=end)

    assert level(decided, Record(), NOW) == found
    assert level(decided, Record(), end) == Level.NORMAL
    assert level(reader(standing=standing), Record(), NOW) == found
    assert standing_now(decided, end) == Standing.NORMAL


@pytest.mark.parametrize(
    ("approved", "rejected", "is_held"),
    [(2, 1, True), (1, 1, False), (3, 1, False), (7, 3, True), (5, 2, False), (0, 3, True)],
)
def test_rate_of_rejections_counts_from_three_decisions_and_thirty_per_cent(
    approved, rejected, is_held
):
    record = Record(approved_week=approved, rejected_week=rejected)

    assert record.is_mostly_rejected == is_held
