"""Acts on many, and taking back: one batch, ten minutes, by who did it, where nothing came after."""

import datetime as dt
from uuid import uuid4

import pytest
from django.utils import timezone

from articles.models import Article, Category, SectionRight
from comments.models import (
    Comment,
    Commenter,
    Event,
    ModerationAction,
    RejectReason,
    Report,
    Status,
    WordEntry,
    WordList,
)
from comments.moderation import (
    MissingReason,
    ModerationError,
    NotAllowed,
    Seen,
    bulk,
    report,
    transition,
    undo,
)
from comments.moderation.table import MODERATORS
from comments.tests.factories import (
    known_device,
    make_comment,
    make_moderator,
    make_story,
    send,
)
from comments.tests.loading import recount_commenters

pytestmark = pytest.mark.django_db
LONG_AGO = timezone.now() - dt.timedelta(days=2)


def seen(*comments):
    """Return the comments as they stand on the screen now."""
    return [Seen(*row) for row in Comment.objects.filter(
        pk__in=[comment.pk for comment in comments]
    ).order_by("pk").values_list("pk", "version", "revision")]  # fmt: skip


def act(event, *comments, actor, **fields):
    return bulk(
        seen(*comments), event, actor=actor, reason=fields.pop("reason", RejectReason.ABUSE), **fields
    )  # fmt: skip


def state(article):
    """Return all that an act may move."""
    article.refresh_from_db()
    comments = Comment.objects.filter(article=article).order_by("pk")
    return (
        article.comment_count,
        list(comments.values_list(
            "pk", "status", "published_at", "visible_reply_count", "reply_count", "report_count", "featured_at",
        )),
        list(Commenter.objects.order_by("pk").values_list("approved_n", "rejected_n", "spam_n")),
        list(WordEntry.objects.values_list("hits", "false_holds")),
        list(Report.objects.order_by("pk").values_list("state", "decided_by")),
    )  # fmt: skip


@pytest.mark.parametrize(("status", "event"), sorted(MODERATORS))
def test_undo_leads_back_to_where_every_act_began(status, event):
    article, moderator = make_story(), make_moderator()
    device = known_device()
    root = make_comment(article)
    is_best = event == Event.UNFEATURE
    comment = make_comment(
        article, status=status, parent=root, identity=device, created_at=LONG_AGO,
        featured_at=LONG_AGO if is_best else None,
    )  # fmt: skip
    make_comment(article, parent=comment)
    if (status, event) == (Status.APPROVED, Event.APPROVE):  # reports are dismissed
        report(comment.pk, reporter=b"a" * 16, network="203.0.113.0/24", reason="abuse")
    recount_commenters()
    before = state(article)

    done = act(event, comment, actor=moderator)
    changed = state(article)
    undone = undo(done.batch, actor=moderator)

    assert not done.failed
    assert not undone.failed
    assert changed != before
    after = state(article)
    if is_best:  # featured again, at the moment of the undo
        assert after[1][1][-1] is not None
        return
    assert after == before
    rows = ModerationAction.objects.filter(comment=comment).order_by("pk")
    assert list(rows.values_list("event", "from_status", "to_status")) == [
        (event, status, MODERATORS[status, event]),
        ("undo", MODERATORS[status, event], status),
    ]
    assert rows[1].undo_of == rows[0]


def test_undone_approval_of_a_listed_word_is_no_false_hold():
    article, moderator = make_story(), make_moderator()
    words = WordList.objects.create(name="গালি", action=WordList.Action.HOLD)
    entry = WordEntry.objects.create(word_list=words, text="হারামি")
    comment = send(article, body="সে একটা হারামি লোক").comment

    def false_holds():
        entry.refresh_from_db()
        return entry.false_holds

    first = act(Event.APPROVE, comment, actor=moderator)
    after_first = false_holds()
    undo(first.batch, actor=moderator)
    after_undo = false_holds()
    act(Event.APPROVE, comment, actor=moderator)

    assert (after_first, after_undo, false_holds()) == (1, 0, 1)


def test_undo_opens_again_the_reports_that_the_act_had_closed():
    article, moderator = make_story(), make_moderator()
    comment = make_comment(article, status=Status.PUBLISHED)
    for reporter in (b"a" * 16, b"b" * 16):
        report(comment.pk, reporter=reporter, network="203.0.113.0/24", reason="abuse")

    done = act(Event.REJECT, comment, actor=moderator)
    closed = Report.objects.filter(state=Report.State.UPHELD).count()
    undo(done.batch, actor=moderator)

    comment.refresh_from_db()
    assert closed == 2
    assert comment.report_count == 2
    assert Report.objects.filter(state=Report.State.OPEN, decided_by=None).count() == 2


def test_undo_is_refused_after_ten_minutes():
    article, moderator = make_story(), make_moderator()
    comment = make_comment(article, status=Status.PREMOD)
    done = act(Event.APPROVE, comment, actor=moderator)

    late = undo(done.batch, actor=moderator, now=timezone.now() + dt.timedelta(minutes=10))

    comment.refresh_from_db()
    assert [pk for pk, _why in late.failed] == [comment.pk]
    assert comment.status == Status.APPROVED


def test_undo_is_refused_to_another_moderator():
    comment = make_comment(make_story(), status=Status.PREMOD)
    done = act(Event.APPROVE, comment, actor=make_moderator())

    refused = undo(done.batch, actor=make_moderator("second"))

    comment.refresh_from_db()
    assert [pk for pk, _why in refused.failed] == [comment.pk]
    assert comment.status == Status.APPROVED


def test_undo_is_refused_after_another_act():
    comment = make_comment(make_story(), status=Status.PREMOD)
    first, second = make_moderator(), make_moderator("second")
    done = act(Event.APPROVE, comment, actor=first)
    act(Event.REJECT, comment, actor=second)

    refused = undo(done.batch, actor=first)

    comment.refresh_from_db()
    assert [pk for pk, _why in refused.failed] == [comment.pk]
    assert comment.status == Status.REJECTED


def test_undo_happens_once():
    article, moderator = make_story(), make_moderator()
    comment = make_comment(article, status=Status.PREMOD)
    done = act(Event.APPROVE, comment, actor=moderator)
    undo(done.batch, actor=moderator)

    again = undo(done.batch, actor=moderator)

    comment.refresh_from_db()
    assert len(again.failed) == 1
    assert comment.status == Status.PREMOD
    assert ModerationAction.objects.filter(event=Event.UNDO).count() == 1


def test_undo_of_an_unknown_batch_does_nothing():
    done = undo(uuid4(), actor=make_moderator())

    assert (done.comments, done.failed) == ([], [])


def test_comment_that_was_rejected_and_restored_keeps_its_place_in_the_feed():
    article, moderator = make_story(), make_moderator()
    comment = send(article).comment
    act(Event.APPROVE, comment, actor=moderator)
    comment.refresh_from_db()
    first_seen = comment.published_at
    act(Event.REJECT, comment, actor=moderator)

    act(Event.RESTORE, comment, actor=moderator)

    comment.refresh_from_db()
    assert abs(comment.published_at - first_seen) < dt.timedelta(seconds=1)


def test_hundred_with_three_stale_ones_are_ninety_seven_done_and_three_named():
    article, moderator = make_story(), make_moderator()
    comments = [make_comment_row(article) for _each in range(100)]
    on_screen = seen(*comments)
    for stale in comments[:3]:
        transition(stale.pk, Event.APPROVE, actor=moderator, version=1, revision=1)

    done = bulk(on_screen, Event.SPAM, actor=moderator)

    assert len(done.comments) == 97
    assert [pk for pk, _why in done.failed] == [comment.pk for comment in comments[:3]]
    assert Comment.objects.filter(status=Status.SPAM).count() == 97
    assert ModerationAction.objects.filter(batch=done.batch).count() == 97
    article.refresh_from_db()
    assert article.comment_count == 3


def make_comment_row(article):
    """Return a waiting comment as a reader of its own would have sent it, without counting the thread anew."""
    return send(article, address=f"203.0.{Comment.objects.count() % 250}.9").comment


def test_more_than_a_hundred_at_once_are_refused_whole():
    moderator = make_moderator()
    comment = make_comment(make_story(), status=Status.PREMOD)

    with pytest.raises(ModerationError):
        bulk(seen(comment) * 101, Event.APPROVE, actor=moderator)

    comment.refresh_from_db()
    assert comment.status == Status.PREMOD


def test_bulk_rejection_without_a_reason_does_nothing():
    comment = make_comment(make_story(), status=Status.PREMOD)

    with pytest.raises(MissingReason):
        bulk(seen(comment), Event.REJECT, actor=make_moderator())

    comment.refresh_from_db()
    assert comment.status == Status.PREMOD


def test_hiding_with_its_answers_holds_every_visible_one_and_one_undo_brings_them_back():
    article, moderator = make_story(), make_moderator()
    root = make_comment(article)
    answer = make_comment(article, parent=root)
    deeper = make_comment(article, parent=answer)
    spam = make_comment(article, parent=root, status=Status.SPAM)
    neighbour = make_comment(article)
    before = state(article)

    done = act(Event.REJECT, root, actor=moderator, with_replies=True)
    hidden = dict(Comment.objects.values_list("pk", "status"))
    undo(done.batch, actor=moderator)

    assert hidden == {
        root.pk: Status.REJECTED,
        answer.pk: Status.WITHHELD,
        deeper.pk: Status.WITHHELD,
        spam.pk: Status.SPAM,
        neighbour.pk: Status.APPROVED,
    }
    assert state(article) == before


def test_moderator_of_one_section_can_do_nothing_in_another():
    own_story = make_story()
    sport = Category.objects.create(name="খেলা", slug="sport", path="sport")
    other_story = make_story(category=sport, headline="গোপন টোপ")
    moderator = make_moderator()
    SectionRight.objects.create(user=moderator, category=own_story.category)
    own = make_comment(own_story, status=Status.PREMOD)
    other = make_comment(other_story, status=Status.PREMOD)

    done = act(Event.APPROVE, own, other, actor=moderator)

    assert [comment.pk for comment in done.comments] == [own.pk]
    assert [pk for pk, _why in done.failed] == [other.pk]
    with pytest.raises(NotAllowed):
        transition(other.pk, Event.APPROVE, actor=moderator, version=1, revision=1)
    other.refresh_from_db()
    assert other.status == Status.PREMOD


def test_undo_is_refused_in_a_section_that_was_taken_away_meanwhile():
    story = make_story()
    sport = Category.objects.create(name="খেলা", slug="sport", path="sport")
    moderator = make_moderator()
    comment = make_comment(story, status=Status.PREMOD)
    done = act(Event.APPROVE, comment, actor=moderator)
    SectionRight.objects.create(user=moderator, category=sport)
    again = type(moderator).objects.get(pk=moderator.pk)

    refused = undo(done.batch, actor=again)

    comment.refresh_from_db()
    assert [pk for pk, _why in refused.failed] == [comment.pk]
    assert comment.status == Status.APPROVED


def test_best_comment_gives_the_conversation_another_version():
    article, moderator = make_story(), make_moderator()
    comment = make_comment(article)
    article.refresh_from_db()
    version = article.comments_version

    act(Event.FEATURE, comment, actor=moderator)

    comment.refresh_from_db()
    assert comment.featured_by == moderator
    assert Article.objects.get(pk=article.pk).comments_version == version + 1
