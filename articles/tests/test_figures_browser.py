"""Figures in Chromium: put into a story by picker, paste and drop; seen by readers with and without scripts."""

import base64
import re

import pytest
from playwright.sync_api import expect

from articles.figures import figures_of, picture_ids
from articles.models import Article
from articles.tests.desk import ADD, form_of
from articles.tests.factories import draft, person, story
from images.models import Picture
from images.tests.factories import file_of, picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WITH_FILE = """([type, bytes, kind, name, target]) => {
  const data = new DataTransfer();
  data.items.add(new File([Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))], name, { type: kind }));
  const options = { bubbles: true, cancelable: true };
  const element = document.querySelector(target);
  if (type === "paste") return element.dispatchEvent(new ClipboardEvent(type, { clipboardData: data, ...options }));
  const box = element.getBoundingClientRect();
  const spot = { clientX: box.left + 20, clientY: box.bottom - 5 };
  return element.dispatchEvent(new DragEvent(type, { dataTransfer: data, ...spot, ...options }));
}"""


@pytest.fixture(autouse=True)
def uploads(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def give(
    page, how, content=None, *, kind="image/jpeg", name="photo.jpg", target=".ProseMirror > p"
):
    """Paste or drop a file, as a hand would."""
    data = base64.b64encode(content or file_of()).decode()
    page.evaluate(WITH_FILE, [how, data, kind, name, target])


def write(page, text="শুরু"):
    page.wait_for_selector(".prose-menubar [data-name=picture]")
    page.click(".ProseMirror")
    page.keyboard.type(text)


def press(page, name):
    page.click(f".prose-menubar [data-name='{name}']")


def choose(page, *numbers):
    page.wait_for_selector("dialog.picker [role=option]")
    for number in numbers:
        page.click(f"dialog.picker [role=option] >> nth={number}")
    page.click("dialog.picker .button-primary")
    page.wait_for_selector("dialog.picker", state="detached")


def save(page):
    with page.expect_navigation():
        page.click(".acts [name=act][value=save]")
    return Article.objects.latest("pk").latest_revision.content


def test_pictures_of_the_library_enter_the_text_with_words_of_the_storys_own(desk):
    reporter = person("reporter")
    old, new = picture(caption="পুরোনো", alt="ক্রেন"), picture(file_of((500, 300)), caption="জাহাজ")
    page = desk(reporter, ADD)
    write(page)
    page.fill("[name=headline]", "বন্দর")

    press(page, "picture")
    choose(page, 0, 1)
    page.click(f".desk-figure:has(img[src*='{old.key}']) >> text=বিবরণ ও ক্রেডিট")
    assert page.get_attribute("dialog [name=alt]", "placeholder") == "ক্রেন"
    page.fill("dialog [name=alt]", "রাতের ক্রেন")
    page.fill("dialog [name=credit]", "করিম")
    page.click("dialog .button-primary")
    page.click(f".desk-figure:has(img[src*='{new.key}']) figcaption")
    page.keyboard.press("End")
    page.keyboard.type(" ভিড়ছে")
    page.keyboard.press("Enter")
    page.keyboard.type("শেষ")
    content = save(page)

    by_picture = {figure.picture: figure for figure in figures_of(content["body"])}
    assert set(by_picture) == {old.pk, new.pk}
    assert by_picture[old.pk][1:3] == ("রাতের ক্রেন", "করিম")
    assert by_picture[new.pk].caption == "জাহাজ ভিড়ছে"
    assert "<p>শেষ</p>" in content["body"]


@pytest.mark.parametrize("how", ["paste", "drop"])
def test_a_file_that_is_pasted_or_dropped_comes_into_library_and_text(desk, how):
    page = desk(person("reporter"), ADD)
    write(page)
    page.fill("[name=headline]", "বন্দর")

    give(page, how)
    page.wait_for_selector(".desk-figure img[src*='/media/renditions/']")
    content = save(page)

    sent = Picture.objects.get()
    assert content["body"] == f'<p>শুরু</p><figure data-picture="{sent.pk}"></figure>'
    assert (sent.width, sent.height) == (1200, 800)


def test_a_file_dropped_on_the_lead_picture_becomes_it(desk):
    page = desk(person("reporter"), ADD)
    write(page)
    page.fill("[name=headline]", "বন্দর")

    give(page, "drop", target=".picture-sheet")
    page.wait_for_selector("#picture-shown img")
    content = save(page)

    assert content["picture"] == Picture.objects.get().pk


def test_the_lead_picture_is_chosen_from_the_library_and_taken_away(desk):
    crane = picture(caption="বন্দরে ক্রেন", credit="রহিম")
    page = desk(person("reporter"), ADD)
    write(page)
    page.fill("[name=headline]", "বন্দর")

    page.click("[data-pick]")
    page.click("dialog.picker [role=option]")
    page.wait_for_selector("#picture-shown img")
    content = save(page)
    page.click("[data-unpick]")
    without = save(page)

    assert (content["picture"], content["picture_caption"]) == (crane.pk, "বন্দরে ক্রেন")
    assert without["picture"] is None


def test_a_refused_file_says_why_and_can_be_removed(desk):
    page = desk(person("reporter"), ADD)
    desk.allowed = re.compile("422")
    write(page)

    give(page, "paste", b"<svg onload=alert(1)>", name="x.jpg")
    page.wait_for_selector(".desk-figure .field-error")
    said = page.inner_text(".desk-figure .field-error")
    page.click(".desk-figure >> text=সরান")

    assert "ছবি" in said
    expect(page.locator(".desk-figure")).to_have_count(0)
    assert Picture.objects.count() == 0


def test_a_story_is_not_sent_while_its_pictures_are_coming(desk):
    page = desk(person("reporter"), ADD)
    write(page)
    page.fill("[name=headline]", "বন্দর")
    held = []
    page.route("**/finish/", lambda route: held.append(route))  # noqa: PLW0108 (Playwright marks the function)

    give(page, "paste")
    page.wait_for_selector(".desk-figure progress")
    page.click(".acts [name=act][value=save]")
    page.wait_for_function("document.getElementById('editor-says').textContent")
    before = Article.objects.count()
    while not held:
        page.wait_for_timeout(50)
    held[0].continue_()
    page.wait_for_selector(".desk-figure img[src*='/media/renditions/']")
    content = save(page)

    assert before == 0
    assert picture_ids(content["body"]) == [Picture.objects.get().pk]


def test_copied_text_with_pictures_stays_text_and_says_that_they_do_not_come(desk):
    page = desk(person("reporter"), ADD)
    write(page)

    page.evaluate("""() => {
      const data = new DataTransfer();
      data.setData("text/html", "<p>নকল লেখা</p><img src='https://evil.example/x.png'>");
      data.setData("text/plain", "নকল লেখা");
      document.querySelector(".ProseMirror").dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
    }""")
    body = page.eval_on_selector("[name=body]", "element => element.value")

    assert "নকল লেখা" in body
    assert "<img" not in body
    assert page.inner_text("#editor-says")


def test_a_gallery_and_a_video_from_elsewhere_are_put_in(desk):
    for number in range(3):
        picture(file_of((600 + number, 400)), caption=f"ছবি-{number}")
    page = desk(person("reporter"), ADD)
    write(page)
    page.fill("[name=headline]", "মেলা")

    press(page, "gallery")
    choose(page, 0, 1, 2)
    press(page, "embed")
    page.fill("dialog [name=address]", "https://example.org/video")
    page.click("dialog .button-primary")
    page.wait_for_selector("dialog .field-error:not([hidden])")
    page.fill("dialog [name=address]", "https://youtu.be/aqz-KE-bpKQ?t=5")
    page.click("dialog .button-primary")
    page.wait_for_selector("dialog", state="detached")
    gallery, embed = figures_of(save(page)["body"])

    assert [child.caption for child in gallery.children] == ["ছবি-2", "ছবি-1", "ছবি-0"]
    assert embed.embed == "https://www.youtube.com/watch?v=aqz-KE-bpKQ&t=5"


def test_a_body_that_is_opened_and_saved_keeps_its_figures(desk):
    crane, ship = picture(), picture(file_of((500, 300)))
    body = (
        f'<p>ক</p><figure data-alt="খ" data-credit="গ" data-picture="{crane.pk}"><figcaption>ঘ <em>ঙ</em></figcaption></figure>'
        f'<figure data-gallery=""><figure data-picture="{crane.pk}"></figure><figure data-picture="{ship.pk}"><figcaption>চ</figcaption></figure><figcaption>ছ</figcaption></figure>'
        '<figure data-embed="https://www.youtube.com/watch?v=aqz-KE-bpKQ"><figcaption>জ</figcaption></figure><p>ঝ</p>'
    )
    reporter = person("reporter")
    article = draft(reporter, body=body)
    page = desk(reporter, form_of(article))
    page.wait_for_selector(".desk-figure img")

    page.fill("[name=kicker]", "নতুন")
    page.click(".ProseMirror > p >> nth=0")
    page.keyboard.type("ট")
    content = save(page)

    assert content["body"].replace("ট", "") == body


@pytest.mark.parametrize(("width", "dark"), [(360, True), (1280, False)])
def test_a_story_form_with_figures_is_clean_for_axe(desk, violations, width, dark):
    crane, ship = picture(), picture(file_of((500, 300)))
    figures = "".join(f'<figure data-picture="{one.pk}"></figure>' for one in (crane, ship))
    reporter = person("reporter")
    article = draft(reporter, body=f'<p>ক</p>{figures}<figure data-gallery="">{figures}</figure>')

    page = desk(reporter, form_of(article), width, dark)
    page.wait_for_selector(".desk-figure img")
    found = violations(page)
    press(page, "picture")
    page.wait_for_selector("dialog.picker [role=option]")

    assert found + violations(page) == []


def swipe(page, start, end, y=400):
    """Draw a finger over the page, from one x to another."""
    session = page.context.new_cdp_session(page)

    def touch(kind, *points):
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": list(points)})

    touch("touchStart", {"x": start, "y": y})
    for step in range(1, 13):
        touch("touchMove", {"x": start + (end - start) * step / 12, "y": y})
        page.wait_for_timeout(16)
    touch("touchEnd")


@pytest.fixture
def gallery_story():
    shown = [picture(file_of((900 + n, 600)), alt=f"ছবি {n}", caption="ক") for n in range(4)]
    figures = "".join(
        f'<figure data-picture="{one.pk}"><figcaption>ক্যাপশন {n}</figcaption></figure>'
        for n, one in enumerate(shown)
    )
    return story(body=f'<p>ক</p><figure data-gallery="">{figures}</figure><p>খ</p>')


class TestReading:
    def test_a_gallery_opens_and_is_turned_by_keys(self, page_at, gallery_story, violations):
        page = page_at(1280)
        page.goto(gallery_story.get_absolute_url())
        before = violations(page)
        page.click(".gallery li:nth-child(2) a")
        count = page.locator(".viewer header p")
        seen = [count.inner_text()]
        for key in ("ArrowRight", "ArrowRight", "ArrowRight", "Home"):
            page.keyboard.press(key)
            seen.append(count.inner_text())
        wrong = violations(page)
        page.keyboard.press("Escape")

        assert seen == ["২ / ৪", "৩ / ৪", "৪ / ৪", "৪ / ৪", "১ / ৪"]
        assert before + wrong == []
        assert not page.is_visible(".viewer")
        assert page.evaluate("document.activeElement.closest('.gallery li') !== null")

    def test_a_gallery_is_swiped_on_a_phone(self, page_at, gallery_story):
        page = page_at(360, has_touch=True, is_mobile=True)
        page.goto(gallery_story.get_absolute_url())
        page.tap(".gallery li:nth-child(1) a")
        page.wait_for_selector(".viewer li:nth-child(1) img")

        swipe(page, 320, 60)
        page.locator(".viewer header p", has_text="২ / ৪").wait_for()

        assert page.is_visible(".viewer li:nth-child(2) .words >> text=ক্যাপশন 1")

    def test_without_scripts_a_gallery_is_a_plain_list_with_its_words(self, page_at, gallery_story):
        page = page_at(360, java_script_enabled=False)

        page.goto(gallery_story.get_absolute_url())

        assert page.locator(".gallery li .words").all_inner_texts() == [
            f"ক্যাপশন {n}" for n in range(4)
        ]
        tops = [
            page.locator(f".gallery li:nth-child({n})").bounding_box()["y"] for n in (1, 2, 3, 4)
        ]
        assert tops == sorted(set(tops))

    def test_another_houses_video_is_asked_for_by_a_click_and_not_before(
        self, page_at, live_server
    ):
        article = story(
            body='<p>ক</p><figure data-embed="https://youtu.be/aqz-KE-bpKQ"><figcaption>গান</figcaption></figure>'
        )
        page, asked = page_at(1280), []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(article.get_absolute_url())
        page.wait_for_load_state("networkidle")
        before = [url for url in asked if not url.startswith(live_server.url)]

        page.click("a.play")
        page.wait_for_selector(".embed iframe")
        page.wait_for_timeout(300)
        after = [url for url in asked if not url.startswith(live_server.url)]

        assert before == []
        assert [url.split("?")[0] for url in after] == [
            "https://www.youtube-nocookie.com/embed/aqz-KE-bpKQ"
        ]

    def test_nothing_moves_while_pictures_come(self, page_at, gallery_story):
        page = page_at(360)
        page.goto(gallery_story.get_absolute_url())
        shift = page.evaluate("""() => new Promise((done) => {
          let sum = 0;
          new PerformanceObserver((list) => { for (const entry of list.getEntries()) if (!entry.hadRecentInput) sum += entry.value; }).observe({ type: "layout-shift", buffered: true });
          document.querySelector(".gallery").scrollIntoView();
          setTimeout(() => done(sum), 1200);
        })""")

        assert shift <= 0.02
