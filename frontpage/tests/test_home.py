"""frontpage/views.py: the front page as it is sent."""

import datetime as dt
import re

import pytest
import time_machine
from django.utils import timezone

from articles import workflow
from articles.models import DayReads
from articles.tests.factories import author, person, scheduled, section, story
from images.models import Picture

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2024, 12, 26, 1, 31, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)


def keys_of(response):
    return set(response.headers["Surrogate-Key"].split())


def filled(count):
    """Print a front page with so many of everything, and return its stories."""
    signed = author()
    stories = []
    for number in range(count):
        picture = Picture.objects.create(
            file=f"pictures/{number}.png", width=6, height=4, alt="জাহাজ"
        )
        for _ in range(count):
            stories.append(
                story(
                    category=section(f"section{number}").pk, picture=picture.pk, tags=["বন্দর"], standfirst="কাজ চলছে।",
                    bylines=[{"author": signed.pk, "name": signed.name, "role": ""}], ago=number * MINUTE,
                )
            )  # fmt: skip
            DayReads.objects.create(article=stories[-1], day=timezone.localdate(), reads=number + 1)
    return stories


def test_an_empty_paper_shows_the_first_steps(client):
    response = client.get("/")

    assert response.status_code == 200
    assert "প্রথম কয়েকটি কাজ" in response.text
    assert 'href="/admin/articles/article/add/"' in response.text


def test_the_first_story_makes_it_a_paper(client):
    story(headline="বন্দরে জট")

    page = client.get("/").text

    assert "প্রথম কয়েকটি কাজ" not in page
    assert "বন্দরে জট" in page


@time_machine.travel(NOW, tick=False)
def test_the_header_strip_says_where_and_when(client):
    assert "ঢাকা বৃহস্পতিবার, ২৬ ডিসেম্বর ২০২৪, ০৭:৩১ পূর্বাহ্ন" in client.get("/").text


def test_the_page_links_each_story_it_places(client):
    stories = filled(2)

    page = client.get("/").text

    assert set(re.findall(r'href="(/article/[^"]+)"', page)) == {
        f"/article/{article.pk}/{article.slug}/" for article in stories
    }
    assert page.count("<h1") == 1


def test_the_page_names_itself_and_its_stories_for_the_caches(client):
    stories = filled(2)

    response = client.get("/")

    assert keys_of(response) == {
        "front",
        "latest",
        "site",
        *(f"article-{article.pk}" for article in stories),
        *(f"picture-{article.picture_id}" for article in stories if article.picture_id),
    }
    assert response.headers["Cache-Control"] == "public, max-age=0, must-revalidate"


@time_machine.travel(NOW, tick=False)
def test_the_page_is_kept_five_minutes_and_never_past_the_next_due_minute(client):
    story(ago=MINUTE)
    assert client.get("/").headers["Surrogate-Control"] == "max-age=300"

    scheduled(ahead=dt.timedelta(seconds=77))

    assert client.get("/").headers["Surrogate-Control"] == "max-age=77"


def test_the_same_page_is_304_until_something_is_published(client):
    chief = person()
    with time_machine.travel(NOW, tick=False):
        story(chief, ago=MINUTE)
        etag = client.get("/").headers["ETag"]

        assert client.get("/", headers={"if-none-match": etag}).status_code == 304

        article = story(chief)
        assert client.get("/", headers={"if-none-match": etag}).status_code == 200
        workflow.withdraw(article, by=chief, reason="ভুল")
        assert client.get("/", headers={"if-none-match": etag}).status_code == 304


def test_the_clock_of_the_header_strip_is_no_new_page(client):
    with time_machine.travel(NOW, tick=False):
        story(ago=dt.timedelta(days=9))
        etag = client.get("/").headers["ETag"]
    with time_machine.travel(NOW + MINUTE, tick=False):
        again = client.get("/", headers={"if-none-match": etag})

    assert again.status_code == 304


def test_staff_and_readers_get_the_same_page_without_a_cookie(client):
    with time_machine.travel(NOW, tick=False):
        filled(1)
        anonymous = client.get("/")
        client.force_login(person("chief"))
        signed_in = client.get("/")

    assert anonymous.content == signed_in.content
    assert "Set-Cookie" not in anonymous.headers
    assert "Set-Cookie" not in signed_in.headers
    assert "Cookie" not in anonymous.headers.get("Vary", "")
    assert "csrf" not in anonymous.text


def test_nothing_runs_in_the_page_itself(client):
    filled(2)

    page = client.get("/").text

    assert not re.search(r"<script(?![^>]*\bsrc=)", page)
    assert not re.search(r"<[^>]*\s(?:on[a-z]+|style)=", page)
    assert "<style" not in page


def test_the_front_page_is_only_read(client):
    assert client.post("/").status_code == 405
    assert client.head("/").status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_the_front_page_takes_three_queries_whatever_its_length(
    client, django_assert_num_queries, count
):
    filled(count)

    with django_assert_num_queries(3):
        client.get("/")
