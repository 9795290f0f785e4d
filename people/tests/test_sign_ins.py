"""The log of the door: who came and went, and how often somebody guessed, without what they typed."""

import datetime as dt

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from paper.log import LogEntry
from paper.sentences import ACTS, SENTENCES
from people import sign_ins
from people.models import FailedSignIns
from people.tests.factories import PASSWORD, deliver, path_in, person

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"
NEW = "notun-kathal-29"


@pytest.fixture(autouse=True)
def no_throttle_of_other_tests():
    cache.clear()


@pytest.fixture
def rina():
    return person("reporter", "rina", password=PASSWORD, email="rina@x.example", display_name="রীনা")


def guess(login="rina", password="s3cret-bait"):
    return Client().post(LOGIN, {"login": login, "password": password})


def acts_on(user):
    rows = LogEntry.objects.filter(subject_id=user.pk, subject_type="people.user")
    return list(rows.order_by("pk").values_list("act", flat=True))


def test_coming_and_going_are_a_row_each(client, rina):
    client.post(LOGIN, {"login": "rina", "password": PASSWORD}, REMOTE_ADDR="203.0.113.77")
    client.post("/accounts/logout/")

    assert acts_on(rina) == ["sign_in", "sign_out"]
    assert "203.0.113" not in str(list(LogEntry.objects.values()))


def test_new_password_is_a_row_and_ends_the_other_browsers(client, rina):
    other = Client()
    for one in (client, other):
        one.post(LOGIN, {"login": "rina", "password": PASSWORD})

    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})  # fmt: skip

    assert acts_on(rina)[-1] == "change_password"
    assert (client.get("/admin/").status_code, other.get("/admin/").status_code) == (200, 302)
    assert [row["is_this"] for row in client.get("/admin/me/").context_data["sessions"]] == [True]
    assert deliver()[0].to == ["rina@x.example"]


def test_password_by_mail_is_a_row_and_ends_every_session(client, rina):
    client.post(LOGIN, {"login": "rina", "password": PASSWORD})
    Client().post("/accounts/password/reset/", {"email": "rina@x.example"})
    other = Client()

    other.post(other.get(path_in(deliver()[0].body)).url, {"password1": NEW, "password2": NEW})

    assert acts_on(rina) == ["sign_in", "reset_password"]
    assert client.get("/admin/").status_code == 302
    assert guess(password=NEW).status_code == 302


def test_guesses_of_an_hour_are_one_row_with_a_number_written_when_it_is_over(rina):
    for login in ["rina", "RINA", "rina@x.example"]:
        guess(login)
    guess("geheim-name")

    during = sign_ins.tell_of_failures()
    with time_machine.travel(timezone.now() + dt.timedelta(hours=1)):
        after = sign_ins.tell_of_failures()
        again = sign_ins.tell_of_failures()

    rows = list(LogEntry.objects.filter(act="sign_in_failed").order_by("pk"))
    assert (during, after, again) == (0, 2, 0)
    assert [(row.subject_type, row.detail["count"]) for row in rows] == [
        ("people.user", 3), ("paper.site", 1),
    ]  # fmt: skip
    written = str(list(LogEntry.objects.values()))
    assert "geheim-name" not in written
    assert "s3cret-bait" not in written


def test_known_and_unknown_names_cost_the_same_writes(rina):
    guess(), guess("nobody")
    counts = []
    for login in ("rina", "nobody"):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            guess(login)
        counts.append(len([one for one in asked if not one["sql"].startswith("SELECT")]))

    assert counts[0] == counts[1]


def test_guesses_at_once_are_all_counted(together):
    rina = person("reporter", "rina")

    together(lambda _number: [sign_ins.count(rina.pk), sign_ins.count(None)], 6)

    assert sorted(FailedSignIns.objects.values_list("user", "count"), key=str) == sorted(
        [(rina.pk, 6), (None, 6)], key=str
    )


@pytest.mark.parametrize("act", ["sign_in", "sign_out", "invite", "deactivate", "change_email"])
def test_acts_of_the_door_have_a_name_and_a_sentence(act):
    assert act in ACTS
    assert act in SENTENCES
