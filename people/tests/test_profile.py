"""One's own account: name and language at once, another address only with password and proof."""

import datetime as dt

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from paper.log import LogEntry
from paper.outbox import OutboxMail
from people.letters import send_new_password
from people.models import User
from people.tests.factories import PASSWORD, browser, deliver, path_in, person

pytestmark = pytest.mark.django_db
ME = "/admin/me/"


@pytest.fixture(autouse=True)
def no_throttle_of_other_tests():
    cache.clear()


@pytest.fixture
def rina():
    return person("reporter", "rina", password=PASSWORD, email="rina@x.example", display_name="রীনা")


def ask(client, email="new@x.example", password=PASSWORD):
    return client.post(f"{ME}email/", {"email": email, "password": password})


def test_name_and_language_are_kept_and_nothing_else(rina):
    client = browser(rina)

    answer = client.post(ME, {"display_name": "রীনা দাস", "language": "en", "username": "boss", "email": "x@y.example", "is_superuser": "on", "role": "admin"})  # fmt: skip

    after = User.objects.get(pk=rina.pk)
    assert answer.status_code == 302
    assert (after.display_name, after.language) == ("রীনা দাস", "en")
    assert (after.username, after.email, after.is_superuser) == ("rina", "rina@x.example", False)
    assert after.groups.get().name == "reporter"


def test_empty_name_is_refused(rina):
    answer = browser(rina).post(ME, {"display_name": " ", "language": "bn"})

    assert "display_name" in answer.context_data["form"].errors
    assert User.objects.get(pk=rina.pk).display_name == "রীনা"


def test_address_changes_when_the_mail_to_it_is_answered_and_the_old_one_is_told(rina):
    ask(browser(rina))
    (letter,) = deliver()
    before = User.objects.get(pk=rina.pk).email
    path = path_in(letter.body)

    shown = Client().get(path)
    Client().post(path)

    after = User.objects.get(pk=rina.pk)
    assert letter.to == ["new@x.example"]
    assert (before, after.email) == ("rina@x.example", "new@x.example")
    assert "new@x.example" in shown.content.decode()
    assert deliver()[-1].to == ["rina@x.example"]
    assert Client().post(path).status_code == 410
    assert LogEntry.objects.filter(act="change_email", subject_id=rina.pk).count() == 1
    assert "x.example" not in path


def test_wrong_password_asks_for_nothing_and_keeps_what_was_typed(rina):
    answer = ask(browser(rina), password="s3cret-bait")

    assert answer.status_code == 200
    assert 'value="new@x.example"' in answer.content.decode()
    assert "s3cret-bait" not in answer.content.decode()
    assert OutboxMail.objects.count() == 0


def test_whoever_sits_at_an_open_browser_cannot_try_passwords_for_long(rina):
    client = browser(rina)
    for _try in range(6):
        ask(client, password="wrong")

    answer = ask(client)

    assert answer.status_code == 200
    assert OutboxMail.objects.count() == 0


def test_address_of_somebody_else_gets_no_mail_and_the_page_does_not_tell(rina):
    person("editor", email="Taken@x.example")
    client = browser(rina)

    free, taken = ask(client), ask(client, "taken@x.example")

    assert (free.status_code, free.url) == (taken.status_code, taken.url)
    assert deliver() == []


@pytest.mark.parametrize("fate", ["later wish", "taken", "too old", "forged"])
def test_link_is_over(rina, fate):
    client = browser(rina)
    ask(client)
    path = path_in(deliver()[0].body)
    later = timezone.now()
    if fate == "later wish":
        ask(client, "third@x.example")
    elif fate == "taken":
        person("editor", email="new@x.example")
    elif fate == "too old":
        later += dt.timedelta(hours=24, seconds=1)
    else:
        path = path.replace(path.split("/")[-2][-4:], "AAAA")

    with time_machine.travel(later):
        answers = [Client().get(path).status_code, Client().post(path).status_code]

    assert answers == [410, 410]
    assert User.objects.get(pk=rina.pk).email == "rina@x.example"


def test_links_for_a_new_password_at_the_old_address_die_with_it(rina, client):
    send_new_password("rina@x.example")
    reset = path_in(deliver()[0].body)
    ask(browser(rina))
    client.post(path_in(deliver()[1].body))

    assert "password1" not in client.get(reset, follow=True).content.decode()


@pytest.mark.parametrize("role", ["reader", None])
def test_page_is_for_the_desk(role):
    client = browser(person(role) if role else None)

    assert client.get(ME).status_code == 302
    assert ask(client).status_code == 302
