"""A flood of comments, and a server killed while comments come: reading stays up, what was accepted is there exactly once."""

import http.client
import os
import random
import statistics
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import pytest
from django.db import connection

from comments.models import Comment, CommentRevision, Event, ModerationAction, Status
from comments.tests.factories import make_story
from comments.tests.test_moderation import assert_counters_are_exact
from newsroom.tests.processes import Paper

pytestmark = pytest.mark.django_db(transaction=True)
SEED = 20261129
SECONDS = 60
"""Longer than any answer takes, a start of the server included."""
CLIENTS = 8
NORMAL = 2
"""Comments a second on a busy day of a Bangladeshi daily: 7,200 an hour."""
TIMES = 10


@pytest.fixture
def paper(transactional_db, tmp_path, settings, monkeypatch):
    # Readers come from many networks: the drill's clients say which, as a proxy would.
    monkeypatch.setenv("TRUSTED_PROXIES", "127.0.0.1")
    settings.MEDIA_ROOT = tmp_path / "media"
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity=0"],
        cwd=settings.BASE_DIR, env=os.environ | {"NEWSROOM_VAR": str(tmp_path)}, check=True,
    )  # fmt: skip
    paper = Paper(tmp_path)
    wait_for(paper)
    yield paper
    paper.kill()


def wait_for(paper):
    until = time.monotonic() + SECONDS
    while not paper.answers() and time.monotonic() < until:
        time.sleep(0.02)


def ask(paper, method, path, form=None, network="10.0.0", timeout=20):
    """Return status, body and where to; raises OSError or HTTPException when nobody answers."""
    connected = http.client.HTTPConnection("127.0.0.1", paper.port, timeout=timeout)
    headers = {"X-Forwarded-For": f"{network}.7", "Sec-Fetch-Site": "same-origin"}
    if form is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    try:
        connected.request(method, path, urlencode(form) if form is not None else None, headers)
        answer = connected.getresponse()
        return answer.status, answer.read().decode(), answer.headers
    finally:
        connected.close()


def network_of(number):
    """Return a network of its own for each number."""
    return f"{11 + number // 60_000}.{number // 250 % 240}.{number % 250}"


def kept_whole(keys, article):
    """Assert that each acknowledged comment is stored exactly once, with its first revision and its audit row."""
    bodies = list(Comment.objects.filter(article=article).values_list("body", flat=True))
    assert len(bodies) == len(set(bodies))
    assert set(keys) <= set(bodies)
    pks = set(Comment.objects.values_list("pk", flat=True))
    assert set(CommentRevision.objects.values_list("comment", flat=True)) == pks
    sent = ModerationAction.objects.filter(event=Event.SUBMIT)
    assert sorted(sent.values_list("comment", flat=True)) == sorted(pks)
    assert not Comment.objects.filter(path__startswith="new ").exists()
    assert_counters_are_exact(article)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            assert list(cursor.execute("PRAGMA integrity_check")) == [("ok",)]
            assert list(cursor.execute("PRAGMA foreign_key_check")) == []


def post_until_acknowledged(paper, article, number, notes):
    """Send one comment as js/comments.js does, with one key, until it is answered; note it then."""
    form = {"name": "রাহেলা", "body": f"মন্তব্য নম্বর {number}", "key": f"drill-{number}"}
    until = time.monotonic() + SECONDS
    while True:
        try:
            status, _body, _headers = ask(
                paper, "POST", f"/comments/{article.pk}/", form, network_of(number)
            )
            if status == 303:
                notes.append(form["body"])
                return
            assert status == 503, status
        except (OSError, http.client.HTTPException):
            pass
        assert time.monotonic() < until, "the server does not come back"
        time.sleep(0.02)


@pytest.mark.drill
@pytest.mark.parametrize(("posts", "kills"), [(1_000, 20)])
def test_comments_acknowledged_before_a_kill_are_there_exactly_once(paper, posts, kills):
    article = make_story()
    notes, over = [], threading.Event()
    moments = random.Random(SEED)

    def kill_again_and_again():
        done = 0
        while not over.is_set() and done < kills:
            wait_for(paper)
            time.sleep(moments.uniform(0.1, 0.8))
            paper.kill()
            paper.start()
            done += 1
        return done

    with ThreadPoolExecutor(CLIENTS + 1) as pool:
        killer = pool.submit(kill_again_and_again)
        senders = [
            pool.submit(post_until_acknowledged, paper, article, number, notes)
            for number in range(posts)
        ]
        for sender in senders:
            sender.result()
        over.set()
        killed = killer.result()

    print(f"\n{posts} comments, {killed} kills")
    assert len(notes) == posts
    assert killed >= kills // 2
    kept_whole(notes, article)


class Flood:
    """Honest readers at the normal rate, a flood at ten times that from a few networks, and somebody who reads."""

    def __init__(self, paper, article, seconds):
        self.paper, self.article, self.until = paper, article, time.monotonic() + seconds
        self.accepted, self.refused, self.kept = [], 0, 0
        self.honest_sent, self.honest_accepted, self.reads = 0, 0, []
        self.numbers = iter(range(1_000_000))
        self.lock = threading.Lock()

    def send(self, network):
        """Send one comment; returns whether it was accepted."""
        with self.lock:
            number = next(self.numbers)
        body = f"বন্যার মন্তব্য {number}"
        form = {"name": "রাহেলা", "body": body, "key": f"flood-{number}"}
        path = f"/comments/{self.article.pk}/"
        status, page, headers = ask(
            self.paper, "POST", path, form, network_of(number) if network is None else network
        )
        assert status in {303, 429}, self.paper.log.read_text()[-3000:]
        with self.lock:
            if status == 303:
                self.accepted.append(body)
            else:
                self.refused += 1
                said = "দ্রুত মন্তব্য" in page and headers["Retry-After"].isdecimal()
                self.kept += said and body in page
        return status == 303

    def at_a_pace(self, each_second, act):
        """Do something so many times a second until the end."""
        step, due = 1 / each_second, time.monotonic()
        while time.monotonic() < self.until:
            act()
            due += step
            time.sleep(max(0, due - time.monotonic()))

    def honest(self):
        accepted = self.send(None)
        with self.lock:
            self.honest_sent += 1
            self.honest_accepted += accepted

    def reads_a_story(self):
        at = time.monotonic()
        status, page, _headers = ask(self.paper, "GET", self.article.get_absolute_url())
        self.reads.append(time.monotonic() - at)
        assert (status, self.article.headline in page) == (200, True)

    def run(self):
        """Return when the time is over."""
        floods, each = 5, NORMAL * TIMES / 5
        with ThreadPoolExecutor(floods + 4) as pool:
            parts = [
                pool.submit(self.at_a_pace, each, lambda n=n: self.send(f"203.0.{n}"))
                for n in range(floods)
            ]
            parts += [pool.submit(self.at_a_pace, NORMAL / 2, self.honest) for _each in range(2)]
            parts += [pool.submit(self.at_a_pace, 5, self.reads_a_story) for _each in range(2)]
            for part in parts:
                part.result()


@pytest.mark.parametrize(
    "seconds", [pytest.param(300, marks=pytest.mark.drill, id="five-minutes"), pytest.param(6, id="short")]
)  # fmt: skip
def test_flood_of_ten_times_the_normal_rate_leaves_reading_up_and_loses_nothing(paper, seconds):
    article = make_story()
    flood = Flood(paper, article, seconds)

    flood.run()

    reads = sorted(flood.reads)
    print(
        f"\n{connection.vendor}, {seconds} s: {len(flood.accepted)} accepted, {flood.refused} refused, "
        f"{len(reads)} reads, median {statistics.median(reads) * 1000:.0f} ms, "
        f"95 % within {reads[len(reads) * 95 // 100] * 1000:.0f} ms, slowest {reads[-1] * 1000:.0f} ms"
    )
    assert flood.refused
    assert flood.kept == flood.refused
    assert flood.honest_accepted == flood.honest_sent
    kept_whole(flood.accepted, article)
    assert Comment.objects.count() == len(flood.accepted)
    assert not Comment.objects.exclude(status=Status.PREMOD).exists()
