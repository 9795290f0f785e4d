"""articles/overdue.py: which stories are overdue, and that those who wait are told once."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from articles import overdue, planning, workflow
from articles.models import Article, Notice
from articles.models.article import OVERDUE_FOR
from articles.tests.factories import draft, in_every_hidden_state, person, story
from bangla.dates import DHAKA

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)
NOW = dt.datetime(2027, 6, 9, 12, tzinfo=DHAKA)


def wanted(article, due_at):
    Article.objects.filter(pk=article.pk).update(due_at=due_at)
    return Article.objects.get(pk=article.pk)


def told():
    return {notice.user for notice in Notice.objects.filter(kind="overdue").select_related("user")}


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize(
    "due_at", [NOW - HOUR, NOW, NOW + HOUR, NOW - OVERDUE_FOR, NOW - OVERDUE_FOR - HOUR, None]
)
def test_a_row_and_the_query_agree_on_what_is_overdue(due_at):
    chief = person()
    rows = [wanted(article, due_at) for article in (*in_every_hidden_state(), story(chief))]
    workflow.approve(workflow.submit(rows[0], by=chief), by=chief)
    rows = [Article.objects.get(pk=row.pk) for row in rows]

    assert {row for row in rows if row.is_overdue()} == set(Article.objects.overdue())


@time_machine.travel(NOW, tick=False)
def test_only_what_the_desk_still_waits_for_is_overdue():
    chief = person()
    rows = [wanted(article, NOW - HOUR) for article in (*in_every_hidden_state(), story(chief))]

    assert {row.state for row in rows if row.is_overdue()} == {"draft", "in_review", "sent_back"}


@time_machine.travel(NOW, tick=False)
def test_writer_assignee_and_who_assigned_it_are_told_and_no_other_editor():
    reporter, assignee, editor = person("reporter"), person("reporter"), person("editor")
    person("editor")
    article = draft(reporter, headline="দেরি")
    planning.assign(article, by=person("editor"), to=None, due_at=None)
    planning.assign(article, by=editor, to=assignee, due_at=NOW + HOUR)

    before = overdue.tell_of_overdue(NOW)
    after = overdue.tell_of_overdue(NOW + 2 * HOUR)

    assert (before, after) == (0, 1)
    assert told() == {reporter, assignee, editor}
    assert all("৯ জুন, ১৩:০০" in notice.text for notice in Notice.objects.filter(kind="overdue"))


def test_the_alarm_rings_once_and_again_for_a_new_time():
    editor, reporter = person("editor"), person("reporter")
    article = planning.assign(draft(reporter), by=editor, to=reporter, due_at=timezone.now() - HOUR)

    rung = [overdue.tell_of_overdue(), overdue.tell_of_overdue()]
    planning.assign(article, by=editor, to=reporter, due_at=timezone.now() - HOUR / 2)

    assert [*rung, overdue.tell_of_overdue(), overdue.tell_of_overdue()] == [1, 0, 1, 0]


def test_a_story_finished_in_time_rings_no_alarm():
    editor = person("editor")
    article = planning.assign(draft(editor), by=editor, to=editor, due_at=timezone.now() + HOUR)
    workflow.publish(article, by=editor)

    assert overdue.tell_of_overdue(timezone.now() + 2 * HOUR) == 0


@pytest.mark.django_db(transaction=True)
def test_of_eight_that_ring_at_once_one_does(together):
    editor, reporter = person("editor"), person("reporter")
    planning.assign(draft(reporter), by=editor, to=reporter, due_at=timezone.now() - HOUR)

    rung = together(lambda _number: overdue.tell_of_overdue())

    assert sorted(rung) == [0] * 7 + [1]
    assert Notice.objects.filter(kind="overdue", user=reporter).count() == 1
