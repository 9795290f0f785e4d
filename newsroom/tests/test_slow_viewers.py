"""Viewers of a video who read slowly, or have enough for now, do not stop readers: the paper itself, on its own server."""

import io
import os
import signal
import socket
import subprocess
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from images import video
from images.names import url_of, video_name
from images.tests.factories import file_of
from images.tests.films import CLIP
from newsroom import serve
from newsroom.tests import services
from newsroom.tests.processes import database_url
from newsroom.tests.test_slow_bodies import measured

MB = 1024 * 1024
FILM_BYTES = 8 * MB
"""More than a socket takes: 4 MB and what the reader has room for."""


@pytest.fixture
def film(transactional_db, settings, tmp_path):
    """Return the address of a film that anybody may see, with zeros behind its samples that no table names."""
    settings.MEDIA_ROOT = tmp_path / "media"
    at = CLIP.index(b"mdat") - 4
    size = int.from_bytes(CLIP[at : at + 4])
    longer = (size + FILM_BYTES).to_bytes(4) + CLIP[at + 4 : at + size] + bytes(FILM_BYTES)
    whole = io.BytesIO(CLIP[:at] + longer + CLIP[at + size :])
    poster = ContentFile(file_of((64, 48)))
    return url_of(video_name(video.add(whole, poster, by=None, is_free=True).video.key))


@pytest.fixture
def paper(film, tmp_path):
    """Return the server, as (port, process), that shows the test's own database and files."""
    port = services.free_port()
    environ = os.environ | {"DATABASE_URL": database_url(), "NEWSROOM_VAR": str(tmp_path)}
    (tmp_path / "static").mkdir()
    server = subprocess.Popen(
        serve.web_command("127.0.0.1", port), cwd=serve.BASE_DIR, env=environ, process_group=0
    )
    try:
        services.wait_until(lambda: services.answers(port), "the web server")
        yield port, server
    finally:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def watch(held, port, path, count, headers=""):
    """Ask for a film so many times over connections that are held open, and read nothing; return them."""
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{headers}\r\n".encode()

    def one(_number):
        viewer = held.enter_context(socket.socket())
        viewer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        viewer.settimeout(20)
        viewer.connect(("127.0.0.1", port))
        viewer.send(request)
        viewer.recv(1, socket.MSG_PEEK)  # its answer has begun
        return viewer

    with ThreadPoolExecutor(16) as pool:
        return list(pool.map(one, range(count)))


def begun(viewers):
    """Return the first lines of the answers, each once."""
    return {viewer.recv(12).decode() for viewer in viewers}


def memory_of(server):
    """Return the megabytes that the largest of the server's processes holds."""
    found = [0]
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            text = status.read_text()
        except OSError:  # it has ended
            continue
        if f"\nPPid:\t{server.pid}\n" in text:
            found.append(int(text.partition("VmRSS:")[2].split()[0]) // 1024)
    return max(found)


def test_readers_are_served_while_260_viewers_of_a_film_read_nothing(paper, film):
    port, server = paper

    with ExitStack() as held:
        viewers = watch(held, port, film, 260, "Range: bytes=0-\r\n")
        seen = measured(port, slow=0, readers=4, seconds=1, path="/robots.txt")
        memory = memory_of(server)

        assert seen.lost == 0
        assert len(seen.seconds) > 20
        assert seen.at(0.99) < 1000, seen
        assert 0 < memory < 500
        assert begun(viewers) == {"HTTP/1.1 206"}


def test_a_few_get_the_film_without_a_range_and_places_of_those_who_leave_are_free(paper, film):
    port, _server = paper

    with ExitStack() as held:
        viewers = watch(held, port, film, 60)
        answers = begun(viewers)
        seen = measured(port, slow=0, readers=2, seconds=0.5, path="/robots.txt")
    with ExitStack() as held:
        services.wait_until(
            lambda: begun(watch(held, port, film, 1)) == {"HTTP/1.1 200"}, "a place for a viewer"
        )

    assert answers == {"HTTP/1.1 200", "HTTP/1.1 503"}
    assert seen.lost == 0


@pytest.mark.drill
def test_readers_are_served_while_900_viewers_come_and_go(paper, film):
    port, server = paper

    for _ in range(5):
        with ExitStack() as held:
            watch(held, port, film, 900, "Range: bytes=0-\r\n")
            seen = measured(port, slow=0, readers=8, seconds=4, path="/robots.txt")

            assert seen.lost == 0
            assert seen.at(0.99) < 1000, seen
            assert memory_of(server) < 900
