"""articles/blocks.py: a body as blocks, and what became of each."""

import random
import time

import pytest
from django.utils.translation import gettext as _

from articles.blocks import blocks_of, compare_bodies, folded
from articles.body import sanitise


def kinds_and_texts(html):
    return [(block.kind, block.text) for block in blocks_of(sanitise(html))]


def told(old, new):
    """Return [(status, kind, words with marks)] of what became of a body."""
    marks = {"same": "{}", "gone": "[-{}-]", "new": "{{+{}+}}"}
    return [
        (
            change.status,
            change.kind,
            "".join(marks[kind].format(text) for kind, text in change.pieces),
        )
        for change in compare_bodies(sanitise(old), sanitise(new))
    ]


def test_a_body_is_read_as_its_readers_see_it():
    html = """
        <p>এক <strong>দুই</strong><br>তিন</p><h2>শিরোনাম</h2><h3>ছোট</h3>
        <ul><li><p>ক</p></li><li>খ<ul><li>গ</li></ul></li></ul><ol><li>প্রথম</li></ol>
        <blockquote><p>কথা</p><p>আরও</p></blockquote>
        <table><tbody><tr><th><p>দর</p></th><td>১২</td></tr><tr><td>ক</td><td>খ</td></tr></tbody></table><hr>
        <p>১ &lt; ২ &amp; ৩&nbsp;টি</p>
    """

    assert kinds_and_texts(html) == [
        ("paragraph", "এক দুই\nতিন"), ("heading", "শিরোনাম"), ("subheading", "ছোট"),
        ("item", "ক"), ("item", "খ"), ("item", "গ"), ("numbered", "প্রথম"),
        ("quote", "কথা"), ("quote", "আরও"), ("row", "দর | ১২"), ("row", "ক | খ"), ("rule", "* * *"),
        ("paragraph", "১ < ২ & ৩ টি"),
    ]  # fmt: skip


def test_figures_are_told_in_words_also_inside_a_quote():
    picture = '<figure data-picture="7" data-alt="জেটি" data-credit="রহিম"><figcaption>বন্দর</figcaption></figure>'

    assert kinds_and_texts(f"<p>ক</p>{picture}<p>খ</p>") == [
        ("paragraph", "ক"), ("figure", "ছবি ৭ · বন্দর · জেটি · রহিম"), ("paragraph", "খ"),
    ]  # fmt: skip
    assert ("figure", "ছবি ৭ · বন্দর · জেটি · রহিম") in kinds_and_texts(
        f"<blockquote><p>ক</p>{picture}</blockquote>"
    )


def test_boxes_are_told_by_their_kinds_and_a_card_by_its_story():
    html = (
        '<blockquote data-pull=""><p>কথা</p><cite>রহিমা</cite></blockquote>'
        '<aside data-facts=""><h2>নজরে</h2><p>ক</p><ul><li>খ</li></ul></aside><aside data-story="12"></aside><p>গ</p>'
    )

    assert kinds_and_texts(html) == [
        ("pull", "কথা"), ("pull", "রহিমা"), ("heading", "নজরে"), ("box", "ক"), ("item", "খ"),
        ("card", _("Story %(n)s") % {"n": "১২"}), ("paragraph", "গ"),
    ]  # fmt: skip
    assert told('<aside data-story="7"></aside>', '<aside data-story="8"></aside>') != []


def test_an_empty_body_has_no_blocks():
    assert blocks_of("") == []
    assert compare_bodies("", "") == []


def test_a_changed_paragraph_is_told_in_words_and_the_others_stay():
    old = "<p>প্রথম অনুচ্ছেদ</p><p>বন্দরে জট কমেছে আজ</p><p>শেষ অনুচ্ছেদ</p>"
    new = "<p>প্রথম অনুচ্ছেদ</p><p>বন্দরে জট বেড়েছে আজ</p><p>শেষ অনুচ্ছেদ</p>"

    assert told(old, new) == [
        ("same", "paragraph", "প্রথম অনুচ্ছেদ"),
        ("changed", "paragraph", "বন্দরে জট [-কমেছে-]{+বেড়েছে+} আজ"),
        ("same", "paragraph", "শেষ অনুচ্ছেদ"),
    ]


def test_added_and_removed_blocks_stand_where_they_are_read():
    old = "<p>এক দুই</p><p>পুরোনো কথা ছিল</p><p>তিন চার</p>"
    new = "<p>এক দুই</p><p>তিন চার</p><p>সম্পূর্ণ নতুন লেখা</p>"

    assert told(old, new) == [
        ("same", "paragraph", "এক দুই"),
        ("removed", "paragraph", "[-পুরোনো কথা ছিল-]"),
        ("same", "paragraph", "তিন চার"),
        ("added", "paragraph", "{+সম্পূর্ণ নতুন লেখা+}"),
    ]


def test_a_block_without_enough_in_common_is_another_block():
    assert told("<p>ক খ গ ঘ ঙ চ</p>", "<p>ক ট ঠ ড ঢ ণ</p>") == [
        ("removed", "paragraph", "[-ক খ গ ঘ ঙ চ-]"), ("added", "paragraph", "{+ক ট ঠ ড ঢ ণ+}"),
    ]  # fmt: skip


def test_each_of_many_changed_paragraphs_finds_its_counterpart():
    numbers = "শূন্য এক দুই তিন চার পাঁচ ছয় সাত আট নয়".split()
    old = "".join(f"<p>অনুচ্ছেদ {n} আগে এমন ছিল</p>" for n in numbers)
    new = "<p>শুরুতে অন্য কিছু লেখা</p>" + "".join(f"<p>অনুচ্ছেদ {n} এখন এমন ছিল</p>" for n in numbers)

    changes = told(old, new)

    assert [status for status, _kind, _words in changes] == ["added", *["changed"] * 10]
    assert changes[3][2] == "অনুচ্ছেদ দুই [-আগে-]{+এখন+} এমন ছিল"


def test_a_paragraph_that_became_a_heading_says_what_it_was():
    change = compare_bodies("<p>বাজার দর</p>", "<h2>বাজার দর</h2>")[0]

    assert (change.status, change.was, change.kind) == ("changed", "paragraph", "heading")
    assert (change.was_in_words, change.kind_in_words) != ("", "")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<p>এক দুই</p>", "<p>এক <strong>দুই</strong></p>"),
        ("<p>এক <em>দুই</em></p>", "<p><em>এক</em> দুই</p>"),
        ("<table><tbody><tr><td>ক</td></tr></tbody></table>", "<table><tbody><tr><th>ক</th></tr></tbody></table>"),
        (
            '<table><tbody><tr><td colspan="2">ক</td></tr></tbody></table>',
            "<table><tbody><tr><td>ক</td></tr></tbody></table>",
        ),
        (
            '<figure data-picture="7"><figcaption>ক <em>খ</em></figcaption></figure>',
            '<figure data-picture="7"><figcaption>ক খ</figcaption></figure>',
        ),
    ],
)  # fmt: skip
def test_another_form_of_the_same_words_is_not_told_as_unchanged(old, new):
    assert [change.status for change in compare_bodies(sanitise(old), sanitise(new))] == ["styled"]


def test_another_address_of_a_link_is_told():
    old = '<p>দেখুন <a href="https://a.example/x">এখানে</a></p>'

    change = compare_bodies(sanitise(old), sanitise(old.replace("/x", "/y")))[0]

    assert change.status == "styled"
    assert change.links == [("gone", "https://a.example/x"), ("new", "https://a.example/y")]


def test_a_list_that_is_numbered_now_is_told():
    assert told("<ul><li>ক</li></ul>", "<ol><li>ক</li></ol>") == [("changed", "numbered", "ক")]


def test_blocks_that_stayed_are_folded_together():
    changes = compare_bodies("<p>ক</p><p>খ</p><p>গ</p><p>ঘ</p>", "<p>ক</p><p>খ</p><p>ঘ</p>")

    assert [(is_same, len(group)) for is_same, group in folded(changes)] == [
        (True, 2), (False, 1), (True, 1),
    ]  # fmt: skip


@pytest.mark.parametrize("changes", [1, 200, 5_000])
def test_five_thousand_words_are_compared_in_a_moment(changes):
    chance = random.Random(5)
    letters = "কখগঘচছজটঠডতথদধনপফবভমযরলশসহ"
    known = ["".join(chance.choices(letters, k=chance.randint(2, 5))) for _ in range(1_800)]
    old = [known[min(int(chance.paretovariate(0.7)), 1_799)] for _ in range(5_000)]
    new = list(old)
    for at in chance.sample(range(5_000), changes):
        new[at] = chance.choice(known)
    bodies = [
        "".join(f"<p>{' '.join(words[n : n + 80])}</p>" for n in range(0, 5_000, 80))
        for words in (old, new)
    ]

    begun = time.process_time()
    found = compare_bodies(*bodies)

    assert time.process_time() - begun < 1
    assert any(not change.is_same for change in found)


def test_thousands_of_equal_blocks_are_compared_in_a_moment():
    begun = time.process_time()
    compare_bodies("<p>ক</p>" * 3_000, "<p>ক খ</p>" * 3_000)

    assert time.process_time() - begun < 3


def test_twenty_thousand_paragraphs_that_all_changed_are_compared_in_a_moment():
    old, new = ("".join(f"<p>{n} {word}</p>" for n in range(20_000)) for word in ("ক", "খ"))
    begun = time.process_time()

    changes = compare_bodies(old, new)

    assert {change.status for change in changes} == {"changed"}
    # Quadratic work at this length takes ten seconds.
    assert time.process_time() - begun < 5


def test_many_rewritten_paragraphs_share_what_a_comparison_may_cost():
    old, new = (
        "".join(f"<p>{n} {pair * 50}{n + 5000} {n + 9000}</p>" for n in range(700))
        for pair in ("ক খ ", "গ ঘ ")
    )
    begun = time.process_time()

    compare_bodies(old, new)

    assert time.process_time() - begun < 5
