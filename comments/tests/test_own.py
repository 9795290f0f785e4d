"""A device's own comments: seen, changed and deleted by it alone, and spam looks like what waits."""

import datetime as dt
import re

import pytest
import time_machine
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from comments import policy
from comments.device import COOKIE, remember
from comments.models import Comment, Commenter, CommentPolicy, ModerationAction, Report, Status
from comments.moderation import delete
from comments.own import own_comments, sent_by
from comments.tests.factories import (
    known_device,
    make_comment,
    make_moderator,
    make_story,
    make_thread,
)
from comments.tests.test_views import OWN, text_of

pytestmark = pytest.mark.django_db

LOOKS_WAITING = [Status.PREMOD, Status.WITHHELD, Status.SPAM]
VISIBLE = [Status.PUBLISHED, Status.APPROVED]
AWAY = [Status.REJECTED, Status.DELETED_AUTHOR, Status.ERASED]
WAYS = ("edit", "delete")


@pytest.fixture(autouse=True)
def _this_host(settings):
    settings.ALLOWED_HOSTS = ["testserver"]


def browser(token="own"):
    """Return the browser of a device."""
    client, answer = Client(), HttpResponse()
    remember(answer, token)
    client.cookies[COOKIE] = answer.cookies[COOKIE].value
    return client


def own(article=None, device=None, **fields):
    device = device or Commenter.objects.filter(name_last="own").first() or known_device("own", name_last="own")  # fmt: skip
    fields = {"body": "আমার কথা", "status": Status.PUBLISHED, **fields}
    return make_comment(article or make_story(), identity=device, **fields)


def address(comment, way):
    return f"/comments/{comment.article_id}/mine/{comment.pk}/{way}/"


def send(client, comment, way="edit", headers=None, **typed):
    headers = OWN["headers"] if headers is None else headers
    return client.post(address(comment, way), {"body": "নতুন কথা বলছি", **typed}, headers=headers)


def listed(client, article):
    """The ids on the own page, those that wait and those that are out."""
    html = text_of(client.get(f"/comments/{article.pk}/mine/"))
    waiting, _line, out = html.partition("data-own-published")
    return [
        [int(pk) for pk in re.findall(r'data-comment="(\d+)"', part)] for part in (waiting, out)
    ]


# --- The list ----------------------------------------------------------------------------------


def test_own_page_lists_what_waits_and_what_is_out_the_latest_first():
    article = make_story()
    rows = [
        own(article, status=status, initial_status=Status.PREMOD)
        for status in [*LOOKS_WAITING, *VISIBLE, *AWAY]
    ]
    make_comment(article, body="অন্যের কথা")
    own(make_story(), body="অন্য খবরের নিচে")
    ids = [row.pk for row in rows]

    assert listed(browser(), article) == [ids[:3][::-1], ids[3:5][::-1]]
    assert listed(Client(), article) == listed(browser("other"), article) == [[], []]


def test_own_page_lists_ten_at_most():
    article = make_story()
    ids = [own(article).pk for _each in range(policy.OWN_SHOWN + 2)]

    assert listed(browser(), article) == [[], ids[:1:-1]]


@pytest.mark.parametrize("number", [1, 3])
def test_own_page_takes_the_same_queries_whatever_its_length(number, django_assert_num_queries):
    article = make_story()
    for _each in range(number):
        own(article)
    client = browser()
    client.get(f"/comments/{article.pk}/mine/")

    # The paper, its sections, the story, the reader, the comments, the rules.
    with django_assert_num_queries(6):
        client.get(f"/comments/{article.pk}/mine/")


@pytest.mark.parametrize("status", [*LOOKS_WAITING, *VISIBLE])
def test_change_is_offered_in_its_window_and_deleting_always(status):
    article = make_story()
    comment = own(article, status=status)
    page = f"/comments/{article.pk}/mine/"

    early = text_of(browser().get(page))
    with time_machine.travel(comment.created_at + dt.timedelta(minutes=policy.EDIT_MINUTES)):
        late = text_of(browser().get(page))

    assert [address(comment, way) in early for way in WAYS] == [True, True]
    assert [address(comment, way) in late for way in WAYS] == [False, True]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("status", [*LOOKS_WAITING, *VISIBLE])
def test_pages_of_an_own_comment_are_private_and_set_nothing(way, status):
    response = browser().get(address(own(status=status, initial_status=Status.PREMOD), way))

    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "private, no-store"
    assert not response.cookies
    assert "csrf" not in text_of(response)
    assert '<meta name="robots" content="noindex">' in text_of(response)
    assert "আমার কথা" in text_of(response)


# --- Whose it is -------------------------------------------------------------------------------


def strangers():
    moderator = Client()
    moderator.force_login(make_moderator())
    liar = Client()
    liar.cookies[COOKIE] = "own"
    return {"anonymous": Client(), "other": browser("other"), "moderator": moderator, "liar": liar}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("who", ["anonymous", "other", "moderator", "liar"])
def test_nobody_else_sees_changes_or_deletes_it(way, who):
    comment = own(status=Status.PREMOD)
    make_comment(comment.article, identity=known_device("other"), status=Status.PREMOD)
    client = strangers()[who]

    for response in (client.get(address(comment, way)), send(client, comment, way)):
        assert response.status_code == 404
        assert "আমার কথা" not in text_of(response)
    comment.refresh_from_db()
    assert (comment.status, comment.body, comment.version) == (Status.PREMOD, "আমার কথা", 1)


@pytest.mark.parametrize("way", WAYS)
def test_address_under_another_story_finds_nothing(way):
    comment, elsewhere = own(), make_story()
    there = f"/comments/{elsewhere.pk}/mine/{comment.pk}/{way}/"

    assert browser().get(there).status_code == 404
    assert browser().post(there, {"body": "নতুন কথা"}, **OWN).status_code == 404
    comment.refresh_from_db()
    assert comment.version == 1


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("status", AWAY)
def test_what_was_taken_away_is_not_shown_again(way, status):
    response = browser().get(address(own(status=status, initial_status=Status.PREMOD), way))

    assert response.status_code == 404
    assert "আমার কথা" not in text_of(response)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site", "origin": "http://testserver"},
    ],
)
def test_form_that_is_foreign_or_says_nothing_is_refused(way, headers):
    comment = own()

    response = send(browser(), comment, way, headers=headers)

    assert response.status_code == 403
    assert response.headers["Cache-Control"] == "private, no-store"
    assert 'role="alert"' in text_of(response)
    assert ("নতুন কথা বলছি" in text_of(response)) == (way == "edit")
    comment.refresh_from_db()
    assert (comment.status, comment.body) == (Status.PUBLISHED, "আমার কথা")


def test_acts_need_no_token_even_when_tokens_are_enforced():
    comment = own()
    client = Client(enforce_csrf_checks=True)
    client.cookies[COOKIE] = browser().cookies[COOKIE].value

    assert [send(client, comment, way).status_code for way in WAYS] == [303, 303]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_refused(way, method):
    comment = own()

    assert getattr(browser(), method)(address(comment, way)).status_code == 405


@pytest.mark.parametrize("way", WAYS)
def test_story_that_readers_may_not_see_has_no_own_pages(way):
    comment = own()
    type(comment.article).objects.update(state="withdrawn", live_from=None)

    for response in (browser().get(address(comment, way)), send(browser(), comment, way)):
        assert response.status_code == 410
        assert "আমার কথা" not in text_of(response)


# --- Changing ----------------------------------------------------------------------------------


def test_changed_comment_goes_back_to_the_own_page_which_says_so():
    comment = own()
    client = browser()

    response = send(client, comment)
    page = text_of(client.get(response.headers["Location"]))

    assert (response.status_code, response.headers["Cache-Control"]) == (303, "private, no-store")
    assert response.headers["Location"] == f"/comments/{comment.article_id}/mine/?done=changed"
    comment.refresh_from_db()
    assert (comment.body, comment.status) == ("নতুন কথা বলছি", Status.PUBLISHED)
    assert 'class="notice" role="status"' in page
    assert "comment-edited" in page


def refused(response, status):
    assert response.status_code == status
    assert response.headers["Cache-Control"] == "private, no-store"
    html = text_of(response)
    assert 'class="form-errors" role="alert"' in html
    return html


@pytest.mark.parametrize("status", [*LOOKS_WAITING, *VISIBLE])
def test_change_that_comes_too_late_keeps_the_text_and_says_why(status):
    comment = own(status=status)
    with time_machine.travel(comment.created_at + dt.timedelta(minutes=policy.EDIT_MINUTES)):
        late, shown = send(browser(), comment), browser().get(address(comment, "edit"))

    html = refused(late, 403)
    assert "নতুন কথা বলছি</textarea>" in html
    assert 'type="submit"' not in html
    assert "আমার কথা</textarea>" in refused(shown, 403)
    comment.refresh_from_db()
    assert comment.body == "আমার কথা"


def test_change_under_an_answer_keeps_the_text_and_says_why():
    comment = own()
    make_comment(comment.article, parent=comment)

    assert "নতুন কথা বলছি</textarea>" in refused(send(browser(), comment), 403)


def test_faulty_text_is_kept_beside_its_fault():
    comment = own()

    html = refused(send(browser(), comment, body="ক"), 400)

    assert ">ক</textarea>" in html
    assert 'aria-describedby="comment-text-error"' in html
    comment.refresh_from_db()
    assert comment.body == "আমার কথা"


def test_hostile_text_is_inert_on_the_own_pages():
    payload = '</textarea><script>alert(1)</script><img src=x onerror="alert(1)">'
    comment = own(name=payload, body=payload)
    pages = [
        text_of(browser().get(address(comment, "edit"))),
        text_of(browser().get(address(comment, "delete"))),
        text_of(browser().get(f"/comments/{comment.article_id}/mine/")),
        text_of(send(browser(), comment, headers={}, body=payload + "২")),
    ]

    for html in pages:
        assert "<script>alert" not in html
        assert "<img src=x" not in html


def test_enormous_text_is_refused_unread():
    comment = own()

    response = browser().post(
        address(comment, "edit"), b"x" * 300_000,
        content_type="application/x-www-form-urlencoded", **OWN,
    )  # fmt: skip

    refused(response, 413)


# --- Deleting ----------------------------------------------------------------------------------


def test_deleting_asks_first_and_the_question_changes_nothing():
    comment = own()
    make_comment(comment.article, parent=comment)
    alone = own(comment.article)

    asked, of_alone = (text_of(browser().get(address(one, "delete"))) for one in (comment, alone))

    assert asked.count("<form") == 1
    assert len(re.findall('class="form-note">(.*?)</p>', asked)[0]) > len(
        re.findall('class="form-note">(.*?)</p>', of_alone)[0]
    )
    assert Comment.objects.filter(status=Status.DELETED_AUTHOR).count() == 0
    assert ModerationAction.objects.count() == 0


@pytest.mark.parametrize("status", [*LOOKS_WAITING, *VISIBLE])
def test_deleted_comment_is_gone_from_the_own_page_and_from_the_conversation(status):
    article = make_story()
    comment = own(article, status=status, created_at=timezone.now() - dt.timedelta(days=20))
    Commenter.objects.update(approved_n=1, spam_n=1)
    client = browser()

    response = send(client, comment, "delete")

    assert response.headers["Location"] == f"/comments/{article.pk}/mine/?done=deleted"
    assert listed(client, article) == [[], []]
    assert client.get(address(comment, "delete")).status_code == 404
    assert "আমার কথা" not in text_of(client.get(f"/comments/{article.pk}/"))


def test_second_click_on_delete_is_answered_like_the_first():
    comment = own()
    client = browser()

    answers = [send(client, comment, "delete").headers["Location"] for _each in range(2)]

    assert answers[0] == answers[1]
    assert ModerationAction.objects.filter(event="delete").count() == 1


# --- Spam learns nothing -----------------------------------------------------------------------


def test_spam_and_what_waits_look_the_same_on_every_page():
    article, seen = make_story(), []
    moment = timezone.now() - dt.timedelta(seconds=30)
    for status in LOOKS_WAITING:
        token = f"device {status}"
        device = known_device(token, spam_n=1)
        comment = own(article, device, status=status, name="রাহেলা", created_at=moment)
        client = browser(token)
        answers = [
            client.get(f"/comments/{article.pk}/mine/"),
            client.get(address(comment, "edit")),
            client.get(address(comment, "delete")),
            send(client, comment, "delete", headers={}),
            send(client, comment, "delete"),
            client.get(f"/comments/{article.pk}/mine/?done=deleted"),
            client.get(address(comment, "edit")),
            send(client, comment, "delete"),
        ]
        seen.append([(answer.status_code, plain(answer, comment)) for answer in answers])

    assert [code for code, _text in seen[0]] == [200, 200, 200, 403, 303, 200, 404, 303]
    assert seen[0] == seen[1] == seen[2]


def plain(answer, comment):
    text = re.sub(r"<time.*?</time>", "", text_of(answer))
    return text.replace(f"/mine/{comment.pk}/", "/mine/N/").replace(
        f'data-comment="{comment.pk}"', 'data-comment="N"'
    )


def test_change_of_spam_is_answered_as_if_its_window_had_closed():
    spam, late = own(status=Status.SPAM), own(status=Status.PREMOD)
    Comment.objects.filter(pk=late.pk).update(created_at=timezone.now() - dt.timedelta(hours=1))

    answers = [refused(send(browser(), comment), 403) for comment in (spam, late)]

    alerts = [re.findall(r'role="alert">.*?</div>', html, re.S) for html in answers]
    assert alerts[0] == alerts[1]
    spam.refresh_from_db()
    assert (spam.body, spam.status) == ("আমার কথা", Status.SPAM)


# --- What the database does ---------------------------------------------------------------------


def test_own_comments_and_the_pace_of_reports_are_read_along_an_index():
    article, device = make_story(), known_device("own")
    for _each in range(30):
        make_thread(make_story(), 20, 2)
    for number in range(60):
        own(article, device, status=LOOKS_WAITING[number % 3])
    Report.objects.bulk_create(
        Report(
            comment=comment, reporter=f"{number:016}".encode(), network=f"203.0.{number % 250}.0/24", reason="abuse",
        )
        for number, comment in enumerate(Comment.objects.all())
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")

    mine = sent_by(device, article).order_by("-created_at", "-id")[:10].explain().lower()
    by_reader = Report.objects.filter(reporter=b"0" * 16, created_at__gt=timezone.now())
    by_network = Report.objects.filter(network="198.51.100.0/24", created_at__gt=timezone.now())

    assert "comment_by_device" in mine
    assert "report_by_reporter" in by_reader.explain().lower()
    assert "report_by_network" in by_network.explain().lower()


def test_comment_that_a_word_list_rejected_looks_to_its_writer_as_if_it_waited():
    article, device = make_story(), known_device()
    unread = make_comment(
        article, status=Status.REJECTED, initial_status=Status.REJECTED, identity=device
    )
    make_comment(article, status=Status.REJECTED, initial_status=Status.PREMOD, identity=device)

    shown = own_comments(article, "known", timezone.now())
    delete(unread.pk, commenter=device)

    unread.refresh_from_db()
    assert [(own.comment.pk, own.is_waiting) for own in shown] == [(unread.pk, True)]
    assert own_comments(article, "known", timezone.now()) == []
    assert unread.status == Status.REJECTED


@pytest.mark.parametrize(("key", "is_own"), [("", False), ("secret-of-the-first-browser", True)])
def test_who_repeats_what_all_can_read_does_not_get_its_writers_browser(key, is_own):
    CommentPolicy.objects.create(first_held=0)
    article = make_story()
    form = {"name": "রাহেলা", "body": "সবাই পড়তে পারে এমন কথা", "key": key}
    writer, neighbour = Client(), Client()

    for client in (writer, neighbour):
        assert client.post(f"/comments/{article.pk}/", form, **OWN).status_code == 303
    comment = Comment.objects.get()
    assert comment.status == Status.PUBLISHED
    gone = neighbour.post(address(comment, "delete"), **OWN)

    assert (gone.status_code, COOKIE in neighbour.cookies) == ((303 if is_own else 404), is_own)
    assert writer.post(address(comment, "delete"), **OWN).status_code == 303
