"""The conversation on a story's page: at most two queries, nothing about one reader."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comments.models import Status
from comments.tests.factories import make_comment, make_story, make_thread
from paper.identity import Site

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("roots", "replies"), [(1, 0), (3, 0), (1, 1), (3, 3), (40, 4)])
def test_story_page_asks_at_most_two_questions_about_comments(client, roots, replies):
    article = make_story()
    make_thread(article, roots, replies)

    Site.objects.current()
    with CaptureQueriesContext(connection) as queries:
        html = client.get(article.get_absolute_url()).content.decode()

    assert html.count('<li class="comment" id="comment-') == roots * (1 + replies)
    assert len(queries) <= 6, [query["sql"][:200] for query in queries]
    about_comments = [query for query in queries if "comments_comment" in query["sql"]]
    assert len(about_comments) == 1 + bool(replies)


def test_story_page_carries_the_form_the_count_and_no_token(client):
    article = make_story()
    make_thread(article, 3)
    make_comment(article, status=Status.PREMOD, body="গোপন কথা")

    response = client.get(article.get_absolute_url())
    html = response.content.decode()

    assert f'<form class="comment-form" action="/comments/{article.pk}/" method="post"' in html
    assert "৩" in html[html.index('id="comments-count"') :][:60]
    assert "গোপন" not in html
    assert "csrf" not in html
    assert not response.cookies
    assert html.index("comment-form") < html.index("comments-count") < html.index('class="thread"')


def test_story_without_comments_invites_the_first(client):
    html = client.get(make_story().get_absolute_url()).content.decode()

    assert 'class="comments-empty"' in html


def test_large_conversation_links_to_its_older_part(client):
    article = make_story()
    make_thread(article, 45, 4)

    html = client.get(article.get_absolute_url()).content.decode()

    assert f'href="/comments/{article.pk}/?before=' in html
