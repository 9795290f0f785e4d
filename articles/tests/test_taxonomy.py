"""articles/models/taxonomy.py and byline.py: tags, authors and sources, and what makes two of them one."""

import pytest
from django.db import IntegrityError, transaction

from articles.filing import tags_by_name
from articles.models import AuthorProfile, Source, Tag
from articles.models.taxonomy import tag_key
from articles.tests.factories import author, section

pytestmark = pytest.mark.django_db

DECOMPOSED, PRECOMPOSED = "ক\u09c7\u09beটা", "ক\u09cbটা"


@pytest.mark.parametrize(
    "other",
    [
        DECOMPOSED,
        f" {PRECOMPOSED}  ",
        f"{PRECOMPOSED}\u200b",
        "ক\u200c\u09cbটা",
        f"\ufeff{PRECOMPOSED}",
    ],
)
def test_names_that_look_alike_are_one_tag(other):
    first = Tag.objects.create(name=PRECOMPOSED)

    assert tags_by_name([other]) == [first]
    with pytest.raises(IntegrityError), transaction.atomic():
        Tag.objects.create(name=other)


def test_capitals_and_joiners_make_no_second_tag():
    assert tag_key("iPhone  15") == tag_key("IPHONE 15")
    assert tag_key("র\u200d্যাব") == tag_key("র্যাব")
    assert len(tags_by_name(["GDP", "gdp", "Gdp"])) == 1


def test_a_vowel_sign_makes_another_tag_with_another_address():
    tags = tags_by_name(["কাল", "কুল", "কোল", "কল"])

    assert [tag.slug for tag in tags] == ["কাল", "কুল", "কোল", "কল"]
    assert len({tag.pk for tag in tags}) == 4
    assert tags[0].get_absolute_url() == "/tag/%E0%A6%95%E0%A6%BE%E0%A6%B2/"


def test_tags_come_in_the_order_of_their_names_and_missing_ones_are_made():
    known = Tag.objects.create(name="খুলনা")

    tags = tags_by_name(["বরিশাল", "খুলনা", "", "ঢাকা"])

    assert [tag.name for tag in tags] == ["বরিশাল", "খুলনা", "ঢাকা"]
    assert tags[1] == known


def test_equal_addresses_get_a_number():
    assert [tag.slug for tag in tags_by_name(["এ+", "এ-", "এ", "!!!", "???"])] == [
        "এ",
        "এ-2",
        "এ-3",
        "tag",
        "tag-2",
    ]


def test_a_renamed_tag_keeps_its_address_and_changes_its_key():
    tag = Tag.objects.create(name="বাজার")

    tag.name = DECOMPOSED
    tag.save(update_fields=["name"])

    tag.refresh_from_db()
    assert (tag.name, tag.slug, tag.key) == (PRECOMPOSED, "বাজার", PRECOMPOSED)


def test_a_name_is_looked_up_in_canonical_form():
    tag = Tag.objects.create(name=PRECOMPOSED)

    assert Tag.objects.get(name=DECOMPOSED) == tag


def test_two_stories_at_once_make_one_tag(together):
    results = together(lambda number: tags_by_name(["শেয়ারবাজার"])[0].pk, threads=4)

    assert len(set(results)) == 1
    assert Tag.objects.count() == 1


def test_authors_of_one_name_get_addresses_of_their_own():
    first = AuthorProfile.objects.create(name="তাহমিদ রশীদ")
    second = AuthorProfile.objects.create(name="তাহমিদ রশীদ")
    nameless = AuthorProfile.objects.create(name="***")

    assert [first.slug, second.slug, nameless.slug] == ["তাহমিদ-রশীদ", "তাহমিদ-রশীদ-2", "author"]


def test_a_renamed_author_keeps_the_address():
    signed = author()
    signed.name = "তাহমিদ আহমেদ"
    signed.save()

    assert signed.slug == "তাহমিদ-রশীদ"


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://example.org/", "https://example.org/"),
        ("HTTP://example.org/", "HTTP://example.org/"),
        ("javascript:alert(1)", ""),
        ("JavaScript://example.org/%0aalert(1)", ""),
        ("data:text/html,x", ""),
        ("//example.org/", ""),
        ("", ""),
    ],
)
def test_a_source_links_to_pages_only(url, link):
    assert Source(name="সংস্থা", url=url).link == link


def test_names_and_addresses_say_where_to_find_them():
    port = section("economy/port", "বন্দর")

    assert (str(port), port.get_absolute_url()) == ("বন্দর", "/category/economy/port/")
    assert str(author()) == "তাহমিদ রশীদ"
    assert str(Source(name="সংস্থা")) == "সংস্থা"
