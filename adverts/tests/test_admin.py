"""The desk's pages of places, advertisements, counters and ads.txt."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from adverts.models import Advert, Place, Setup
from adverts.tests.factories import code, house, person, set_up
from bangla.dates import DHAKA
from images.tests.factories import picture
from paper.log import LogEntry

pytestmark = pytest.mark.django_db
LIST = "/admin/adverts/advert/"
PLACES = "/admin/adverts/place/"
SETUP = "/admin/adverts/setup/1/change/"
HOUR = dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def browser(role="admin"):
    client = Client()
    client.force_login(person(role))
    return client


def typed(**changes):
    return {
        "name": "আড়ত", "advertiser": "রহমান ট্রেডার্স", "place": Place.objects.get(key="side").pk, "kind": "house",
        "picture": "", "link": "", "code": "", "weight": "১", "is_on": "on",
        "starts_day": "", "starts_time": "", "ends_day": "", "ends_time": "", **changes,
    }  # fmt: skip


def errors(answer):
    return answer.context_data["adminform"].form.errors


class TestBooking:
    def test_times_are_typed_in_bangla_and_stored_for_dhaka(self):
        shown = picture()

        answer = browser("chief").post(
            f"{LIST}add/",
            typed(
                picture=shown.pk, link="https://shop.example/", weight="৩", starts_day="০১/১২/২০২৬",
                starts_time="৬:৩০", ends_day="৩১/১২/২০২৬",
            ),
        )  # fmt: skip

        one = Advert.objects.get()
        assert (answer.status_code, one.kind, one.picture, one.weight) == (302, "house", shown, 3)
        assert one.starts_at == dt.datetime(2026, 12, 1, 6, 30, tzinfo=DHAKA)
        assert one.ends_at == dt.datetime(2026, 12, 31, tzinfo=DHAKA)
        assert [entry.act for entry in LogEntry.objects.all()] == ["add"]

    def test_without_a_start_it_runs_at_once_and_keeps_its_start_when_changed(self):
        client = browser()
        client.post(f"{LIST}add/", typed(kind="code", code="<b>x</b>", picture=picture().pk))
        one = Advert.objects.get()

        client.post(f"{LIST}{one.pk}/change/", typed(kind="code", code="<b>y</b>", name="নতুন"))

        changed = Advert.objects.get()
        assert timezone.now() - one.starts_at < HOUR
        assert (changed.code, changed.picture, changed.starts_at) == (
            "<b>y</b>",
            None,
            one.starts_at,
        )

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({}, "picture"),
            ({"picture": "999"}, "picture"),
            ({"picture": "x" * 30}, "picture"),
            ({"kind": "code"}, "code"),
            ({"link": "javascript:alert(1)"}, "link"),
            ({"link": "ftp://shop.example/"}, "link"),
            ({"weight": "০"}, "weight"),
            ({"weight": "x"}, "weight"),
            ({"starts_day": "৩২/১২/২০২৬"}, "starts_day"),
            ({"starts_time": "৬:০০"}, "starts_day"),
            ({"starts_day": "০২/১২/২০২৬", "ends_day": "০১/১২/২০২৬"}, "ends_day"),
            ({"place": "99"}, "place"),
        ],
        ids=lambda value: value if isinstance(value, str) else " ".join(value) or "nothing",
    )
    def test_what_cannot_be_is_refused_and_what_was_typed_is_kept(self, changes, field):
        answer = browser().post(f"{LIST}add/", typed(name="রয়ে গেল", **changes))

        assert (answer.status_code, Advert.objects.count()) == (200, 0)
        assert field in errors(answer)
        assert "রয়ে গেল" in answer.text

    def test_a_picture_that_nobody_has_described_is_refused(self):
        answer = browser().post(f"{LIST}add/", typed(picture=picture(alt="").pk))

        assert list(errors(answer)) == ["picture"]

    def test_a_chief_is_offered_pictures_alone_and_sends_no_code(self):
        client = browser("chief")
        page = client.get(f"{LIST}add/").text

        client.post(f"{LIST}add/", typed(kind="code", code="<script>", picture=picture().pk))

        assert not re.search(r'name="(?:code|kind)"', page)
        assert Advert.objects.values_list("kind", "code").get() == ("house", "")

    def test_a_chief_changes_times_of_code_and_nothing_of_the_code(self):
        one, client = code(code="<b>bait</b>"), browser("chief")
        page = client.get(f"{LIST}{one.pk}/change/").text

        client.post(f"{LIST}{one.pk}/change/", typed(name="নতুন", code="<script>", is_on=""))

        assert "<b>bait" not in page
        assert "&lt;b&gt;bait" not in page
        assert Advert.objects.values_list("name", "code", "is_on").get() == ("নতুন", "<b>bait</b>", False)  # fmt: skip

    def test_deleting_goes_through_the_rule(self):
        one = house()

        browser("chief").post(f"{LIST}{one.pk}/delete/", {"post": "yes"})

        assert Advert.objects.count() == 0
        assert [entry.act for entry in LogEntry.objects.all()] == ["delete"]


class TestLists:
    @pytest.mark.parametrize("count", [1, 3])
    def test_the_list_takes_as_many_queries_for_one_as_for_many(
        self, django_assert_num_queries, count
    ):
        for _n in range(count):
            house()
        client = browser()
        client.get(LIST)

        with django_assert_num_queries(12):
            client.get(LIST)

    @pytest.mark.parametrize("count", [1, 3])
    def test_so_does_the_list_of_places(self, django_assert_num_queries, count):
        for _n in range(count):
            house()
        client = browser()
        client.get(PLACES)

        with django_assert_num_queries(12):
            client.get(PLACES)

    def test_each_state_is_told(self):
        now = timezone.now()
        house(name="ক")
        house(name="খ", starts_at=now + HOUR)
        house(name="গ", starts_at=now - 2 * HOUR, ends_at=now - HOUR)
        house(name="ঘ", is_on=False)

        page = browser().get(LIST).text

        assert re.findall(r"ad-state ad-(\w+)", page) == ["off", "ended", "upcoming", "running"]

    def test_places_show_what_stands_there_and_what_comes(self, settings):
        settings.ADS_ORIGIN = "https://ads.example.net"
        now_there, frame = house("side", name="এখন"), code("front", name="ফ্রেম")
        house("side", name="পরে", starts_at=timezone.now() + HOUR)
        house("side", name="BAIT", is_on=False)

        page = browser().get(PLACES).text

        assert now_there.picture.thumb_url in page
        assert f"https://ads.example.net/frame/{frame.pk}/?preview=" in page
        assert "পরে" in page
        assert "BAIT" not in page

    def test_the_search_finds_by_advertiser(self):
        house(name="ক", advertiser="রহমান ট্রেডার্স")
        house(name="BAIT")

        page = browser().get(LIST, {"q": "রহমান"}).text

        assert "রহমান ট্রেডার্স" in page
        assert "BAIT" not in page


class TestPlaces:
    def test_sizes_are_those_that_fit(self):
        place = Place.objects.get(key="side")
        client, at = browser("chief"), f"{PLACES}{place.pk}/change/"

        refused = client.post(at, {"wide": "970x250", "phone": "300x250"})
        taken = client.post(at, {"wide": "300x600", "phone": "300x250"})

        assert list(errors(refused)) == ["wide"]
        assert (taken.status_code, Place.objects.get(key="side").wide) == (302, "300x600")

    def test_paragraphs_are_asked_for_where_the_place_is_in_a_story(self):
        client = browser("chief")
        pages = {
            place.key: client.get(f"{PLACES}{place.pk}/change/").text
            for place in Place.objects.all()
        }

        assert [key for key, page in pages.items() if 'name="after"' in page] == ["story"]


class TestSetup:
    def sent(self, **changes):
        return {"measurement_id": "", "counter": "", "counter_script": "", "counter_site": "", "ads_txt": "", **changes}  # fmt: skip

    def test_the_list_of_one_is_its_form_and_says_what_the_server_lacks(self):
        client = browser("chief")
        there = client.get(reverse("admin:adverts_setup_changelist"))

        page = client.get(SETUP).text

        assert there.url == SETUP
        assert "ADS_ORIGIN" in page
        assert 'name="counter_script"' not in page
        assert 'name="measurement_id"' in page

    def test_counters_consent_and_ads_txt_are_stored(self):
        set_up()

        answer = browser().post(
            SETUP,
            self.sent(
                measurement_id="G-ABC1234567", counter="matomo", counter_script="https://s.example/matomo.js",
                counter_site="3", asks_consent="on", ads_txt="google.com, pub-1, DIRECT  \n",
            ),
        )  # fmt: skip

        setup = Setup.objects.get()
        assert answer.status_code == 302
        assert (setup.counter, setup.asks_consent) == ("matomo", True)
        assert setup.ads_txt == "google.com, pub-1, DIRECT\n"

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"measurement_id": "UA-12345-1"}, "measurement_id"),
            ({"measurement_id": "<script>"}, "measurement_id"),
            ({"counter": "umami"}, "counter_script"),
            ({"counter_script": "https://s.example/u.js"}, "counter"),
            ({"counter": "umami", "counter_script": "http://s.example/u.js", "counter_site": "1"}, "counter_script"),
            ({"counter": "umami", "counter_script": "https://u:p@s.example/u.js", "counter_site": "1"}, "counter_script"),
            ({"counter": "umami", "counter_script": "https://paper.example/u.js", "counter_site": "1"}, "counter_script"),
            ({"counter": "umami", "counter_script": "https://s.example/u.js", "counter_site": "<b>"}, "counter_site"),
            ({"counter": "plausible", "counter_script": "https://s.example/script.js", "counter_site": "p"}, "counter_script"),
            ({"ads_txt": "google.com"}, "ads_txt"),
        ],
        ids=["universal", "markup", "half", "no kind", "no tls", "password", "own host", "odd site", "counts by itself", "bad line"],
    )  # fmt: skip
    def test_what_cannot_be_is_refused_and_kept(self, changes, field, settings):
        settings.SITE_URL = "https://paper.example"
        set_up()

        answer = browser().post(SETUP, self.sent(**{"ads_txt": "# রয়ে গেল", **changes}))

        assert field in errors(answer)
        assert changes.get("ads_txt", "রয়ে গেল") in answer.text
        assert not Setup.objects.get().counts
