"""Answers for machines: robots.txt and health."""

import pytest

from newsroom.checks import database_knows_bangla

pytestmark = pytest.mark.django_db


def test_robots_may_read_the_paper_but_not_the_desk(client, settings):
    settings.SITE_URL = "https://paper.example"

    response = client.get("/robots.txt")

    assert response.content.decode() == (
        "User-agent: *\nDisallow: /admin/\nDisallow: /accounts/\n\nSitemap: https://paper.example/sitemap.xml\n"
    )
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert response.headers["Surrogate-Key"] == "robots"


def test_process_says_that_it_lives_without_asking_anybody(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/health/live")

    assert (response.status_code, response.content) == (200, b"ok\n")
    assert response.headers["Cache-Control"] == "private, no-store"


def test_paper_is_ready_when_its_database_answers(client, django_assert_num_queries):
    with django_assert_num_queries(1):
        response = client.get("/health/ready")

    assert response.json() == {"database": "ok"}
    assert database_knows_bangla(databases=["default"]) == []


@pytest.mark.parametrize("path", ["/robots.txt", "/health/live", "/health/ready"])
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options", "trace"])
def test_machines_only_read(client, path, method):
    assert getattr(client, method)(path).status_code == 405


def test_head_has_the_headers_of_get(client):
    get, head = client.get("/robots.txt"), client.head("/robots.txt")

    assert head.content == b""
    assert head.headers["ETag"] == get.headers["ETag"]
