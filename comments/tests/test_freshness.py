"""304 before the page is made: for whatever the page shows, and for nothing else."""

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.test.signals import template_rendered
from django.utils import timezone

from articles.models import Article, Category
from comments import freshness
from comments.models import Comment, Event, Status
from comments.moderation import transition
from comments.tests.factories import make_comment, make_moderator, make_story, make_thread
from paper.identity import Site

pytestmark = pytest.mark.django_db

DHAKA = dt.timezone(dt.timedelta(hours=6))
NOON = dt.datetime(2026, 3, 26, 12, 0, tzinfo=DHAKA)


@pytest.fixture(autouse=True)
def noon():
    """Stop the clock at noon: no test runs over midnight."""
    with time_machine.travel(NOON, tick=False) as moment:
        yield moment


def etag_of(article, query=""):
    return Client().get(f"/comments/{article.pk}/{query}").headers["ETag"]


def ask_again(article, etag, query=""):
    return Client().get(f"/comments/{article.pk}/{query}", headers={"if-none-match": etag})


@pytest.mark.parametrize("replies", [1, 3])
def test_known_page_is_three_queries_and_no_template(django_assert_num_queries, replies):
    article = make_story()
    make_thread(article, 3, replies)
    etag, rendered = etag_of(article), []
    template_rendered.connect(
        lambda **signal: rendered.append(signal), weak=False, dispatch_uid="x"
    )

    with django_assert_num_queries(3):  # the paper, its sections, the story
        answer = ask_again(article, etag)
    template_rendered.disconnect(dispatch_uid="x")

    assert (answer.status_code, answer.content, rendered) == (304, b"", [])


def test_304_says_as_much_to_caches_as_the_page():
    article = make_story(live_until=NOON + dt.timedelta(minutes=10))
    page = Client().get(f"/comments/{article.pk}/")

    known = ask_again(article, page.headers["ETag"])

    for name in ("Cache-Control", "Surrogate-Control", "Surrogate-Key", "ETag"):
        assert known.headers[name] == page.headers[name]
    assert known.headers["Surrogate-Control"] == "max-age=600"
    assert known.headers["Surrogate-Key"].split()[1] == f"comments-{article.pk}"
    assert not known.cookies
    assert "cookie" not in known.headers.get("Vary", "").lower()


def test_page_is_not_kept_past_the_next_minute_of_publishing():
    article = make_story()
    Site.objects.current()
    Site.objects.update(next_due_at=NOON + dt.timedelta(minutes=5))

    assert Client().get(f"/comments/{article.pk}/").headers["Surrogate-Control"] == "max-age=300"


def change_of_the_paper(**fields):
    return lambda _article: Site.objects.update(**fields)


def change_of_the_story(**fields):
    return lambda article: Article.objects.filter(pk=article.pk).update(**fields)


def approve(article):
    comment = Comment.objects.get(status=Status.PREMOD)
    transition(comment.pk, Event.APPROVE, actor=make_moderator(), version=1, revision=1)


def feature(article):
    comment = Comment.objects.filter(status=Status.APPROVED)[0]
    transition(comment.pk, Event.FEATURE, actor=make_moderator(), version=1, revision=1)


CHANGES = {
    "a comment appears": approve,
    "a comment is featured": feature,
    "the paper's name": change_of_the_paper(name="নতুন নাম"),
    "its editor in the foot": change_of_the_paper(editor="নতুন সম্পাদক"),
    "its menu": change_of_the_paper(links={"header": [["ছবি", "/pictures/"]]}),
    "its colour": change_of_the_paper(accent="#112233"),
    "its icon": change_of_the_paper(favicon="identity/new.png"),
    "its line in search engines": change_of_the_paper(tagline="সবার কাগজ"),
    "the style of its time": change_of_the_paper(time_style="24h"),
    "its calendar": change_of_the_paper(hijri_offset=1),
    "a section in the menu": lambda _article: Category.objects.create(
        name="খেলা", slug="sports", path="sports"
    ),
    "a section's name": lambda _article: Category.objects.update(name="বাণিজ্য"),
    "the headline": change_of_the_story(headline="বন্দরে জট কেটেছে"),
    "the address": change_of_the_story(slug="নতুন-ঠিকানা"),
    "the language": change_of_the_story(language="en"),
    "the conversation closes": change_of_the_story(comment_policy="closed"),
    "its last day": change_of_the_story(live_from=NOON - dt.timedelta(days=3)),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_page_is_sent_anew_when(change):
    article = make_story()
    make_comment(article)
    make_comment(article, status=Status.PREMOD)
    etag = etag_of(article)
    assert ask_again(article, etag).status_code == 304

    change(article)

    assert ask_again(article, etag).status_code == 200


def test_next_day_and_the_next_release_send_the_page_anew(noon, monkeypatch):
    article = make_story()
    etag = etag_of(article)

    noon.move_to(NOON.replace(hour=23, minute=59, second=59))
    assert ask_again(article, etag).status_code == 304
    noon.move_to(NOON.replace(hour=0) + dt.timedelta(days=1))
    assert ask_again(article, etag).status_code == 200
    noon.move_to(NOON)
    monkeypatch.setattr(freshness, "release", lambda: "the next one")
    assert ask_again(article, etag).status_code == 200


def test_kill_switch_sends_the_page_anew(settings):
    article = make_story()
    etag = etag_of(article)

    settings.COMMENTS_OPEN = False

    assert ask_again(article, etag).status_code == 200


def test_what_readers_do_not_see_changes_nothing(noon):
    article = make_story()
    make_comment(article)
    etag = etag_of(article)

    held = make_comment(make_story(), status=Status.PREMOD)
    Comment.objects.filter(pk=held.pk).update(article=article)
    Article.objects.filter(pk=article.pk).update(word_count=99, touched_at=timezone.now())
    Site.objects.update(next_due_at=NOON + dt.timedelta(hours=3))
    noon.move_to(NOON + dt.timedelta(hours=1))

    assert ask_again(article, etag).status_code == 304


def test_every_part_of_the_conversation_has_an_etag_of_its_own():
    article = make_story()
    make_thread(article, 61, 4)
    root = Comment.objects.roots().order_by("id")[30].pk
    queries = [
        "", "?sort=oldest", f"?before={root}", f"?after={root}", f"?sort=oldest&after={root}", f"?c={root}",
        f"?reply={root}", f"?reply={root}&after={root:010}", f"?reply_to={root}",
    ]  # fmt: skip

    tags = [etag_of(article, query) for query in queries]

    assert len(set(tags)) == len(queries)
    assert {tag.partition("-")[0] for tag in tags} == {'"1'}
    for tag, query in zip(tags, queries, strict=True):
        assert ask_again(article, tag, query).status_code == 304


def test_conversations_of_two_stories_have_different_etags():
    assert etag_of(make_story()) != etag_of(make_story())


def test_star_and_foreign_etags_are_no_page_that_is_known():
    article = make_story()
    make_comment(article)

    assert ask_again(article, "*", "?c=987654").status_code == 404
    assert ask_again(article, '"1-0000"').status_code == 200


def test_words_that_a_link_carries_along_ask_for_the_same_page():
    article = make_story()

    assert etag_of(article) == etag_of(article, "?utm_source=x&sort=newest")
