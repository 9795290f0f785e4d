"""What becomes of a form: stored once, with the right status, or refused with a reason."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from comments import policy
from comments.models import (
    Comment,
    Commenter,
    CommentRevision,
    ModerationAction,
    Severity,
    Status,
)
from comments.tests.factories import known_device, make_comment, make_story, send, submission

pytestmark = pytest.mark.django_db


def codes(outcome):
    """The codes of the findings, whether stored or not."""
    if outcome.comment is None:
        return [finding.code for finding in outcome.verdict.findings]
    return [reason["code"] for reason in outcome.comment.reasons]


def test_first_comment_of_a_new_reader_is_held():
    article = make_story()

    outcome = send(
        article, name="  রাহেলা   বেগম ", body="ভালো খবর।\r\nআরও চাই।", email="R@Example.com"
    )

    comment = outcome.comment
    assert comment.status == comment.initial_status == Status.PREMOD
    assert (comment.severity, codes(outcome)) == (Severity.HOLD_POLICY, ["first_comment"])
    assert (comment.author_name, comment.body, comment.email) == (
        "রাহেলা বেগম", "ভালো খবর।\nআরও চাই।", "r@example.com",
    )  # fmt: skip
    article.refresh_from_db()
    assert (article.comment_count, article.comments_version) == (0, 0)


def test_reader_with_an_approved_comment_is_published_at_once():
    article = make_story()
    known_device("d1")

    comment = send(article, device="d1").comment

    assert comment.status == Status.PUBLISHED
    assert comment.published_at == comment.created_at
    article.refresh_from_db()
    assert (article.comment_count, article.comments_version) == (1, 1)


def test_typed_email_of_an_approved_author_from_another_device_is_still_held():
    article = make_story()
    device = known_device("d1")
    Commenter.objects.filter(pk=device.pk).update(email="approved@example.com")
    send(article, device="d1", email="approved@example.com")

    comment = send(
        article, device="d2", email="approved@example.com", address="198.51.100.4"
    ).comment

    assert comment.status == Status.PREMOD


def test_every_submission_leaves_one_revision_and_one_audit_row_of_the_system():
    comment = send(make_story()).comment

    assert list(CommentRevision.objects.values_list("comment", "n", "body")) == [
        (comment.pk, 1, comment.body)
    ]
    assert list(
        ModerationAction.objects.values_list("event", "actor", "from_status", "to_status")
    ) == [("submit", None, None, Status.PREMOD)]


def test_address_is_kept_only_as_keyed_hash_and_prefix():
    comment = send(make_story(), address="203.0.113.77").comment

    comment.refresh_from_db()
    assert comment.ip_prefix == "203.0.113.0/24"
    assert len(comment.ip_hash) == 16
    stored = repr([getattr(comment, field.attname) for field in Comment._meta.concrete_fields])
    assert "203.0.113.77" not in stored


def test_filled_honeypot_is_spam():
    outcome = send(make_story(), honeypot="http://spam.example")

    assert outcome.comment.status == Status.SPAM
    assert codes(outcome) == ["honeypot", "first_comment"]


def test_story_under_review_holds_known_readers_too():
    known_device("d1")

    outcome = send(make_story(comment_policy="held"), device="d1")

    assert outcome.comment.status == Status.PREMOD
    assert codes(outcome) == ["story_held"]


def test_link_of_a_known_reader_is_held_for_its_content_and_every_reason_is_kept():
    known_device("d1")

    outcome = send(
        make_story(comment_policy="held"),
        device="d1",
        body="দেখুন https://example.com/a আর shop.example.com",
    )

    assert outcome.comment.status == Status.WITHHELD
    assert codes(outcome) == ["link", "link", "story_held"]
    assert outcome.comment.link_count == 2
    first = outcome.comment.reasons[0]
    assert outcome.comment.body[slice(*first["span"])] == first["detail"] == "https://example.com/a"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"comment_policy": "closed"}, "closed"),
        ({"live_from": dt.datetime(2020, 1, 1, tzinfo=dt.UTC)}, "closed"),
        ({"live_until": dt.datetime(2024, 1, 1, tzinfo=dt.UTC), "live_from": dt.datetime(2023, 12, 31, tzinfo=dt.UTC)}, "not_live"),
        ({"state": "draft", "live_from": None}, "not_live"),
    ],
)  # fmt: skip
def test_closed_old_and_absent_stories_take_no_comment(change, code):
    article = make_story(**change)

    outcome = send(article)

    assert (outcome.comment, codes(outcome)) == (None, [code])
    assert (Comment.objects.count(), Commenter.objects.count()) == (0, 0)


def test_kill_switch_closes_every_conversation(settings):
    settings.COMMENTS_OPEN = False

    assert codes(send(make_story())) == ["closed"]


def test_comments_close_at_midnight_in_dhaka_thirty_days_after_the_day_of_publication():
    # 26 December 2024, 23:30 in Dhaka; thirty whole days later ends on 25 January, 24:00.
    article = make_story(live_from=dt.datetime(2024, 12, 26, 17, 30, tzinfo=dt.UTC))
    midnight = dt.datetime(2025, 1, 25, 18, 0, tzinfo=dt.UTC)

    assert policy.closes_at(article) == midnight
    with time_machine.travel(midnight - dt.timedelta(seconds=1), tick=False):
        assert send(article).comment is not None
    with time_machine.travel(midnight, tick=False):
        assert codes(send(article)) == ["closed"]


def test_foreign_form_is_refused_even_when_it_repeats_a_known_key():
    article = make_story()
    send(article, key="k1")

    outcome = send(article, key="k1", is_foreign=True)

    assert (outcome.comment, codes(outcome)) == (None, ["foreign"])


def test_parent_of_another_story_and_missing_and_senseless_parents_are_refused():
    article = make_story()
    elsewhere = make_comment(make_story())

    for parent in (str(elsewhere.pk), "987654", "abc", "1" * 40, "-1", "১"):
        assert codes(send(article, parent=parent)) == ["no_parent"]
    assert Comment.objects.filter(article=article).count() == 0


@pytest.mark.parametrize(
    "status", [s for s in Status if s not in {Status.PUBLISHED, Status.APPROVED}]
)
def test_hidden_parent_cannot_be_answered(status):
    parent = make_comment(make_story(), status=status)

    assert codes(send(parent.article, parent=str(parent.pk))) == ["parent_hidden"]


def test_answer_below_the_sixth_level_keeps_its_parent_and_takes_its_place_beside_it():
    parent = None
    article = make_story()
    known_device("d1")
    for number in range(8):
        with time_machine.travel(timezone.now() + dt.timedelta(minutes=10 * number)):
            parent_before = parent
            parent = send(article, device="d1", parent=str(parent.pk) if parent else "").comment

    parent.refresh_from_db()
    parent_before.refresh_from_db()
    assert parent.parent_id == parent_before.pk
    assert (parent.depth, len(parent.path)) == (6, 60)
    assert parent.path[:50] == parent_before.path[:50]
    assert parent.path > parent_before.path
    root = Comment.objects.get(pk=parent.root_id)
    assert (root.reply_count, root.visible_reply_count) == (7, 7)
    assert (parent_before.reply_count, parent.reply_count) == (1, 0)


# --- Sent twice ------------------------------------------------------------------------------


def test_replayed_form_with_the_same_key_is_one_comment():
    article = make_story()

    first = send(article, key="11111111-2222-4333-8444-555555555555", body="একবারই বলছি")
    second = send(article, key="11111111-2222-4333-8444-555555555555", body="একবারই বলছি")

    assert (first.is_replay, second.is_replay) == (False, True)
    assert first.comment.pk == second.comment.pk
    assert (Comment.objects.count(), Commenter.objects.count()) == (1, 1)


def test_one_key_under_two_stories_is_two_comments():
    assert send(make_story(), key="k1").comment.pk != send(make_story(), key="k1").comment.pk


def test_form_without_a_script_sent_twice_is_one_comment_even_across_the_clock_of_its_key():
    article = make_story()
    words = {"body": "একই কথা", "device": "d1"}

    with time_machine.travel(dt.datetime(2026, 11, 23, 10, 9, 58, tzinfo=dt.UTC), tick=False):
        article = make_story()
        first = send(article, **words)
    with time_machine.travel(dt.datetime(2026, 11, 23, 10, 10, 3, tzinfo=dt.UTC), tick=False):
        second = send(article, **words)

    assert second.is_replay
    assert first.comment.pk == second.comment.pk


def test_the_same_words_after_ten_minutes_are_a_repetition_not_a_replay():
    start = timezone.now()
    article = make_story()
    send(article, body="একই কথা", device="d1")

    with time_machine.travel(start + dt.timedelta(minutes=10, seconds=1)):
        outcome = send(article, body="একই কথা", device="d1")

    assert (outcome.comment, codes(outcome)) == (None, ["repeated"])


def test_other_words_other_parent_and_other_sender_are_other_comments_without_a_script():
    article = make_story()
    parent = make_comment(article)
    sent = [
        send(article, body="একই কথা"),
        send(article, body="অন্য কথা"),
        send(article, body="একই কথা", parent=str(parent.pk)),
        send(article, body="একই কথা", address="198.51.100.9"),
    ]

    assert len({outcome.comment.pk for outcome in sent}) == 4


def test_new_device_gets_the_same_token_for_the_copy_of_its_form():
    form = submission(make_story(), body="দুবার চাপা")
    now = timezone.now()
    key = form.idempotency_keys(now)[0]

    assert form.device_token(key) == submission(form.article, body="দুবার চাপা").device_token(key)
    assert form.device_token(key) != submission(form.article, address="203.0.113.8").device_token(
        key
    )


# --- Limits ----------------------------------------------------------------------------------


def test_third_comment_of_a_device_in_a_minute_waits_and_is_welcome_afterwards():
    article = make_story()
    start = timezone.now()
    send(article, device="d1")
    send(article, device="d1")

    outcome = send(article, device="d1")
    assert (outcome.comment, codes(outcome)) == (None, ["too_fast"])
    assert outcome.verdict.blocks[0].detail == "60"

    with time_machine.travel(start + dt.timedelta(seconds=90)):
        assert send(article, device="d1").comment is not None


def test_eleventh_comment_of_a_device_in_an_hour_waits():
    article = make_story()
    start = timezone.now()
    for number in range(10):
        with time_machine.travel(start + dt.timedelta(minutes=5 * number)):
            assert send(article, device="d1").comment is not None

    with time_machine.travel(start + dt.timedelta(minutes=52)):
        outcome = send(article, device="d1")

    assert outcome.verdict.blocks[0].detail == "3600"


def test_thirty_readers_behind_one_carrier_in_ten_minutes_are_not_blocked():
    article = make_story()
    start = timezone.now()

    for number in range(30):
        with time_machine.travel(start + dt.timedelta(seconds=20 * number)):
            outcome = send(article, device=f"d{number}", address=f"203.0.113.{number}")
            assert outcome.comment is not None


def test_flood_from_one_prefix_waits_whatever_cookies_it_drops():
    article = make_story()
    for number in range(20):
        send(article, address=f"203.0.113.{number}")

    assert codes(send(article, address="203.0.113.200")) == ["too_fast"]
    assert send(article, address="203.0.114.1").comment is not None


def test_sender_that_hides_where_it_comes_from_has_a_stricter_limit():
    article = make_story()
    for _each in range(5):
        assert send(article, is_foreign=None).comment is not None

    assert codes(send(article, is_foreign=None)) == ["too_fast"]
    assert send(article, is_foreign=False).comment is not None


def test_one_email_from_many_places_waits_after_three_in_a_minute():
    article = make_story()
    for number in range(3):
        send(article, email="a@example.com", address=f"203.0.{number}.1")

    assert codes(send(article, email="A@EXAMPLE.COM", address="203.0.9.1")) == ["too_fast"]


def test_replay_is_answered_even_when_the_limit_is_reached():
    article = make_story()
    first = send(article, device="d1", key="k1", body="এক")
    send(article, device="d1", key="k2", body="দুই")

    again = send(article, device="d1", key="k1", body="এক")

    assert again.comment.pk == first.comment.pk


# --- The same text ---------------------------------------------------------------------------


def test_readers_own_words_again_are_refused_under_any_story_and_in_any_punctuation():
    send(make_story(), device="d1", body="একদম ঠিক কথা!")

    assert codes(send(make_story(), device="d1", body="একদম  ঠিক, কথা")) == ["repeated"]


def test_same_text_from_three_devices_in_an_hour_is_held():
    article = make_story()
    for number in range(3):
        known_device(f"d{number}")

    held = [
        send(
            article, device=f"d{number}", body="এই পণ্য কিনুন", address=f"203.0.{number}.1"
        ).comment.status
        for number in range(3)
    ]

    assert held == [Status.PUBLISHED, Status.PUBLISHED, Status.WITHHELD]


def test_same_text_from_three_new_devices_is_held_each_time():
    article = make_story()

    statuses = {
        send(article, body="এই পণ্য কিনুন", address=f"203.0.{number}.1").comment.is_waiting
        for number in range(3)
    }

    assert statuses == {True}


def test_emoji_alone_is_held_not_blocked():
    comment = send(make_story(), body="👍👍").comment

    assert comment.is_waiting
    assert comment.body == "👍👍"
