"""What happens when many act at the same moment, on a real database."""

import pytest

from articles.models import Article
from comments.models import Comment, Commenter, ModerationAction, Status
from comments.moderation import Conflict, reply_as_staff, transition
from comments.tests.factories import known_device, make_comment, make_moderator, make_story, send
from comments.tests.test_moderation import assert_counters_are_exact


@pytest.mark.parametrize(
    "form", [{"key": "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee"}, {}, {"device": "d1"}]
)
def test_eight_parallel_identical_forms_are_one_comment(together, form):
    article = make_story()

    outcomes = together(lambda _number: send(article, body="একই মুহূর্তে", **form), threads=8)

    assert len({outcome.comment.pk for outcome in outcomes}) == 1
    assert [outcome.is_replay for outcome in outcomes].count(False) == 1
    assert (
        Comment.objects.count(),
        Commenter.objects.count(),
        ModerationAction.objects.count(),
    ) == (1, 1, 1)


def test_fifty_parallel_answers_leave_exact_counters_and_unique_paths(together):
    article = make_story()
    parent = make_comment(article)
    deeper = make_comment(article, parent=parent)
    for number in range(50):
        known_device(f"d{number}")

    def answer(number):
        return send(
            article, device=f"d{number}", address=f"203.{number}.0.1",
            parent=str((parent, deeper)[number % 2].pk), body=f"জবাব {number}",
        )  # fmt: skip

    outcomes = together(answer, threads=50)

    assert {outcome.comment.status for outcome in outcomes} == {Status.PUBLISHED}
    assert_counters_are_exact(article)
    parent.refresh_from_db()
    assert parent.visible_reply_count == 51
    paths = list(Comment.objects.values_list("path", flat=True))
    assert len(set(paths)) == len(paths) == 52


def test_two_moderators_at_once_one_wins_and_the_other_is_told(together):
    article = make_story()
    comment = make_comment(article, status=Status.PREMOD)
    people = [make_moderator("first"), make_moderator("second")]

    def decide(number):
        event, reason = [("approve", ""), ("reject", "abuse")][number]
        return transition(
            comment.pk, event, actor=people[number], version=1, revision=1, reason=reason
        )

    results = together(decide, threads=2)

    losers = [result for result in results if isinstance(result, Conflict)]
    assert len(losers) == 1
    assert ModerationAction.objects.count() == 1
    comment.refresh_from_db()
    assert comment.version == 2
    assert comment.status in {Status.APPROVED, Status.REJECTED}
    assert_counters_are_exact(article)


def test_moderators_and_readers_in_one_thread_do_not_lock_each_other_out(together):
    article = make_story()
    device = known_device("d0", approved_n=2)
    root = make_comment(article, identity=device)
    reply = make_comment(article, parent=root, identity=device)
    moderator = make_moderator()

    def act(number):
        if number % 3 == 0:
            return send(
                article, device=f"n{number}", address=f"203.{number}.0.1", parent=str(root.pk)
            )
        target = (root, reply)[number % 3 - 1]
        row = Comment.objects.get(pk=target.pk)
        event = "hold" if row.is_visible else "approve"
        try:
            return transition(row.pk, event, actor=moderator, version=row.version, revision=1)
        except Conflict:
            return None

    results = together(act, threads=12)

    assert [result for result in results if isinstance(result, Exception)] == []
    assert_counters_are_exact(Article.objects.get(pk=article.pk))


def test_desks_answer_pressed_twice_at_once_is_one(together):
    comment = make_comment(make_story())
    moderator = make_moderator()

    together(
        lambda _number: reply_as_staff(
            comment.pk, "ধন্যবাদ", actor=moderator, name="ডেস্ক", version=1, revision=1, key="one form"
        ),
        threads=4,
    )

    assert Comment.objects.count() == 2


def test_eight_writers_of_twenty_five_comments_each_lose_none_and_double_none(together):
    article = make_story()
    root = make_comment(article)
    for number in range(200):
        known_device(f"w{number}")

    def write(writer):
        stored = []
        for each in range(25):
            number = writer * 25 + each
            parent = str(root.pk) if number % 2 else ""
            sent = send(
                article, device=f"w{number}", address=f"203.{number}.0.1", parent=parent,
                body=f"লেখা {number}", key=f"key-{number}",
            )  # fmt: skip
            stored.append(sent.comment.pk)
        return stored

    stored = [pk for pks in together(write, threads=8) for pk in pks]

    assert len(set(stored)) == 200
    assert Comment.objects.filter(pk__in=stored, status=Status.PUBLISHED).count() == 200
    assert Comment.objects.count() == 201
    assert_counters_are_exact(article)
