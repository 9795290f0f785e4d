"""Digits go both ways and nothing else changes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bangla.digits import to_ascii, to_bangla


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0123456789", "০১২৩৪৫৬৭৮৯"),
        ("", ""),
        ("GDP 6.5%", "GDP ৬.৫%"),
        ("১২ and 12", "১২ and ১২"),
        ("-7", "-৭"),
        (2024, "২০২৪"),
    ],
)
def test_ascii_digits_become_bangla(text: object, expected: str) -> None:
    assert to_bangla(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("৩১/১০/২০২৪", "31/10/2024"),
        ("", ""),
        ("৳৫০০", "৳500"),
        ("१२ ٣", "१२ ٣"),
        ("৪ নম্বর", "4 নম্বর"),
    ],
)
def test_bangla_digits_become_ascii_and_other_scripts_stay(text: str, expected: str) -> None:
    assert to_ascii(text) == expected


@given(st.text())
def test_digits_survive_the_round_trip(text: str) -> None:
    assert to_ascii(to_bangla(text)) == to_ascii(text)
    assert to_bangla(to_ascii(text)) == to_bangla(text)


@given(st.text())
def test_length_never_changes(text: str) -> None:
    assert len(to_bangla(text)) == len(to_ascii(text)) == len(text)


@given(st.integers())
def test_every_number_reads_back(number: int) -> None:
    assert int(to_bangla(number)) == int(to_ascii(to_bangla(number))) == number
