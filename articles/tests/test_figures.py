"""articles/figures.py: figures as a body stores them, whatever was pasted or forged."""

import time

import pytest

from articles.body import plain_text, sanitise
from articles.figures import Figure, figures_of, in_words, picture_ids


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (
            '<figure data-picture="007" class="x" onclick="x()"><img src="https://evil.example/x.jpg"><figcaption>সেতু</figcaption></figure>',
            '<figure data-picture="7"><figcaption>সেতু</figcaption></figure>',
        ),
        (
            '<figure data-picture="7" data-alt=" নদীর  ওপর&lt;b&gt; “সেতু” " data-credit="">ক</figure>',
            '<figure data-alt="নদীর ওপর&lt;b&gt; “সেতু”" data-picture="7"></figure>ক',
        ),
        (
            '<figure data-picture="7"><figcaption><p>এক</p><p>দুই <b>তিন</b></p><ul><li>চার</li></ul></figcaption></figure>',
            '<figure data-picture="7"><figcaption>এক দুই <strong>তিন</strong> চার</figcaption></figure>',
        ),
        ("<figure class=wp><img src=x><figcaption>কথা</figcaption></figure>", "<p>কথা</p>"),
        ("<figcaption>একা</figcaption>", "<p>একা</p>"),
        (
            '<figure data-picture="7"><p>থাকে</p></figure>',
            '<figure data-picture="7"></figure><p>থাকে</p>',
        ),
        (
            '<figure data-picture="7"><figure data-picture="8"><figcaption>ক</figcaption></figure></figure>',
            '<figure data-picture="7"></figure><figure data-picture="8"><figcaption>ক</figcaption></figure>',
        ),
        (
            '<figure data-embed="https://youtu.be/aqz-KE-bpKQ"><figcaption>গান</figcaption></figure>',
            '<figure data-embed="https://www.youtube.com/watch?v=aqz-KE-bpKQ"><figcaption>গান</figcaption></figure>',
        ),
        ('<figure data-embed="https://evil.example/">থাকে</figure>', "থাকে"),
        (
            '<figure data-gallery=""><figure data-picture="7"></figure>মাঝে<figure data-picture="8"></figure><figcaption>সব</figcaption></figure>',
            '<figure data-gallery=""><figure data-picture="7"></figure><figure data-picture="8"></figure><figcaption>সব</figcaption></figure>মাঝে',
        ),
        (
            '<figure data-gallery=""><figure data-picture="7"></figure><figcaption>সব</figcaption></figure>',
            '<figure data-picture="7"></figure><p>সব</p>',
        ),
        ('<figure data-gallery=""></figure><p>ক</p>', "<p>ক</p>"),
        (
            '<p>ক <a href="https://example.org/">খ<figure data-picture="7"></figure>গ</a></p>',
            '<p>ক <a href="https://example.org/" rel="noopener">খ</a></p><figure data-picture="7"></figure><a href="https://example.org/" rel="noopener">গ</a>',
        ),
    ],
)  # fmt: skip
def test_a_figure_has_one_stored_form_and_no_word_is_lost(given, kept):
    assert sanitise(given) == kept


@pytest.mark.parametrize("value", ["", "x", "-1", "1.5", "0", "9" * 16, "১২", "1 OR 1"])
def test_a_picture_is_named_by_an_id_alone(value):
    assert sanitise(f'<p>ক</p><figure data-picture="{value}"></figure>') == "<p>ক</p>"


def test_a_body_of_one_picture_is_no_empty_body():
    alone = '<figure data-picture="7"></figure>'

    assert sanitise(alone) == alone


def test_what_a_figure_says_is_read_from_its_tag_alone():
    forged = '<p><a href="https://x/?<figure data-picture=&quot;9&quot;>">ক &lt;figure data-picture="8"&gt;</a></p>'
    stored = sanitise(
        forged + '<figure data-alt=\'"><figure data-picture="6">\' data-picture="7"></figure>'
    )

    assert picture_ids(stored) == [7]
    assert figures_of(stored)[0].alt == '"><figure data-picture="6">'


def test_pictures_of_galleries_are_found_in_order_and_once():
    stored = sanitise(
        '<figure data-picture="3"></figure><figure data-gallery=""><figure data-picture="9"></figure>'
        '<figure data-picture="3"></figure><figure data-picture="5"></figure></figure>'
    )

    assert picture_ids(stored) == [3, 9, 5]


def test_long_words_of_a_figure_are_cut_between_letters():
    stored = sanitise(f'<figure data-picture="7" data-alt="{"ক্ষি" * 400}"></figure>')

    assert figures_of(stored)[0].alt == "ক্ষি" * 300


def test_captions_are_words_of_the_story():
    stored = sanitise(
        '<p>এক</p><figure data-picture="7"><figcaption>দুই তিন</figcaption></figure><p>চার</p>'
    )

    assert plain_text(stored).split() == ["এক", "দুই", "তিন", "চার"]


def test_two_versions_that_differ_in_a_picture_differ_in_words():
    one = sanitise('<p>ক</p><figure data-picture="7" data-credit="রহিম"></figure>')
    other = sanitise(
        '<p>ক</p><figure data-gallery=""><figure data-picture="8"></figure><figure data-picture="9"></figure></figure>'
    )

    assert plain_text(in_words(one)) == "ক\nছবি ৭ · রহিম"
    assert plain_text(in_words(other)) == "ক\nছবি ৮\nছবি ৯"


@pytest.mark.parametrize(
    "flood",
    [
        '<figure data-picture="7">' * 20_000,
        '<figure data-gallery="">' * 400 + "</figure>" * 400,
        '<figure data-picture="7"></figure>' * 20_000,
        "<figcaption>" * 20_000,
        '<figure data-gallery="">' + '<figure data-picture="7"></figure>' * 5_000 + "</figure>",
    ],
    ids=["nested", "galleries", "many", "captions", "large gallery"],
)
def test_a_flood_of_figures_is_cleaned_at_once(flood):
    start = time.perf_counter()

    cleaned = sanitise(flood)

    assert time.perf_counter() - start < 10
    assert sanitise(cleaned) == cleaned


def test_stored_and_read_again_a_figure_is_the_same():
    figure = Figure(7, 'ক "খ" <গ> & ঘ', "রহিম", caption="এক <em>দুই</em>")

    assert figures_of(figure.stored()) == [figure]
    assert sanitise(figure.stored()) == figure.stored()
