"""articles/gone.py: what was taken from readers answers 410 with a note, what never was there 404."""

import datetime as dt
import re

import pytest
from django.utils import timezone

from articles import workflow
from articles.models import Article
from articles.tests.factories import draft, person, scheduled, story

pytestmark = pytest.mark.django_db
BAIT = "গোপনখবর"
HOUR = dt.timedelta(hours=1)


def withdrawn():
    chief = person()
    return workflow.withdraw(
        story(chief, headline=BAIT, body=f"<p>{BAIT}</p>"), by=chief, reason=BAIT
    )


def killed():
    return workflow.kill(draft(headline=BAIT), by=person(), reason=BAIT)


def killed_after_withdrawal():
    return workflow.kill(withdrawn(), by=person(), reason=BAIT)


def ended():
    """Return a story whose time is over and whose end nobody has noted yet."""
    article = story(ago=2 * HOUR, headline=BAIT)
    Article.objects.filter(pk=article.pk).update(live_until=timezone.now() - HOUR)
    return article


TAKEN_AWAY = [withdrawn, killed, killed_after_withdrawal, ended]


def addresses(article):
    return [
        f"/article/{article.pk}/", f"/article/{article.pk}/{article.slug or 'x'}/", f"/article/{article.pk}/অন্য/",
        f"/n/{article.pk}/", f"/comments/{article.pk}/", f"/comments/{article.pk}/mine/",
    ]  # fmt: skip


@pytest.mark.parametrize("make", TAKEN_AWAY)
def test_a_story_taken_from_readers_is_gone_and_names_nothing_of_itself(client, make):
    article = make()

    for path in addresses(article):
        response = client.get(path)
        page = response.text
        assert response.status_code == 410, path
        assert BAIT not in page + str(response.headers), path
        assert '<meta name="robots" content="noindex">' in page
        assert page.count("<h1") == 1
        assert {"/", "/latest/", "/corrections/"} <= set(re.findall(r'href="([^"]*)"', page))


@pytest.mark.parametrize("make", TAKEN_AWAY)
def test_the_note_is_kept_for_a_minute_under_the_storys_name(client, make):
    article = make()

    for path in addresses(article):
        response = client.get(path)
        assert response.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
        assert response.headers["Surrogate-Key"] == f"site article-{article.pk}"
        assert re.fullmatch(r"max-age=([0-9]|[1-5][0-9]|60)", response.headers["Surrogate-Control"])
        assert not response.cookies


def test_a_story_that_comes_back_answers_again(client):
    article = withdrawn()
    assert client.get(f"/article/{article.pk}/", follow=True).status_code == 410

    workflow.publish(article, by=person())

    assert client.get(f"/article/{article.pk}/", follow=True).status_code == 200


def test_a_story_that_is_still_written_tells_nobody_that_it_exists(client):
    chief = person()
    review = workflow.submit(draft(chief), by=chief)
    approved = workflow.approve(workflow.submit(draft(chief), by=chief), by=chief)
    back = workflow.send_back(workflow.submit(draft(chief), by=chief), by=chief, note="ছোট করুন")

    for article in (draft(), review, approved, back, scheduled()):
        for path in addresses(article):
            response = client.get(path)
            assert response.status_code == 404, (article.state, path)
            assert "Surrogate-Key" not in response.headers


@pytest.mark.parametrize("pk", [0, 987_654, 10**18, 10**30])
def test_a_number_without_a_story_is_not_found(client, pk):
    for path in (f"/article/{pk}/", f"/n/{pk}/", f"/comments/{pk}/"):
        assert client.get(path).status_code == 404


def test_what_a_story_has_planned_for_later_does_not_make_it_gone(client):
    article = story()
    Article.objects.filter(pk=article.pk).update(live_until=timezone.now() + HOUR)

    assert client.get(article.get_absolute_url()).status_code == 200


def test_the_note_costs_one_query_more_than_a_page_that_never_was(
    client, django_assert_num_queries
):
    article = withdrawn()
    client.get("/")

    with django_assert_num_queries(
        4
    ):  # the paper, the story, whether it was taken away, the sections
        client.get(f"/article/{article.pk}/")
