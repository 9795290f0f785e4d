"""Mails to moderators: when enough waits or waits too long, of their own sections, never at night."""

import datetime as dt
import re

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone

from articles.models import Category, SectionRight
from comments import digest
from comments.models import Comment, ModeratorSettings, Status
from comments.tests.factories import make_comment, make_moderator, make_story
from comments.tests.mailing import deliver
from paper.outbox import OutboxMail
from people.models import User

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2026, 12, 26, 6, 0, tzinfo=dt.UTC)
"""12:00 in Dhaka."""


@pytest.fixture
def moderator():
    return make_moderator("mod", email="mod@paper.example")


def waiting(count, *, age=0, story=None, status=Status.PREMOD):
    """Store comments that have waited for so many minutes at noon."""
    story, since = story or make_story(), NOON - dt.timedelta(minutes=age)
    return [
        make_comment(
            story, status=status, created_at=since, status_at=since, body="গোপন কথা", name="গোপন নাম"
        )
        for _each in range(count)
    ]


def tell(minutes=0):
    with time_machine.travel(NOON + dt.timedelta(minutes=minutes), tick=False):
        digest.tell_moderators()
        return deliver()


def story_in(path, name):
    section = Category.objects.create(name=name, slug=path, path=path)
    return make_story(category=section)


class TestWhen:
    @pytest.mark.parametrize(
        ("count", "age", "mails"), [(9, 29, 0), (10, 0, 1), (1, 30, 1), (0, 0, 0)]
    )
    def test_ten_that_wait_or_one_that_waits_for_thirty_minutes_are_told(
        self, moderator, count, age, mails
    ):
        waiting(count, age=age)

        assert len(tell()) == mails

    def test_what_does_not_wait_is_not_told(self, moderator):
        for status in set(Status) - {Status.PREMOD, Status.WITHHELD}:
            waiting(2, age=60, status=status)

        assert tell() == []

    def test_nothing_new_is_told_once(self, moderator):
        waiting(12)

        assert [len(tell(minute)) for minute in (0, 1, 61, 300)] == [1, 0, 0, 0]

    def test_new_ones_are_told_an_hour_later_at_the_earliest(self, moderator):
        waiting(12)
        assert len(tell()) == 1
        waiting(12, age=-1)

        assert [len(tell(minute)) for minute in (2, 59, 60, 61)] == [0, 0, 1, 0]

    def test_comment_held_back_late_waits_since_then(self, moderator):
        (old,) = waiting(1, age=600)
        Comment.objects.filter(pk=old.pk).update(status_at=NOON - dt.timedelta(minutes=10))

        assert [len(tell(minute)) for minute in (0, 19, 20)] == [0, 0, 1]

    @pytest.mark.parametrize(
        ("clock", "mails"), [("23:59", 1), ("00:00", 0), ("03:30", 0), ("06:59", 0), ("07:00", 1)]
    )
    def test_night_of_dhaka_is_quiet(self, moderator, clock, mails):
        waiting(12, age=2000)
        hour, minute = map(int, clock.split(":"))
        moment = NOON.replace(hour=0) + dt.timedelta(hours=hour - 6, minutes=minute)

        with time_machine.travel(moment, tick=False):
            digest.tell_moderators()

        assert OutboxMail.objects.count() == mails

    def test_two_workers_tell_once(self, moderator, together):
        waiting(12)
        with time_machine.travel(NOON, tick=True):
            together(lambda _number: digest.tell_moderators(NOON), threads=4)

        assert OutboxMail.objects.count() == 1


class TestWhom:
    def test_only_active_staff_who_may_moderate_and_have_an_address_are_told(self, moderator):
        make_moderator("gone", email="gone@paper.example", is_active=False)
        make_moderator("mute")
        User.objects.create_user("reporter", email="reporter@paper.example", is_staff=True)
        former = make_moderator("former", email="former@paper.example")
        User.objects.filter(pk=former.pk).update(is_staff=False)
        waiting(12)

        assert [message.to for message in tell()] == [["mod@paper.example"]]

    def test_who_said_no_is_told_nothing(self, moderator):
        digest.choose(moderator, wants=False)
        waiting(12)

        assert tell() == []

    def test_each_is_told_of_the_own_sections_alone(self, moderator):
        sport, world = story_in("sport", "খেলা"), story_in("world", "বিশ্ব")
        SectionRight.objects.create(user=moderator, category=sport.category)
        everybody = make_moderator("all", email="all@paper.example")
        waiting(10, story=sport)
        waiting(15, story=world)

        told = {message.to[0]: message for message in tell()}

        assert ("খেলা: ১০" in told[moderator.email].body, "বিশ্ব" in told[moderator.email].body) == (
            True,
            False,
        )
        assert "১০" in told[moderator.email].subject
        body = told[everybody.email].body
        assert body.index("বিশ্ব: ১৫") < body.index("খেলা: ১০")
        assert "২৫" in told[everybody.email].subject

    def test_much_in_another_section_is_no_reason(self, moderator):
        SectionRight.objects.create(user=moderator, category=story_in("sport", "খেলা").category)
        waiting(50, age=60, story=story_in("world", "বিশ্ব"))

        assert tell() == []
        assert not ModeratorSettings.objects.exists()

    def test_mail_holds_no_word_and_no_name_of_a_reader(self, moderator):
        waiting(12)

        (told,) = tell()

        assert ("গোপন" in told.body + told.subject, "/admin/comments/" in told.body) == (
            False,
            True,
        )

    def test_mail_speaks_the_language_of_who_gets_it(self, moderator):
        User.objects.update(language="en")
        waiting(12)

        (told,) = tell()

        assert re.search("comments wait for review", told.subject)

    @pytest.mark.parametrize("sections", [1, 3])
    def test_look_costs_the_same_queries_for_one_and_for_three_sections(
        self, moderator, sections, django_assert_num_queries
    ):
        for number in range(sections):
            waiting(1, age=10, story=story_in(f"s{number}", f"বিভাগ {number}"))

        with django_assert_num_queries(3):
            digest.tell_moderators(NOON)

    def test_look_costs_one_query_when_nothing_waits(self, moderator, django_assert_num_queries):
        with django_assert_num_queries(1):
            digest.tell_moderators(NOON)


class TestSwitch:
    def client_of(self, user):
        client = Client()
        client.force_login(user)
        return client

    def test_moderator_turns_the_mails_off_and_on(self, moderator):
        client = self.client_of(moderator)
        assert "checked" in client.get("/admin/comments/digest/").content.decode()

        client.post("/admin/comments/digest/", {})
        assert digest.wants_digest(moderator) is False
        assert 'value="1" checked' not in client.get("/admin/comments/digest/").content.decode()

        client.post("/admin/comments/digest/", {"wants_digest": "1"})
        assert digest.wants_digest(moderator) is True

    def test_choice_is_ones_own_and_leaves_what_was_told_alone(self, moderator):
        other = make_moderator("other")
        ModeratorSettings.objects.create(user=moderator, told_at=timezone.now())

        self.client_of(moderator).post("/admin/comments/digest/", {})

        assert (digest.wants_digest(other), ModeratorSettings.objects.get().told_at is None) == (
            True,
            False,
        )

    def test_menu_of_the_person_leads_moderators_there_and_nobody_else(self, moderator):
        reporter = User.objects.create_user("reporter", is_staff=True)

        pages = [
            self.client_of(user).get("/admin/").content.decode() for user in (moderator, reporter)
        ]

        assert ["/admin/comments/digest/" in page for page in pages] == [True, False]

    @pytest.mark.parametrize("role", ["anonymous", "reporter"])
    def test_nobody_else_has_the_page(self, role):
        client = Client()
        if role == "reporter":
            client = self.client_of(User.objects.create_user("reporter", is_staff=True))

        answers = [
            client.get("/admin/comments/digest/"),
            client.post("/admin/comments/digest/", {}),
        ]

        refused = 403 if role == "reporter" else 302
        assert [answer.status_code for answer in answers] == [refused, refused]
        assert (ModeratorSettings.objects.count(), mail.outbox) == (0, [])
