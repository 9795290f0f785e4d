"""Reports to Sentry, against a sink on this machine: what is in them, what is not, and that a slow one costs nothing."""

import gzip
import http.server
import json
import os
import subprocess
import sys
import threading
import time

import brotli
import pytest
from django.conf import settings

MAIL = "reader-bait@example.com"
BAIT = "bait-secret-5512"

PROGRAM = f"""
import logging, sys, time
import django
django.setup()
import sentry_sdk
from django.test import Client
from newsroom.operations.version import version

def fail(request, *arguments, **named):
    secret = {BAIT!r}
    raise ValueError("Key (email)=({MAIL}) at /x/?password={BAIT}")

import newsroom.views
newsroom.views.JsonResponse = fail
client = Client(raise_request_exception=False, headers={{"authorization": "Bearer {BAIT}"}})
client.cookies["sessionid"] = {BAIT!r}
began = time.perf_counter()
answer = client.get("/health/ready?email={MAIL}&q={BAIT}", HTTP_HOST="127.0.0.1")
took = time.perf_counter() - began
logging.getLogger("x").error("mail to %s failed", {MAIL!r}, extra={{"body": {BAIT!r}}})
if "--flush" in sys.argv:
    sentry_sdk.flush(5)
print(answer.status_code, answer.headers["X-Request-ID"], version().replace(" ", "_"), took)
"""


UNPACK = {"": bytes, "gzip": gzip.decompress, "br": brotli.decompress}


class Sink(http.server.BaseHTTPRequestHandler):
    """Takes envelopes as Sentry does, and keeps their items."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        body = UNPACK[self.headers.get("Content-Encoding", "")](body)
        self.server.raw += body
        lines = body.split(b"\n")
        self.server.events += [
            json.loads(lines[number + 1])
            for number, line in enumerate(lines[:-1])
            if line.startswith(b'{"type":"event"') or b'"type":"event"' in line[:60]
        ]
        time.sleep(self.server.delay)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *arguments):
        pass


@pytest.fixture
def sink():
    """Return a Sentry on this machine."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Sink) as server:
        server.events, server.raw, server.delay = [], b"", 0.0
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def run(dsn, *arguments, tmp_path):
    """Run a paper in a process of its own that fails once; return status, request id, version and seconds."""
    environ = os.environ | {
        "DJANGO_SETTINGS_MODULE": "newsroom.settings", "SENTRY_DSN": dsn,
        "DATABASE_URL": "", "NEWSROOM_VAR": str(tmp_path / "var"),
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments], cwd=settings.BASE_DIR, env=environ,
        capture_output=True, text=True, check=False, timeout=90,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    status, request_id, version, took = done.stdout.split()[-4:]
    return int(status), request_id, version.replace("_", " "), float(took)


def test_report_names_error_place_version_and_request_and_nothing_of_people(sink, tmp_path):
    dsn = f"http://key@127.0.0.1:{sink.server_port}/1"

    status, request_id, version, _took = run(dsn, "--flush", tmp_path=tmp_path)

    raw = sink.raw.decode()
    fault, line = sink.events
    assert status == 500
    assert fault["release"] == version
    assert fault["tags"] == {"request_id": request_id, "route": "ready", "method": "GET"}
    assert fault["exception"]["values"][0]["type"] == "ValueError"
    assert line["logentry"]["message"] == "mail to %s failed"
    sent = {*fault, *line}
    assert not {"request", "user", "extra", "breadcrumbs", "server_name"} & sent
    for bait in (MAIL, "reader-bait", BAIT, "vars"):
        assert bait not in raw


@pytest.mark.parametrize("is_there", [True, False], ids=["slow", "away"])
def test_sentry_that_is_slow_or_away_costs_a_request_nothing(sink, tmp_path, is_there):
    sink.delay = 20
    port = sink.server_port if is_there else 9

    *_rest, took = run(f"http://key@127.0.0.1:{port}/1", tmp_path=tmp_path)

    assert took < 3  # of which most is the first request of a process


def test_without_a_dsn_nothing_is_imported():
    done = subprocess.run(
        [sys.executable, "-c", "import django, sys; django.setup(); print('sentry_sdk' in sys.modules)"],
        cwd=settings.BASE_DIR, env=os.environ | {"DJANGO_SETTINGS_MODULE": "newsroom.settings", "SENTRY_DSN": ""},
        capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert done.stdout.strip() == "False"
