"""What has changed between two texts: whole words, whole clusters, both texts to be had back, in little time."""

import random
import time
from itertools import accumulate, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bangla.text import graphemes
from bangla.wording import MOST_EDITS, Piece, aligned, compare, tokens, words

RAB = "\u09b0\u200d\u09cd\u09af\u09be\u09ac"
FAMILY = "👩\u200d👩\u200d👧"

TRICKY = st.text(
    alphabet=sorted({*"কতযর ািে়্ঁঃ।,.-০৫9ab \n\t", *"\u200c\u200d\xa0\u0301\u0600🇧🇩👩🏽\r\x00৳é\u0915\u094d"}),
    max_size=30,
)  # fmt: skip
PROSE = st.lists(st.sampled_from("ক খ গ ঘ ঙ চ , । ১২".split()), max_size=30).map(" ".join)


def told(old: str, new: str) -> str:
    """Write the pieces out: [-gone-], {+new+}."""
    marks = {"same": "{}", "gone": "[-{}-]", "new": "{{+{}+}}"}
    return "".join(marks[piece.kind].format(piece.text) for piece in compare(old, new))


def side(pieces: list[Piece], kind: str) -> list[str]:
    return [piece.text for piece in pieces if piece.kind in {"same", kind}]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("বন্দরে জট।", ["বন্দরে", " ", "জট", "।"]),
        (f"{RAB}ের অভিযান", [f"{RAB}ের", " ", "অভিযান"]),
        ("১,২৩,৪৫৬.৫০টি", ["১,২৩,৪৫৬.৫০", "টি"]),
        ("দুঃখ, মোঃ করিম", ["দুঃখ", ",", " ", "মোঃ", " ", "করিম"]),
        ("ডা. র\u200cক\u09bc", ["ডা", ".", " ", "র\u200cক\u09bc"]),
        ("ক\n\n খ", ["ক", "\n\n ", "খ"]),
        ("“কথা”—বলেন", ["“", "কথা", "”", "—", "বলেন"]),
        (f"{FAMILY}🇧🇩ক", [FAMILY, "🇧🇩", "ক"]),
        ("e-mail don't", ["e", "-", "mail", " ", "don", "'", "t"]),
        ("", []),
    ],
)
def test_a_text_is_split_into_words_numbers_spaces_and_signs(text: str, parts: list[str]) -> None:
    assert tokens(text) == parts


def test_words_are_the_tokens_without_spaces() -> None:
    assert words("ক  খ, ১২\n") == ["ক", "খ", ",", "১২"]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("মন্ত্রী আজ বলেন।", "সচিব আজ বলেন।", "[-মন্ত্রী-]{+সচিব+} আজ বলেন।"),
        ("চালের দাম কমেছে", "চালের দাম ৫ টাকা কমেছে", "চালের দাম {+৫ টাকা +}কমেছে"),
        ("এক দুই তিন", "এক তিন", "এক [-দুই -]তিন"),
        ("এক", "এক দুই", "এক{+ দুই+}"),
        ("এক দুই", "এক", "এক[- দুই-]"),
        (RAB, f"{RAB}ের", f"[-{RAB}-]{{+{RAB}ের+}}"),
        ("কি", "কী", "[-কি-]{+কী+}"),
        ("১,২৩,৪৫৬ টাকা", "১,২৩,৪৫৭ টাকা", "[-১,২৩,৪৫৬-]{+১,২৩,৪৫৭+} টাকা"),
        ("ক  খ", "ক খ", "ক[-  -]{+ +}খ"),
        ("", "নতুন", "{+নতুন+}"),
        ("পুরোনো", "", "[-পুরোনো-]"),
        ("একই", "একই", "একই"),
        ("", "", ""),
    ],
)
def test_changes_are_told_in_whole_words(old: str, new: str, expected: str) -> None:
    assert told(old, new) == expected


def test_signs_between_two_changes_do_not_break_them_up() -> None:
    assert told("কাল, আজ।", "পরশু, তরশু।") == "[-কাল, আজ-]{+পরশু, তরশু+}।"


def test_a_word_that_stayed_among_many_that_did_not_is_told_with_them() -> None:
    old, new = "ক খ গ ঘ ঙ", "চ ছ গ জ ঝ"

    assert told(old, new) == "[-ক খ গ ঘ ঙ-]{+চ ছ গ জ ঝ+}"


def test_a_word_that_stayed_between_two_single_changes_stands() -> None:
    assert told("মন্ত্রী আজ বলেন", "সচিব আজ জানান") == "[-মন্ত্রী-]{+সচিব+} আজ [-বলেন-]{+জানান+}"


def test_moved_words_are_gone_here_and_new_there() -> None:
    assert told("আজ ঢাকায় বৃষ্টি হবে", "ঢাকায় আজ বৃষ্টি হবে") == "[-আজ -]ঢাকায় {+আজ +}বৃষ্টি হবে"


@given(TRICKY, TRICKY)
def test_both_texts_are_had_back_from_the_pieces(old: str, new: str) -> None:
    pieces = compare(old, new)

    assert ("".join(side(pieces, "gone")), "".join(side(pieces, "new"))) == (old, new)


@given(PROSE, PROSE)
def test_pieces_are_never_empty_and_never_stand_beside_their_like(old: str, new: str) -> None:
    pieces = compare(old, new)

    assert all(piece.text for piece in pieces)
    assert [(a.kind, b.kind) for a, b in pairwise(pieces) if a.kind == b.kind] == []
    assert [
        (a.kind, b.kind) for a, b in pairwise(pieces) if (a.kind, b.kind) == ("new", "gone")
    ] == []


@given(TRICKY, TRICKY)
def test_no_cluster_is_cut(old: str, new: str) -> None:
    pieces = compare(old, new)

    for text, kind in ((old, "gone"), (new, "new")):
        edges = set(accumulate(map(len, graphemes(text)), initial=0))
        assert set(accumulate(map(len, side(pieces, kind)), initial=0)) <= edges


@given(TRICKY)
def test_tokens_are_whole_clusters_and_the_whole_text(text: str) -> None:
    edges = set(accumulate(map(len, graphemes(text)), initial=0))

    assert "".join(tokens(text)) == text
    assert set(accumulate(map(len, tokens(text)), initial=0)) <= edges


@given(st.lists(st.integers(0, 6)), st.lists(st.integers(0, 6)))
def test_aligned_pairs_are_equal_and_rise_in_both(old: list[int], new: list[int]) -> None:
    pairs = aligned(old, new)

    assert all(old[i] == new[j] for i, j in pairs)
    assert all(a < c and b < d for (a, b), (c, d) in pairwise(pairs))


@given(st.lists(st.integers(0, 6), max_size=40))
def test_a_list_is_aligned_with_itself_and_with_its_beginning(items: list[int]) -> None:
    half = items[: len(items) // 2]

    assert aligned(items, items) == [(n, n) for n in range(len(items))]
    assert len(aligned(items, half)) == len(half)


def test_what_both_have_once_holds_the_rest_in_place() -> None:
    assert aligned("কথা কথা শেষ".split(), "শেষ কথা কথা কথা".split()) == [(2, 0)]


def story_of(count: int) -> list[str]:
    """Return words as prose has them: few very often, many once."""
    chance = random.Random(5)
    letters = "কখগঘচছজটঠডতথদধনপফবভমযরলশসহ"
    known = ["".join(chance.choices(letters, k=chance.randint(2, 5))) for _ in range(count // 3)]
    return [known[min(int(chance.paretovariate(0.7)), len(known) - 1)] for _ in range(count)]


@pytest.mark.parametrize("changes", [1, 200, 5_000])
def test_five_thousand_words_are_compared_in_a_moment(changes: int) -> None:
    chance, old = random.Random(7), story_of(5_000)
    new = list(old)
    for at in chance.sample(range(5_000), changes):
        new[at] = chance.choice([f"{old[at]}ের", f"{old[at]} আরও", "বদল"])

    begun = time.process_time()
    pieces = compare(" ".join(old), " ".join(new))
    took = time.process_time() - begun

    assert len(pieces) > 2
    assert took < 1


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("ক " * 20_000, "ক " * 19_000 + "খ " * 1_000),
        ("ক খ গ " * 6_000, "খ ক " * 9_000),
        ("ক" + "\u09cd" * 30_000, "ক" + "\u09cd" * 29_999),
        ("🇧🇩" * 20_000, "🇧🇩" * 19_999),
        (" ".join(map(str, range(20_000))), " ".join(map(str, reversed(range(20_000))))),
        (" ক ক ".join(map(str, range(12_000))), " খ খ ".join(map(str, range(12_000)))),
        (
            f" {'ক খ ' * 50}".join(map(str, range(700))),
            f" {'গ ঘ ' * 50}".join(map(str, range(700))),
        ),
    ],
)
def test_texts_made_to_be_slow_are_not(old: str, new: str) -> None:
    begun = time.process_time()
    compare(old, new)

    assert time.process_time() - begun < 3


def test_a_stretch_without_a_common_way_is_told_as_one_change() -> None:
    old, new = "ক খ " * MOST_EDITS, "খ খ ক গ ক " * MOST_EDITS

    assert len(compare(old, new)) < 6
