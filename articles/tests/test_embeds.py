"""articles/embeds.py: which addresses are videos that a story can show, and what a click loads."""

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.embeds import FRAMES, embed_of

WATCH = "https://www.youtube.com/watch?v=aqz-KE-bpKQ"


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ("https://www.youtube.com/watch?v=aqz-KE-bpKQ", WATCH),
        ("  http://youtube.com/watch?v=aqz-KE-bpKQ&feature=share&list=PL1  ", WATCH),
        ("https://m.youtube.com/watch?app=desktop&v=aqz-KE-bpKQ", WATCH),
        ("https://youtu.be/aqz-KE-bpKQ?si=Abc_123", WATCH),
        ("https://youtu.be/aqz-KE-bpKQ?t=90", f"{WATCH}&t=90"),
        ("https://www.youtube.com/watch?v=aqz-KE-bpKQ&t=1m30s", f"{WATCH}&t=90"),
        ("https://www.youtube.com/live/aqz-KE-bpKQ", WATCH),
        ("https://www.youtube-nocookie.com/embed/aqz-KE-bpKQ?start=5", f"{WATCH}&t=5"),
        ("https://www.youtube.com/shorts/aqz-KE-bpKQ", "https://www.youtube.com/shorts/aqz-KE-bpKQ"),
        ("https://www.facebook.com/watch/?v=10153231379946729", "https://www.facebook.com/watch/?v=10153231379946729"),
        ("https://m.facebook.com/watch/?v=10153231379946729&ref=x", "https://www.facebook.com/watch/?v=10153231379946729"),
        ("https://www.facebook.com/sangbadghar/videos/10153231379946729/", "https://www.facebook.com/sangbadghar/videos/10153231379946729/"),
        ("https://www.facebook.com/sangbadghar/videos/a-title/10153231379946729/", "https://www.facebook.com/sangbadghar/videos/10153231379946729/"),
        ("https://www.facebook.com/reel/10153231379946729", "https://www.facebook.com/reel/10153231379946729/"),
    ],
)  # fmt: skip
def test_every_way_to_write_a_videos_address_is_kept_in_one(pasted, kept):
    found = embed_of(pasted)

    assert found.address == kept
    assert embed_of(kept) == found


@pytest.mark.parametrize(
    "address",
    [
        "", "ইউটিউব", "https://www.youtube.com/", "https://www.youtube.com/watch?v=", "https://www.youtube.com/@channel",
        "https://www.youtube.com/playlist?list=PL1", "https://www.youtube.com/watch?v=aqz-KE-bpK", "https://www.youtube.com/watch?v=aqz-KE-bpKQx",
        "https://youtube.com.evil.example/watch?v=aqz-KE-bpKQ", "https://evil.example/?https://www.youtube.com/watch?v=aqz-KE-bpKQ",
        "https://www.youtube.com@evil.example/watch?v=aqz-KE-bpKQ", "javascript://www.youtube.com/watch?v=aqz-KE-bpKQ",
        "//www.youtube.com/watch?v=aqz-KE-bpKQ", "ftp://youtu.be/aqz-KE-bpKQ", "https://youtu.be/aqz-KE-b%22onx",
        "https://www.facebook.com/sangbadghar", "https://www.facebook.com/watch/?v=x", "https://fb.watch/abc123/",
        "https://www.facebook.com/a/videos/1/..", "https://[::1", "https://www.youtube.com/watch?" + "&".join(["v=aqz-KE-bpKQ"] * 40),
        "https://youtu.be/aqz-KE-bpKQ?" + "x" * 600,
    ],
)  # fmt: skip
def test_what_is_no_single_video_is_refused(address):
    assert embed_of(address) is None


def test_an_upright_video_is_known_to_be_one():
    assert embed_of("https://www.youtube.com/shorts/aqz-KE-bpKQ").is_tall
    assert embed_of("https://www.facebook.com/reel/10153231379946729").is_tall
    assert not embed_of(WATCH).is_tall


@given(st.text() | st.text().map(lambda text: f"https://www.youtube.com/watch?v={text}")
       | st.text().map(lambda text: f"https://www.facebook.com/{text}"))  # fmt: skip
def test_a_frame_is_always_of_the_two_houses(address):
    found = embed_of(address)

    if found is not None:
        frame = urlsplit(found.frame)
        assert f"{frame.scheme}://{frame.netloc}" in FRAMES
        assert not set("\"'<> ") & set(found.frame + found.address)
