"""The conversation page, the form's answers, and what a device sees of its own."""

import datetime as dt
import re
from html.parser import HTMLParser

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from comments.device import COOKIE
from comments.models import Comment, Commenter, Event, Status
from comments.moderation import transition
from comments.tests.factories import (
    make_comment,
    make_moderator,
    make_story,
    make_thread,
)

pytestmark = pytest.mark.django_db

OWN = {"headers": {"origin": "http://testserver", "sec-fetch-site": "same-origin"}}
GOOD = {
    "name": "রাহেলা",
    "email": "",
    "body": "ভালো খবর, আরও চাই।",
    "parent": "",
    "key": "",
    "topic": "",
}


@pytest.fixture(autouse=True)
def _this_host(settings):
    settings.ALLOWED_HOSTS = ["testserver"]


def post(client, article, *, follow=False, headers=None, **fields):
    request = {"headers": headers} if headers is not None else OWN
    return client.post(f"/comments/{article.pk}/", {**GOOD, **fields}, follow=follow, **request)


def text_of(response):
    return response.content.decode()


# --- Reading ---------------------------------------------------------------------------------


def test_page_shows_form_and_thread_and_is_the_same_for_everybody(client):
    article = make_story()
    make_comment(article, body="প্রথম কথা", email="bait@example.com")
    post(client, article, body="আমার নিজের কথা", email="own@example.com")

    response = client.get(f"/comments/{article.pk}/")

    assert response.status_code == 200
    assert "bait@" not in text_of(response)
    assert "আমার নিজের কথা" not in text_of(response)
    assert "own@" not in text_of(response)
    assert "প্রথম কথা" in text_of(response)
    assert f'action="/comments/{article.pk}/"' in text_of(response)
    assert response.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert set(response.headers["Surrogate-Key"].split()) == {
        "site", f"comments-{article.pk}", f"article-{article.pk}",
    }  # fmt: skip
    assert not response.cookies
    assert "cookie" not in response.headers.get("Vary", "").lower()
    assert "csrf" not in text_of(response)


def test_page_asked_for_again_answers_304_until_a_moderator_changes_it(client):
    article = make_story()
    comment = make_comment(article, status=Status.PREMOD)
    etag = client.get(f"/comments/{article.pk}/").headers["ETag"]
    again = {"headers": {"if-none-match": etag}}

    assert client.get(f"/comments/{article.pk}/", **again).status_code == 304
    transition(comment.pk, Event.APPROVE, actor=make_moderator(), version=1, revision=1)
    changed = client.get(f"/comments/{article.pk}/", **again)

    assert changed.status_code == 200
    assert f"comment-{comment.pk}" in text_of(changed)


@pytest.mark.parametrize(("roots", "replies"), [(1, 0), (3, 0), (40, 4), (60, 4)])
def test_page_is_five_queries_whatever_the_size(client, roots, replies, django_assert_num_queries):
    article = make_story()
    make_thread(article, roots, replies)
    expected = 4 + bool(replies)  # the paper, its sections, the story, its roots, their answers

    client.get("/comments/1/")
    with django_assert_num_queries(expected):
        client.get(f"/comments/{article.pk}/")


def test_story_that_readers_may_not_see_has_no_conversation_and_gets_it_back_intact(client):
    article = make_story()
    make_comment(article, body="প্রথম কথা")
    rows = type(article).objects.filter(pk=article.pk)
    live_from = article.live_from

    rows.update(state="withdrawn", live_from=None)
    for address in (f"/comments/{article.pk}/", f"/comments/{article.pk}/mine/"):
        response = client.get(address)
        assert response.status_code == 410
        assert "প্রথম কথা" not in text_of(response)
    sent = post(client, article)
    assert (sent.status_code, sent.headers["Cache-Control"]) == (410, "private, no-store")
    assert Comment.objects.count() == 1
    rows.update(state="published", live_from=live_from)

    assert "প্রথম কথা" in text_of(client.get(f"/comments/{article.pk}/"))


def test_scheduled_story_is_not_found_before_its_minute(client):
    article = make_story(state="scheduled", live_from=timezone.now() + dt.timedelta(hours=1))

    assert client.get(f"/comments/{article.pk}/").status_code == 404
    assert client.get("/comments/987654/").status_code == 404


def test_older_comments_are_reached_by_links_alone(client):
    article = make_story()
    make_thread(article, 45, 4)
    address, seen = f"/comments/{article.pk}/", []

    while address:
        html = text_of(client.get(address))
        seen += re.findall(r'<li class="comment" id="comment-(\d+)"><p', html)
        older = re.search(rf'href="(/comments/{article.pk}/\?before=\d+)"', html)
        address = older and older[1]

    roots = {str(pk) for pk in Comment.objects.roots().values_list("pk", flat=True)}
    assert roots <= set(seen)
    assert len(seen) == len(set(seen))


def test_rest_of_a_long_thread_is_reached_by_links_alone(client):
    article = make_story()
    make_thread(article, 1, 230)
    root = Comment.objects.roots().get()
    html = text_of(client.get(f"/comments/{article.pk}/"))
    assert f'data-more><a href="/comments/{article.pk}/?reply={root.pk}#comment-{root.pk}"' in html
    address, seen = f"/comments/{article.pk}/?reply={root.pk}", set()

    while address:
        html = text_of(client.get(address))
        seen |= set(re.findall(r'<li class="comment" id="comment-(\d+)"', html))
        following = re.search(r'class="more-replies" data-more><a href="([^"#]+)"', html)
        address = following and following[1].replace("&amp;", "&")

    assert seen == {str(pk) for pk in Comment.objects.values_list("pk", flat=True)}


@pytest.mark.parametrize("order", ["newest", "oldest"])
def test_both_orders_say_which_is_on_and_are_for_every_reader_the_same(client, order):
    article = make_story()
    first, second = make_comment(article), make_comment(article)
    make_comment(article, status=Status.PREMOD, body="গোপন কথা")
    expected = [second.pk, first.pk] if order == "newest" else [first.pk, second.pk]

    response = client.get(f"/comments/{article.pk}/?sort={order}")
    html = text_of(response)

    assert re.findall(r'<li class="comment" id="comment-(\d+)">', html) == [
        str(pk) for pk in expected
    ]
    (on,) = re.findall(r'<a href="([^"]+)" aria-current="true"', html)
    assert (
        on == f"/comments/{article.pk}/{'?sort=oldest' if order == 'oldest' else ''}#comments-count"
    )
    assert response.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert not response.cookies
    assert "গোপন" not in html


@pytest.mark.parametrize("number", [0, 1])
def test_of_one_comment_or_none_there_is_no_order(client, number):
    article = make_story()
    make_thread(article, number)

    assert "thread-orders" not in text_of(client.get(f"/comments/{article.pk}/"))


def test_oldest_first_is_read_to_its_end_by_links_alone(client):
    article = make_story()
    make_thread(article, 45, 4)
    address, seen = f"/comments/{article.pk}/?sort=oldest", []

    while address:
        html = text_of(client.get(address))
        seen += re.findall(r'<li class="comment" id="comment-(\d+)"><p', html)
        newer = re.search(r'class="thread-older"[^>]*><a class="button" href="([^"]+)"', html)
        address = newer and newer[1].replace("&amp;", "&")

    roots = [str(pk) for pk in Comment.objects.roots().order_by("id").values_list("pk", flat=True)]
    assert [pk for pk in seen if pk in roots] == roots
    assert len(seen) == len(set(seen))


def test_place_of_a_comment_leads_to_newer_and_older_ones(client):
    article = make_story()
    make_thread(article, 60, 4)
    root = Comment.objects.roots().order_by("id")[30]

    html = text_of(client.get(f"/comments/{article.pk}/?c={root.pk}"))

    assert f'href="/comments/{article.pk}/?after={root.pk}#comments-count"' in html
    assert re.search(rf'href="/comments/{article.pk}/\?before=\d+"', html)
    assert f'class="comment comment-asked" id="comment-{root.pk}"' in html


def test_best_comment_stands_on_top_and_is_no_secret_of_the_page_before(client):
    article = make_story()
    best = make_comment(article, body="সেরা কথা")
    make_comment(article)
    before = text_of(client.get(f"/comments/{article.pk}/"))

    transition(best.pk, Event.FEATURE, actor=make_moderator(), version=1, revision=1)
    after = text_of(client.get(f"/comments/{article.pk}/"))

    assert ('class="best"' in before, 'class="best"' in after) == (False, True)
    assert after.count("সেরা কথা") == 2
    assert after.index('class="best"') < after.index('<ol class="thread">')


def test_conversation_says_until_when_it_is_open_and_closes_at_midnight_in_dhaka(client):
    dhaka = dt.timezone(dt.timedelta(hours=6))
    article = make_story(live_from=dt.datetime(2026, 3, 1, 18, 30, tzinfo=dhaka))
    last = dt.datetime(2026, 3, 31, 23, 59, 59, 999_999, tzinfo=dhaka)

    with time_machine.travel(last, tick=False):
        html = text_of(client.get(f"/comments/{article.pk}/"))
        sent = post(Client(), article)
    with time_machine.travel(last + dt.timedelta(microseconds=1), tick=False):
        closed = text_of(client.get(f"/comments/{article.pk}/"))
        late = post(Client(), article, body="এক মুহূর্ত দেরি")

    assert "৩১ মার্চ ২০২৬" in html[html.index("comments-until") :][:200]
    assert (sent.status_code, late.status_code) == (303, 403)
    assert 'class="comments-closed"' in closed
    assert "<textarea" not in closed
    assert "comment-reply" not in closed


def test_address_of_a_comment_shows_it_wherever_it_stands(client):
    article = make_story()
    make_thread(article, 40, 6)
    comment = Comment.objects.roots().order_by("id")[0].thread.order_by("-path")[0]

    response = client.get(comment.get_absolute_url())

    assert f'id="comment-{comment.pk}"' in text_of(response)


@pytest.mark.parametrize(
    "query",
    [
        "before=0", "before=-1", "before=x", "before=১", "before=" + "9" * 40, "reply=0", "reply=x", "reply=987654",
        "reply_to=x", "reply_to=987654", "before=%00", "reply={pk}&after=x", "reply={pk}&after=123",
        "c=0", "c=x", "c=987654", "sort=top", "sort=", "after=x", "sort=oldest&after=0000000001", "sort=newest%00",
    ],
)  # fmt: skip
def test_senseless_addresses_are_not_found(client, query):
    article = make_story()
    comment = make_comment(article)

    assert client.get(f"/comments/{article.pk}/?{query.format(pk=comment.pk)}").status_code == 404


@pytest.mark.parametrize("status", [Status.PREMOD, Status.SPAM, Status.REJECTED])
def test_hidden_comment_is_not_found_by_its_address_nor_quoted_for_an_answer(client, status):
    comment = make_comment(make_story(), status=status, body="গোপন কথা")

    for query in ("reply", "reply_to", "c"):
        response = client.get(f"/comments/{comment.article_id}/?{query}={comment.pk}")
        assert response.status_code == 404
        assert "গোপন" not in text_of(response)


def test_form_of_an_answer_works_without_a_script(client):
    article = make_story()
    comment = make_comment(article, name="তানিয়া", body="কী বলেন?")

    html = text_of(client.get(f"/comments/{article.pk}/?reply_to={comment.pk}"))

    assert f'name="parent" value="{comment.pk}"' in html
    assert html.count("তানিয়া") >= 2
    assert "কী বলেন?" in html


def test_closed_conversation_has_no_form(client):
    article = make_story(comment_policy="closed")
    make_comment(article)

    html = text_of(client.get(f"/comments/{article.pk}/"))

    assert "<textarea" not in html
    assert 'class="comments-closed"' in html


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(client, method):
    article = make_story()

    assert getattr(client, method)(f"/comments/{article.pk}/").status_code == 405
    assert getattr(client, method)(f"/comments/{article.pk}/mine/").status_code == 405
    assert client.post(f"/comments/{article.pk}/mine/").status_code == 405


# --- Sending ---------------------------------------------------------------------------------


def test_sent_comment_goes_on_to_the_own_page_and_the_device_is_remembered(client):
    article = make_story()

    response = post(client, article)

    assert (response.status_code, response.headers["Location"]) == (
        303,
        f"/comments/{article.pk}/mine/",
    )
    assert response.headers["Cache-Control"] == "private, no-store"
    cookie = response.cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["max-age"]) == (
        True, "Lax", "/comments/", 365 * 24 * 3600,
    )  # fmt: skip
    assert not cookie["secure"]
    comment = Comment.objects.get()
    assert (comment.author_name, comment.status) == ("রাহেলা", Status.PREMOD)


def test_device_cookie_is_secure_on_an_https_site(client, settings):
    settings.SESSION_COOKIE_SECURE = True

    assert post(client, make_story()).cookies[COOKIE]["secure"]


def test_posting_needs_no_token_even_when_tokens_are_enforced():
    assert post(Client(enforce_csrf_checks=True), make_story()).status_code == 303


def test_held_and_spam_get_the_very_same_answer_and_own_page():
    article = make_story()
    answers = []
    for trap in ("", "https://spam.example"):
        client = Client()
        response = post(
            client,
            article,
            topic=trap,
            body="একই কথা বলছি",
            headers={**OWN["headers"]},
            key=f"k{trap}",
        )
        own = text_of(client.get(response.headers["Location"]))
        own = re.sub(r'<time.*?</time>|"[^"]*"', "", own)
        answers.append((response.status_code, sorted(response.headers), own))

    assert set(Comment.objects.values_list("status", flat=True)) == {Status.PREMOD, Status.SPAM}
    assert answers[0] == answers[1]


def test_own_waiting_comment_is_seen_by_its_device_alone():
    article = make_story()
    mine, other = Client(), Client()
    post(mine, article, body="আমার কথা https://example.com")
    post(other, article, body="অন্যের কথা", name="অন্য কেউ")

    own = mine.get(f"/comments/{article.pk}/mine/")

    assert "আমার কথা https://example.com" in text_of(own)
    assert '<a href="https://example.com' not in text_of(own)
    assert "অন্যের কথা" not in text_of(own)
    assert own.headers["Cache-Control"] == "private, no-store"
    assert "আমার কথা" not in text_of(other.get(f"/comments/{article.pk}/mine/"))
    assert "আমার কথা" not in text_of(Client().get(f"/comments/{article.pk}/mine/"))
    assert "আমার কথা" not in text_of(mine.get(f"/comments/{article.pk}/"))


def test_forged_and_altered_cookies_are_nobody(client):
    article = make_story()
    post(client, article, body="আমার কথা")
    true = client.cookies[COOKIE].value
    Commenter.objects.update(approved_n=9)

    for number, forged in enumerate(
        (true[:-2] + "xx", "x" + true, "known", true.split(":")[0], "")
    ):
        liar = Client()
        liar.cookies[COOKIE] = forged
        assert "আমার কথা" not in text_of(liar.get(f"/comments/{article.pk}/mine/"))
        post(liar, article, body=f"মিথ্যা পরিচয় {number}")

    assert Comment.objects.exclude(status=Status.PREMOD).count() == 0


def test_published_comment_is_announced_with_its_address(client):
    article = make_story()
    post(client, article)
    Commenter.objects.update(approved_n=1)

    own = text_of(post(client, article, body="এবার সরাসরি", follow=True))

    comment = Comment.objects.get(status=Status.PUBLISHED)
    assert comment.get_absolute_url() in own


def test_double_click_is_one_comment_and_one_device():
    article = make_story()

    first, second = post(Client(), article), post(Client(), article)

    assert (first.status_code, second.status_code) == (303, 303)
    assert first.cookies[COOKIE].value.split(":")[0] == second.cookies[COOKIE].value.split(":")[0]
    assert Comment.objects.count() == 1


def test_device_that_earned_trust_is_not_handed_to_whoever_repeats_its_words():
    article = make_story()
    post(Client(), article, body="কথাটি নকল হবে")
    Commenter.objects.update(approved_n=1)

    copy = post(Client(), article, body="কথাটি নকল হবে")

    assert copy.status_code == 303
    assert COOKIE not in copy.cookies


def test_answer_is_stored_under_its_parent(client):
    article = make_story()
    parent = make_comment(article)

    post(client, article, parent=str(parent.pk))

    assert Comment.objects.newest_first()[0].parent_id == parent.pk


# --- Refused ---------------------------------------------------------------------------------


def refused(response, status):
    assert response.status_code == status
    assert response.headers["Cache-Control"] == "private, no-store"
    assert COOKIE not in response.cookies
    html = text_of(response)
    assert 'class="form-errors" role="alert"' in html
    return html


def test_refused_form_names_each_fault_and_keeps_everything_typed(client):
    article = make_story()
    parent = make_comment(article)

    response = post(
        client,
        article,
        name="র",
        email="ঠিকানা নয়",
        body="লম্বা কথা\n" * 70,
        parent=str(parent.pk),
        key="k1",
    )

    html = refused(response, 400)
    for kept in (
        'value="র"',
        'value="ঠিকানা নয়"',
        "লম্বা কথা\nলম্বা কথা",
        f'value="{parent.pk}"',
        'value="k1"',
    ):
        assert kept in html
    for field in ("comment-name", "comment-email", "comment-text"):
        assert f'<a href="#{field}">' in html
        assert f'aria-describedby="{field}-error"' in html
    assert Comment.objects.count() == 1


def test_empty_form_is_refused_field_by_field(client):
    html = refused(client.post(f"/comments/{make_story().pk}/", {}, **OWN), 400)

    assert html.count('class="field-error"') == 2


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://testserver.evil.example"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site", "origin": "http://testserver"},
    ],
)
def test_form_from_another_site_is_refused(client, headers):
    refused(post(client, make_story(), headers=headers), 403)

    assert Comment.objects.count() == 0


def test_form_without_any_origin_is_accepted_under_its_stricter_limit(client):
    article = make_story()
    codes = [
        post(Client(), article, headers={}, body=f"কথা {number}").status_code for number in range(6)
    ]

    assert codes == [303] * 5 + [429]


def test_closed_conversation_refuses_with_403(client):
    refused_page = post(client, make_story(comment_policy="closed"))

    assert refused_page.status_code == 403
    assert 'class="comments-closed"' in text_of(refused_page)


@pytest.mark.parametrize(
    "status", [Status.PREMOD, Status.REJECTED, Status.SPAM, Status.DELETED_AUTHOR]
)
def test_answer_to_a_hidden_comment_is_refused_without_showing_it(client, status):
    parent = make_comment(make_story(), status=status, body="গোপন কথা")

    html = refused(post(client, parent.article, parent=str(parent.pk), body="আমার জবাব এই"), 403)

    assert "আমার জবাব এই" in html
    assert "গোপন" not in html


def test_own_words_again_are_refused_with_409(client):
    article = make_story()
    with time_machine.travel(timezone.now() - dt.timedelta(minutes=11)):
        article = make_story()
        post(client, article)

    refused(post(client, article), 409)


def test_too_many_are_refused_with_429_and_the_time_to_wait(client):
    article = make_story()
    for number in range(2):
        post(client, article, body=f"কথা নম্বর {number}")

    response = post(client, article, body="আরও এক কথা")

    assert "আরও এক কথা" in refused(response, 429)
    assert response.headers["Retry-After"] == "60"


def test_proxys_word_about_the_address_counts_only_from_a_trusted_proxy(client, settings):
    article = make_story()
    told = {**OWN["headers"], "x-forwarded-for": "198.51.100.9"}

    post(client, article, headers=told, body="এক কথা")
    settings.TRUSTED_PROXIES = ["127.0.0.1"]
    post(client, article, headers=told, body="দুই কথা")

    assert list(Comment.objects.order_by("id").values_list("ip_prefix", flat=True)) == [
        "127.0.0.0/24", "198.51.100.0/24",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "payload",
    [
        "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "<svg/onload=alert(1)>",
        "</textarea><script>alert(1)</script>", "{{ 7*7 }}{% debug %}", "javascript:alert(1)//",
    ],
)  # fmt: skip
def test_hostile_text_is_inert_refused_waiting_and_published(client, payload):
    article = make_story()
    pages = [
        text_of(
            post(
                client,
                article,
                name=payload,
                email=payload,
                body=payload,
                topic=payload,
                key=payload,
                parent=payload,
            )
        )
    ]
    pages.append(text_of(post(client, article, name=payload, body=payload, follow=True)))
    comment = Comment.objects.get()
    transition(comment.pk, "approve", actor=make_moderator(), version=1, revision=1)
    pages.append(text_of(client.get(f"/comments/{article.pk}/?reply_to={comment.pk}")))

    for html in pages:
        seen = Elements()
        seen.feed(html)
        assert seen.hostile == []
        assert "{{ 7*7 }}" in html or "{{" not in payload


class Elements(HTMLParser):
    """Collects what a browser would run: event attributes, odd addresses, scripts with content."""

    hostile: list
    last = ""

    def __init__(self):
        super().__init__()
        self.hostile = []

    def handle_starttag(self, tag, attrs):
        self.last = tag
        for name, value in attrs:
            if name.startswith("on") or (
                name in {"href", "src", "action"} and "script:" in (value or "")
            ):
                self.hostile.append((tag, name, value))

    def handle_data(self, data):
        if self.last == "script" and data.strip():
            self.hostile.append(("script", data))

    def handle_endtag(self, tag):
        self.last = ""


@pytest.mark.parametrize(
    "raw",
    [b"name=%ff%fe&body=%c3%28%a0%a1", b"name=%00&body=%00%00", b"body=" + b"%e0%a6%95" * 20_000, b"&&&=;=%", b"name[]=x&name=y"],
)  # fmt: skip
def test_broken_bytes_are_refused_not_an_error(client, raw):
    response = client.post(
        f"/comments/{make_story().pk}/",
        raw,
        content_type="application/x-www-form-urlencoded",
        **OWN,
    )

    assert response.status_code == 400
    assert Comment.objects.count() == 0


def test_enormous_form_is_refused_unread(client):
    response = client.post(
        f"/comments/{make_story().pk}/",
        b"x" * 300_000,
        content_type="application/x-www-form-urlencoded",
        **OWN,
    )

    assert response.status_code == 413
    assert 'role="alert"' in text_of(response)


@pytest.mark.parametrize("length", ["abc", "-1", "9" * 400])
def test_senseless_length_is_refused_not_an_error(client, length):
    article = make_story()

    response = client.post(
        f"/comments/{article.pk}/", b"name=x", content_type="application/x-www-form-urlencoded",
        CONTENT_LENGTH=length, **OWN,
    )  # fmt: skip

    assert response.status_code == 413
    assert Comment.objects.count() == 0


@pytest.mark.parametrize("number", ["9" * 18, "9" * 19, "9" * 30, "9" * 5000])
def test_enormous_numbers_of_stories_are_not_found(client, number):
    assert client.get(f"/comments/{number}/").status_code == 404
    assert client.post(f"/comments/{number}/", GOOD, **OWN).status_code == 404


def test_nothing_but_bangla_is_said_to_readers(client):
    article = make_story()
    make_comment(article, name="পাঠক", body="কথা")
    pages = [
        client.get(f"/comments/{article.pk}/"),
        post(client, article, name="", body=""),
        post(client, article, follow=True),
    ]
    own = Comment.objects.latest("pk")
    Comment.objects.filter(pk=own.pk).update(edited_at=own.created_at)
    first = Comment.objects.get(author_name="পাঠক")
    make_comment(article, parent=make_comment(article, status=Status.SPAM))
    transition(first.pk, Event.FEATURE, actor=make_moderator(), version=1, revision=1)
    mine, report = f"/comments/{article.pk}/mine/", f"/comments/{article.pk}/report/{first.pk}/"
    pages += [
        *map(client.get, (mine, f"{mine}?done=changed", f"{mine}{own.pk}/edit/", f"{mine}{own.pk}/delete/", report)),
        client.get(f"/comments/{article.pk}/?c={first.pk}"),
        client.post(f"{mine}{own.pk}/edit/", {"body": ""}, **OWN),
        client.post(f"{mine}{own.pk}/delete/", {}),
        client.post(report, {"note": "ক" * 301}, **OWN),
        client.post(report, {"reason": "abuse"}, **OWN),
        client.get(f"{mine}?done=deleted"),
    ]  # fmt: skip

    for page in pages:
        (main,) = re.findall(r"<main.*?</main>", text_of(page), re.DOTALL)
        words = re.sub(r"<script.*?</script>|<[^>]*>|nam@example.com", " ", main, flags=re.DOTALL)
        assert re.findall(r"[A-Za-z]{2,}", words) == []
