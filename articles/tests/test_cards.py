"""articles/cards.py: what a list shows of a story."""

import datetime as dt

import pytest

from articles.cards import COLUMNS, Card, cards
from articles.models import Article
from articles.sections import load_sections
from articles.tests.factories import author, section, story
from images.markup import Printed
from images.models import Picture

pytestmark = pytest.mark.django_db


def picture(alt="জাহাজের সারি"):
    return Picture.objects.create(
        file="originals/2024/12/ship.png", width=1200, height=800, alt=alt,
        key="a" * 20, made=Picture.Made.ALL, colour="#335577",
    )  # fmt: skip


def card_of(article):
    return cards(Article.objects.filter(pk=article.pk), load_sections())[0]


def test_cards_are_read_in_one_query_and_never_the_body(django_assert_num_queries):
    for _ in range(3):
        story(picture=picture().pk)
    sections = load_sections()

    with django_assert_num_queries(1) as seen:
        found = cards(Article.objects.live().newest_first()[:2], sections)
        assert [(card.url, card.section.name, card.alt) for card in found]

    assert len(found) == 2
    assert '"body"' not in seen.captured_queries[0]["sql"]


def test_a_card_prints_what_the_story_says():
    signed = author()
    article = story(
        kicker="বন্দর", headline="বন্দরে জট", standfirst="কাজ চলছে।", picture=picture().pk,
        bylines=[{"author": signed.pk, "name": signed.name, "role": ""}],
    )  # fmt: skip

    card = card_of(article)

    assert (card.kicker, card.headline, card.standfirst) == ("বন্দর", "বন্দরে জট", "কাজ চলছে।")
    assert card.url == f"/article/{article.pk}/বন্দরে-জট/"
    assert card.bylines == [{"name": "তাহমিদ রশীদ", "role": "", "slug": signed.slug}]
    assert card.picture == Printed("a" * 20, 1200, 800, "all", "#335577")
    assert card.alt == "জাহাজের সারি"


def test_the_storys_own_words_for_a_picture_come_first():
    assert card_of(story(picture=picture().pk, picture_alt="জেটিতে জাহাজ")).alt == "জেটিতে জাহাজ"


def test_a_story_without_picture_has_no_address_for_one():
    card = card_of(story())

    assert (card.picture, card.alt) == (None, "")


def test_a_card_is_in_its_section_in_all_above_and_in_its_further_ones():
    port, sports, opinion = section("economy/port"), section("sports"), section("opinion")
    card = card_of(story(category=port.pk, further=[sports.pk]))
    sections = load_sections()

    places = {path: card.is_in(found) for path, found in sections.by_path.items()}

    assert places == {"economy": True, "economy/port": True, "sports": True, "opinion": False}
    assert card.section.path == "economy/port"
    assert opinion.pk not in card.shown["further"]


def test_the_columns_are_the_first_fields_of_a_card():
    # A row is spread over the fields by place.
    assert len(COLUMNS) == Card._fields.index("section")
    assert Card._fields[: len(COLUMNS)][:5] == COLUMNS[:5]
    assert isinstance(card_of(story()).live_from, dt.datetime)
