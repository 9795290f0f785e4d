"""Loading conversations from elsewhere, and setting their counters right."""

import datetime as dt

import pytest
from django.utils import timezone

from comments.models import Comment, Commenter, Source, Status
from comments.tests.factories import known_device, make_comment, make_story, make_thread
from comments.tests.loading import Loaded, load, recount, recount_commenters
from comments.tests.test_moderation import assert_counters_are_exact

pytestmark = pytest.mark.django_db

LONG_AGO = timezone.now() - dt.timedelta(days=400)


def told(status=Status.APPROVED, replies=(), **fields):
    return Loaded(
        **{
            "name": "ক খ",
            "body": "এক\n\nদুই",
            "created_at": LONG_AGO,
            "status": status,
            "replies": replies,
            **fields,
        }
    )


def test_conversation_is_stored_with_paths_counters_and_html():
    article = make_story()

    count = load(
        article,
        [told(replies=[told(Status.PREMOD, [told(is_staff=True)]), told()]), told(Status.SPAM)],
    )

    assert count == 5
    assert_counters_are_exact(article)
    assert article.comment_count == 3
    root = Comment.objects.roots().order_by("id")[0]
    deepest = Comment.objects.get(is_staff_reply=True)
    assert deepest.path == f"{root.pk:010}{deepest.parent_id:010}{deepest.pk:010}"
    assert (deepest.depth, deepest.root_id, deepest.source) == (3, root.pk, Source.IMPORT)
    assert (deepest.created_at, deepest.published_at) == (LONG_AGO, LONG_AGO)
    assert deepest.body_html == "<p>এক</p><p>দুই</p>"


def test_answers_deeper_than_six_levels_are_stored_beside_the_sixth():
    article = make_story()
    chain = told()
    for _each in range(8):
        chain = told(replies=[chain])

    load(article, [chain])

    assert_counters_are_exact(article)
    assert Comment.objects.order_by("-id")[0].depth == 6
    assert Comment.objects.filter(depth=6).count() == 4


def test_recount_repairs_whatever_stood_there():
    article = make_story()
    make_thread(article, 2, 2)
    Comment.objects.update(reply_count=9, visible_reply_count=7)

    recount(article)

    assert_counters_are_exact(article)


def test_recount_of_readers_sets_their_three_counts():
    article = make_story()
    device = known_device(approved_n=5)
    for status in (Status.APPROVED, Status.APPROVED, Status.SPAM, Status.PREMOD):
        make_comment(article, identity=device, status=status)

    recount_commenters()

    assert Commenter.objects.values_list("approved_n", "rejected_n", "spam_n").get() == (2, 0, 1)
