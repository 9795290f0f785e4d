"""Readers' reports: once a reader, counted, holding back what nobody has judged; and the page for them."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.utils import timezone

from comments import policy
from comments.models import (
    Comment,
    Commenter,
    CommentPolicy,
    ModerationAction,
    Report,
    Status,
)
from comments.moderation import TooManyReports, report, transition
from comments.tests.factories import known_device, make_comment, make_moderator, make_story
from comments.tests.test_moderation import assert_counters_are_exact
from comments.tests.test_own import browser
from comments.tests.test_views import OWN, Elements, text_of

pytestmark = pytest.mark.django_db

NETWORK = "203.0.113.0/24"
HIDDEN = [status for status in Status if status not in {Status.PUBLISHED, Status.APPROVED}]


@pytest.fixture(autouse=True)
def _this_host(settings):
    settings.ALLOWED_HOSTS = ["testserver"]


def say(comment, who, *, network=NETWORK, reason="abuse", **fields):
    return report(
        comment.pk, reporter=f"{who:016}".encode()[:16], network=network, reason=reason, **fields
    )


def state(comment):
    comment.refresh_from_db()
    return comment.status, comment.report_count


# --- What becomes of a report --------------------------------------------------------------------


def test_third_reader_holds_back_what_nobody_has_judged():
    article = make_story()
    comment = make_comment(article, status=Status.PUBLISHED)
    make_comment(article, parent=comment)

    states = [state(say(comment, who)) for who in range(3)]

    assert states == [(Status.PUBLISHED, 1), (Status.PUBLISHED, 2), (Status.WITHHELD, 3)]
    assert list(ModerationAction.objects.values_list("event", "actor", "from_status", "to_status")) == [
        ("report", None, Status.PUBLISHED, Status.WITHHELD)
    ]  # fmt: skip
    assert_counters_are_exact(article)


def test_three_reports_of_one_reader_are_one():
    comment = make_comment(make_story(), status=Status.PUBLISHED)

    for reason in ("abuse", "hate", "other"):
        say(comment, 1, reason=reason)

    assert state(comment) == (Status.PUBLISHED, 1)
    assert list(Report.objects.values_list("reason", flat=True)) == ["abuse"]


def test_hundred_reports_do_not_hide_what_a_person_approved_but_put_it_into_a_queue_once():
    comment = make_comment(make_story(), status=Status.PUBLISHED)
    transition(comment.pk, "approve", actor=make_moderator(), version=1, revision=1)

    for who in range(100):
        say(comment, who, network=f"203.0.{who}.0/24")

    assert state(comment) == (Status.APPROVED, 100)
    assert ModerationAction.objects.filter(event="report").count() == 1


def test_report_of_a_trusted_reader_counts_double():
    comment = make_comment(make_story(), status=Status.PUBLISHED)

    say(comment, 1, weight=2)
    assert state(comment) == (Status.PUBLISHED, 2)
    say(comment, 2, weight=2)

    assert state(comment) == (Status.WITHHELD, 4)


def test_section_sets_its_own_threshold_and_a_lowered_one_holds_with_the_next_report():
    article = make_story()
    comment = make_comment(article, status=Status.PUBLISHED)
    rules = CommentPolicy.objects.create(category=article.category, report_threshold=5)
    for who in range(4):
        say(comment, who)
    assert state(comment) == (Status.PUBLISHED, 4)

    CommentPolicy.objects.filter(pk=rules.pk).update(report_threshold=2)
    say(comment, 9)

    assert state(comment) == (Status.WITHHELD, 5)


def test_approval_dismisses_the_reports_and_they_count_from_nothing_again():
    comment = make_comment(make_story(), status=Status.PUBLISHED)
    for who in range(3):
        say(comment, who)
    comment.refresh_from_db()
    transition(comment.pk, "approve", actor=make_moderator(), version=comment.version, revision=1)

    assert state(comment) == (Status.APPROVED, 0)
    assert set(Report.objects.values_list("state", flat=True)) == {"dismissed"}
    say(comment, 1)
    assert state(comment) == (Status.APPROVED, 0)
    say(comment, 7)
    assert state(comment) == (Status.APPROVED, 1)


@pytest.mark.parametrize("status", HIDDEN)
def test_hidden_comment_takes_no_report(status):
    comment = make_comment(make_story(), status=status)

    with pytest.raises(Comment.DoesNotExist):
        say(comment, 1)

    assert not Report.objects.exists()


def test_unknown_reason_is_none():
    comment = make_comment(make_story())

    with pytest.raises(ValueError, match="revenge"):
        say(comment, 1, reason="revenge")

    assert not Report.objects.exists()


@pytest.mark.parametrize(("window", "most"), policy.REPORTS.items())
def test_reader_who_reports_faster_than_one_reads_has_to_wait(window, most):
    article = make_story()
    comments = [make_comment(article) for _each in range(most + 1)]
    began = timezone.now()
    step = dt.timedelta(seconds=window / (most + 1))

    for number, comment in enumerate(comments[:-1]):
        say(comment, 1, now=began + number * step)
    end = began + dt.timedelta(seconds=window)
    with pytest.raises(TooManyReports) as too_many:
        say(comments[-1], 1, now=end - dt.timedelta(seconds=1))

    assert too_many.value.wait == window
    say(comments[-1], 2, now=end - dt.timedelta(seconds=1))
    say(comments[-1], 1, now=end)
    assert Report.objects.filter(comment=comments[-1]).count() == 2


def test_network_of_many_readers_reports_more_than_one_reader_but_not_without_end():
    article = make_story()
    most = policy.REPORTS[policy.MINUTE] * policy.REPORTERS_A_NETWORK
    comment, now = make_comment(article), timezone.now()

    for who in range(most):
        say(comment, who, now=now)
    with pytest.raises(TooManyReports):
        say(comment, most, now=now)

    say(comment, most, now=now, network="198.51.100.0/24")
    assert state(comment)[1] == most + 1


def test_same_report_twice_at_once_is_one(together):
    comment = make_comment(make_story(), status=Status.PUBLISHED)

    together(lambda _number: say(comment, 1), threads=4)

    assert state(comment) == (Status.PUBLISHED, 1)


def test_readers_who_report_at_once_are_all_counted_and_hold_it_back_once(together):
    article = make_story()
    comment = make_comment(article, status=Status.PUBLISHED)

    together(lambda number: _late(comment, number), threads=6)

    assert state(comment)[0] == Status.WITHHELD
    assert comment.report_count == Report.objects.count() >= policy.REPORT_THRESHOLD
    assert ModerationAction.objects.filter(event="report").count() == 1
    assert_counters_are_exact(article)


def _late(comment, number):
    """A report that may come when the comment is gone already."""
    try:
        say(comment, number)
    except Comment.DoesNotExist:
        return False
    return True


# --- The page ------------------------------------------------------------------------------------


def address(comment):
    return f"/comments/{comment.article_id}/report/{comment.pk}/"


def send(client, comment, *, headers=None, ip="203.0.113.7", **typed):
    return client.post(
        address(comment), {"reason": "abuse", "note": "", "topic": "", **typed},
        headers=OWN["headers"] if headers is None else headers, REMOTE_ADDR=ip,
    )  # fmt: skip


def thanked(response):
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "private, no-store"
    assert not response.cookies
    assert 'class="notice" role="status"' in text_of(response)
    assert "<form" not in text_of(response)
    return True


def refused(response, status):
    assert response.status_code == status
    assert response.headers["Cache-Control"] == "private, no-store"
    assert 'class="form-errors" role="alert"' in text_of(response)
    return text_of(response)


def test_every_visible_comment_leads_to_its_report(client):
    article = make_story()
    comment = make_comment(article)
    answer = make_comment(article, parent=comment)
    removed = make_comment(article, status=Status.SPAM)
    make_comment(article, parent=removed)

    html = text_of(client.get(f"/comments/{article.pk}/"))

    found = re.findall(r'class="comment-report" href="([^"]+)" rel="nofollow"', html)
    assert {address(comment), address(answer)} <= set(found)
    assert address(removed) not in found
    assert len(found) == 3


def test_report_page_is_for_every_reader_the_same_and_kept_by_caches():
    comment = make_comment(make_story(), name="তানিয়া", body="কী বলেন এসব")
    answers = [client.get(address(comment)) for client in (Client(), browser("own"))]

    for response in answers:
        assert response.status_code == 200
        assert response.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
        assert f"comments-{comment.article_id}" in response.headers["Surrogate-Key"].split()
        assert not response.cookies
        assert "csrf" not in text_of(response)
        assert '<meta name="robots" content="noindex">' in text_of(response)
        assert text_of(response).count('type="radio"') == len(Report.Reason)
        assert "কী বলেন এসব" in text_of(response)
    assert answers[0].headers["ETag"] == answers[1].headers["ETag"]


@pytest.mark.parametrize("number", [1, 3])
def test_report_page_is_four_queries(client, number, django_assert_num_queries):
    article = make_story()
    comments = [make_comment(article) for _each in range(number)]
    client.get(address(comments[0]))

    with django_assert_num_queries(4):  # the paper, its sections, the story, the comment
        client.get(address(comments[0]))


@pytest.mark.parametrize("status", HIDDEN)
def test_hidden_comment_has_no_report_page(client, status):
    comment = make_comment(make_story(), status=status, body="গোপন কথা", name="গোপন নাম")

    response = client.get(address(comment))

    assert response.status_code == 404
    assert "গোপন" not in text_of(response)


@pytest.mark.parametrize("status", HIDDEN)
def test_report_of_what_is_gone_is_thanked_and_tells_nothing(client, status):
    comment = make_comment(make_story(), status=status, body="গোপন কথা", name="গোপন নাম")
    nobody = Comment(pk=987_654, article_id=comment.article_id)

    answers = [send(client, one) for one in (comment, nobody)]

    assert all(thanked(answer) for answer in answers)
    assert "গোপন" not in text_of(answers[0])
    assert not Report.objects.exists()


def test_comment_under_another_story_is_not_reported(client):
    comment, elsewhere = make_comment(make_story(), body="গোপন কথা"), make_story()
    there = Comment(pk=comment.pk, article_id=elsewhere.pk)

    assert client.get(address(there)).status_code == 404
    assert thanked(send(client, there))
    assert not Report.objects.exists()


def test_report_is_stored_with_reason_and_note_and_the_reader_thanked(client):
    comment = make_comment(make_story())

    assert thanked(send(client, comment, reason="hate", note="  দেখুন <b>এটা</b>\r\nদয়া করে "))

    stored = Report.objects.get()
    assert (stored.comment_id, stored.reason, stored.note, stored.weight, stored.network) == (
        comment.pk, "hate", "দেখুন <b>এটা</b>\nদয়া করে", 1, NETWORK,
    )  # fmt: skip
    assert b"203.0.113.7" not in bytes(stored.reporter)
    assert not Commenter.objects.exists()


def test_three_reports_of_one_device_and_of_one_address_are_one_each():
    comment = make_comment(make_story(), status=Status.PUBLISHED)
    known_device("own")
    device = browser("own")

    for number in range(3):
        send(device, comment, ip=f"198.51.100.{number}")
        send(Client(), comment)

    assert state(comment) == (Status.PUBLISHED, 2)


def test_forged_cookie_is_no_further_reader():
    comment = make_comment(make_story(), status=Status.PUBLISHED)
    for number in range(4):
        liar = Client()
        liar.cookies["device"] = f"made-up-{number}"
        send(liar, comment)

    assert state(comment) == (Status.PUBLISHED, 1)


@pytest.mark.parametrize(
    ("fields", "weight"),
    [
        ({"approved_n": 10, "email_proven": "t@example.com"}, 2),
        ({"approved_n": 10}, 1),
        ({"approved_n": 1, "email_proven": "t@example.com"}, 1),
        ({"approved_n": 10, "email_proven": "t@example.com", "standing": "premod"}, 1),
    ],
)
def test_only_a_trusted_readers_report_counts_double(fields, weight):
    comment = make_comment(make_story(), status=Status.PUBLISHED)
    known_device("own", created_at=timezone.now() - dt.timedelta(days=30), **fields)

    send(browser("own"), comment)

    assert state(comment) == (Status.PUBLISHED, weight)


def test_reporting_earns_no_trust():
    article = make_story()
    device = known_device("own", approved_n=0)
    for _each in range(3):
        send(browser("own"), make_comment(article))

    device.refresh_from_db()
    assert (device.approved_n, device.rejected_n, device.spam_n) == (0, 0, 0)


@pytest.mark.parametrize("reason", ["", "revenge"])
def test_report_without_a_reason_is_refused_and_keeps_the_note(client, reason):
    html = refused(send(client, make_comment(make_story()), reason=reason, note="দেখুন"), 400)

    assert ">দেখুন</textarea>" in html
    assert 'href="#reason-abuse"' in html
    assert not Report.objects.exists()


def test_note_that_is_too_long_is_refused_and_kept(client):
    comment = make_comment(make_story())

    html = refused(send(client, comment, reason="other", note="ক" * 301), 400)

    assert "ক" * 301 in html
    assert 'value="other" required checked' in html
    assert thanked(send(client, comment, note="ক" * 300))
    assert len(Report.objects.get().note) == 300


@pytest.mark.parametrize(
    "headers",
    [{"origin": "https://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}],
)
def test_report_from_another_site_is_refused_and_kept(client, headers):
    html = refused(send(client, make_comment(make_story()), headers=headers, note="দেখুন"), 403)

    assert ">দেখুন</textarea>" in html
    assert not Report.objects.exists()


def test_trap_is_thanked_and_nothing_is_stored(client):
    assert thanked(send(client, make_comment(make_story()), topic="https://spam.example"))
    assert not Report.objects.exists()


def test_too_fast_reports_are_refused_with_the_time_to_wait_and_kept(client):
    article = make_story()
    for _each in range(policy.REPORTS[policy.MINUTE]):
        send(client, make_comment(article))

    response = send(client, make_comment(article), reason="untrue", note="দেখুন")

    html = refused(response, 429)
    assert response.headers["Retry-After"] == "60"
    assert ">দেখুন</textarea>" in html
    assert 'value="untrue" required checked' in html
    assert Report.objects.count() == policy.REPORTS[policy.MINUTE]


def test_enormous_report_is_refused_unread(client):
    response = client.post(
        address(make_comment(make_story())), b"x" * 300_000,
        content_type="application/x-www-form-urlencoded", **OWN,
    )  # fmt: skip

    refused(response, 413)


def test_report_needs_no_token_even_when_tokens_are_enforced():
    assert thanked(send(Client(enforce_csrf_checks=True), make_comment(make_story())))


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_refused(client, method):
    assert getattr(client, method)(address(make_comment(make_story()))).status_code == 405


def test_story_that_readers_may_not_see_takes_no_report(client):
    comment = make_comment(make_story(), body="গোপন কথা")
    type(comment.article).objects.update(state="withdrawn", live_from=None)

    for response in (client.get(address(comment)), send(client, comment)):
        assert response.status_code == 410
        assert "গোপন" not in text_of(response)
    assert not Report.objects.exists()


def test_closed_conversation_still_takes_reports(client):
    assert thanked(send(client, make_comment(make_story(comment_policy="closed"))))
    assert Report.objects.count() == 1


def test_hostile_text_is_inert_on_the_report_page(client):
    payload = '</textarea><script>alert(1)</script><img src=x onerror="alert(1)">'
    comment = make_comment(make_story(), name=payload, body=payload)

    for response in (
        client.get(address(comment)),
        send(client, comment, reason=payload, note=payload),
    ):
        seen = Elements()
        seen.feed(text_of(response))
        assert seen.hostile == []


def test_page_of_a_removed_comment_is_gone_from_one_moment_to_the_next(client):
    comment = make_comment(make_story())
    etag = client.get(address(comment)).headers["ETag"]
    again = {"headers": {"if-none-match": etag}}
    assert client.get(address(comment), **again).status_code == 304

    transition(comment.pk, "spam", actor=make_moderator(), version=1, revision=1)

    assert client.get(address(comment), **again).status_code == 404
