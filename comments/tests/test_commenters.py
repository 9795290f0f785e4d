"""Who a reader is: devices by cookie, an e-mail by its link; what is joined, and what is not."""

import datetime as dt

import pytest
from django.db import transaction
from django.utils import timezone

from comments import commenters, emails
from comments.device import key_of
from comments.models import Comment, Commenter, Device, Standing, Status
from comments.tests.factories import known_device, make_comment, make_story, send

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def test_typed_email_of_an_approved_reader_proves_nothing():
    story = make_story()
    known_device(approved_n=20, email_proven="rahela@example.com")

    stranger = send(story, email="rahela@example.com", device="stranger").comment
    alone = send(story, email="rahela@example.com", address="198.51.100.9").comment

    assert (stranger.status, alone.status) == (Status.PREMOD, Status.PREMOD)
    assert stranger.identity.email_proven is None


def test_proving_gives_the_device_its_email():
    device = known_device()

    found = commenters.prove(key_of("known"), "Rahela@Example.com", NOW)

    assert found == device
    assert (found.email_proven, found.proven_at) == ("rahela@example.com", NOW)


def test_second_device_joins_the_reader_who_owns_the_email():
    story = make_story()
    phone = known_device("phone", approved_n=3, email_proven="rahela@example.com")
    laptop = known_device("laptop", approved_n=2)
    written = make_comment(story, identity=laptop)

    found = commenters.prove(key_of("laptop"), "rahela@example.com", NOW)

    written.refresh_from_db()
    assert found == phone
    assert written.identity == phone
    assert found.approved_n == 5
    assert Device.objects.filter(commenter=phone).count() == 2
    assert not Commenter.objects.filter(pk=laptop.pk).exists()


def test_shared_device_moves_to_the_second_owner_and_leaves_the_first_one_all():
    story = make_story()
    first = known_device("family", email_proven="father@example.com")
    written = make_comment(story, identity=first)

    found = commenters.prove(key_of("family"), "son@example.com", NOW)

    written.refresh_from_db()
    assert found != first
    assert written.identity == first
    assert Device.objects.get(key=key_of("family")).commenter == found
    assert found.approved_n == 0


def test_stricter_standing_stays_when_two_become_one():
    known_device("phone", email_proven="rahela@example.com")
    known_device("laptop", standing=Standing.BANNED, note="গালি")

    found = commenters.prove(key_of("laptop"), "rahela@example.com", NOW)

    assert (found.standing, found.note) == (Standing.BANNED, "গালি")


def test_suspension_that_is_over_does_not_come_along():
    known_device("phone", email_proven="rahela@example.com")
    known_device("laptop", standing=Standing.SUSPENDED, standing_until=NOW - dt.timedelta(days=1))

    found = commenters.prove(key_of("laptop"), "rahela@example.com", NOW)

    assert found.standing == Standing.NORMAL


def test_proving_twice_changes_nothing():
    known_device()
    commenters.prove(key_of("known"), "rahela@example.com", NOW)

    commenters.prove(key_of("known"), "rahela@example.com", NOW + dt.timedelta(days=1))

    assert list(Commenter.objects.values_list("email_proven", "approved_n")) == [
        ("rahela@example.com", 1)
    ]


def test_browser_that_never_wrote_becomes_a_reader_by_the_link():
    found = commenters.prove(key_of("mail-app"), "rahela@example.com", NOW)

    assert commenters.of_device(key_of("mail-app")) == found
    assert not Comment.objects.exists()


def test_two_first_comments_of_one_device_at_once_make_one_reader(together):
    key = key_of("new")

    def first_comment(_number):
        with transaction.atomic():
            return commenters.new_on_device(key, now=NOW).pk

    made = together(first_comment, threads=8)

    assert len(set(made)) == 1
    assert (Commenter.objects.count(), Device.objects.count()) == (1, 1)


@pytest.mark.parametrize("known_before", [0, 8])
def test_browsers_that_prove_one_address_at_the_same_moment_are_one_reader(together, known_before):
    for number in range(known_before):
        known_device(f"d{number}", approved_n=1)

    found = together(
        lambda number: commenters.prove(key_of(f"d{number}"), "rahela@example.com", NOW)
    )

    owner = Commenter.objects.get()
    assert found == [owner] * 8
    assert (owner.devices.count(), owner.approved_n) == (8, known_before)


@pytest.mark.parametrize(
    ("typed", "known"),
    [
        ("Rahela@Example.COM", "rahela@example.com"),
        ("rahela+a+b@gmail.com", "rahela@gmail.com"),
        ("rahela+a@example.com", "rahela+a@example.com"),
        ("r.a.h.ela@gmail.com", "rahela@gmail.com"),
        ("rahela@googlemail.com", "rahela@gmail.com"),
        ("r.ahela@example.com", "r.ahela@example.com"),
        ("a@münchen.example", "a@xn--mnchen-3ya.example"),
        ("a@example.com.", "a@example.com"),
        ("নাম@উদাহরণ.বাংলা", "নাম@xn--d5b6ci4b4b3a.xn--54b7fta0cc"),
        ("no address", ""),
        ("@example.com", ""),
        ("+tag@gmail.com", ""),
        ("", ""),
    ],
)
def test_one_persons_spellings_are_one_address(typed, known):
    assert emails.canonical(typed) == known


def test_masked_address_shows_the_domain_and_one_letter():
    assert emails.masked("rahela@example.com") == "r…@example.com"
    assert emails.masked("nothing") == ""


def test_tag_proves_nothing_where_it_may_be_somebody_elses_address():
    owner = known_device("owner", email_proven="rahela@example.com", approved_n=9)

    found = commenters.prove(key_of("other"), "rahela+x@example.com", NOW)

    assert found != owner
    assert emails.widest("rahela+x@example.com") == "rahela@example.com"
    assert emails.reach_key("rahela+x@example.com") == emails.reach_key("rahela@example.com")
    assert emails.reach_key("") is None
