"""Search keys meet for the forms and spellings of a word, and stay apart for two words."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bangla import analysis
from bangla.analysis import terms
from bangla.digits import to_ascii, to_bangla
from bangla.tests.vectors import load
from bangla.text import canonical

VECTORS = load("search")

# Letters, signs and endings that meet in a rule, and neighbours that must stay out of it.
PIECES = [
    *"কগতদনণরযড়ঢ়সশষঙবমঅআইঈওএংঁঃািীুূেৈোৌৃৎ্",
    *"aZéßİ’'-–,. \n।০৯৳5👩١क",
    *"গুলো টি টা খানা দের রা ের এর কে তে র য় সরকার বই ঢাকা পদ ঘাত ব্যাংক মায়ের কারখানা আঁধার".split(),
    *"\u09bc\u09df\u09d7\u200b\u200c\u200d\ufeff\xad\ufe0f\u0301\u0345\u09fe\ud800",
]
TRICKY = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)
ANY = TRICKY | st.text(max_size=60)

INFLECTED = [
    tuple(row.split())
    for row in """
    শ্রমিকরা শ্রমিক
    শ্রমিকেরা শ্রমিক
    শ্রমিকদের শ্রমিক
    ছাত্ররা ছাত্র
    ডাক্তাররাও ডাক্তার
    কৃষকরাই কৃষক
    লোকেরা লোক
    মেয়েরা মেয়ে
    ছেলেদের ছেলে
    ভাইয়ের ভাই
    ভাইয়েরা ভাই
    ভাইকে ভাই
    বইয়ের বই
    বউয়ের বউ
    জুলাইয়ের জুলাই
    জুলাইয়ে জুলাই
    লড়াইয়ে লড়াই
    মায়ের মা
    মাকে মা
    আজকের আজ
    আজকে আজ
    কালকের কাল
    গতকালের গতকাল
    আগামীকালের আগামীকাল
    এখনকার এখন
    সেখানকার সেখানে
    আগেকার আগে
    আগের আগে
    বইগুলো বই
    বইগুলোর বই
    গাড়িগুলোকে গাড়ি
    দোকানগুলিতে দোকান
    আসনগুলিও আসন
    প্রতিষ্ঠানসমূহের প্রতিষ্ঠান
    চিঠিখানা চিঠি
    বাড়িখানার বাড়ি
    সেতুটির সেতু
    চুক্তিটিতে চুক্তি
    প্রকল্পটিকে প্রকল্প
    ঘটনাটা ঘটনা
    সিদ্ধান্তটাই সিদ্ধান্ত
    নাগরিকদেরকে নাগরিক
    কর্মকর্তাদের কর্মকর্তা
    রোহিঙ্গারা রোহিঙ্গা
    সেনাবাহিনীকে সেনাবাহিনী
    দেশকে দেশ
    দলগুলোকেও দল
    রাজনীতিতে রাজনীতি
    বাড়িতে বাড়ি
    কমিটিতে কমিটি
    ভারতে ভারত
    আঘাতে আঘাত
    সংঘাতে সংঘাত
    জামায়াতে জামায়াত
    বিদ্যুতের বিদ্যুৎ
    বিদ্যুতে বিদ্যুৎ
    ব্যাংকে ব্যাংক
    বৈঠকে বৈঠক
    সড়কে সড়ক
    ফেসবুকে ফেসবুক
    সম্পর্কে সম্পর্ক
    সংসদের সংসদ
    সংসদে সংসদ
    পরিষদের পরিষদ
    মসজিদের মসজিদ
    প্রতিবাদের প্রতিবাদ
    সংবাদের সংবাদ
    সম্পদের সম্পদ
    বিচ্ছেদের বিচ্ছেদ
    আলোয় আলো
    কলকাতায় কলকাতা
    এশিয়ার এশিয়া
    বগুড়ায় বগুড়া
    সাতক্ষীরার সাতক্ষীরা
    সময়ের সময়
    সম্প্রদায়ের সম্প্রদায়
    আদায়ের আদায়
    রায়ের রায়
    নদীর নদী
    রংপুরের রংপুর
    ঠাকুরগাঁওয়ে ঠাকুরগাঁও
    রেডিওর রেডিও
    নেতাও নেতা
    ছাড়াও ছাড়া
    আজও আজ
    দেশেই দেশ
    কারখানার কারখানা
    কারখানাগুলোতে কারখানা
    ক্যামেরায় ক্যামেরা
    বাজারে বাজার
    শিশিরের শিশির
    আষাঢ়ের আষাঢ়
    বাবাদের বাবা
    দুটি দুই
    বিএনপির বিএনপি
    বিএনপিকে বিএনপি
    ইউনিসেফএর ইউনিসেফ
    ব্যাংক-এর ব্যাংক
    ব্যাংক‑এর ব্যাংক
    প্রথম-আলোর প্রথম-আলো
    বিএনপি–র বিএনপি
    ফেসবুক-কে ফেসবুক
    ছাত্রদল-ও ছাত্রদল
    শিশু-দেরও শিশু
    ইত্তেফাক-গুলোতে ইত্তেফাক
    ঢাকা’র ঢাকা
    'ইত্তেফাক'এর ইত্তেফাক
    BNPর bnp
    Facebook-এর facebook
    ২০২৪-এর 2024
    ২০২৪এ 2024
    ১০টি ১০
    ১৬ই 16
    ২১শে ২১
    ১লা 1
    """.split("\n")
    if row.strip()
]

APART = [
    tuple(row.split())
    for row in """
    মাটি মা
    কমিটি কম
    ছুটি ছু
    পার্টি পার
    কোটি কো
    ঘণ্টা ঘন
    আটা আ
    কারখানা কার
    জেলখানা জেল
    ছাপাখানা ছাপা
    চিড়িয়াখানা চিড়িয়া
    আমরা আম
    পাহারা পাহাড়
    সাহারা সাহা
    ইশারা ঈসা
    চামড়া চাম
    আখড়া আখ
    অন্তরা অন্ত
    ভাড়া ভার
    সেরা সে
    থেকে থে
    নেতা নেত
    ঢাকা ঢাক
    টাকা টাক
    কালো কাল
    ভালো ভাল্লুক
    রাজা রাজ
    সভা সব
    পাতা পাত
    নাটক নাট
    পাঠক পাঠ
    চালক চাল
    লেখক লেখ
    দশক দশ
    ফলক ফল
    বালক বাল
    অতীত অতি
    আঘাত আঘা
    ডাকাত ডাক
    সংসদ সংস
    সম্পদ সম্পা
    বিপদ বিপ
    সংবাদ সংবা
    কর করে
    আদায় আদা
    দায়ের দায়
    রায় রা
    জাতীয় জাতি
    ভারতীয় ভারত
    মিনার মিনা
    হাজির হাজি
    আমির আমি
    তিমির তিমি
    শিশির শিশি
    বাজার বাজা
    আঁধার আধা
    শহর শহ
    খবর খব
    সাগর সাগ
    ভোটার ভোট
    কমিশনার কমিশন
    গোলাগুলি গোলা
    আইটি আই
    আইসিটি আইসিসি
    ইউএনও ইউএন
    আরও আর
    রেডিও রেডি
    ঘেরাও ঘেরা
    বাবুই বাবু
    সবাই সব
    ঢাকাই ঢাকা
    যাচাই যাচা
    আষাঢ় আসা
    তাকে তাক
    কাকে কাক
    হতে হত
    বই বউ
    ভাই ভাত
    জল জাল
    ভোট ভিটা
    চাল চাষ
    ধান দান
    খাল কাল
    বাড়ি বাড়
    রং রঙ্গ
    সেতু সেট
    জনগণ জন
    হার হারা
    সাত সাধ
    ১০০ ১০
    2024 2025
    ১.৫ ১৫
    b2b b2c
    প্রশাসন প্রশাসক
    শিক্ষা শিক্ষক
    পরিবেশ পরিবার
    মামলা মাল
    """.split("\n")
    if row.strip()
]

SPELLINGS = [
    ("পোষাক", "পোশাক"),
    ("ষ্টেশন", "স্টেশন"),
    ("ঈদ", "ইদ"),
    ("ঊনিশ", "উনিশ"),
    ("ধরণ", "ধরন"),
    ("শ্রেণী", "শ্রেনি"),
    ("গাড়ী", "গাড়ি"),
    ("পাহাড়", "পাহার"),
    ("বাঙালি", "বাঙ্গালী"),
    ("রাঙ্গামাটি", "রাঙামাটি"),
    ("ভাঙ্গা", "ভাঙা"),
    ("সঙ্গীত", "সংগীত"),
    ("অঙ্ক", "অংক"),
    ("রঙ", "রং"),
    ("হঠাৎ", "হঠাত"),
    ("হঠাত্", "হঠাৎ"),
    ("উত্সব", "উৎসব"),
    ("চিকিত্সা", "চিকিৎসা"),
    ("দুঃখ", "দুখ"),
    ("ক্যাটাগরিঃ", "ক্যাটাগরি"),
    ("পাঁচ", "পাচ"),
    ("ভাল", "ভালো"),
    ("কোনো", "কোনও"),
    ("এখনো", "এখনও"),
    ("আরো", "আরও"),
    ("BBC", "bbc"),
    ("ÉTÉ", "été"),
    ("don’t", "dont"),
    ("\u0986\u09df\u0995\u09b0", "\u0986\u09af\u09bc\u0995\u09b0"),
    ("\u09b0\u200c\u09cd\u09af\u09be\u09ac", "\u09b0\u200d\u09cd\u09af\u09be\u09ac"),
    ("\u09b0\u200c\u09cd\u09af\u09be\u09ac\u09c7\u09b0", "\u09b0\u09cd\u09af\u09be\u09ac"),
    (
        "\u09ac\u09c7\u09a8\u09be\u09aa\u09c7\u09be\u09b2",
        "\u09ac\u09c7\u09a8\u09be\u09aa\u09cb\u09b2",
    ),
    ("ঢা\u200bকা", "ঢাকা"),
    ("সফট\xadওয়্যার", "সফটওয়্যার"),
]


@pytest.mark.parametrize("row", VECTORS["normalise"], ids=lambda row: row["in_codepoints"])
def test_broken_and_sound_code_points_give_the_same_keys(row: dict[str, str]) -> None:
    assert terms(row["in"]) == terms(row["out"])


@pytest.mark.parametrize("row", VECTORS["must_conflate"], ids=lambda row: row["word"])
def test_inflected_news_words_meet_their_lemma(row: dict[str, str]) -> None:
    assert terms(row["word"]) == terms(row["lemma"])


@pytest.mark.parametrize("row", VECTORS["must_not_conflate"], ids=lambda row: row["a"])
def test_different_words_stay_apart(row: dict[str, str]) -> None:
    assert terms(row["a"]) != terms(row["b"])


@pytest.mark.parametrize("row", VECTORS["spelling_variants_must_meet"], ids=lambda row: row["a"])
def test_spelling_variants_meet(row: dict[str, str]) -> None:
    assert terms(row["a"]) == terms(row["b"])


@pytest.mark.parametrize("ending", VECTORS["analyzer"]["suffixes_any"])
def test_every_ending_of_the_design_is_taken_off(ending: str) -> None:
    assert terms("আদালত" + ending) == terms("আদালত")


@pytest.mark.parametrize(
    "ending",
    VECTORS["analyzer"]["suffixes_only_after_vowel"] + VECTORS["analyzer"]["emphatic"] + ["য়"],
)
def test_every_ending_after_a_vowel_is_taken_off_there(ending: str) -> None:
    assert terms("মামলা" + ending) == terms("মামলা")


@pytest.mark.parametrize(("word", "lemma"), INFLECTED)
def test_more_inflected_words_meet_their_lemma(word: str, lemma: str) -> None:
    assert terms(word) == terms(lemma) != []


@pytest.mark.parametrize(("one", "other"), APART)
def test_more_words_that_only_look_inflected_stay_apart(one: str, other: str) -> None:
    assert terms(one) != terms(other)


@pytest.mark.parametrize(("one", "other"), SPELLINGS)
def test_more_spelling_variants_meet(one: str, other: str) -> None:
    assert terms(one) == terms(other) != []


def test_words_of_a_sentence_come_in_order_and_repeated() -> None:
    assert terms("ঢাকায় মামলা, ঢাকার আদালতে মামলা।") == terms("ঢাকা মামলা ঢাকা আদালত মামলা")
    assert len(terms("মামলা মামলা")) == 2


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("১,২৩,৪৫৬ টাকা", ["123456", "টাকা"]),
        ("1,23,456", ["123456"]),
        ("৯.২%", ["9.2"]),
        ("১,২৩৪.৫০", ["1234.50"]),
        ("৩১.১০.২০২৪", ["31", "10", "2024"]),
        ("৩১/১০/২০২৪", ["31", "10", "2024"]),
        ("১০, ১২", ["10", "12"]),
        ("৫’৬", ["5", "6"]),
        ("covid-১৯", ["covid", "19"]),
        ("GDP", ["gdp"]),
        ("The Daily Star’s", ["the", "daily", "stars"]),
        ("STRASSE straße", ["strasse", "strasse"]),
        ("नमस्ते", ["नमस्ते"]),
        ("টি-টোয়েন্টি", ["টি", *terms("টোয়েন্টি")]),
        ("৫-এ-সাইড", ["5", *terms("সাইড")]),
        ("১০ম", ["10", "ম"]),
        ("এর", ["এর"]),
    ],
)
def test_numbers_and_words_of_other_scripts(text: str, keys: list[str]) -> None:
    assert terms(text) == keys


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t",
        "।॥—–-“”‘’'`",
        "৳৺@#%&*_",
        "👩\u200d👩\u200d👧 ❤\ufe0f",
        "্ ি ঁ ং ঃ",
        "\u200d\ufeff\xad\u0301",
    ],
)
def test_punctuation_emoji_and_stray_signs_give_no_term(text: str) -> None:
    assert terms(text) == []


@pytest.mark.parametrize("mark", '।॥-–—.,:;!?/\\|()[]{}“”"৳_ \t\n\u00a0👩')
def test_every_mark_between_words_parts_them(mark: str) -> None:
    assert terms(f"মামলা{mark}আদালত") == [*terms("মামলা"), *terms("আদালত")]


def test_words_of_the_exceptions_are_their_own_keys() -> None:
    for word in analysis._WHOLE:
        assert terms(word) == [word.replace("\u09df", "\u09af\u09bc")]


def test_no_exception_is_idle(monkeypatch: pytest.MonkeyPatch) -> None:
    words = analysis._WHOLE
    monkeypatch.setattr(analysis, "_WHOLE", frozenset())

    kept_without_being_listed = [word for word in words if analysis._without_ending(word) == word]

    assert kept_without_being_listed == []


def test_every_irregular_form_leads_to_a_word_that_is_found() -> None:
    for form, word in analysis._IRREGULAR.items():
        assert terms(form) == terms(word) != []


def test_moments_take_their_own_endings() -> None:
    for moment in analysis._MOMENTS:
        assert terms(moment + "কার") == terms(moment + "কের") == terms(moment)


def test_a_word_longer_than_any_keeps_its_endings() -> None:
    word = "ম" * 63

    assert terms(word + "ে") == terms(word)
    assert terms(word + "টি") == [word + "টি"]


@given(ANY)
def test_no_key_is_empty_or_holds_white_space(text: str) -> None:
    for key in terms(text):
        assert key.split() == [key]
        assert canonical(key) == key


@given(ANY)
def test_keys_of_joined_keys_are_the_same_keys(text: str) -> None:
    keys = terms(text)

    assert terms(" ".join(keys)) == keys


@given(ANY)
def test_every_key_alone_is_its_own_key(text: str) -> None:
    for key in terms(text):
        assert terms(key) == [key]


@given(ANY)
def test_the_stored_form_of_a_text_gives_the_same_keys(text: str) -> None:
    assert terms(canonical(text)) == terms(text)


@given(ANY)
def test_composed_and_decomposed_text_give_the_same_keys(text: str) -> None:
    assert terms(unicodedata.normalize("NFD", text)) == terms(text)
    assert terms(unicodedata.normalize("NFC", text)) == terms(text)


@given(ANY)
def test_digits_of_either_script_give_the_same_keys(text: str) -> None:
    assert terms(to_ascii(text)) == terms(to_bangla(text)) == terms(text)


@given(st.text(alphabet="কতনরযবমসা্িংঁে ০,.-এটির", max_size=20), st.data())
def test_a_joiner_more_or_less_changes_no_key(text: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(text)))
    joiner = data.draw(st.sampled_from("\u200c\u200d"))
    # ত্ and a ZWJ is how ৎ was once written: there the joiner is a letter.
    if joiner == "\u200d" and text[:place].rstrip("\u0981").endswith("\u09a4\u09cd"):
        joiner = "\u200c"

    assert terms(text[:place] + joiner + text[place:]) == terms(text)


@given(ANY, ANY)
def test_keys_of_two_texts_are_those_of_the_lines_together(one: str, other: str) -> None:
    assert terms(f"{one}\n{other}") == terms(one) + terms(other)


@given(st.integers(0, 10**12))
def test_a_number_is_found_with_and_without_its_commas(number: int) -> None:
    assert terms(to_bangla(f"{number:,}")) == terms(str(number)) == [str(number)]


@pytest.mark.parametrize(
    "unit",
    [
        "\u09cd", "\u200d", "\u200b", "\u0981", "\u09bc", "1,", "1.", "১", "1-", "ক্", "ত্", "ত্্", "টি", "-এর",
        "ক-এর", "কাগুলোর", "ঙ", "ংগ", "'", "’1", "a", "é", "é\u0301", "\u0301", "ক\u200d", "কা ", "👩", "ক\u0301",
        "র\u200c", "ের", "অা", "য়",
    ],
)  # fmt: skip
def test_time_grows_with_the_length_only(unit: str) -> None:
    text = unit * (200_000 // len(unit))

    started = time.process_time()
    keys = terms(text)
    spent = time.process_time() - started

    # A rule that looks back over the text takes minutes here.
    assert spent < 3
    assert sum(map(len, keys)) <= len(text)
