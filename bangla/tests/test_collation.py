"""Sort keys give ICU's order of Bangla by comparing bytes, on either database."""

import itertools
import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bangla.collation import ALPHABET, MAX_LENGTH, sort_key
from bangla.tests.vectors import load
from bangla.text import canonical

VECTORS = load("sorting")


def in_order(names: list[str]) -> list[str]:
    """Sort as SQLite's BINARY and PostgreSQL's "C" do: by the bytes of UTF-8."""
    shuffled = random.Random(1971).sample(names, len(names))
    return sorted(shuffled, key=lambda name: sort_key(name).encode())


def test_letters_stand_in_the_order_of_icu() -> None:
    assert in_order(VECTORS["alphabet"]) == VECTORS["alphabet"]


def test_names_stand_in_the_order_of_icu() -> None:
    assert in_order(VECTORS["names"]) == VECTORS["names"]


@pytest.mark.parametrize(
    "names",
    [
        ["", " ক", "ক খ", "কখ"],
        ["১ম", "2য়", "৩য়", "ঢাকা", "apple", "Zebra", "яблоко"],
        ["ক", "কং", "কঃ", "কঁ", "কত", "কা", "কি", "ক্ষ", "খ"],
        ["ত", "ত্", "ৎ", "ত্ক", "থ"],
        ["ড", "ড়", "ডা", "ড়া", "ঢ"],
        ["a", "A", "á", "b", "B"],
        ["9", "৯", "অ"],
        ["ঔ", "ং", "ঃ", "ঁ", "ক"],
    ],
)
def test_groups_of_neighbours(names: list[str]) -> None:
    assert in_order(names) == names


def test_spellings_of_one_name_get_one_key() -> None:
    assert sort_key("\u0986\u09df\u0995\u09b0") == sort_key("\u0986\u09af\u09bc\u0995\u09b0")
    assert sort_key("  শেখ \n হাসান ") == sort_key("শেখ হাসান")


def test_no_letter_is_named_twice_and_all_have_room_in_the_block() -> None:
    assert len(ALPHABET) == len(set(ALPHABET)) <= 0x80
    assert all("\u0980" <= letter <= "\u09ff" for letter in ALPHABET)


def test_every_bangla_letter_and_sign_has_its_place() -> None:
    by_rule = set(
        "\u09bc\u09ce\u09dc\u09dd\u09df\u09fe\u0980"
    )  # nukta and what holds it, ৎ, two rare signs
    letters = {
        character
        for character in map(chr, range(0x0980, 0x0A00))
        if unicodedata.category(character) in {"Lo", "Mn", "Mc"}
    }

    assert letters - set(ALPHABET) == by_rule


@given(st.text(max_size=400))
def test_a_key_can_be_stored_anywhere(text: str) -> None:
    key = sort_key(text)

    assert len(key) <= MAX_LENGTH
    assert key.encode().decode() == key
    assert "\x00" not in key


@given(st.text(alphabet="কখতৎড়া্aAé০0 -", max_size=8), st.text(alphabet="কখতৎড়া্aAé০0 -", max_size=8))
def test_equal_keys_mean_equal_names(first: str, second: str) -> None:
    one, other = (" ".join(canonical(name).split()) for name in (first, second))

    assert (sort_key(first) == sort_key(second)) is (one == other)


def test_a_beginning_sorts_before_what_continues_it() -> None:
    words = ["ঢাকা", "ঢাকা মেট্রো", "ঢাকাই", "ঢাকার"]

    for shorter, longer in itertools.pairwise(words):
        assert sort_key(shorter) < sort_key(longer)


def test_every_character_of_the_first_two_planes_has_a_key() -> None:
    for number in range(0x20000):
        sort_key(chr(number)).encode()
