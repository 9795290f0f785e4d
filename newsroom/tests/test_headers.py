"""Headers of every kind of answer, as literal strings; hosts and proxies that lie."""

import re
from urllib.parse import unquote

import pytest
from django.conf import settings
from django.test import Client

from articles.tests.factories import in_every_hidden_state, person, scheduled, story
from images.tests.factories import picture as make_picture
from paper.pages import Page

pytestmark = pytest.mark.django_db

READERS = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
DESK = (
    r"default-src 'none'; script-src 'self' 'nonce-[\w-]{20,}'; style-src 'self' 'nonce-[\w-]{20,}'; "
    r"img-src 'self' data: blob:; media-src 'self' blob:; font-src 'self'; connect-src 'self'; manifest-src 'self'; "
    r"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
DESK_UNUSED = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
UPLOADS = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; sandbox"
EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
        "magnetometer=(), microphone=(), midi=(), payment=(), usb=()"
    ),
}
LISTS = ["/", "/latest/", "/category/economy/", "/archive/", "/contact/", "/about/"]
MACHINES = ["/feed/", "/sitemap.xml", "/robots.txt", "/site.css", "/comments/feed/"]
ERRORS = ["/nothing-here/", "/article/987654/", "/media/none.jpg"]
TELLING = {"Server", "X-Powered-By", "X-Django-Version", "Via", "X-Runtime"}


@pytest.fixture
def article():
    Page.objects.create(slug="about", title="আমাদের কথা")
    return story()


def pages_of(article):
    return [*LISTS, *MACHINES, *ERRORS, article.get_absolute_url(), f"/comments/{article.pk}/"]


def get(client, path, **headers):
    """Return the answer, read to its end."""
    response = client.get(path, headers=headers)
    response.body = response.getvalue().decode(errors="replace")
    return response


class TestPolicy:
    def test_every_public_answer_has_the_readers_policy_without_nonce(self, client, article):
        for path in pages_of(article):
            response = get(client, path)

            assert response.headers["Content-Security-Policy"] == READERS, path
            assert "nonce" not in response.body, path

    def test_no_public_page_needs_what_the_policy_forbids(self, client, article):
        for path in [*LISTS, *ERRORS[:2], article.get_absolute_url(), f"/comments/{article.pk}/"]:
            html = get(client, path).body

            assert re.findall(r"<script(?![^>]*(?:\bsrc=|application/ld\+json))", html) == [], path
            assert re.findall(r"<style|\sstyle=|\son[a-z]+=|javascript:", html) == [], path
            assert (
                re.findall(
                    r"<(?:script|link|img|iframe)[^>]*(?:src|href)=\"(?:https?:)?//(?!127\.0\.0\.1:8000/)",
                    html,
                )
                == []
            ), path

    def test_desk_gets_a_new_nonce_each_time(self, client):
        client.force_login(person("admin"))
        policies = [client.get("/admin/").headers["Content-Security-Policy"] for _ in range(2)]

        assert all(re.fullmatch(DESK, policy) for policy in policies)
        assert policies[0] != policies[1]

    def test_nonce_of_the_page_is_the_nonce_of_the_policy(self, client):
        response = client.get("/accounts/login/")
        (nonce,) = set(re.findall(r'nonce="([^"]+)"', response.content.decode()))

        assert f"'nonce-{nonce}'" in response.headers["Content-Security-Policy"]

    @pytest.mark.parametrize("path", ["/admin/", "/admin/articles/article/", "/accounts/nothing/"])
    def test_answer_of_the_desk_without_a_page_needs_no_nonce(self, client, path):
        policy = client.get(path).headers["Content-Security-Policy"]

        assert policy == DESK_UNUSED or re.fullmatch(DESK, policy)

    def test_path_that_only_looks_like_the_desk_has_the_readers_policy(self, client):
        for path in ("/administration/", "/accounts-of/", "/xadmin/", "/Admin/"):
            assert client.get(path).headers["Content-Security-Policy"] == READERS, path

    def test_nothing_is_unsafe_anywhere(self, client, article):
        for path in [*pages_of(article), "/admin/", "/accounts/login/", "/health/live"]:
            policy = get(client, path).headers["Content-Security-Policy"]

            assert "unsafe" not in policy, path
            assert "*" not in policy, path
            assert "http" not in policy, path


class TestEverywhere:
    def test_every_answer_has_the_same_protection(self, client, article):
        for path in [
            *pages_of(article),
            "/admin/",
            "/accounts/login/",
            "/health/live",
            "/health/ready",
            "/admin",
        ]:
            response = get(client, path)

            assert {name: response.headers.get(name) for name in EVERYWHERE} == EVERYWHERE, path
            assert re.fullmatch("[0-9a-f]{16}", response.headers["X-Request-ID"]), path
            assert not TELLING & set(response.headers), path

    def test_every_public_page_says_how_caches_keep_it(self, client, article):
        for path in [*LISTS, *MACHINES, article.get_absolute_url(), f"/comments/{article.pk}/"]:
            response = get(client, path)

            assert response.status_code == 200, path
            assert response.headers["Cache-Control"] == "public, max-age=0, must-revalidate", path
            assert re.fullmatch(r"max-age=\d+", response.headers["Surrogate-Control"]), path
            assert response.headers["Surrogate-Key"], path
            assert response.headers["ETag"], path
            assert not response.cookies, path

    @pytest.mark.parametrize(
        "path", ["/admin/", "/accounts/login/", "/health/live", "/health/ready"]
    )
    def test_nobody_keeps_what_is_not_public(self, client, path):
        client.force_login(person("admin"))
        response = client.get(path, follow=True)

        assert (
            "no-store" in response.headers["Cache-Control"]
            or "private" in response.headers["Cache-Control"]
        )
        assert "Surrogate-Control" not in response.headers

    def test_https_site_sends_readers_to_https_and_pins_it(self, settings):
        settings.SECURE_SSL_REDIRECT, settings.SECURE_HSTS_SECONDS = True, 63_072_000
        settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True
        browser = Client()

        plain, secure = browser.get("/contact/"), browser.get("/contact/", secure=True)

        assert (plain.status_code, plain.url) == (301, "https://testserver/contact/")
        assert (
            secure.headers["Strict-Transport-Security"]
            == "max-age=63072000; includeSubDomains; preload"
        )
        assert browser.get("/health/live").status_code == 200

    @pytest.mark.parametrize(
        "path",
        ["/.git/config", "/.git/HEAD", "/.env", "/var/newsroom.sqlite3", "/newsroom.sqlite3", "/secret-key",
         "/media/backup.zip", "/media/../newsroom.sqlite3", "/static/../manage.py", "/static/%2e%2e/manage.py",
         "/admin/doc/", "/static/admin/js/x.js.map", "/wp-login.php", "/xmlrpc.php", "/metrics", "/server-status"],
    )  # fmt: skip
    def test_nothing_but_the_paper_is_served(self, client, path):
        client.force_login(person("admin"))

        assert client.get(path, follow=True).status_code == 404


class TestHost:
    @pytest.mark.parametrize(
        "host",
        [
            "evil.example",
            "testserver.evil.example",
            "testserver@evil.example",
            "evil.example:80",
            "",
            "[",
            "testserver:x",
            "a b",
        ],
    )
    def test_forged_host_is_refused_in_bangla_and_not_repeated(self, client, article, host):
        for path in ("/", "/feed/", "/accounts/login/", article.get_absolute_url()):
            response = get(client, path, host=host)

            assert response.status_code == 400, path
            assert 'lang="bn"' in response.body
            assert "evil" not in response.body
            assert response.headers["Content-Security-Policy"] in {READERS, DESK_UNUSED}

    @pytest.mark.parametrize(
        "headers",
        [{"host": "localhost"}, {"x_forwarded_host": "evil.example"}, {"forwarded": "host=evil.example;proto=https"},
         {"x_forwarded_proto": "https", "x_forwarded_port": "4443"}, {"x_original_url": "/admin/", "x_rewrite_url": "/admin/"},
         {"x_http_method_override": "DELETE"}, {"x_host": "evil.example", "x_forwarded_server": "evil.example"}],
    )  # fmt: skip
    def test_links_that_leave_the_page_name_the_papers_own_host(self, client, article, headers):
        for path in ("/", "/feed/", "/sitemap.xml", "/robots.txt", article.get_absolute_url()):
            plain, forged = get(client, path), get(client, path, **headers)

            assert forged.status_code == 200
            assert forged.headers["ETag"] == plain.headers["ETag"], path
            assert "evil.example" not in forged.body
            assert "localhost" not in forged.body

    def test_canonical_link_is_built_from_the_sites_address(self, client, article, settings):
        settings.SITE_URL = "https://paper.example"

        html = get(client, article.get_absolute_url(), host="localhost").body

        assert re.search(r'<link rel="canonical" href="https://paper\.example/article/\d+/', html)
        assert 'property="og:url" content="https://paper.example/' in html

    def test_redirect_names_no_host(self, client, article):
        response = client.get(
            f"/article/{article.pk}/", headers={"x-forwarded-host": "evil.example"}
        )

        assert response.status_code == 301
        assert response.url == article.get_absolute_url()

    @pytest.mark.parametrize(
        "path",
        [
            "//evil.example",
            "//evil.example/",
            "/\\evil.example",
            "/%2f%2fevil.example",
            "/%0d%0aSet-Cookie:%20a=b",
            "///evil.example/a",
        ],
    )
    def test_missing_stroke_leads_to_no_other_site(self, client, path):
        response = client.get("/", PATH_INFO=unquote(path))

        assert response.status_code in {301, 302, 404}
        if response.status_code != 404:
            assert not response.url.startswith(("//", "/\\", "http"))
        assert "Set-Cookie" not in response.headers

    def test_untrusted_proxy_makes_no_request_secure(self, client):
        assert settings.SECURE_PROXY_SSL_HEADER is None

    @pytest.mark.parametrize(("peer", "code"), [("127.0.0.1", 200), ("203.0.113.9", 301)])
    def test_a_trusted_proxy_alone_says_that_a_request_came_by_https(
        self, client, settings, peer, code
    ):
        settings.SECURE_SSL_REDIRECT, settings.TRUSTED_PROXIES = True, ["127.0.0.1"]
        settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

        answer = client.get("/robots.txt", headers={"x-forwarded-proto": "https"}, REMOTE_ADDR=peer)

        assert answer.status_code == code


class TestPicturesOfStories:
    @pytest.fixture(autouse=True)
    def uploads(self, settings, tmp_path):
        settings.MEDIA_ROOT = tmp_path

    def test_picture_of_a_live_story_is_public(self, client):
        picture = make_picture()
        story(picture=picture.pk)

        response = get(client, picture.thumb_url)

        assert response.status_code == 200
        assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert response.headers["Content-Security-Policy"] == UPLOADS
        assert {name: response.headers[name] for name in EVERYWHERE} == EVERYWHERE

    def test_picture_of_stories_in_every_hidden_state_is_not_found_and_the_desk_sees_it(
        self, client
    ):
        picture = make_picture()
        hidden = in_every_hidden_state(picture=picture.pk)

        strangers = get(client, picture.thumb_url)
        client.force_login(person("reporter"))
        desk = get(client, picture.thumb_url)

        assert {article.picture_id for article in hidden} >= {picture.pk}
        assert strangers.status_code == 404
        assert (desk.status_code, desk.headers["Cache-Control"]) == (200, "private, no-store")

    def test_picture_used_by_a_hidden_and_a_live_story_is_public(self, client):
        picture = make_picture()
        scheduled(picture=picture.pk)
        story(picture=picture.pk)

        assert get(client, picture.thumb_url).status_code == 200


class TestMethods:
    @pytest.mark.parametrize(
        "method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "ক"]
    )
    def test_what_no_address_is_asked_by_is_refused_before_any_view(self, client, article, method):
        client.force_login(person("admin"))

        for path in ["/", "/admin/", f"/comments/{article.pk}/", "/media/a.jpg", "/nowhere/"]:
            answer = client.generic(method, path, data="bait", HTTP_ORIGIN="https://evil.example")

            assert answer.status_code == 405, path
            assert answer.headers["Allow"] == "GET, HEAD, POST"
            assert b"bait" not in answer.content
            assert not {name for name in answer.headers if name.startswith("Access-Control")}
