"""`manage.py publish_due` and the worker's clock: book-keeping of stories whose minute came."""

import datetime as dt
import threading
import time
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from articles.models import Article
from articles.tests.factories import scheduled, story
from newsroom import chores
from newsroom.chores import Chore, Clock
from paper.log import LogEntry

State = Article.State
HOUR = dt.timedelta(hours=1)


def run() -> str:
    """Run the command; return what it printed."""
    printed = StringIO()
    call_command("publish_due", stdout=printed)
    return printed.getvalue()


def state_of(article: Article) -> str:
    return Article.objects.get(pk=article.pk).state


@pytest.mark.django_db
class TestCommand:
    def test_story_is_marked_once_its_minute_came(self, time_machine):
        article = scheduled(ahead=HOUR)
        time_machine.move_to(article.live_from)

        assert run() == "Stories whose minute came or ended: 1.\n"

        assert state_of(article) == State.PUBLISHED

    def test_second_run_finds_nothing(self, time_machine):
        article = scheduled(ahead=HOUR)
        time_machine.move_to(article.live_from)
        run()

        assert run() == "Stories whose minute came or ended: 0.\n"

        assert LogEntry.objects.filter(act="came_out").count() == 1

    def test_story_of_the_next_hour_stays_scheduled(self):
        article = scheduled(ahead=HOUR)

        run()

        assert state_of(article) == State.SCHEDULED

    def test_story_whose_time_ended_is_withdrawn(self):
        article = story(ago=2 * HOUR)
        Article.objects.filter(pk=article.pk).update(live_until=timezone.now() - HOUR)

        assert run() == "Stories whose minute came or ended: 1.\n"

        assert state_of(article) == State.WITHDRAWN

    def test_readers_need_no_run(self, time_machine):
        article = scheduled(ahead=HOUR)

        time_machine.move_to(article.live_from)

        assert list(Article.objects.live()) == [article]
        assert state_of(article) == State.SCHEDULED

    def test_empty_paper_is_no_fault(self):
        assert run() == "Stories whose minute came or ended: 0.\n"

    def test_several_runs_at_once_mark_each_story_once(self, time_machine, together):
        stories = [scheduled(ahead=HOUR) for _number in range(3)]
        time_machine.move_to(stories[-1].live_from)

        together(lambda _: call_command("publish_due", stdout=StringIO()), threads=4)

        assert LogEntry.objects.filter(act="came_out").count() == 3


@pytest.mark.django_db(transaction=True)
def test_clock_marks_a_story_at_its_moment_and_not_at_the_next_round():
    article = scheduled(ahead=dt.timedelta(seconds=0.8))
    clock = Clock([Chore(chores.publish_due, every=10)], threading.Event())

    clock.start()
    deadline = time.monotonic() + 8
    while state_of(article) == State.SCHEDULED and time.monotonic() < deadline:
        time.sleep(0.05)
    clock.stopping.set()
    clock.join(5)

    assert state_of(article) == State.PUBLISHED
    late = LogEntry.objects.get(act="came_out").at - article.live_from
    assert dt.timedelta(0) <= late < dt.timedelta(seconds=5)
