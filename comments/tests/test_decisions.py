"""Telling the writer what became of a held comment: once, for a public reason, if it still stands."""

import datetime as dt

import pytest
from django.utils import timezone
from django.utils.translation import gettext

from articles.models import Article
from comments import policy, subscriptions
from comments.models import Commenter, RejectReason, Status
from comments.moderation import erase_for_owner, undo
from comments.tests.factories import make_comment, make_moderator, make_story
from comments.tests.mailing import act, deliver, wish_of

pytestmark = pytest.mark.django_db

AFTER = policy.UNDO_WINDOW
LATER = dt.timedelta(days=1)


@pytest.fixture
def held():
    """Return a held comment whose writer asked for mails and owns the address."""
    return wish_of(
        make_comment(make_story(headline="বন্দরের খবর"), status=Status.PREMOD, body="আমার কথা")
    ).comment


def test_writer_is_told_of_an_approval_after_the_time_for_an_undo(held):
    act(held, "approve")

    assert deliver(AFTER - dt.timedelta(seconds=5)) == []
    (told,) = deliver(AFTER)
    assert (told.to, told.subject) == (
        ["rahela@example.com"], gettext("Your comment has been published"),
    )  # fmt: skip
    assert [word in told.body for word in ("আমার কথা", "বন্দরের খবর", held.get_absolute_url())] == [
        True
    ] * 3
    assert told.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@pytest.mark.parametrize("reason", sorted(set(RejectReason) - {RejectReason.OTHER}))
def test_writer_is_told_of_a_rejection_with_its_reason(held, reason):
    act(held, "reject", reason=reason)

    (told,) = deliver(AFTER)

    assert told.subject == gettext("Your comment has not been published")
    assert str(RejectReason(reason).label) in told.body


@pytest.mark.parametrize(
    ("event", "fields"), [("reject", {"reason": "other", "note": "গোপন"}), ("spam", {})]
)
def test_rejection_without_a_public_reason_and_spam_are_not_told(held, event, fields):
    act(held, event, **fields)

    assert deliver(LATER) == []


def test_note_and_name_of_the_moderator_are_not_told(held):
    moderator = make_moderator("গোপনমডারেটর", display_name="গোপন নাম")
    act(held, "reject", moderator, reason="abuse", note="গোপন টীকা")

    (told,) = deliver(AFTER)

    assert [word in told.body for word in ("গোপন", "গোপনমডারেটর")] == [False, False]


@pytest.mark.parametrize("fields", [{"confirmed_at": None}, {"ended_at": timezone.now()}])
def test_who_has_not_asked_or_does_not_own_the_address_is_told_nothing(fields):
    comment = wish_of(make_comment(make_story(), status=Status.PREMOD), **fields).comment
    nobody = make_comment(make_story(), status=Status.PREMOD, email="typed@example.com")
    act(comment, "approve")
    act(nobody, "approve")

    assert deliver(LATER) == []


def test_comment_that_readers_saw_already_is_not_told_of():
    comment = wish_of(make_comment(make_story(), status=Status.PUBLISHED)).comment

    act(comment, "approve")

    assert deliver(LATER) == []


def test_approval_that_is_undone_is_not_told(held):
    moderator = make_moderator()
    act(held, "approve", moderator)
    undo(held.actions.get(event="approve").batch, actor=moderator)

    assert deliver(LATER) == []


def test_decision_that_is_followed_by_another_is_not_told_and_the_last_one_is(held):
    act(held, "approve")
    act(held, "reject", reason="abuse")

    (told,) = deliver(LATER)

    assert told.subject == gettext("Your comment has not been published")


def test_writer_is_told_once(held):
    act(held, "approve")
    assert len(deliver(AFTER)) == 1

    act(held, "hold")
    act(held, "approve")

    assert deliver(LATER) == []


def test_best_comment_is_told_of_as_any_approved_one(held):
    act(held, "approve")
    act(held, "feature")

    assert len(deliver(AFTER)) == 1


@pytest.mark.parametrize("change", ["story", "ended", "erased", "banned"])
def test_what_changes_before_the_mail_goes_out_stops_it(held, change):
    act(held, "approve")
    if change == "story":
        Article.objects.update(live_until=timezone.now())
    elif change == "ended":
        subscriptions.end(held.subscription.token, whole_address=True)
    elif change == "banned":
        Commenter.objects.create(email_proven="rahela@example.com", standing="banned")
    else:
        erase_for_owner([held.pk])

    assert deliver(LATER) == []
