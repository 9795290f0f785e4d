"""Groups and permissions are what people/roles.py says, exactly."""

import pytest
from django.contrib.auth.models import Group, Permission

from people import roles
from people.models import User
from people.roles import ROLES, STAFF, grant, sync

pytestmark = pytest.mark.django_db


def rights_of(name):
    rows = Group.objects.get(name=name).permissions.values_list(
        "content_type__app_label", "codename"
    )
    return {f"{label}.{codename}" for label, codename in rows}


@pytest.mark.parametrize("role", ROLES)
def test_group_has_exactly_the_rights_of_its_role(role):
    assert rights_of(role) == set(ROLES[role][1])


def test_roles_are_the_six_of_a_newsroom():
    assert set(ROLES) == {"reporter", "editor", "chief", "moderator", "admin", "reader"}
    assert {"reporter", "editor", "chief", "moderator", "admin"} == STAFF


@pytest.mark.parametrize(
    ("role", "right", "has"),
    [
        ("reporter", "articles.publish_article", False),
        ("reporter", "articles.edit_any_article", False),
        ("reporter", "comments.moderate_comment", False),
        ("editor", "articles.publish_article", True),
        ("editor", "articles.withdraw_article", False),
        ("editor", "people.change_user", False),
        ("chief", "articles.kill_article", True),
        ("chief", "people.change_user", False),
        ("moderator", "comments.moderate_comment", True),
        ("moderator", "articles.change_article", False),
        ("admin", "people.change_user", True),
        ("reader", "articles.view_article", False),
    ],
)
def test_role_may_what_its_work_needs(role, right, has):
    user = User.objects.create_user("someone")
    grant(user, role)

    assert User.objects.get(pk=user.pk).has_perm(right) is has


def test_no_role_may_rewrite_the_log_or_give_itself_single_rights():
    for _label, rights in ROLES.values():
        assert not {r for r in rights if r.endswith("_logentry")} - {"paper.view_logentry"}
        assert not {r for r in rights if r.startswith(("auth.", "sessions.", "contenttypes."))}


def test_sync_takes_away_what_was_added_and_brings_back_what_was_lost():
    group = Group.objects.get(name="reporter")
    group.permissions.set(Permission.objects.filter(codename="publish_article"))

    sync()

    assert rights_of("reporter") == set(ROLES["reporter"][1])


def test_sync_twice_changes_no_row():
    before = sorted(Group.permissions.through.objects.values_list("pk", flat=True))

    sync()

    assert sorted(Group.permissions.through.objects.values_list("pk", flat=True)) == before


def test_group_that_somebody_made_is_left():
    Group.objects.create(name="friends")

    sync()

    assert Group.objects.filter(name="friends").exists()


def test_unknown_permission_is_named_and_nothing_is_changed(monkeypatch):
    Group.objects.get(name="reporter").permissions.clear()
    broken = {**ROLES, "zz": ("Zz", ("articles.fly_article", "articles.add_article"))}
    monkeypatch.setattr(roles, "ROLES", broken)

    with pytest.raises(LookupError, match=r"zz.*articles\.fly_article"):
        sync()

    assert rights_of("reporter") == set()
    assert not Group.objects.filter(name="zz").exists()


def test_grant_gives_one_role_and_the_desk_only_to_staff():
    user = User.objects.create_user("someone")

    grant(user, "editor")
    was_staff = user.is_staff
    grant(user, "reader")

    user.refresh_from_db()
    assert (was_staff, user.is_staff) == (True, False)
    assert [group.name for group in user.groups.all()] == ["reader"]


def test_unknown_role_is_refused_and_nothing_is_taken():
    user = User.objects.create_user("someone")
    grant(user, "editor")

    with pytest.raises(KeyError, match="publisher"):
        grant(user, "publisher")

    assert [group.name for group in user.groups.all()] == ["editor"]


def test_person_is_named_as_the_desk_prints_it():
    assert str(User(username="rina", display_name="ক\u09c7\u09be")) == "ক\u09c7\u09be"
    assert str(User(username="rina", first_name="Rina", last_name="Das")) == "Rina Das"
    assert str(User(username="rina")) == "rina"
    assert User.objects.create_user("rina", display_name="ক\u09c7\u09be").display_name == "কো"
