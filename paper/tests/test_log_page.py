"""paper/log_page.py: the whole paper's log, narrowed by person, act, thing, day and story, page by page."""

import datetime as dt

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bangla.dates import DHAKA
from paper import log_page
from paper.identity import Site
from paper.log import LogEntry, record
from paper.pages import Page

pytestmark = pytest.mark.django_db
HERE = "/admin/paper/logentry/"
NOON = dt.datetime(2027, 6, 9, 12, tzinfo=DHAKA)


def staff(name, **values):
    return get_user_model().objects.create_user(name, is_staff=True, display_name=name, **values)


@pytest.fixture
def chief():
    user = staff("প্রধান")
    user.user_permissions.set(Permission.objects.filter(codename="view_logentry"))
    return user


@pytest.fixture
def browser(chief):
    client = Client()
    client.force_login(chief)
    return client


def row(act="change", by=None, at=NOON, label="", kind="paper.page", pk=1, **detail):
    with time_machine.travel(at, tick=False):
        entry = record(act, actor=by, subject=Page(pk=pk, title="ক"), label=label, detail=detail)
    if kind != "paper.page":  # rows of other applications, which do not stand below this one
        LogEntry.objects.bulk_create([LogEntry(**{**values_of(entry), "subject_type": kind})])
        LogEntry.objects.filter(pk=entry.pk)._raw_delete("default")
    return entry


def values_of(entry):
    names = ("actor_id", "actor_name", "act", "subject_id", "label", "detail")
    return {name: getattr(entry, name) for name in names}


def labels(browser, **asked):
    response = browser.get(HERE, asked)
    assert response.status_code == 200
    return [act.label for act in response.context["acts"]]


def test_it_shows_the_newest_acts_first_with_a_way_to_the_thing(browser, chief):
    page = Page.objects.create(slug="about", title="আমাদের কথা")
    record("change", actor=chief, subject=page)
    record("change", actor=chief, subject=Site.objects.current(), label="পত্রিকা")

    html = browser.get(HERE).content.decode()

    assert labels(browser) == ["পত্রিকা", "আমাদের কথা"]
    assert f'<a href="/admin/paper/page/{page.pk}/change/">আমাদের কথা</a>' in html


def test_what_was_deleted_or_has_no_page_is_named_without_a_link(browser):
    row("delete", label="মোছা পাতা")
    row(label="অজানা জিনিস", kind="old.thing")

    html = browser.get(HERE).content.decode()

    assert html.count('<p class="log-label">মোছা পাতা</p>') == 1
    assert html.count('<p class="log-label">অজানা জিনিস</p>') == 1


def test_each_filter_narrows_alone_and_with_the_others(browser):
    rahim, karim = staff("রহিম"), staff("করিম")
    row("publish", rahim, label="ক", kind="articles.article", pk=7)
    row("change", rahim, label="খ")
    row("publish", karim, label="গ", kind="articles.article", pk=8)
    row("came_out", label="ঘ", kind="articles.article", pk=9)
    story = "articles.article"

    assert labels(browser, who=rahim.pk) == ["খ", "ক"]
    assert labels(browser, who="0") == ["ঘ"]
    assert labels(browser, act="publish") == ["গ", "ক"]
    assert labels(browser, kind=story) == ["ঘ", "গ", "ক"]
    assert labels(browser, who=rahim.pk, act="publish", kind=story, q="ক") == ["ক"]
    assert labels(browser, who=karim.pk, act="change") == []


def test_a_day_is_dhakas_from_midnight_to_midnight(browser):
    midnight = NOON.replace(hour=0)
    second = dt.timedelta(seconds=1)
    for label, at in (
        ("আগের দিন", midnight - second), ("শুরু", midnight),
        ("শেষ", midnight + dt.timedelta(days=1) - second), ("পরের দিন", midnight + dt.timedelta(days=1)),
    ):  # fmt: skip
        row(at=at, label=label)

    assert labels(browser, day="০৯/০৬/২০২৭") == ["শেষ", "শুরু"]
    assert labels(browser, day="2027-06-08") == ["আগের দিন"]
    assert labels(browser, day="01/01/2020") == labels(browser, day="01/01/2040") == []


def test_a_day_is_whole_when_rows_came_in_out_of_order(browser):
    day = dt.timedelta(days=1)
    for label, at in (("কাল", NOON + day), ("আজ ১", NOON), ("কাল ২", NOON + day), ("আজ ২", NOON)):
        row(at=at, label=label)

    assert labels(browser, day="09/06/2027") == ["আজ ২", "আজ ১"]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("বন্দর", ["বন্দর থেকে", "বন্দরে জট"]),
        ("  বন্দরে  জট ", ["বন্দরে জট"]),
        ("জট", []),
        ("%", []),
        ("৭", ["বন্দর থেকে"]),
        ("7", ["বন্দর থেকে"]),
        ("9" * 30, []),
        ("ক" * 500, ["বন্দর থেকে", "২০২৭ সালের বাজেট", "বন্দরে জট"]),  # too long: not asked at all
    ],
)
def test_a_story_is_found_by_number_or_by_how_its_headline_begins(browser, typed, found):
    row(label="বন্দরে জট", kind="articles.article", pk=6)
    row(label="২০২৭ সালের বাজেট", pk=7)
    row(label="বন্দর থেকে", kind="articles.article", pk=7)

    assert labels(browser, q=typed) == found


def test_words_that_make_no_sense_are_told_and_kept(browser):
    row(label="ক")

    response = browser.get(HERE, {"who": "x", "act": "খাওয়া", "kind": "auth.user", "day": "কাল"})

    assert [act.label for act in response.context["acts"]] == ["ক"]
    assert set(response.context["form"].errors) == {"who", "act", "kind", "day"}
    assert 'value="কাল"' in response.content.decode()


def test_older_acts_are_reached_by_keys_to_the_end_under_the_same_filter(browser, monkeypatch):
    monkeypatch.setattr(log_page, "ROWS", 2)
    rahim = staff("রহিম")
    for number in range(5):
        row(by=rahim, label=f"খ{number}")
        row(label="সিস্টেম")

    found, asked = [], {"who": rahim.pk}
    while asked:
        response = browser.get(HERE, asked)
        found += [act.label for act in response.context["acts"]]
        older = response.context["older"]
        assert (f"before={older}" in response.content.decode()) is (older is not None)
        asked = {"who": rahim.pk, "before": older} if older else None

    assert found == ["খ4", "খ3", "খ2", "খ1", "খ0"]


@pytest.mark.parametrize("before", ["x", "-1", "9" * 40, "1.5", ""])
def test_a_key_that_is_none_shows_the_newest(browser, before):
    row(label="ক")

    assert labels(browser, before=before) == ["ক"]


def test_hostile_words_stay_words(browser):
    row("send_back", label="<script>alert(1)</script>", note="<img src=x onerror=alert(1)>")

    html = browser.get(HERE, {"q": "<script>"}).content.decode()

    assert "<script>alert" not in html
    assert "<img src=x" not in html


@pytest.mark.parametrize("count", [1, 3])
def test_it_takes_the_same_queries_whatever_its_length(browser, chief, count):
    for _ in range(count):
        row(by=chief, at=timezone.now())
    browser.get(HERE)

    with CaptureQueriesContext(connection) as plain:
        browser.get(HERE)
    with CaptureQueriesContext(connection) as narrowed:
        browser.get(HERE, {"who": chief.pk, "act": "change", "kind": "paper.page", "q": "ক",
                           "day": f"{timezone.localdate():%d/%m/%Y}"})  # fmt: skip

    assert (len(plain), len(narrowed)) == (8, 10)


def test_without_the_right_it_is_closed():
    client = Client()
    client.force_login(staff("অন্য"))

    assert client.get(HERE).status_code == 403


@pytest.fixture
def many():
    """Make 20,000 acts of 40 days by 30 people."""
    people = [staff(f"ব্যক্তি {n}") for n in range(30)]
    acts = ["publish", "change", "submit", "came_out"]
    rows = [
        LogEntry(
            actor=None if n % 4 == 3 else people[n % 29], actor_name="ক", act=acts[n % 4], label=f"খবর {n // 5}",
            subject_type="articles.article" if n % 9 else "images.picture", subject_id=n // 5, detail={"revision": n},
        )
        for n in range(20_000)
    ]  # fmt: skip
    with time_machine.travel(NOON - dt.timedelta(days=40), tick=False) as clock:
        for start in range(0, len(rows), 500):
            LogEntry.objects.bulk_create(rows[start : start + 500])
            clock.shift(dt.timedelta(days=1))
    return people


def plan_of(sql):
    with connection.cursor() as cursor:
        cursor.execute(
            ("EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN ") + sql
        )
        return [str(row[-1]) for row in cursor.fetchall()]


def test_every_filter_walks_an_index_and_sorts_nothing(browser, many):
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    person, middle = many[3].pk, LogEntry.objects.order_by("pk")[10_000].pk
    asked = [
        {}, {"before": middle}, {"who": person}, {"who": many[29].pk}, {"who": "0"}, {"act": "publish"}, {"act": "kill"},
        {"kind": "articles.article"}, {"kind": "articles.article", "before": middle}, {"kind": "paper.page"},
        {"day": "20/05/2027"}, {"day": "20/05/2027", "who": person}, {"day": "20/05/2027", "act": "publish", "kind": "articles.article"},
        {"q": "১২০"}, {"who": person, "act": "publish", "before": middle},
    ]  # fmt: skip

    bad = {}
    for query in asked:
        with CaptureQueriesContext(connection) as seen:
            assert browser.get(HERE, query).status_code == 200
        for one in seen.captured_queries:
            if "paper_logentry" in one["sql"]:
                plan = plan_of(one["sql"])
                faults = [line for line in plan if ("SCAN paper_logentry" in line and "INDEX" not in line) or "Seq Scan on paper_logentry" in line or "ORDER BY" in line]  # fmt: skip
                if faults and query not in ({}, {"before": middle}):
                    bad[str(query)] = plan

    assert bad == {}
