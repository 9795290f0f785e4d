"""The web server is killed while stories save themselves and come out: what was acknowledged is there, the state is whole."""

import http.client
import json
import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection
from django.db.models import F
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from articles.models import Article, ArticleCategory, Revision
from articles.tests.desk import LIST, signed_in
from articles.tests.factories import person, section
from newsroom.tests.processes import Paper
from paper.log import LogEntry

pytestmark = pytest.mark.django_db(transaction=True)
SEED = 20261126
SECONDS = 60
"""Longer than any answer takes, a start of the server included."""
TOKEN = "t" * 32


class Writer:
    """What js/desk/saver.js does with one story, and a note of what was acknowledged."""

    def __init__(self, paper, user, category):
        session = signed_in(user).cookies[settings.SESSION_COOKIE_NAME].value
        self.headers = {
            "Cookie": f"{settings.SESSION_COOKIE_NAME}={session}; csrftoken={TOKEN}",
            "X-CSRFToken": TOKEN, "Content-Type": MULTIPART_CONTENT,
        }  # fmt: skip
        self.paper, self.tab, self.key = paper, uuid4().hex, uuid4()
        self.typed = {
            "headline": f"খবর {self.tab}", "body": "", "category": category.pk, "language": "bn",
            "comment_policy": "open", "bylines-TOTAL_FORMS": 0, "bylines-INITIAL_FORMS": 0,
        }  # fmt: skip
        self.pk, self.based_on, self.saved, self.published, self.broken = 0, 0, 0, 0, 0

    def once(self, path, **more):
        """Return status, JSON and where to. Raises OSError or HTTPException when nobody answers."""
        named = {"based_on": self.based_on, "tab": self.tab, "client_key": self.key}
        connected = http.client.HTTPConnection("127.0.0.1", self.paper.port, timeout=20)
        try:
            body = encode_multipart(BOUNDARY, {**self.typed, **named, **more})
            connected.request("POST", LIST + path, body, self.headers)
            answer = connected.getresponse()
            is_json = answer.headers["Content-Type"].startswith("application/json")
            said = json.loads(answer.read()) if is_json else {}
            return answer.status, said, answer.headers.get("Location", "")
        finally:
            connected.close()

    def ask(self, path, **more):
        """Ask until there is an answer."""
        until = time.monotonic() + SECONDS
        while True:
            try:
                status, said, to = self.once(path, **more)
                if status != 503:
                    return status, said, to
            except (OSError, http.client.HTTPException):
                self.broken += 1
            assert time.monotonic() < until, "the server does not come back"
            time.sleep(0.05)

    def save(self, number):
        """Add a paragraph and save until it is acknowledged."""
        self.typed["body"] += f"<p>অনুচ্ছেদ {number}।</p>"
        for _try in range(3):
            path = f"{self.pk}/autosave/" if self.pk else "autosave/"
            status, said, _to = self.ask(path)
            assert status in {200, 409}, said
            assert said["outcome"] in {"saved", "own"}, said
            self.pk, self.based_on = said["pk"], said["revision"]
            if status == 200:
                self.saved = number
                return
        raise AssertionError("its own saves stand in its way")

    def publish(self):
        """Press the button until the desk has gone on: pressed twice, it is done once or finds it done."""
        status, _said, to = self.ask(f"{self.pk}/change/", act="publish")
        assert (status, "conflict" in to) == (302, False)
        self.published = self.saved
        self.based_on = Article.objects.values_list("latest_revision", flat=True).get(pk=self.pk)

    def run(self, until):
        """Write until the killing has ended, and one paragraph more."""
        number = 0
        try:
            while not until.is_set() or number < 3:
                number += 1
                self.save(number)
                if number % 3 == 0:
                    self.publish()
            self.save(number + 1)
        finally:
            connection.close()


def kill_at_random(paper, times, over):
    """Kill the server so many times, each time as soon as it has answered for a random while."""
    moments = random.Random(SEED)
    try:
        for _time in range(times):
            until = time.monotonic() + SECONDS
            while not paper.answers() and time.monotonic() < until:
                time.sleep(0.02)
            time.sleep(moments.uniform(0.2, 1.5))
            paper.kill()
            paper.start()
    finally:
        over.set()


@pytest.fixture
def paper(transactional_db, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    paper = Paper(tmp_path)
    yield paper
    paper.kill()


def unsound():
    """Return what the database itself finds wrong."""
    if connection.vendor != "sqlite":
        return []
    with connection.cursor() as cursor:
        found = list(cursor.execute("PRAGMA foreign_key_check"))
        found += [row for row in cursor.execute("PRAGMA integrity_check") if row != ("ok",)]
    return found


@pytest.mark.drill
@pytest.mark.parametrize(("kills", "writers"), [(60, 6)])
def test_every_save_that_was_acknowledged_stands_a_server_that_is_killed(paper, kills, writers):
    category, over = section("economy"), threading.Event()
    team = [Writer(paper, person("chief"), category) for _ in range(writers)]

    with ThreadPoolExecutor(writers + 1) as pool:
        killing = pool.submit(kill_at_random, paper, kills, over)
        writing = [pool.submit(writer.run, over) for writer in team]
        for work in [killing, *writing]:
            work.result()

    assert Article.objects.count() == writers
    for writer in team:
        story = Article.objects.select_related("latest_revision", "live_revision").get(pk=writer.pk)
        text = "".join(f"<p>অনুচ্ছেদ {number}।</p>" for number in range(1, writer.saved + 1))
        assert story.latest_revision.content["body"] == text
        assert story.state == "published"
        assert f"<p>অনুচ্ছেদ {writer.published}।</p>" in story.body
        assert (story.headline, story.body) == (
            story.live_revision.content["headline"], story.live_revision.content["body"],
        )  # fmt: skip
        assert ArticleCategory.objects.filter(article=story, live_from=story.live_from).exists()
        acts = LogEntry.objects.filter(subject_type="articles.article", subject_id=story.pk)
        assert acts.filter(act="publish").count() >= writer.published // 3
        assert not Revision.objects.filter(article=story, kind="aside").exists()
    assert not Revision.objects.exclude(article__isnull=False).exists()
    assert not Article.objects.filter(state="published").exclude(live_from__gte=F("first_published_at")).exists()  # fmt: skip
    assert unsound() == []
    assert sum(writer.broken for writer in team) > 0
