"""people/invitations.py: a link by mail, one account from it, never more rights than the inviter's."""

import datetime as dt
from io import StringIO

import pytest
import time_machine
from django.contrib.auth import SESSION_KEY
from django.core import mail
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from paper.log import LogEntry
from paper.outbox import OutboxMail
from people import invitations, staff
from people.models import Invitation, User
from people.permissions import Refused
from people.roles import grant
from people.tests.factories import PASSWORD, browser, deliver, path_in, person

pytestmark = pytest.mark.django_db
LIST = "/admin/people/invitation/"
ADDRESS = "mita@paper.example"


@pytest.fixture(autouse=True)
def no_throttle_of_other_tests():
    cache.clear()


def offered(**changes):
    return {"email": ADDRESS, "display_name": "মিতা রহমান", "role": "editor", **changes}


def filled(**changes):
    return {
        "display_name": "মিতা রহমান", "username": "mita", "password1": PASSWORD, "password2": PASSWORD,
        "language": "bn", **changes,
    }  # fmt: skip


def invited(by=None, role="editor", email=ADDRESS):
    made = invitations.invite(email, role, by=by or person("admin"), display_name="মিতা রহমান")
    return made, path_of(made)


def path_of(invitation):
    return path_in(invitations.link(invitation))


class TestInviting:
    def test_administrator_invites_and_the_invited_person_is_in(self, client):
        browser(person("admin", "boss")).post(f"{LIST}add/", offered())
        path = path_in(deliver()[0].body)

        shown = client.get(path)
        entered = client.post(path, filled())

        user = User.objects.get(username="mita")
        assert "মিতা রহমান" in shown.content.decode()
        assert (entered.status_code, entered.url) == (302, "/admin/")
        assert client.get("/admin/").status_code == 200
        assert [group.name for group in user.groups.all()] == ["editor"]
        assert (user.email, user.is_staff, user.is_superuser) == (ADDRESS, True, False)
        assert user.check_password(PASSWORD)
        assert list(LogEntry.objects.order_by("pk").values_list("act", "actor_name")) == [
            ("invite", "boss"), ("accept_invitation", "মিতা রহমান"), ("sign_in", "মিতা রহমান"),
        ]  # fmt: skip

    def test_neither_the_link_nor_its_secret_is_stored(self):
        _made, path = invited()
        deliver()

        token = path.split("/")[-2]
        stored = [
            *OutboxMail.objects.values(),
            *Invitation.objects.values(),
            *LogEntry.objects.values(),
        ]
        assert token.rpartition(".")[2] not in str(stored)
        assert ADDRESS not in str(list(LogEntry.objects.values()))
        assert ADDRESS.partition("@")[0] not in token

    def test_address_that_has_an_account_is_named_and_what_was_typed_is_kept(self):
        person("editor", "selim", email="Mita@Paper.example", display_name="সেলিম")

        answer = browser(person("admin")).post(f"{LIST}add/", offered())

        html = answer.content.decode()
        assert answer.status_code == 200
        assert "সেলিম" in str(answer.context["errors"])
        assert 'value="মিতা রহমান"' in html
        assert Invitation.objects.count() == OutboxMail.objects.count() == 0

    def test_second_invitation_to_an_address_points_to_the_first(self):
        admin = person("admin")
        browser(admin).post(f"{LIST}add/", offered())

        answer = browser(admin).post(f"{LIST}add/", offered(email=ADDRESS.upper()))

        assert answer.status_code == 200
        assert Invitation.objects.count() == 1
        with pytest.raises(Refused):
            invitations.invite(ADDRESS, "editor", by=admin)

    @pytest.mark.parametrize(
        "changes",
        [
            {"email": ""},
            {"email": "নাম"},
            {"display_name": ""},
            {"role": "owner"},
            {"role": "reader"},
        ],
    )
    def test_what_makes_no_invitation_is_refused(self, changes):
        answer = browser(person("admin")).post(f"{LIST}add/", offered(**changes))

        assert answer.status_code == 200
        assert Invitation.objects.count() == 0

    @pytest.mark.parametrize("role", ["reporter", "editor", "chief", "moderator", "reader"])
    def test_others_neither_invite_nor_see_invitations(self, role):
        made, _path = invited()
        client = browser(person(role))

        answers = [
            client.get(LIST), client.get(f"{LIST}add/"), client.post(f"{LIST}add/", offered(email="b@x.example")),
            client.post(f"{LIST}{made.pk}/again/"), client.post(f"{LIST}{made.pk}/revoke/"),
        ]  # fmt: skip

        assert {answer.status_code for answer in answers} <= {302, 403}
        assert ADDRESS not in "".join(answer.content.decode() for answer in answers)
        made.refresh_from_db()
        assert (Invitation.objects.count(), made.letter, made.state) == (1, 1, "open")

    def test_nobody_gives_a_role_with_more_rights_than_their_own(self, monkeypatch):
        monkeypatch.setattr("people.permissions.INVITE", "people.view_user")
        chief = person("chief")

        with pytest.raises(Refused):
            invitations.invite(ADDRESS, "admin", by=chief)

        assert invitations.invite(ADDRESS, "editor", by=chief).role == "editor"


class TestLink:
    def test_it_works_once(self, client):
        _made, path = invited()
        client.post(path, filled())

        again = Client().post(path, filled(username="thief"))

        assert again.status_code == 410
        assert list(User.objects.filter(username="thief")) == []

    def test_of_clicks_at_once_one_makes_the_account(self, together):
        _made, path = invited()

        answers = together(
            lambda number: Client().post(path, filled(username=f"mita{number}")).status_code, 4
        )

        assert sorted(answers) == [302, 410, 410, 410]
        assert User.objects.filter(email=ADDRESS).count() == 1

    def test_it_is_over_after_seven_days(self, client):
        _made, path = invited()

        with time_machine.travel(timezone.now() + dt.timedelta(days=7, seconds=1)):
            assert client.get(path).status_code == 410

    def test_it_is_over_when_it_is_taken_back_or_sent_again(self, client):
        admin = person("admin")
        made, first = invited(admin)

        browser(admin).post(f"{LIST}{made.pk}/again/")
        made.refresh_from_db()
        second = path_of(made)
        after_again = (client.get(first).status_code, client.get(second).status_code)
        browser(admin).post(f"{LIST}{made.pk}/revoke/")

        assert after_again == (410, 200)
        assert client.get(second).status_code == 410
        # The first letter was never written: a newer one is on its way, then taken back.
        assert deliver() == []

    @pytest.mark.parametrize("fate", ["demoted", "deactivated"])
    def test_it_is_over_when_the_inviter_may_no_longer_give_it(self, client, fate):
        boss, admin = person("admin"), person("admin")
        made, path = invited(admin)

        if fate == "demoted":
            staff.change_role(admin, "chief", by=boss)
        else:
            staff.deactivate(admin, by=boss)

        made.refresh_from_db()
        assert client.get(path).status_code == 410
        assert made.state == Invitation.State.REVOKED

    def test_it_is_over_when_the_inviters_rights_went_by_another_way(self, client):
        admin = person("admin")
        _made, path = invited(admin)

        grant(admin, "reporter")

        assert client.get(path).status_code == 410

    def test_it_is_over_when_the_address_got_an_account(self, client):
        _made, path = invited()
        person("reporter", email=ADDRESS)

        assert client.get(path).status_code == 410

    @pytest.mark.parametrize("token", ["x", "1-1", "1-1.AAAA", "1-2.", "%00", "১-১.ক"])
    def test_forged_link_opens_nothing_and_says_so_in_bangla(self, client, token):
        invited()

        answer = client.get(f"/accounts/invitation/{token}/")

        assert answer.status_code == 410
        assert 'lang="bn"' in answer.content.decode()

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"username": ""}, "username"),
            ({"username": "SELIM"}, "username"),
            ({"username": "a b"}, "username"),
            ({"password2": "other-kathal-28"}, "password2"),
            ({"password1": "12345678", "password2": "12345678"}, "password1"),
            ({"password1": "mita-rahman", "password2": "mita-rahman", "username": "mita-rahman"}, "password1"),
            ({"display_name": ""}, "display_name"),
            ({"language": "fr"}, "language"),
        ],
    )  # fmt: skip
    def test_what_makes_no_account_is_refused_and_kept_but_for_the_password(
        self, client, changes, field
    ):
        person("reporter", "selim")
        _made, path = invited()

        answer = client.post(path, filled(**changes))

        html = answer.content.decode()
        assert answer.status_code == 200
        assert set(answer.context["form"].errors) == {field}
        assert PASSWORD not in html
        assert field == "display_name" or 'value="মিতা রহমান"' in html
        assert User.objects.filter(email=ADDRESS).count() == 0
        assert SESSION_KEY not in client.session

    def test_more_than_was_promised_cannot_be_posted(self, client):
        _made, path = invited(role="reporter")

        client.post(
            path,
            filled(role="admin", is_superuser="on", is_staff="on", email="x@y.example", groups="1"),
        )

        user = User.objects.get(username="mita")
        assert (user.email, user.is_superuser) == (ADDRESS, False)
        assert [group.name for group in user.groups.all()] == ["reporter"]

    def test_page_is_private_and_without_inline_code(self, client):
        _made, path = invited()

        answer = client.get(path)

        assert "no-store" in answer.headers["Cache-Control"]
        assert " style=" not in answer.content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_list_takes_as_many_queries_for_one_as_for_three(rows, django_assert_num_queries):
    admin = person("admin")
    for number in range(rows):
        invitations.invite(f"a{number}@x.example", "editor", by=admin, display_name="ক")
    client = browser(admin)
    client.get(LIST)

    with django_assert_num_queries(11):
        page = client.get(LIST)

    assert page.content.decode().count("/revoke/") == rows


class TestCommand:
    def invite(self, *arguments):
        said = StringIO()
        call_command("invite", *arguments, stdout=said)
        return said.getvalue().strip()

    def test_it_prints_a_link_and_sends_no_mail(self, client):
        link = self.invite("owner@x.example", "admin")

        entered = client.post(path_in(link), filled())

        assert entered.status_code == 302
        assert User.objects.get().groups.get().name == "admin"
        assert (mail.outbox, OutboxMail.objects.count()) == ([], 0)

    def test_address_with_an_account_is_told_how_to_get_in(self):
        person("admin", "rina", email=ADDRESS)

        with pytest.raises(CommandError, match=r"manage\.py changepassword rina"):
            self.invite(ADDRESS, "admin")

    @pytest.mark.parametrize("arguments", [("x", "admin"), (ADDRESS, "reader"), (ADDRESS, "owner")])
    def test_what_cannot_be_is_refused(self, arguments):
        with pytest.raises(CommandError):
            self.invite(*arguments)

        assert Invitation.objects.count() == 0
