"""Names that pass for the paper: its own, those of its staff, their offices, and signs of a proven account."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

import regex

from bangla.wordlist import skeleton, skeletons
from comments.findings import Facts, Finding
from comments.models import Severity

OFFICES: Final = (
    "admin", "administrator", "editor", "chief editor", "editor in chief", "news editor", "sub editor",
    "moderator", "mod", "reporter", "staff reporter", "correspondent", "staff correspondent", "publisher",
    "news desk", "newsroom", "desk", "webmaster", "official", "support",
    "অ্যাডমিন", "এডমিন", "অ্যাডমিনিস্ট্রেটর", "এডিটর", "মডারেটর", "রিপোর্টার", "স্টাফ রিপোর্টার", "করেসপনডেন্ট",
    "সম্পাদক", "প্রধান সম্পাদক", "ভারপ্রাপ্ত সম্পাদক", "নির্বাহী সম্পাদক", "ব্যবস্থাপনা সম্পাদক", "যুগ্ম সম্পাদক", "সহযোগী সম্পাদক",
    "উপসম্পাদক", "সহকারী সম্পাদক", "সহসম্পাদক", "বার্তা সম্পাদক", "মন্তব্য সম্পাদক", "প্রকাশক", "প্রতিবেদক",
    "নিজস্ব প্রতিবেদক", "জ্যেষ্ঠ প্রতিবেদক", "প্রতিনিধি", "নিজস্ব প্রতিনিধি", "ডেস্ক", "অনলাইন ডেস্ক", "বার্তাকক্ষ", "নিউজরুম",
    "কর্তৃপক্ষ",
)  # fmt: skip
"""What people of a paper are called; a reader who is called so alone is held."""

BADGE: Final = regex.compile("[\u2611\u2705\u2713\u2714\u221a\u237b\U0001f5f8\U0001f5f9]")
"""Ticks, as networks put them behind the name of an account whose owner they know."""


def is_nobody_of_the_paper(facts: Facts) -> Iterator[Finding]:
    """Hold a reader's name that looks like one of the paper's, however it is disguised."""
    if facts.is_staff:
        return
    if skeletons(facts.name) & (facts.taken_names | _offices()):
        yield Finding("impersonation", "name_of_paper", Severity.HOLD_CONTENT, facts.name[:100])
    if badge := BADGE.search(facts.name):
        yield Finding("impersonation", "badge", Severity.HOLD_CONTENT, badge.group())


def names_of_the_paper(paper: str, staff: Iterable[str]) -> frozenset[str]:
    """Return the skeletons of names that no reader carries: the paper's, with an office too, and its staff's."""
    return (_names_of(paper) | frozenset(map(_known_skeleton, staff))) - {""}


@lru_cache(8)
def _names_of(paper: str) -> frozenset[str]:
    offices = [*(f"{paper} {office}" for office in OFFICES), *(f"{office} {paper}" for office in OFFICES)]  # fmt: skip
    return frozenset(map(skeleton, [paper, *offices]))


@lru_cache(1)
def _offices() -> frozenset[str]:
    return frozenset(map(skeleton, OFFICES))


# The paper's own people, asked about at each comment; no name of a reader is kept.
_known_skeleton = lru_cache(4096)(skeleton)
