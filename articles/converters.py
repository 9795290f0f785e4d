"""Path converters: Bangla slugs, section paths, years in ASCII digits."""

from bangla.slugs import is_slug
from bangla.text import canonical


class BanglaSlugConverter:
    """A slug that keeps every vowel sign; Django's `<slug:>` matches no Bangla at all."""

    regex = r"[^/\s]{1,100}"

    def to_python(self, value: str) -> str:
        value = canonical(value)
        if not is_slug(value):
            raise ValueError(value)
        return value

    def to_url(self, value: str) -> str:
        return value


class AnySlugConverter:
    """Whatever stands in a slug's place of an article's address: the id decides."""

    regex = r"[^/]{1,400}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class SectionPathConverter:
    """A section's path of ASCII slugs: economy or economy/port."""

    regex = r"[a-z0-9-]+(?:/[a-z0-9-]+){0,2}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class YearConverter:
    """A year of the archive, 1971 to 2099."""

    regex = r"(?:19[7-9][0-9]|20[0-9]{2})"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return f"{value:04d}"


class TwoDigitConverter:
    """A month or a day, always of two digits."""

    regex = r"[0-9]{2}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return f"{value:02d}"
