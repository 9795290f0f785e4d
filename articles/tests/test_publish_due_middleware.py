"""articles/middleware.py: the first page after the minute does the book-keeping, once and never at a page's cost."""

import datetime as dt

import pytest
import time_machine
from django.db import DatabaseError
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from articles import middleware, workflow
from articles.middleware import AGAIN_AFTER_SECONDS, PublishDue
from articles.models import Article
from articles.tests.factories import person, scheduled, section, story
from paper.identity import Site
from paper.log import LogEntry

HOUR = dt.timedelta(hours=1)


def came_out():
    return LogEntry.objects.filter(act="came_out").count()


def request_at(moment, path="/", method="GET"):
    request = RequestFactory().generic(method, path)
    request.paper, request.now = Site.objects.current(), moment
    return request


@pytest.fixture
def due():
    """Return a scheduled story and a moment after its minute."""
    article = scheduled(ahead=HOUR)
    return article, article.live_from + dt.timedelta(seconds=1)


@pytest.mark.django_db
class TestOnePage:
    def test_the_first_page_after_the_minute_marks_the_story_and_the_next_does_nothing(
        self, client, due
    ):
        article, later = due

        with time_machine.travel(later, tick=False):
            first = client.get("/")
            second = client.get("/")

        article.refresh_from_db()
        assert article.state == Article.State.PUBLISHED
        assert came_out() == 1
        assert article.headline in first.text
        assert (first.status_code, second.status_code) == (200, 200)
        assert Site.objects.current().next_due_at is None

    def test_a_page_before_the_minute_marks_nothing(self, client, due):
        article, later = due

        with time_machine.travel(later - dt.timedelta(seconds=2), tick=False):
            client.get("/")

        article.refresh_from_db()
        assert article.state == Article.State.SCHEDULED

    def test_an_ended_story_is_taken_away_and_pages_show_it_no_more(self, client):
        now = timezone.now()
        article = workflow.schedule_end(story(ago=HOUR), by=person(), at=now + HOUR)

        with time_machine.travel(now + HOUR, tick=False):
            assert article.headline not in client.get("/").text

        article.refresh_from_db()
        assert article.state == Article.State.WITHDRAWN

    def test_while_nothing_is_due_a_page_pays_nothing(self, client, due, django_assert_num_queries):
        story()

        with django_assert_num_queries(3):
            client.get("/")

    @pytest.mark.parametrize(
        ("method", "path"),
        [("POST", "/"), ("HEAD", "/"), ("GET", "/media/a.png"), ("GET", "/static/a.css"), ("GET", "/health/live"),
         ("GET", "/seen/"), ("GET", "/metrics")],
    )  # fmt: skip
    def test_other_requests_leave_it_to_the_next_page(self, due, method, path):
        PublishDue(lambda request: HttpResponse())(request_at(due[1], path, method))

        assert came_out() == 0

    def test_a_failure_is_logged_and_the_page_is_served(self, client, due, monkeypatch, caplog):
        article, later = due

        def fail(now):
            raise DatabaseError("disk full")

        with monkeypatch.context() as broken, time_machine.travel(later, tick=False):
            broken.setattr(middleware, "publish_due", fail)
            response = client.get("/")

        assert response.status_code == 200
        assert article.headline in response.text  # readers do not depend on the book-keeping
        assert "publish_due failed" in caplog.text
        assert "disk full" in caplog.text

    def test_after_a_failure_it_is_tried_again_later_and_not_with_every_page(
        self, due, monkeypatch
    ):
        calls = []
        clock = iter(
            [0.0, 0.0, 1.0, AGAIN_AFTER_SECONDS - 0.1, AGAIN_AFTER_SECONDS, AGAIN_AFTER_SECONDS]
        )
        monkeypatch.setattr(middleware.time, "monotonic", lambda: next(clock))

        def fail(now):
            calls.append(now)
            raise DatabaseError

        monkeypatch.setattr(middleware, "publish_due", fail)
        page = PublishDue(lambda request: HttpResponse())

        for _ in range(4):
            page(request_at(due[1]))

        assert len(calls) == 2

    def test_a_kept_page_ends_at_the_minute(self, client, due):
        article, _later = due

        with time_machine.travel(article.live_from - dt.timedelta(seconds=42), tick=False):
            response = client.get("/")

        assert response.headers["Surrogate-Control"] == "max-age=42"


def test_eight_threads_after_the_minute_mark_each_story_once(together):
    articles = [scheduled(ahead=HOUR), scheduled(ahead=HOUR)]
    later = articles[1].live_from + dt.timedelta(seconds=1)

    def one_process(number):
        return PublishDue(lambda request: HttpResponse("page"))(request_at(later)).content

    results = together(one_process)

    assert results == [b"page"] * 8
    assert came_out() == 2
    assert Article.objects.filter(state="published").count() == 2


def test_eight_threads_of_one_process_mark_each_story_once(together):
    later = scheduled(ahead=HOUR).live_from
    page = PublishDue(lambda request: HttpResponse("page"))

    results = together(lambda number: page(request_at(later)).content)

    assert results == [b"page"] * 8
    assert came_out() == 1


@pytest.mark.django_db
def test_the_tree_of_sections_is_read_once_and_only_when_a_page_asks(
    client, django_assert_num_queries
):
    section("economy/port")
    request = RequestFactory().get("/")
    seen = middleware.SectionTree(lambda request: request.sections)

    with django_assert_num_queries(0):
        sections = seen(request)
    with django_assert_num_queries(1):
        assert len(list(sections)) == 1
        assert sections.by_path["economy/port"].parent.path == "economy"
