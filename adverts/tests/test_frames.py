"""The frames' host: what exists there, what it says of itself, and that the two hosts are two."""

import datetime as dt
import json
import re
from html import unescape

import pytest
from django.conf import settings as project
from django.test import Client
from django.utils import timezone

from adverts.checks import frames_share_no_domain
from adverts.frames import preview_address
from adverts.origin import is_of_frames
from adverts.tests.factories import code, house, set_up

pytestmark = pytest.mark.django_db
ADS = "ads.example.net"
CODE = '<script src="https://net.example/tag.js"></script><script>show(1 && 2)</script>'
HOUR = dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def two_hosts(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.ADS_ORIGIN = f"https://{ADS}"
    settings.SITE_URL = "https://paper.example"
    settings.ALLOWED_HOSTS = ["paper.example", ADS]
    settings.SECURE_SSL_REDIRECT = False


def at_ads(path, **headers):
    return Client().get(path, headers={"Host": ADS, **headers})


def at_paper(path):
    return Client().get(path, headers={"Host": "paper.example"})


def test_code_is_sent_as_its_writer_wrote_it_in_a_page_of_its_own():
    one = code(code=CODE)

    answer = at_ads(f"/frame/{one.pk}/")

    assert answer.status_code == 200
    assert CODE in answer.text
    assert "paper.example" not in answer.text


def test_a_frame_may_be_framed_by_the_paper_alone_and_found_by_nobody():
    pk = code().pk
    answer = at_ads(f"/frame/{pk}/")

    headers = answer.headers
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy["frame-ancestors"] == "https://paper.example"
    assert policy["object-src"] == policy["base-uri"] == "'none'"
    assert policy["sandbox"] == (
        "allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox "
        "allow-top-navigation-by-user-activation"
    )
    assert "X-Frame-Options" not in headers
    assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "unsafe-none"
    assert headers["X-Robots-Tag"] == "noindex, nofollow"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert "geolocation=()" in headers["Permissions-Policy"]
    assert answer.cookies == {}
    again = at_ads(f"/frame/{pk}/", **{"If-None-Match": headers["ETag"]})
    named = [
        name
        for name in headers
        if name.startswith(("Content-S", "Cross", "X-Robots", "Perm", "Ref"))
    ]
    assert again.status_code == 304
    assert {name: again.headers[name] for name in named} == {name: headers[name] for name in named}


def test_a_frame_is_there_while_its_advertisement_runs():
    now = timezone.now()
    over = code(starts_at=now - 2 * HOUR, ends_at=now - HOUR)
    ahead, off, picture = code(starts_at=now + HOUR), code(is_on=False), house()

    found = [at_ads(f"/frame/{one.pk}/").status_code for one in (over, ahead, off, picture)]

    assert found == [404] * 4
    assert at_ads(f"/frame/{2**63}/").status_code == 404


def test_a_frame_is_kept_no_longer_than_its_advertisement_runs():
    one = code(ends_at=timezone.now() + dt.timedelta(seconds=90))

    answer = at_ads(f"/frame/{one.pk}/")

    lifetime = int(answer.headers["Surrogate-Control"].removeprefix("max-age="))
    assert 0 < lifetime <= 90
    assert answer.headers["Surrogate-Key"] == f"advert-{one.pk}"


def test_the_desk_sees_a_frame_before_its_time_by_a_signature_for_that_one():
    one, other = (code(starts_at=timezone.now() + HOUR) for _ in range(2))
    path = preview_address(one).removeprefix(f"https://{ADS}")

    answer = at_ads(path)

    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "private, no-store")
    assert at_ads(path.replace(f"/frame/{one.pk}/", f"/frame/{other.pk}/")).status_code == 404
    assert at_ads(f"/frame/{one.pk}/?preview=1:x:y").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/", "/admin/", "/accounts/login/", "/latest/", "/ads.txt", "/site.css", "/robots.txt", "/health/live",
        "/static/css/paper.css", "/media/identity/logo.png", "/seen/", "/frame/", "/frame/1", "/frame/../admin/",
    ],
)  # fmt: skip
def test_nothing_of_the_paper_is_on_the_frames_host(path):
    answer = at_ads(path)

    assert (answer.status_code, answer.content) == (404, b"\n")
    assert answer.cookies == {}
    assert Client().post(path, headers={"Host": ADS}).status_code == 404


@pytest.mark.parametrize("host", ["ads.example.net.", "ADS.example.net", "ads.example.net:443"])
def test_no_spelling_of_the_frames_host_opens_the_paper(host):
    assert Client().get("/latest/", headers={"Host": host}).status_code == 404


def test_no_frame_is_on_the_papers_host():
    set_up(measurement_id="G-ABC1234567")

    found = [at_paper(path).status_code for path in (f"/frame/{code().pk}/", "/frame/statistics/", "/frame/statistics.js")]  # fmt: skip

    assert found == [404] * 3


def test_frames_are_read_and_nothing_else():
    one = code()

    assert Client().post(f"/frame/{one.pk}/", headers={"Host": ADS}).status_code == 405


@pytest.mark.parametrize(
    ("ads", "paper", "host", "answer"),
    [
        ("", "http://127.0.0.1:8000", "127.0.0.1:8001", False),
        ("http://127.0.0.1:8001", "http://127.0.0.1:8000", "127.0.0.1:8001", True),
        ("http://127.0.0.1:8001", "http://127.0.0.1:8000", "127.0.0.1:8000", False),
        ("http://localhost:8000", "http://127.0.0.1:8000", "localhost:8000", True),
        ("http://localhost:8000", "http://127.0.0.1:8000", "127.0.0.1:8000", False),
        ("https://ads.example.net", "https://paper.example", "", False),
        ("https://ads.example.net", "https://paper.example", "xads.example.net", False),
    ],
)
def test_the_frames_host_is_told_by_name_and_on_one_name_by_port(settings, ads, paper, host, answer):  # fmt: skip
    settings.ADS_ORIGIN, settings.SITE_URL = ads, paper

    assert is_of_frames(host) is answer


class TestStatistics:
    def told(self):
        text = at_ads("/frame/statistics/").text
        return json.loads(unescape(re.search(r'data-told="([^"]*)"', text)[1]))

    def test_nothing_is_there_until_a_counter_is_set_up(self):
        assert at_ads("/frame/statistics/").status_code == 404

    def test_google_runs_under_a_policy_that_names_its_hosts_alone(self):
        set_up(measurement_id="G-ABC1234567")

        answer = at_ads("/frame/statistics/")

        policy = answer.headers["Content-Security-Policy"]
        assert "script-src 'self' https://www.googletagmanager.com https://*.google" in policy
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors https://paper.example" in policy
        assert self.told() == {
            "paper": "https://paper.example", "measurement": "G-ABC1234567", "counter": "", "script": "", "site": "",
        }  # fmt: skip

    def test_an_own_counter_runs_under_a_policy_that_names_its_host(self):
        set_up(counter="umami", counter_script="https://stats.example/u.js", counter_site="7")

        answer = at_ads("/frame/statistics/")

        assert (
            "script-src 'self' https://stats.example;" in answer.headers["Content-Security-Policy"]
        )
        assert "google" not in answer.headers["Content-Security-Policy"]
        assert self.told()["script"] == "https://stats.example/u.js"

    def test_its_script_comes_from_the_same_host(self):
        answer = at_ads("/frame/statistics.js")

        assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
        assert "page_location" in answer.text


def test_what_is_no_page_may_be_framed_by_the_paper_alone_too():
    set_up(measurement_id="G-ABC1234567")

    policies = {at_ads(path).headers["Content-Security-Policy"] for path in ("/frame/statistics.js", "/frame/99/", "/")}  # fmt: skip

    assert policies == {
        "default-src 'none'; base-uri 'none'; frame-ancestors https://paper.example"
    }


@pytest.mark.parametrize(
    ("ads", "warned"),
    [
        ("", []),
        ("https://ads.example.net", []),
        ("https://ads.paper.example", ["adverts.W001"]),
        ("https://paper.example", ["adverts.W001"]),
    ],
)
def test_deployment_is_warned_of_a_host_that_may_set_the_papers_cookies(settings, ads, warned):
    settings.ADS_ORIGIN, settings.SITE_URL = ads, "https://www.paper.example"

    assert [one.id for one in frames_share_no_domain()] == warned


def test_no_frame_is_promised_by_default():
    assert project.SECURE_CSP.get("frame-src") is None
