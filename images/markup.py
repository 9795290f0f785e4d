"""How a page prints a picture: AVIF, WebP and JPEG to choose from, its size always, its colour behind it."""

from typing import NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from images.names import fallback_width, name_of, thumb_width, url_of, widths_of

TYPES = {"avif": "image/avif", "webp": "image/webp"}
FORMATS = {"both": ("webp",), "all": ("avif", "webp")}
"""What the worker has made so far (`Picture.Made`) → formats offered before the JPEG, the smallest first."""


class Place(NamedTuple):
    """Where on a page: `sizes` for the browser, the widest file worth offering.

    `shape` is what the stylesheet cuts it to; `is_cut`: it cuts it only where scripts run.
    """

    sizes: str
    widest: int
    shape: tuple[int, int] | None = None
    is_first: bool = False
    is_cut: bool = False


PLACES = {
    "lead": Place("(min-width: 1024px) 40rem, 88vw", 1280, is_first=True),
    "story": Place("(min-width: 1024px) 52rem, 88vw", 1920, is_first=True),
    "second": Place("(min-width: 1024px) 20rem, 88vw", 960, (640, 360)),
    "head": Place("(min-width: 1024px) 30rem, 88vw", 960, (600, 400)),
    "row": Place("(min-width: 1024px) 15rem, 8rem", 640, (600, 400)),
    "day": Place("(min-width: 768px) 13rem, 7rem", 640, (600, 400)),
    "body": Place("(min-width: 768px) 44rem, 92vw", 1280),
    "opener": Place("(min-width: 768px) 44rem, 92vw", 1920, is_cut=True),
    "card": Place("7rem", 320, (600, 400)),
    "advert": Place("(min-width: 1024px) 970px, (min-width: 768px) 728px, 320px", 1280),
    "gallery": Place("(min-width: 768px) 15rem, 44vw", 1920, is_cut=True),
}
"""Every place where readers see a picture; a first one is asked for at once, the others when they come near."""


class Printed(NamedTuple):
    """What a page needs of a picture."""

    key: str
    width: int
    height: int
    made: str
    colour: str
    focus_x: int = 50
    focus_y: int = 50

    def url(self, width: int, kind: str) -> str:
        """Return the address of one file."""
        return url_of(name_of(self.key, width, kind))

    @property
    def thumb_url(self) -> str:
        """The smallest file, for the desk; "" for a picture whose files are not made."""
        return self.url(thumb_width(self.width), "webp") if self.key else ""

    @property
    def fallback_url(self) -> str:
        """The JPEG that every browser and every feed reader shows."""
        return self.url(fallback_width(self.width), "jpg") if self.key else ""

    @property
    def largest(self) -> tuple[str, int, int]:
        """Address, width and height of the largest JPEG there is, for shared links and search engines."""
        width = widths_of(self.width)[-1] if self.made in FORMATS else fallback_width(self.width)
        return self.url(width, "jpg"), width, max(1, round(self.height * width / self.width))

    @property
    def focus(self) -> SafeString | str:
        """The classes that keep the focal point in sight where the stylesheet cuts, to a tenth; "" for the middle."""
        x, y = round(self.focus_x, -1), round(self.focus_y, -1)
        return format_html(' class="fx{} fy{}"', x, y) if (x, y) != (50, 50) else ""

    def srcset(self, kind: str, widest: int) -> str:
        """Return the files of one format up to the first that is as wide as the place wants."""
        offered = widths_of(self.width)
        enough = next((w for w in offered if w >= widest), offered[-1])
        return ", ".join(f"{self.url(w, kind)} {w}w" for w in offered if w <= enough)


IMAGE = '<picture>{}<img src="{}" alt="{}" width="{}" height="{}" data-colour="{}"{} {}></picture>'
FIRST = format_html('fetchpriority="high"{}', "")
LATER = format_html('loading="lazy" decoding="async"{}', "")


def picture(printed: Printed, place_name: str, alt: str) -> SafeString:
    """Return the element for one picture, which has files, at one of PLACES."""
    place = PLACES[place_name]
    sources = format_html_join(
        "",
        '<source type="{}" srcset="{}" sizes="{}">',
        (
            (TYPES[kind], printed.srcset(kind, place.widest), place.sizes)
            for kind in FORMATS.get(printed.made, ())
        ),
    )
    width, height = place.shape or (printed.width, printed.height)
    return format_html(
        IMAGE, sources, printed.fallback_url, alt, str(width), str(height), printed.colour,
        printed.focus if place.shape or place.is_cut else "", FIRST if place.is_first else LATER,
    )  # fmt: skip


def preload(printed: Printed, place_name: str) -> SafeString:
    """Return the line of the head that asks for a page's first picture before the page is read."""
    kinds = FORMATS.get(printed.made, ())
    if not kinds:
        return format_html("{}", "")
    place = PLACES[place_name]
    return format_html(
        '<link rel="preload" as="image" type="{}" imagesrcset="{}" imagesizes="{}" fetchpriority="high">',
        TYPES[kinds[0]], printed.srcset(kinds[0], place.widest), place.sizes,
    )  # fmt: skip
