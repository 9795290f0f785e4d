"""Who has to sign in in two steps, from when, and what is shut until then."""

import datetime as dt

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone, translation

from paper.log import LogEntry
from paper.outbox import OutboxMail
from people import two_step
from people.models import TwoStepRule, User
from people.tests.second_step import (
    INDEX,
    PASSWORD,
    app_code,
    code_step,
    is_in,
    password_step,
    root,
    rule,
    staff,
    with_app,
)

pytestmark = pytest.mark.django_db
RULES = "/admin/people/user/two-step/"


@pytest.fixture(autouse=True)
def no_used_codes():
    cache.clear()


def browser(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


class TestWhoOwesIt:
    def test_nothing_is_asked_while_no_rule_stands(self):
        assert two_step.standing(staff()) == two_step.Standing(False, None, False)

    def test_days_count_from_the_rule_for_the_old_and_from_the_first_day_for_the_new(self):
        old = staff(name="old", date_joined=timezone.now() - dt.timedelta(days=400))
        rule(grace_days=7)
        since = TwoStepRule.objects.get().since
        new = staff(name="new", date_joined=since + dt.timedelta(days=30))

        assert two_step.standing(old).due_at == since + dt.timedelta(days=7)
        assert two_step.standing(new).due_at == since + dt.timedelta(days=37)

    def test_a_rule_is_of_one_role(self):
        rule("chief", grace_days=7)

        assert two_step.standing(staff("editor")).due_at is None
        assert two_step.standing(staff("chief", "hasan")).due_at is not None

    def test_rule_of_administrators_holds_for_superusers(self):
        rule("admin")

        assert two_step.standing(root()).is_overdue

    def test_recovery_codes_alone_are_no_second_step(self):
        rina = with_app(staff())
        Authenticator.objects.filter(type="totp").delete()

        assert not two_step.standing(rina).is_on

    def test_a_session_costs_no_further_query(self, django_assert_num_queries):
        rina = staff()
        client = browser(rina)
        client.get("/accounts/password/change/")
        rule(grace_days=9)

        with django_assert_num_queries(3):  # session, user with standing, paper
            page = client.get("/accounts/password/change/")

        assert page.status_code == 200


class TestRules:
    def test_change_is_logged_once_and_saying_the_same_again_is_none(self):
        assert two_step.change_rule("editor", is_required=True, grace_days=7, by=root())
        assert not two_step.change_rule("editor", is_required=True, grace_days=7, by=root())

        assert [(row.act, row.detail) for row in LogEntry.objects.all()] == [
            ("two_step_rule", {"days": 7})
        ]

    def test_more_days_do_not_start_them_anew(self):
        rule(grace_days=7)
        before = TwoStepRule.objects.get().since

        rule(grace_days=14)

        assert TwoStepRule.objects.get().since == before

    @pytest.mark.parametrize("role", ["chief", "editor", "reporter", "moderator"])
    def test_only_who_looks_after_the_staff_sets_rules(self, role):
        person = staff(role)

        with pytest.raises(PermissionDenied):
            two_step.change_rule("editor", is_required=True, grace_days=7, by=person)

        assert browser(person).get(RULES).status_code == 403
        assert browser(person).post(RULES, {"editor-is_required": "on"}).status_code == 403
        assert not TwoStepRule.objects.exists()

    def test_readers_have_no_rule(self):
        with pytest.raises(KeyError):
            two_step.change_rule("reader", is_required=True, grace_days=7, by=root())

    def test_database_refuses_a_grace_of_years(self):
        with pytest.raises(IntegrityError), transaction.atomic():
            TwoStepRule.objects.create(role="editor", grace_days=400)

    def test_page_keeps_what_was_typed_and_changes_nothing_when_a_number_is_none(self):
        client = browser(staff("admin"))
        typed = {
            f"{role}-grace_days": "৭"
            for role in ("reporter", "editor", "chief", "moderator", "admin")
        }

        wrong = client.post(RULES, {**typed, "editor-is_required": "on", "chief-grace_days": "৯৯"})
        nothing = TwoStepRule.objects.filter(since__isnull=False).count()
        right = client.post(RULES, {**typed, "editor-is_required": "on", "editor-grace_days": "১০"})

        assert 'value="৯৯"' in wrong.content.decode()
        assert (nothing, right.status_code) == (0, 302)
        assert TwoStepRule.objects.get(since__isnull=False).grace_days == 10


class TestTheWall:
    @pytest.fixture
    def rina(self):
        rule(grace_days=0)
        return staff()

    def test_within_the_grace_the_desk_is_open_and_says_until_when(self):
        rule(grace_days=7)
        client = browser(staff())

        page = client.get("/admin/")

        assert page.status_code == 200
        assert INDEX in page.content.decode()

    def test_the_minute_the_grace_ends_the_desk_is_shut_for_an_open_session(self):
        rina = staff()
        rule(grace_days=7)
        client = browser(rina)
        before = client.get("/admin/").status_code

        with time_machine.travel(timezone.now() + dt.timedelta(days=7, seconds=1)):
            after = client.get("/admin/")

        assert before == 200
        assert after.url.startswith(f"{INDEX}?next=")

    @pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete", "head", "options"])
    @pytest.mark.parametrize("path", [
        "/admin/", "/admin/articles/article/", "/admin/articles/article/add/", "/admin/articles/article/begin/",
        "/admin/comments/desk/", "/admin/language/", "/admin/images/picture/uploads/", "/admin/jsi18n/",
        "/admin/autocomplete/", "/accounts/password/change/", "/accounts/email/",
    ])  # fmt: skip
    def test_no_method_at_no_address_opens_anything(self, rina, path, method):
        answer = getattr(browser(rina), method)(path)

        if method in {"get", "head"}:
            assert answer.url.startswith(f"{INDEX}?next=")
        else:
            assert answer.status_code == (403 if method == "post" else 405)

    def test_json_of_the_editor_is_refused_too(self, rina):
        answer = browser(rina).post(
            "/admin/articles/article/token/", "{}", content_type="application/json",
            headers={"accept": "application/json"},
        )  # fmt: skip

        assert answer.status_code == 403

    def test_outside_the_desk_such_a_session_is_nobody(self, rina, rf):
        from people.middleware import SecondStep

        seen = []
        request = rf.get("/media/x.webp")
        request.session, request.user = Client().session, rina
        SecondStep(lambda request: seen.append(request.user.is_authenticated))(request)

        assert seen == [False]

    def test_setting_up_and_leaving_stay_possible(self, rina):
        client = browser(rina)

        assert client.get(INDEX).status_code == 200
        assert client.get("/accounts/2fa/totp/activate/").url.startswith(
            "/accounts/reauthenticate/"
        )
        assert client.post("/admin/logout/").status_code == 302
        assert client.get("/admin/").url.startswith("/admin/login/")

    @pytest.mark.django_db(transaction=True)
    def test_who_set_it_up_is_inside_at_once(self, rina):
        client = Client()
        password_step(client)
        client.post("/accounts/reauthenticate/", {"password": PASSWORD})
        secret = client.get("/accounts/2fa/totp/activate/").context["form"].secret

        client.post("/accounts/2fa/totp/activate/", {"code": app_code(secret)})

        assert client.get("/admin/").status_code == 200

    def test_session_of_the_password_alone_is_asked_for_a_code(self, rina):
        client = browser(with_app(rina))

        asked = client.get("/admin/articles/article/")
        client.post(asked.url, {"code": app_code()})

        assert asked.url == "/accounts/2fa/reauthenticate/?next=%2Fadmin%2Farticles%2Farticle%2F"
        assert client.get("/admin/articles/article/").status_code == 200

    def test_password_typed_again_is_no_second_step(self, rina):
        with_app(rina)
        client = browser(rina)

        client.post("/accounts/reauthenticate/", {"password": PASSWORD})

        assert client.get("/admin/").status_code == 302

    def test_last_device_cannot_be_removed_while_the_role_needs_one(self, rina):
        with_app(rina)
        client = Client()
        password_step(client)
        code_step(client, app_code())
        asked = client.get("/accounts/2fa/totp/deactivate/")
        client.post(asked.url, {"code": app_code(steps=1)})

        page = client.post("/accounts/2fa/totp/deactivate/")

        assert page.status_code == 200
        assert two_step.standing(rina).is_on


class TestTakingAway:
    def test_administrator_helps_somebody_who_lost_the_phone(self):
        rina, boss = with_app(staff()), staff("admin", "boss")
        theirs = Client()
        password_step(theirs)
        code_step(theirs, app_code())

        answer = browser(boss).post(f"/admin/people/user/{rina.pk}/two-step/")

        assert answer.status_code == 302
        assert not Authenticator.objects.filter(user=rina).exists()
        assert theirs.get("/admin/").status_code == 302
        assert browser(boss).get("/admin/").status_code == 200
        assert OutboxMail.objects.get(kind="two_step").to == rina.email
        assert [row.actor_id for row in LogEntry.objects.filter(act="two_step_taken")] == [boss.pk]

    def test_a_superusers_second_step_is_a_superusers_matter(self):
        with_app(root())
        boss = staff("admin", "boss")

        with pytest.raises(PermissionDenied):
            two_step.take_away(root(), by=boss)

        page = f"/admin/people/user/{root().pk}/two-step/"
        assert [browser(boss).get(page).status_code, browser(boss).post(page).status_code] == [
            403,
            403,
        ]
        assert Authenticator.objects.filter(user=root()).exists()

    @pytest.mark.parametrize("role", ["chief", "editor", "reporter", "moderator"])
    def test_nobody_else_may(self, role):
        rina = with_app(staff(name="victim"))

        answer = browser(staff(role)).post(f"/admin/people/user/{rina.pk}/two-step/")

        assert answer.status_code == 403
        assert two_step.standing(rina).is_on

    def test_afterwards_the_password_signs_in_and_the_rule_counts_on(self):
        rina = with_app(staff())
        rule(grace_days=0)

        two_step.take_away(rina, by=root())

        client = Client()
        password_step(client)
        assert is_in(client)
        assert client.get("/admin/").url.startswith(INDEX)


@pytest.mark.parametrize("rows", [1, 3])
def test_staff_list_shows_who_has_it_in_the_same_number_of_queries(rows, django_assert_num_queries):
    rule(grace_days=3)
    for number in range(rows):
        with_app(staff(name=f"person{number}"))
    staff(name="without")
    client = browser(root())
    client.get("/admin/people/user/")

    with django_assert_num_queries(QUERIES_OF_THE_LIST):
        page = client.get("/admin/people/user/").content.decode()

    assert page.count('class="field-two_step_state"') == rows + 2


QUERIES_OF_THE_LIST = 10


def test_users_are_told_in_the_language_of_their_desk():
    rina = staff(language="en")
    User.objects.filter(pk=rina.pk).update(language="en")
    with_app(rina)

    two_step.take_away(rina, by=root())

    assert "taken the second step away" in OutboxMail.objects.get().body


@pytest.mark.parametrize(("is_on", "owes", "said"), [(True, True, "On:"), (False, True, "from"), (False, False, "Off:")])  # fmt: skip
def test_a_persons_page_says_what_holds_and_leads_there(is_on, owes, said, rf):
    rina = staff(language="en")
    if is_on:
        with_app(rina)
    if owes:
        rule(grace_days=7)
    rina.two_step = two_step.standing(rina)

    with translation.override("en"):
        page = render_to_string("account/_two_step.html", {"user": rina})

    assert said in page
    assert INDEX in page
