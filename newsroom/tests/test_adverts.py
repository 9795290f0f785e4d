"""Advertisements on the readers' pages: where they stand, how long a page is kept, and where they never are."""

import datetime as dt
import re

import pytest
import time_machine
from django.conf import settings as project
from django.utils import timezone

from adverts.tests.factories import code, house, set_up
from articles import preview_links
from articles.tests.factories import person, section, story
from articles.tests.test_embeds import WATCH
from frontpage.tests.test_home import filled
from images.tests.factories import picture
from paper.identity import Site

pytestmark = pytest.mark.django_db
ADS = "http://localhost:8001"
HOUR = dt.timedelta(hours=1)
LONG = "<p>এক</p><p>দুই</p><p>তিন</p><p>চার</p><p>পাঁচ</p><p>ছয়</p>"
PLACES = ["masthead", "front", "blocks", "story", "end", "side"]
SHOWN = re.compile(r'class="ad ad-(\w+) ')


@pytest.fixture(autouse=True)
def two_hosts(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.ADS_ORIGIN = ADS
    settings.SECURE_CSP = {**project.SECURE_CSP, "frame-src": [ADS]}


@pytest.fixture
def everywhere():
    for place in PLACES:
        code(place)


def lifetime(answer):
    return int(answer.headers["Surrogate-Control"].removeprefix("max-age="))


def pages():
    """Return a story's address and those of every kind of list."""
    article = story(body=LONG, tags=["বন্দর"])
    day = timezone.localdate()
    return [
        article.get_absolute_url(), "/", "/latest/", "/category/economy/", article.tags.get().get_absolute_url(),
        f"/archive/{day:%Y/%m}/", f"/archive/{day:%Y/%m/%d}/",
    ]  # fmt: skip


def test_each_kind_of_page_has_its_places(client, everywhere):
    filled(1)
    section("sports", "খেলা")
    reading, front, *lists = pages()

    assert SHOWN.findall(client.get(reading).text) == ["masthead", "story", "end", "side"]
    assert SHOWN.findall(client.get(front).text)[:2] == ["masthead", "front"]
    for path in lists:
        assert SHOWN.findall(client.get(path).text) == ["masthead", "side"], path


def test_a_frame_is_labelled_sized_and_fenced(client):
    one = code("masthead")

    page = client.get(story().get_absolute_url()).text

    assert '<p class="ad-label">বিজ্ঞাপন</p>' in page
    assert "ad-wide-728x90 ad-phone-320x100" in page
    (frame,) = re.findall(r"<iframe[^>]*>", page)
    assert frame.startswith(
        f'<iframe src="{ADS}/frame/{one.pk}/" title="বিজ্ঞাপন" width="728" height="90" loading="lazy"'
    )
    assert (
        'sandbox="allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"'
        in frame
    )


def test_a_picture_is_printed_in_the_page_and_its_link_recommends_nothing(client, settings):
    settings.ADS_ORIGIN = ""
    one = house("masthead", link="https://shop.example/?a=1&b=2", name="BAIT", advertiser="BAIT")

    page = client.get(story().get_absolute_url()).text

    link = '<a href="https://shop.example/?a=1&amp;b=2" rel="sponsored noopener" target="_blank">'
    assert link in page
    assert one.picture.printed.fallback_url in page
    assert "<iframe" not in page
    assert "BAIT" not in page


def test_the_place_in_a_story_stands_after_its_paragraph_and_never_in_a_short_one(client):
    code("story")
    long, short = story(body=LONG), story()

    body = client.get(long.get_absolute_url()).text.partition('<div class="body">')[2]

    before, _, rest = body.partition('<div class="ad ad-story ')
    assert (before.count("<p>"), "<p>চার</p>" in rest) == (3, True)
    assert "ad-story" not in client.get(short.get_absolute_url()).text


class TestTime:
    def test_it_comes_and_goes_by_itself_and_no_page_is_kept_past_it(self, client):
        now = timezone.now().replace(hour=6, minute=0)
        with time_machine.travel(now, tick=False):
            path = story(ago=HOUR).get_absolute_url()
            house("masthead", starts_at=now + dt.timedelta(minutes=3), ends_at=now + dt.timedelta(minutes=4))  # fmt: skip

        seen = []
        for minute in (0, 3, 4):
            with time_machine.travel(now + dt.timedelta(minutes=minute), tick=False):
                answers = [client.get(path), client.get("/"), client.get("/latest/")]
                seen.append(
                    [("ad-masthead" in answer.text, lifetime(answer)) for answer in answers]
                )

        assert seen == [
            [(False, 180)] * 3,
            [(True, 60)] * 3,
            [(False, 3600), (False, 300), (False, 600)],
        ]

    def test_a_page_with_it_is_not_the_page_without_it_to_a_browser(self, client):
        path = story().get_absolute_url()
        etag = client.get(path).headers["ETag"]

        house("masthead")

        assert client.get(path, headers={"If-None-Match": etag}).status_code == 200


class TestNothingByDefault:
    def test_no_page_says_a_word_of_advertisements(self, client):
        for path in pages():
            page = client.get(path).text

            assert not re.search(r"adverts\.css|frames\.js|iframe|consent|বিজ্ঞাপন", page), path

    def test_feeds_previews_and_pages_for_machines_carry_none(self, client, everywhere):
        chief = person("chief")
        article = story(chief, body=LONG)
        link = preview_links.create(
            article, article.latest_revision, by=chief, reader="ড. কামাল", lasts="1d"
        )
        preview = f"/preview/{preview_links.token_of(link)}/"

        assert LONG[:9] in client.get(preview).text
        for path in (preview, "/feed/", "/comments/feed/", "/sitemap.xml", "/contact/", f"/comments/{article.pk}/"):  # fmt: skip
            assert "/frame/" not in client.get(path).text, path


@pytest.mark.parametrize("count", [0, 1, 3])
def test_pages_take_as_many_queries_with_them_as_without(
    client, django_assert_num_queries, count, settings
):
    for _n in range(count):
        for place in PLACES:
            code(place)
    set_up(measurement_id="G-ABC1234567", asks_consent=True)
    path = story(body=LONG).get_absolute_url()
    client.get(path)

    with django_assert_num_queries(3):
        client.get("/")
    with django_assert_num_queries(4):
        client.get(path)


class TestPolicy:
    def test_it_is_the_same_whether_they_run_or_not(self, client):
        path = story(body=LONG).get_absolute_url()
        before = client.get(path).headers["Content-Security-Policy"]

        code("story")
        set_up(measurement_id="G-ABC1234567")

        after = client.get(path).headers["Content-Security-Policy"]
        assert after == before
        assert after.endswith(f"frame-src {ADS}")
        assert "unsafe" not in after

    def test_a_story_with_a_video_from_elsewhere_keeps_both(self, client):
        figure = f'<figure data-embed="{WATCH}" data-picture="{picture().pk}"></figure>'
        path = story(body=LONG + figure).get_absolute_url()

        first = client.get(path)
        again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})

        policy = first.headers["Content-Security-Policy"]
        assert f"frame-src {ADS} https://www.youtube-nocookie.com" in policy
        assert (again.status_code, again.headers["Content-Security-Policy"]) == (304, policy)


class TestCounting:
    def test_the_counter_is_a_script_of_ours_that_knows_the_frame(self, client):
        set_up(measurement_id="G-ABC1234567")

        page = client.get(story().get_absolute_url()).text

        assert (
            f'<script src="/static/js/frames.js" defer data-counter="{ADS}/frame/statistics/"'
            in page
        )
        assert "G-ABC1234567" not in page
        assert "google" not in page.replace("google-site", "")

    def test_without_another_host_nothing_is_counted(self, client, settings):
        settings.ADS_ORIGIN = ""
        set_up(measurement_id="G-ABC1234567", asks_consent=True)

        page = client.get(story().get_absolute_url()).text

        assert "frames.js" not in page
        assert "consent" not in page


class TestConsent:
    def test_frames_wait_in_templates_where_readers_are_asked(self, client):
        code("masthead")
        set_up(asks_consent=True)

        page = client.get(story().get_absolute_url()).text

        assert re.search(r"<template data-frame><iframe [^>]*></iframe></template>", page)
        assert '<script src="/static/js/frames.js" data-asks>' in page
        assert page.count("data-consent-answer") == 2
        assert "data-consent-change" in page

    def test_the_page_is_the_same_for_every_reader(self, client):
        code("masthead")
        set_up(asks_consent=True)
        path = story().get_absolute_url()

        one = client.get(path)
        client.cookies["consent"] = "yes"
        other = client.get(path)

        assert one.headers["ETag"] == other.headers["ETag"]
        assert one.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
        assert "Set-Cookie" not in one.headers


def test_a_thread_is_new_to_browsers_once_frames_have_another_host(client, settings):
    path = f"/comments/{story().pk}/"
    etag = client.get(path).headers["ETag"]

    settings.ADS_ORIGIN = "http://localhost:9000"

    assert client.get(path, headers={"If-None-Match": etag}).status_code == 200
    assert Site.objects.current().adverts == {}


def test_the_scripts_keep_to_their_budget():
    js = project.BASE_DIR / "static/js"

    assert (js / "frames.js").stat().st_size <= 3_300
    assert (project.BASE_DIR / "static/css/adverts.css").stat().st_size <= 4_000
