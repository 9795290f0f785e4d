"""One row says who the paper is."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from paper.identity import HijriMonth, Site, refresh_prepared
from paper.menu import MenuItem
from paper.pages import Page

pytestmark = pytest.mark.django_db


def test_fresh_installation_gets_its_row_with_defaults():
    site = Site.objects.current()

    assert (site.pk, site.name, site.place) == (1, "সংবাদঘর", "ঢাকা")
    assert (site.label_mark, site.time_style, site.hijri_offset) == ("ঃ", "purbahno", -1)


def test_second_row_is_refused_by_the_database():
    Site.objects.current()

    with pytest.raises(IntegrityError), transaction.atomic():
        Site.objects.create(pk=2, name="অন্য কাগজ")
    assert Site.objects.count() == 1


def test_eight_first_requests_make_one_row(together):
    Site.objects.all().delete()

    found = together(lambda _number: Site.objects.current().pk)

    assert found == [1] * 8
    assert Site.objects.count() == 1


def test_row_is_read_in_one_query(django_assert_num_queries):
    Site.objects.current()

    with django_assert_num_queries(1):
        Site.objects.current()


@pytest.mark.parametrize("made", ["visarga", "colon"])
def test_label_mark_follows_the_style(made):
    assert Site(label_style=made).label_mark == {"visarga": "ঃ", "colon": ":"}[made]


@pytest.mark.parametrize(
    "colour", ["red", "#12345", "#1234567", "#12345g", "2A3A86", "#2A3A8;", "#fff}body{"]
)
def test_colour_that_could_leave_its_place_in_the_stylesheet_is_refused(colour):
    with pytest.raises(ValidationError) as refused:
        Site(accent=colour).full_clean()

    assert "accent" in refused.value.message_dict


@pytest.mark.parametrize("address", ["javascript:alert(1)", "//evil.example", "data:text/html,x"])
def test_social_link_is_an_address_of_the_web(address):
    with pytest.raises(ValidationError) as refused:
        Site(facebook=address).full_clean()

    assert "facebook" in refused.value.message_dict


def test_social_links_are_those_that_the_paper_has():
    site = Site(youtube="https://youtube.com/@a", x="https://x.com/a")

    assert site.social == [("YouTube", "https://youtube.com/@a"), ("X", "https://x.com/a")]


def test_refresh_copies_links_pages_and_announced_months_into_the_row():
    Site.objects.current()
    MenuItem.objects.create(label="ই-পেপার", address="https://e.example.org/", place="header")
    MenuItem.objects.create(label="দ্বিতীয়", address="/b/", order=2)
    MenuItem.objects.create(label="প্রথম", address="/a/", order=1)
    Page.objects.create(slug="about", title="আমাদের কথা")
    Page.objects.create(slug="hidden", title="অদেখা", in_footer=False)
    HijriMonth.objects.create(year=1448, month=9, first_day=dt.date(2027, 2, 9))

    refresh_prepared()
    site = Site.objects.current()

    assert site.links == {
        "header": [["ই-পেপার", "https://e.example.org/"]],
        "footer": [["প্রথম", "/a/"], ["দ্বিতীয়", "/b/"], ["আমাদের কথা", "/about/"]],
    }
    assert site.hijri_overrides == {(1448, 9): dt.date(2027, 2, 9)}


def test_month_is_announced_once_and_has_a_number_of_the_calendar():
    Site.objects.current()
    HijriMonth.objects.create(year=1448, month=9, first_day=dt.date(2027, 2, 9))

    for year, month in ((1448, 9), (1448, 13), (1448, 0)):
        with pytest.raises(IntegrityError), transaction.atomic():
            HijriMonth.objects.create(year=year, month=month, first_day=dt.date(2027, 2, 10))


class TestColoursStylesheet:
    def test_colours_of_the_paper_are_a_stylesheet(self, client):
        Site.objects.current()
        Site.objects.update(accent="#112233", accent_dark="#AABBCC")

        response = client.get("/site.css")

        assert response.headers["Content-Type"] == "text/css; charset=utf-8"
        assert response.headers["Surrogate-Key"] == "site"
        assert response.content.decode() == (
            ":root{--accent:#112233}"
            "@media (prefers-color-scheme:dark){:root:not([data-theme=light]){--accent:#AABBCC}}"
            ":root[data-theme=dark]{--accent:#AABBCC}"
        )
