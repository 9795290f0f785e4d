"""How the database reads the queues of the moderation desk among very many comments: each along its own partial index.

DESK_COMMENTS=1000000 tries the full size and prints how long each page takes.
"""

import datetime as dt
import os
import time
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from articles.models import SectionRight
from articles.tests.factories import section
from articles.tests.test_plans import plan_of
from comments import desk
from comments.models import VISIBLE, Comment, Status
from comments.tests.factories import known_device, make_moderator, make_story
from people.models import User

pytestmark = pytest.mark.django_db
COMMENTS = int(os.environ.get("DESK_COMMENTS", "10000"))
FULL_SIZE = 1_000_000
BATCH = 20_000
MOST_MS = 150

INDEX = {
    "waiting": "comment_queue", "reported": "comment_reported", "unreviewed": "comment_unreviewed",
    "spam": "comment_turned_down", "rejected": "comment_turned_down",
}  # fmt: skip
SHARES = [
    (Status.PREMOD, 50), (Status.WITHHELD, 70), (Status.PUBLISHED, 60), (Status.SPAM, 40), (Status.REJECTED, 45),
    (Status.DELETED_AUTHOR, 400),
]  # fmt: skip
"""Every so-manieth comment has this status; all others are approved."""


def status_of(number):
    return next((status for status, every in SHARES if number % every == 7), Status.APPROVED)


@pytest.fixture
def large():
    """Store many comments under forty stories of four sections; return a moderator of all and one of a rare section."""
    now, reader = timezone.now(), known_device()
    paths = ["economy", "sports", "world", "life"]
    stories = [make_story(category=section("rare" if n == 39 else paths[n % 4])) for n in range(40)]
    for start in range(0, COMMENTS, BATCH):
        rows = []
        for number in range(start, min(start + BATCH, COMMENTS)):
            status, at = status_of(number), now - dt.timedelta(seconds=COMMENTS - number)
            rows.append(
                Comment(
                    article=stories[number % 40], path=uuid4().hex, status=status, initial_status=status,
                    author_name="পাঠক", body="বন্দরে জট কাটছে না। " * 6, body_html="", dup_hash=uuid4().bytes,
                    identity=reader if number % 500 == 0 else None, created_at=at, status_at=at,
                    published_at=at if status in VISIBLE else None, report_count=int(number % 90 == 1),
                )
            )  # fmt: skip
        Comment.objects.bulk_create(rows)
    limited = make_moderator("limited")
    SectionRight.objects.create(user=limited, category=section("rare"))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        if connection.vendor == "postgresql":
            # Small beside what the loading left behind, tables would be read whole from a turning disk.
            cursor.execute("SET LOCAL random_page_cost = 1.1")
    return {"all": make_moderator(), "rare": User.objects.get(pk=limited.pk)}


def faults_of(rows, index, *, is_limited):
    """Return what a page may not do: leave the queue's index, read the comments whole, sort all of them."""
    plan = rows.explain()
    lines = [line.strip(" ->").lower() for line in plan.splitlines()]
    faults = [] if index in plan else [f"not by {index}"]
    faults += [
        line
        for line in lines
        if line.startswith("seq scan on comments_comment ")
        or (line.startswith("scan comments_comment") and "using" not in line)
    ]
    # A handful of a section may be sorted once the index has found the queue; never the queue of the paper.
    if not is_limited:
        sorting = ("sort key: comments_comment", "use temp b-tree")
        faults += [line for line in lines if line.startswith(sorting)]
    return [*faults, plan] if faults else []


@pytest.mark.parametrize("who", ["all", "rare"])
def test_each_queue_is_read_along_its_index_first_page_and_further_ones(large, who, capsys):
    user, bad, slow = large[who], {}, {}

    for name, queue in desk.QUEUES.items():
        wanted = desk.Wanted(queue)
        middle = list(desk.listed(large["all"], wanted))[25]
        place = desk._place_after(middle, queue.order)
        for after in ("", place):
            rows = desk.listed(user, wanted, after)
            if faults := faults_of(rows, INDEX[name], is_limited=who == "rare"):
                bad[name, bool(after)] = faults
            at = time.perf_counter()
            list(rows)
            slow[name, bool(after)] = round(1000 * (time.perf_counter() - at))

    assert bad == {}
    if COMMENTS >= FULL_SIZE:
        with capsys.disabled():
            print(f"\n{who}: {slow} ms; counts {_counting(user)} ms")
        assert max(slow.values()) <= MOST_MS


def _counting(user):
    at = time.perf_counter()
    desk.counts(user)
    return round(1000 * (time.perf_counter() - at))


@pytest.mark.parametrize("who", ["all", "rare"])
def test_counting_the_queues_reads_their_indexes_alone(large, who, django_assert_num_queries):
    user = large[who]
    desk.counts(user)  # which sections a moderator looks after is asked once a request

    with django_assert_num_queries(1) as asked:
        numbers = desk.counts(user)

    plan = plan_of(asked.captured_queries[0]["sql"])
    assert [line for line in plan if line == "Seq Scan comments_comment"] == []
    assert [line for line in plan if line.startswith("SCAN comments_comment") and "USING" not in line] == []  # fmt: skip
    if who == "all":
        assert numbers["waiting"] == desk.MANY + 1


def test_all_comments_of_a_reader_and_of_a_story_are_found_by_theirs(large):
    reader = Comment.objects.exclude(identity=None).first().identity_id
    story = Comment.objects.first().article_id
    of_reader = desk.listed(large["all"], desk.Wanted(desk.OF_READER, author=reader))
    of_story = desk.listed(large["all"], desk.Wanted(desk.OF_STORY, article=story))

    plan = of_reader.explain().lower()
    assert "comment_by_device" in plan
    assert "seq scan on comments_comment " not in plan
    by_path = "sqlite_autoindex" if connection.vendor == "sqlite" else "comment_path_is_unique"
    assert faults_of(of_story, by_path, is_limited=False) == []
