"""Sections as a right beside the role: promised in an invitation, given with the account, changed on a person's page."""

import pytest
from django.test import Client

from articles.models import Category, SectionRight
from articles.permissions import sections_of
from articles.tests.factories import person, section
from people import invitations
from people.models import Invitation, User
from people.tests.factories import PASSWORD, browser, path_in

pytestmark = pytest.mark.django_db
FILLED = {"display_name": "মিতা", "username": "mita", "password1": PASSWORD, "password2": PASSWORD, "language": "bn"}  # fmt: skip


def invite(by, **values):
    typed = {"email": "mita@x.example", "display_name": "মিতা", "role": "editor", **values}
    return browser(by).post("/admin/people/invitation/add/", typed)


def accept():
    path = path_in(invitations.link(Invitation.objects.get()))
    return Client().post(path, FILLED)


def test_promised_sections_are_given_with_the_account():
    sport, _economy = section("sport", "খেলা"), section()

    invite(person("admin"), sections=[sport.pk])
    accept()

    assert sections_of(User.objects.get(username="mita")) == frozenset({sport.pk})


def test_nothing_promised_is_all_sections():
    section()

    invite(person("admin"))
    accept()

    assert sections_of(User.objects.get(username="mita")) is None


def test_section_that_is_gone_makes_nobody_look_after_all_of_them():
    sport, _economy = section("sport", "খেলা"), section()
    invite(person("admin"), sections=[sport.pk])
    Category.objects.filter(pk=sport.pk).delete()

    answer = accept()

    assert answer.status_code == 410
    assert not User.objects.filter(username="mita").exists()


@pytest.mark.parametrize(
    "changes", [{"role": "reporter"}, {"sections": ["99999"]}, {"sections": ["x"]}]
)
def test_sections_that_make_no_sense_are_refused_and_kept(changes):
    sport = section("sport", "খেলা")

    answer = invite(person("admin"), **{"sections": [sport.pk], **changes})

    assert answer.status_code == 200
    assert "sections" in answer.context_data["adminform"].form.errors
    assert Invitation.objects.count() == 0


def test_sections_of_a_person_are_changed_on_their_page():
    sport, economy = section("sport", "খেলা"), section()
    editor = person("editor")
    SectionRight.objects.create(user=editor, category=sport)
    client = browser(person("admin"))
    at = f"/admin/people/user/{editor.pk}/change/"
    typed = {"username": editor.username, "display_name": "মিতা", "email": "", "language": "bn", "role": "editor"}  # fmt: skip

    form = client.get(at).context_data["adminform"].form
    client.post(at, {**typed, "sections": [economy.pk]})

    assert form.initial["sections"] == [sport.pk]
    assert sections_of(User.objects.get(pk=editor.pk)) == frozenset({economy.pk})
