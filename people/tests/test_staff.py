"""Who leaves is out at once, everywhere; a paper is never left without an administrator."""

import pytest
from django.core.cache import cache

from paper.log import LogEntry
from people import invitations, profile, staff
from people.letters import send_new_password
from people.locking import administrators
from people.models import EmailChange, Invitation, OpenSession, User
from people.permissions import Refused
from people.roles import grant
from people.tests.factories import PASSWORD, browser, deliver, path_in, person

pytestmark = pytest.mark.django_db
USERS = "/admin/people/user/"


@pytest.fixture(autouse=True)
def no_throttle_of_other_tests():
    cache.clear()


def act(by, user, name):
    return browser(by).post(f"{USERS}{user.pk}/access/", {"act": name})


def typed(user, **changes):
    return {
        "username": user.username, "display_name": "রীনা", "email": user.email, "language": "bn",
        "role": "editor", **changes,
    }  # fmt: skip


class TestLeaving:
    def test_every_open_tab_is_out_at_its_next_request(self):
        rina = person("editor", "rina", display_name="রীনা")
        telephone, computer = browser(rina), browser(rina)
        assert {telephone.get("/admin/").status_code, computer.get("/admin/").status_code} == {200}

        answer = act(person("admin"), rina, "leave")

        assert answer.url == f"{USERS}{rina.pk}/change/"
        assert {telephone.get("/admin/").status_code, computer.get("/admin/").status_code} == {302}
        assert OpenSession.objects.filter(user=rina).count() == 0
        assert LogEntry.objects.filter(subject_id=rina.pk, act="deactivate").count() == 1

    def test_sessions_of_before_stay_dead_when_the_person_comes_back(self):
        admin, rina = person("admin"), person("editor", "rina", password=PASSWORD)
        kept = browser(rina)
        store = kept.session
        data = dict(store.items())

        act(admin, rina, "leave")
        act(admin, rina, "return")
        again = browser()
        again.cookies = kept.cookies
        revived = again.session
        revived.update(data)  # a request under way would write its session back
        revived.save()
        again.cookies["sessionid"] = revived.session_key

        assert again.get("/admin/").status_code == 302
        entered = browser().post("/accounts/login/", {"login": "rina", "password": PASSWORD})
        assert entered.url == "/admin/"

    def test_links_for_a_new_password_die_with_the_account_and_do_not_come_back(self, client):
        admin, rina = person("admin"), person("editor", "rina", email="rina@x.example")
        send_new_password("rina@x.example")
        path = path_in(deliver()[0].body)

        act(admin, rina, "leave")
        gone = client.get(path)
        act(admin, rina, "return")
        back = client.get(path)

        assert (gone.status_code, back.status_code) == (200, 200)
        assert "password1" not in gone.content.decode() + back.content.decode()

    def test_wishes_for_another_address_and_promises_die(self, client):
        boss, admin = person("admin"), person("admin", email="a@x.example")
        made = invitations.invite("b@x.example", "editor", by=admin)
        profile.ask_email(admin, "c@x.example")

        staff.deactivate(admin, by=boss)

        made.refresh_from_db()
        assert made.state == Invitation.State.REVOKED
        assert EmailChange.objects.count() == 0
        assert deliver() == []

    def test_nobody_deactivates_themself_or_a_superuser(self):
        admin, _other = person("admin"), person("admin")
        root = person("admin", is_superuser=True)

        act(admin, admin, "leave")
        refused = act(admin, root, "leave")

        assert refused.status_code == 403
        assert User.objects.filter(is_active=False).count() == 0

    @pytest.mark.parametrize("role", ["reporter", "editor", "chief", "moderator", "reader"])
    @pytest.mark.parametrize("name", ["leave", "return", "end_sessions"])
    def test_others_cannot(self, role, name):
        rina = person("editor", "rina", is_active=name != "return")
        open_tab = browser(rina)

        assert act(person(role), rina, name).status_code in {302, 403}
        assert User.objects.get(pk=rina.pk).is_active is (name != "return")
        assert name == "return" or open_tab.get("/admin/").status_code == 200

    def test_sessions_can_be_ended_without_leaving(self):
        rina = person("editor", "rina", password=PASSWORD)
        stolen = browser(rina)

        act(person("admin"), rina, "end_sessions")

        assert stolen.get("/admin/").status_code == 302
        entered = browser().post("/accounts/login/", {"login": "rina", "password": PASSWORD})
        assert entered.url == "/admin/"

    def test_page_says_what_leaving_means(self):
        rina = person("editor", "rina")
        browser(rina), browser(rina)

        page = browser(person("admin")).get(f"{USERS}{rina.pk}/access/")

        assert page.status_code == 200
        assert "২" in page.context_data["open_sessions"]


class TestLastAdministrator:
    def test_last_one_is_neither_deactivated_nor_demoted(self):
        root = person("reader", is_superuser=True)
        admin = person("admin")
        User.objects.filter(pk=root.pk).update(is_active=False)
        for deed in (
            lambda: staff.deactivate(admin, by=admin),
            lambda: staff.change_role(admin, "editor", by=admin),
        ):
            with pytest.raises(Refused):
                deed()

        assert list(administrators()) == [admin]

    @pytest.mark.parametrize("deed", ["leave", "demote"])
    def test_of_two_who_remove_each_other_at_once_one_stays(self, together, deed):
        pair = [person("admin"), person("admin")]

        def remove(number):
            by, other = pair[number], pair[1 - number]
            if deed == "leave":
                return staff.deactivate(other, by=by)
            return staff.change_role(other, "chief", by=by)

        results = together(remove, 2)

        assert sum(isinstance(result, Refused) for result in results) == 1
        assert administrators().count() == 1

    def test_of_two_last_ones_a_third_person_cannot_remove_both_at_once(self, together):
        root = person("reader", is_superuser=True)
        pair = [person("admin"), person("admin")]
        grant(root, "reader")

        results = together(lambda number: staff.deactivate(pair[number], by=root), 2)

        assert [result for result in results if isinstance(result, Exception)] == []
        assert list(administrators()) == [root]


class TestRole:
    def test_lost_rights_end_every_session(self):
        rina = person("chief", "rina")
        open_tab = browser(rina)

        browser(person("admin")).post(f"{USERS}{rina.pk}/change/", typed(rina))

        assert open_tab.get("/admin/").status_code == 302
        entry = LogEntry.objects.get(act="change_role")
        assert entry.detail == {"kind": "editor", "from": "chief"}

    def test_more_rights_hold_at_once_in_the_open_session(self):
        rina = person("reporter", "rina")
        open_tab = browser(rina)

        staff.change_role(rina, "chief", by=person("admin"))

        assert open_tab.get(USERS).status_code == 200

    def test_own_role_is_not_changed(self):
        admin, _other = person("admin"), person("admin")

        answer = browser(admin).post(f"{USERS}{admin.pk}/change/", typed(admin, role="chief"))

        assert answer.status_code == 200
        assert "role" in answer.context_data["adminform"].form.errors
        assert User.objects.get(pk=admin.pk).groups.get().name == "admin"

    def test_change_of_role_alone_is_one_row_of_the_log(self):
        rina = person("reporter", "rina", display_name="রীনা")

        browser(person("admin")).post(f"{USERS}{rina.pk}/change/", typed(rina))

        acts = LogEntry.objects.filter(subject_id=rina.pk, subject_type="people.user")
        assert [entry.act for entry in acts] == ["change_role"]


class TestPasswordByTheAdministrator:
    def test_it_ends_the_sessions_tells_the_person_and_is_one_row(self):
        rina = person("editor", "rina", email="rina@x.example")
        open_tab = browser(rina)

        browser(person("admin")).post(
            f"{USERS}{rina.pk}/password/", {"password1": PASSWORD, "password2": PASSWORD}
        )

        acts = LogEntry.objects.filter(subject_id=rina.pk, subject_type="people.user")
        assert User.objects.get(pk=rina.pk).check_password(PASSWORD)
        assert open_tab.get("/admin/").status_code == 302
        assert [entry.act for entry in acts] == ["set_password"]
        assert [letter.to for letter in deliver()] == [["rina@x.example"]]
        assert PASSWORD not in deliver()[0].body

    def test_administrator_who_sets_the_own_one_stays_in(self):
        admin = person("admin")
        here, elsewhere = browser(admin), browser(admin)

        here.post(f"{USERS}{admin.pk}/password/", {"password1": PASSWORD, "password2": PASSWORD})

        assert (here.get("/admin/").status_code, elsewhere.get("/admin/").status_code) == (200, 302)
