"""comments/privacy.py: the traces of a reader's network go after ninety days."""

import datetime as dt

import pytest
from django.utils import timezone

from comments.models import Comment
from comments.privacy import KEPT, forget_addresses
from comments.tests.factories import make_comment, make_story

pytestmark = pytest.mark.django_db


def traced(story, *, age):
    """Return a comment of that age with the traces of a network."""
    comment = make_comment(story)
    Comment.objects.filter(pk=comment.pk).update(
        ip_hash=b"0123456789abcdef", ip_prefix="203.0.113.0/24", created_at=timezone.now() - age
    )
    return comment


def traces(comment):
    return Comment.objects.values_list("ip_hash", "ip_prefix").get(pk=comment.pk)


def test_traces_go_after_ninety_days_and_the_words_stay():
    story = make_story()
    old = traced(story, age=KEPT + dt.timedelta(minutes=1))
    words = old.body

    assert forget_addresses() == 1

    assert traces(old) == (None, None)
    assert Comment.objects.get(pk=old.pk).body == words


def test_traces_of_yesterday_stay():
    young = traced(make_story(), age=KEPT - dt.timedelta(minutes=1))

    assert forget_addresses() == 0

    assert traces(young)[1] == "203.0.113.0/24"


def test_forgetting_twice_forgets_nothing_more(monkeypatch):
    story = make_story()
    for _number in range(3):
        traced(story, age=2 * KEPT)
    monkeypatch.setattr("comments.privacy.BATCH", 2)

    assert [forget_addresses(), forget_addresses()] == [3, 0]
