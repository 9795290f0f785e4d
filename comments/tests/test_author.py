"""What a reader may still do with an own comment: change it for some minutes, delete it; and what becomes of it then."""

import datetime as dt

import pytest
from django.utils import timezone

from comments import policy, thread
from comments.models import (
    VISIBLE,
    Comment,
    Commenter,
    CommentPolicy,
    CommentRevision,
    Event,
    ModerationAction,
    Severity,
    Status,
)
from comments.moderation import (
    Conflict,
    ForbiddenTransition,
    ModerationError,
    NotAllowed,
    Refused,
    delete,
    edit,
    may_change,
    transition,
    undo,
)
from comments.moderation.table import status_after_edit
from comments.tests.factories import (
    known_device,
    make_comment,
    make_moderator,
    make_story,
    send,
    submission,
)
from comments.tests.test_moderation import assert_counters_are_exact
from comments.tests.test_thread import write

pytestmark = pytest.mark.django_db
NOW = timezone.now()
P, W, PUB, A, R, S = (
    Status.PREMOD, Status.WITHHELD, Status.PUBLISHED, Status.APPROVED, Status.REJECTED, Status.SPAM,
)  # fmt: skip
OPEN = [P, W, PUB, A]
CLOSED = [status for status in Status if status not in OPEN]
LINK = "দেখুন https://example.com/a"


def reader(*, is_trusted=False, token="own"):
    if not is_trusted:
        return known_device(token)
    return known_device(
        token, approved_n=10, email_proven="t@example.com", created_at=NOW - dt.timedelta(days=30)
    )


def own(device, article=None, **fields):
    """A comment of this device, a minute old."""
    fields = {"created_at": NOW - dt.timedelta(minutes=1), "body": "আগের কথা", **fields}
    return make_comment(article or make_story(), identity=device, **fields)


def change(comment, device, body="নতুন কথা বলছি", now=NOW):
    return edit(
        comment.pk, submission(comment.article, body=body, device="own"), commenter=device, now=now
    )


def unchanged(comment):
    comment.refresh_from_db()
    return (comment.body, comment.revision, comment.edited_at) == ("আগের কথা", 1, None)


# --- Changing --------------------------------------------------------------------------------


def test_changed_comment_is_a_new_revision_with_its_old_one_kept():
    device = reader()
    comment = own(device, status=PUB)

    change(comment, device, "নতুন কথা\n\nদুই ভাগে")

    comment.refresh_from_db()
    assert (comment.status, comment.revision, comment.edited_at) == (PUB, 2, NOW)
    assert comment.body_html == "<p>নতুন কথা</p><p>দুই ভাগে</p>"
    assert list(CommentRevision.objects.filter(comment=comment).values_list("n", "body")) == [
        (2, "নতুন কথা\n\nদুই ভাগে")
    ]
    assert list(ModerationAction.objects.values_list("event", "actor", "from_status", "to_status")) == [
        ("edit", None, PUB, PUB)
    ]  # fmt: skip
    assert comment.published_at is not None


def test_changed_comment_is_marked_and_the_conversation_is_another_version():
    device, article = reader(), make_story()
    comment = own(device, article, status=PUB)
    article.refresh_from_db()
    version = article.comments_version
    assert "comment-edited" not in write(article, thread.first_page(article))

    change(comment, device)

    article.refresh_from_db()
    html = write(article, thread.first_page(article))
    assert article.comments_version == version + 1
    assert html.count('class="comment-edited"') == 1
    assert "নতুন কথা বলছি" in html
    assert "আগের কথা" not in html


EDITS = [
    (P, "নতুন কথা বলছি", False, P),
    (W, "নতুন কথা বলছি", False, W),
    (PUB, "নতুন কথা বলছি", False, PUB),
    (A, "নতুন কথা বলছি", False, P),
    (A, "নতুন কথা বলছি", True, PUB),
    (PUB, "নতুন কথা বলছি", True, PUB),
    (P, LINK, False, W),
    (PUB, LINK, False, W),
    (A, LINK, False, W),
    (PUB, LINK, True, PUB),
    (A, LINK, True, PUB),
]


@pytest.mark.parametrize(("before", "body", "is_trusted", "after"), EDITS)
def test_change_can_raise_a_finding_and_never_frees_a_held_comment(before, body, is_trusted, after):
    device = reader(is_trusted=is_trusted)
    article = make_story()
    root = make_comment(article)
    comment = own(device, article, status=before, parent=root)

    change(comment, device, body)

    comment.refresh_from_db()
    assert comment.status == after
    assert (comment.published_at is not None) == (after in VISIBLE)
    assert_counters_are_exact(article)


@pytest.mark.parametrize(
    ("severity", "after"),
    [(Severity.HOLD_CONTENT, W), (Severity.SPAM, S), (Severity.REJECT, R)],
)
@pytest.mark.parametrize("before", OPEN)
@pytest.mark.parametrize("is_trusted", [True, False])
def test_what_a_new_text_brings_holds_whoever_wrote_it(before, severity, after, is_trusted):
    assert status_after_edit(before, severity, is_trusted=is_trusted) == after


@pytest.mark.parametrize("before", [PUB, A])
def test_section_that_is_reviewed_first_holds_a_change_too(before):
    device, article = reader(), make_story()
    comment = own(device, article, status=before)
    CommentPolicy.objects.create(all_held=True)

    change(comment, device)

    comment.refresh_from_db()
    assert comment.status == P


def test_praise_of_the_desk_does_not_pass_to_other_words():
    device = reader()
    comment = own(device, status=A)
    transition(comment.pk, Event.FEATURE, actor=make_moderator(), version=1, revision=1)

    change(comment, device)
    comment.refresh_from_db()
    transition(
        comment.pk, Event.APPROVE, actor=make_moderator("second"), version=comment.version, revision=2
    )  # fmt: skip

    comment.refresh_from_db()
    assert (comment.status, comment.featured_at, comment.featured_by) == (A, None, None)


def test_moderator_cannot_approve_the_text_that_stood_there_before():
    device = reader()
    comment = own(device, status=P)
    change(comment, device)

    with pytest.raises(Conflict):
        transition(comment.pk, Event.APPROVE, actor=make_moderator(), version=1, revision=1)

    comment.refresh_from_db()
    assert comment.status == P


def test_act_on_the_former_text_is_not_undone_over_a_change():
    device = reader()
    comment = own(device, status=P)
    moderator = make_moderator()
    transition(comment.pk, Event.APPROVE, actor=moderator, version=1, revision=1)
    batch = ModerationAction.objects.get().batch

    change(comment, device)

    done = undo(batch, actor=moderator)
    assert (done.comments, len(done.failed)) == ([], 1)


def test_same_words_again_change_nothing():
    device = reader()
    comment = own(device, status=A)

    change(comment, device, "  আগের কথা\n")

    assert unchanged(comment)
    assert (comment.status, ModerationAction.objects.count()) == (A, 0)


@pytest.mark.parametrize("status", CLOSED)
def test_nothing_is_changed_that_was_taken_away(status):
    device = reader()
    comment = own(device, status=status)

    with pytest.raises(ForbiddenTransition):
        change(comment, device)

    assert unchanged(comment)


@pytest.mark.parametrize("status", OPEN)
def test_window_closes_after_its_minutes_to_the_second(status):
    device = reader()
    comment = own(device, status=status)
    end = comment.created_at + dt.timedelta(minutes=policy.EDIT_MINUTES)

    assert may_change(comment, policy.EDIT_MINUTES, end - dt.timedelta(seconds=1))
    with pytest.raises(ForbiddenTransition):
        change(comment, device, now=end)

    assert unchanged(comment)


def test_window_is_as_long_as_the_section_says():
    device, article = reader(), make_story()
    comment = own(device, article, created_at=NOW - dt.timedelta(minutes=20), status=PUB)
    CommentPolicy.objects.create(category=article.category, edit_minutes=30)

    change(comment, device)
    CommentPolicy.objects.update(edit_minutes=0)

    comment.refresh_from_db()
    assert comment.revision == 2
    with pytest.raises(ForbiddenTransition):
        change(comment, device, "আরও একবার")


@pytest.mark.parametrize("status", [PUB, A])
def test_nothing_is_changed_under_a_visible_answer(status):
    device, article = reader(), make_story()
    comment = own(device, article, status=PUB)
    make_comment(article, parent=comment, status=status)

    with pytest.raises(ForbiddenTransition):
        change(comment, device)

    assert unchanged(comment)


def test_answer_that_nobody_sees_yet_holds_up_no_change():
    device, article = reader(), make_story()
    comment = own(device, article, status=PUB)
    make_comment(article, parent=comment, status=P)

    assert change(comment, device).revision == 2


def test_comment_of_somebody_else_is_not_changed():
    device, other = reader(), known_device("other")
    comment = own(device, status=PUB)

    for stranger in (other, Commenter.objects.create()):
        with pytest.raises(NotAllowed):
            change(comment, stranger)

    assert unchanged(comment)


def test_comment_whose_reader_was_forgotten_is_nobodys():
    comment = own(None, status=PUB)

    with pytest.raises(NotAllowed):
        change(comment, reader())


@pytest.mark.parametrize(
    "body", ["", "ক", "ক" * 3_001, "কথা\n" * 70, "উল্টো \u202e কথা", "ক" + "\u0301" * 9]
)
def test_blocked_text_changes_nothing(body):
    device = reader()
    comment = own(device, status=PUB)

    with pytest.raises(Refused):
        change(comment, device, body)

    assert unchanged(comment)


def test_suspended_reader_changes_nothing():
    device = reader()
    comment = own(device, status=PUB)
    Commenter.objects.update(standing="suspended", standing_until=NOW + dt.timedelta(days=1))
    device.refresh_from_db()

    with pytest.raises(Refused):
        change(comment, device)

    assert unchanged(comment)


def test_comment_changed_ever_again_comes_to_an_end():
    device = reader()
    comment = own(device, status=P)

    for number in range(policy.REVISIONS - 1):
        change(comment, device, f"কথা নম্বর {number}")
    with pytest.raises(ForbiddenTransition):
        change(comment, device, "আরও একবার")

    comment.refresh_from_db()
    assert comment.revision == policy.REVISIONS


def test_own_words_of_before_are_no_repetition_and_changing_is_not_counted_as_writing():
    device, article = reader(), make_story()
    comment = own(device, article, status=P)

    for body in ("দ্বিতীয় কথা", "আগের কথা", "তৃতীয় কথা", "আগের কথা"):
        change(comment, device, body)

    comment.refresh_from_db()
    assert (comment.revision, comment.body) == (5, "আগের কথা")


# --- Deleting --------------------------------------------------------------------------------


@pytest.mark.parametrize("status", OPEN)
def test_own_comment_is_deleted_at_any_time_and_every_counter_is_right(status):
    device, article = reader(), make_story()
    root = make_comment(article)
    comment = own(
        device, article, status=status, parent=root, created_at=NOW - dt.timedelta(days=9)
    )
    Commenter.objects.update(approved_n=status == A)

    delete(comment.pk, commenter=device)

    comment.refresh_from_db()
    device.refresh_from_db()
    assert (comment.status, comment.published_at, device.approved_n) == (
        Status.DELETED_AUTHOR, None, 0,
    )  # fmt: skip
    assert list(ModerationAction.objects.values_list("event", "actor")) == [("delete", None)]
    assert_counters_are_exact(article)


def test_deleted_comment_with_a_visible_answer_is_a_tombstone_and_without_one_is_gone():
    device, article = reader(), make_story()
    answered, alone = own(device, article, name="গোপন নাম"), own(device, article)
    make_comment(article, parent=answered, body="জবাব থেকে যায়")
    Commenter.objects.update(approved_n=2)

    for comment in (answered, alone):
        delete(comment.pk, commenter=device)

    article.refresh_from_db()
    html = write(article, thread.first_page(article))
    assert f'<li class="comment tombstone" id="comment-{answered.pk}">' in html
    assert "জবাব থেকে যায়" in html
    assert f"comment-{alone.pk}" not in html
    assert "গোপন নাম" not in html
    assert "আগের কথা" not in html


def test_tombstones_of_every_kind_look_the_same():
    article, pages = make_story(), set()
    for status in CLOSED + [P, W]:
        hidden = make_comment(article, status=status, created_at=NOW)
        answer = make_comment(article, parent=hidden)
        article.refresh_from_db()
        page = thread.branch_page(article, answer.pk)
        html, _answers, _rest = write(article, page).partition('<ol class="comment-replies">')
        pages.add(html.replace(f"comment-{hidden.pk}", "comment-N"))

    assert len(pages) == 1


def test_comment_of_somebody_else_is_not_deleted():
    device, other = reader(), known_device("other")
    comment = own(device)

    for stranger in (other, Commenter.objects.create()):
        with pytest.raises(NotAllowed):
            delete(comment.pk, commenter=stranger)

    comment.refresh_from_db()
    assert comment.status == A


@pytest.mark.parametrize("status", [R, Status.DELETED_AUTHOR, Status.ERASED])
def test_what_was_turned_down_or_is_gone_is_not_deleted(status):
    device = reader()
    comment = own(device, status=status, initial_status=P)

    with pytest.raises(ForbiddenTransition):
        delete(comment.pk, commenter=device)

    comment.refresh_from_db()
    assert comment.status == status


def test_spam_whose_sender_deletes_it_stays_with_the_desk():
    device = reader()
    comment = own(device, status=S)

    delete(comment.pk, commenter=device)

    comment.refresh_from_db()
    assert (comment.status, comment.version) == (S, 1)
    assert list(ModerationAction.objects.values_list("event", "from_status", "to_status")) == [
        ("delete", S, S)
    ]


def test_deleted_comment_is_not_answered_any_more():
    device, article = reader(), make_story()
    comment = own(device, article)
    delete(comment.pk, commenter=device)

    outcome = send(article, parent=str(comment.pk))

    assert outcome.comment is None
    assert outcome.verdict.blocks[0].code == "parent_hidden"
    assert Comment.objects.count() == 1


def test_spam_that_its_writer_has_deleted_is_never_restored_nor_deleted_twice():
    story, device, moderator = make_story(), known_device(), make_moderator()
    spam = make_comment(story, status=Status.SPAM, identity=device)
    delete(spam.pk, commenter=device)

    with pytest.raises(ForbiddenTransition):
        transition(spam.pk, "restore", actor=moderator, version=1, revision=1)
    with pytest.raises(ForbiddenTransition):
        delete(spam.pk, commenter=device)

    spam.refresh_from_db()
    assert spam.status == Status.SPAM
    assert list(spam.actions.values_list("event", flat=True)) == ["delete"]


# --- At the same moment ---------------------------------------------------------------------


def test_change_and_approval_at_once_never_approve_words_that_nobody_read(together):
    device, article = reader(), make_story()
    moderator = make_moderator()
    comments = [own(device, article, status=P) for _each in range(6)]
    moment = NOW  # of which `own` takes off a minute

    def act(number):
        comment = comments[number // 2]
        try:
            if number % 2:
                return transition(comment.pk, Event.APPROVE, actor=moderator, version=1, revision=1)
            return change(comment, device, f"নতুন কথা {number}", now=moment)
        except ModerationError as error:
            return error

    together(act, threads=12)

    for comment in comments:
        comment.refresh_from_db()
        approved = comment.actions.filter(event=Event.APPROVE).values_list("revision", flat=True)
        assert set(approved) <= {1}
        assert comment.revision == 2
        assert comment.status == P
    assert_counters_are_exact(article)


def test_change_and_answer_at_once_never_put_other_words_under_an_answer(together):
    device, article = reader(), make_story()
    comments = [own(device, article, status=PUB) for _each in range(4)]
    for number in range(4):
        known_device(f"answers {number}")
    moment = NOW  # of which `own` takes off a minute

    def act(number):
        comment = comments[number // 2]
        if number % 2:
            return send(
                article, device=f"answers {number // 2}", parent=str(comment.pk),
                address=f"203.{number}.0.1", body=f"জবাব নম্বর {number}",
            )  # fmt: skip
        try:
            return change(comment, device, f"নতুন কথা {number}", now=moment)
        except ForbiddenTransition as error:
            return error

    results = together(act, threads=8)

    for number, comment in enumerate(comments):
        comment.refresh_from_db()
        answer, changed = comment.replies.get(), comment.actions.filter(event=Event.EDIT).first()
        assert isinstance(results[number * 2], ForbiddenTransition) == (changed is None)
        if changed is not None:
            assert changed.pk < answer.actions.get().pk
    assert_counters_are_exact(article)
