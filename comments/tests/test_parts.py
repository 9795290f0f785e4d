"""The parts of a conversation: its best comments, two orders, the place of one comment; and how the database reads them."""

import datetime as dt
import re
from itertools import count

import pytest
from django.db import connection
from django.utils import timezone

from comments import policy, rows, thread
from comments.models import Comment, Event, Status
from comments.moderation import transition
from comments.tests.factories import make_comment, make_moderator, make_story, make_thread
from comments.tests.loading import Loaded, load
from comments.tests.test_thread import fresh, ids, write
from comments.thread import Order

pytestmark = pytest.mark.django_db

_numbers = count(1)
HIDDEN = [status for status in Status if status not in {Status.PUBLISHED, Status.APPROVED}]


def feature(comment, minutes=0):
    Comment.objects.filter(pk=comment.pk).update(
        featured_at=timezone.now() + dt.timedelta(minutes=minutes)
    )
    return comment


def told(name="পাঠক", replies=()):
    return Loaded(name, f"কথা {next(_numbers)}", Status.APPROVED, timezone.now(), replies=replies)


def large_story():
    """A story whose conversation is too large for one page, with a thread of sixty-four answers in its middle."""
    article = make_story()
    chain = told("চতুর্থ", [told() for _each in range(60)])
    for name in ("তৃতীয়", "দ্বিতীয়", "প্রথম"):
        chain = told(name, [chain])
    some = [told(replies=[told(), told(), told()]) for _each in range(60)]
    load(article, [*some[:30], told("মাঝের জন", [chain]), *some[30:]])
    fresh(article)
    return article, Comment.objects.get(author_name="মাঝের জন")


# --- The best ----------------------------------------------------------------------------------


def test_three_best_stand_on_top_the_last_chosen_first_roots_and_replies_alike():
    article = make_story()
    root = make_comment(article)
    reply = make_comment(article, parent=root)
    others = [make_comment(article) for _each in range(3)]
    for minutes, comment in enumerate([others[0], root, reply, others[1]]):
        feature(comment, minutes)

    page = thread.first_page(fresh(article))

    assert ids(page.featured) == [others[1].pk, reply.pk, root.pk]
    assert len(page.featured) == policy.FEATURED
    assert ids(page.roots) == [*(comment.pk for comment in reversed(others)), root.pk]


@pytest.mark.parametrize("order", list(Order))
def test_best_are_marked_on_top_and_in_their_place_and_lead_there(order):
    article = make_story()
    root = make_comment(article)
    best = feature(make_comment(article, parent=root, body="সবচেয়ে ভালো কথা"))
    page = thread.first_page(fresh(article), order)
    writer = thread_writer(article)

    top, listed = writer.write_best(page), writer.write(page)

    assert top.count("সবচেয়ে ভালো কথা") == listed.count("সবচেয়ে ভালো কথা") == 1
    assert top.count("badge-best") == listed.count("badge-best") == 1
    assert f'href="#comment-{best.pk}"' in top
    assert "id=" not in top


def test_best_comment_on_a_later_page_is_reached_by_its_own_address():
    article, _root = large_story()
    best = feature(Comment.objects.roots().order_by("id")[0])

    page = thread.first_page(article)

    assert best.pk not in ids(page.roots)
    assert f'href="/comments/{article.pk}/?c={best.pk}#comment-{best.pk}"' in thread_writer(
        article
    ).write_best(page)


@pytest.mark.parametrize("status", [status for status in Status if status != Status.APPROVED])
def test_only_what_a_person_has_approved_is_among_the_best(status):
    article = make_story()
    make_comment(article)
    feature(make_comment(article, status=status, body="গোপন কথা"))
    page = thread.first_page(fresh(article))

    assert page.featured == []
    assert "badge-best" not in write(article, page)


def test_best_of_another_story_stay_there():
    article = make_story()
    make_comment(article)
    feature(make_comment(make_story()))

    assert thread.first_page(fresh(article)).featured == []


def test_later_pages_repeat_no_best():
    article, _root = large_story()
    for comment in Comment.objects.roots()[:3]:
        feature(comment)
    first = thread.first_page(article)

    assert len(first.featured) == 3
    assert thread.older_page(article, first.older).featured == []
    assert thread.newer_page(article, 1).featured == []


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("order", list(Order))
def test_first_page_with_its_best_is_two_queries(count, order, django_assert_num_queries):
    article = make_story()
    make_thread(article, count, count)
    for comment in Comment.objects.roots()[:count]:
        feature(comment)
    fresh(article)

    with django_assert_num_queries(2):
        page = thread.first_page(article, order)
        thread_writer(article).write_best(page)
        write(article, page)
    assert len(page.featured) == count


def test_choosing_the_best_and_taking_it_back_gives_the_conversation_another_version():
    article = make_story()
    comment = make_comment(article)
    moderator, versions = make_moderator(), [fresh(article).comments_version]

    for version, event in enumerate((Event.FEATURE, Event.UNFEATURE), 1):
        transition(comment.pk, event, actor=moderator, version=version, revision=1)
        versions.append(fresh(article).comments_version)

    assert versions == sorted(set(versions))


# --- Two orders ----------------------------------------------------------------------------------


def test_oldest_first_turns_the_roots_round_and_leaves_the_answers_in_their_order():
    article = make_story()
    make_thread(article, 5, 3)
    newest, oldest = (thread.first_page(fresh(article), order) for order in Order)

    assert ids(oldest.roots) == ids(newest.roots)[::-1] == sorted(ids(newest.roots))
    assert oldest.replies == newest.replies


@pytest.mark.parametrize("order", list(Order))
def test_every_root_is_met_once_forth_and_back_in_both_orders_while_others_write(order):
    article, _root = large_story()
    expected = sorted(Comment.objects.roots().values_list("id", flat=True))
    forth, back = (
        (thread.newer_page, thread.older_page)
        if order == Order.OLDEST
        else (thread.older_page, thread.newer_page)
    )

    page, seen, way = thread.first_page(article, order), [], []
    while page is not None:
        way.append(ids(page.roots))
        seen += way[-1]
        make_comment(article)
        cursor = page.newer if order == Order.OLDEST else page.older
        last, page = page, cursor and forth(article, cursor, order)
    known = [pk for pk in seen if pk in expected]
    returning, page = [], last
    for _each in way[1:]:
        page = back(article, page.older if order == Order.OLDEST else page.newer, order)
        returning.append(ids(page.roots))

    assert known == (expected if order == Order.OLDEST else expected[::-1])
    assert [len(roots) for roots in way[:-1]] == [policy.ROOTS_A_PAGE] * (len(way) - 1)
    assert returning == way[-2::-1]


def test_ends_of_the_conversation_lead_nowhere():
    article, _root = large_story()
    oldest = Comment.objects.roots().order_by("id")[0]
    newest = Comment.objects.roots().order_by("-id")[0]

    first, last = thread.first_page(article), thread.newer_page(article, 0, Order.OLDEST)

    assert (first.newer, last.older) == (None, None)
    assert thread.older_page(article, oldest.pk + 1).older is None
    assert thread.newer_page(article, newest.pk - 1).newer is None
    beyond = thread.older_page(article, oldest.pk)
    assert (beyond.roots, beyond.older) == ([], None)
    assert ids(thread.newer_page(article, beyond.newer, Order.OLDEST).roots)[0] == oldest.pk
    above = thread.newer_page(article, newest.pk)
    assert (above.roots, above.newer) == ([], None)
    assert ids(thread.older_page(article, above.older).roots)[0] == newest.pk


# --- The place of one comment ---------------------------------------------------------------------


def test_comment_of_a_small_conversation_stands_in_the_whole_of_it():
    article = make_story()
    make_thread(article, 5, 3)
    reply = Comment.objects.filter(root__isnull=False)[4]

    page = thread.page_of(fresh(article), reply.pk)

    assert ids(page.roots) == ids(thread.first_page(article).roots)
    assert write(article, page).count(f'class="comment comment-asked" id="comment-{reply.pk}"') == 1
    assert write(article, page).count("comment-asked") == 1


def test_comment_of_a_large_conversation_stands_on_the_page_that_begins_with_its_root():
    article, root = large_story()
    expected = list(
        Comment.objects.roots().filter(pk__lte=root.pk).newest_first().values_list("pk", flat=True)
    )

    page = thread.page_of(article, root.pk)

    assert ids(page.roots) == expected[: policy.ROOTS_A_PAGE]
    assert (page.older, page.newer) == (expected[policy.ROOTS_A_PAGE - 1], root.pk)
    assert ids(thread.newer_page(article, page.newer, Order.OLDEST).roots)[0] > root.pk
    assert len(page.replies[root.pk]) == policy.REPLIES_A_PAGE
    assert {len(page.replies[other.id]) for other in page.roots[1:]} == {policy.FIRST_REPLIES}


def test_far_answer_stands_under_all_whom_it_answers_and_the_thread_goes_on_from_there():
    article, root = large_story()
    chain = list(root.thread.order_by("path")[:4])
    far = Comment.objects.filter(parent=chain[3]).order_by("-path")[0]

    page = thread.page_of(article, far.pk)
    html = write(article, page)

    assert ids(page.replies[root.pk]) == [*(row.pk for row in chain), far.pk]
    assert page.has_earlier
    assert f'<a href="/comments/{article.pk}/?reply={root.pk}#comment-{root.pk}"' in html
    assert f'class="comment comment-asked" id="comment-{far.pk}"' in html
    assert f'<a class="comment-to" href="#comment-{chain[3].pk}">' in html


def test_removed_ancestors_stand_as_tombstones_over_a_far_answer():
    article, root = large_story()
    chain = list(root.thread.order_by("path")[:4])
    far = Comment.objects.filter(parent=chain[3]).order_by("-path")[0]
    for above in (root, *chain):
        transition(above.pk, "spam", actor=make_moderator(f"m{above.pk}"), version=1, revision=1)

    html = write(article, thread.page_of(fresh(article), far.pk))

    for above in (root, *chain):
        assert f'<li class="comment tombstone" id="comment-{above.pk}">' in html
    assert "মাঝের জন" not in html
    assert f'id="comment-{far.pk}"' in html


def test_answer_below_the_sixth_level_is_found_under_its_true_parent():
    article, root = large_story()
    before = make_comment(article, parent=root.thread.order_by("path")[4])
    last = make_comment(article, parent=before)

    page = thread.page_of(fresh(article), last.pk)

    assert last.depth == before.depth == 6
    assert {last.pk, before.pk} <= set(ids(page.replies[root.pk]))


@pytest.mark.parametrize("status", HIDDEN)
def test_hidden_comments_and_those_of_other_stories_have_no_place(status):
    article, _root = large_story()
    hidden = make_comment(article, status=status, body="গোপন কথা")
    elsewhere = make_comment(make_story())

    for pk in (hidden.pk, elsewhere.pk, 987_654):
        assert thread.page_of(article, pk) is None


@pytest.mark.parametrize("count", [1, 3])
def test_place_of_a_comment_is_few_queries_whatever_the_size(count, django_assert_num_queries):
    article = make_story()
    make_thread(article, count, count)
    fresh(article)
    last = Comment.objects.latest("pk").pk

    with django_assert_num_queries(3):
        write(article, thread.page_of(article, last))


def test_place_of_a_comment_of_a_large_conversation_is_four_queries(django_assert_num_queries):
    article, root = large_story()
    far = root.thread.order_by("-path")[0].pk

    with django_assert_num_queries(4):
        write(article, thread.page_of(article, far))


# --- What the database does ---------------------------------------------------------------------


@pytest.fixture
def plans(monkeypatch):
    """Return a function that reads a page and gives the plans of its queries, statistics taken."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    asked, execute = [], rows._execute

    def remember(sql, parameters):
        asked.append((sql, parameters))
        return execute(sql, parameters)

    monkeypatch.setattr(rows, "_execute", remember)

    def look(read, *arguments):
        asked.clear()
        read(*arguments)
        found = []
        for sql, parameters in asked:
            with connection.cursor() as cursor:
                prefix = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
                cursor.execute(f"{prefix} {rows._spelled(sql)}", parameters)
                found.append("\n".join(str(row[-1]) for row in cursor.fetchall()).lower())
        return found

    return look


@pytest.fixture
def crowded():
    """Return a story with 300 comments, best ones among them, beside many others; and one far answer."""
    article, root = large_story()
    for _each in range(40):
        make_thread(make_story(), 20, 2)
    for comment in Comment.objects.roots()[:5]:
        feature(comment)
    return fresh(article), root.thread.order_by("-path")[0].pk


def test_every_part_is_read_along_an_index_and_nothing_recursive(crowded, plans):
    article, far = crowded
    middle = Comment.objects.roots().filter(article=article).order_by("id")[20].pk
    ways = [
        (thread.first_page, article),
        (thread.first_page, article, Order.OLDEST),
        (thread.older_page, article, middle),
        (thread.newer_page, article, middle, Order.OLDEST),
        (thread.page_of, article, far),
        (thread.branch_page, article, far),
    ]

    for read, *arguments in ways:
        for plan in plans(read, *arguments):
            assert "recursive" not in plan
            assert "temp b-tree" not in plan, plan
            assert not re.search(
                r"seq scan on comments_comment|scan c\b(?! using)|scan p\b(?! using)", plan
            ), f"{read.__name__} {arguments[1:]}: {plan}"


def test_best_are_read_by_their_own_index(crowded, plans):
    article, _far = crowded

    (first, _replies) = plans(thread.first_page, article)

    assert "comment_featured" in first
    assert "comment_roots" in first


def thread_writer(article):
    from comments.markup import ThreadWriter

    return ThreadWriter(article.pk, is_open=True, staff_badge="সংবাদঘর")
