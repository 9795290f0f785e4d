"""How the database reads the desk's lists at very many stories: along an index, no whole table sorted, nothing counted or skipped.

DESK_STORIES=100000 tries the full size and prints how long each page takes.
"""

import os
import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Article, DeskNote, Notice, SectionRight
from articles.models.article import Cursor
from articles.paging import cursor_of
from articles.tests.desk import LIST, signed_in
from articles.tests.test_plans import plan_of
from newsroom.tests.large_desk import LargeDesk

pytestmark = pytest.mark.django_db
STORIES = int(os.environ.get("DESK_STORIES", "12000"))
FULL_SIZE = 100_000
MOST_QUERIES = 12


@pytest.fixture
def large():
    """Return the large desk, with notes on every hundredth story and notices of its chief."""
    desk = LargeDesk(STORIES)
    every = range(100, STORIES, 100)
    DeskNote.objects.bulk_create(
        DeskNote(article_id=pk, by=desk.chief, text="দেখুন") for pk in every
    )
    Notice.objects.bulk_create(
        Notice(article_id=pk, user=desk.chief, kind="note", seen_at=desk.now)
        for pk in range(1, STORIES)
    )
    SectionRight.objects.create(user=desk.limited, category_id=desk.rare)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return desk


def pages_of(desk):
    """Return the desk's pages that list stories: the first one, far down, narrowed in every way; a plan in the past and today's."""
    deep = Article.objects.last_changed_first()[STORIES // 2]
    before = f"before={cursor_of(Cursor(deep.touched_at, deep.pk))}"
    day = f"{deep.live_from or desk.now:%Y-%m-%d}"
    narrowed = [
        "state=draft", "state=published", f"section={desk.sections[0]}", f"section={desk.rare}", f"writer={desk.reporter.pk}",
        f"assignee={desk.reporter.pk}", "due=overdue", "due=today", f"state=published&section={desk.rare}",
    ]  # fmt: skip
    lists = [
        LIST,
        f"{LIST}?{before}",
        *(f"{LIST}?{query}{more}" for query in narrowed for more in ("", f"&{before}")),
    ]
    plan = f"{LIST}plan/"
    plans = [
        plan,
        f"{plan}?day={day}",
        f"{plan}?section={desk.sections[0]}",
        f"{plan}?assignee={desk.reporter.pk}",
    ]
    return ["/admin/", *lists, *plans, f"{LIST}notices/", f"{LIST}notices/?before={STORIES // 2}"]


def faults_of(sql):
    """Return what a page of the desk may not do: read all stories without an order, count them, skip over them.

    A handful of rows that an index has found may be sorted.
    """
    lines = plan_of(sql)
    if connection.vendor == "sqlite":
        faults = [
            line
            for line in lines
            if line.startswith("SCAN articles_article") and "INDEX" not in line
        ]
        faults += [
            line
            for line in lines
            if line.startswith(
                ("SCAN articles_revision", "SCAN articles_notice", "SCAN articles_desknote")
            )
        ]
    else:
        faults = [
            line
            for line in lines
            if line.startswith("Seq Scan articles_")
            and not line.endswith(("_category", "_sectionright"))
        ]
    return faults + [
        word for word in ("OFFSET", 'COUNT(*) FROM "articles_article"') if word in sql.upper()
    ]


def asked_for(client, address):
    """Return the statements of a page."""
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200, address
    return [query["sql"] for query in seen.captured_queries]


def milliseconds(client, address):
    """Return how long a page takes at best of three: of this process alone where the database is part of it."""
    clock = time.process_time if connection.vendor == "sqlite" else time.perf_counter
    took = []
    for _ in range(3):
        at = clock()
        client.get(address)
        took.append(clock() - at)
    return round(1000 * min(took))


def test_every_page_of_the_desk_is_found_by_an_index_and_asks_little(large, capsys):
    # Small beside what the loading left behind, tables of PostgreSQL would be read whole from a turning disk.
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL random_page_cost = 1.1")
    bad, many, slow = {}, {}, {}

    for role in ("chief", "reporter", "limited"):
        client = signed_in(getattr(large, role))
        client.get("/admin/")
        for address in pages_of(large):
            asked = asked_for(client, address)
            stories = [
                sql for sql in asked if '"articles_article"' in sql or '"articles_notice"' in sql
            ]
            bad |= {(role, address, sql): plan_of(sql) for sql in stories if faults_of(sql)}
            many |= (
                {(role, address): len(asked)}
                if len(asked) > MOST_QUERIES + (address == "/admin/")
                else {}
            )
            if STORIES >= FULL_SIZE:
                slow[role, address] = milliseconds(client, address)

    if slow:
        lines = [f"{ms:5} ms {role:9}{address}" for (role, address), ms in slow.items()]
        with capsys.disabled():
            print("", *sorted(lines, reverse=True), sep="\n")
    assert bad == {}
    assert many == {}
