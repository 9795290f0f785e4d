"""What no person types: every field of the readers' forms gets it, and every answer is one of the forms', never a fault."""

import pytest
from django.utils.translation import gettext

from comments.models import Comment, Status
from comments.tests.factories import make_comment, make_story
from comments.tests.mailing import OWN

pytestmark = pytest.mark.django_db

ODD = {
    "hasantas": "\u09cd" * 3,
    "hasantas before a word": "\u09cd\u09cd\u09cd কথা বলি",
    "marks alone": "\u0301" * 6,
    "no width": "\u200b\u200d\ufeff\u00ad",
    "nothing after NUL": "\x00",
    "grows small": "\u0130" * 120,
    "grows canonical": "\u09dc" * 120,
    "noncharacter": "\uffff\ufdd0",
    "private": "\ue000\U0010ffff",
    "halves of an emoji": "%ED%A0%BD%ED%B8%80",
    "numbers": "9" * 400,
    "Bangla numbers": "১" * 19,
    "mail": "a@" + ".".join(["\u0130" * 60] * 4) + ".com",
    "mail of letters with a dot": "a@" + ".".join(["\u09dc" * 60] * 4) + ".com",
}


@pytest.fixture(autouse=True)
def _this_host(settings):
    settings.ALLOWED_HOSTS = ["testserver"]


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
@pytest.mark.parametrize("field", ["name", "email", "body", "parent", "key", "topic", "notify"])
def test_odd_text_in_a_comments_field_is_stored_or_refused_in_words(client, field, odd):
    article = make_story()
    form = {"name": "রাহেলা", "body": "ভালো খবর, আরও চাই।", field: odd}

    answer = client.post(f"/comments/{article.pk}/", form, headers=OWN)

    assert answer.status_code in {303, 400}
    assert Comment.objects.count() == (answer.status_code == 303)
    if answer.status_code == 400:
        assert gettext("The comment has not been sent yet:") in answer.content.decode()


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_odd_text_in_a_report_or_a_change_is_stored_or_refused_in_words(client, odd):
    article = make_story()
    comment = make_comment(article)
    client.post(f"/comments/{article.pk}/", {"name": "রাহেলা", "body": "ভালো খবর।"}, headers=OWN)
    own = Comment.objects.get(status=Status.PREMOD)

    report = {"reason": "other", "note": odd, "topic": ""}
    answers = [
        client.post(f"/comments/{article.pk}/report/{comment.pk}/", report, headers=OWN),
        client.post(f"/comments/{article.pk}/report/{comment.pk}/", {"reason": odd}, headers=OWN),
        client.post(f"/comments/{article.pk}/mine/{own.pk}/edit/", {"body": odd}, headers=OWN),
        client.post("/comments/my-data/", {"email": odd}, headers=OWN),
    ]

    assert {answer.status_code for answer in answers} <= {200, 303, 400}
