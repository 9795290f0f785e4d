"""The phases of screening, each as the pure function it is."""

import dataclasses
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comments import screening
from comments.findings import Counts, Facts, Finding, ParentFacts
from comments.models import Severity, Status
from comments.phases import access, duplicates, limits, links, noise, reply, shape, standing
from comments.trust import Level
from paper.fields import clean_line, clean_text


def facts(**changes):
    """A known reader's good comment; each test changes what it is about."""
    good = Facts(
        article_id=1,
        typed_name="রাহেলা",
        name="রাহেলা",
        typed_body="ভালো খবর।",
        body="ভালো খবর।",
        level=Level.NORMAL,
    )
    return dataclasses.replace(good, **changes)


def typed(name="রাহেলা", body="ভালো খবর।", email=""):
    return facts(
        typed_name=name,
        name=clean_line(name),
        typed_body=body,
        body=clean_text(body),
        typed_email=email,
        email=clean_line(email).lower(),
    )


def codes(found):
    return [finding.code for finding in found]


# --- The walk --------------------------------------------------------------------------------


def test_good_comment_of_a_known_reader_passes_without_a_finding():
    verdict = screening.screen(facts())

    assert (verdict.severity, verdict.findings) == (Severity.PASS, ())
    assert screening.first_status(verdict, is_staff=False) == Status.PUBLISHED


def test_highest_severity_wins_and_every_reason_is_kept():
    verdict = screening.screen(facts(honeypot="x", level=Level.NEW, is_held_story=True))

    assert verdict.severity == Severity.SPAM
    assert codes(verdict.findings) == ["honeypot", "first_comment", "story_held"]


def test_a_block_ends_the_walk_but_names_every_fault_of_its_phase():
    verdict = screening.screen(facts(name="", body="", level=Level.NEW))

    assert verdict.is_blocked
    assert codes(verdict.findings) == ["name_missing", "text_missing"]


def test_staff_are_approved_and_their_findings_kept():
    verdict = screening.screen(facts(is_staff=True, body="https://example.org"))

    assert codes(verdict.findings) == ["link"]
    assert screening.first_status(verdict, is_staff=True) == Status.APPROVED


@pytest.mark.parametrize(
    ("severity", "status"),
    [
        (Severity.PASS, Status.PUBLISHED),
        (Severity.REPORT, Status.PUBLISHED),
        (Severity.HOLD_POLICY, Status.PREMOD),
        (Severity.HOLD_CONTENT, Status.WITHHELD),
        (Severity.SPAM, Status.SPAM),
        (Severity.REJECT, Status.REJECTED),
    ],
)
def test_each_severity_has_its_first_status(severity, status):
    assert screening.first_status(screening.Verdict(severity), is_staff=False) == status


def test_a_blocked_comment_has_no_status_even_for_staff():
    with pytest.raises(KeyError):
        screening.first_status(screening.Verdict(Severity.BLOCK), is_staff=True)


def test_finding_is_stored_with_phase_code_detail_and_span():
    finding = Finding("links", "link", Severity.HOLD_CONTENT, "a.com", (3, 8))

    assert finding.as_json() == {
        "phase": "links",
        "code": "link",
        "detail": "a.com",
        "span": (3, 8),
    }


# --- Access, reply, standing -----------------------------------------------------------------


def test_story_that_is_not_live_is_said_before_that_it_is_closed():
    assert codes(access.story_is_open(facts(is_live=False, is_open=False))) == ["not_live"]
    assert codes(access.story_is_open(facts(is_open=False))) == ["closed"]
    assert codes(access.story_is_open(facts(is_open=False, is_staff=True))) == []


def test_only_a_form_known_to_be_foreign_is_refused():
    assert codes(access.came_from_here(facts(is_foreign=True))) == ["foreign"]
    assert codes(access.came_from_here(facts(is_foreign=False))) == []
    assert codes(access.came_from_here(facts(is_foreign=None))) == []


def test_parent_exists_under_the_same_story_and_is_visible():
    assert codes(reply.parent_can_be_answered(facts())) == []
    assert codes(reply.parent_can_be_answered(facts(asked_parent="5"))) == ["no_parent"]
    other = ParentFacts(article_id=2, is_visible=True)
    assert codes(reply.parent_can_be_answered(facts(asked_parent="5", parent=other))) == [
        "no_parent"
    ]
    hidden = ParentFacts(article_id=1, is_visible=False)
    assert codes(reply.parent_can_be_answered(facts(asked_parent="5", parent=hidden))) == [
        "parent_hidden"
    ]
    shown = ParentFacts(article_id=1, is_visible=True)
    assert codes(reply.parent_can_be_answered(facts(asked_parent="5", parent=shown))) == []


def test_new_device_and_held_story_wait_for_a_moderator():
    assert codes(standing.is_known_reader(facts(level=Level.NEW))) == ["first_comment"]
    assert codes(standing.story_is_not_held(facts(is_held_story=True))) == ["story_held"]


# --- Shape -----------------------------------------------------------------------------------

CONJUNCT = "ক্ষ্ম"


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ({"name": "র"}, ["name_short"]),
        ({"name": "রা"}, ["name_short"]),
        ({"name": "রাবি"}, []),
        ({"name": CONJUNCT * 60}, ["name_long"]),
        ({"name": "ক" * 60}, []),
        ({"name": "ক" * 61}, ["name_long"]),
        ({"name": "  "}, ["name_missing"]),
        ({"name": "রাহেলা\nBcc: x@example.com"}, ["characters"]),
        ({"name": "রাহেলা\u202e"}, ["characters"]),
        ({"name": "রাহেলা\x00"}, ["characters"]),
        ({"email": "reader@example.com"}, []),
        ({"email": "reader"}, ["email"]),
        ({"email": "a@" + ".".join(["b" * 60] * 5) + ".com"}, ["email"]),
        ({"email": "a@b.com\r\nBcc: c@d.com"}, ["email"]),
        ({"email": "a@" + ".".join(["\u0130" * 60] * 4) + ".com"}, ["email"]),
        ({"email": "a@" + ".".join(["\u09dc" * 60] * 4) + ".com"}, ["email"]),
        ({"email": "a@" + "ঘ" * 60 + ".com"}, ["email"]),
        ({"email": "\u017fomebody@example.com"}, ["email"]),
        ({"email": "a@উদাহরণ.বাংলা"}, []),
        ({"body": ""}, ["text_missing"]),
        ({"body": " \n "}, ["text_missing"]),
        ({"body": "ক"}, ["text_short"]),
        ({"body": "কখ"}, []),
        ({"body": CONJUNCT * 3000}, []),
        ({"body": CONJUNCT * 3001}, ["text_long"]),
        ({"body": "ক" * 16_385}, ["text_long"]),
        ({"body": "\n".join("ক" * 60)}, []),
        ({"body": "\n".join("ক" * 61)}, ["many_lines"]),
        ({"body": "ভালো\u202eখবর"}, ["characters"]),
        ({"body": "ভালো\u2067খবর"}, ["characters"]),
        ({"body": "ভালো\x07খবর"}, ["characters"]),
        ({"body": "ট্যাব\tচলে"}, []),
        ({"body": "z\u0301\u0302\u0303\u0304algo"}, ["characters"]),
        ({"body": "ভালো" + "\u0981" * 9}, ["characters"]),
        ({"body": "tiếng Việt, ক্রীড়াঁঙ্গন"}, []),
        ({"body": "র‍্যাব এসেছে 👨‍👩‍👧"}, []),
    ],
)
def test_shape_names_each_fault(form, expected):
    assert codes(shape.has_good_shape(typed(**form))) == expected


def test_a_fault_of_shape_belongs_to_its_field():
    found = list(shape.has_good_shape(typed(name="", body="", email="x")))

    assert [(finding.field, finding.severity) for finding in found] == [
        ("name", Severity.BLOCK), ("email", Severity.BLOCK), ("body", Severity.BLOCK),
    ]  # fmt: skip


@given(st.text(max_size=400), st.text(max_size=80))
def test_shape_judges_any_text_without_falling_over(body, name):
    for finding in shape.has_good_shape(typed(name=name, body=body)):
        assert finding.severity == Severity.BLOCK


# --- Limits ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("counts", "seconds"),
    [
        ({"by_device": Counts(1, 9, 39)}, None),
        ({"by_device": Counts(2, 2, 2)}, "60"),
        ({"by_device": Counts(0, 10, 10)}, "3600"),
        ({"by_device": Counts(2, 10, 40)}, "86400"),
        ({"by_device_here": Counts(0, 20)}, "3600"),
        ({"by_prefix": Counts(19, 119)}, None),
        ({"by_prefix": Counts(20, 20)}, "60"),
        ({"by_prefix": Counts(0, 120)}, "3600"),
        ({"by_prefix": Counts(5, 5), "is_foreign": None}, "60"),
        ({"by_prefix": Counts(4, 29), "is_foreign": None}, None),
        ({"by_email": Counts(3, 3, 3)}, "60"),
        ({"by_email": Counts(0, 0, 50)}, "86400"),
        ({"by_device": Counts(99, 99, 99), "is_staff": True}, None),
    ],
)
def test_limits_refuse_the_comment_that_would_pass_them(counts, seconds):
    found = list(limits.is_not_too_fast(facts(**counts)))

    assert [finding.detail for finding in found] == ([seconds] if seconds else [])


# --- Duplicates ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [("একদম ঠিক!", "একদম   ঠিক।"), ("GOOD news", "good News"), ("👍 👍", "👍👍")],
)
def test_fingerprint_ignores_case_space_and_punctuation(one, other):
    assert duplicates.fingerprint(one) == duplicates.fingerprint(other) != ""


def test_fingerprint_keeps_vowel_signs_apart():
    assert duplicates.fingerprint("কর") != duplicates.fingerprint("করে")


def test_repetition_is_refused_and_a_campaign_held():
    assert codes(duplicates.is_not_repeated(facts(same_text_by_author=1))) == ["repeated"]
    assert codes(duplicates.is_not_repeated(facts(same_text_authors=2, same_text_articles=2))) == []
    assert codes(duplicates.is_not_repeated(facts(same_text_authors=3))) == ["campaign"]
    assert codes(duplicates.is_not_repeated(facts(same_text_articles=3))) == ["campaign"]


# --- Links -----------------------------------------------------------------------------------

LEADS_AWAY = [
    "https://example.com/a",
    "HTTP://EXAMPLE.COM",
    "hxxp://example.com",
    "hxxps : //example.com",
    "www.example.com",
    "example.com",
    "shop.example.com.bd",
    "example . com নয়, example.com",
    "example dot com",
    "উদাহরণ ডট কম",
    "example (dot) com",
    "example [ডট] কম",
    "উদাহরণ.বাংলা",
    "xn--d5b6ci4b4b3a.xn--54b7fta0cc",
    "ফোন 01712345678",
    "ফোন ০১৭১২-৩৪৫৬৭৮",
    "+8801712345678",
    "+৮৮০ ১৭১২ ৩৪৫৬৭৮",
    "০১৭.১২.৩৪.৫৬.৭৮",
    "০ ১ ৭ ১ ২ ৩ ৪ ৫ ৬ ৭ ৮",
    "রকেট 01712345678-9",
    "বিকাশ মার্চেন্ট 017 1234 5678",
    "নগদ এজেন্ট ৯৮৭৬৫৪৩২১০",
    "bKash personal: 1712345678",
    "0x52908400098527886E0F7030069857D2E4169EE7",
    "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq",
    "TJRabPrwbZy45sbavfcjinPJC18kjpRTv8",
]
STAYS = [
    "দাম ৩.৫ শতাংশ বেড়েছে।",
    "গতকাল এসেছেন।আজ যাবেন।",
    "২৬.১২.২০২৪ তারিখে",
    "He came.In the evening he left.",
    "মোট ০১২৩৪ টন",
    "কমলা ডটার মতো",
    "তিনি কম কথা বলেন",
    "১২৩৪৫৬৭৮৯০১২৩৪৫৬ টাকা",
    "বিকাশে ৫,০০০ টাকা পাঠানো যায়",
    "নগদ ১০ হাজার টাকা উদ্ধার",
    "রকেট উৎক্ষেপণ ২০২৬ সালে",
    "উপায় নেই, ১২ ঘণ্টা অপেক্ষা",
    "২০১৭ থেকে ২০২৬ সাল পর্যন্ত ১০ বছর",
    "শহরের উন্নয়ন ও বিকাশ ১৯৯০-২০২০",
]


@pytest.mark.parametrize("text", LEADS_AWAY)
def test_what_leads_away_is_held_in_the_text_and_in_the_name(text):
    assert {"link", "number"} & set(codes(links.has_no_links(facts(body=text))))
    assert "link_in_name" in codes(links.has_no_links(facts(name=text)))


@pytest.mark.parametrize("text", STAYS)
def test_ordinary_sentences_are_no_links(text):
    assert codes(links.has_no_links(facts(body=text))) == []


@pytest.mark.parametrize("text", ["টেলিগ্রামে আসুন", "WhatsApp করুন", "t.me/abc"])
def test_messengers_are_held(text):
    assert "messenger" in codes(links.has_no_links(facts(body=text)))


def test_span_points_at_the_link_in_the_stored_text():
    body = "আগে ০১৭১২৩৪৫৬৭৮ পরে"

    (finding,) = links.has_no_links(facts(body=body))

    assert body[slice(*finding.span)].strip() == "০১৭১২৩৪৫৬৭৮"


@pytest.mark.parametrize(
    "text",
    [
        "a." * 12_000,
        "http " * 6_000,
        "0 1" * 9_000,
        "a-" * 16_000,
        "ক" * 16_000 + ".",
        "a dot " * 6_000,
        "bkash 1 " * 5_000,
        "বিকাশ" * 6_000,
        "+8 8 0 1 7 " * 3_000,
        "0 - 1 - 7 - 1 " * 2_500,
        "0x" * 16_000,
        "T1" * 16_000,
    ],
)
def test_hostile_lengths_are_searched_quickly(text):
    start = time.process_time()
    list(links.has_no_links(facts(body=text, typed_body=text)))

    assert time.process_time() - start < 1


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("😀😀😀", "no_letters"),
        ("!!! ???", "no_letters"),
        ("হহহহহহহহহ", "one_sign"),
        ("aaaaaaa", "one_sign"),
        ("THIS GOVERNMENT IS A TOTAL SHAME FOR US", "capitals"),
        ("Это совсем другой язык и его здесь не читают", "script"),
    ],
)
def test_noise_is_held_and_never_refused(text, code):
    found = list(noise.has_words(facts(body=text)))

    assert [(finding.code, finding.severity) for finding in found] == [
        (code, Severity.HOLD_CONTENT)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "ভালো", "হুম", "হাহাহা", "ঠিক ১০০%", "WASA আর DESCO", "BNP ও NCP", "Well done, DMP",
        "আমি Это লিখলাম কেন জানি না", "ধন্যবাদ 😀",
    ],
)  # fmt: skip
def test_short_and_mixed_sentences_are_no_noise(text):
    assert codes(noise.has_words(facts(body=text))) == []
