"""Videos of other houses in a story: which addresses are known, and what a reader's click loads."""

import re
from typing import NamedTuple
from urllib.parse import parse_qs, quote, urlsplit

FRAMES = ("https://www.youtube-nocookie.com", "https://www.facebook.com")
"""Origins of the frames; a story's page may load frames of these alone, and only when a reader asks."""

_youtube_id = re.compile(r"[A-Za-z0-9_-]{11}")
_number = re.compile(r"\d{5,20}")
_page = re.compile(r"[A-Za-z0-9.-]{1,80}")
_seconds = re.compile(r"(?:(\d{1,2})h)?(?:(\d{1,3})m)?(?:(\d{1,5})s?)?")

YOUTUBE = {
    "youtube.com",
    "www.youtube.com",
    "m.youtube.com",
    "www.youtube-nocookie.com",
    "youtu.be",
}
FACEBOOK = {"facebook.com", "www.facebook.com", "m.facebook.com", "web.facebook.com"}
PATHS = {"shorts", "live", "embed", "v"}
"""First part of a YouTube address that names a video in its second part."""


class Embed(NamedTuple):
    """A video elsewhere: `address` for people, `frame` for the page, `is_tall` for one made upright."""

    house: str
    address: str
    frame: str
    is_tall: bool = False


def embed_of(address: str) -> Embed | None:
    """Return the video that an address names, None for any other address.

    Known are single videos of YouTube (watch, shorts, live, youtu.be) and of Facebook (watch,
    videos, reel). The result's own `address` gives the same result: it is what a body stores.
    """
    try:
        parts = urlsplit(address.strip())
        host = (parts.hostname or "").lower()
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or len(address) > 500:
        return None
    steps = [step for step in parts.path.split("/") if step]
    asked = parse_qs(parts.query, max_num_fields=30) if parts.query.count("&") < 30 else {}
    if host in YOUTUBE:
        return _youtube(host, steps, asked)
    return _facebook(steps, asked) if host in FACEBOOK else None


def _youtube(host: str, steps: list[str], asked: dict[str, list[str]]) -> Embed | None:
    kind = steps[0] if steps else ""
    if host == "youtu.be":
        named = kind
    elif kind == "watch":
        named = asked.get("v", [""])[0]
    else:
        named = steps[1] if kind in PATHS and len(steps) > 1 else ""
    if not _youtube_id.fullmatch(named):
        return None
    start = _start(asked)
    frame = f"{FRAMES[0]}/embed/{named}?autoplay=1&rel=0" + (f"&start={start}" if start else "")
    if kind == "shorts":
        return Embed("youtube", f"https://www.youtube.com/shorts/{named}", frame, is_tall=True)
    moment = f"&t={start}" if start else ""
    return Embed("youtube", f"https://www.youtube.com/watch?v={named}{moment}", frame)


def _start(asked: dict[str, list[str]]) -> int:
    """Return the second at which to begin: `t=90`, `t=1m30s`, `start=90`."""
    found = _seconds.fullmatch(asked.get("t", asked.get("start", [""]))[0])
    hours, minutes, seconds = (int(part or 0) for part in found.groups()) if found else (0, 0, 0)
    return hours * 3600 + minutes * 60 + seconds


def _facebook(steps: list[str], asked: dict[str, list[str]]) -> Embed | None:
    match steps:
        case ["watch"] if _number.fullmatch(asked.get("v", [""])[0]):
            return _facebook_frame(f"watch/?v={asked['v'][0]}")
        case ["reel", number] if _number.fullmatch(number):
            return _facebook_frame(f"reel/{number}/", is_tall=True)
        case [page, "videos", *_between, number] if _page.fullmatch(page) and _number.fullmatch(
            number
        ):
            return _facebook_frame(f"{page}/videos/{number}/")
    return None


def _facebook_frame(path: str, *, is_tall: bool = False) -> Embed:
    address = f"https://www.facebook.com/{path}"
    frame = f"{FRAMES[1]}/plugins/video.php?href={quote(address, safe='')}&show_text=false&autoplay=true"
    return Embed("facebook", address, frame, is_tall)
