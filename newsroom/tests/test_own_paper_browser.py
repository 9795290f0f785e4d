"""The first hour of a paper in Chromium: opened empty, named, staffed in two steps, published, restored on a bare folder."""

import re
import subprocess
import sys

import pytest
from django.conf import settings as ours
from django.core.cache import cache
from playwright.sync_api import expect

from articles.models import Article
from images.tests.sending import photo
from newsroom.tests import services
from newsroom.tests.backup_files import Place, place_of_the_test
from newsroom.tests.processes import wait_until
from people import first_sign_in
from people.tests.factories import PASSWORD, deliver
from people.tests.second_step import app_code

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NAME = "মেঘনা প্রতিদিন"
HEADLINE = "চাঁদপুর ঘাটে ইলিশের দাম কমেছে"


def open_account(page, link, username, **typed):
    page.goto(link)
    for name, text in {"username": username, "password1": PASSWORD, "password2": PASSWORD, **typed}.items():  # fmt: skip
        page.fill(f"[name={name}]", text)
    page.click("main form button")


def name_the_paper(page, logo):
    page.goto("/admin/paper/site/")
    page.fill("[name=name]", NAME)
    page.set_input_files("[name=logo]", {"name": "logo.jpg", "mimeType": "image/jpeg", "buffer": logo})  # fmt: skip
    page.click("[name=_save]")
    expect(page.locator(".message.success")).to_have_count(1)
    page.goto("/admin/articles/category/add/")
    page.fill("[name=name]", "অর্থনীতি")
    page.fill("[name=slug]", "economy")
    page.click("[name=_save]")
    expect(page.locator(".message.success")).to_have_count(1)


def invite_an_editor_who_needs_two_steps(page):
    page.goto("/admin/people/user/two-step/")
    page.check("[name=editor-is_required]")
    page.fill("[name=editor-grace_days]", "0")
    page.click("main .button-primary, .two-step-rules .button-primary")
    expect(page.locator(".message.success")).to_have_count(1)
    page.goto("/admin/people/invitation/add/")
    page.fill("[name=email]", "mita@paper.example")
    page.fill("[name=display_name]", "মিতা রহমান")
    page.select_option("[name=role]", "editor")
    page.click("[name=_save]")
    expect(page.locator("#result_list tbody tr")).to_have_count(1)
    return re.search(r"http\S+", deliver()[-1].body)[0]


def enrol(page):
    page.click("[href$='/totp/activate/']")
    page.fill("[name=code]", app_code(page.text_content("code.secret").strip()))
    page.click("form .button-primary")
    expect(page.locator(".codes, [data-codes]").first).to_be_attached()


def publish(page):
    page.goto("/admin/articles/article/add/")
    page.fill("[name=headline]", HEADLINE)
    page.locator(".ProseMirror").click()
    page.keyboard.insert_text("ঘাটে আজ মাঝারি আকারের প্রতি কেজি ইলিশ বিক্রি হয়েছে ৯০০ টাকায়।")
    page.select_option("[name=category]", label="অর্থনীতি")
    page.locator("button[name=act][value=publish]:visible").first.click()
    expect(page.locator(".message.success")).to_have_count(1)


@pytest.mark.parametrize("width", [360, 1280])
def test_a_paper_of_ones_own_from_its_first_link_to_its_restored_backup(
    page_at, live_server, settings, tmp_path, width
):
    cache.clear()
    settings.VAR, settings.SITE_URL = tmp_path / "var", live_server.url
    settings.MEDIA_ROOT = tmp_path / "old/media"
    settings.VAR.mkdir()
    first_sign_in.offer()
    owner, editor, reader = page_at(1280), page_at(width), page_at(width)

    reader.goto("/")
    expect(reader.locator(".steps li")).to_have_count(5)
    open_account(owner, first_sign_in.path().read_text(encoding="utf-8").strip(), "roshan", display_name="রওশন আরা")  # fmt: skip
    expect(owner.locator("#bar .person")).to_have_count(1)
    name_the_paper(owner, photo((240, 80)))
    open_account(editor, invite_an_editor_who_needs_two_steps(owner), "mita")
    expect(editor.locator(".owed")).to_have_count(1)
    editor.goto("/admin/articles/article/add/")
    expect(editor.locator(".owed")).to_have_count(1)
    enrol(editor)
    publish(editor)
    reader.goto("/")
    expect(reader.get_by_role("link", name=HEADLINE).first).to_be_visible()
    assert reader.evaluate("document.querySelector('header img')?.naturalWidth") > 0

    with restored(tmp_path) as address:
        reader.goto(address)
        expect(reader.get_by_role("link", name=HEADLINE).first).to_be_visible()
        assert NAME in reader.title()
        assert reader.evaluate("document.querySelector('header img')?.naturalWidth") > 0
        reader.goto(f"{address}/admin/")
        expect(reader.locator("[name=login]")).to_have_count(1)
    assert Article.objects.get().headline == HEADLINE


class restored:  # noqa: N801  reads as what it gives
    """Back the paper up, restore it into a bare folder by the commands, and open it there."""

    def __init__(self, tmp_path):
        self.file, self.bare = tmp_path / "yesterday.backup", tmp_path / "bare"
        self.old = place_of_the_test(tmp_path / "old")

    def __enter__(self):
        backup = self.old.manage("backup", self.file)
        assert backup.returncode == 0, backup.stderr
        place = Place(self.bare)
        back = place.manage("restore", self.file)
        assert back.returncode == 0, back.stderr
        port = services.free_port()
        self.paper = subprocess.Popen(
            [sys.executable, "-m", "newsroom.serve"], cwd=ours.BASE_DIR, process_group=0,
            env=place.environ | {"PORT": str(port), "DEMO": "no"},
        )  # fmt: skip
        wait_until(lambda: services.answers(port))
        return f"http://127.0.0.1:{port}"

    def __exit__(self, *failure):
        self.paper.terminate()
        self.paper.wait(30)
