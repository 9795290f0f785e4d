"""Advertisements in Chromium, frames from another host name: what evil code reaches, what readers are asked, what moves."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings as project
from playwright.sync_api import expect

from adverts.frames import SANDBOX
from adverts.models import Advert
from adverts.tests.factories import code, house, set_up
from articles.tests.factories import person, story
from images.tests.factories import picture

pytestmark = pytest.mark.browser
LONG = "<p>এক</p><p>দুই</p><p>তিন</p><p>চার</p><p>পাঁচ</p><p>ছয়</p>"
EVIL = """
<style>html, body, div { position: fixed; inset: 0; width: 9999px; height: 9999px; z-index: 99999 }</style><div>EVIL</div>
<script>
  const tried = {};
  const attempt = (name, act) => { try { tried[name] = String(act()); } catch (error) { tried[name] = error.name; } };
  attempt("reads the page", () => parent.document.body.innerHTML.length);
  attempt("reads what it keeps", () => parent.localStorage.length);
  attempt("leaves", () => { top.location.href = "/frame/evil/"; return "tried"; });
  attempt("asks", () => { alert("EVIL"); return "tried"; });
  document.cookie = "sessionid=EVIL; path=/";
  document.cookie = "desk=EVIL; domain=localhost; path=/";
  document.documentElement.requestFullscreen?.().catch((error) => { tried.fills = error.name; });
  window.tried = tried;
</script>
"""


@pytest.fixture
def two_hosts(settings, tmp_path, live_server):
    """Serve the frames from 127.0.0.1 beside the paper on localhost: two host names, as in life."""
    port = urlsplit(live_server.url).port
    settings.MEDIA_ROOT = tmp_path
    settings.SITE_URL = live_server.url
    settings.ADS_ORIGIN = f"http://127.0.0.1:{port}"
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
    settings.SECURE_CSP = {**project.SECURE_CSP, "frame-src": [settings.ADS_ORIGIN]}
    return settings.ADS_ORIGIN


def frame_of(page, ads):
    expect(page.locator("iframe")).to_have_count(1)
    page.wait_for_function("() => window.frames.length === 1")
    handle = page.locator("iframe").element_handle()
    frame = handle.content_frame()
    frame.wait_for_url(re.compile(re.escape(ads)))
    return frame


def test_evil_code_reaches_nothing_of_the_paper(page_at, two_hosts):
    code("masthead", code=EVIL)
    path = story(body=LONG).get_absolute_url()
    page = page_at(1280)
    page.on("dialog", lambda dialog: pytest.fail("a dialog opened"))
    page.goto(path)
    page.evaluate("localStorage.setItem('secret', 'BAIT')")

    frame = frame_of(page, two_hosts)
    frame.wait_for_function("() => window.tried?.fills")
    tried = frame.evaluate("window.tried")

    assert (
        tried["reads the page"]
        == tried["reads what it keeps"]
        == tried["leaves"]
        == "SecurityError"
    )
    assert tried["fills"] == "TypeError"
    assert page.url.endswith(path)
    assert {cookie["domain"] for cookie in page.context.cookies() if "EVIL" in cookie["value"]} <= {"127.0.0.1"}  # fmt: skip
    box = page.locator(".ad-box").bounding_box()
    assert (round(box["width"]), round(box["height"])) == (728, 90)
    where = page.evaluate("document.elementFromPoint(640, 600)?.tagName")
    assert where != "IFRAME"


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_on_a_page_moves_while_frames_come(page_at, two_hosts, violations, width):
    for place in ("masthead", "story", "side"):
        code(place, code="<p>কোড</p>")
    house("end")
    page = page_at(width)
    page.goto(story(body=LONG).get_absolute_url())
    for y in range(0, 3_000, 400):
        page.evaluate(f"scrollTo(0, {y})")
    page.wait_for_function("() => window.frames.length === 3")
    page.wait_for_load_state("networkidle")

    shift = page.evaluate(
        """() => new Promise((done) => {
          let sum = 0;
          new PerformanceObserver((list) => { for (const entry of list.getEntries()) sum += entry.value; })
            .observe({ type: "layout-shift", buffered: true });
          setTimeout(() => done(sum), 300);
        })"""
    )

    assert round(shift, 3) == 0  # the clock alone, which a script sets
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert violations(page) == []


def test_the_counter_hears_of_the_page_and_of_nothing_else(page_at, two_hosts):
    set_up(counter="plausible", counter_script="http://localhost:9/none.js", counter_site="paper")
    article = story(headline="সেতু")
    page, asked = page_at(1280), []
    page.on("request", lambda request: asked.append(request.url) if "/frame/statistics/?" in request.url else None)  # fmt: skip

    page.goto(f"{article.get_absolute_url()}?secret=BAIT#BAIT")
    frame = frame_of(page, two_hosts)

    (told,) = map(parse_qs, (urlsplit(url).query for url in asked))
    assert told["page"] == [f"{project.SITE_URL}{urlsplit(page.url).path}"]
    assert told["title"][0].startswith("সেতু")
    assert "BAIT" not in asked[0]
    frame.wait_for_function("() => window.plausible?.q?.length === 1")
    assert frame.evaluate("window.plausible.q[0][1].u") == told["page"][0]
    assert not page.locator("iframe").is_visible()

    asked.clear()
    page.goto(f"/comments/{article.pk}/mine/")
    page.wait_for_load_state("networkidle")
    assert asked == []


class TestConsent:
    @pytest.fixture
    def path(self, two_hosts):
        code("masthead")
        set_up(asks_consent=True, measurement_id="G-ABC1234567")
        return story(body=LONG).get_absolute_url()

    def open(self, page_at, path, width=360, **options):
        page, asked = page_at(width, **options), []
        page.on("request", lambda request: asked.append(request.url) if "/frame/" in request.url else None)  # fmt: skip
        page.goto(path)
        page.wait_for_load_state("networkidle")
        return page, asked

    def test_nothing_loads_before_a_reader_agrees_and_a_refusal_is_as_easy(
        self, page_at, path, violations
    ):
        page, asked = self.open(page_at, path)
        question = page.locator("[data-consent-question]")
        expect(question).to_be_visible()
        buttons = [question.locator("button").nth(n).bounding_box() for n in (0, 1)]
        assert buttons[0]["width"] == buttons[1]["width"]
        assert buttons[0]["y"] == buttons[1]["y"]
        assert violations(page) == []

        question.get_by_role("button").first.click()
        expect(question).to_be_hidden()
        page.reload()
        page.wait_for_load_state("networkidle")

        expect(question).to_be_hidden()
        expect(page.locator(".ad-frame")).to_be_hidden()
        assert asked == []

    def test_after_yes_frames_load_here_and_on_the_next_page_until_the_reader_says_no(
        self, page_at, path
    ):
        page, asked = self.open(page_at, path, width=1280)
        page.locator("[data-consent-answer=yes]").click()
        expect(page.locator(".ad-box iframe")).to_have_count(1)
        page.reload()
        expect(page.locator(".ad-box iframe")).to_have_count(1)
        expect(page.locator("[data-consent-question]")).to_be_hidden()
        assert len([url for url in asked if "statistics/?" in url]) == 2

        page.locator("[data-consent-change]").click()
        page.locator("[data-consent-answer=no]").click()

        expect(page.locator(".ad-box iframe")).to_have_count(0)
        assert page.evaluate("localStorage.getItem('consent')") == "no"

    def test_without_scripts_nothing_loads_and_nothing_is_asked(self, page_at, path):
        page, asked = self.open(page_at, path, java_script_enabled=False)

        assert asked == []
        assert not page.locator("[data-consent-question]").is_visible()
        assert not page.locator("[data-consent-change]").is_visible()


def test_a_chief_books_a_picture_from_the_library(desk, settings, tmp_path, violations):
    settings.MEDIA_ROOT = tmp_path
    shown = picture(alt="দোকানের সামনে ক্রেতা")
    page = desk(person("admin"), "/admin/adverts/advert/add/", width=360)
    expect(page.locator(".field-code")).to_be_hidden()
    page.select_option("[name=kind]", "code")
    expect(page.locator(".field-picture")).to_be_hidden()
    page.select_option("[name=kind]", "house")
    page.fill("[name=name]", "আড়ত")
    page.locator("[name=place]").select_option(index=1)
    page.click(".field-picture button")
    page.click(".picker-grid [role=option]")
    expect(page.locator(".field-picture img")).to_be_visible()
    assert violations(page) == []

    page.click("[name=_save]")
    expect(page.locator("#result_list tbody tr")).to_have_count(1)

    assert Advert.objects.get().picture == shown
    assert violations(page) == []
    page.goto("/admin/adverts/place/")
    expect(page.locator(".standing img")).to_have_count(1)
    assert violations(page) == []


def test_the_sandbox_names_no_way_out():
    assert set(SANDBOX) & {"allow-top-navigation", "allow-modals", "allow-downloads", "allow-forms"} == set()  # fmt: skip
