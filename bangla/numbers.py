"""Numbers as Bangladeshi papers print them: lakh and crore, taka, per cent, counts."""

import decimal
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, Literal

from bangla.digits import to_ascii, to_bangla

type Number = int | float | Decimal | str

TAKA_SIGN: Final = "৳"

# Beyond this many digits a "number" is an attack on memory, not a figure of a story.
MAX_DIGITS: Final = 400

# Smallest value of each unit, largest first (CLDR 48 `bn`, long compact form).
_UNITS: Final = (
    (12, "লাখ কোটি"),
    (7, "কোটি"),
    (5, "লাখ"),
    (3, "হাজার"),
)


def group(number: Number) -> str:
    """Group digits three, then two: 12345678 is ১,২৩,৪৫,৬৭৮.

    At most three decimals, halves away from zero, no trailing zeros. A string may
    carry Bangla digits and commas. Raises ValueError for what is no finite number.
    """
    return _grouped(_rounded(number, 3).normalize(_EXACT))


def money(number: Number, style: Literal["sign", "prose"] = "sign") -> str:
    """Give taka: `sign` for tables (৳১,২৩৪.৫০), `prose` for running text (১,২৩৪ টাকা).

    Rounded to the paisa, halves away from zero. Tables always show two decimals,
    prose shows them only when there are paisa.
    """
    amount = _rounded(number, 2)
    if style == "sign":
        minus = "-" if amount < 0 else ""
        return f"{minus}{TAKA_SIGN}{_grouped(amount.copy_abs())}"
    if style == "prose":
        whole = amount == amount.to_integral_value()
        return f"{_grouped(_rounded(amount, 0) if whole else amount)} টাকা"
    raise ValueError(f"unknown money style: {style!r}")


def compact(number: Number) -> str:
    """Shorten with হাজার, লাখ, কোটি: 250000 is ২.৫ লাখ, 34000000000 is ৩,৪০০ কোটি.

    One decimal below ten units and none from ten on, halves away from zero, as ICU's
    compact form does; what rounds up to the next unit is written in it (99,999 is ১ লাখ).
    """
    value = _decimal(number)
    power = next((p for p, _ in _UNITS if abs(value) >= 10**p), 0)
    scaled = _short(value, power)
    above = next((p for p, _ in reversed(_UNITS) if p > power), power)
    if above > power and abs(scaled) >= 10 ** (above - power):
        power, scaled = above, _short(value, above)
    unit = dict(_UNITS).get(power)
    figure = _grouped(scaled.normalize(_EXACT))
    return f"{figure} {unit}" if unit else figure


def percent(number: Number, style: Literal["sign", "prose"] = "sign") -> str:
    """Give a share in per cent: `sign` ৯.২%, `prose` ৯ দশমিক ২ শতাংশ; at most two decimals."""
    figure = _grouped(_rounded(number, 2).normalize(_EXACT))
    if style == "sign":
        return f"{figure}%"
    if style == "prose":
        return f"{figure.replace('.', ' দশমিক ')} শতাংশ"
    raise ValueError(f"unknown percent style: {style!r}")


def counted(number: Number, classifier: str = "টি") -> str:
    """Give a count with its classifier: ১,২০০টি, ৩ জন. A noun after it takes no plural."""
    gap = "" if classifier in {"টি", "টা", "খানা"} else " "
    return f"{group(number)}{gap}{classifier}"


_EXACT: Final = decimal.Context(prec=2 * MAX_DIGITS, rounding=ROUND_HALF_UP)


def _decimal(number: Number) -> Decimal:
    """Read a number exactly; a float means the decimal figure that Python prints for it."""
    try:
        value = Decimal(_written(number))
    except decimal.InvalidOperation:
        raise ValueError(f"not a number: {number!r:.40}") from None
    if not value.is_finite() or value.adjusted() >= MAX_DIGITS:
        raise ValueError("not a number that can be printed")
    return value


def _written(number: Number) -> int | str | Decimal:
    if isinstance(number, str):
        return to_ascii(number).replace(",", "").strip()
    return repr(number) if isinstance(number, float) else number


def _rounded(number: Number, places: int) -> Decimal:
    value = _decimal(number).quantize(Decimal(1).scaleb(-places), context=_EXACT)
    return value or value.copy_abs()  # no minus before zero


def _short(value: Decimal, power: int) -> Decimal:
    scaled = value.scaleb(-power, _EXACT)
    tenths = _rounded(scaled, 1)
    return tenths if abs(tenths) < 10 else _rounded(scaled, 0)


def _grouped(value: Decimal) -> str:
    text = format(value, "f")
    minus = "-" if text.startswith("-") else ""
    whole, point, decimals = text.removeprefix("-").partition(".")
    head, tail = whole[:-3], whole[-3:]
    pairs = [head[max(end - 2, 0) : end] for end in range(len(head), 0, -2)]
    return to_bangla(minus + ",".join([*reversed(pairs), tail]) + point + decimals)
