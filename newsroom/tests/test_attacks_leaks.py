"""What nobody has let out: a comment in every hidden state is on no page, in no feed, in no count."""

import json
import re

import pytest
from django.test import Client

from articles.tests.factories import story
from comments.models import Status
from comments.models.comment import VISIBLE
from comments.tests.factories import make_comment

pytestmark = pytest.mark.django_db

BAIT = "গোপনমন্তব্য"


@pytest.mark.parametrize("status", sorted(set(Status) - VISIBLE), ids=lambda status: status.name)
@pytest.mark.parametrize("answered", [False, True], ids=["alone", "answered"])
def test_a_hidden_comment_is_on_no_page_and_in_no_count(status, answered):
    article = story()
    hidden = make_comment(article, status=status, body=BAIT, name=BAIT)
    if answered:
        make_comment(article, parent=hidden, body="দৃশ্যমান উত্তর")
    thread = f"/comments/{article.pk}/"
    client = Client()

    told = {path: client.get(path, follow=True).content.decode() for path in (
        "/", "/comments/feed/", thread, f"{thread}?comment={hidden.pk}", f"{thread}?reply={hidden.pk}", f"{thread}?order=old",
        f"{thread}report/{hidden.pk}/", f"{thread}mine/", article.get_absolute_url(),
    )}  # fmt: skip

    assert {path for path, html in told.items() if BAIT in html} == set()
    assert counted(told[article.get_absolute_url()]) == (1 if answered else 0)


def test_a_visible_comment_would_be_found():
    article = story()
    make_comment(article, body=BAIT)

    told = [Client().get(path).content.decode() for path in ("/comments/feed/", f"/comments/{article.pk}/")]  # fmt: skip

    assert [BAIT in html for html in told] == [True, True]


def counted(html: str) -> int:
    """Return how many comments a story's page tells machines of."""
    for text in re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL):
        found = json.loads(text)
        for part in found if isinstance(found, list) else [found, *found.get("@graph", [])]:
            if "commentCount" in part:
                return int(part["commentCount"])
    raise AssertionError("no count")
