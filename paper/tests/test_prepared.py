"""Prepared queries give what the ORM gives, whatever the values, without compiling again."""

import datetime as dt
from unittest.mock import patch

import pytest
from django.db import IntegrityError, transaction
from django.db.models.sql.compiler import SQLCompiler
from django.utils import timezone

from paper.identity import Site
from paper.log import LogEntry, record
from paper.menu import MenuItem
from paper.prepared import Insert, Prepared, columns, day, instance, moment, number

NOON = dt.datetime(2026, 11, 23, 6, 0, tzinfo=dt.UTC)


@pytest.fixture
def items(db) -> list[MenuItem]:
    Site.objects.current()
    return [MenuItem.objects.create(label=f"পাতা {n}", address=f"/{n}/", order=n) for n in range(3)]


def of_ids() -> Prepared:
    """Return a query with a value used twice, one used once, one left as it is, and a limit."""
    return Prepared(
        lambda after, but: (
            MenuItem.objects.filter(pk__gt=after, place="footer")
            .exclude(pk=but)
            .exclude(site=after)
            .order_by("pk")
            .values_list("order")[:2]
        ),
        after=number(),
        but=number(),
    )


def test_values_take_the_place_of_the_probes(items):
    query, (_first, second, third) = of_ids(), [item.pk for item in items]

    assert query.rows(after=-1, but=second) == [(0,), (2,)]
    assert query.rows(after=-1, but=third) == [(0,), (1,)]
    assert query.rows(after=third, but=-1) == []


def test_sql_is_worked_out_once(items):
    query = of_ids()
    query.rows(after=-1, but=-1)

    with patch.object(SQLCompiler, "as_sql", side_effect=AssertionError):
        assert query.rows(after=-1, but=items[0].pk) == [(1,), (2,)]


def test_each_run_is_one_statement(items, django_assert_num_queries):
    query = of_ids()

    with django_assert_num_queries(2):
        query.rows(after=0, but=5)
        query.rows(after=1, but=5)


def test_moments_and_json_come_back_as_the_orm_gives_them(db):
    entry = record("tried", actor=None, subject=Site.objects.current(), detail={"কী": ["১", 2]})
    query = Prepared(
        lambda since: LogEntry.objects.filter(at__gt=since).values_list("at", "detail", "actor_id"),
        since=moment(),
    )

    entry.refresh_from_db()
    assert query.rows(since=NOON - dt.timedelta(days=9999)) == [(entry.at, {"কী": ["১", 2]}, None)]
    assert query.rows(since=timezone.now() + dt.timedelta(days=1)) == []


def test_value_that_the_query_does_not_use_is_named(items):
    query = Prepared(lambda lost: MenuItem.objects.values_list("pk"), lost=number())

    with pytest.raises(LookupError, match=r"^The query does not use lost\.$"):
        query.rows(lost=1)


def test_missing_value_raises(items):
    query = of_ids()

    with pytest.raises(KeyError):
        query.rows(after=0)


def test_probes_differ_from_each_other():
    for kind in (moment, day, number):
        assert len({kind() for _ in range(50)}) == 50


def test_instance_equals_the_one_the_orm_loads(db):
    Site.objects.current()
    Site.objects.update(name="নতুন দিন", hijri_months=[[1448, 6, "2026-11-12"]])
    rows = Prepared(lambda: Site.objects.values_list(*columns(Site))).rows()

    made, loaded = instance(Site, rows[0]), Site.objects.get()

    assert made == loaded
    assert {name: getattr(made, name) for name in columns(Site)} == {
        name: getattr(loaded, name) for name in columns(Site)
    }
    assert made._state.adding is False


def test_current_site_is_read_anew_each_time(db):
    Site.objects.current()
    Site.objects.update(name="নতুন দিন")

    assert Site.objects.current().name == "নতুন দিন"


def test_inserted_row_is_the_one_that_save_would_store(db, django_assert_num_queries):
    Site.objects.current()
    words = {"label": "খবর\u200d \u09dc", "address": "/latest/", "order": 3}
    saved = MenuItem.objects.create(**words)
    insert = Insert(MenuItem)

    with django_assert_num_queries(2):
        first, second = insert.add(MenuItem(**words)), insert.add(MenuItem(**words))

    stored = [
        {name: value for name, value in row.items() if name != "id"}
        for row in MenuItem.objects.filter(pk__in=[saved.pk, first.pk, second.pk]).values()
    ]
    assert saved.pk < first.pk < second.pk
    assert stored == [stored[0]] * 3
    assert first.label == saved.label
    assert not first._state.adding


def test_inserted_row_may_be_changed_and_saved(db):
    Site.objects.current()
    row = Insert(MenuItem).add(MenuItem(label="এক", address="/1/", order=1))

    row.label = "দুই"
    row.save()

    assert list(MenuItem.objects.values_list("pk", "label")) == [(row.pk, "দুই")]


def test_row_that_breaks_a_rule_is_refused(db):
    insert = Insert(Site)
    Site.objects.current()

    with pytest.raises(IntegrityError), transaction.atomic():
        insert.add(Site(name="দ্বিতীয়"))
