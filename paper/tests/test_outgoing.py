"""The way out leads to public addresses only, however an address is spelt or redirected."""

import ast
import ipaddress
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import requests
from django.conf import settings
from requests_hardened import ip_filter

from paper.outgoing import Fetched, GuardedSession, Refused, TooMuch, fetch

SECRET = b"metadata of the machine"
LIMITS = {"most": 100_000, "seconds": 5.0}

WAYS_OUT = {"aiohttp", "ftplib", "http.client", "httpx", "requests", "telnetlib", "urllib.request", "urllib3"}  # fmt: skip
"""Modules that open connections to addresses of the web."""


@contextmanager
def server(answer) -> Iterator[tuple[str, list[str]]]:
    """Run a web server on the loopback; give its origin and the list of paths that it was asked."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            answer(self)

        def log_message(self, *args):
            pass

    web = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=web.serve_forever, args=[0.01], daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{web.server_port}", asked
    web.shutdown()
    web.server_close()


def says(body: bytes, status: int = 200, **headers: str):
    def answer(handler):
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


@pytest.fixture
def open_house(monkeypatch):
    """Let the loopback pass as public, on any port: what comes after the judgement is tried here."""
    monkeypatch.setattr("paper.outgoing.PORTS", range(65536))
    monkeypatch.setattr(ip_filter.ipaddress, "ip_address", _public_loopback)


REAL_IP_ADDRESS = ipaddress.ip_address


class _Public(ipaddress.IPv4Address):
    is_private = False


def _public_loopback(text):
    return _Public(text) if text == "127.0.0.1" else REAL_IP_ADDRESS(text)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "0", "0.0.0.0", "127.0.0.1.",
        "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[64:ff9b::7f00:1]", "[64:ff9b:1::a00:1]",
        "[2002:7f00:1::]", "[2001:0:7f00:1::1]", "[fe80::1]", "[fc00::1]", "[fd00:ec2::254]", "[ff02::1]",
        "10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1", "169.254.169.254", "192.0.0.1", "198.18.0.1",
        "224.0.0.1", "240.0.0.1", "255.255.255.255", "①②⑦.0.0.1",
    ],
)  # fmt: skip
def test_an_address_inside_is_never_asked_in_any_spelling(host):
    # Nothing listens on port 80 here: it is the judgement that ends it, not a refused connection.
    with pytest.raises(requests.RequestException) as refused:
        fetch(f"http://{host}/latest/meta-data/", **LIMITS)

    if isinstance(refused.value, requests.ConnectionError):
        assert "resolve" in str(refused.value)
    else:
        assert isinstance(
            refused.value, ip_filter.InvalidIPAddress | requests.exceptions.InvalidURL
        )


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd", "ftp://example.org/", "gopher://example.org/", "data:text/plain,x", "//example.org/",
        "http://example.org:25/", "http://example.org:6379/", "https://example.org:8443/", "http://example.org:99999/",
        "http://name:password@example.org/", "http://example.org@127.0.0.1/", "http:///etc", "javascript:1", "",
    ],
)  # fmt: skip
def test_what_is_no_plain_web_address_is_refused_before_any_look_up(url, monkeypatch):
    looked_up = []
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: looked_up.append(args))

    with pytest.raises(requests.RequestException):
        fetch(url, **LIMITS)

    assert looked_up == []


def test_a_redirect_to_the_inside_is_not_followed(open_house):
    with server(says(SECRET)) as (inside, asked):
        port = inside.rpartition(":")[2]
        for target in (f"http://127.1.1.1:{port}/", f"http://[::1]:{port}/", "file:///etc/passwd"):
            with (
                server(says(b"", 302, Location=target)) as (outside, _asked),
                pytest.raises(requests.RequestException) as refused,
            ):
                fetch(outside, **LIMITS)
            assert not isinstance(refused.value, requests.ConnectionError)

    assert asked == []


def test_a_redirect_to_another_port_is_judged_as_the_first_address_is(open_house, monkeypatch):
    with (
        server(says(SECRET)) as (inside, asked),
        server(says(b"", 302, Location=inside)) as (
            outside,
            _asked,
        ),
    ):
        monkeypatch.setattr("paper.outgoing.PORTS", {int(outside.rpartition(":")[2])})

        with pytest.raises(Refused):
            fetch(outside, **LIMITS)

    assert asked == []


def test_endless_redirects_end(open_house):
    with (
        server(says(b"", 302, Location="/again")) as (outside, asked),
        pytest.raises(requests.TooManyRedirects),
    ):
        fetch(outside, **LIMITS)

    assert len(asked) == 6


def test_a_name_is_looked_up_once_so_a_second_answer_gains_nothing(open_house, monkeypatch):
    with server(says(b"public")) as (outside, _asked), server(says(SECRET)) as (_inside, asked):
        port = int(outside.rpartition(":")[2])
        answers = iter(["127.0.0.1", "127.9.9.9"])
        looked_up = []
        real = socket.getaddrinfo

        def rebinding(host, *args, **kwargs):
            if host != "rebind.example":
                return real(host, *args, **kwargs)
            looked_up.append(host)
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

        monkeypatch.setattr(socket, "getaddrinfo", rebinding)

        fetched = fetch(f"http://rebind.example:{port}/", **LIMITS)

    assert (fetched.status, fetched.content, looked_up, asked) == (
        200, b"public", ["rebind.example"], [],
    )  # fmt: skip


def test_the_answer_comes_as_it_was_sent_whatever_its_status(open_house):
    with server(says(b"\x1f\x8b packed", 404, Content_Encoding="gzip")) as (outside, _asked):
        fetched = fetch(f"{outside}/a?b=c", **LIMITS)

    assert isinstance(fetched, Fetched)
    assert (fetched.url, fetched.status, fetched.content) == (
        f"{outside}/a?b=c", 404, b"\x1f\x8b packed",
    )  # fmt: skip
    assert fetched.headers["content-encoding"] == "gzip"


def test_an_answer_of_exactly_the_limit_is_taken_and_one_byte_more_is_not(open_house):
    with server(says(b"x" * 1_000)) as (outside, _asked):
        assert len(fetch(outside, most=1_000, seconds=5).content) == 1_000
        with pytest.raises(TooMuch):
            fetch(outside, most=999, seconds=5)


def test_an_answer_that_never_ends_is_left(open_house):
    def drip(handler):
        handler.send_response(200)
        handler.end_headers()
        while not ended.wait(0.02):
            handler.wfile.write(b".")

    ended = threading.Event()
    with server(drip) as (outside, _asked):
        with pytest.raises(TooMuch, match="in time"):
            fetch(outside, most=10_000_000, seconds=0.3)
        ended.set()


def test_an_answer_that_is_cut_short_is_an_error_like_any_other(open_house):
    with (
        server(says(b"half", Content_Length="8")) as (outside, _asked),
        pytest.raises(requests.ConnectionError),
    ):
        fetch(outside, **LIMITS)


def test_proxies_and_passwords_of_the_environment_are_not_used(open_house, monkeypatch, tmp_path):
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login a password b", encoding="ascii")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    monkeypatch.setenv("HTTP_PROXY", "http://127.9.9.9:1")
    sent = []

    def answer(handler):
        sent.append(dict(handler.headers))
        says(b"ok")(handler)

    with server(answer) as (outside, _asked):
        assert fetch(outside, **LIMITS).content == b"ok"

    assert "Authorization" not in sent[0]
    assert sent[0]["User-Agent"] == f"Newsroom (+{settings.SITE_URL}/)"


def test_only_the_service_that_the_operator_named_may_stand_inside():
    with (
        server(says(b"keys")) as (service, _asked),
        server(says(SECRET)) as (other, asked),
        GuardedSession(trusted=[service]) as session,
    ):
        assert session.get(f"{service}/jwks").content == b"keys"
        for url in (
            other,
            service.replace("127.0.0.1", "localhost"),
            f"{service}@{other.removeprefix('http://')}/",
        ):
            with pytest.raises(requests.RequestException):
                session.get(url)

    assert asked == []


def imports_of(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def test_no_other_module_of_ours_goes_out():
    ways = {
        str(path.relative_to(settings.BASE_DIR))
        for app in ("newsroom", "frontpage", "comments", "articles", "images", "people", "paper", "bangla")
        for path in (settings.BASE_DIR / app).rglob("*.py")
        if "tests" not in path.parts and imports_of(path) & WAYS_OUT
    }  # fmt: skip

    assert ways == {"paper/outgoing.py"}
