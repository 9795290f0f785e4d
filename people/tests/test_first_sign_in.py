"""An empty paper has one way in: a link in a file of its owner, gone when it has been used."""

import stat

import pytest
from django.core.cache import cache
from django.test import Client

from paper.log import LogEntry
from people import first_sign_in, invitations
from people.models import Invitation, User
from people.tests.factories import PASSWORD, browser, path_in, person

pytestmark = pytest.mark.django_db
FILLED = {"display_name": "মালিক", "username": "owner", "password1": PASSWORD, "password2": PASSWORD, "language": "bn"}  # fmt: skip


@pytest.fixture(autouse=True)
def var(settings, tmp_path):
    cache.clear()
    settings.VAR = tmp_path
    return tmp_path


def offered():
    first_sign_in.offer()
    return first_sign_in.path().read_text(encoding="utf-8")


def test_file_is_its_owners_alone_and_gone_when_the_account_is_made(client):
    path = path_in(offered())
    mode = stat.S_IMODE(first_sign_in.path().stat().st_mode)

    shown = client.get(path)
    entered = client.post(path, FILLED)

    owner = User.objects.get()
    assert mode == 0o600
    assert "মালিক" not in shown.content.decode()
    assert (entered.status_code, entered.url) == (302, "/admin/")
    assert (owner.groups.get().name, owner.is_superuser) == ("admin", False)
    assert not first_sign_in.path().exists()
    assert LogEntry.objects.filter(act="first_account", subject_id=owner.pk).count() == 1
    assert Client().post(path, {**FILLED, "username": "second"}).status_code == 410


def test_each_start_offers_the_same_way_until_there_is_an_account():
    first, second = offered(), offered()
    person("reader")

    first_sign_in.offer()

    assert first == second
    assert not first_sign_in.path().exists()
    assert Client().get(path_in(first)).status_code == 410


def test_paper_with_an_account_never_had_one():
    person("reporter")

    first_sign_in.offer()

    assert not first_sign_in.path().exists()
    assert Invitation.objects.count() == 0


def test_of_two_at_once_one_becomes_the_administrator(together, var):
    path = path_in(offered())

    answers = together(
        lambda number: Client().post(path, {**FILLED, "username": f"owner{number}"}).status_code, 3
    )

    assert sorted(answers) == [302, 410, 410]
    assert User.objects.count() == 1


def test_link_of_an_empty_paper_is_not_on_the_desk():
    offered()
    row = Invitation.objects.get()
    client = browser(person("admin"))

    assert client.get("/admin/people/invitation/").context_data["cl"].result_count == 0
    assert client.post(f"/admin/people/invitation/{row.pk}/again/").status_code == 404
    with pytest.raises(invitations.Refused):
        invitations.send_again(row, by=User.objects.get())


def test_first_page_of_an_empty_paper_says_how_and_gives_no_link(client):
    link = offered()

    page = client.get("/").content.decode()

    assert "টার্মিনালে" in page
    assert path_in(link) not in page
