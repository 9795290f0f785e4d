"""How the database reads lists: along an index, never the whole table, nothing sorted or counted."""

import datetime as dt
import json
import random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import (
    Article,
    ArticleCategory,
    ArticleTag,
    AuthorProfile,
    Byline,
    DayReads,
    PictureUse,
    Tag,
)
from articles.pictures import picture_is_shown
from articles.tests.factories import BODY, section
from images.models import Picture
from images.names import name_of

pytestmark = pytest.mark.django_db

STORIES = 3_000
TABLES = (
    "articles_article",
    "articles_articlecategory",
    "articles_articletag",
    "articles_byline",
    "articles_dayreads",
    "articles_pictureuse",
    "images_picture",
)
HOURS = dt.timedelta(hours=2)


@pytest.fixture
def many():
    """Make 3,000 stories over 250 days in four sections and eight subsections, and return the addresses of their lists."""
    chance = random.Random(7)
    now = timezone.now()
    sections = [
        section(path)
        for top in ("economy", "sports", "world", "life")
        for path in (f"{top}/a", f"{top}/b")
    ]
    tag, rare = Tag.objects.create(name="বন্দর"), Tag.objects.create(name="জাহাজ")
    signed, other = (
        AuthorProfile.objects.create(name="তাহমিদ রশীদ"),
        AuthorProfile.objects.create(name="ক খ"),
    )
    pictures = Picture.objects.bulk_create(
        Picture(file=f"originals/{n}.jpg", width=800, height=600, alt="ক", key=f"{n:020x}")
        for n in range(1_000)
    )
    stories = Article.objects.bulk_create(
        Article(
            headline=f"খবর {n}", slug=f"খবর-{n}", picture=pictures[n % 1_000], body=BODY * 4, category=sections[n % 8], state="published",
            live_from=now - n * HOURS, first_published_at=now - n * HOURS, shown={"bylines": [], "tags": [], "further": []},
        )
        for n in range(STORIES)
    )  # fmt: skip
    filings, tags, bylines, reads, uses = [], [], [], [], []
    for article in stories:
        uses.append(
            PictureUse(article=article, picture=article.picture, is_live=True, is_latest=True)
        )
        filings += [
            ArticleCategory(
                article=article, category_id=pk, is_own=True, live_from=article.live_from
            )
            for pk in (article.category_id, article.category.parent_id)
        ]
        tags.append(
            ArticleTag(
                content_object=article,
                tag=tag if chance.random() < 0.4 else rare,
                live_from=article.live_from,
            )
        )
        bylines.append(
            Byline(
                article=article,
                author=signed if chance.random() < 0.4 else other,
                position=0,
                name="ক",
                live_from=article.live_from,
            )
        )
        if chance.random() < 0.5:
            reads.append(
                DayReads(article=article, day=timezone.localdate(), reads=chance.randrange(1, 900))
            )
    for model, rows in (
        (ArticleCategory, filings),
        (ArticleTag, tags),
        (Byline, bylines),
        (DayReads, reads),
        (PictureUse, uses),
    ):
        model.objects.bulk_create(rows)
    deep, with_cards = stories[2_000], stories[1_000]
    cards = "".join(f'<aside data-story="{article.pk}"></aside>' for article in stories[::500])
    Article.objects.filter(pk=with_cards.pk).update(body=f"<p>ক</p>{cards}")
    before = f"?before={int(deep.live_from.timestamp() * 1_000_000)}-{deep.pk}"
    day = timezone.localtime(deep.live_from)
    lists = [
        "/latest/",
        "/category/economy/",
        "/category/economy/a/",
        "/tag/বন্দর/",
        f"/author/{signed.slug}/",
    ]
    return [
        "/", *lists, *(path + before for path in lists), f"/archive/{day:%Y/%m}/", f"/archive/{day:%Y/%m/%d}/", "/archive/",
        stories[0].get_absolute_url(), deep.get_absolute_url(), with_cards.get_absolute_url(), *(path + "feed/" for path in lists[1:]), "/feed/", "/sitemap.xml",
    ]  # fmt: skip


def analyse():
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        if connection.vendor == "postgresql":
            # As on a solid disk: for a table as small as this one a turning disk is read whole.
            cursor.execute("SET LOCAL random_page_cost = 1.1")


def plan_of(sql):
    """Return the steps of a query's plan as lines: PostgreSQL's node types with their table, SQLite's own words."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
            return [row[3] for row in cursor.fetchall()]
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}")
        (found,) = cursor.fetchone()
    nodes = [(found if isinstance(found, list) else json.loads(found))[0]["Plan"]]
    lines = []
    while nodes:
        node = nodes.pop()
        lines.append(f"{node['Node Type']} {node.get('Relation Name', '')}".strip())
        nodes += node.get("Plans", [])
    return lines


def faults_of(sql):
    """Return what a list's query may not do: read a whole table of stories, sort, count."""
    lines = plan_of(sql)
    if connection.vendor == "sqlite":
        faults = [
            line
            for line in lines
            if line.startswith(tuple(f"SCAN {table}" for table in TABLES)) or "ORDER BY" in line
        ]
    else:
        faults = [
            line for line in lines if line in {"Sort", *(f"Seq Scan {table}" for table in TABLES)}
        ]
    return faults + (["COUNT"] if "COUNT(" in sql.upper() else [])


def bad_plans(client, addresses):
    """Open every page and return the queries on stories that read too much, with their plan."""
    bad = {}
    for path in addresses:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(path).status_code == 200, path
        found = [query["sql"] for query in seen.captured_queries]
        found = [sql for sql in found if any(table in sql for table in TABLES)]
        assert found, path
        bad |= {(path, sql): plan_of(sql) for sql in found if faults_of(sql)}
    return bad


def bad_look_ups():
    """Ask whether readers may see two pictures' files; return the queries that read other pictures too."""
    found = Picture.objects.order_by("pk")
    with CaptureQueriesContext(connection) as seen:
        for number in (3, 997):
            assert picture_is_shown(None, name_of(found[number].key, 320, "webp"), timezone.now())
    asked = [query["sql"] for query in seen.captured_queries if "picture_id" in query["sql"]]
    assert len(asked) == 2
    # PostgreSQL sorts the two rows at most that have a key now or had it before.
    return [plan_of(sql) for sql in asked if set(faults_of(sql)) - {"Sort"}]


def test_every_list_and_every_picture_is_found_by_an_index_whether_or_not_the_tables_were_analysed(
    client, many
):
    if connection.vendor == "sqlite":  # PostgreSQL analyses by itself, SQLite when it is asked to
        assert bad_plans(client, many) == {}
        assert bad_look_ups() == []

    analyse()

    assert bad_plans(client, many) == {}
    assert bad_look_ups() == []
