"""Reading a conversation: two queries whatever its size, nothing hidden shown, no row lost or doubled."""

import random
import re
from uuid import uuid4

import pytest
from django.db import connection

from comments import policy, thread
from comments.markup import ThreadWriter
from comments.models import Comment, Status
from comments.rows import all_replies, first_replies
from comments.tests.factories import make_comment, make_story, make_thread

pytestmark = pytest.mark.django_db

HIDDEN = [status for status in Status if status not in {Status.PUBLISHED, Status.APPROVED}]


def fresh(article):
    article.refresh_from_db()
    return article


def write(article, page, **options):
    return ThreadWriter(article.pk, **{"is_open": True, "staff_badge": "সংবাদঘর", **options}).write(
        page
    )


def ids(rows):
    return [row.id for row in rows]


# --- Queries ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("roots", "replies"), [(1, 1), (3, 3), (50, 3), (60, 4)])
def test_first_page_is_two_queries_whatever_the_size(roots, replies, django_assert_num_queries):
    article = make_story()
    make_thread(article, roots, replies)
    fresh(article)

    with django_assert_num_queries(2):
        write(article, thread.first_page(article))


def test_no_comments_are_no_query(django_assert_num_queries):
    article = make_story()

    with django_assert_num_queries(0):
        assert write(article, thread.first_page(article)) == ""


def test_small_conversation_is_whole_newest_root_first_answers_in_order():
    article = make_story()
    make_thread(article, 40, 4)

    page = thread.first_page(fresh(article))

    assert article.comment_count == 200
    assert ids(page.roots) == sorted(ids(page.roots), reverse=True)
    assert (len(page.roots), sum(map(len, page.replies.values()))) == (40, 160)
    for replies in page.replies.values():
        assert ids(replies) == sorted(ids(replies))
    assert (page.older, page.newer) == (None, None)


def test_large_conversation_shows_twenty_roots_with_three_answers_each():
    article = make_story()
    make_thread(article, 41, 5)

    page = thread.first_page(fresh(article))

    assert article.comment_count == 246
    assert len(page.roots) == policy.ROOTS_A_PAGE
    assert {len(replies) for replies in page.replies.values()} == {policy.FIRST_REPLIES}
    assert (page.older, page.newer) == (page.roots[-1].id, None)
    assert write(article, page).count('<p class="more-replies" data-more>') == policy.ROOTS_A_PAGE
    assert {page.left(root) for root in page.roots} == {2}


def test_older_pages_lose_and_double_no_root_while_others_write():
    article = make_story()
    make_thread(article, 41, 5)
    fresh(article)
    expected = list(Comment.objects.roots().newest_first().values_list("id", flat=True))

    page, seen = thread.first_page(article), []
    while True:
        seen += ids(page.roots)
        make_comment(article)
        if page.older is None:
            break
        page = thread.older_page(article, page.older)

    assert seen == expected


def test_cursor_of_a_comment_that_is_gone_still_pages():
    article = make_story()
    make_thread(article, 30)
    roots = list(Comment.objects.newest_first().values_list("id", flat=True))
    Comment.objects.filter(pk=roots[9]).delete()

    page = thread.older_page(fresh(article), before=roots[9])

    assert ids(page.roots) == roots[10:30]


def test_long_thread_goes_on_by_path_until_its_last_answer():
    article = make_story()
    make_thread(article, 1, 120)
    fresh(article)
    root = Comment.objects.roots().get()
    expected = list(root.thread.order_by("path").values_list("id", flat=True))

    page, seen = thread.branch_page(article, root.pk), []
    while True:
        seen += ids(page.replies[root.pk])
        if not page.after:
            break
        page = thread.branch_page(article, root.pk, page.after)

    assert seen == expected


def test_address_of_one_comment_opens_its_thread_at_it():
    article = make_story()
    make_thread(article, 1, 120)
    root = Comment.objects.roots().get()
    far = root.thread.order_by("path")[100]

    page = thread.branch_page(fresh(article), far.pk)

    assert ids(page.roots) == [root.pk]
    assert page.replies[root.pk][0].id == far.pk
    assert f'id="comment-{far.pk}"' in write(article, page)


def test_comment_of_another_story_and_hidden_comment_have_no_page():
    article = make_story()
    elsewhere = make_comment(make_story())

    assert thread.branch_page(article, elsewhere.pk) is None
    for status in HIDDEN:
        assert thread.branch_page(article, make_comment(article, status=status).pk) is None


# --- Two bodies of SQL, one answer -------------------------------------------------------------


@pytest.mark.parametrize("seed", range(5))
def test_first_replies_agree_with_a_plain_reading_on_random_trees(seed):
    dice = random.Random(seed)
    article = make_story()
    rows = [make_comment(article) for _each in range(4)]
    for _each in range(30):
        rows.append(
            make_comment(article, parent=dice.choice(rows), status=dice.choice(list(Status)))
        )
    roots = [row.pk for row in rows[:4]]

    for k in (1, 3, 50):
        expected = []
        for root in roots:
            expected += Comment.objects.on_page().filter(root=root).order_by("path")[:k]
        assert first_replies(roots, k) == [
            row for row in all_replies(roots) if row.id in {comment.pk for comment in expected}
        ]


def test_first_replies_of_nothing_is_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert first_replies([], 3) == all_replies([]) == []


def plan_of(queryset):
    return queryset.explain().lower()


def test_plans_use_the_partial_indexes_and_never_read_a_whole_table():
    article = make_story()
    make_thread(article, 300, 3)
    make_thread(make_story(), 300, 3)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    roots = Comment.objects.on_page().roots().filter(article_id=article.pk).newest_first()[:21]
    replies = (
        Comment.objects.on_page()
        .filter(root_id__in=[roots[0].pk, roots[1].pk])
        .order_by("root_id", "path")
    )
    queue = Comment.objects.waiting().order_by("created_at", "id")[:50]
    newest = Comment.objects.latest_published()[:20]
    # All rows here are without a key, as those of an imported paper are.
    sent_before = Comment.objects.filter(idempotency_key__in=[uuid4(), uuid4()]).order_by(
        "idempotency_key"
    )[:1]

    for rows, index in (
        (roots, "comment_roots"), (replies, "comment_replies"), (queue, "comment_queue"), (newest, "comment_newest"),
        (sent_before, "comment_sent_once"),
    ):  # fmt: skip
        plan = plan_of(rows)
        assert index in plan, plan
        assert "recursive" not in plan
        assert "temp b-tree" not in plan
        assert not re.search(
            r"seq scan on comments_comment|scan comments_comment(?! using)", plan
        ), plan


# --- What is shown ---------------------------------------------------------------------------


@pytest.mark.parametrize("status", HIDDEN)
def test_hidden_comment_without_visible_answers_leaves_no_trace(status):
    article = make_story()
    make_comment(article, body="দেখা যায়")
    hidden = make_comment(article, status=status, name="গোপন নাম", body="গোপন কথা")
    make_comment(article, parent=hidden, status=Status.PREMOD, body="গোপন জবাব")

    html = write(article, thread.first_page(fresh(article)))

    assert "গোপন" not in html
    assert f"comment-{hidden.pk}" not in html
    assert article.comment_count == 1


@pytest.mark.parametrize("status", HIDDEN)
def test_hidden_comment_with_a_visible_answer_is_a_tombstone_that_tells_nothing(status):
    article = make_story()
    hidden = make_comment(article, status=status, name="গোপন নাম", body="গোপন কথা")
    make_comment(article, parent=hidden, body="দেখা যায়")

    html = write(article, thread.first_page(fresh(article)))

    assert "গোপন" not in html
    assert f'<li class="comment tombstone" id="comment-{hidden.pk}">' in html
    assert "দেখা যায়" in html
    assert article.comment_count == 1


def test_whole_hidden_branch_disappears_when_its_last_visible_leaf_goes():
    article = make_story()
    root = make_comment(article, status=Status.REJECTED)
    middle = make_comment(article, parent=root, status=Status.REJECTED)
    leaf = make_comment(article, parent=middle)
    assert write(article, thread.first_page(fresh(article))).count("tombstone") == 2

    from comments.moderation import transition
    from comments.tests.factories import make_moderator

    transition(leaf.pk, "spam", actor=make_moderator(), version=1, revision=1)

    assert write(article, thread.first_page(fresh(article))) == ""
    assert thread.older_page(article, before=leaf.pk + 1).roots == []
    for gone in (root, middle, leaf):
        assert thread.page_of(article, gone.pk) is thread.branch_page(article, gone.pk) is None


def test_deeper_answer_names_whom_it_answers_and_stands_on_the_second_level():
    article = make_story()
    root = make_comment(article, name="প্রথম")
    second = make_comment(article, parent=root, name="দ্বিতীয়")
    make_comment(article, parent=second, name="তৃতীয়")

    html = write(article, thread.first_page(fresh(article)))

    assert html.count('<ol class="comment-replies">') == 1
    assert f'<a class="comment-to" href="#comment-{second.pk}">@দ্বিতীয়' in html
    assert "@প্রথম" not in html


def test_deeper_answer_does_not_name_the_author_of_a_removed_comment():
    article = make_story()
    root = make_comment(article)
    removed = make_comment(article, parent=root, name="গোপন নাম", status=Status.SPAM)
    make_comment(article, parent=removed)

    assert "গোপন" not in write(article, thread.first_page(fresh(article)))


def test_closed_conversation_offers_no_answer():
    article = make_story()
    make_comment(article)
    page = thread.first_page(fresh(article))

    assert "comment-reply" in write(article, page)
    assert "comment-reply" not in write(article, page, is_open=False)


def test_answer_of_the_desk_carries_the_papers_badge():
    article = make_story()
    make_comment(article, is_staff_reply=True)

    html = write(article, thread.first_page(fresh(article)), staff_badge="<b>সংবাদঘর")

    assert '<span class="badge badge-staff">&lt;b&gt;সংবাদঘর</span>' in html


def test_time_is_dhakas_in_bangla_digits():
    import datetime as dt

    article = make_story()
    make_comment(article, created_at=dt.datetime(2024, 12, 26, 1, 10, tzinfo=dt.UTC))

    html = write(article, thread.first_page(fresh(article)))

    assert (
        '<time class="ago comment-time" datetime="2024-12-26T07:10:00+06:00">২৬/১২/২০২৪, ০৭:১০</time>'
        in html
    )


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "&lt;b&gt;", "'-'"]
)
def test_hostile_name_is_shown_as_text_everywhere_it_stands(name):
    article = make_story()
    root = make_comment(article)
    second = make_comment(article, parent=root, name=name)
    make_comment(article, parent=second)

    html = write(article, thread.first_page(fresh(article)))

    assert set(re.findall(r"<(/?\w+)", html)) <= {
        "ol", "/ol", "li", "/li", "p", "/p", "b", "/b", "a", "/a", "div", "/div", "time", "/time",
    }  # fmt: skip
    assert "<script" not in html
    assert "<img" not in html


# --- Querysets and their twins ---------------------------------------------------------------


def test_visible_waiting_and_their_twins_agree_for_every_status():
    article = make_story()
    for status in Status:
        make_comment(article, status=status)

    for comment in Comment.objects.all():
        assert comment.is_visible == Comment.objects.visible().filter(pk=comment.pk).exists()
        assert comment.is_visible == (comment.status in {3, 4})
        assert comment.is_waiting == Comment.objects.waiting().filter(pk=comment.pk).exists()
        assert comment.is_waiting == (comment.status in {1, 2})


def test_joiner_of_rab_survives_storage_and_display():
    article = make_story()
    make_comment(article, name="র‍্যাব", body="র‍্যাব এসেছে")

    html = write(article, thread.first_page(fresh(article)))

    assert html.count("র‍্যাব") == 2
