"""articles/thinning.py: which autosaves go with time, and that nothing that is named ever does."""

import datetime as dt

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from articles import drafting, thinning, workflow
from articles.models import Article, DeskNote, PreviewLink, Revision
from articles.tests.factories import content, draft, person, story
from articles.thinning import Version, thin, thin_story, to_thin
from bangla.dates import DHAKA

Kind = Revision.Kind
NOW = dt.datetime(2026, 11, 20, 12, 0, tzinfo=DHAKA)


def ago(**values):
    return NOW - dt.timedelta(**values)


def autosaved(*moments):
    """Return autosaves at some moments, numbered as they come."""
    return [Version(n, n, Kind.AUTOSAVED, moment) for n, moment in enumerate(moments, start=1)]


def kept(versions, now=NOW):
    gone = to_thin(versions, now)
    return [version.number for version in versions if version.pk not in gone]


def test_all_autosaves_of_the_last_day_are_kept():
    assert kept(
        autosaved(ago(hours=24), ago(hours=23, minutes=59), ago(minutes=2), ago(minutes=1))
    ) == [1, 2, 3, 4]


def test_of_a_week_the_last_of_each_hour_in_dhaka_is_kept():
    hour = dt.datetime(2026, 11, 17, 9, tzinfo=DHAKA)
    versions = autosaved(*(hour + dt.timedelta(minutes=m) for m in (0, 30, 59, 60, 119)))

    assert kept(versions) == [3, 5]


def test_of_ninety_days_the_last_of_each_dhaka_day_is_kept():
    day = dt.datetime(2026, 10, 1, tzinfo=DHAKA)
    versions = autosaved(*(day + dt.timedelta(hours=h) for h in (0, 12, 23.9, 24, 30)))

    assert kept(versions) == [3, 5]


def test_later_only_the_last_before_each_saved_version_is_kept():
    versions = [
        Version(number, number, kind, ago(days=200, minutes=-number))
        for number, kind in enumerate(
            ["autosaved", "autosaved", "saved", "autosaved", "aside", "restored", "autosaved", "merged", "autosaved"],
            start=1,
        )
    ]  # fmt: skip

    # Asides are nothing that the autosave before was the last before.
    assert kept(versions) == [2, 3, 4, 6, 7, 8]


@pytest.mark.parametrize("kind", [Kind.SAVED, Kind.RESTORED, Kind.MERGED])
def test_what_somebody_saved_is_kept_for_ever(kind):
    assert to_thin([Version(n, n, kind, ago(days=9_000 + n)) for n in (1, 2, 3)], NOW) == set()


def test_what_was_set_aside_is_kept_for_ninety_days():
    aside = [
        Version(1, 1, Kind.ASIDE, ago(days=90)),
        Version(2, 2, Kind.ASIDE, ago(days=90, seconds=1)),
    ]

    assert kept(aside) == [1]


HISTORIES = st.lists(
    st.tuples(st.sampled_from(list(Kind)), st.integers(0, 60 * 24 * 40)), max_size=25
).map(
    lambda rows: [
        Version(number, number, kind, ago(minutes=sum(minutes for _kind, minutes in rows[number:])))
        for number, (kind, _minutes) in enumerate(rows, start=1)
    ]
)
AGES = st.timedeltas(dt.timedelta(0), dt.timedelta(days=120))


@given(HISTORIES)
@settings(deadline=None, derandomize=True, database=None)
def test_nothing_that_somebody_saved_ever_goes(versions):
    gone = to_thin(versions, NOW)

    assert {version.kind for version in versions if version.pk in gone} <= {
        Kind.AUTOSAVED,
        Kind.ASIDE,
    }


@given(HISTORIES, st.lists(AGES, max_size=4))
@settings(deadline=None, derandomize=True, database=None)
def test_thinning_often_or_seldom_ends_with_the_same_versions(versions, waits):
    moments, now = [], NOW
    for wait in waits:
        now += wait
        moments.append(now)
    left = list(versions)
    for moment in moments:
        gone = to_thin(left, moment)
        left = [version for version in left if version.pk not in gone]

    assert [v.number for v in left if v.pk not in to_thin(left, now)] == kept(versions, now)


@given(HISTORIES)
@settings(deadline=None, derandomize=True, database=None)
def test_a_second_run_finds_nothing(versions):
    gone = to_thin(versions, NOW)

    assert to_thin([version for version in versions if version.pk not in gone], NOW) == set()


@given(HISTORIES)
@settings(deadline=None, derandomize=True, database=None)
def test_every_day_of_the_last_ninety_with_an_autosave_keeps_one(versions):
    gone = to_thin(versions, NOW)

    def days(some):
        young = dt.timedelta(days=90)
        return {
            v.created_at.astimezone(DHAKA).date()
            for v in some
            if v.kind == Kind.AUTOSAVED and NOW - v.created_at <= young
        }

    assert days(v for v in versions if v.pk not in gone) == days(versions)


@pytest.fixture
def at_noon():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def written(at_noon):
    """A draft saved once and then, 200 days ago, by itself five times, its writer having gone away."""
    article = draft(person("reporter"))
    return article, [add(article, days=200, minutes=-n) for n in range(5)]


def add(article, kind=Kind.AUTOSAVED, **how_long_ago):
    """Add a version as if it had been saved then."""
    last = article.revisions.first()
    values = content(headline=f"শিরোনাম {last.number}")
    revision = Revision.objects.create(
        article=article, number=last.number + 1, kind=kind, based_on=last,
        content=drafting.build_content(values), headline=values["headline"],
    )  # fmt: skip
    Revision.objects.filter(pk=revision.pk).update(created_at=ago(**how_long_ago))
    if kind != Kind.ASIDE:
        Article.objects.filter(pk=article.pk).update(latest_revision=revision)
    return revision


def left(article):
    return list(article.revisions.order_by("number").values_list("number", flat=True))


@pytest.mark.django_db
@pytest.mark.usefixtures("at_noon")
class TestStories:
    def test_old_autosaves_go_and_the_latest_version_stays(self, written):
        article, _autosaves = written

        assert thin_story(article.pk, NOW) == 4
        assert left(article) == [1, 6]
        article.refresh_from_db()
        assert article.latest_revision.number == 6

    def test_running_twice_is_safe(self, written):
        article, _autosaves = written
        thin_story(article.pk, NOW)

        assert thin_story(article.pk, NOW) == 0
        assert left(article) == [1, 6]

    @pytest.mark.parametrize(
        "name", ["live_revision", "approved_revision", "update_revision", "legal_revision"]
    )
    def test_what_the_story_points_to_stays(self, written, name):
        article, autosaves = written
        Article.objects.filter(pk=article.pk).update(**{name: autosaves[1]})

        thin_story(article.pk, NOW)

        assert left(article) == [1, 3, 6]
        assert Article.objects.values_list(name, flat=True).get(pk=article.pk) == autosaves[1].pk

    def test_what_was_shown_by_a_link_and_noted_stays_for_ever(self, written):
        article, autosaves = written
        PreviewLink.objects.create(
            article=article,
            revision=autosaves[0],
            nonce="n",
            expires_at=ago(days=150),
            revoked_at=ago(days=160),
        )
        DeskNote.objects.create(article=article, revision=autosaves[2], text="দেখুন")

        thin_story(article.pk, NOW)

        assert left(article) == [1, 2, 4, 6]
        assert PreviewLink.objects.get().revision_id == autosaves[0].pk
        assert DeskNote.objects.get().revision_id == autosaves[2].pk

    def test_what_was_ever_published_stays(self):
        chief = person()
        article = story(chief)
        published = add(article, days=200)
        workflow.publish(Article.objects.get(pk=article.pk), by=chief)
        for n in range(3):
            add(article, days=100, minutes=-n)
        Article.objects.filter(pk=article.pk).update(live_revision=F("latest_revision"))

        thin_story(article.pk, NOW)

        assert published.number in left(article)
        assert left(article) == [1, 2, 5]

    def test_the_base_of_what_was_set_aside_stays_as_long_as_that(self, written):
        article, autosaves = written
        aside = add(article, Kind.ASIDE, days=10)
        Revision.objects.filter(pk=aside.pk).update(based_on=autosaves[1])

        thin_story(article.pk, NOW)
        assert left(article) == [1, 3, 6, 7]

        later = NOW + dt.timedelta(days=81)
        thin_story(article.pk, later)
        thin_story(article.pk, later)
        assert left(article) == [1, 6]

    def test_a_version_grows_from_the_nearest_that_is_left(self, written):
        article, _autosaves = written

        thin_story(article.pk, NOW)

        assert article.revisions.get(number=6).based_on.number == 1

    def test_no_pointer_of_any_table_is_emptied(self, written):
        article, autosaves = written
        add(article, Kind.SAVED, days=150)
        Article.objects.filter(pk=article.pk).update(
            approved_revision=autosaves[3], legal_revision=autosaves[0]
        )
        DeskNote.objects.create(article=article, revision=autosaves[2], text="ক")
        before = pointers()

        thin(NOW)
        thin_story(article.pk, NOW)

        after = pointers()
        assert {
            key for key, value in before.items() if value and key in after and not after[key]
        } == set()

    def test_a_pointer_that_was_overlooked_stops_the_deleting(self, written, monkeypatch):
        article, autosaves = written
        Article.objects.filter(pk=article.pk).update(approved_revision=autosaves[1])
        monkeypatch.setattr(thinning, "named_by_something", lambda pks: set())

        with pytest.raises(IntegrityError), transaction.atomic():
            thin_story(article.pk, NOW)
            connection.check_constraints()

        assert len(left(article)) == 6

    def test_another_story_is_left_alone(self, written):
        other = draft()
        add(other, days=200)
        add(other, days=199)

        thin_story(written[0].pk, NOW)

        assert left(other) == [1, 2, 3]

    def test_a_story_that_has_gone_is_nothing_to_do(self):
        assert thin_story(999_999, NOW) == 0


def pointers():
    """Return every pointer to a version, by table, row and column."""
    found = {}
    for relation in Revision._meta.get_fields(include_hidden=True):
        if relation.auto_created and not relation.concrete:
            name = relation.field.attname
            for pk, value in relation.related_model._base_manager.values_list("pk", name):
                found[relation.related_model.__name__, pk, name] = value
    return found


@pytest.mark.django_db
@pytest.mark.usefixtures("at_noon")
class TestChore:
    def test_stories_whose_autosaves_came_to_an_age_are_thinned(self):
        yesterday, week, quarter = draft(), draft(), draft()
        for article, days in ((yesterday, 1), (week, 7), (quarter, 90)):
            for minutes in (5, 4, 3, 2, 1):
                add(article, days=days, minutes=minutes)

        assert thin(NOW) is None

        assert [left(article) for article in (yesterday, week, quarter)] == [[1, 6], [1, 6], [1, 6]]

    def test_what_is_younger_than_a_day_or_thinned_long_ago_is_not_even_read(self):
        young, old = draft(), draft()
        for minutes in (3, 2, 1):
            add(young, minutes=minutes)
            add(old, days=300, minutes=minutes)

        with CaptureQueriesContext(connection) as queries:
            thin(NOW)

        assert len(queries) == len({*(step.until for step in thinning.STEPS), thinning.ASIDE_UNTIL})
        assert (left(young), left(old)) == ([1, 2, 3, 4], [1, 2, 3, 4])

    def test_a_run_does_not_go_on_for_ever_and_says_when_it_will(self, monkeypatch):
        monkeypatch.setattr(thinning, "MOST", 1)
        stories = [draft(), draft()]
        for article in stories:
            add(article, days=2, minutes=3)
            add(article, days=2, minutes=2)

        assert thin(NOW) == NOW + thinning.PAUSE
        assert [left(article) for article in stories] == [[1, 3], [1, 2, 3]]
        assert thin(NOW) is None
        assert [left(article) for article in stories] == [[1, 3], [1, 3]]

    def test_what_was_set_aside_goes_after_its_time(self):
        article = draft()
        add(article, Kind.ASIDE, days=91)

        thin(NOW)

        assert left(article) == [1]

    def test_three_stories_are_read_with_the_queries_of_one(self):
        def look(number):
            for _ in range(number):
                add(draft(), days=2)
            with CaptureQueriesContext(connection) as queries:
                thin(NOW)
            return len(queries)

        assert look(1) == look(3)


@pytest.mark.django_db
def test_saving_goes_on_after_thinning():
    article = draft(person("reporter"))
    with time_machine.travel(timezone.now() + dt.timedelta(days=300), tick=False):
        add(article, days=0)
        thin()
        article.refresh_from_db()
        drafting.save_version(
            article, content(headline="পরে"), by=None, based_on=article.latest_revision_id
        )

    assert article.latest_revision.headline == "পরে"
