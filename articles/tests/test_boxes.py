"""articles/boxes.py: pull-quotes, fact boxes and cards as a body stores them, whatever was pasted or forged."""

import re
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from articles.body import ALLOWED, plain_text, sanitise
from articles.boxes import MAX_CARDS, story_ids

PULL = '<blockquote data-pull=""><p>আমরা ভয় পাইনি।</p><cite>রহিমা খাতুন</cite></blockquote>'
FACTS = '<aside data-facts=""><h2>এক নজরে</h2><p>ক</p><ul><li>খ</li></ul></aside>'
CARD = '<aside data-story="12"></aside>'


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (PULL, PULL),
        (FACTS, FACTS),
        (CARD, CARD),
        # A pull-quote: paragraphs, then who said it.
        (
            '<blockquote data-pull="x" class="y" cite="https://x/">আলগা<cite>এক</cite><p>কথা <b>মোটা</b></p><cite><a href="https://x/">দুই</a></cite></blockquote>',
            '<blockquote data-pull=""><p>আলগা</p><p>কথা <strong>মোটা</strong></p><cite>এক দুই</cite></blockquote>',
        ),
        (
            '<blockquote data-pull=""><ul><li>ক</li><li>খ</li></ul><h2>গ</h2><blockquote><p>ঘ</p></blockquote></blockquote>',
            '<blockquote data-pull=""><p>ক</p><p>খ</p><p>গ</p><p>ঘ</p></blockquote>',
        ),
        ('<blockquote data-pull=""><cite>একা</cite></blockquote>', "<p>একা</p>"),
        ('<blockquote data-pull=""><p> </p></blockquote><p>ক</p>', "<p>ক</p>"),
        ("<blockquote><p>ক</p></blockquote>", "<blockquote><p>ক</p></blockquote>"),
        ("<p>ক <cite>খ</cite></p>", "<p>ক খ</p>"),
        # A fact box: a title before all else, paragraphs, lists.
        (
            '<aside data-facts=""> <h3>এক <em>নজরে</em></h3>আলগা<h2>দুই</h2><table><tr><td>১</td><td>২</td></tr></table><hr><blockquote><p>ক</p></blockquote></aside>',
            '<aside data-facts=""><h2>এক নজরে</h2><p>আলগা</p><p>দুই</p><p>১</p><p>২</p><p>ক</p></aside>',
        ),
        (
            '<aside data-facts=""><p>আগে</p><h2>পরে</h2></aside>',
            '<aside data-facts=""><p>আগে</p><p>পরে</p></aside>',
        ),
        (
            '<aside data-facts=""><ul><li>ক<table><tr><td>১</td><td>২</td></tr></table></li></ul></aside>',
            '<aside data-facts=""><ul><li>ক ১ ২ </li></ul></aside>',
        ),
        ('<aside data-facts=""><h2>একা</h2></aside>', '<aside data-facts=""><h2>একা</h2></aside>'),
        ('<aside data-facts=""></aside><p>ক</p>', "<p>ক</p>"),
        ("<aside><p>ক</p></aside>", "<p>ক</p>"),
        ("<aside>ক</aside><aside>খ</aside>", "ক  খ"),
        # A card: a story's number and no word.
        ('<aside data-story="007" data-facts="" class="x">ক<p>খ</p></aside>', '<aside data-story="7"></aside><p>ক</p><p>খ</p>'),
        # A box inside another element follows it.
        (
            f"<ul><li>ক{CARD}খ</li></ul><p>গ</p>",
            f"<ul><li>ক খ</li></ul>{CARD}<p>গ</p>",
        ),
        (
            f"<table><tr><td>{PULL}</td><td>ক</td></tr></table>",
            f"<table><tbody><tr><td> </td><td>ক</td></tr></tbody></table>{PULL}",
        ),
        (f"<blockquote><p>ক</p>{FACTS}</blockquote>", f"<blockquote><p>ক</p> </blockquote>{FACTS}"),
        (
            f'<aside data-facts=""><p>ক</p>{PULL}<p>খ</p>{CARD}</aside>',
            f'<aside data-facts=""><p>ক</p><p>খ</p></aside>{PULL}{CARD}',
        ),
        (
            '<blockquote data-pull=""><p>ক</p><figure data-picture="7"><figcaption>খ</figcaption></figure></blockquote>',
            '<blockquote data-pull=""><p>ক</p></blockquote><figure data-picture="7"><figcaption>খ</figcaption></figure>',
        ),
        (
            f'<figure data-picture="7"><figcaption>ক</figcaption>{CARD}</figure>',
            f'<figure data-picture="7"><figcaption>ক</figcaption></figure>{CARD}',
        ),
    ],
)  # fmt: skip
def test_a_box_has_one_stored_form_and_no_word_is_lost(typed, kept):
    assert sanitise(typed) == kept
    assert sanitise(kept) == kept


@pytest.mark.parametrize("value", ["", "x", "-1", "1.5", "0", "9" * 16, "১২", "1 OR 1"])
def test_a_story_is_named_by_an_id_alone(value):
    assert sanitise(f'<p>ক</p><aside data-story="{value}"></aside>') == "<p>ক</p>"


def test_a_body_of_one_card_is_no_empty_body():
    assert sanitise(CARD) == CARD


def test_cards_are_read_from_elements_alone_in_order_and_each_once():
    forged = '<p>&lt;aside data-story="8"&gt;&lt;/aside&gt; <a href="https://x/?<aside data-story=&quot;9&quot;></aside>">ক</a></p>'
    stored = sanitise(f'{forged}<aside data-story="5"></aside>{CARD}<aside data-story="5"></aside>')

    assert story_ids(stored) == [5, 12]
    assert story_ids("<p>ক</p>") == []


def test_a_body_names_no_more_stories_than_a_page_looks_up():
    stored = sanitise("".join(f'<aside data-story="{n}"></aside>' for n in range(1, 40)))

    assert story_ids(stored) == list(range(1, MAX_CARDS + 1))


def test_the_words_of_boxes_are_words_of_the_story():
    assert plain_text(PULL + FACTS + CARD + "<p>শেষ</p>").split("\n") == [
        "আমরা ভয় পাইনি।", "রহিমা খাতুন", "", "এক নজরে", "ক", "খ", "শেষ",
    ]  # fmt: skip


WORDS = ["এক", "দুই", "তিন", "চার", "পাঁচ", "ছয়", "সাত"]
pieces = st.sampled_from(
    [*(f"<{tag}>" for tag in ALLOWED), *(f"</{tag}>" for tag in ALLOWED)]
    + ['<blockquote data-pull="">', '<aside data-facts="">', CARD, "<cite>", "</cite>", "</aside>"]
    + ['<figure data-picture="7">', '<figure data-gallery="">', '<a href="https://x/">']
)


@given(st.lists(pieces, max_size=16).flatmap(lambda tags: st.permutations(tags + WORDS)))
@example(["<blockquote data-pull=''>", "<cite>", "এক", "<p>", "দুই", "<cite>", "তিন", "</blockquote>"])  # fmt: skip
@example(["<aside data-facts=''>", "<h2>", "<ul>", "<li>", "<h2>", "এক", "</aside>", "দুই"])
def test_no_word_is_lost_in_any_tangle_of_boxes(parts):
    cleaned = sanitise("".join(parts))

    assert sanitise(cleaned) == cleaned
    assert [word for word in WORDS if word in parts and word not in cleaned] == []
    assert not re.search(r"<aside>|<cite></cite>|<h2></h2></aside>", cleaned)


@pytest.mark.parametrize(
    "flood",
    ['<aside data-facts="">' * 20_000, '<blockquote data-pull="">' * 400 + "ক" + "</blockquote>" * 400, CARD * 9_000,
     '<aside data-facts="">' + "<li>ক" * 20_000, '<blockquote data-pull="">' + "<cite>ক</cite>" * 20_000, "<cite>" * 40_000,
     '<aside data-facts="">' + "<h2>ক</h2>" * 20_000, '<aside data-facts="">' + "<p>ক <b>খ</b></p>" * 10_000,
     '<aside data-facts=""><ul>' + "<ul><li>ক</li></ul>" * 9_000, f"<ul>{f'<li>{CARD}</li>' * 8_000}</ul>"],
    ids=["nested facts", "nested pulls", "cards", "items", "names", "cites", "titles", "paragraphs", "lists", "in a list"],
)  # fmt: skip
def test_a_flood_of_boxes_is_cleaned_at_once(flood):
    start = time.perf_counter()

    cleaned = sanitise(flood)

    assert time.perf_counter() - start < 10
    assert sanitise(cleaned) == cleaned
