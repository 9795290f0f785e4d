"""articles/merging.py: bodies as blocks, and two that grew from one put together without a word lost."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.body import sanitise
from articles.merging import blocks_of, joined, merge

WORDS = st.lists(st.sampled_from("ক খ গ ঘ ঙ চ".split()), max_size=8).map(
    lambda names: [f"<p>{name}</p>" for name in names]
)
MARKUP = st.lists(
    st.sampled_from(
        ["<p>", "</p>", "<h2>", "</h2>", "<ul><li>", "</li></ul>", "<hr>", "<br>", "<strong>", "</strong>", "ক", " ",
         "<table><tr><td>", "</table>", '<figure data-picture="1">', "<figcaption>খ</figcaption>", "</figure>", "<", ">", "&lt;"]
    ),
    max_size=20,
).map("".join)  # fmt: skip


def p(names: str) -> list[str]:
    return [f"<p>{name}</p>" for name in names.split()]


def put_together(base: str, mine: str, theirs: str, *choices: str) -> str:
    found = joined(merge(p(base), p(mine), p(theirs)), choices)
    return found.replace("</p>", " ").replace("<p>", "").strip()


@pytest.mark.parametrize(
    ("html", "blocks"),
    [
        ("", []),
        ("<p>ক</p><h2>খ</h2><hr><p>গ<br>ঘ</p>", ["<p>ক</p>", "<h2>খ</h2>", "<hr>", "<p>গ<br>ঘ</p>"]),
        ("<ul><li><p>ক</p></li><li><p>খ</p></li></ul><p>গ</p>", ["<ul><li><p>ক</p></li><li><p>খ</p></li></ul>", "<p>গ</p>"]),
        (
            '<figure data-gallery=""><figure data-picture="1"></figure><figcaption>ক</figcaption></figure><p>খ</p>',
            ['<figure data-gallery=""><figure data-picture="1"></figure><figcaption>ক</figcaption></figure>', "<p>খ</p>"],
        ),
        ("ক <strong>খ</strong> গ<p>ঘ</p>ঙ", ["ক <strong>খ</strong> গ", "<p>ঘ</p>", "ঙ"]),
    ],
)  # fmt: skip
def test_a_body_is_split_into_its_outermost_elements(html, blocks):
    assert list(blocks_of(html)) == blocks


@given(MARKUP)
def test_blocks_joined_again_are_the_body(html):
    assert "".join(blocks_of(html)) == html
    assert "".join(blocks_of(sanitise(html))) == sanitise(html)


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "expected"),
    [
        ("ক খ গ", "ক খ গ", "ক খ গ", "ক খ গ"),
        ("ক খ গ", "ক১ খ গ", "ক খ গ২", "ক১ খ গ২"),
        ("ক খ গ", "ক১ খ গ", "ক খ২ গ", "ক১ খ২ গ"),
        ("ক খ গ", "ক গ", "ক খ গ ঘ", "ক গ ঘ"),
        ("ক খ গ", "ক নতুন খ গ", "ক খ আরেক গ", "ক নতুন খ আরেক গ"),
        ("ক খ গ", "ক নতুন খ গ", "ক খ২ গ", "ক নতুন খ২ গ"),
        ("ক খ", "ক১ খ", "ক১ খ", "ক১ খ"),
        ("ক খ গ ঘ", "গ ঘ ক খ", "ক খ গ ঘ", "গ ঘ ক খ"),
        ("", "ক", "", "ক"),
        ("ক", "", "ক", ""),
    ],
)
def test_changes_in_different_places_go_together_by_themselves(base, mine, theirs, expected):
    pieces = merge(p(base), p(mine), p(theirs))

    assert "clash" not in {piece.side for piece in pieces}
    assert put_together(base, mine, theirs) == expected


@pytest.mark.parametrize(
    ("base", "mine", "theirs"),
    [
        ("ক খ গ", "ক খ১ গ", "ক খ২ গ"),
        ("ক খ গ", "ক গ", "ক খ২ গ"),
        ("ক খ", "ক ১ খ", "ক ২ খ"),
        ("", "১", "২"),
        ("ক খ গ ঘ", "ক ১ ঘ", "ক খ ২ ঘ"),
    ],
)
def test_changes_in_one_place_are_to_be_chosen(base, mine, theirs):
    assert [piece.side for piece in merge(p(base), p(mine), p(theirs))].count("clash") == 1
    assert put_together(base, mine, theirs, "mine") == mine
    assert put_together(base, mine, theirs, "theirs") == theirs
    both = put_together(base, mine, theirs, "both").split()
    assert set(both) == set(mine.split()) | set(theirs.split())


def test_each_place_is_chosen_for_itself():
    base, mine, theirs = "ক খ গ", "ক১ খ গ১", "ক২ খ গ২"

    assert put_together(base, mine, theirs, "mine", "theirs") == "ক১ খ গ২"
    assert put_together(base, mine, theirs, "theirs", "both") == "ক২ খ গ২ গ১"


def test_without_a_base_all_that_differs_is_to_be_chosen():
    pieces = merge(None, p("ক খ১ গ ঘ"), p("ক খ২ গ"))

    assert [piece.side for piece in pieces] == ["same", "clash", "same", "clash"]
    assert joined(pieces, ["mine", "theirs"]) == "".join(p("ক খ১ গ"))


@given(WORDS, WORDS, WORDS)
def test_the_pieces_of_each_text_are_the_text(base, mine, theirs):
    pieces = merge(base, mine, theirs)

    for number, text in enumerate((base, mine, theirs)):
        assert [block for piece in pieces for block in piece[number]] == text


@given(WORDS, WORDS)
def test_what_one_writer_alone_changed_is_the_result(base, changed):
    for mine, theirs in ((changed, base), (base, changed), (changed, changed)):
        pieces = merge(base, mine, theirs)

        assert joined(pieces) == "".join(changed)
        assert "clash" not in {piece.side for piece in pieces}


@given(WORDS, WORDS, WORDS)
def test_no_block_that_somebody_wrote_is_lost(base, mine, theirs):
    result = blocks_of(joined(merge(base, mine, theirs)))

    assert set(mine) | set(theirs) >= set(result)
    assert (set(mine) | set(theirs)) - set(base) <= set(result)


@given(WORDS, WORDS)
def test_without_a_base_every_block_stays_when_both_are_taken(mine, theirs):
    pieces = merge(None, mine, theirs)

    assert set(blocks_of(joined(pieces))) == set(mine) | set(theirs)
    assert joined(pieces, ["mine"] * 9) == "".join(mine)
    assert joined(pieces, ["theirs"] * 9) == "".join(theirs)


@given(WORDS, WORDS, WORDS)
def test_it_is_the_same_whoever_comes_first(base, mine, theirs):
    there = [(piece.base, piece.mine, piece.theirs) for piece in merge(base, mine, theirs)]
    back = [(piece.base, piece.theirs, piece.mine) for piece in merge(base, theirs, mine)]

    assert there == back


def test_a_body_of_nothing_but_equal_blocks_takes_no_time():
    start = time.perf_counter()

    merge(
        ["<p>ক</p>"] * 30_000, ["<p>ক</p>", "<p>খ</p>"] * 15_000, ["<p>খ</p>", "<p>ক</p>"] * 15_000
    )

    assert time.perf_counter() - start < 5
