"""Staff who write through the public form: the paper's badge for whom the desk answers for, nothing for anybody else."""

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.models import AuthorProfile, Byline, Category, SectionRight
from comments.device import COOKIE
from comments.models import Comment, Commenter, ModerationAction, Status
from comments.tests.factories import make_comment, make_moderator, make_story
from comments.tests.test_views import OWN, post, refused, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _this_host(settings):
    settings.ALLOWED_HOSTS = ["testserver"]


def person(username="reporter", **fields):
    return get_user_model().objects.create_user(username, password="x", is_staff=True, **fields)


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def byline(article, user):
    profile = AuthorProfile.objects.create(name="তাহমিদ রশীদ", user=user)
    Byline.objects.create(article=article, author=profile, position=0, name=profile.name)


def moderator_of(path):
    user = make_moderator(f"of-{path}")
    section, _made = Category.objects.get_or_create(
        path=path, defaults={"name": path, "slug": path}
    )
    SectionRight.objects.create(user=user, category=section)
    return user


def of_the_desk(article):
    """Whose words under this story are the paper's."""
    began, signed = person("began"), person("signed")
    type(article).objects.filter(pk=article.pk).update(created_by=began)
    byline(article, signed)
    return {
        "moderator": make_moderator(),
        "moderator of the section": moderator_of("economy"),
        "who began the story": began,
        "who signed it": signed,
    }


def of_nobody(article):
    """Who is signed in, and writes as a reader here."""
    elsewhere = person("elsewhere")
    byline(make_story(created_by=elsewhere), elsewhere)
    left = make_moderator("left")
    no_staff = make_moderator("no-staff")
    type(left).objects.filter(pk=left.pk).update(is_active=False)
    type(left).objects.filter(pk=no_staff.pk).update(is_staff=False)
    return {
        "reporter": person(),
        "author of another story": elsewhere,
        "moderator of another section": moderator_of("sports"),
        "moderator who left": left,
        "moderator who is no staff": no_staff,
    }


def test_words_of_the_desk_are_approved_marked_and_shown_at_once():
    article = make_story()
    for number, (who, user) in enumerate(of_the_desk(article).items()):
        response = post(
            signed_in(user), article, name="ডেস্ক", body=f"উত্তর {number} https://example.com"
        )

        comment = Comment.objects.latest("pk")
        assert (comment.status, comment.author_user, comment.identity) == (
            Status.APPROVED, user, None,
        ), who  # fmt: skip
        assert comment.is_staff_reply
        assert (response.status_code, response.headers["Location"]) == (
            303, comment.get_absolute_url(),
        )  # fmt: skip
        assert response.headers["Cache-Control"] == "private, no-store"
        assert COOKIE not in response.cookies
    assert not Commenter.objects.exists()
    assert "badge-staff" in text_of(Client().get(f"/comments/{article.pk}/"))
    assert ModerationAction.objects.filter(event="submit", actor__isnull=False).count() == 4


def test_everybody_else_is_a_reader_here():
    article = make_story()
    people = of_nobody(article)
    for number, (who, user) in enumerate(people.items()):
        response = post(
            signed_in(user), article, body=f"কথা নম্বর {number}", email=f"r{number}@example.com"
        )

        comment = Comment.objects.latest("pk")
        assert (comment.status, comment.author_user) == (Status.PREMOD, None), who
        assert not comment.is_staff_reply
        assert response.headers["Location"] == f"/comments/{article.pk}/mine/"
        assert COOKIE in response.cookies
    assert Comment.objects.filter(article=article).count() == len(people)


def test_form_that_says_nothing_of_where_it_came_from_is_a_readers():
    article = make_story()

    response = post(signed_in(make_moderator()), article, headers={})

    assert response.headers["Location"] == f"/comments/{article.pk}/mine/"
    comment = Comment.objects.get()
    assert (comment.status, comment.author_user) == (Status.PREMOD, None)


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site", "origin": "http://testserver"},
    ],
)
def test_another_site_does_not_write_in_the_name_of_the_desk(headers):
    refused(post(signed_in(make_moderator()), make_story(), headers=headers), 403)

    assert not Comment.objects.exists()


def test_desk_answers_in_place_and_late():
    article = make_story(comment_policy="closed")
    comment = make_comment(article)

    post(signed_in(make_moderator()), article, parent=str(comment.pk))

    answer = Comment.objects.latest("pk")
    assert (answer.parent, answer.status) == (comment, Status.APPROVED)


def test_faulty_words_of_the_desk_are_refused_like_any_others():
    article = make_story()

    refused(post(signed_in(make_moderator()), article, name="", body=""), 400)

    assert not Comment.objects.exists()


def test_second_click_of_the_desk_is_one_comment_and_two_desks_are_two():
    article = make_story()
    first, second = signed_in(make_moderator()), signed_in(make_moderator("second"))

    answers = [post(client, article) for client in (first, first, second)]

    addresses = [answer.headers["Location"] for answer in answers]
    assert addresses[0] == addresses[1] != addresses[2]
    assert Comment.objects.count() == 2


def test_readers_same_words_are_not_taken_for_the_desks():
    article = make_story()
    post(Client(), article)

    response = post(signed_in(make_moderator()), article)

    comment = Comment.objects.latest("pk")
    assert (Comment.objects.count(), comment.is_staff_reply) == (2, True)
    assert response.headers["Location"] == comment.get_absolute_url()


@pytest.mark.parametrize("path", ["/comments/{story}/", "/comments/{story}/report/{comment}/"])
def test_reading_never_asks_who_is_signed_in(path):
    article = make_story()
    comment = make_comment(article)
    address = path.format(story=article.pk, comment=comment.pk)
    client = signed_in(make_moderator())
    nobody = Client().get(address)

    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)

    assert [query["sql"] for query in queries if "session" in query["sql"] or "people_user" in query["sql"]] == []  # fmt: skip
    assert "cookie" not in response.headers.get("Vary", "").lower()
    assert response.headers["ETag"] == nobody.headers["ETag"]


def test_reader_without_a_session_costs_no_question_about_one():
    article = make_story()

    with CaptureQueriesContext(connection) as queries:
        Client().post(f"/comments/{article.pk}/", {"name": "রাহেলা", "body": "একটি কথা"}, **OWN)

    assert [query["sql"] for query in queries if "django_session" in query["sql"]] == []
