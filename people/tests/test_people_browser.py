"""A paper's first minutes as its owner sees them: the first account, an invitation by mail, an editor who leaves."""

import re

import pytest
from django.core.cache import cache
from playwright.sync_api import expect

from people import first_sign_in
from people.models import User
from people.tests.factories import PASSWORD, deliver, person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def open_account(page, username):
    page.fill("[name=username]", username)
    page.fill("[name=password1]", PASSWORD)
    page.fill("[name=password2]", PASSWORD)
    page.click("main form button")
    expect(page.locator("#bar .person")).to_have_count(1)


def test_owner_opens_the_paper_invites_an_editor_and_lets_them_go(
    page_at, live_server, settings, tmp_path
):
    cache.clear()
    settings.VAR, settings.SITE_URL = tmp_path, live_server.url
    first_sign_in.offer()
    owner, editor = page_at(1280), page_at(360)

    owner.goto(first_sign_in.path().read_text(encoding="utf-8").strip())
    owner.fill("[name=display_name]", "রওশন আরা")
    open_account(owner, "roshan")
    owner.goto("/admin/people/invitation/add/")
    owner.fill("[name=email]", "mita@paper.example")
    owner.fill("[name=display_name]", "মিতা রহমান")
    owner.select_option("[name=role]", "editor")
    owner.click("[name=_save]")
    expect(owner.locator("#result_list tbody tr")).to_have_count(1)
    editor.goto(re.search(r"http\S+", deliver()[0].body)[0])
    open_account(editor, "mita")
    owner.goto(f"/admin/people/user/{User.objects.get(username='mita').pk}/access/")
    owner.click("button[value=leave]")
    expect(owner.locator(".account-state b")).to_have_count(1)
    editor.goto("/admin/")

    expect(editor.locator("[name=login]")).to_have_count(1)
    assert not User.objects.get(username="mita").is_active


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("dark", [False, True], ids=["day", "night"])
def test_pages_of_people_are_readable_for_everybody(desk, violations, width, dark):
    admin, mita = person("admin"), person("editor", "mita")
    paths = ["/admin/me/", "/admin/people/user/", "/admin/people/invitation/add/", f"/admin/people/user/{mita.pk}/change/", f"/admin/people/user/{mita.pk}/access/"]  # fmt: skip

    page = desk(admin, paths[0], width, dark)
    found = {}
    for path in paths:
        page.goto(path)
        found[path] = (
            violations(page),
            page.evaluate("document.documentElement.scrollWidth - innerWidth"),
        )

    assert found == {path: ([], 0) for path in paths}
