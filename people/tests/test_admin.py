"""people/admin.py: accounts, roles and passwords of the staff."""

import pytest
from django.test import Client

from people.models import User
from people.roles import grant

pytestmark = pytest.mark.django_db
USERS = "/admin/people/user/"
PASSWORD = "kagoj-chhapa-2027"


def person(role, **values):
    user = User.objects.create_user(f"{role}-{User.objects.count()}", password="x", **values)
    grant(user, role)
    return User.objects.get(pk=user.pk)


def browser(user):
    client = Client()
    client.force_login(user)
    return client


def account(**changes):
    return {
        "username": "mita", "display_name": "মিতা রহমান", "email": "mita@example.org", "language": "bn",
        "role": "editor", "is_active": "on", **changes,
    }  # fmt: skip


def test_an_administrator_makes_an_account_with_a_role():
    answer = browser(person("admin")).post(
        f"{USERS}add/", account(password1=PASSWORD, password2=PASSWORD)
    )

    user = User.objects.get(username="mita")
    assert answer.status_code == 302
    assert [group.name for group in user.groups.all()] == ["editor"]
    assert (user.is_staff, user.is_superuser) == (True, False)
    assert user.check_password(PASSWORD)


def test_a_change_of_role_takes_the_old_rights_away():
    editor = person("editor")

    browser(person("admin")).post(
        f"{USERS}{editor.pk}/change/", account(username=editor.username, role="reader")
    )

    editor = User.objects.get(pk=editor.pk)
    assert [group.name for group in editor.groups.all()] == ["reader"]
    assert not editor.is_staff
    assert not editor.has_perm("articles.publish_article")


def test_extra_fields_give_no_rights():
    editor = person("editor")

    browser(person("admin")).post(
        f"{USERS}{editor.pk}/change/",
        account(
            username=editor.username,
            is_superuser="on",
            user_permissions=["1"],
            password="offen",
            groups=["1"],
            is_staff="",
        ),
    )

    after = User.objects.get(pk=editor.pk)
    assert (after.is_superuser, after.is_staff, after.user_permissions.count(), after.password) == (
        False,
        True,
        0,
        editor.password,
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"role": "owner"},
        {"username": ""},
        {"email": "নাম"},
        {"password2": "anders"},
        {"password1": "12345678", "password2": "12345678"},
    ],
)
def test_an_account_that_cannot_be_is_refused_and_kept_in_the_form(changes):
    answer = browser(person("admin")).post(
        f"{USERS}add/", account(password1=PASSWORD, password2=PASSWORD) | changes
    )

    assert answer.status_code == 200
    assert answer.context_data["adminform"].form.errors
    assert "মিতা রহমান" in answer.content.decode()
    assert not User.objects.filter(display_name="মিতা রহমান").exists()


def test_an_administrator_does_not_touch_a_superusers_account():
    root = person("admin", is_superuser=True)
    client = browser(person("admin"))

    change = client.post(
        f"{USERS}{root.pk}/change/", account(username=root.username, role="reader")
    )
    password = client.post(
        f"{USERS}{root.pk}/password/", {"password1": PASSWORD, "password2": PASSWORD}
    )

    assert (change.status_code, password.status_code) == (403, 403)
    assert User.objects.get(pk=root.pk).password == root.password


def test_a_new_password_is_set_on_a_page_of_its_own():
    editor = person("editor")
    client = browser(person("admin"))

    page = client.get(f"{USERS}{editor.pk}/password/").content.decode()
    client.post(f"{USERS}{editor.pk}/password/", {"password1": PASSWORD, "password2": PASSWORD})

    assert 'name="usable_password"' not in page
    assert "pbkdf2" not in client.get(f"{USERS}{editor.pk}/change/").content.decode()
    assert User.objects.get(pk=editor.pk).check_password(PASSWORD)


def test_accounts_are_switched_off_not_deleted():
    editor = person("editor")
    client = browser(person("admin", is_superuser=True))

    deleted = client.post(f"{USERS}{editor.pk}/delete/", {"post": "yes"})
    client.post(
        f"{USERS}{editor.pk}/change/", {**account(username=editor.username), "is_active": ""}
    )

    assert deleted.status_code == 403
    assert not User.objects.get(pk=editor.pk).is_active


@pytest.mark.parametrize("role", ["reporter", "editor", "moderator", "reader"])
def test_accounts_are_seen_by_those_who_look_after_them(role):
    client = browser(person(role))

    assert client.get(USERS).status_code in {302, 403}
    assert client.get(f"{USERS}add/").status_code in {302, 403}


def test_a_chief_reads_the_list_and_changes_nobody():
    editor = person("editor")
    client = browser(person("chief"))

    assert client.get(USERS).status_code == 200
    assert client.post(f"{USERS}{editor.pk}/change/", account(role="admin")).status_code == 403
    assert (
        client.post(
            f"{USERS}{editor.pk}/password/", {"password1": PASSWORD, "password2": PASSWORD}
        ).status_code
        == 403
    )
