"""What leaves the paper: erased on demand, emptied and purged in time; no thread loses its shape."""

import datetime as dt

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from comments.models import (
    Ban,
    Comment,
    Commenter,
    CommentRevision,
    ModerationAction,
    ReplySubscription,
    Report,
    Standing,
    Status,
)
from comments.moderation import (
    ForbiddenTransition,
    NotAllowed,
    delete,
    empty_deleted,
    erase,
    erase_for_owner,
    erase_reader,
    purge,
    report,
)
from comments.tests.factories import (
    known_device,
    make_comment,
    make_moderator,
    make_story,
    send,
)
from comments.tests.loading import recount_commenters

pytestmark = pytest.mark.django_db
NOW = timezone.now()
BAIT = "টোপ-রাহেলা"


@pytest.fixture
def officer():
    """Return somebody who may erase readers' data."""
    user = make_moderator("officer")
    user.user_permissions.add(Permission.objects.get(codename="erase_commenter"))
    return type(user).objects.get(pk=user.pk)


def days_ago(days):
    return NOW - dt.timedelta(days=days)


def test_erased_comment_holds_nothing_of_a_person_and_keeps_its_place(client, officer):
    story = make_story()
    known_device()
    comment = send(
        story, device="known", name=BAIT, body=f"{BAIT} লিখেছেন", email="bait@example.com"
    ).comment
    answer = make_comment(story, parent=comment, body="উত্তর থাকছে")
    report(comment.pk, reporter=b"r" * 16, network="203.0.113.0/24", reason="abuse", note=BAIT)
    ReplySubscription.objects.create(comment=comment, email="bait@example.com", email_key=b"k" * 16)
    ModerationAction.objects.create(
        comment=comment, revision=1, to_status=comment.status, event="hold", note=BAIT
    )

    erase(comment.pk, actor=officer)

    stored = Comment.objects.get(pk=comment.pk)
    kept = {
        field.name: getattr(stored, field.attname)
        for field in Comment._meta.concrete_fields
        if field.name not in {"id", "article", "path", "created_at", "status_at"}
    }
    assert "টোপ" not in str(kept)
    assert "bait" not in str(kept)
    assert [kept[name] for name in ("email_key", "ip_hash", "ip_prefix", "identity")] == [None] * 4
    assert kept["status"] == Status.ERASED
    assert not CommentRevision.objects.filter(comment=comment).exists()
    assert not Report.objects.exists()
    assert not ReplySubscription.objects.exists()
    assert set(ModerationAction.objects.values_list("note", flat=True)) == {""}
    page = client.get(reverse("comments:thread", args=[story.pk])).content.decode()
    feed = client.get(reverse("comments:feed")).content.decode()
    assert BAIT not in page + feed
    assert "উত্তর থাকছে" in page
    assert page.count('class="comment tombstone"') == 1
    answer.refresh_from_db()
    assert answer.path.startswith(stored.path)


def test_reader_is_known_by_nothing_that_only_the_erased_comment_told(officer):
    story = make_story()
    first = send(story, device="known", name=BAIT, email="bait@example.com").comment
    reader = first.identity
    second = send(story, device="known", name="রাহি").comment
    other = send(story, device="other", name=BAIT, email="other@example.com").comment.identity
    Commenter.objects.filter(pk=reader.pk).update(
        name_last=BAIT, standing="premod", note=f"{BAIT} বলেন"
    )

    erase(first.pk, actor=officer)

    reader.refresh_from_db()
    assert (reader.name_last, reader.email, reader.note) == ("রাহি", "", f"{BAIT} বলেন")

    erase(second.pk, actor=officer)

    reader.refresh_from_db()
    assert (reader.name_last, reader.email, reader.note) == ("", "", "")
    assert (reader.standing, reader.devices.count()) == ("premod", 1)
    other.refresh_from_db()
    assert (other.name_last, other.email) == (BAIT, "other@example.com")


def test_proven_address_stays_when_one_comment_is_erased(officer):
    reader = known_device(email_proven="bait@example.com", email="bait@example.com")
    comment = send(make_story(), device="known", email="bait@example.com").comment

    erase(comment.pk, actor=officer)

    reader.refresh_from_db()
    assert (reader.email_proven, reader.email) == ("bait@example.com", "bait@example.com")


def test_erasing_takes_the_comment_off_every_counter(officer):
    story = make_story()
    device = known_device()
    comment = make_comment(story, identity=device)
    recount_commenters()

    erase(comment.pk, actor=officer)

    story.refresh_from_db()
    device.refresh_from_db()
    assert (story.comment_count, device.approved_n) == (0, 0)


def test_comment_is_erased_once(officer):
    comment = make_comment(make_story())
    erase(comment.pk, actor=officer)

    with pytest.raises(ForbiddenTransition):
        erase(comment.pk, actor=officer)

    assert erase_for_owner([comment.pk]) == 0
    assert ModerationAction.objects.filter(event="erase").count() == 1


def test_moderator_without_the_right_erases_nothing():
    comment = make_comment(make_story(), name=BAIT)

    for actor in (make_moderator(), None):
        with pytest.raises(NotAllowed):
            erase(comment.pk, actor=actor)

    comment.refresh_from_db()
    assert comment.author_name == BAIT


@pytest.mark.parametrize(
    ("status", "days", "goes"),
    [
        (Status.SPAM, 31, True), (Status.SPAM, 29, False),
        (Status.REJECTED, 181, True), (Status.REJECTED, 179, False),
        (Status.DELETED_AUTHOR, 31, True), (Status.ERASED, 31, True), (Status.ERASED, 29, False),
        (Status.PREMOD, 900, False), (Status.WITHHELD, 900, False),
        (Status.PUBLISHED, 900, False), (Status.APPROVED, 900, False),
    ],
)  # fmt: skip
def test_purge_takes_what_was_turned_down_long_ago_and_nothing_else(status, days, goes):
    comment = make_comment(make_story(), status=status, status_at=days_ago(days))

    assert purge(NOW) == goes
    assert purge(NOW) == 0
    assert Comment.objects.filter(pk=comment.pk).exists() != goes


def test_purge_leaves_a_row_with_anything_below_it_until_that_has_gone():
    story = make_story()
    spam = make_comment(story, status=Status.SPAM, status_at=days_ago(90))
    waiting = make_comment(story, parent=spam, status=Status.WITHHELD)

    kept = purge(NOW)
    Comment.objects.filter(pk=waiting.pk).update(status=Status.SPAM, status_at=days_ago(60))
    gone = purge(NOW)

    assert (kept, gone) == (0, 2)
    assert not Comment.objects.exists()


def test_purged_answer_leaves_the_counters_above_it_right():
    story = make_story()
    device = known_device(approved_n=0)
    root = make_comment(story)
    make_comment(story, parent=root, status=Status.SPAM, status_at=days_ago(40), identity=device)
    recount_commenters()

    purge(NOW)

    root.refresh_from_db()
    device.refresh_from_db()
    assert (root.reply_count, root.visible_reply_count, device.spam_n) == (0, 0, 0)


def test_purge_takes_the_undone_acts_of_a_comment_along():
    comment = make_comment(make_story(), status=Status.SPAM, status_at=days_ago(40))
    first = ModerationAction.objects.create(
        comment=comment, revision=1, from_status=1, to_status=6, event="spam"
    )
    ModerationAction.objects.create(
        comment=comment, revision=1, from_status=6, to_status=1, event="undo", undo_of=first
    )

    assert purge(NOW) == 1
    assert not ModerationAction.objects.exists()


def test_words_of_a_deleted_comment_go_after_thirty_days():
    story = make_story()
    device = known_device()
    comment = send(story, device="known", body=f"{BAIT} নিজের কথা").comment
    make_comment(story, parent=comment)
    delete(comment.pk, commenter=device)

    early = empty_deleted(NOW + dt.timedelta(days=29))
    late = empty_deleted(NOW + dt.timedelta(days=31))
    again = empty_deleted(NOW + dt.timedelta(days=31))

    comment.refresh_from_db()
    assert (early, late, again) == (0, 1, 0)
    assert (comment.body, comment.body_html, comment.status) == ("", "", Status.DELETED_AUTHOR)
    assert list(comment.revisions.values_list("body", flat=True)) == [""]


def test_erasing_a_banned_reader_on_demand_does_not_lift_the_ban(officer):
    story = make_story()
    banned = known_device(email_proven="bait@example.com", standing=Standing.BANNED)
    make_comment(story, identity=banned, name=BAIT)
    known_device("new")

    erased = erase_reader(banned.pk, actor=officer)
    again = send(story, device="new", email="bait@example.com").comment

    assert erased == 1
    assert not Commenter.objects.filter(pk=banned.pk).exists()
    assert again.status == Status.SPAM
    assert BAIT not in str(list(Ban.objects.values()))
