"""The upload page in Chromium: dropped, pasted, from a phone, several at once, cut off and resumed, words kept."""

import re

import pytest
from playwright.sync_api import expect

from images import judging
from images.models import Folder, Picture, Upload, Video
from images.tests.films import BAIT, CLIP
from images.tests.sending import content_of, person, photo, read, stored, with_words

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGE = "/admin/images/picture/upload/"
PHONE = {
    "has_touch": True,
    "is_mobile": True,
    "device_scale_factor": 2,
    "user_agent": "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130 Mobile Safari/537.36",
}
IN = "[data-is=done], [data-is=saved], [data-is=unsaved]"
HOSTILE = '"><img src=x onerror=alert(1)>'


@pytest.fixture(autouse=True)
def storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def on_disk(tmp_path):
    """Return a function that gives the path of a file: chosen twice, it is the same to a browser."""

    def write(content, name="a.jpg"):
        (tmp_path / name).write_bytes(content)
        return str(tmp_path / name)

    return write


@pytest.fixture
def reporter(transactional_db):
    return person("reporter")


def file_of(content, name="a.jpg", kind="image/jpeg"):
    return {"name": name, "mimeType": kind, "buffer": content}


def choose(page, *files):
    page.set_input_files(".choose input", list(files))


def rows(page, state=""):
    return page.locator(f".upload-row{state}")


def wait_in(page, number=1):
    """Wait until so many files are in the library."""
    page.wait_for_function(
        "([states, number]) => document.querySelectorAll(`.upload-row:is(${states})`).length === number",
        arg=[IN, number],
    )


def dispatch(page, event, files):
    """Send an event with files to the page, as the browser does for a drop or a paste."""
    page.evaluate(
        """async ([event, files]) => {
          const data = new DataTransfer();
          for (const [name, type, bytes] of files) {
            data.items.add(new File([new Uint8Array(bytes)], name, {type}));
          }
          const given = {bubbles: true, cancelable: true};
          document.body.dispatchEvent(event === "paste"
            ? new ClipboardEvent("paste", {clipboardData: data, ...given})
            : new DragEvent(event, {dataTransfer: data, ...given}));
        }""",
        [event, [(name, kind, list(content)) for name, kind, content in files]],
    )


class Network:
    """What a page sends of its files: the offsets that came through, and those that were cut off."""

    def __init__(self, page):
        self.page, self.sent, self.cut = page, [], []
        self.is_cut = lambda offset: False
        page.route("**/uploads/*/?offset=*", self.pass_or_cut)

    def pass_or_cut(self, route):
        offset = int(re.search(r"offset=(\d+)", route.request.url)[1])
        if self.is_cut(offset):
            self.cut.append(offset)
            route.abort("connectionreset")
        else:
            self.sent.append((offset, len(route.request.post_data_buffer)))
            route.continue_()


def forget_failed_requests(desk):
    """Take the browser's own words for requests without an answer from what fails the test."""
    assert all("Failed to load resource" in text for text in desk.said), desk.said
    desk.said.clear()


class TestWaysIn:
    def test_chosen_file_is_in_the_library_with_the_words_that_its_maker_wrote(
        self, desk, reporter
    ):
        content = with_words(caption="জেটিতে জাহাজ", artist="নাসির আহমেদ")
        page = desk(reporter, PAGE)

        choose(page, file_of(content))
        wait_in(page)

        picture = Picture.objects.get()
        assert content_of(picture) == content
        assert (
            page.input_value("[data-field=caption] textarea, [data-field=caption] input")
            == "জেটিতে জাহাজ"
        )
        assert page.input_value("[data-field=credit] input") == "নাসির আহমেদ"
        assert (
            page.get_attribute(".upload-page-link a", "href")
            == f"/admin/images/picture/{picture.pk}/change/"
        )

    def test_files_dropped_anywhere_on_the_page_are_sent(self, desk, reporter):
        page = desk(reporter, PAGE)

        dispatch(page, "dragenter", [("a.jpg", "image/jpeg", b"")])
        is_marked = page.evaluate("document.body.classList.contains('is-dropping')")
        files = [(f"{n}.jpg", "image/jpeg", photo((80, 60), n)) for n in range(2)]
        dispatch(page, "drop", files)
        wait_in(page, 2)

        assert is_marked
        assert not page.evaluate("document.body.classList.contains('is-dropping')")
        assert {content_of(picture) for picture in Picture.objects.all()} == {
            content for _name, _kind, content in files
        }

    def test_pasted_picture_is_sent(self, desk, reporter):
        page = desk(reporter, PAGE)

        dispatch(page, "paste", [("image.png", "image/jpeg", photo((80, 60)))])
        wait_in(page)

        assert content_of(Picture.objects.get()) == photo((80, 60))

    def test_phone_sends_what_its_camera_took(self, desk, reporter):
        page = desk(reporter, PAGE, 360, **PHONE)

        with page.expect_file_chooser() as chooser:
            page.tap(".choose")
        chooser.value.set_files([file_of(photo((1200, 900)))])
        wait_in(page)

        assert chooser.value.is_multiple()
        assert "image/jpeg" in page.get_attribute(".choose input", "accept")
        assert page.evaluate("document.documentElement.scrollWidth") == 360
        assert Picture.objects.get().width == 1200

    def test_seven_files_go_two_at_a_time(self, desk, reporter):
        page = desk(reporter, PAGE)
        most = []

        def note(route):
            most.append(rows(page, ":is([data-is=sending], [data-is=finishing])").count())
            route.continue_()

        page.route("**/finish/", note)

        choose(page, *(file_of(photo((80, 60), n), f"{n}.jpg") for n in range(7)))
        wait_in(page, 7)

        assert Picture.objects.count() == 7
        assert 1 <= max(most) <= 2
        assert "৭" in page.inner_text(".upload-count")
        assert stored("uploads") == []

    def test_file_that_is_being_sent_is_not_taken_twice(self, desk, reporter, on_disk):
        page = desk(reporter, PAGE)
        page.route("**/finish/", lambda route: None)
        path = on_disk(photo((80, 60)))

        page.set_input_files(".choose input", path)
        page.set_input_files(".choose input", path)

        assert rows(page).count() == 1

    def test_video_is_sent_with_a_picture_of_its_own(self, desk, reporter):
        page = desk(reporter, PAGE)

        choose(page, file_of(CLIP, "clip.mp4", "video/mp4"))
        wait_in(page)

        video = Video.objects.get()
        assert (video.width, video.height, video.seconds) == (64, 48, 2)
        assert video.poster.width == 64
        assert BAIT not in b"".join(read(name) for name in stored())

    def test_video_of_which_no_picture_can_be_taken_asks_for_one(self, desk, reporter):
        page = desk(reporter, PAGE)
        page.route(
            "**/poster*.js",
            lambda route: route.fulfill(
                content_type="text/javascript", body="export const posterOf = async () => null;"
            ),
        )

        choose(page, file_of(CLIP, "clip.mp4", "video/mp4"))
        page.set_input_files("[data-poster]:not([hidden]) input", [file_of(photo((800, 600)))])
        wait_in(page)

        forget_failed_requests(desk)
        assert Video.objects.get().poster.width == 800


class TestBreaks:
    def test_file_whose_connection_breaks_goes_on_by_itself(self, desk, reporter):
        content = photo((1500, 1000))
        page = desk(reporter, PAGE)
        network = Network(page)
        network.is_cut = lambda offset: offset > 0 and len(network.cut) < 2

        choose(page, file_of(content))
        wait_in(page)

        forget_failed_requests(desk)
        assert len(network.cut) == 2
        assert network.sent[0][0] == 0
        assert sum(size for _offset, size in network.sent) == len(content)
        assert content_of(Picture.objects.get()) == content

    def test_file_waits_for_the_connection_and_goes_on(self, desk, reporter):
        content = photo((1500, 1000))
        page = desk(reporter, PAGE)
        network = Network(page)
        network.is_cut = lambda offset: offset > 0
        choose(page, file_of(content))
        page.wait_for_selector("[data-is=offline]")

        page.context.set_offline(True)
        network.is_cut = lambda offset: False
        page.wait_for_timeout(1_000)
        assert len(network.sent) == 1
        page.context.set_offline(False)
        wait_in(page)

        forget_failed_requests(desk)
        assert sum(size for _offset, size in network.sent) == len(content)
        assert content_of(Picture.objects.get()) == content

    def test_file_chosen_again_after_the_page_was_left_sends_only_what_is_missing(
        self, desk, reporter, on_disk
    ):
        content = photo((1500, 1000))
        page = desk(reporter, PAGE)
        network = Network(page)
        network.is_cut = lambda offset: offset > 0
        chosen = on_disk(content)
        page.set_input_files(".choose input", chosen)
        page.wait_for_selector("[data-is=offline]")
        received = Upload.objects.get().received
        page.on("dialog", lambda dialog: dialog.accept())

        page.reload()
        network.is_cut = lambda offset: False
        network.sent.clear()
        page.set_input_files(".choose input", chosen)
        wait_in(page)

        forget_failed_requests(desk)
        assert 0 < received < len(content)
        assert network.sent[0][0] == received
        assert sum(size for _offset, size in network.sent) == len(content) - received
        assert content_of(Picture.objects.get()) == content

    def test_paused_file_goes_on_where_it_was(self, desk, reporter):
        content = photo((1500, 1000))
        page = desk(reporter, PAGE)
        network = Network(page)
        network.is_cut = lambda offset: offset > 0
        choose(page, file_of(content))
        page.wait_for_selector("[data-is=offline]")

        page.click("[data-act=pause]")
        network.is_cut = lambda offset: False
        page.wait_for_timeout(1_000)
        assert len(network.sent) == 1
        assert page.evaluate("document.activeElement.dataset.act") == "resume"
        page.keyboard.press("Enter")
        wait_in(page)

        forget_failed_requests(desk)
        assert sum(size for _offset, size in network.sent) == len(content)
        assert content_of(Picture.objects.get()) == content

    def test_file_that_is_given_up_leaves_the_page_and_the_storage(self, desk, reporter):
        page = desk(reporter, PAGE)
        network = Network(page)
        network.is_cut = lambda offset: offset > 0
        choose(page, file_of(photo((1500, 1000))))
        page.wait_for_selector("[data-is=offline]")

        with page.expect_response(lambda answer: answer.url.endswith("/leave/")):
            page.click("[data-act=leave]")

        forget_failed_requests(desk)
        assert rows(page).count() == 0
        assert stored() == []
        assert not Upload.objects.exists()

    def test_finish_whose_answer_got_lost_makes_one_picture(self, desk, reporter):
        page = desk(reporter, PAGE)
        lost = []

        def lose_the_first(route):
            if lost:
                route.continue_()
                return
            lost.append(route.fetch())
            route.abort("connectionreset")

        page.route("**/finish/", lose_the_first)

        choose(page, file_of(photo()))
        wait_in(page)

        forget_failed_requests(desk)
        assert lost[0].ok
        assert Picture.objects.count() == 1

    def test_desk_that_is_busy_is_waited_for_at_the_end_and_on_the_way(self, desk, reporter):
        page = desk(reporter, PAGE)
        # Once more than it would try without an answer.
        busy, told = {"error": "busy", "retry_after": 0.02}, []

        def put_off(route):
            if len(told) % 10 < 9:
                told.append(route.request.url)
                route.fulfill(status=503, json=busy)
            else:
                told.append("")
                route.fallback()

        page.route("**/finish/", put_off)
        page.route("**/uploads/*/?offset=*", put_off)

        choose(page, file_of(photo((80, 60))))
        wait_in(page)

        forget_failed_requests(desk)
        assert [url.partition("/uploads/")[2][37:43] for url in told] == [
            *["?offse"] * 9, "", *["finish"] * 9, "",
        ]  # fmt: skip

    def test_upload_forgotten_meanwhile_begins_anew(self, desk, reporter):
        content = photo((1500, 1000))
        page = desk(reporter, PAGE)
        network = Network(page)

        def forget_once(offset):
            if offset and not network.cut:
                network.cut.append(offset)
                Upload.objects.all().delete()
            return False

        network.is_cut = forget_once

        choose(page, file_of(content))
        wait_in(page)

        forget_failed_requests(desk)
        assert content_of(Picture.objects.get()) == content


class TestRefusals:
    def test_refused_file_says_why_and_the_others_go_on(self, desk, reporter):
        page = desk(reporter, PAGE)

        choose(
            page,
            file_of(b"<svg onload=alert(1)>", "a.svg", "image/svg+xml"),
            file_of(photo((80, 60))),
        )
        wait_in(page)
        page.wait_for_selector("[data-is=refused]")

        forget_failed_requests(desk)
        assert page.inner_text("[data-is=refused] [data-error]") == str(
            judging.MESSAGES["document"]
        )
        page.click("[data-act=remove]")
        assert rows(page).count() == 1

    def test_person_who_was_signed_out_is_told_and_the_file_goes_on_afterwards(
        self, desk, reporter
    ):
        page = desk(reporter, PAGE)
        cookies = page.context.cookies()
        page.context.clear_cookies(name="sessionid")

        choose(page, file_of(photo()))
        page.wait_for_selector("[data-is=failed]")
        page.context.add_cookies(cookies)
        page.click("[data-act=again]")
        wait_in(page)

        assert Picture.objects.count() == 1

    def test_file_in_the_library_already_is_said_to_be_with_a_link(self, desk, reporter):
        page = desk(reporter, PAGE)
        choose(page, file_of(photo(), "a.jpg"))
        wait_in(page)
        choose(page, file_of(photo(), "b.jpg"))
        wait_in(page, 2)

        first = Picture.objects.order_by("pk").first()
        link = page.locator(".upload-warning:not([hidden]) a")
        assert link.get_attribute("href") == f"/admin/images/picture/{first.pk}/change/"

    def test_hostile_names_and_words_are_shown_as_they_are_and_do_nothing(self, desk, reporter):
        page = desk(reporter, PAGE)
        content = with_words(caption=HOSTILE, artist="</textarea><script>alert(1)</script>")
        names = [
            HOSTILE,
            "\u202egpj.exe",
            "x" * 240 + ".jpg",
            "<template><script>alert(1)</script>",
        ]

        dispatch(page, "drop", [(name, "image/jpeg", content) for name in names])
        wait_in(page, 4)

        assert [row.inner_text() for row in page.locator(".upload-name").all()] == names
        expect(page.locator("img, .upload-rows script")).to_have_count(0)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert all(picture.caption == HOSTILE for picture in Picture.objects.all())


class TestWords:
    def field(self, number, name):
        return f".upload-row:nth-child({number}) [data-field={name}] :is(input, textarea, select)"

    def test_words_of_all_are_saved_with_one_button(self, desk, reporter):
        folder = Folder.objects.create(name="খেলা")
        page = desk(reporter, PAGE)
        choose(page, *(file_of(photo((80, 60), n), f"{n}.jpg") for n in range(2)))
        wait_in(page, 2)

        for number in (1, 2):
            page.fill(self.field(number, "alt"), f"ছবি {number}")
            page.fill(self.field(number, "credit"), "নাসির")
        page.select_option(self.field(2, "folder"), str(folder.pk))
        page.click(".upload-save button")
        page.wait_for_function("() => document.querySelectorAll('[data-is=saved]').length === 2")

        found = Picture.objects.order_by("alt").values_list("alt", "credit", "folder")
        assert list(found) == [("ছবি 1", "নাসির", None), ("ছবি 2", "নাসির", folder.pk)]

    def test_credit_of_the_first_is_given_to_all_that_have_none(self, desk, reporter):
        page = desk(reporter, PAGE)
        choose(page, *(file_of(photo((80, 60), n), f"{n}.jpg") for n in range(3)))
        wait_in(page, 3)
        page.fill(self.field(1, "credit"), "নাসির")
        page.fill(self.field(2, "credit"), "রহিমা")

        page.click("[data-copy]")
        page.click(".upload-save button")
        page.wait_for_function("() => document.querySelectorAll('[data-is=saved]').length === 3")

        expect(page.locator("[data-copy]:visible")).to_have_count(1)
        assert sorted(Picture.objects.values_list("credit", flat=True)) == ["নাসির", "নাসির", "রহিমা"]

    def test_refused_words_stay_in_their_field_with_the_reason_and_the_others_are_saved(
        self, desk, reporter
    ):
        page = desk(reporter, PAGE)
        choose(page, *(file_of(photo((80, 60), n), f"{n}.jpg") for n in range(2)))
        wait_in(page, 2)
        page.eval_on_selector(
            self.field(1, "credit"), "input => input.removeAttribute('maxlength')"
        )

        page.fill(self.field(1, "credit"), "ক" * 121)
        page.fill(self.field(2, "alt"), "সেতু")
        page.click(".upload-save button")
        page.wait_for_selector(".is-wrong")
        page.wait_for_selector("[data-is=saved]")

        forget_failed_requests(desk)
        assert page.input_value(self.field(1, "credit")) == "ক" * 121
        assert page.inner_text(".is-wrong .field-error") != ""
        assert page.evaluate("document.activeElement.closest('.is-wrong') !== null")
        assert [picture.alt for picture in Picture.objects.exclude(alt="")] == ["সেতু"]

    def test_words_are_kept_while_there_is_no_connection(self, desk, reporter):
        page = desk(reporter, PAGE)
        choose(page, file_of(photo((80, 60))))
        wait_in(page)
        page.fill(self.field(1, "alt"), "সেতু")

        page.route("**/words/", lambda route: route.abort())
        page.click(".upload-save button")
        page.wait_for_selector("[data-error]:not([hidden])")
        page.unroute("**/words/")
        page.click(".upload-save button")
        page.wait_for_selector("[data-is=saved]")

        forget_failed_requests(desk)
        assert Picture.objects.get().alt == "সেতু"

    def test_page_with_words_that_are_not_saved_asks_before_it_is_left(self, desk, reporter):
        page = desk(reporter, PAGE)
        choose(page, file_of(photo((80, 60))))
        wait_in(page)
        asked = []
        page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))

        page.click(self.field(1, "alt"))
        page.keyboard.type("x")
        page.goto("/admin/")

        assert asked == ["beforeunload"]


class TestLook:
    @pytest.mark.parametrize(("width", "dark"), [(360, True), (1280, False)])
    def test_page_has_no_fault_of_access_in_any_of_its_states(
        self, desk, reporter, violations, width, dark
    ):
        Folder.objects.create(name="খেলা")
        page = desk(reporter, PAGE, width, dark)

        assert violations(page) == []
        network = Network(page)
        network.is_cut = lambda offset: offset > 0
        choose(
            page,
            file_of(photo((80, 60))),
            file_of(photo((80, 60)), "same.jpg"),
            file_of(b"<svg>", "a.svg", "image/svg+xml"),
            file_of(photo((1500, 1000), 2), "slow.jpg"),
        )
        wait_in(page, 2)
        page.wait_for_selector("[data-is=refused]")
        page.wait_for_selector("[data-is=offline]")
        page.click("[data-is=offline] [data-act=pause]")
        page.mouse.move(0, 0)

        forget_failed_requests(desk)
        assert page.evaluate("document.activeElement.dataset.act") == "resume"
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") == width

    def test_what_a_finger_touches_is_large_enough(self, desk, reporter):
        page = desk(reporter, PAGE, 360, **PHONE)
        network = Network(page)
        network.is_cut = lambda offset: offset > 0
        choose(page, file_of(photo((80, 60))), file_of(photo((1500, 1000), 2), "slow.jpg"))
        wait_in(page)
        page.wait_for_selector("[data-is=offline]")

        small = page.evaluate(
            """() => [...document.querySelectorAll("#content :is(button, a, input, textarea, select), .choose")]
              .map((one) => [one.outerHTML.slice(0, 80), one.getBoundingClientRect()])
              .filter(([, box]) => box.width && (box.height < 44 || box.width < 44))
              .map(([html, box]) => [html, box.width, box.height])"""
        )

        forget_failed_requests(desk)
        assert small == []
