"""Bijoy becomes the Bangla that its font shows, and nothing else is taken for Bijoy."""

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bangla.bijoy import convert, looks_like_bijoy, runs, to_unicode
from bangla.tests.bijoy_encoder import encode
from bangla.tests.vectors import load
from bangla.text import ZWJ, canonical

VECTORS = load("bijoy")
OURS = [(kind, *pair) for kind, pairs in VECTORS["ours"].items() for pair in pairs]

CONSONANTS = "কখগঘঙচছজঝঞটঠডঢণতথদধনপফবভমযরলশষসহ"
GLYPHS = "".join(map(chr, range(0x21, 0x7F))) + bytes(range(0x80, 0x100)).decode("cp1252", "ignore")
MIXED = st.text(alphabet=GLYPHS + " \n\x00\x86\u200d\u03bc\uf041কা্র‍য।২", max_size=60)

# Every way of joining that Bangla news writes, by the words that have it.
WORDS = """
আমার সোনার বাংলা গ্রামগঞ্জ কর্মকর্তা নির্দিষ্ট কার্যক্রম পূর্ণাঙ্গ অর্থনৈতিক আন্তর্জাতিক স্বরাষ্ট্রমন্ত্রী প্রতিদ্বন্দ্বিতা
সংস্কৃতি শৃঙ্খলা আকাঙ্ক্ষা সঙ্ঘ বাঙ্ময় উচ্চ ইচ্ছা জলোচ্ছ্বাস বিপজ্জনক উজ্জ্বল কুজ্ঝটিকা বিজ্ঞান জ্বর পঞ্চাশ লাঞ্ছনা
ব্যঞ্জন ঝঞ্ঝা চট্টগ্রাম কুট্মল ট্রেন আড্ডা ড্রাইভার ঘণ্টা কণ্ঠ দণ্ড পুণ্ড্র বিষণ্ণ মৃণ্ময়ী উত্তর সত্ত্বেও উত্থান যত্ন রাজত্ব
আত্মা দৌরাত্ম্য ত্রাণ বৈচিত্র্য পৃথ্বী উদ্গম উদ্ঘাটন উদ্দেশ্য তদ্দ্বারা যুদ্ধ বিদ্বান অদ্ভুত উদ্ভ্রান্ত পদ্ম বিদ্যুৎ দারিদ্র্য
ধ্বনি ধ্রুব প্যান্ট কন্ট্রোল লন্ঠন পাউন্ড হান্ড্রেড গন্তব্য সান্ত্বনা মন্ত্রণালয় স্বাতন্ত্র্য গ্রন্থ ছন্দ দ্বন্দ্ব কেন্দ্র সন্ধ্যা
রন্ধ্র নবান্ন ধন্বন্তরি তন্ময় ফিনান্স সপ্তাহ ক্যাপ্টেন স্বপ্ন ধাপ্পা প্ল্যাটফর্ম লিপ্সা আফ্রিকা ফ্লেভার ন্যুব্জ শব্দ লব্ধ ডাব্বা ব্লক
শুভ্র নিম্ন সম্পাদক সম্প্রতি লম্ফ নভেম্বর দম্ভ সম্ভ্রম সম্মান অম্ল ন্যায্য ফাল্গুন উল্টো ফিল্ডিং বিকল্প গুল্ফ বাল্ব প্রগল্ভ গুল্ম উল্লাস
পুনশ্চ শিরশ্ছেদ প্রশ্ন বিশ্ব শ্মশান শ্রমিক শ্লোক নিষ্কাশন নিষ্ক্রিয় কষ্ট রাষ্ট্রপতি শ্রেষ্ঠ কৃষ্ণ নিষ্পাপ নিষ্প্রয়োজন নিষ্ফল উষ্ম ভবিষ্যৎ
স্কুল ইস্ক্রু স্খলন অক্টোবর অক্ট্রয় রক্ত বক্ত্র পক্ব রুক্মিণী বাক্য চক্র ক্লান্তি তীক্ষ্ণ লক্ষ্মীপুর লক্ষ্য বাক্স মুগ্ধ অগ্ন্যুৎপাত যুগ্ম গ্লানি
স্টেশন স্ট্রাইক বিস্তৃত স্ত্রী স্থিতি স্বাস্থ্য স্নান স্পষ্ট স্প্রিং আস্ফালন স্বর স্মরণ শস্য অজস্র স্লোগান পূর্বাহ্ণ চিহ্নিত আহ্বান ব্রাহ্মণ বাহ্য হ্রদ আহ্লাদ
চাঁদ পৌঁছে খোঁজ দুঃখ মোঃ হঠাৎ ভর্ৎসনা ঊর্ধ্বগতি পার্শ্ব দৈর্ঘ্য সামর্থ্য কর্তৃপক্ষ ভর্তুকি নৈর্ঋত হৃদয় শুরু গুরুত্বপূর্ণ জরুরি হুকুম রূপ বড়ুয়া
অ্যাকাউন্ট ঐক্য ঔষধ ঋণ ঈদ ঊনিশ আষাঢ় বাড়ানো র‍্যাব র‍্যালি যৌথ কৌশল সৌন্দর্য তৈরি
""".split()


@pytest.mark.parametrize(("bijoy", "unicode"), VECTORS["words"])
def test_words_that_public_converters_agree_on(bijoy: str, unicode: str) -> None:
    assert to_unicode(bijoy) == unicode


@pytest.mark.parametrize(("kind", "bijoy", "unicode"), OURS)
def test_words_of_each_kind(kind: str, bijoy: str, unicode: str) -> None:
    assert to_unicode(bijoy) == canonical(unicode)


@pytest.mark.parametrize("word", WORDS)
def test_a_word_comes_back_whichever_of_its_signs_were_typed(word: str) -> None:
    word = canonical(word)
    for seed in range(12):
        bijoy = encode(word, random.Random(seed))

        assert to_unicode(bijoy) == word, bijoy


@given(st.data())
def test_letters_that_no_word_joins_come_back_too(data: st.DataObject) -> None:
    letters = data.draw(st.lists(st.sampled_from(CONSONANTS), min_size=1, max_size=3, unique=True))
    if letters[-2:] == ["র", "য"]:
        letters = letters[-1:]
    vowel = data.draw(st.sampled_from(["", *"ািীুূৃেৈোৌ"]))
    reph = data.draw(st.sampled_from(["", "র\u09cd"])) if letters[0] != "র" else ""
    mark = data.draw(st.sampled_from(["", *"ংঃঁ"]))
    word = canonical("ক" + reph + "\u09cd".join(letters) + vowel + mark + "ন")

    bijoy = encode(word, random.Random(data.draw(st.integers(0, 9))))

    assert to_unicode(bijoy).replace(ZWJ, "") == word.replace(ZWJ, "")


def test_a_glyph_of_the_table_means_what_the_table_says() -> None:
    table = VECTORS["table"]
    whole = table["vowels"] | table["consonants"] | table["whole_conjuncts"]

    assert {sign: to_unicode(sign) for sign in whole} == {
        sign: canonical(letters) for sign, letters in whole.items()
    }
    assert {s: to_unicode("K" + s) for s in table["post_base_vowels"] if s != "–"} == {
        sign: "ক" + vowel for sign, vowel in table["post_base_vowels"].items() if sign != "–"
    }
    assert {s: to_unicode(s + "K") for s in table["pre_base_vowels"]} == {
        sign: "ক" + vowel for sign, vowel in table["pre_base_vowels"].items()
    }


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t",
        "আমার সোনার বাংলা, আমি তোমায় ভালোবাসি।",
        "‘জাতীয়’ “সংগীত” – গান — সুর… • ১৯৭১",
        "র‍্যাব উদ্\u200cযাপন হঠাৎ দুঃখ",
        "👩\u200d👩\u200d👧 ৳৫০০",
        "https://example.com/a desk@example.com",
    ],
)
def test_what_is_unicode_already_stays(text: str) -> None:
    assert to_unicode(text) == text
    assert convert(text) == text


@given(st.text(alphabet="আমরাকিখীেৈোৌঁংঃ্ৎড়ঢ়য়।,০১২ -—–‘’“”…()\n", max_size=80))
def test_unicode_bangla_stays_in_canonical_form(text: str) -> None:
    assert to_unicode(text) == canonical(text)
    assert runs(text) == []


@given(MIXED | st.text(max_size=80))
def test_any_text_is_taken_and_what_comes_out_is_canonical(text: str) -> None:
    converted = to_unicode(text)

    assert canonical(converted) == converted
    assert isinstance(looks_like_bijoy(text), bool)
    assert convert(text) == canonical(convert(text))


@given(MIXED)
def test_runs_stand_where_they_say_in_order_and_apart(text: str) -> None:
    found = runs(text)

    assert [run.text for run in found] == [text[run.start : run.end] for run in found]
    assert [run.converted for run in found] == [to_unicode(run.text) for run in found]
    ends = [0, *(run.end for run in found)]
    assert all(end <= run.start < run.end for end, run in zip(ends, found, strict=False))


@pytest.mark.parametrize("text", ["©", "‡", "†", "K©", "©K", "‡©", "w", "¯", "š—", "&", "u©‡", "”"])
def test_signs_with_nothing_to_hang_on_raise_nothing_and_vanish_never(text: str) -> None:
    assert to_unicode(text) != ""
    assert to_unicode(text) == to_unicode(to_unicode(text))


@pytest.mark.parametrize(
    "piece",
    [
        "\x00", "‡", "š", "©", "K©", "K&", "•", "u", "½^", "w¯’", "a", "a@", "a.", "www.", "https://", "_", "`",
        "|", "9", "\u200d", "K\u200d", "\x86K", "বা", "Ð", "†aaaa ", "†a", "… ", "evsjv‡`k ", "\xad", "A\u0302",
    ],
)  # fmt: skip
def test_hostile_length_costs_no_more_than_its_share(piece: str) -> None:
    text = piece * (50_000 // len(piece))
    started = time.process_time()

    to_unicode(text)
    looks_like_bijoy(text)
    convert(text)

    # Work that grows with the square takes half a minute at this length; this takes a third of a second.
    assert time.process_time() - started < 5


def test_one_word_converts_as_it_does_among_others() -> None:
    text = " ".join(bijoy for bijoy, _ in VECTORS["words"])

    assert to_unicode(text) == " ".join(unicode for _, unicode in VECTORS["words"])
    assert to_unicode(text.replace(" ", "\r\n")) == to_unicode(text).replace(" ", "\r\n")


@pytest.mark.parametrize(("text", "is_bijoy"), VECTORS["detection"])
def test_detection_as_published(text: str, is_bijoy: bool) -> None:
    assert looks_like_bijoy(text) is is_bijoy


@pytest.mark.parametrize(
    "text",
    [
        "cÖavbgš¿x",
        "wkÿv gš¿Yvjq",
        "Kg©KZ©v",
        "B”Qv",
        "\x86mvbvi evsjv",
        "XvKv: R¡vjvwb ‡Z‡ji `vg evov‡bvi c«wZev‡` Pjgvb cwienb ag©NU",
        "রাজধানীতে  e¨vsK 2024 mv‡j",
    ],
)
def test_bijoy_is_recognised(text: str) -> None:
    assert looks_like_bijoy(text)


FOREIGN = [
    "Prices rose 5.2% – “sharply”, he said… The bank’s ‘new’ rules • apply™ from 1 July.",
    "© 2024 The Finance Today. All rights reserved. Windows® Office® Java™",
    "© Acme, Microsoft© and Adobe© — Word©2019",
    "†Corresponding author. ‡These authors contributed equally.†",
    "L’économie française a ralenti ; où êtes-vous, cœur d’Œuvre ? « Ça va. » ÉTAT, L'HAŸ-LES-ROSES, Louÿs",
    "Österreichische Öffentlichkeit: Größe, Übermut, SCHÖNE MÖBEL, Straße, Öl",
    "¿Qué? ¡No! ¿Cómo? Mª Carmen, 1ª vez, año, ¡Hola¡",
    "Ação não é só você já. ÍNDICE",
    "Příliš žluťoučký kůň, Škoda Šumava, što još nešto važnoš, šeštadienį",
    "Ånde ærlig øl læser. Þórður Íslands",
    "İstanbul'da çok güzel, ünlü şef",
    "Łódź, żółć",
    "5 cm³, 3 m³, 10 µm, 20 µg, 25 °C, ±2 ‰, ½ + ¼, 3×4 ÷ 2",
    "Abs.§5 ¶ 3, £5 ¥7 ¢9 ¤100, p.•3",
    "std::vector<std::map<int, std::string>>& operator<<(T&& x); // template<class T> x^y | ~z",
    "const fooBar = `${snake_case}`; if (a & b | ~c) { el.innerHTML = '&copy;'; }",
    "https://example.com/†K‡v desk@example.com www.example.com/a_b",
    "prÃ©sident naÃ¯ve l’Ã©tat â€œquoteâ€ à¦¬à¦¾à¦‚à¦²à¦¾à¦¦à§‡à¦¶",
    "Ελληνικά μm, Москва, 日本語, 한국어, עברית",
    "বাংলাদেশ ব্যাংক জানিয়েছে, ‘মূল্যস্ফীতি’ কমেছে — ৯.২%। GDP, Facebook © ২০২৪",
    "Avgvi evsjv Avwg",
]


@pytest.mark.parametrize("text", FOREIGN)
def test_other_writing_raises_no_alarm(text: str) -> None:
    assert not looks_like_bijoy(text)
    assert runs(text) == []


def test_no_line_of_other_writing_raises_alarm_beside_others() -> None:
    assert runs("\n".join(FOREIGN)) == []


@given(st.text(alphabet=st.characters(codec="ascii"), max_size=200))
def test_plain_letters_alone_are_never_taken_for_bijoy(text: str) -> None:
    assert not looks_like_bijoy(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("শিল্প মন্ত্রী বলিবেন কি, eZ©gv‡b gqgbwmsn †Rjvi", ["eZ©gv‡b gqgbwmsn †Rjvi"]),
        ("The word evsjv‡`k means Bangladesh.", ["evsjv‡`k"]),
        ("GDP e„w×i nvi 6.5%", ["e„w×i nvi 6.5%"]),
        ("ঝুঁwKc~Y© n‡q D‡V‡Q", ["wKc~Y© n‡q D‡V‡Q"]),
        ("†`Lyb www.example.com evsjv‡`k|", ["†`Lyb", "evsjv‡`k|"]),
        ("cÖavbgš¿x e‡j‡Qb\nGB Ges †mB\n2024\nContact: The Desk", ["cÖavbgš¿x e‡j‡Qb", "GB Ges †mB", "2024"]),
        ("আমার Facebook ও Dhaka\ncÖavbgš¿x e‡j‡Qb", ["cÖavbgš¿x e‡j‡Qb"]),
        ("Avgvi †mvbvi YouTube evsjv", ["Avgvi †mvbvi", "evsjv"]),
        ("- †mvbvi (evsjv) -", ["†mvbvi (evsjv)"]),
    ],
)  # fmt: skip
def test_runs_of_a_mixed_text(text: str, found: list[str]) -> None:
    assert [run.text for run in runs(text)] == found


def test_a_mixed_text_keeps_what_is_no_bijoy() -> None:
    text = "রহিম said evsjv‡`k, see example.com\nThe end ©"

    assert convert(text) == "রহিম said বাংলাদেশ, see example.com\nThe end ©"


def test_a_text_without_signs_of_the_font_is_converted_when_somebody_asks() -> None:
    assert convert("Avgvi evsjv 2024") == "আমার বাংলা ২০২৪"
