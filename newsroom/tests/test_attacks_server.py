"""Attacks on the machine behind the pages: values no form sends, methods, headers and alphabets that lie."""

import contextlib
import re
import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.core.handlers.wsgi import WSGIRequest
from django.db import transaction
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from articles.tests.factories import story
from newsroom.bodies import as_utf8
from newsroom.tests import services, test_rights
from newsroom.tests.addresses import address, desk_names
from newsroom.tests.processes import Paper
from people.models import User

pytestmark = pytest.mark.django_db

things = test_rights.things
PART = re.compile(r"<(?:(\w+):)?(\w+)>")
ENDLESS = "9" * 40
WIDE = "9223372036854775807"
NUL, TORN, LONE = "%00", "%ff%fe", "%ed%a0%80"
HOSTILE = (
    ENDLESS,
    WIDE,
    NUL,
    TORN + LONE,
    "-1",
    "9999-12-31",
    "%0d%0aSet-Cookie:%20a=b",
    "%25s%25n{0}",
)
ASKED = (
    "before", "after", "p", "q", "term", "page", "o", "e", "reply", "comment", "day", "date", "section", "writer",
    "assignee", "state", "due", "kind", "act", "who", "folder", "picture", "revision", "a", "b", "size", "person",
    "story", "reader", "reason", "address", "next", "_popup", "all", "queue", "old", "new", "app_label", "model_name",
)  # fmt: skip
TYPED = (
    *ASKED, "headline", "body", "text", "name", "email", "subject", "message", "login", "password", "event", "mark",
    "based_on", "client_key", "tab", "category", "tags", "until", "due_at", "at", "lasts", "link", "batch", "offset",
    "parent", "user", "version", "note", "row", "_selected_action", "select_across", "idempotency_key", "website",
    "roles", "bylines-TOTAL_FORMS", "menu_items-TOTAL_FORMS", "language", "act_all", "words", "action",
)  # fmt: skip
FILLED = {
    "int": [WIDE, ENDLESS], "str": [NUL, TORN], "path": [ENDLESS, NUL, "..%2f..%2fetc%2fpasswd"], "two": ["99", "00"],
    "year": ["9999", "0000"], "uuid": ["6ba7b810-9dad-11d1-80b4-00c04fd430c8"], "bnslug": ["%e0%a6%95", NUL],
    "anyslug": [NUL, TORN], "sectionpath": ["economy", NUL], "slug": ["x"],
}  # fmt: skip
FORM = "application/x-www-form-urlencoded"


def routes(patterns: list[Any], before: str = "") -> Iterator[str]:
    """Give every route of the URL configuration, as it is written there."""
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield route


def addresses(turn: int) -> list[str]:
    """Return each route with hostile values in the places of its parts, others each turn."""
    found = set()
    for place, route in enumerate(routes(get_resolver().url_patterns)):
        plain = re.sub(r"\(\?P<\w+>[^()]*\)", "x", route)
        plain = plain.replace(r"\Z", "").translate(str.maketrans("", "", "^$"))
        kinds = [kind or "str" for kind, _name in PART.findall(plain)]
        values = iter([FILLED[kind][(place + turn) % len(FILLED[kind])] for kind in kinds])
        found.add("/" + PART.sub(lambda _part, values=values: next(values), plain))
    return sorted(found)


def pairs(names: tuple[str, ...], turn: int) -> str:
    """Return a query in which every name has a hostile value, another one each turn."""
    return "&".join(
        f"{name}={HOSTILE[(turn + place) % len(HOSTILE)]}" for place, name in enumerate(names)
    )


def faults(client: Client, first: int, ask: Callable[[str, int], Any]) -> list[str]:
    """Return the addresses that answer with a fault of ours; whatever an answer changed is taken back."""
    cookies, found = client.cookies.copy(), []
    for turn, path in enumerate(addresses(first)):
        client.cookies = cookies.copy()
        with transaction.atomic():
            answer = ask(path, turn)
            if answer.status_code >= 500:
                found.append(f"{answer.status_code} {path}")
            transaction.set_rollback(True)
    return found


@pytest.fixture(params=["the administrator", "a stranger"])
def visitor(request, things) -> Client:
    client = Client(raise_request_exception=False)
    if request.param == "the administrator":
        client.force_login(User.objects.create_superuser("root", password="secret-secret"))
    return client


class TestHostileValues:
    """Numbers wider than any column, NUL, torn UTF-8, days beyond the calendar: at every address there is."""

    def test_no_address_fails_whatever_is_asked(self, visitor):
        found = faults(visitor, 0, lambda path, turn: visitor.get(f"{path}?{pairs(ASKED, turn)}"))

        assert found == []

    def test_no_address_fails_whatever_is_sent(self, visitor):
        def send(path, turn):
            return visitor.post(path, pairs(TYPED, turn), content_type=FORM)

        assert faults(visitor, 1, send) == []

    def test_a_number_wider_than_any_column_is_refused_not_a_fault(self, client, things):
        client.force_login(User.objects.create_superuser("root", password="secret-secret"))

        answer = client.post("/admin/images/folder/add/", {"name": "খেলা", "roles": ENDLESS})

        assert answer.status_code in {200, 400}

    @pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "31/12/9999"])
    def test_the_log_of_a_day_beyond_the_calendar_is_told_as_a_wrong_day(self, client, day):
        client.force_login(User.objects.create_superuser("root", password="secret-secret"))

        answer = client.get("/admin/paper/logentry/", {"day": day})

        assert answer.status_code == 200
        assert answer.context["form"].errors.keys() == {"day"}


class TestAlphabets:
    @pytest.mark.parametrize(
        "kind",
        [
            *(f"multipart/form-data; boundary=x; charset={codec}" for codec in ("rot13", "zlib", "idna", "hex", "utf-16")),
            "multipart/form-data; boundary=x; CHARSET = rot13", "multipart/form-data; boundary=x; charset*=utf-8''rot13",
            "multipart/form-data; boundary=x; charset=utf-8; charset=rot13", "multipart/form-data; boundary=x;" + "a=b;" * 9_000,
        ],
        ids=lambda kind: kind[-16:],
    )  # fmt: skip
    def test_a_form_is_read_as_utf_8_whatever_it_calls_itself(self, kind):
        body = '--x\r\nContent-Disposition: form-data; name="name"\r\n\r\nরিনা\r\n--x--\r\n'.encode()
        sent = RequestFactory().generic("POST", "/contact/?before=a", body, "text/plain").environ

        request = WSGIRequest({**sent, "CONTENT_TYPE": as_utf8(kind)})

        assert request.GET["before"] == "a"
        assert request.POST.get("name") == "রিনা"

    @pytest.mark.parametrize("kind", ["", "; ;;;=", "x; a*=b'c", "charset=rot13", "a" * 100_000])
    def test_a_torn_type_is_no_fault_either(self, kind):
        sent = RequestFactory().get("/?before=a").environ

        assert WSGIRequest({**sent, "CONTENT_TYPE": as_utf8(kind)}).GET["before"] == "a"


class TestMethods:
    def test_an_answer_never_repeats_the_request_that_was_sent(self, client):
        answer = client.generic("TRACE", "/", headers={"x-bait": "secret-bait"})

        assert "secret-bait" not in answer.content.decode() + str(answer.headers)

    @pytest.mark.parametrize(
        "header", ["x-http-method-override", "x-method-override", "x-http-method"]
    )
    def test_no_header_turns_one_method_into_another(self, client, header):
        client.force_login(User.objects.create_superuser("root", password="secret-secret"))

        client.get("/accounts/logout/", headers={header: "POST"})
        client.get("/accounts/logout/?_method=POST")

        assert client.get("/admin/").status_code == 200


class TestHeaders:
    LYING = {
        "x-forwarded-host": "evil.example", "x-forwarded-proto": "https", "x-forwarded-port": "444", "forwarded": "host=evil.example",
        "x-forwarded-prefix": "/evil", "x-forwarded-scheme": "https", "x-original-url": "/admin/", "x-rewrite-url": "/admin/",
        "x-host": "evil.example", "x-real-ip": "127.0.0.1", "accept-language": "en", "user-agent": "evil", "via": "evil",
        "cookie": "sessionid=evil; desk=1; device=evil; messages=evil; django_language=en", "origin": "https://evil.example",
        "referer": "https://evil.example/", "authorization": "Basic ZXZpbDpldmls", "x-http-method-override": "DELETE",
    }  # fmt: skip

    def test_no_header_of_a_visitor_gets_into_a_page_that_caches_keep(self, client):
        article = story()
        paths = ["/", "/latest/", "/feed/", "/sitemap.xml", "/robots.txt", "/nothing/", f"/comments/{article.pk}/"]  # fmt: skip

        for path in [*paths, article.get_absolute_url()]:
            with time_machine.travel(timezone.now(), tick=False):  # the strip has a clock
                plain, lied_to = client.get(path), client.get(path, headers=self.LYING)

            assert lied_to.content == plain.content, path
            assert lied_to.status_code == plain.status_code
            kept = ("Cache-Control", "Surrogate-Control", "Surrogate-Key", "Location", "Vary")
            assert [lied_to.headers.get(name) for name in kept] == [
                plain.headers.get(name) for name in kept
            ]

    @pytest.mark.parametrize("value", [b"\xff\xfe", b"\x00", b"a" * 7_000, b",;=" * 900, b"bytes=0-," * 600, b"Thu, 99 Foo 99999 99:99:99 GMT"])  # fmt: skip
    def test_no_header_makes_a_page_fail(self, client, value):
        client.raise_request_exception = False
        names = [
            "If-None-Match", "If-Modified-Since", "If-Match", "If-Unmodified-Since", "If-Range", "Range", "Accept-Encoding",
            "Accept", "Cookie", "Referer", "Origin", "X-Forwarded-For", "User-Agent", "Sec-Fetch-Site", "Content-Type",
        ]  # fmt: skip
        paths = ["/", story().get_absolute_url(), "/admin/", "/accounts/login/", "/comments/1/mine/", "/media/identity/x.png"]  # fmt: skip

        codes = {
            client.get(path, headers={name: value.decode("latin-1")}).status_code
            for name in names
            for path in paths
        }

        assert max(codes) < 500

    @pytest.mark.parametrize(
        "secret", ["a\x00b", "%00", "../x", "'\"", "\xe0\xa6\x95" * 40, "x" * 60_000]
    )
    def test_no_cookie_makes_a_page_fail(self, client, secret):
        client.raise_request_exception = False
        jar = "; ".join(f"{name}={secret}" for name in ("sessionid", "csrftoken", "device", "desk", "messages"))  # fmt: skip

        codes = [client.get(path, headers={"cookie": jar}).status_code for path in ("/", "/admin/", "/accounts/login/", "/comments/1/mine/")]  # fmt: skip

        assert max(codes) < 500


class TestDeepMatter:
    @pytest.mark.parametrize("body", ["[" * 100_000, '{"a":' * 50_000, "9" * 5_000, "1e999999", "NaN", "null", '"\\ud800"', "[]", "{}"])  # fmt: skip
    def test_json_of_any_depth_or_kind_is_refused_in_time(self, client, body, things):
        client.raise_request_exception = False
        client.force_login(User.objects.create_superuser("root", password="secret-secret"))
        names = [name for name in sorted(desk_names()) if name.endswith(("runs", "begin", "uploads", "autosave", "presence", "act", "decide"))]  # fmt: skip

        codes = {
            name: client.post(address(name, things), body, "application/json").status_code
            for name in names
        }

        assert {name: code for name, code in codes.items() if code >= 500} == {}

    def test_ten_thousand_fields_are_refused_on_the_desk_and_for_readers(self, client):
        client.force_login(User.objects.create_superuser("root", password="secret-secret"))
        many = "&".join(f"f{number}=1" for number in range(10_000))

        codes = [client.post(path, many, FORM).status_code for path in ("/contact/", f"/comments/{story().pk}/", "/admin/articles/article/add/", "/accounts/login/")]  # fmt: skip

        assert set(codes) <= {302, 400}
        assert codes.count(400) >= 3


class TestMessages:
    """What the server itself makes of a request: a message has one host and one length, or it is none."""

    TORN = (
        b"Content-Length: 5\r\nContent-Length: 6", b"Host: evil.example", b"Content-Length: +5", b"Content-Length: 0x5",
        b"Content-Length: 5\r\nTransfer-Encoding: chunked", b"Transfer-Encoding: chunked, identity", b"X: " + b"a" * 2_000_000,
    )  # fmt: skip

    def test_a_request_hidden_behind_a_torn_one_is_never_answered(self, tmp_path, transactional_db):
        paper = Paper(tmp_path)
        try:
            services.wait_until(paper.answers, "the web server")
            hidden = b"0\r\n\r\nGET /health/live HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"

            answers = [said(paper.port, headers, hidden) for headers in self.TORN]
            whole = said(paper.port, b"Content-Length: 5", hidden)
            rot13 = (
                b"Content-Length: 5\r\nContent-Type: multipart/form-data; boundary=x; charset=rot13"
            )
            turned = said(paper.port, rot13, b"12345")
        finally:
            paper.kill()

        assert [answer.count(b"\r\nok\n") + answer.count(b"200 OK") for answer in answers] == [
            0
        ] * len(self.TORN)
        assert whole.count(b"200 OK") == 1
        assert b"x-request-id" in turned


def said(port: int, headers: bytes, body: bytes) -> bytes:
    """Send a message by hand and return all that the server says before it closes or falls silent."""
    message = b"POST /health/live HTTP/1.1\r\nHost: 127.0.0.1\r\n" + headers + b"\r\n\r\n" + body
    found = b""
    with (
        socket.create_connection(("127.0.0.1", port), timeout=1) as connection,
        contextlib.suppress(OSError),
    ):
        connection.sendall(message)
        while piece := connection.recv(65_536):
            found += piece
    return found
