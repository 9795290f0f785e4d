"""How the database reads the library at 50,000 pictures: along an index, nothing sorted, nothing counted."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article, PictureUse
from articles.tests.desk import signed_in
from articles.tests.factories import person
from articles.tests.test_plans import analyse, plan_of
from images.models import Folder, Picture, Video

pytestmark = pytest.mark.django_db
PICTURES = "/admin/images/picture/"
COUNT = 50_000
STORIES = 2_000
COLUMNS = ("file", "width", "height", "key", "made", "colour", "focus_x", "focus_y", "alt", "caption", "credit", "agency",
           "licence", "is_free", "added_at", "found_by", "folder_id", "added_by_id")  # fmt: skip
NUMBERS = (
    f"WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {COUNT})"
)


@pytest.fixture
def many():
    """Make 50,000 pictures in ten folders, by two people, and 2,000 stories that use some; return a reporter's browser."""
    reporter, other = person("reporter"), person("editor")
    folders = [Folder.objects.create(name=f"ভাঁজ {n}") for n in range(10)]
    first, people = folders[0].pk, (reporter.pk, other.pk)
    quoted = ", ".join(COLUMNS)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO images_picture ({quoted}) {NUMBERS} "
            "SELECT 'originals/' || n, 1500, 1000, 'k' || n, 'all', '', 50, 50, 'জেটিতে জাহাজ ' || n, '', 'মিতা', '', '', "
            f"%s, %s, ' জেটি জাহাজ ' || n, CASE WHEN n %% 3 = 0 THEN {first} + n %% 10 END, "
            f"CASE WHEN n %% 9 = 0 THEN {people[0]} ELSE {people[1]} END FROM numbers",
            [False, timezone.now()],
        )
    Video.objects.bulk_create(
        Video(poster_id=pk, key="v", size=1, width=640, height=360, seconds=60)
        for pk in Picture.objects.values_list("pk", flat=True)[: STORIES // 2]
    )
    stories = Article.objects.bulk_create(
        Article(headline=f"খবর {n}", slug=f"খবর-{n}") for n in range(STORIES)
    )
    newest = Picture.objects.newest_first().values_list("pk", flat=True)
    used = list(newest[: 2 * STORIES : 2])
    PictureUse.objects.bulk_create(
        PictureUse(article=story, picture_id=pk) for story, pk in zip(stories, used, strict=True)
    )
    return signed_in(reporter), newest[COUNT // 2], first


def asked_of_pictures(client, address):
    """Return the statements on pictures that a page sends."""
    with CaptureQueriesContext(connection) as seen:
        assert client.get(PICTURES + address).status_code == 200, address
    found = [query["sql"] for query in seen.captured_queries]
    found = [sql for sql in found if 'FROM "images_picture"' in sql]
    assert found, address
    return found


def faults_of(sql):
    """Return what a page of the library may not do: sort, read the table in another order than its id's, count, skip rows.

    SQLite walks a table by its id without naming an index: there a sort is what gives a wrong way away.
    """
    wrong = ("USE TEMP B-TREE", "Sort", "Incremental Sort", "Seq Scan images_picture")
    plan = plan_of(sql)
    # A handful of advertisements may be sorted to be merged with: it is pictures that are many.
    faults = [
        line
        for line, below in zip(plan, [*plan[1:], ""], strict=True)
        if line.startswith(wrong) and below != "Seq Scan adverts_advert"
    ]
    return faults + [word for word in ("COUNT(", "OFFSET") if word in sql.upper()]


def test_every_page_of_grid_and_picker_walks_an_index(many):
    client, deep, folder = many
    addresses = [
        "", f"?before={deep}", f"?folder={folder}", f"?folder={folder}&before={deep}", "?only=unused", "?only=mine",
        "pick/", f"pick/?before={deep}", "pick/?videos=0", f"pick/?folder={folder}", "pick/?q=জেটি",
    ]  # fmt: skip
    analyse()

    bad = {
        (address, sql): plan_of(sql)
        for address in addresses
        for sql in asked_of_pictures(client, address)
        if faults_of(sql)
    }

    assert bad == {}
