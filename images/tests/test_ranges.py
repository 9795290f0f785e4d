"""Stored files and their parts: what a Range asks, what one answer has at most, what a failing disk leaves."""

import io
import logging
import threading
import tracemalloc

import pytest
from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage, default_storage
from hypothesis import given
from hypothesis import strategies as st

from images import ranges, video
from images.names import url_of, video_name
from images.ranges import Part, Pieces, Unsatisfiable, asked_part
from images.tests.factories import file_of
from images.tests.films import CLIP
from images.tests.test_video_serving import fetch

SIZE = 1000


@pytest.fixture
def clip(db, settings, tmp_path):
    """Return the address and the bytes of a film that anybody may see."""
    settings.MEDIA_ROOT = tmp_path / "media"
    picture = video.add(io.BytesIO(CLIP), ContentFile(file_of((64, 48))), by=None, is_free=True)
    name = video_name(picture.video.key)
    with default_storage.open(name) as file:
        return url_of(name), file.read()


class TestAskedPart:
    @pytest.mark.parametrize(
        ("asked", "part"),
        [
            ("bytes=0-0", (0, 1)), ("bytes=0-499", (0, 500)), ("bytes=500-999", (500, 1000)),
            ("bytes=-1", (999, 1000)), ("bytes=-500", (500, 1000)), ("bytes=9500-", None), ("bytes=999-", (999, 1000)),
            ("bytes=0-", (0, 1000)), ("bytes=0-999", (0, 1000)), ("bytes=0-1000", (0, 1000)),
            ("bytes=10-99999999999999999999999", (10, 1000)), ("bytes=-1000", (0, 1000)), ("bytes=-99999", (0, 1000)),
            ("Bytes=0-9", (0, 10)), ("bytes= 0-9 ", (0, 10)), ("bytes=,0-9,", (0, 10)), ("bytes=00-09", (0, 10)),
        ],
    )  # fmt: skip
    def test_one_range_is_read_as_the_standard_reads_it(self, asked, part):
        if part is None:
            with pytest.raises(Unsatisfiable):
                asked_part(asked, SIZE)
        else:
            assert asked_part(asked, SIZE) == Part(*part)

    @pytest.mark.parametrize(
        "asked",
        [
            None, "", "bytes", "bytes=", "bytes=-", "bytes=a-b", "bytes=5", "bytes=5-4", "bytes=--5", "bytes=+1-2",
            "bytes=1-2-3", "bytes 0-9", "bytes:0-9", "items=0-9", "bytes=0-9;", "bytes=0.5-9", "bytes=0x0-9",
            "bytes=0-9,20-29", "bytes=0-9, -1", "bytes=০-৯", "bytes=²-9", "bytes=0\n-9", "bytes=" + "1" * 5000 + "-",
        ],
    )  # fmt: skip
    def test_what_is_malformed_or_several_is_passed_over(self, asked):
        assert asked_part(asked, SIZE) is None

    @pytest.mark.parametrize(
        "asked", ["bytes=1000-", "bytes=1000-2000", "bytes=-0", f"bytes={10**40}-"]
    )
    def test_range_outside_is_refused(self, asked):
        with pytest.raises(Unsatisfiable):
            asked_part(asked, SIZE)

    @pytest.mark.parametrize("asked", ["bytes=0-", "bytes=-5", "bytes=0-0", "bytes=-0"])
    def test_empty_file_has_no_parts(self, asked):
        assert asked_part(asked, 0) is None

    @given(
        st.text(max_size=30).map("bytes={}".format) | st.from_regex(r"bytes=[0-9]{0,4}-[0-9]{0,4}"),
        st.integers(0, 1200),
    )
    def test_part_lies_in_the_file_whatever_is_asked(self, asked, size):
        try:
            part = asked_part(asked, size)
        except Unsatisfiable:
            part = None

        assert part is None or 0 <= part.start < part.end <= size


class TestPieces:
    @pytest.fixture
    def file(self, tmp_path):
        path = tmp_path / "film"
        path.write_bytes(bytes(n % 251 for n in range(3 * ranges.PIECE)))
        with path.open("rb") as opened:
            yield File(opened)

    def test_slow_reader_holds_a_piece(self, file):
        tracemalloc.start()
        pieces = iter(Pieces(file, Part(5, 5 + 2 * ranges.PIECE)))
        sizes = [len(next(pieces))]
        _now, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()

        sizes += [len(piece) for piece in pieces]
        assert sizes == [ranges.PIECE, ranges.PIECE]
        assert peak < 2 * ranges.PIECE

    def test_reader_who_leaves_closes_the_file(self, file):
        pieces = Pieces(file, Part(0, 10))

        pieces.close()

        assert file.closed

    def test_file_that_grew_shorter_is_an_error_and_no_shorter_answer(self, file):
        with pytest.raises(OSError, match="too soon"):
            list(Pieces(file, Part(0, 4 * ranges.PIECE)))

    def test_refused_answer_closes_the_file_too(self, file, rf):
        for headers in ({"range": "bytes=9999999-"}, {"if-none-match": '"a"'}, {"if-match": '"b"'}):
            file.open()
            response = ranges.answer(rf.get("/", headers=headers), file, '"a"', "video/mp4")

            assert response.status_code in {416, 304, 412}
            assert file.closed


class TestLongParts:
    """What is larger than the server takes at once, with a limit that the clip is larger than."""

    LIMIT = 1000

    @pytest.fixture(autouse=True)
    def limits(self, monkeypatch):
        monkeypatch.setattr(ranges, "WHOLE", self.LIMIT)
        monkeypatch.setattr(ranges, "_streams", threading.BoundedSemaphore(2))

    @pytest.mark.parametrize(
        ("asked", "begin"),
        [("bytes=0-", 0), ("bytes=700-", 700), ("bytes=5-6000", 5), ("bytes=-4000", -4000)],
    )
    def test_a_part_has_no_more_than_the_limit_and_says_so(self, client, clip, asked, begin):
        url, content = clip
        first = begin % len(content)

        response = fetch(client, url, range=asked)

        assert (response.status_code, response.streaming) == (206, False)
        assert response.body == content[first : first + self.LIMIT]
        assert (
            response.headers["Content-Range"]
            == f"bytes {first}-{first + self.LIMIT - 1}/{len(content)}"
        )
        assert response.headers["Content-Length"] == str(self.LIMIT)

    def test_a_player_that_asks_on_gets_the_whole_film(self, client, clip):
        url, content = clip
        got = b""

        while len(got) < len(content):
            got += fetch(client, url, range=f"bytes={len(got)}-").body

        assert got == content

    def test_a_film_without_a_range_is_streamed_to_a_few_and_the_next_waits(self, client, clip):
        url, content = clip
        first, second = client.get(url), client.get(url)

        refused = fetch(client, url)
        with_range, head = fetch(client, url, range="bytes=0-"), fetch(client, url, "head")
        first.getvalue()
        third = fetch(client, url)

        assert (refused.status_code, refused.body) == (503, b"")
        assert refused.headers["Retry-After"] == "30"
        assert refused.headers["Cache-Control"] == "private, no-store"
        assert (with_range.status_code, head.status_code) == (206, 200)
        assert (third.status_code, third.body == content) == (200, True)
        second.getvalue()

    def test_an_answer_that_is_dropped_gives_its_place_back(self, rf, tmp_path):
        (tmp_path / "film").write_bytes(bytes(2 * self.LIMIT))
        for _ in range(5):
            file = File((tmp_path / "film").open("rb"))

            response = ranges.whole(rf.get("/"), file, "video/mp4")

            assert response.status_code == 200
            del response
            assert file.closed

    def test_a_file_that_cannot_be_read_gives_its_place_back(self, rf, tmp_path):
        (tmp_path / "film").write_bytes(bytes(2 * self.LIMIT))
        for _ in range(5):
            file = File((tmp_path / "film").open("rb"))
            file.obj = object()  # has no `get`, by which a bucket is asked

            with pytest.raises(AttributeError):
                ranges.whole(rf.get("/"), file, "video/mp4")

            assert file.closed


class Failing(io.BytesIO):
    """A film on a disk that fails after 1,500 bytes."""

    def read(self, size=-1):
        if self.tell() + size > 1500:
            raise OSError(5, "Input/output error")
        return super().read(size)


class TestFailingDisk:
    @pytest.fixture
    def failing(self, clip, monkeypatch, caplog):
        url, content = clip
        monkeypatch.setattr(
            FileSystemStorage, "open", lambda self, name: File(Failing(content), name)
        )
        monkeypatch.setattr(ranges, "PIECE", 500)
        caplog.set_level(logging.WARNING)
        return url, content

    @pytest.mark.parametrize("headers", [{}, {"range": "bytes=0-"}, {"range": "bytes=1400-1600"}])
    def test_nothing_is_sent_of_what_fails_in_the_middle(self, client, failing, caplog, headers):
        url, _content = failing

        response = fetch(client, url, **headers)

        assert response.status_code == 503
        assert response.headers["Retry-After"] == "30"
        assert response.headers["Cache-Control"] == "no-store"
        assert [(one.levelname, one.getMessage()) for one in caplog.records] == [
            ("ERROR", f"Storage away at GET {url}: OSError: [Errno 5] Input/output error")
        ]
        assert caplog.records[0].exc_info is None

    def test_part_before_that_is_sent(self, client, failing):
        url, content = failing

        assert fetch(client, url, range="bytes=0-1400").body == content[:1401]

    def test_stream_ends_short_of_its_length_with_a_line_in_the_log(
        self, client, failing, caplog, monkeypatch
    ):
        url, content = failing
        monkeypatch.setattr(ranges, "WHOLE", 1000)

        response = fetch(client, url)

        assert (response.status_code, response.body) == (200, content[:1500])
        assert response.headers["Content-Length"] == str(len(content))
        assert [(one.levelname, one.getMessage()) for one in caplog.records] == [
            ("ERROR", f"Storage away in the middle of {url[7:]}: OSError: [Errno 5] Input/output error")
        ]  # fmt: skip
        assert caplog.records[0].exc_info is None
