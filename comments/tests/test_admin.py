"""Moderating on the stock desk: who may, what the list and the page show, what the buttons do."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comments.models import Comment, Event, ModerationAction, Status
from comments.moderation import transition
from comments.tests.factories import make_comment, make_moderator, make_story

pytestmark = pytest.mark.django_db

LIST = "/admin/comments/comment/"
# One of each is the number of waiting comments in the desk's bar.
LIST_QUERIES = 3
PAGE_QUERIES = 4


@pytest.fixture
def moderator(client):
    user = make_moderator(display_name="তানিয়া")
    client.force_login(user)
    return user


def page(comment):
    return f"{LIST}{comment.pk}/change/"


def seen(comment):
    return {f"seen-{comment.pk}": f"{comment.version}-{comment.revision}"}


def press(client, comment, event, **fields):
    return client.post(
        f"{LIST}{comment.pk}/act/", {**seen(comment), "event": event, **fields}, follow=True
    )


def status_of(comment):
    return Comment.objects.get(pk=comment.pk).status


@pytest.mark.parametrize("role", ["anonymous", "reader", "reporter"])
def test_nobody_without_the_right_reads_or_decides(client, role):
    comment = make_comment(make_story(), status=Status.PREMOD, body="গোপন কথা")
    if role != "anonymous":
        client.force_login(get_user_model().objects.create_user(role, is_staff=role == "reporter"))

    answers = [
        client.get(LIST),
        client.get(page(comment)),
        client.post(f"{LIST}{comment.pk}/act/", {**seen(comment), "event": "approve"}),
        client.post(f"{LIST}{comment.pk}/reply/", {**seen(comment), "reply": "জবাব"}),
        client.post(LIST, {"action": "approve", "_selected_action": comment.pk, **seen(comment)}),
    ]

    assert {answer.status_code for answer in answers} <= {302, 403}
    assert all("গোপন" not in answer.content.decode() for answer in answers)
    assert status_of(comment) == Status.PREMOD


def test_nothing_is_added_deleted_or_edited_by_hand(client, moderator):
    comment = make_comment(make_story(), body="যেমন ছিল")

    assert client.get(f"{LIST}add/").status_code == 403
    assert client.get(f"{LIST}{comment.pk}/delete/").status_code == 403
    assert client.post(page(comment), {"body": "অন্য", "status": 5}).status_code == 403
    client.post(LIST, {"action": "delete_selected", "_selected_action": comment.pk, "post": "yes"})

    comment.refresh_from_db()
    assert (comment.body, comment.status) == ("যেমন ছিল", Status.APPROVED)


def test_list_opens_with_those_that_wait_longest_first(client, moderator):
    article = make_story()
    make_comment(article, body="ইতিমধ্যে দেখা")
    make_comment(article, status=Status.PREMOD, body="আগে এসেছে")
    make_comment(article, status=Status.WITHHELD, body="পরে এসেছে")

    html = client.get(LIST).content.decode()

    assert "ইতিমধ্যে দেখা" not in html
    assert html.index("আগে এসেছে") < html.index("পরে এসেছে")


@pytest.mark.parametrize(
    ("state", "statuses"),
    [
        ("waiting", {1, 2}), ("unreviewed", {3}), ("approved", {4}), ("rejected", {5}), ("spam", {6}),
        ("all", set(Status)), ("nonsense", {1, 2}),
    ],
)  # fmt: skip
def test_list_is_filtered_by_state(client, moderator, state, statuses):
    article = make_story()
    for status in Status:
        make_comment(article, status=status)

    response = client.get(LIST, {"state": state})

    assert {comment.status for comment in response.context["cl"].result_list} == statuses


def test_list_shows_story_author_opening_reasons_and_time_in_words(client, moderator):
    make_comment(
        make_story(headline="বন্দরে জট"), status=Status.PREMOD, name="রাহেলা", body="লম্বা কথা " * 40,
        reasons=[{"phase": "standing", "code": "first_comment", "detail": "", "span": None}, {"code": "<b>old"}],
    )  # fmt: skip

    html = client.get(LIST).content.decode()

    for shown in ("বন্দরে জট", "রাহেলা", "লম্বা কথা", "…", "&lt;b&gt;old", "২০২"):
        assert shown in html
    assert "<b>old" not in html


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>'])
def test_hostile_words_are_inert_on_the_desk(client, moderator, name):
    comment = make_comment(make_story(), name=name, body=name, status=Status.PREMOD)
    transition(
        comment.pk, "reject", actor=moderator, version=1, revision=1, reason="other", note=name
    )

    for address in (f"{LIST}?state=all", page(comment), f"{LIST}?q={name}"):
        html = client.get(address).content.decode()
        assert "<script>alert" not in html
        assert "<img src=x" not in html


def questions(client, address):
    """How many questions a page asks in all, and how many of them are about comments."""
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    about = [query for query in queries if 'FROM "comments_' in query["sql"]]
    return len(queries), len(about)


def test_list_and_page_ask_the_same_questions_for_one_comment_and_for_three(client, moderator):
    comment = make_comment(make_story(), status=Status.PREMOD)
    for address, about_comments in ((LIST, LIST_QUERIES), (page(comment), PAGE_QUERIES)):
        client.get(address)
        one = questions(client, address)
        make_comment(make_story(), status=Status.PREMOD)
        make_comment(comment.article, status=Status.PREMOD)

        three = questions(client, address)

        assert one == three
        assert three[1] == about_comments


def test_search_finds_the_stored_form_of_what_is_typed(client, moderator):
    make_comment(make_story(), status=Status.PREMOD, body="বাড়ি ফেরা")

    response = client.get(LIST, {"q": "বাড\u09bcি"})

    assert len(response.context["cl"].result_list) == 1


# --- Acts of the list --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "event", "after"),
    [
        (Status.PREMOD, "approve", Status.APPROVED),
        (Status.PREMOD, "reject", Status.REJECTED),
        (Status.PREMOD, "spam", Status.SPAM),
        (Status.PUBLISHED, "hold", Status.WITHHELD),
        (Status.SPAM, "restore", Status.APPROVED),
    ],
)
def test_acts_of_the_list_go_through_moderation(client, moderator, before, event, after):
    article = make_story()
    comments = [make_comment(article, status=before) for _each in range(2)]
    form = {
        "action": event,
        "reason": "abuse",
        "_selected_action": [comment.pk for comment in comments],
    }
    for comment in comments:
        form |= seen(comment)

    client.post(f"{LIST}?state=all", form, follow=True)

    assert {status_of(comment) for comment in comments} == {after}
    acts = ModerationAction.objects.values_list("actor", "event", "to_status")
    assert list(acts) == [(moderator.pk, event, after)] * 2


def test_one_stale_row_stops_no_other_and_is_named(client, moderator):
    article = make_story()
    stale, good = (
        make_comment(article, status=Status.PREMOD),
        make_comment(article, status=Status.PREMOD),
    )
    form = {
        "action": "approve",
        "_selected_action": [stale.pk, good.pk],
        **seen(stale),
        **seen(good),
    }
    transition(
        stale.pk,
        Event.SPAM,
        actor=make_moderator("other", display_name="করিম"),
        version=1,
        revision=1,
    )

    # The other moderator's act has moved it out of the list of those that wait; the form still names it.
    html = client.post(f"{LIST}?state=all", form, follow=True).content.decode()

    assert (status_of(stale), status_of(good)) == (Status.SPAM, Status.APPROVED)
    assert "করিম" in html


def test_comment_that_was_not_on_the_screen_is_not_decided(client, moderator):
    comment = make_comment(make_story(), status=Status.PREMOD)

    client.post(LIST, {"action": "approve", "_selected_action": comment.pk}, follow=True)

    assert status_of(comment) == Status.PREMOD


def test_rejecting_without_a_reason_does_nothing(client, moderator):
    comment = make_comment(make_story(), status=Status.PREMOD)

    client.post(
        LIST, {"action": "reject", "_selected_action": comment.pk, **seen(comment)}, follow=True
    )
    press(client, comment, "reject")

    assert status_of(comment) == Status.PREMOD


# --- The page ----------------------------------------------------------------------------------


@pytest.mark.parametrize("status", list(Status))
def test_page_offers_exactly_the_acts_of_the_table(client, moderator, status):
    from comments.moderation import possible

    comment = make_comment(make_story(), status=status)

    html = client.get(page(comment)).content.decode()

    assert re.findall(r'name="event" value="(\w+)"', html) == possible(comment)
    assert ('name="reply"' in html) == comment.is_visible
    assert 'name="_save"' not in html


def test_button_decides_and_the_page_tells_what_happened(client, moderator):
    comment = make_comment(make_story(), status=Status.PREMOD)

    html = press(client, comment, "approve").content.decode()

    assert status_of(comment) == Status.APPROVED
    assert "তানিয়া" in html


def test_button_on_an_old_screen_changes_nothing(client, moderator):
    comment = make_comment(make_story(), status=Status.PREMOD)
    transition(comment.pk, "approve", actor=make_moderator("other"), version=1, revision=1)

    press(client, comment, "spam")

    assert status_of(comment) == Status.APPROVED


@pytest.mark.parametrize("fields", [{"event": "delete"}, {"event": ""}, {"seen": "x-y"}])
def test_senseless_buttons_change_nothing(client, moderator, fields):
    comment = make_comment(make_story(), status=Status.PREMOD)

    form = {"event": "approve", f"seen-{comment.pk}": fields.get("seen", "1-1"), **fields}
    client.post(f"{LIST}{comment.pk}/act/", form)
    client.get(f"{LIST}{comment.pk}/act/?event=approve")

    assert status_of(comment) == Status.PREMOD


def test_acts_need_the_desks_token(moderator):
    from django.test import Client

    comment = make_comment(make_story(), status=Status.PREMOD)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(moderator)

    for act in ("act", "reply"):
        answer = strict.post(
            f"{LIST}{comment.pk}/{act}/", {**seen(comment), "event": "approve", "reply": "জবাব"}
        )
        assert answer.status_code == 403
    assert status_of(comment) == Status.PREMOD


def test_answer_of_the_desk_is_signed_by_the_paper(client, moderator):
    comment = make_comment(make_story())

    client.post(f"{LIST}{comment.pk}/reply/", {**seen(comment), "reply": "খোঁজ নিচ্ছি।", "key": "k1"})
    client.post(f"{LIST}{comment.pk}/reply/", {**seen(comment), "reply": "খোঁজ নিচ্ছি।", "key": "k1"})

    reply = Comment.objects.get(parent=comment)
    assert reply.author_name.startswith("সংবাদঘর ")
    assert (reply.body, reply.is_staff_reply, reply.author_user) == ("খোঁজ নিচ্ছি।", True, moderator)


def test_refused_answer_of_the_desk_keeps_what_was_typed(client, moderator):
    comment = make_comment(make_story())
    text = "লম্বা জবাব\n" * 80

    response = client.post(
        f"{LIST}{comment.pk}/reply/", {**seen(comment), "reply": text, "key": "k1"}
    )

    html = response.content.decode()
    assert "লম্বা জবাব\nলম্বা জবাব" in html
    assert 'value="k1"' in html
    assert Comment.objects.count() == 1


def test_missing_comment_is_not_found(client, moderator):
    assert client.post(f"{LIST}987654/act/", {"event": "approve"}).status_code == 404
    assert client.post(f"{LIST}987654/reply/", {"reply": "x"}).status_code == 404
