"""Bangla digits (U+09E6–U+09EF) and ASCII digits, both ways."""

from typing import Final

ASCII_DIGITS: Final = "0123456789"
BANGLA_DIGITS: Final = "০১২৩৪৫৬৭৮৯"

_TO_BANGLA: Final = str.maketrans(ASCII_DIGITS, BANGLA_DIGITS)
_TO_ASCII: Final = str.maketrans(BANGLA_DIGITS, ASCII_DIGITS)


def to_bangla(text: object) -> str:
    """Give the text with every ASCII digit as a Bangla one; numbers are taken as Python prints them."""
    return str(text).translate(_TO_BANGLA)


def to_ascii(text: object) -> str:
    """Give the text with every Bangla digit as an ASCII one; digits of other scripts stay."""
    return str(text).translate(_TO_ASCII)
