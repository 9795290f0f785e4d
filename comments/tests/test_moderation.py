"""Every change of a comment's status: the table, the rights, the counters, the audit."""

import datetime as dt

import pytest
from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction

from comments.models import (
    AppendOnly,
    Comment,
    Event,
    ModerationAction,
    RejectReason,
    Status,
)
from comments.moderation import (
    TRANSITIONS,
    Conflict,
    ForbiddenTransition,
    MissingReason,
    NotAllowed,
    Refused,
    possible,
    reply_as_staff,
    transition,
)
from comments.tests.factories import known_device, make_comment, make_moderator, make_story, send

pytestmark = pytest.mark.django_db

P, W, PUB, A, R, S, D, E = (
    Status.PREMOD, Status.WITHHELD, Status.PUBLISHED, Status.APPROVED, Status.REJECTED, Status.SPAM,
    Status.DELETED_AUTHOR, Status.ERASED,
)  # fmt: skip
# Written out by hand from comments.md 2.2, so that a slip in the table shows.
EXPECTED = {
    (P, "approve"): A, (W, "approve"): A, (PUB, "approve"): A,
    (P, "reject"): R, (W, "reject"): R, (PUB, "reject"): R, (A, "reject"): R,
    (P, "spam"): S, (W, "spam"): S, (PUB, "spam"): S, (A, "spam"): S, (R, "spam"): S,
    (PUB, "hold"): W, (A, "hold"): W,
    (S, "restore"): A, (R, "restore"): A,
    (A, "feature"): A,
}  # fmt: skip
OF_OTHERS = {
    (A, "unfeature"): A,  # once it is featured
    (A, "approve"): A,  # while readers report it
    (PUB, "report"): W, (A, "report"): A,
    (P, "delete"): D, (W, "delete"): D, (PUB, "delete"): D, (A, "delete"): D,
    (P, "erase"): E, (W, "erase"): E, (PUB, "erase"): E, (A, "erase"): E, (R, "erase"): E,
    (S, "erase"): E, (D, "erase"): E,
}  # fmt: skip
EVERY_PAIR = [(status, event) for status in Status for event in Event]


def act(comment, event, actor, **fields):
    seen = {"version": comment.version, "revision": comment.revision, **fields}
    if event == Event.REJECT:
        seen.setdefault("reason", RejectReason.OFF_TOPIC)
    return transition(comment.pk, event, actor=actor, **seen)


def test_table_is_the_one_of_the_design():
    assert TRANSITIONS == {**EXPECTED, **OF_OTHERS}


@pytest.mark.parametrize(("status", "event"), EVERY_PAIR)
def test_every_listed_move_writes_one_audit_row_and_every_other_is_forbidden(status, event):
    comment = make_comment(make_story(), status=status)
    moderator = make_moderator()
    after = EXPECTED.get((status, event))

    if after is None:
        with pytest.raises(ForbiddenTransition):
            act(comment, event, moderator)
    else:
        act(comment, event, moderator)

    comment.refresh_from_db()
    assert comment.status == (after or status)
    assert comment.version == (2 if after else 1)
    acts = list(ModerationAction.objects.values_list("actor", "from_status", "to_status", "event"))
    assert acts == ([(moderator.pk, status, after, event)] if after else [])


@pytest.mark.parametrize(("status", "event"), sorted(EXPECTED))
def test_every_move_leaves_all_counters_equal_to_the_rows(status, event):
    article = make_story()
    device = known_device(approved_n=0)
    root = make_comment(article)
    middle = make_comment(article, status=status, parent=root, identity=device)
    make_comment(article, parent=middle)
    type(device).objects.filter(pk=device.pk).update(
        approved_n=status == A, rejected_n=status == R, spam_n=status == S
    )

    act(middle, event, make_moderator())

    middle.refresh_from_db()
    assert_counters_are_exact(article)
    device.refresh_from_db()
    assert (device.approved_n, device.rejected_n, device.spam_n) == (
        middle.status == A, middle.status == R, middle.status == S,
    )  # fmt: skip


def assert_counters_are_exact(article):
    """Compare every counter with a plain walk over the rows."""
    rows = {row.pk: row for row in Comment.objects.filter(article=article)}
    for row in rows.values():
        below = [
            other for other in rows.values()
            if other.parent_id == row.pk or (other.pk != row.pk and other.path.startswith(row.path))
        ]  # fmt: skip
        assert row.reply_count == len(below)
        assert row.visible_reply_count == sum(other.is_visible for other in below)
    article.refresh_from_db()
    assert article.comment_count == sum(row.is_visible for row in rows.values())


def test_version_of_the_conversation_moves_only_when_readers_see_a_change():
    article = make_story()
    published = make_comment(article, status=PUB)
    waiting = make_comment(article, status=P)
    article.refresh_from_db()
    before = article.comments_version

    act(published, "approve", make_moderator())
    act(waiting, "spam", make_moderator("second"))
    article.refresh_from_db()
    assert article.comments_version == before

    act(Comment.objects.get(pk=published.pk), "hold", make_moderator("third"))
    article.refresh_from_db()
    assert article.comments_version == before + 1


@pytest.mark.parametrize("role", ["anonymous", "reader", "reporter", "inactive"])
def test_nobody_without_the_right_moves_or_answers_a_comment(role):
    from django.contrib.auth.models import AnonymousUser

    comment = make_comment(make_story())
    people = get_user_model().objects
    actor = {
        "anonymous": AnonymousUser,
        "reader": lambda: people.create_user("reader"),
        "reporter": lambda: people.create_user("reporter", is_staff=True),
        "inactive": lambda: make_moderator(is_active=False),
    }[role]()

    with pytest.raises(NotAllowed):
        act(comment, "hold", actor)
    with pytest.raises(NotAllowed):
        reply_as_staff(comment.pk, "জবাব", actor=actor, name="ডেস্ক", version=1, revision=1)

    comment.refresh_from_db()
    assert comment.status == Status.APPROVED
    assert Comment.objects.count() == 1


def test_a_rejection_names_its_reason():
    comment = make_comment(make_story())
    moderator = make_moderator()

    with pytest.raises(MissingReason):
        act(comment, "reject", moderator, reason="")
    with pytest.raises(MissingReason):
        act(comment, "reject", moderator, reason="<script>")
    act(comment, "reject", moderator, reason="abuse", note="পরে দেখা হবে")

    action = ModerationAction.objects.get()
    assert (action.reason_code, action.note) == ("abuse", "পরে দেখা হবে")


def test_a_moderator_who_looked_at_an_older_version_gets_a_conflict_that_says_who_was_faster():
    comment = make_comment(make_story(), status=P)
    first = make_moderator("first", display_name="তানিয়া")
    act(comment, "approve", first)

    with pytest.raises(Conflict, match="তানিয়া"):
        act(comment, "reject", make_moderator("second"))

    comment.refresh_from_db()
    assert comment.status == Status.APPROVED
    assert ModerationAction.objects.count() == 1


def test_approving_revision_one_while_revision_two_exists_publishes_nothing():
    comment = make_comment(make_story(), status=P)
    Comment.objects.filter(pk=comment.pk).update(revision=2)

    with pytest.raises(Conflict):
        act(comment, "approve", make_moderator())

    comment.refresh_from_db()
    assert comment.is_waiting
    assert ModerationAction.objects.count() == 0


def test_an_unknown_event_and_an_unknown_comment_are_refused():
    moderator = make_moderator()
    comment = make_comment(make_story())

    with pytest.raises(ValueError, match="publish"):
        act(comment, "publish", moderator)
    with pytest.raises(Comment.DoesNotExist):
        transition(987654, "approve", actor=moderator, version=1, revision=1)


def test_messages_for_moderators_are_in_bangla(settings):
    comment = make_comment(make_story(), status=Status.ERASED)

    with pytest.raises(ForbiddenTransition) as caught:
        act(comment, "approve", make_moderator())

    assert any("\u0980" <= sign <= "\u09ff" for sign in str(caught.value))
    assert not any(sign.isascii() and sign.isalpha() for sign in str(caught.value))


def test_buttons_are_the_moves_of_the_table():
    comment = make_comment(make_story(), status=A)

    assert possible(comment) == [Event.REJECT, Event.SPAM, Event.HOLD, Event.FEATURE]


def test_audit_cannot_be_changed_or_deleted():
    comment = make_comment(make_story(), status=P)
    act(comment, "approve", make_moderator())
    action = ModerationAction.objects.get()

    for forbidden in (
        action.save,
        action.delete,
        lambda: ModerationAction.objects.update(note="x"),
        lambda: ModerationAction.objects.all().delete(),
    ):
        with pytest.raises(AppendOnly):
            forbidden()
    assert ModerationAction.objects.get().note == ""


def test_database_refuses_a_visible_comment_without_its_time_and_a_reply_without_its_root():
    comment = make_comment(make_story())

    for wrong in (
        {"published_at": None},
        {"status": P},
        {"depth": 7},
        {"parent": comment.pk},
        {"status": 9},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Comment.objects.filter(pk=comment.pk).update(**wrong)


def test_story_that_goes_takes_its_conversation_with_it_even_the_audit():
    article = make_story()
    comment = make_comment(article, status=P)
    act(comment, "approve", make_moderator())
    make_comment(article, parent=comment)

    article.delete()

    assert (Comment.objects.count(), ModerationAction.objects.count()) == (0, 0)


def test_withdrawn_story_keeps_the_statuses_of_its_comments():
    article = make_story()
    comment = make_comment(article)

    type(article).objects.filter(pk=article.pk).update(live_from=None, state="withdrawn")

    comment.refresh_from_db()
    assert comment.status == Status.APPROVED


def answer(comment, text="আমরা খোঁজ নিচ্ছি।", **fields):
    values = {
        "actor": None,
        "name": "সংবাদঘর ডেস্ক",
        "version": comment.version,
        "revision": 1,
        **fields,
    }
    return reply_as_staff(comment.pk, text, **values)


def test_answer_of_the_desk_is_approved_at_once_and_counted():
    article = make_story()
    comment = make_comment(article)
    moderator = make_moderator()

    reply = answer(comment, actor=moderator)

    assert (reply.status, reply.is_staff_reply, reply.author_user) == (A, True, moderator)
    assert reply.ip_hash is None
    assert reply.root_id == comment.pk
    assert_counters_are_exact(article)
    assert ModerationAction.objects.get().actor == moderator


def test_answer_of_the_desk_may_come_after_the_window_and_carry_links():
    article = make_story(live_from=make_story().live_from - dt.timedelta(days=90))
    comment = make_comment(article)

    reply = answer(comment, "বিস্তারিত https://example.org/notice পাতায়।", actor=make_moderator())

    assert reply.is_visible
    assert [reason["code"] for reason in reply.reasons] == ["link"]


def test_answer_of_the_desk_sent_twice_is_one():
    comment = make_comment(make_story())
    moderator = make_moderator()

    first = answer(comment, actor=moderator, key="form-1")
    second = answer(comment, actor=moderator, key="form-1")

    assert first.pk == second.pk
    assert Comment.objects.count() == 2


def test_hidden_comment_is_approved_before_it_is_answered():
    comment = make_comment(make_story(), status=P)

    with pytest.raises(ForbiddenTransition):
        answer(comment, actor=make_moderator())


def test_answer_of_the_desk_has_the_shape_of_a_comment():
    comment = make_comment(make_story())

    with pytest.raises(Refused) as caught:
        answer(comment, "  ", actor=make_moderator())

    assert [finding.code for finding in caught.value.verdict.blocks] == ["text_missing"]


def test_approval_earns_the_device_its_trust_and_hiding_takes_it_back():
    article = make_story()
    held = send(article, device="d1").comment
    moderator = make_moderator()

    approved = act(held, "approve", moderator)
    held.identity.refresh_from_db()
    assert held.identity.approved_n == 1

    act(approved, "spam", moderator)
    held.identity.refresh_from_db()
    assert (held.identity.approved_n, held.identity.spam_n) == (0, 1)
