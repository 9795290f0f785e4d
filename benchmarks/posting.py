"""Comment POST over HTTP: the production server, readers from many networks, limits switched on."""

import http.client
import itertools
import json
import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

from scratch import free_port

SECONDS = 6
CONNECTIONS = 8
START_SECONDS = 30
WORDS = "দাম বাজার কৃষক আড়ত ট্রাক হিসাব খবর প্রতিবেদন তথ্য প্রশ্ন".split()

LUA = """
local n = 0
request = function()
  n = n + 1
  wrk.headers["X-Forwarded-For"] = string.format(
    "%%d.%%d.%%d.7", 11 + n %% 200, math.floor(n / 200) %% 250, math.floor(n / 50000) %% 250)
  return wrk.format("POST", "%(path)s", nil, string.gsub("%(body)s", "__N__", "w" .. n))
end
done = function(summary, latency, requests)
  local bad = summary.errors
  io.write(string.format('\\nJSON[%%d,%%d,%%d,%%d]\\n', summary.requests, summary.duration,
    bad.status + bad.connect + bad.read + bad.write + bad.timeout, latency:percentile(99)))
end
"""


class Posted(NamedTuple):
    """What a run of comment POSTs gave. CPU is the server's, in milliseconds a request."""

    client: str
    requests: int
    seconds: float
    refused: int
    cpu: float
    p99: float

    @property
    def rate(self) -> float:
        return self.requests / self.seconds


def post_comments(article: int) -> Posted:
    """Serve the paper and send comments on one story for some seconds; take them away afterwards."""
    port = free_port()
    before = highest_comment()
    server = start(port)
    try:
        send(port, article, threading.Event(), 0.5)  # the workers' first requests load their code
        cpu = tree_seconds(server.pid)
        run = by_wrk(port, article) if shutil.which("wrk") else by_threads(port, article)
        requests, seconds, refused, p99 = run
        cpu = 1000 * (tree_seconds(server.pid) - cpu) / max(1, requests)
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(15)
        take_away(article, before)
    client = "wrk" if shutil.which("wrk") else f"{CONNECTIONS} threads of Python"
    return Posted(client, requests, seconds, refused, cpu, p99)


def start(port: int) -> subprocess.Popen:
    """Start the web server with the settings of `make run` and wait until it answers."""
    from newsroom.serve import BASE_DIR, web_command

    command = web_command("127.0.0.1", port)
    environ = os.environ | {"PORT": str(port)}
    server = subprocess.Popen(
        command, cwd=BASE_DIR, env=environ, process_group=0, stderr=subprocess.DEVNULL
    )
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/health/ready")
            if connection.getresponse().status == 200:
                return server
        except OSError:
            time.sleep(0.1)
    raise TimeoutError("The web server did not start.")


def form(number: object) -> str:
    """Return a reader's form; the number makes its words differ from every other."""
    words = " ".join(WORDS[int(digit)] for digit in str(abs(hash(number))))
    body = f"{words} {number} নিয়ে আরও জানতে চাই।"
    return urlencode(
        {"name": "পাঠক", "body": body, "email": "", "parent": "", "topic": "", "key": ""}
    )


def by_wrk(port: int, article: int) -> tuple[int, float, int, float]:
    """Send with wrk; returns requests, seconds, refused, the 99th percentile in milliseconds."""
    body = form("__N__")
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(LUA % {"path": f"/comments/{article}/", "body": body})
        script.flush()
        headers = [
            "-HContent-Type: application/x-www-form-urlencoded",
            f"-HOrigin: http://127.0.0.1:{port}",
        ]
        out = subprocess.run(
            ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "-s", script.name, *headers, f"http://127.0.0.1:{port}/"],
            capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip
    requests, microseconds, refused, p99 = json.loads(out.rpartition("JSON")[2])
    return requests, microseconds / 1e6, refused, p99 / 1000


def by_threads(port: int, article: int) -> tuple[int, float, int, float]:
    """Send with threads of this process, where wrk is not installed."""
    stop, results = threading.Event(), []
    threads = [
        threading.Thread(target=lambda: results.append(send(port, article, stop, SECONDS)))
        for _ in range(CONNECTIONS)
    ]
    start_at = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = sorted(itertools.chain.from_iterable(times for times, _ in results))
    refused = sum(bad for _, bad in results)
    return len(took), time.monotonic() - start_at, refused, took[int(len(took) * 0.99)] * 1000


_numbers = itertools.count(1)


def send(port: int, article: int, stop: threading.Event, seconds: float) -> tuple[list[float], int]:
    """Send one comment after the other on one connection; returns the times and how many were refused."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    times, refused, deadline = [], 0, time.monotonic() + seconds
    while time.monotonic() < deadline and not stop.is_set():
        number = next(_numbers)
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Origin": f"http://127.0.0.1:{port}",
            "X-Forwarded-For": f"{11 + number % 200}.{number // 200 % 250}.{number // 50_000 % 250}.7",
        }
        at = time.monotonic()
        connection.request(
            "POST", f"/comments/{article}/", form(f"{os.getpid()}-{number}"), headers
        )
        response = connection.getresponse()
        response.read()
        times.append(time.monotonic() - at)
        refused += response.status != 303
    connection.close()
    return times, refused


def tree_seconds(root: int) -> float:
    """Return the CPU seconds of a process and all below it."""
    seconds, children = {}, {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                fields = (folder / "stat").read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            pid = int(folder.name)
            seconds[pid] = sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
            children.setdefault(int(fields[1]), []).append(pid)
    total, todo = 0.0, [root]
    while todo:
        pid = todo.pop()
        total += seconds.get(pid, 0)
        todo += children.get(pid, [])
    return total


def highest_comment() -> int:
    """Return the id of the last comment."""
    from comments.models import Comment

    return Comment.objects.newest_first().values_list("pk", flat=True).first() or 0


def take_away(article: int, after: int) -> None:
    """Delete the comments of a run, so that the next one measures the same pages."""
    from django.db import connection, transaction

    from articles.models import Article
    from comments.models import Comment, Commenter, CommentRevision, Device, ModerationAction

    with transaction.atomic():
        for model in (ModerationAction, CommentRevision):
            model._base_manager.filter(comment__gt=after)._raw_delete(connection.alias)
        Comment._base_manager.filter(pk__gt=after)._raw_delete(connection.alias)
        silent = Commenter.objects.filter(comments__isnull=True)
        Device.objects.filter(commenter__in=silent)._raw_delete(connection.alias)
        silent._raw_delete(connection.alias)
        Article.objects.filter(pk=article).update(comment_count=0, comments_version=0)
