"""What the proofreader's rules mark and what they leave alone; by vectors, by properties, by the clock."""

import itertools
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bangla.lint import Finding, findings
from bangla.tests.vectors import load

SENTENCE = "চট্টগ্রাম বন্দরে গতকাল ৩ হাজার কনটেইনার খালাস হয়েছে বলে জানিয়েছেন মোঃ রহিম, “কাজ চলছে।” "
FAULTY = 'মোট 500 টাকা দেন তিনি | নামঃ করিম, "হ্যাঁ" বলেন । '


def marked(text: str) -> list[list[str]]:
    """Return what is marked as [characters, kind, suggestion]."""
    return [
        [text[found.start : found.end], found.kind, found.suggestion] for found in findings(text)
    ]


def mended(text: str) -> str:
    """Return the text after everything that is marked was set right at once."""
    for found in reversed(findings(text)):
        text = text[: found.start] + found.suggestion + text[found.end :]
    return text


@pytest.mark.parametrize("vector", load("lint"), ids=lambda vector: vector["text"][:24])
def test_faults_are_marked_and_what_is_right_is_not(vector: dict) -> None:
    assert marked(vector["text"]) == vector["found"]


def test_places_are_counted_over_the_whole_text() -> None:
    assert findings("ক খ\n\nমোট 5|") == [
        Finding(9, 10, "digits", "৫"),
        # A Latin digit before it: no Bangla letter ends there.
    ]
    assert findings("ক খ\nবলেন|") == [Finding(8, 9, "danda", "।")]


@given(st.text(alphabet=sorted({*"কাঃ১ম।|৷ \n\t\"'“”0aA.,-/:?#"}), max_size=40))
def test_setting_all_right_comes_to_an_end(text: str) -> None:
    once = mended(mended(mended(text)))

    assert findings(once) == []


@given(st.text(max_size=60))
def test_places_lie_in_the_text_and_beside_each_other(text: str) -> None:
    found = findings(text)

    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert all(one.end <= other.start for one, other in itertools.pairwise(found))


def seconds(text: str) -> float:
    """Return what a processor works on it, at best of three: the machine has other things to do."""
    taken = []
    for _turn in range(3):
        begun = time.process_time()
        findings(text)
        taken.append(time.process_time() - begun)
    return min(taken)


@pytest.mark.parametrize("text", [SENTENCE * 340, FAULTY * 450], ids=["clean", "faulty"])
def test_a_story_of_five_thousand_words_takes_less_than_30_ms(text: str) -> None:
    assert seconds(text) < 0.03


@pytest.mark.parametrize(
    "piece",
    ["1 ", "1", "1-", "a ", " ", "।", "ক", "ক 1 ", '"', "|", "http://", "ক১ঃ", "বশতঃ ", "\n"],
)
def test_the_time_grows_with_the_length_only(piece: str) -> None:
    assert seconds(piece * (60_000 // len(piece)) + "“") < 0.5
