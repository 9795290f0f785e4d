"""How the files of a picture are named, and which of them it has."""

import datetime as dt
import re
import secrets

WIDTHS = (320, 640, 960, 1280, 1920)
"""In pixels. A picture gets those narrower than itself and, when it is narrower than the last, its own."""

THUMB, FALLBACK = 320, 960
"""Widths of the two files made at once: WebP for the desk, JPEG for whatever has nothing better."""

FOLDER = "renditions/"
VIDEOS = "videos/"
KEY_LENGTH = 20
MEDIA = "/media/"
"""Where images/views.py sends stored files from."""

_key = re.compile(rf"[0-9a-f]{{{KEY_LENGTH}}}")
_name = re.compile(rf"{FOLDER}(?P<key>{_key.pattern})/\d{{1,4}}\.(?:webp|jpg|avif)")

_video_name = re.compile(rf"{VIDEOS}(?P<key>{_key.pattern})\.mp4")


def is_key(text: str) -> bool:
    """Whether a text can be the key of a picture or a video."""
    return _key.fullmatch(text) is not None


def url_of(name: str) -> str:
    """Return the address of a stored file."""
    return MEDIA + name


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


def new_original(now: dt.datetime, ending: str) -> str:
    """Return a storage name for an original that no other file has or will have."""
    return f"originals/{now:%Y/%m}/{secrets.token_hex(8)}{ending}"


def widths_of(width: int) -> list[int]:
    """Return the widths that a picture of this width has, narrowest first."""
    return [*(w for w in WIDTHS if w < width), min(width, WIDTHS[-1])]


def thumb_width(width: int) -> int:
    """Return the width of a picture's smallest file."""
    return min(width, THUMB)


def fallback_width(width: int) -> int:
    """Return the width of the JPEG that every browser can show."""
    return min(width, FALLBACK)
