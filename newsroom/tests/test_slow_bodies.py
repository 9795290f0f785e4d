"""Bodies that are sent slowly do not stop readers: the server's settings, on a bare application."""

import asyncio
import os
import signal
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from newsroom import serve
from newsroom.tests import services, slow_bodies


@pytest.fixture
def port() -> Iterator[int]:
    number = services.free_port()
    command = serve.web_command("127.0.0.1", number, f"{slow_bodies.__name__}:application")
    server = subprocess.Popen(command, cwd=serve.BASE_DIR, process_group=0)
    try:
        services.wait_until(lambda: services.answers(number), "the web server")
        yield number
    finally:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def measured(port: int, **options) -> slow_bodies.Seen:
    """Measure in a thread: where a browser test came before, this one has a running loop."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(slow_bodies.measure(port, **options))).result()


def test_readers_are_served_while_64_bodies_arrive_slowly(port):
    seen = measured(port, slow=64, readers=4, seconds=2)

    assert seen.lost == 0
    assert len(seen.seconds) > 100
    assert seen.at(0.99) < 500, seen


@pytest.mark.drill
def test_readers_are_served_while_200_bodies_arrive_slowly(port):
    seen = measured(port, slow=200, readers=8, seconds=20)

    assert seen.lost == 0
    assert seen.at(0.99) < 500, seen
