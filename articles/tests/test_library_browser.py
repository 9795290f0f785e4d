"""The library in Chromium: focal point, replacing, the picker by keyboard, clearing up; axe."""

import datetime as dt
import re

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone, translation
from playwright.sync_api import expect

from articles.tests.factories import person, story
from images.models import Folder, Picture, Video
from images.tests.factories import file_of, picture
from paper.log import LogEntry

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PICTURES = "/admin/images/picture/"
OPTION = ".picker-grid [role=option]"
SCREENS = pytest.mark.parametrize(("width", "dark"), [(360, True), (1280, False)])


@pytest.fixture(autouse=True)
def uploads(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path


def page_of(one):
    return f"{PICTURES}{one.pk}/change/"


def focus_of(one):
    one.refresh_from_db()
    return one.focus_x, one.focus_y


def save(page):
    page.click("[name=_continue]")
    page.wait_for_selector(".message")


def shelf(*names):
    """Return pictures with these descriptions, the last of them the newest."""
    return [
        picture(file_of((300 + number, 200)), alt=name, credit="মিতা")
        for number, name in enumerate(names)
    ]


def open_picker(page, options="{}"):
    """Open the picker on any page of the desk, as a page that includes its words does."""
    with translation.override("bn"):
        words = render_to_string("admin/images/_words.html")
    page.evaluate("html => document.body.insertAdjacentHTML('beforeend', html)", words)
    page.evaluate(
        f"""() => {{
          document.querySelector("#library-words").focus();
          window.answer = import("/static/js/desk/picker.js").then(({{ pick }}) => pick({options}));
        }}"""
    )
    page.wait_for_selector(".picker[open]")


def chosen(page):
    answer = page.evaluate("window.answer")
    return answer and [one["id"] for one in answer]


def until_there_are(page, count):
    """Wait for so many options; the policy of the desk forbids Playwright's own waiting for a function."""
    for _ in range(100):
        if page.locator(OPTION).count() == count:
            return
        page.wait_for_timeout(50)
    assert page.locator(OPTION).count() == count


def at_focus(page):
    return page.evaluate("document.activeElement.dataset.id")


class TestFocalPoint:
    def test_it_is_set_by_a_click_and_readers_get_the_picture_cut_there(self, desk):
        crane = picture(file_of((900, 600)))
        for _ in range(4):
            story(picture=crane.pk)
        page = desk(person("editor"), page_of(crane))
        box = page.locator(".stage img").bounding_box()

        page.mouse.click(box["x"] + box["width"] * 0.2, box["y"] + box["height"] * 0.7)
        previews = page.eval_on_selector_all(".cut img", "all => all.map(e => e.className)")
        save(page)

        assert focus_of(crane) == (20, 70)
        assert previews == ["fx20 fy70"] * 3
        assert re.search(
            r'<img src="[^"]*"[^>]*class="fx20 fy70"', Client().get("/").content.decode()
        )

    def test_it_is_moved_by_the_keyboard_alone(self, desk):
        crane = picture(file_of((900, 600)))
        page = desk(person("editor"), page_of(crane))
        mark = page.get_by_role("slider")
        mark.focus()

        for key in ("ArrowRight", "ArrowRight", "Shift+ArrowRight", "Shift+ArrowUp", "ArrowDown"):
            page.keyboard.press(key)
        said = mark.get_attribute("aria-valuetext")
        save(page)

        assert focus_of(crane) == (62, 41)
        assert "৬২" in said
        assert "৪১" in said

    def test_it_stays_within_the_picture(self, desk):
        crane = picture(file_of((900, 600)), focus_x=95, focus_y=3)
        page = desk(person("editor"), page_of(crane))
        page.get_by_role("slider").focus()

        for key in ("Shift+ArrowRight", "Shift+ArrowUp"):
            page.keyboard.press(key)
        save(page)

        assert focus_of(crane) == (100, 0)

    def test_it_is_dragged_and_typed(self, desk):
        crane = picture(file_of((900, 600)))
        page = desk(person("editor"), page_of(crane))
        box = page.locator(".stage img").bounding_box()

        page.mouse.move(box["x"] + 10, box["y"] + 10)
        page.mouse.down()
        page.mouse.move(box["x"] + box["width"] * 0.9, box["y"] + box["height"] * 0.1, steps=4)
        page.mouse.up()
        dragged = page.input_value("[name=focus_x]"), page.input_value("[name=focus_y]")
        page.fill("[name=focus_x]", "৩৫")
        preview = page.get_attribute(".cut img", "class")

        assert dragged == ("৯০", "১০")
        assert preview == "fx40 fy10"

    def test_without_scripts_two_fields_do_it(self, desk):
        crane = picture(file_of((900, 600)))
        page = desk(person("editor"), page_of(crane), java_script_enabled=False)

        expect(page.locator("label[for=id_focus_x], label[for=id_focus_y]")).to_have_count(2)
        page.fill("[name=focus_x]", "১৫")
        page.click("[name=_save]")

        assert focus_of(crane) == (15, 50)


def test_another_file_takes_the_place_and_the_lasting_address_leads_to_it(desk, uploads):
    crane = picture(file_of((900, 600)), focus_x=20, focus_y=30)
    old = crane.key
    story(picture=crane.pk)
    (uploads / "new.jpg").write_bytes(file_of((800, 800)))
    page = desk(person("editor"), page_of(crane))

    page.set_input_files("[name=file]", uploads / "new.jpg")
    save(page)

    assert focus_of(crane) == (50, 50)
    assert (crane.width, crane.key != old) == (800, True)
    expect(page.locator(".message")).to_have_count(2)
    reader = page.request.get(page.get_attribute(".stage-facts dd a[href*='/media/picture/']", "href"))  # fmt: skip
    assert (reader.status, crane.key in reader.url) == (200, True)


class TestPicker:
    def test_a_picture_is_found_and_chosen_without_a_mouse(self, desk):
        made = shelf("সেতু", "জেটিতে জাহাজ", "জেটিতে ক্রেন", "সংসদ ভবন")
        page = desk(person("reporter"), PICTURES)
        open_picker(page)
        page.wait_for_selector(OPTION)

        page.keyboard.type("জেটি")
        until_there_are(page, 2)
        page.keyboard.press("ArrowDown")
        first = at_focus(page)
        page.keyboard.press("ArrowRight")
        second = at_focus(page)
        page.keyboard.press("Enter")

        assert (first, second) == (str(made[2].pk), str(made[1].pk))
        assert chosen(page) == [made[1].pk]
        expect(page.locator("dialog")).to_have_count(0)
        assert page.evaluate("document.activeElement.id") == "library-words"

    def test_several_are_chosen_by_the_space_bar_in_the_order_of_choosing(self, desk):
        made = shelf("ক", "খ", "গ")
        page = desk(person("reporter"), PICTURES)
        open_picker(page, "{multiple: true}")
        page.wait_for_selector(OPTION)

        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Space")
        page.keyboard.press("Home")
        page.keyboard.press("Space")
        page.keyboard.press("End")
        page.keyboard.press("Space")
        page.keyboard.press("Space")
        states = page.eval_on_selector_all(OPTION, "all => all.map(e => e.ariaSelected)")
        page.click(".picker .button-primary")

        assert states == ["true", "true", "false"]
        assert chosen(page) == [made[1].pk, made[2].pk]

    @pytest.mark.parametrize("way", ["Escape", "button"])
    def test_closing_chooses_nothing(self, desk, way):
        shelf("ক")
        page = desk(person("reporter"), PICTURES)
        open_picker(page, "{multiple: true}")
        page.click(OPTION)

        page.keyboard.press(way) if way == "Escape" else page.click(".picker-close")

        assert chosen(page) is None

    def test_older_ones_follow_and_the_arrows_go_on_there(self, desk):
        Picture.objects.bulk_create(
            Picture(file=f"originals/{n}.jpg", alt=f"ছবি {n}") for n in range(33)
        )
        page = desk(person("reporter"), PICTURES)
        open_picker(page)
        page.wait_for_selector(OPTION)

        page.click(".picker-shelf > button:last-child")
        until_there_are(page, 33)

        ids = page.eval_on_selector_all(OPTION, "all => all.map(e => Number(e.dataset.id))")
        assert ids == sorted(ids, reverse=True)
        assert at_focus(page) == str(ids[30])
        assert not page.is_visible(".picker-shelf > button:last-child")

    def test_a_folder_and_still_pictures_alone_are_shown_on_request(self, desk):
        sport = Folder.objects.create(name="খেলা")
        inside, film, _outside = shelf("ক", "খ", "গ")
        Picture.objects.filter(pk__in=[inside.pk, film.pk]).update(folder=sport)
        Video.objects.create(poster=film, key="a", size=1, width=640, height=360, seconds=60)
        page = desk(person("reporter"), PICTURES)
        open_picker(page, "{videos: false}")
        page.wait_for_selector(OPTION)

        page.select_option("#picker-folder", label="খেলা")
        until_there_are(page, 1)
        page.click(OPTION)

        assert chosen(page) == [inside.pk]

    def test_a_file_sent_from_here_is_chosen_at_once(self, desk, uploads):
        (uploads / "port.jpg").write_bytes(file_of((640, 400)))
        page = desk(person("reporter"), PICTURES)
        open_picker(page)

        page.set_input_files(".picker [type=file]", uploads / "port.jpg")

        assert chosen(page) == [Picture.objects.get().pk]
        assert Picture.objects.get().width == 640

    def test_a_dropped_file_that_is_no_picture_is_refused_in_words(self, desk):
        page = desk(person("reporter"), PICTURES)
        open_picker(page)

        page.evaluate(
            """() => {
              const dataTransfer = new DataTransfer();
              dataTransfer.items.add(new File(["<svg onload=bait()>"], "bait.jpg", { type: "image/jpeg" }));
              document.querySelector(".picker").dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
            }"""
        )
        page.wait_for_selector(".picker-sending [role=alert]")

        assert "bait.jpg" in page.inner_text(".picker-sending")
        assert page.is_visible(".picker")
        assert Picture.objects.count() == 0
        desk.said.clear()  # Chromium writes the refusal's status into its console

    def test_a_connection_that_is_gone_is_said_and_tried_again(self, desk):
        shelf("ক")
        page = desk(person("reporter"), PICTURES)
        page.route("**/pick/**", lambda route: route.abort())
        open_picker(page)
        page.locator(".picker-state + button").wait_for()
        said = page.inner_text(".picker-state")

        page.unroute("**/pick/**")
        page.click(".picker-state + button")
        page.wait_for_selector(OPTION)

        assert said
        assert page.inner_text(".picker-state") == ""
        desk.said.clear()

    def test_hostile_words_are_only_words(self, desk):
        hostile = '<img src=x onerror="bait()">"></li><script>bait()</script>'
        made = picture(file_of((300, 200)), alt=hostile, credit=hostile)
        Folder.objects.create(name=hostile[:80])
        page = desk(person("reporter"), PICTURES)
        open_picker(page)
        page.wait_for_selector(OPTION)

        assert page.inner_text(f"{OPTION} .tile-words").startswith("<img src=x")
        expect(page.locator(f"{OPTION} img")).to_have_count(1)
        page.click(OPTION)
        assert chosen(page) == [made.pk]


def test_unused_pictures_are_chosen_looked_at_again_and_deleted(desk):
    chief = person()
    gone, stays = shelf("পড়ে আছে", "থাকবে")
    Picture.objects.update(added_at=timezone.now() - dt.timedelta(days=8))
    page = desk(chief, f"{PICTURES}unused/")

    page.check(f"[value='{gone.pk}']")
    page.click(".library-acts .button-danger")
    page.wait_for_selector("[name=confirmed]", state="attached")
    asked = page.locator(".tile").count()
    page.click(".library-acts .button-danger")
    page.wait_for_selector(".message")

    assert asked == 1
    assert list(Picture.objects.all()) == [stays]
    assert LogEntry.objects.get(act="delete").subject_id == gone.pk


@SCREENS
def test_all_pages_are_clean_for_axe_and_no_wider_than_the_screen(desk, violations, width, dark):
    chief = person()
    sport = Folder.objects.create(name="খেলা")
    first, second, third = shelf("জেটিতে জাহাজ", "সেতু", "সংসদ ভবন")
    Picture.objects.filter(pk=first.pk).update(
        folder=sport, credit="", alt="", is_free=True, rights_until=dt.date(2020, 1, 1)
    )
    Video.objects.create(poster=second, key="a", size=1, width=640, height=360, seconds=83)
    story(chief, picture=third.pk)
    Picture.objects.update(added_at=timezone.now() - dt.timedelta(days=8))
    paths = [
        PICTURES, f"{PICTURES}?q=খখখ", page_of(first), page_of(third), f"{PICTURES}add/", f"{PICTURES}unused/",
        "/admin/images/folder/", f"/admin/images/folder/{sport.pk}/change/",
    ]  # fmt: skip
    page = desk(chief, PICTURES, width, dark)

    found, widths = {}, {}
    for path in paths:
        page.goto(path)
        found[path] = violations(page)
        widths[path] = page.evaluate("document.documentElement.scrollWidth")
    page.goto(f"{PICTURES}unused/")
    page.locator("[name=picture]").first.check()
    page.click(".library-acts .button-danger")
    page.wait_for_selector("[name=confirmed]", state="attached")
    found["second look"] = violations(page)
    page.goto(PICTURES)
    for options in ("{}", "{multiple: true}"):
        open_picker(page, options)
        page.wait_for_selector(OPTION)
        if "multiple" in options:
            page.click(OPTION)
        found[f"picker {options}"] = violations(page)
        page.keyboard.press("Escape")

    assert {path: wrong for path, wrong in found.items() if wrong} == {}
    assert set(widths.values()) == {width}, widths


def test_what_is_touched_on_a_phone_is_44_pixels_high(desk):
    shelf("জেটি", "সেতু")
    page = desk(person(), PICTURES, 360)
    small = """selector => [...document.querySelectorAll(selector)]
      .filter(e => e.checkVisibility() && !e.classList.contains('visually-hidden') && e.getBoundingClientRect().height < 43.5)
      .map(e => e.outerHTML.slice(0, 90))"""

    found = page.evaluate(
        small,
        "#content a.button, #content button, #content select, #content input, .library-only a",
    )
    open_picker(page, "{multiple: true}")
    page.click(OPTION)
    found += page.evaluate(small, ".picker button, .picker select, .picker input, .picker .button")

    assert found == []
