"""“My data”: one answer for everybody, a link for the owner alone, a file with nothing of other people."""

import datetime as dt
import json

import pytest
import time_machine
from django.core import mail
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from comments import own_data, policy, proofs
from comments.device import COOKIE, key_of, remember
from comments.models import (
    Commenter,
    Device,
    ErasureRequest,
    LinkMail,
    ReplySubscription,
    Report,
    Status,
)
from comments.moderation import edit
from comments.own_data import Owner
from comments.tests.factories import (
    known_device,
    make_comment,
    make_moderator,
    make_story,
    send,
    submission,
)
from comments.tests.mailing import FOREIGN, OWN, PRIVATE, act, deliver, path_in, wish_of
from paper.outbox import OutboxMail

pytestmark = pytest.mark.django_db

EMAIL = "rahela@example.com"
HERE = "/comments/my-data/"
BAIT = "অন্যেরকথা"


@pytest.fixture(autouse=True)
def _this_host(settings):
    settings.ALLOWED_HOSTS = ["testserver"]


def ask(client, email=EMAIL, headers=OWN, **extra):
    return client.post(HERE, {"email": email}, headers=headers, **extra)


def link_of(email=EMAIL):
    """Return the path of a page of somebody's data, as the mail names it."""
    link = proofs.admit(email, timezone.now())
    return f"{HERE}{proofs.signed('data', str(link.pk))}/"


def download(client, link):
    return client.post(link, {"act": "download"}, headers=OWN)


class TestAsking:
    def test_page_is_public_and_the_same_for_everybody(self, client):
        client.cookies[COOKIE] = "x"
        response = client.get(HERE)

        assert (response.status_code, response.cookies) == (200, {})
        assert response.headers["Cache-Control"].startswith("public")
        assert response.headers["Surrogate-Key"] == "site"

    def test_answer_and_its_work_are_the_same_whether_anything_is_kept(
        self, client, django_assert_num_queries
    ):
        make_comment(make_story(), email=EMAIL, email_key=key(EMAIL))
        with django_assert_num_queries(QUERIES):
            known = ask(client)
        with django_assert_num_queries(QUERIES):
            unknown = ask(client, "nobody@example.com", REMOTE_ADDR="198.51.100.9")

        assert (known.status_code, known.headers["Location"]) == (303, f"{HERE}?sent=1")
        assert (unknown.status_code, unknown.headers["Location"]) == (303, f"{HERE}?sent=1")
        assert (known.content, known.cookies) == (unknown.content, unknown.cookies)
        assert [message.to for message in deliver()] == [[EMAIL]]

    @pytest.mark.parametrize("what", ["comment", "reader", "wish"])
    def test_whoever_has_anything_here_gets_the_link(self, client, what):
        if what == "comment":
            make_comment(make_story(), email="Rahela+x@example.com", email_key=key(EMAIL))
        elif what == "reader":
            Commenter.objects.create(email_proven=EMAIL)
        else:
            wish_of(make_comment(make_story()), EMAIL)

        ask(client)

        (told,) = deliver()
        assert client.get(path_in(told.body, HERE)).status_code == 200

    def test_link_stands_in_no_stored_mail_and_the_address_in_no_link(self, client):
        Commenter.objects.create(email_proven=EMAIL)
        ask(client)
        (told,) = deliver()

        assert OutboxMail.objects.get().body == ""
        link = path_in(told.body, HERE)
        assert ("rahela" in link, "example.com" in link) == (False, False)

    def test_address_gets_its_share_of_links_and_the_answer_stays_the_same(self, client):
        Commenter.objects.create(email_proven=EMAIL)

        answers = {(ask(client).status_code, ask(client).headers["Location"]) for _each in range(3)}

        assert answers == {(303, f"{HERE}?sent=1")}
        assert OutboxMail.objects.count() == 1

    def test_network_that_asks_for_many_is_told_to_wait(self, client):
        codes = [
            ask(client, f"r{number}@example.com").status_code
            for number in range(policy.LINKS_A_NETWORK + 1)
        ]

        assert codes == [303] * policy.LINKS_A_NETWORK + [429]
        elsewhere = ask(client, "x@example.com", REMOTE_ADDR="198.51.100.9")
        assert elsewhere.status_code == 303

    @pytest.mark.parametrize(
        "email", ["", "nonsense", f"{'a' * 250}@example.com", "a@b.com\r\nBcc: c@d.com"]
    )
    def test_what_is_no_address_is_told_beside_the_field(self, client, email):
        response = ask(client, email)

        assert (response.status_code, response.headers["Cache-Control"]) == (400, PRIVATE)
        assert 'id="data-email-error"' in response.content.decode()
        assert (LinkMail.objects.count(), OutboxMail.objects.count()) == (0, 0)

    def test_form_of_another_site_is_refused(self, client):
        response = ask(client, headers=FOREIGN)

        assert (response.status_code, OutboxMail.objects.count()) == (403, 0)


QUERIES = 11


def key(email):
    from comments import emails

    return emails.key_of(email)


class TestLink:
    def test_look_shows_counts_and_changes_nothing(self, client):
        make_comment(make_story(), email=EMAIL, email_key=key(EMAIL))
        link = link_of()

        response = client.get(link)

        page = response.content.decode()
        assert (response.headers["Cache-Control"], response.cookies) == (PRIVATE, {})
        assert '<meta name="robots" content="noindex">' in page
        assert ("r…@example.com" in page, EMAIL in page) == (True, False)
        assert (Commenter.objects.count(), ErasureRequest.objects.count()) == (0, 0)

    def test_link_is_good_for_one_hour(self, client):
        link = link_of()
        hour = timezone.now() + policy.DATA_LINK

        with time_machine.travel(hour - dt.timedelta(minutes=1)):
            assert client.get(link).status_code == 200
        with time_machine.travel(hour + dt.timedelta(minutes=1)):
            answers = [client.get(link), download(client, link)]
        assert [(one.status_code, one.headers["Cache-Control"]) for one in answers] == [
            (410, PRIVATE)
        ] * 2

    @pytest.mark.parametrize("token", ["nonsense", "1", "1.x.y"])
    def test_forged_link_is_none(self, client, token):
        link_of()

        assert client.get(f"{HERE}{token}/").status_code == 410

    def test_link_of_another_purpose_is_none(self, client):
        link = proofs.admit(EMAIL, timezone.now())

        for purpose in ("confirm", "keep"):
            assert client.get(f"{HERE}{proofs.signed(purpose, str(link.pk))}/").status_code == 410

    @pytest.mark.parametrize("act", ["download", "erase", "keep"])
    @pytest.mark.parametrize("headers", [FOREIGN, {"origin": "null"}, {}])
    def test_page_of_another_site_presses_no_button(self, client, act, headers):
        make_comment(make_story(), email=EMAIL, email_key=key(EMAIL), body=BAIT)

        response = client.post(link_of(), {"act": act}, headers=headers)

        assert (response.status_code, BAIT in response.content.decode()) == (403, False)
        assert (Device.objects.count(), ErasureRequest.objects.count()) == (0, 0)

    def test_button_proves_the_address_for_this_browser(self, client):
        make_comment(make_story(), email=EMAIL, email_key=key(EMAIL))

        response = download(client, link_of())

        assert COOKIE in response.cookies
        assert Device.objects.get().commenter == Commenter.objects.get(email_proven=EMAIL)

    def test_comments_of_the_browser_become_the_owners(self, client):
        reader = known_device("phone")
        make_comment(make_story(), identity=reader, body="এই ফোনের কথা")
        response = Client().get("/")
        remember(response, "phone")
        client.cookies = response.cookies

        told = json.loads(download(client, link_of()).content)

        assert [row["text"] for row in told["comments"]] == ["এই ফোনের কথা"]

    @pytest.mark.parametrize("act_name", ["download", "erase", "keep"])
    def test_copy_of_the_browsers_cookie_is_nobody_after_the_proof(self, client, act_name):
        known_device("left-behind")
        stranger = Client()
        for browser in (client, stranger):
            answer = HttpResponse()
            remember(answer, "left-behind")
            browser.cookies = answer.cookies
        copied = stranger.cookies[COOKIE].value
        story = make_story()
        make_comment(story, email=EMAIL, email_key=key(EMAIL))

        client.post(link_of(), {"act": act_name}, headers=OWN)

        owner = Commenter.objects.get(email_proven=EMAIL)
        assert client.cookies[COOKIE].value != copied
        assert owner.devices.count() == 1
        assert owner.devices.exclude(key=key_of("left-behind")).count() == 1
        make_comment(story, identity=owner, status=Status.PREMOD, body="মালিকের গোপন কথা")
        own = f"/comments/{story.pk}/mine/"
        assert "মালিকের গোপন কথা" in client.get(own).content.decode()
        assert "মালিকের গোপন কথা" not in stranger.get(own).content.decode()


class TestFile:
    def test_file_holds_everything_of_the_owner(self, client):
        story = make_story(headline="বন্দরের খবর")
        reader = known_device("d1", email_proven=EMAIL, name_last="রাহেলা")
        first = send(story, device="d1", email=EMAIL, body="আগের কথা", notify=True).comment
        edit(first.pk, submission(story, device="d1", body="পরের কথা"), commenter=reader)
        typed = make_comment(
            story, email="Rahela@Example.com", email_key=key(EMAIL), body="অন্য যন্ত্রের কথা",
            status=Status.SPAM, ip_prefix="203.0.113.0/24",
        )  # fmt: skip
        other = make_comment(story, body=BAIT)
        Report.objects.create(
            comment=other, reporter=key_of("d1"), reason="abuse", note="আমার অভিযোগ"
        )
        act(typed, "restore")

        response = download(client, link_of())

        assert response.headers["Content-Disposition"] == 'attachment; filename="my-data.json"'
        assert (response.headers["Content-Type"], response.headers["Cache-Control"]) == (
            "application/json", PRIVATE,
        )  # fmt: skip
        told = json.loads(response.content)
        assert [row["text"] for row in told["comments"]] == ["পরের কথা", "অন্য যন্ত্রের কথা"]
        assert [row["text"] for row in told["comments"][0]["versions"]] == ["আগের কথা", "পরের কথা"]
        assert told["comments"][0]["story"] == "বন্দরের খবর"
        assert told["comments"][1]["network"] == "203.0.113.0/24"
        assert [row["act"] for row in told["comments"][0]["acts"]] == ["submit", "edit"]
        assert [(row["act"], row["by"], row["to"]) for row in told["comments"][1]["acts"]] == [
            ("restore", "desk", "approved")
        ]
        assert [row["note"] for row in told["reports"]] == ["আমার অভিযোগ"]
        assert [row["on_comment"] for row in told["mails_about_answers"]] == [first.pk]
        assert (told["reader"]["proven_email"], told["reader"]["browsers_remembered"]) == (EMAIL, 2)

    def test_file_holds_nothing_of_other_people(self, client):
        story = make_story()
        parent = make_comment(story, name=f"নাম{BAIT}", body=BAIT)
        reader = known_device("d1", email_proven=EMAIL, note=f"{BAIT} টীকা")
        own = make_comment(story, parent=parent, identity=reader, email=EMAIL, email_key=key(EMAIL))
        make_comment(
            story,
            parent=own,
            body=BAIT,
            email="other@example.com",
            email_key=key("other@example.com"),
        )
        known_device("d2", email_proven="other@example.com", name_last=BAIT)
        Report.objects.create(comment=own, reporter=key_of("d2"), reason="abuse", note=BAIT)
        wish_of(parent, "other@example.com")
        moderator = make_moderator(f"m-{BAIT}", display_name=BAIT)
        act(own, "reject", moderator, reason="abuse", note=BAIT)

        text = download(client, link_of()).content.decode()

        told = json.loads(text)
        assert BAIT not in text
        assert "other@example.com" not in text
        assert [row["number"] for row in told["comments"]] == [own.pk]
        assert (told["reports"], told["mails_about_answers"]) == ([], [])

    def test_headline_of_a_withdrawn_story_is_not_told(self, client):
        story = make_story(headline=BAIT, live_until=timezone.now() - dt.timedelta(minutes=1))
        make_comment(story, email=EMAIL, email_key=key(EMAIL))

        told = json.loads(download(client, link_of()).content)

        assert (told["comments"][0]["story"], told["comments"][0]["address"]) == (None, None)

    @pytest.mark.parametrize("count", [1, 3])
    def test_file_costs_the_same_queries_for_one_and_for_three_comments(
        self, count, django_assert_num_queries
    ):
        for _each in range(count):
            make_comment(make_story(), email=EMAIL, email_key=key(EMAIL))

        with django_assert_num_queries(5):
            own_data.export(Owner(EMAIL), timezone.now())

    def test_nothing_is_mailed_by_the_file(self, client):
        download(client, link_of())

        assert (deliver(), mail.outbox, ReplySubscription.objects.count()) == ([], [], 0)
