"""How the files of a picture are named, and which of them it has."""

import re

WIDTHS = (320, 640, 960, 1280, 1920)
"""In pixels. A picture gets those narrower than itself and, when it is narrower than the last, its own."""

THUMB, FALLBACK = 320, 960
"""Widths of the two files made at once: WebP for the desk, JPEG for whatever has nothing better."""

FOLDER = "renditions/"
VIDEOS = "videos/"
KEY_LENGTH = 20
_name = re.compile(rf"{FOLDER}(?P<key>[0-9a-f]{{{KEY_LENGTH}}})/\d{{1,4}}\.(?:webp|jpg|avif)")

_video_name = re.compile(rf"{VIDEOS}(?P<key>[0-9a-f]{{{KEY_LENGTH}}})\.mp4")


def name_of(key: str, width: int, kind: str) -> str:
    """Return the storage name of one rendition; `kind` is its ending."""
    return f"{FOLDER}{key}/{width}.{kind}"


def key_of(name: str) -> str:
    """Return the key of the picture that a rendition's name belongs to; "" for any other name."""
    found = _name.fullmatch(name)
    return found["key"] if found else ""


def video_name(key: str) -> str:
    """Return the storage name of a video."""
    return f"{VIDEOS}{key}.mp4"


def key_of_video(name: str) -> str:
    """Return the key of the video whose file has this name; "" for any other name."""
    found = _video_name.fullmatch(name)
    return found["key"] if found else ""


def widths_of(width: int) -> list[int]:
    """Return the widths that a picture of this width has, narrowest first."""
    return [*(w for w in WIDTHS if w < width), min(width, WIDTHS[-1])]


def thumb_width(width: int) -> int:
    """Return the width of a picture's smallest file."""
    return min(width, THUMB)


def fallback_width(width: int) -> int:
    """Return the width of the JPEG that every browser can show."""
    return min(width, FALLBACK)
