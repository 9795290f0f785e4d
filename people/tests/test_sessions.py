"""Browsers in which somebody is signed in: seen in words, ended one by one."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from people import browsers, sessions
from people.models import OpenSession
from people.tests.factories import PASSWORD, browser, person

pytestmark = pytest.mark.django_db
ME = "/admin/me/"

ANDROID = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1"
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0"


@pytest.mark.parametrize(
    ("agent", "is_"),
    [
        (ANDROID, ("chrome", "android")),
        (IPHONE, ("safari", "iphone")),
        (EDGE, ("edge", "windows")),
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
            ("firefox", "linux"),
        ),
        ("curl/8", ("", "")),
        ("", ("", "")),
    ],
    ids=["android", "iphone", "edge", "firefox", "curl", "nothing"],
)
def test_browser_is_told_by_what_it_says(agent, is_):
    assert browsers.read(agent) == is_
    assert browsers.in_words(*is_)


def test_page_lists_own_sessions_without_the_whole_address():
    rina = person("reporter")
    other = browser(rina)
    other.get("/admin/")
    here = browser(rina)
    OpenSession.objects.update(network="198.51.100.0/24", browser="edge")

    page = here.get(ME)

    listed = page.context_data["sessions"]
    assert [row["is_this"] for row in listed] == [True, False]
    assert "198.51.100.0/24" in page.content.decode()


def test_sign_in_notes_browser_and_network_but_no_address(client):
    person("reporter", "rina", password=PASSWORD)

    client.post("/accounts/login/", {"login": "rina", "password": PASSWORD}, headers={"user-agent": ANDROID}, REMOTE_ADDR="203.0.113.77")  # fmt: skip

    row = OpenSession.objects.get()
    assert (row.browser, row.system, row.network) == ("chrome", "android", "203.0.113.0/24")
    assert row.session_key == client.session.session_key


def test_one_session_is_ended_and_the_others_go_on():
    rina = person("reporter")
    here, lost, third = browser(rina), browser(rina), browser(rina)
    row = OpenSession.objects.get(session_key=lost.session.session_key)

    here.post(f"/admin/me/sessions/{row.pk}/")

    assert [one.get("/admin/").status_code for one in (here, lost, third)] == [200, 302, 200]


def test_all_others_are_ended_at_once():
    rina = person("reporter")
    here, *others = [browser(rina) for _number in range(3)]

    here.post("/admin/me/sessions/others/")

    assert here.get("/admin/").status_code == 200
    assert [one.get("/admin/").status_code for one in others] == [302, 302]


def test_a_strangers_session_cannot_be_ended():
    selim = browser(person("editor"))
    row = OpenSession.objects.get()

    answer = browser(person("admin")).post(f"/admin/me/sessions/{row.pk}/")

    assert answer.status_code == 302
    assert selim.get("/admin/").status_code == 200


def test_browser_is_noted_as_seen_once_in_five_minutes():
    client = browser(person("reporter"))
    began = OpenSession.objects.get().seen_at

    client.get("/admin/")
    unchanged = OpenSession.objects.get().seen_at
    later = timezone.now() + dt.timedelta(seconds=sessions.SEEN_EVERY + 1)
    with time_machine.travel(later):
        client.get("/admin/")

    assert unchanged == began
    assert OpenSession.objects.get().seen_at >= later
    assert OpenSession.objects.get().began_at == began


def test_session_that_got_another_key_stays_in_the_list():
    admin, rina = person("admin"), person("reporter")
    client = browser(admin)

    client.post(f"/admin/people/user/{rina.pk}/password/", {"password1": "kathal-gachh-27", "password2": "kathal-gachh-27"})  # fmt: skip
    page = client.get(ME)

    assert [row["is_this"] for row in page.context_data["sessions"]] == [True]


def test_rows_of_ended_sessions_are_swept():
    client = browser(person("reporter"))
    browser(person("editor"))
    client.logout()

    with time_machine.travel(timezone.now() + dt.timedelta(minutes=6)):
        gone = sessions.forget_ended()

    assert (gone, OpenSession.objects.count()) == (1, 1)


@pytest.mark.parametrize("rows", [1, 3])
def test_page_takes_as_many_queries_for_one_session_as_for_three(rows, django_assert_num_queries):
    rina = person("moderator")
    clients = [browser(rina) for _number in range(rows)]
    clients[0].get(ME)

    with django_assert_num_queries(10):
        page = clients[0].get(ME)

    assert len(page.context_data["sessions"]) == rows
