"""The log of acts: written inside the act's transaction, never changed, never deleted."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from paper.identity import Site
from paper.log import AppendOnly, LogEntry, entries_of, record
from paper.pages import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def page():
    return Page.objects.create(slug="about", title="আমাদের কথা")


@pytest.fixture
def person():
    return get_user_model().objects.create_user("rina", display_name="রিনা")


@pytest.fixture
def entry(page, person):
    return record("change", actor=person, subject=page, detail={"note": "ঠিকানা"})


def test_row_says_who_did_what_on_which_object(entry, page, person):
    entry.refresh_from_db()

    assert (entry.actor, entry.act, entry.subject_type, entry.subject_id) == (
        person,
        "change",
        "paper.page",
        page.pk,
    )
    assert (entry.label, entry.detail, str(entry)) == (
        "আমাদের কথা",
        {"note": "ঠিকানা"},
        "change আমাদের কথা",
    )


@pytest.mark.parametrize("actor", [None, AnonymousUser()])
def test_act_of_the_system_has_no_actor(page, actor):
    entry = record("came_out", actor=actor, subject=page)

    assert (entry.actor, entry.actor_name) == (None, "")


def test_label_is_kept_when_its_object_changes_and_is_cut_to_its_column(page):
    entry = record("delete", actor=None, subject=page, label="দীর্ঘ" * 100)
    page.delete()

    entry.refresh_from_db()
    assert entry.label == ("দীর্ঘ" * 100)[:200]


def test_row_is_undone_with_its_act(page):
    class Fault(Exception):
        pass

    with pytest.raises(Fault), transaction.atomic():
        record("change", actor=None, subject=page)
        raise Fault

    assert LogEntry.objects.count() == 0


def finished(begin):
    """Wait for a coroutine in a thread of its own: the browser's tests leave a loop in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(lambda: asyncio.run(begin())).result()


WAYS = {
    "save": lambda entry: entry.save(),
    "save_some": lambda entry: entry.save(update_fields=["act"]),
    "delete": lambda entry: entry.delete(),
    "create_over": lambda entry: LogEntry.objects.create(
        pk=entry.pk, act="x", subject_type="x", subject_id=1
    ),
    "update": lambda _entry: LogEntry.objects.update(act="x"),
    "update_filtered": lambda entry: LogEntry.objects.filter(pk=entry.pk).update(act="x"),
    "bulk_update": lambda entry: LogEntry.objects.bulk_update([entry], ["act"]),
    "update_or_create": lambda entry: LogEntry.objects.update_or_create(
        pk=entry.pk, defaults={"act": "x"}
    ),
    "delete_all": lambda _entry: LogEntry.objects.all().delete(),
    "upsert": lambda entry: LogEntry.objects.bulk_create(
        [entry], update_conflicts=True, update_fields=["act"], unique_fields=["id"]
    ),
    "base_update": lambda _entry: LogEntry._base_manager.update(act="x"),
    "base_delete": lambda entry: LogEntry._base_manager.filter(pk=entry.pk).delete(),
    "default_delete": lambda _entry: LogEntry._default_manager.all().delete(),
    "aupdate": lambda _entry: finished(lambda: LogEntry.objects.aupdate(act="x")),
    "adelete": lambda entry: finished(entry.adelete),
}


@pytest.mark.parametrize("way", WAYS)
def test_row_is_neither_changed_nor_deleted(entry, way):
    entry.act = "forged"

    with pytest.raises(AppendOnly), transaction.atomic():
        WAYS[way](entry)

    assert list(LogEntry.objects.values_list("act", flat=True)) == ["change"]


def test_deleting_a_person_rewrites_no_row(entry, person):
    before = LogEntry.objects.values().get()

    person.delete()

    assert LogEntry.objects.values().get() == before
    assert before["actor_name"] == "রিনা"


@pytest.mark.parametrize("count", [1, 3])
def test_acts_on_one_object_are_newest_first_in_one_query(
    page, person, count, django_assert_num_queries
):
    record("change", actor=person, subject=Site.objects.current())
    acts = [f"act{number}" for number in range(count)]
    for act in acts:
        record(act, actor=person, subject=page)

    with django_assert_num_queries(1):
        found = [(entry.act, entry.actor_name) for entry in entries_of(page)]

    assert found == [(act, "রিনা") for act in reversed(acts)]
