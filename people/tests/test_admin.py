"""people/admin.py: accounts, roles and passwords of the staff."""

import pytest

from people.models import User
from people.tests.factories import browser, person

pytestmark = pytest.mark.django_db
USERS = "/admin/people/user/"
PASSWORD = "kagoj-chhapa-2027"


def account(**changes):
    return {
        "username": "mita", "display_name": "মিতা রহমান", "email": "mita@example.org", "language": "bn",
        "role": "editor", **changes,
    }  # fmt: skip


def test_nobody_makes_an_account_for_somebody_else():
    client = browser(person("admin", is_superuser=True))

    answer = client.post(f"{USERS}add/", account(password1=PASSWORD, password2=PASSWORD))
    page = client.get(USERS).content.decode()

    assert answer.status_code == 403
    assert "/admin/people/invitation/add/" in page
    assert not User.objects.filter(username="mita").exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_list_takes_as_many_queries_for_one_as_for_three(rows, django_assert_num_queries):
    client = browser(person("admin"))
    for _number in range(rows - 1):
        person("editor")
    client.get(USERS)

    with django_assert_num_queries(12):
        page = client.get(USERS)

    assert page.context_data["cl"].result_count == rows


def test_list_is_searched_and_filtered_by_role():
    person("editor", "mita", display_name="মিতা")
    person("reporter", "selim", display_name="সেলিম")
    client = browser(person("admin"))

    of_role = client.get(USERS, {"role": "editor"}).context_data["cl"].result_list
    found = client.get(USERS, {"q": "সেলিম"}).context_data["cl"].result_list

    assert [user.username for user in of_role] == ["mita"]
    assert [user.username for user in found] == ["selim"]


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
    [{"role": "owner"}, {"username": ""}, {"email": "নাম"}, {"email": "Taken@x.example"}],
)
def test_a_change_that_cannot_be_is_refused_and_kept_in_the_form(changes):
    editor = person("editor")
    person("reporter", email="taken@x.example")

    answer = browser(person("admin")).post(
        f"{USERS}{editor.pk}/change/", account(username=editor.username) | changes
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


def test_accounts_are_not_deleted_and_not_switched_off_by_a_field_of_the_form():
    editor = person("editor")
    client = browser(person("admin", is_superuser=True))

    deleted = client.post(f"{USERS}{editor.pk}/delete/", {"post": "yes"})
    client.post(
        f"{USERS}{editor.pk}/change/", {**account(username=editor.username), "is_active": ""}
    )

    assert deleted.status_code == 403
    assert User.objects.get(pk=editor.pk).is_active


@pytest.mark.parametrize("role", ["reporter", "editor", "moderator", "reader"])
def test_accounts_are_seen_by_those_who_look_after_them(role):
    client = browser(person(role))

    assert client.get(USERS).status_code in {302, 403}
    assert client.get(f"{USERS}add/").status_code in {302, 403}


def test_a_chief_reads_the_list_and_changes_nobody():
    editor = person("editor")
    client = browser(person("chief"))

    assert client.get(USERS).status_code == 200
    page = client.get(f"{USERS}{editor.pk}/change/")
    assert page.status_code == 200
    assert "/access/" not in page.content.decode()
    assert client.post(f"{USERS}{editor.pk}/change/", account(role="admin")).status_code == 403
    assert (
        client.post(
            f"{USERS}{editor.pk}/password/", {"password1": PASSWORD, "password2": PASSWORD}
        ).status_code
        == 403
    )
