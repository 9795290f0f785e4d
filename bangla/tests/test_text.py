"""Canonical form, unsafe characters, graphemes, excerpts, words; by vectors and by properties."""

import itertools
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bangla import text as bangla_text
from bangla.tests.vectors import load
from bangla.text import (
    canonical,
    cut,
    excerpt,
    graphemes,
    reading_minutes,
    strip_unsafe,
    word_count,
)

RAB = "\u09b0\u200d\u09cd\u09af\u09be\u09ac"  # র‍্যাব with its joiner
FAMILY = "👩\u200d👩\u200d👧"

# Whatever can meet in a repair, and neighbours that must stay out of it.
CHARACTERS = "কতযরঅআৎড়া ি ে ৗ ো ঁ ্ 👩a-'।০\u200b\u200c\u200d\ufeff\u0301\u0323\u09df\u09fe\u0344\u0f73\u093c\u094d"
TRICKY = st.text(alphabet=sorted({*CHARACTERS}), max_size=12)


@pytest.mark.parametrize(("written", "stored"), load("text")["canonical"])
def test_canonical_form_of_what_is_seen_in_exports(written: str, stored: str) -> None:
    assert canonical(written) == stored


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("", ""),
        ("plain ASCII | text\r\n", "plain ASCII | text\r\n"),
        # ৎ, also before a space and in a word, but not when ZWNJ asks for the hasanta
        ("\u09b9\u09a0\u09be\u09a4\u09cd\u200d", "\u09b9\u09a0\u09be\u09ce"),
        ("\u0989\u09a4\u09cd\u200d\u09b8\u09ac", "\u0989\u09ce\u09b8\u09ac"),
        ("\u0989\u09a4\u09cd\u200d\u200d\u09b8\u09ac", "\u0989\u09ce\u09b8\u09ac"),
        ("\u09a4\u09cd\u200c\u0995", "\u09a4\u09cd\u200c\u0995"),
        # ঁ goes after the vowel sign, which may then compose
        ("\u099a\u0981\u09be\u09a6", "\u099a\u09be\u0981\u09a6"),
        ("\u09aa\u0981\u09c7\u09be", "\u09aa\u09cb\u0981"),
        ("\u09aa\u09c7\u0981\u09be", "\u09aa\u09cb\u0981"),
        ("\u0985\u0981\u09be", "\u0986\u0981"),
        # ো and ৌ, also with litter between their halves
        ("\u09aa\u09c7\u200c\u09be\u09b2", "\u09aa\u09cb\u09b2"),
        ("\u09aa\u09c7\u200b\u09d7", "\u09aa\u09cc"),
        ("\u0985\u200c\u09be\u09ae\u09bf", "\u0986\u09ae\u09bf"),
        # ড় ঢ় য় are stored as letter and nukta; the nukta stands before the hasanta
        ("\u09dc\u09dd\u09df", "\u09a1\u09bc\u09a2\u09bc\u09af\u09bc"),
        ("\u09a1\u09cd\u09bc", "\u09a1\u09bc\u09cd"),
        ("\u09a1\u200d\u09bc", "\u09a1\u09bc"),
        # র‍্য keeps its joiner and gets the right one
        (RAB, RAB),
        ("\u09b0\u200c\u09cd\u09af", "\u09b0\u200d\u09cd\u09af"),
        ("\u09b0\u09cd\u09af", "\u09b0\u09cd\u09af"),
        # a joiner beside a hasanta is meant, beside another Bangla character it is litter
        (
            "\u0989\u09a6\u09cd\u200c\u09af\u09be\u09aa\u09a8",
            "\u0989\u09a6\u09cd\u200c\u09af\u09be\u09aa\u09a8",
        ),
        ("\u0995\u09cd\u200d\u09b7", "\u0995\u09cd\u200d\u09b7"),
        ("\u0995\u200d\u0996", "\u0995\u0996"),
        ("\u200c\u0995 \u0996\u200d", "\u0995 \u0996"),
        ("\u0995\u200d 👩", "\u0995 👩"),
        ("\u0995\u09cd\u200c\u200d\u0996", "\u0995\u09cd\u200c\u0996"),
        ("\u09f3\u200d\u09eb", "\u09f3\u09eb"),
        # emoji and other scripts keep theirs
        (FAMILY, FAMILY),
        (f"\u0995 {FAMILY}", f"\u0995 {FAMILY}"),
        ("❤\ufe0f\u200d🔥", "❤\ufe0f\u200d🔥"),
        ("\u0915\u094d\u200d\u0937", "\u0915\u094d\u200d\u0937"),
        # spaces of no width and byte-order marks go everywhere
        ("\ufeff\u0995\u200b\u0996 a\u200bb", "\u0995\u0996 ab"),
        # lint is the editor's business, never silent
        ("\u0995| \u09963\u09f7", "\u0995| \u09963\u09f7"),
        ("e\u0301", "\u00e9"),
    ],
)
def test_canonical_form_case_by_case(written: str, stored: str) -> None:
    assert canonical(written) == stored


@given(TRICKY | st.text())
def test_canonical_form_taken_twice_changes_nothing(text: str) -> None:
    once = canonical(text)

    assert canonical(once) == once
    assert unicodedata.is_normalized("NFC", once)


@given(TRICKY)
def test_spellings_that_unicode_calls_equal_are_stored_as_one(text: str) -> None:
    assert canonical(unicodedata.normalize("NFD", text)) == canonical(
        unicodedata.normalize("NFC", text)
    )


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Mn", "Mc", "Cf"])))
def test_text_without_marks_is_only_normalised(text: str) -> None:
    assert canonical(text) == unicodedata.normalize("NFC", text)


def test_every_pair_of_bangla_characters_becomes_canonical() -> None:
    block = [*map(chr, range(0x0980, 0x0A00)), "\u200c", "\u200d", "\u200b", "\u0301", "a", " "]

    for first, second in itertools.product(block, block):
        stored = canonical(first + second)
        assert unicodedata.is_normalized("NFC", stored)
        assert canonical(stored) == stored


def test_canonical_keeps_lone_surrogates_for_strip_unsafe() -> None:
    assert canonical("\ud800\u0995\u200b") == "\ud800\u0995"


@pytest.mark.parametrize(
    "piece",
    [
        "\u200d",
        "\u0995\u200d\u09cd\u200d",
        "\u0981",
        "\u0981\u09be",
        "\u0301\u0323",
        "\u0f73",
        "\u200d\u09bc",
        "\u0301\u200d",
        "🇧🇩",
        "\u0995\u09cd",
        "\u0985\u09be",
        "প্রধানমন্ত্রী ",
    ],
)
def test_hostile_length_costs_no_more_than_its_share(piece: str) -> None:
    text = "ক" + piece * (120_000 // len(piece))
    started = time.process_time()

    canonical(text)
    graphemes(text)
    excerpt(text, 300)
    word_count(text)

    # Quadratic work at this length takes from six seconds up; linear work a third of one.
    assert time.process_time() - started < 3


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("", ""),
        ("এক\r\nদুই\rতিন\tচার\n", "এক\nদুই\nতিন\tচার\n"),
        ("a\x00b\x07c\x1bd\x7fe\x85f\x9fg", "abcdefg"),
        ("\u202eabc\u202c \u2066ক\u2069", "abc ক"),
        ("ক\ud800খ\udfff", "কখ"),
        ("ক\ufdd0\ufffe\uffff\U0001fffe\U0010ffffখ", "কখ"),
        (RAB + FAMILY, RAB + FAMILY),
        ("\u200e\u200f\u2028", "\u200e\u200f\u2028"),
    ],
)
def test_unsafe_characters_are_taken_out(written: str, kept: str) -> None:
    assert strip_unsafe(written) == kept


@given(st.text(st.characters()))
def test_what_is_left_is_safe_and_can_be_stored(text: str) -> None:
    safe = strip_unsafe(text)

    assert strip_unsafe(safe) == safe
    assert safe.encode().decode() == safe
    assert not bangla_text.has_bidi_override(safe)
    assert not bangla_text.has_control_characters(safe)


@pytest.mark.parametrize("character", ["\u202a", "\u202e", "\u202c", "\u2066", "\u2069"])
def test_bidi_overrides_are_seen(character: str) -> None:
    assert bangla_text.has_bidi_override(f"দাম {character}৫০০")


def test_ordinary_text_has_neither_overrides_nor_controls() -> None:
    line = f"প্রথম লাইন\r\n\tদ্বিতীয় {RAB} {FAMILY} \u200e"

    assert not bangla_text.has_bidi_override(line)
    assert not bangla_text.has_control_characters(line)


@pytest.mark.parametrize("character", ["\x00", "\x08", "\x0b", "\x1f", "\x7f", "\x80", "\x9f"])
def test_control_characters_are_seen(character: str) -> None:
    assert bangla_text.has_control_characters(f"দাম{character}")


@pytest.mark.parametrize(
    ("text", "clusters"),
    [
        ("", []),
        ("ক্ষ্ম স্ত্রী", ["ক্ষ্ম", " ", "স্ত্রী"]),
        (RAB, [RAB[:-1], RAB[-1]]),
        ("কাঁদো", ["কাঁ", "দো"]),
        (FAMILY + "a", [FAMILY, "a"]),
        ("🇧🇩🇧🇩🇮", ["🇧🇩", "🇧🇩", "🇮"]),
        ("👍🏽1\ufe0f\u20e3", ["👍🏽", "1\ufe0f\u20e3"]),
        ("ab\r\nc", ["a", "b", "\r\n", "c"]),
    ],
)
def test_graphemes_are_what_a_reader_sees(text: str, clusters: list[str]) -> None:
    assert graphemes(text) == clusters
    assert bangla_text.grapheme_count(text) == len(clusters)


@given(st.text(alphabet=sorted({*CHARACTERS, "🇧", "🇩", "\r", "\n"})))
def test_graphemes_join_to_the_text(text: str) -> None:
    assert "".join(graphemes(text)) == text


@pytest.mark.parametrize(
    ("text", "length", "expected"),
    [
        ("ক্ষ্ম স্ত্রী", 1, "ক্ষ্ম"),
        ("ক্ষ্ম স্ত্রী", 3, "ক্ষ্ম স্ত্রী"),
        ("বাংলা", 1, "বাং"),
        (FAMILY * 2, 1, FAMILY),
        ("abc", 0, ""),
        ("abc", -1, ""),
        ("abc", 9, "abc"),
    ],
)
def test_cutting_never_parts_a_grapheme(text: str, length: int, expected: str) -> None:
    assert cut(text, length) == expected


@given(TRICKY, st.integers(0, 12))
def test_a_cut_text_is_the_first_graphemes(text: str, length: int) -> None:
    assert cut(text, length) == "".join(graphemes(text)[:length])


@pytest.mark.parametrize(
    ("text", "length", "expected"),
    [
        ("বাংলাদেশ ব্যাংকের নতুন গভর্নর", 100, "বাংলাদেশ ব্যাংকের নতুন গভর্নর"),
        ("বাংলাদেশ ব্যাংকের নতুন গভর্নর", 12, "বাংলাদেশ ব্যাংকের…"),
        ("বাংলাদেশ ব্যাংকের নতুন গভর্নর", 8, "বাংলাদেশ…"),
        ("বাংলাদেশ ব্যাংকের নতুন গভর্নর", 9, "বাংলাদেশ ব্যাংকের…"),
        ("দাম বাড়ল, ক্রেতা নেই", 9, "দাম বাড়ল…"),
        ("দাম বাড়ল। ক্রেতা নেই", 9, "দাম বাড়ল…"),
        ("  দাম \n\n বাড়ল\t", 50, "দাম বাড়ল"),
        ("ক্ষ্মস্ত্রীক্ষ্মস্ত্রী", 3, "ক্ষ্মস্ত্রী…"),
        ("one two", 1, "…"),
        ("one two", 0, ""),
        ("", 10, ""),
        ("", 0, ""),
    ],
)
def test_excerpts_end_at_a_word(text: str, length: int, expected: str) -> None:
    assert excerpt(text, length) == expected


@given(st.text(alphabet="কষ্মা ,।a"), st.integers(1, 20))
def test_excerpts_fit_and_are_made_of_whole_words_or_one_cut_word(text: str, length: int) -> None:
    flat = " ".join(text.split())
    short = excerpt(text, length)

    assert bangla_text.grapheme_count(short) <= length
    assert short == flat or (short.endswith("…") and flat.startswith(short[:-1]))
    rest = flat[len(short) - 1 :]
    assert short == flat or " " not in short or rest[0] in " ,।"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("। — … 👩", 0),
        ("বাংলাদেশ ব্যাংকের নতুন গভর্নর স্ত্রী", 5),
        ("গত বছরের ১,২৩,৪৫৬ টাকা", 4),
        ("GDP ৬.৫ শতাংশ", 3),
        (f"{RAB}ের অভিযান", 2),
        ("শেয়ারবাজার—সূচক", 2),
        ("উদ্\u200cযাপন, আজ", 2),
    ],
)
def test_words_are_counted_whole(text: str, count: int) -> None:
    assert word_count(text) == count


@pytest.mark.parametrize(
    ("words", "minutes"), [(0, 1), (1, 1), (180, 1), (269, 1), (270, 2), (360, 2), (1800, 10)]
)
def test_reading_time_is_at_least_a_minute(words: int, minutes: int) -> None:
    assert reading_minutes(words) == minutes
    assert reading_minutes("শব্দ " * words) == minutes


def test_reading_speed_is_a_setting() -> None:
    assert reading_minutes(400, words_per_minute=100) == 4
