"""articles/converters.py: what an address may say, and what it comes to."""

import re

import pytest
from django.urls import Resolver404, resolve, reverse
from hypothesis import given
from hypothesis import strategies as st

from articles.converters import BanglaSlugConverter
from bangla.slugs import slugify


@pytest.mark.parametrize(
    "slug", ["কাল", "কুল", "ক্ষমতা", "র\u200d্যাব", "২০২৪", "gdp", "বাংলাদেশ-ব্যাংক", "এ_বি", "ঙ" * 80]
)
def test_a_bangla_slug_is_taken_with_all_its_signs(slug):
    slug = slugify(slug)

    found = resolve(f"/tag/{slug}/")

    assert (found.view_name, found.kwargs) == ("articles:tag", {"slug": slug})


def test_a_decomposed_slug_is_the_same_slug():
    assert resolve("/tag/ক\u09c7\u09beটা/").kwargs == {"slug": "ক\u09cbটা"}


@pytest.mark.parametrize(
    "bad",
    ["ক খ", "Gdp", "-ক", "ক-", "ক--খ", "ক!", "<b>", "ঙ" * 81, "ঙ" * 5_000, "\u200b", "ক\u202e"],
)
def test_what_is_no_slug_is_no_address(bad):
    with pytest.raises(Resolver404):
        resolve(f"/tag/{bad}/")


@given(st.text(max_size=100))
def test_whatever_a_slug_says_it_can_be_read_back(text):
    converter = BanglaSlugConverter()
    if not (slug := slugify(text)):
        return

    assert re.fullmatch(converter.regex, slug)
    assert converter.to_python(converter.to_url(slug)) == slug


@pytest.mark.parametrize(
    ("path", "name", "kwargs"),
    [
        ("/category/economy/", "articles:category", {"path": "economy"}),
        ("/category/economy/port/jetty/", "articles:category", {"path": "economy/port/jetty"}),
        ("/category/economy/feed/", "articles:category_feed", {"path": "economy"}),
        ("/category/economy/port/feed/", "articles:category_feed", {"path": "economy/port"}),
        ("/archive/2024/12/", "articles:archive_month", {"year": 2024, "month": 12}),
        ("/archive/2024/02/09/", "articles:archive_day", {"year": 2024, "month": 2, "day": 9}),
        ("/sitemap-2024-02.xml", "articles:sitemap_month", {"year": 2024, "month": 2}),
        ("/article/7/", "articles:by_id", {"pk": 7}),
        ("/article/7/যা-খুশি/", "articles:detail", {"pk": 7, "slug": "যা-খুশি"}),
        ("/n/7/", "articles:short_link", {"pk": 7}),
    ],
)
def test_an_address_leads_to_its_page_and_back(path, name, kwargs):
    found = resolve(path)

    assert (found.view_name, found.kwargs) == (name, kwargs)
    assert resolve(reverse(name, kwargs=kwargs)).view_name == name


@pytest.mark.parametrize(
    "path",
    [
        "/category/Economy/", "/category/অর্থনীতি/", "/category/a/b/c/d/", "/category/a//b/", "/category/../etc/",
        "/archive/1969/12/", "/archive/2100/01/", "/archive/9999/12/31/", "/archive/২০২৪/১২/", "/archive/2024/1/",
        "/archive/2024/012/", "/archive/24/12/", "/article/-1/", "/article/৭/", "/article/1.5/", "/article/7/a/b/",
        "/n//", "/n/x/",
    ],
)  # fmt: skip
def test_other_addresses_lead_nowhere(path):
    with pytest.raises(Resolver404):
        resolve(path)
