"""Slugs keep every vowel sign, fit in 80 characters and are their own slugs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bangla.slugs import MAX_LENGTH, is_slug, slugify, unique_slug
from bangla.tests.vectors import load
from bangla.text import canonical, graphemes

VECTORS = load("slugs")
TRICKY = st.text(
    alphabet=sorted({*"কতযরঅ্াি়ঁে aZ_-'’।০৳İΣẞ👩\u200c\u200d\u200b\xad\ufe0f\u0301\u0345"}),
    max_size=120,
)


@pytest.mark.parametrize(("title", "slug"), VECTORS["slugs"])
def test_slugs_of_headlines(title: str, slug: str) -> None:
    assert slugify(title) == slug


@pytest.mark.parametrize("words", VECTORS["must_differ"])
def test_words_that_differ_in_signs_alone_get_different_slugs(words: list[str]) -> None:
    assert len({slugify(word) for word in words}) == len(words)


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("", ""),
        ("। — “”", ""),
        ("👩\u200d👩\u200d👧 ❤\ufe0f", ""),
        ("খেলা ❤\ufe0f দেখুন", "খেলা-দেখুন"),
        ("Don't Panic", "dont-panic"),
        ("ঢাকা’র খবর", "ঢাকার-খবর"),
        ("snake_case Name", "snake_case-name"),
        ("---", ""),
        ("a--b", "a-b"),
        ("\u0986\u09df\u0995\u09b0", "\u0986\u09af\u09bc\u0995\u09b0"),
        ("\u09b9\u09a0\u09be\u09a4\u09cd\u200d", "\u09b9\u09a0\u09be\u09ce"),
        ("\u0985'\u09be\u09ae\u09bf", "\u0986\u09ae\u09bf"),
        ("দাম ৳১,২৩৪.৫০", "দাম-১-২৩৪-৫০"),
        ("সফট\xadহাইফেন", "সফটহাইফেন"),
        ("CAFÉ ÜBER", "café-über"),
        ("x\ud800y", "x-y"),
        ("x\x00y\ny", "x-y-y"),
        ("../../etc/passwd?q=<b>", "etc-passwd-q-b"),
    ],
)
def test_slugs_of_anything_else(title: str, slug: str) -> None:
    assert slugify(title) == slug


@given(TRICKY | st.text(max_size=200))
def test_a_slug_is_its_own_slug(title: str) -> None:
    slug = slugify(title)

    assert slugify(slug) == slug
    assert is_slug(slug) is (slug != "")
    assert len(slug) <= MAX_LENGTH


@given(TRICKY | st.text(max_size=200))
def test_a_slug_is_clean(title: str) -> None:
    slug = slugify(title)

    assert canonical(slug) == slug == slug.lower()
    assert not slug.startswith("-")
    assert not slug.endswith("-")
    assert not set(slug) & set("\u200b\u200c\u200d\ufeff\xad' /?#%&")
    assert "--" not in slug


@given(TRICKY)
def test_spellings_of_one_text_get_one_slug(title: str) -> None:
    assert slugify(canonical(title)) == slugify(title)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "A",
        "a b",
        "-a",
        "a-",
        "a--b",
        "ক\u200dখ",
        "র\u200d্যাব",
        "\u09df",
        "a" * 81,
        "a/b",
        "a\n",
        "ক।",
    ],
)
def test_what_slugify_would_write_otherwise_is_no_slug(text: str) -> None:
    assert not is_slug(text)


@pytest.mark.parametrize("text", ["a", "০", "কাল", "a_b-c", "অর্থনীতি", "ক" * 80])
def test_slugs_are_known_as_slugs(text: str) -> None:
    assert is_slug(text)


def test_long_headlines_are_cut_at_a_word() -> None:
    words = ["অর্থনীতি"] * 12

    assert slugify(" ".join(words)) == "-".join(words[:9])
    assert slugify("x" + " ".join(words)) == "x" + "-".join(words[:8])


def test_a_word_that_ends_exactly_at_the_limit_is_kept() -> None:
    assert slugify("a" * 39 + " " + "b" * 40 + " c") == "a" * 39 + "-" + "b" * 40
    assert slugify("a" * 39 + " " + "b" * 41) == "a" * 39


def test_a_single_longer_word_is_cut_at_a_grapheme() -> None:
    word = "ক" + "স্ত্রী" * 20
    slug = slugify(word)

    assert slug == "ক" + "স্ত্রী" * 13
    assert graphemes(word)[: len(graphemes(slug))] == graphemes(slug)


def test_a_single_endless_grapheme_is_still_a_slug() -> None:
    for word in ("ক্" * 90 + "ক", "a" + "\u0301\u0323" * 90):
        slug = slugify(word)

        assert 0 < len(slug) <= MAX_LENGTH
        assert is_slug(slug)


def test_a_free_slug_is_used_as_it_is() -> None:
    assert unique_slug("শেয়ার বাজার", lambda slug: False, "tag-7") == "শেয়ার-বাজার"


def test_a_taken_slug_gets_the_next_free_number() -> None:
    taken = {"খবর", "খবর-2", "খবর-3"}

    assert unique_slug("খবর", taken.__contains__, "tag-7") == "খবর-4"


def test_the_fallback_serves_when_nothing_is_left() -> None:
    assert unique_slug("👩 !", lambda slug: False, "article") == "article"
    assert unique_slug("", {"article"}.__contains__, "article") == "article-2"
    with pytest.raises(ValueError, match="neither"):
        unique_slug("!", lambda slug: False, "?")


@pytest.mark.parametrize("title", ["a" * 80, "অর্থনীতি " * 12, "স্ত্রী" * 20, "ab " * 27])
def test_numbered_slugs_stay_within_the_limit_and_are_slugs(title: str) -> None:
    taken: set[str] = set()
    for _ in range(120):
        slug = unique_slug(title, taken.__contains__, "article")
        assert is_slug(slug)
        taken.add(slug)

    assert len(taken) == 120


@pytest.mark.parametrize("character", "কা্ঁ৪a9_²")
def test_letters_marks_and_numbers_stay(character: str) -> None:
    assert slugify(f"x{character}x") == f"x{character}x"


@pytest.mark.parametrize("character", '।॥-–—.,:;!?/\\|()[]{}“”"৳৺@#$%^&*+=<>~` \t\n')
def test_everything_else_parts_words(character: str) -> None:
    assert slugify(f"x{character}x") == "x-x"


@pytest.mark.parametrize("character", "'’‘ʼ\u200b\u200c\u200d\ufeff\xad\u2060\u200e\ufe0f")
def test_apostrophes_and_invisible_characters_leave_no_trace(character: str) -> None:
    assert slugify(f"x{character}ক") == "xক"
