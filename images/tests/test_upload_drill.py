"""Uploads against a real web server that is killed at random moments: nothing acknowledged is lost, nothing is left lying."""

import datetime as dt
import http.client
import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.utils import timezone

from images import sweeping, uploads
from images.models import Picture, Upload, Video
from images.names import video_name
from images.tests import films
from images.tests.sending import HERE, content_of, database_url, person, photo, read, stored
from images.uploads import LEAST_PIECE

TOKEN = "t" * 32
LEFT_AT = 4 * LEAST_PIECE
SECONDS = 60
"""Longer than any answer takes, a start of the server included."""


class Server:
    """A web server in a process group of its own, on a port that it keeps."""

    def __init__(self, var):
        with socket.socket() as trial:
            trial.bind(("127.0.0.1", 0))
            self.port = trial.getsockname()[1]
        self.environ = os.environ | {"NEWSROOM_VAR": str(var), "DATABASE_URL": database_url()}
        self.process = None

    def start(self):
        options = [
            "--interface",
            "wsgi",
            "--port",
            str(self.port),
            "--workers",
            "1",
            "--log-level",
            "error",
        ]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "granian", *options, "--blocking-threads", "8", "newsroom.wsgi:application"],
            cwd=settings.BASE_DIR, env=self.environ, process_group=0,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def kill(self):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def answers(self):
        with socket.socket() as trial:
            return trial.connect_ex(("127.0.0.1", self.port)) == 0


class Sender:
    """What js/desk/upload.js does with one file, and a note of every byte that was acknowledged."""

    def __init__(self, server, user, content, until=None, poster=b""):
        client = Client()
        client.force_login(user)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        self.headers = {
            "Cookie": f"{settings.SESSION_COOKIE_NAME}={session}; csrftoken={TOKEN}", "X-CSRFToken": TOKEN,
        }  # fmt: skip
        self.server, self.content, self.until = server, content, until or len(content)
        self.poster = poster
        self.acknowledged, self.broken, self.picture = 0, 0, None

    def once(self, method, path, body=b"", kind="application/octet-stream"):
        """Return status and JSON of one request. Raises OSError or HTTPException when nobody answers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=20)
        try:
            connection.request(method, HERE + path, body, {**self.headers, "Content-Type": kind})
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        finally:
            connection.close()

    def ask(self, method, path, fields=None):
        """Ask until there is an answer that is not "busy"."""
        until = time.monotonic() + SECONDS
        body = encode_multipart(BOUNDARY, fields or {})
        while True:
            try:
                status, said = self.once(method, path, body, MULTIPART_CONTENT)
                if status != 503:
                    return status, said
            except (OSError, http.client.HTTPException):
                self.broken += 1
            assert time.monotonic() < until, "the server does not come back"
            time.sleep(0.05)

    def standing(self, said):
        """Note how much the server has. It never has less than it acknowledged."""
        assert said["received"] >= self.acknowledged
        self.acknowledged = said["received"]
        return said["received"]

    def end_of_piece(self, at):
        """Return where a piece may end so that no crumb is left."""
        end = at + random.randint(LEAST_PIECE, 200_000)
        return end if end + LEAST_PIECE <= self.until else self.until

    def send_pieces(self, pk, at):
        while at < self.until:
            piece = self.content[at : self.end_of_piece(at)]
            try:
                status, said = self.once("POST", f"{pk}/?offset={at}", piece)
                if status == 503:
                    continue
            except (OSError, http.client.HTTPException):
                self.broken += 1
                _status, said = self.ask("GET", f"{pk}/")
            at = self.standing(said)

    def run(self):
        fields = {"name": "a.jpg", "mark": "a", "size": len(self.content)}
        _status, upload = self.ask("POST", "", fields)
        self.send_pieces(upload["id"], self.standing(upload))
        if self.until == len(self.content):
            fields = {"poster": ContentFile(self.poster, "poster.jpg")} if self.poster else {}
            status, said = self.ask("POST", f"{upload['id']}/finish/", fields)
            assert status == 200, said
            self.picture = said["id"]


@pytest.fixture
def server(transactional_db, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    server = Server(tmp_path)
    server.start()
    yield server
    server.kill()


def a_film(seed):
    """Return a film of 3 MB that is not like any other."""
    sample = random.Random(seed).randbytes(100_000)
    return films.film(films.video(chunks=[[sample] * 30]), films.sound())


def kill_at_random(server, times, pause):
    """Kill the server so many times, each time as soon as it has answered for a random while."""
    for _time in range(times):
        until = time.monotonic() + SECONDS
        while not server.answers() and time.monotonic() < until:
            time.sleep(0.02)
        time.sleep(random.uniform(*pause))
        server.kill()
        server.start()


@pytest.mark.drill
@pytest.mark.parametrize(("kills", "files"), [(40, 40)])
def test_uploads_stand_a_server_that_is_killed_at_random_moments(server, kills, files):
    senders = [
        Sender(server, person("reporter", f"r{n}"), photo((1300, 900), n)) for n in range(files)
    ]
    left = [
        Sender(server, person("reporter", f"l{n}"), photo((1300, 900), -n - 1), until=LEFT_AT)
        for n in range(2)
    ]
    filming = [
        Sender(server, person("reporter", f"v{n}"), a_film(n), poster=photo((400, 300), n))
        for n in range(files // 4)
    ]

    killer = threading.Thread(target=kill_at_random, args=(server, kills, (0.05, 0.6)))
    killer.start()
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(Sender.run, [*left, *filming, *senders]))
    killer.join()

    found = {picture.pk: picture for picture in Picture.objects.select_related("video")}
    assert sorted(sender.picture for sender in senders + filming) == sorted(found)
    for sender in senders:
        assert content_of(found[sender.picture]) == sender.content
    for sender in filming:
        assert content_of(found[sender.picture]) == sender.poster
        film = found[sender.picture].video
        assert len(read(video_name(film.key))) == film.size
    assert list(Upload.objects.filter(picture=None).values_list("received", flat=True)) == [
        LEFT_AT, LEFT_AT,
    ]  # fmt: skip
    assert sum(sender.broken for sender in senders + left + filming) > 0

    tomorrow = timezone.now() + dt.timedelta(hours=25)
    uploads.forget_old(tomorrow)
    sweeping.sweep(tomorrow)

    assert not Upload.objects.exists()
    assert stored("uploads") == []
    assert stored("originals") == sorted(picture.file.name for picture in found.values())
    assert {name.split("/")[1] for name in stored("renditions")} == {
        picture.key for picture in found.values()
    }
    assert stored("videos") == sorted(video_name(film.key) for film in Video.objects.all())
