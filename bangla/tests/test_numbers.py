"""Numbers as papers print them: grouping, taka and paisa, lakh and crore, per cent, counts."""

from decimal import Decimal
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bangla.digits import to_ascii
from bangla.numbers import Number, compact, counted, group, money, percent
from bangla.tests.vectors import load

VECTORS = load("numbers")


@pytest.mark.parametrize(("number", "expected"), VECTORS["group"])
def test_digits_are_grouped_by_three_then_two(number: int, expected: str) -> None:
    assert group(number) == expected


@pytest.mark.parametrize(("number", "style", "expected"), VECTORS["money"])
def test_money_as_papers_print_it(number: float, style: str, expected: str) -> None:
    assert money(number, style) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(("number", "expected"), VECTORS["compact"])
def test_large_numbers_are_shortened(number: int, expected: str) -> None:
    assert compact(number) == expected


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (1234.5, "১,২৩৪.৫"),
        (Decimal("1234.500"), "১,২৩৪.৫"),
        (Decimal("1E+5"), "১,০০,০০০"),
        (0.1 + 0.2, "০.৩"),
        (1.0005, "১.০০১"),
        (-0.0001, "০"),
        (-0.0, "০"),
        (Decimal("-0.00"), "০"),
        (1000, "১,০০০"),
        (-1000, "-১,০০০"),
        (-999.25, "-৯৯৯.২৫"),
        (1e21, "১,০০,০০,০০,০০,০০,০০,০০,০০,০০,০০০"),
        (10**30 + 1, "১০,০০,০০,০০,০০,০০,০০,০০,০০,০০,০০,০০,০০,০০,০০১"),
        ("12345678", "১,২৩,৪৫,৬৭৮"),
        ("১২,৩৪৫.৬৭৮৯", "১২,৩৪৫.৬৭৯"),
        (" 7 ", "৭"),
    ],
)
def test_grouping_takes_every_kind_of_number(number: Number, expected: str) -> None:
    assert group(number) == expected


@pytest.mark.parametrize(
    ("number", "sign", "prose"),
    [
        (0, "৳০.০০", "০ টাকা"),
        (500, "৳৫০০.০০", "৫০০ টাকা"),
        (0.005, "৳০.০১", "০.০১ টাকা"),
        (0.004, "৳০.০০", "০ টাকা"),
        (-0.004, "৳০.০০", "০ টাকা"),
        (1.005, "৳১.০১", "১.০১ টাকা"),
        (1.999, "৳২.০০", "২ টাকা"),
        (1999.995, "৳২,০০০.০০", "২,০০০ টাকা"),
        (122.5, "৳১২২.৫০", "১২২.৫০ টাকা"),
        (-1234.5, "-৳১,২৩৪.৫০", "-১,২৩৪.৫০ টাকা"),
        (Decimal("99999.99"), "৳৯৯,৯৯৯.৯৯", "৯৯,৯৯৯.৯৯ টাকা"),
        (10**30, "৳" + group(10**30) + ".০০", group(10**30) + " টাকা"),
    ],
)
def test_taka_are_rounded_to_the_paisa(number: Number, sign: str, prose: str) -> None:
    assert money(number) == sign
    assert money(number, "prose") == prose


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (0, "০"),
        (999, "৯৯৯"),
        (999.4, "৯৯৯"),
        (999.5, "১ হাজার"),
        (1.25, "১.৩"),
        (12.34, "১২"),
        (1000, "১ হাজার"),
        (1500, "১.৫ হাজার"),
        (9949, "৯.৯ হাজার"),
        (9950, "১০ হাজার"),
        (12345, "১২ হাজার"),
        (99_499, "৯৯ হাজার"),
        (99_999, "১ লাখ"),
        (123_456, "১.২ লাখ"),
        (1_550_000, "১৬ লাখ"),
        (9_949_999, "৯৯ লাখ"),
        (9_950_000, "১ কোটি"),
        (12_345_678, "১.২ কোটি"),
        (1_500_000_000, "১৫০ কোটি"),
        (999_999_999_999, "১ লাখ কোটি"),
        (7_970_000_000_000, "৮ লাখ কোটি"),
        (10**15, "১,০০০ লাখ কোটি"),
        (-12_000, "-১২ হাজার"),
        (-99_999, "-১ লাখ"),
        (Decimal("250000.00"), "২.৫ লাখ"),
        ("২,৫০,০০০", "২.৫ লাখ"),
    ],
)
def test_shortening_rounds_halves_away_from_zero_and_climbs_to_the_next_unit(
    number: Number, expected: str
) -> None:
    assert compact(number) == expected


@pytest.mark.parametrize(
    ("number", "sign", "prose"),
    [
        (9.2, "৯.২%", "৯ দশমিক ২ শতাংশ"),
        (10, "১০%", "১০ শতাংশ"),
        (0.125, "০.১৩%", "০ দশমিক ১৩ শতাংশ"),
        (-3.50, "-৩.৫%", "-৩ দশমিক ৫ শতাংশ"),
        (1200, "১,২০০%", "১,২০০ শতাংশ"),
    ],
)
def test_shares_in_tables_and_in_prose(number: Number, sign: str, prose: str) -> None:
    assert percent(number) == sign
    assert percent(number, "prose") == prose


@pytest.mark.parametrize(
    ("number", "classifier", "expected"),
    [(12, "টি", "১২টি"), (0, "টি", "০টি"), (123456, "টি", "১,২৩,৪৫৬টি"), (3, "জন", "৩ জন")],
)
def test_counts_carry_their_classifier(number: int, classifier: str, expected: str) -> None:
    assert counted(number, classifier) == expected


@pytest.mark.parametrize(
    "number",
    [
        "",
        "abc",
        "1.2.3",
        "৳৫",
        float("nan"),
        float("inf"),
        Decimal("-Infinity"),
        Decimal("1E+400"),
        "1e999999999",
    ],
)
@pytest.mark.parametrize("function", [group, money, compact, percent])
def test_what_is_no_finite_number_is_refused(function: object, number: Number) -> None:
    with pytest.raises(ValueError, match="not a number"):
        function(number)  # type: ignore[operator]


def test_unknown_styles_are_refused() -> None:
    with pytest.raises(ValueError, match="money style"):
        money(1, "euro")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="percent style"):
        percent(1, "euro")  # type: ignore[arg-type]


@given(st.integers(-(10**40), 10**40))
def test_grouping_reads_back_and_its_groups_are_two_digits_before_the_last_three(
    number: int,
) -> None:
    text = to_ascii(group(number))
    first, *middle, last = text.removeprefix("-").split(",") if abs(number) > 999 else (text, "000")

    assert int(text.replace(",", "")) == number
    assert len(last) == 3
    assert all(len(pair) == 2 for pair in middle)
    assert abs(number) <= 999 or 1 <= len(first) <= 2


@given(
    st.decimals(
        allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15, places=4
    )
)
def test_money_is_never_more_than_half_a_paisa_off(amount: Decimal) -> None:
    printed = Decimal(to_ascii(money(amount)).replace("৳", "").replace(",", ""))

    assert abs(printed - amount) <= Decimal("0.005")


@given(st.integers(-(10**14), 10**14))
def test_shortened_numbers_are_within_a_twentieth(number: int) -> None:
    figure, _, unit = compact(number).partition(" ")
    size = {"": 1, "হাজার": 10**3, "লাখ": 10**5, "কোটি": 10**7, "লাখ কোটি": 10**12}[unit]
    meant = Decimal(to_ascii(figure).replace(",", "")) * size

    assert abs(meant - number) * 20 <= abs(number)


def test_the_number_type_names_what_is_accepted() -> None:
    assert get_args(Number.__value__) == (int, float, Decimal, str)
