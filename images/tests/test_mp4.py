"""Films read box by box: what they are, what is served of them, what hostile ones cost."""

import io
import struct
import time
import tracemalloc

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from images import mp4
from images.mp4_tables import MAX_CHUNKS, MAX_SAMPLES
from images.tests.films import (
    BAIT,
    CLIP,
    MADE_AT,
    TURNED,
    box,
    boxes_of,
    film,
    numbers,
    place,
    samples_of,
    sound,
    sound_entry,
    trak,
    video,
    video_entry,
)

MB = 1024 * 1024
LAYOUTS = [
    {}, {"index_first": True}, {"long": True}, {"long": True, "index_first": True}, {"gap": b"gap"},
    {"before": box(b"wide") * 3, "between": box(b"free", bytes(40))},
    {"index_first": True, "before": box(b"skip", bytes(9)), "between": box(b"uuid", bytes(99))},
]  # fmt: skip


def facts_of(data):
    return mp4.facts(io.BytesIO(data))


def served(data):
    return b"".join(mp4.without_metadata(io.BytesIO(data)))


def broken(data):
    """Return why neither facts nor bytes come of a film."""
    with pytest.raises(mp4.Broken) as in_facts:
        facts_of(data)
    with pytest.raises(mp4.Broken) as in_bytes:
        next(mp4.without_metadata(io.BytesIO(data)))
    assert str(in_facts.value) == str(in_bytes.value)
    return str(in_facts.value)


class TestFacts:
    def test_true_film_is_read(self):
        # Its sound goes on for an eighth of a second.
        assert facts_of(CLIP) == mp4.Facts(64, 48, 2.128, "avc1", "mp4a")

    @pytest.mark.parametrize("layout", LAYOUTS)
    def test_order_and_width_of_the_boxes_do_not_matter(self, layout):
        assert facts_of(film(**layout)) == mp4.Facts(64, 48, 2.0, "avc1", "mp4a")

    @pytest.mark.parametrize(
        ("turn", "size"),
        [((1, 0, 0, 1), (64, 48)), ((0, 1, -1, 0), (48, 64)), ((-1, 0, 0, -1), (64, 48)), ((0, -1, 1, 0), (48, 64))],
    )  # fmt: skip
    def test_film_taken_upright_is_as_high_as_it_is_shown(self, turn, size):
        found = facts_of(film(video(turn=turn)))

        assert (found.width, found.height) == size

    def test_size_that_the_track_does_not_say_is_taken_from_the_pictures(self):
        found = facts_of(film(video(size=(0, 0), turn=TURNED)))

        assert (found.width, found.height) == (48, 64)

    def test_length_that_the_film_does_not_say_is_taken_from_its_tracks(self):
        assert facts_of(film(seconds=0)).seconds == 2.0
        assert facts_of(film(seconds=(2**32 - 1) / 1000)).seconds == 2.0

    @pytest.mark.parametrize("long", [False, True])
    def test_film_is_as_long_as_its_longest_track_whatever_it_calls_itself(self, long):
        five_hours = film(video(seconds=18_000), sound(), seconds=1, long=long)
        sound_alone_is_long = film(video(), sound(seconds=7_300), seconds=1)
        left_out = film(video(), sound(), sound(seconds=9_000), place(seconds=9_000))

        assert facts_of(five_hours).seconds == 18_000
        assert facts_of(sound_alone_is_long).seconds == 7_300
        assert facts_of(left_out).seconds == 2

    def test_length_is_in_seconds(self):
        assert facts_of(film(seconds=61.5)).seconds == 61.5

    @pytest.mark.parametrize(
        "kind", [b"hvc1", b"hev1", b"avc3", b"mp4v", b"encv", b"ap4h", b"\xff\0\n'"]
    )
    def test_codec_is_told_whatever_it_is(self, kind):
        found = facts_of(
            film(video(entries=video_entry(kind)), sound(entries=sound_entry(b"lpcm")))
        )

        assert (found.video_codec, found.audio_codec) == (kind.decode("latin-1"), "lpcm")

    def test_track_of_two_codecs_is_mixed(self):
        assert (
            facts_of(film(video(entries=video_entry() + video_entry(b"hvc1")))).video_codec
            == "mixed"
        )
        assert facts_of(film(video(entries=video_entry() * 2))).video_codec == "avc1"

    def test_film_without_sound_and_sound_without_film_are_told(self):
        assert facts_of(film(video())) == mp4.Facts(64, 48, 2.0, "avc1", "")
        assert facts_of(film(sound())) == mp4.Facts(0, 0, 2.0, "", "mp4a")
        assert facts_of(film(place())) == mp4.Facts(0, 0, 2.0, "", "")

    def test_sound_that_everybody_hears_is_taken_of_two(self):
        """An iPhone 16 writes AAC and spatial sound."""
        both = film(video(), sound(entries=sound_entry(b"apac")), sound())

        assert facts_of(both).audio_codec == "mp4a"
        assert samples_of(served(both)) == samples_of(both)[::2]

    @pytest.mark.parametrize("version", [0, 1, 2])
    def test_longer_sound_entries_of_quicktime_are_read(self, version):
        entry = sound_entry(extra=box(b"wave", b"w" * 9) + box(b"xtra", BAIT), version=version)
        found = served(film(video(), sound(entries=entry), brand=b"qt  "))

        assert box(b"wave", b"w" * 9) in found
        assert BAIT not in found


class TestServed:
    @pytest.mark.parametrize("layout", LAYOUTS)
    def test_picture_and_sound_are_found_by_the_tables_and_unchanged(self, layout):
        whole = film(video(), place(), sound(), **layout)
        out = served(whole)
        pictures, _places, sounds = samples_of(whole)

        assert samples_of(out) == [pictures, sounds]
        assert facts_of(out) == facts_of(whole)
        assert out.index(b"ftyp") == 4
        assert out.index(b"moov") < out.index(b"mdat")

    def test_two_boxes_of_samples_keep_theirs(self):
        first = film(video())
        body = boxes_of(first, b"mdat")[0]
        whole = film(video(), between=box(b"mdat", b"other"), after=box(b"mdat", BAIT))

        assert samples_of(served(whole)) == [body]
        assert facts_of(served(whole)) == facts_of(whole)

    def test_samples_in_several_boxes_are_moved_each_with_its_own(self):
        """Chunk by chunk its own `mdat`, with boxes of other sizes between them, the index last."""
        track = video()
        ftyp = box(b"ftyp", b"isom", numbers(1))
        parts, offsets, at = [], [], len(ftyp)
        for number, chunk in enumerate(track.chunks):
            parts += [box(b"mdat", *chunk), box(b"free", bytes(7 * number + 3))]
            offsets.append(at + 8)
            at += len(parts[-1]) + len(parts[-2])
        (moov,) = boxes_of(film(track), b"moov")
        (old,) = boxes_of(film(track), b"moov", b"trak")
        moved = moov.replace(old, trak(track, 1, offsets, long=False)[8:])
        whole = ftyp + b"".join(parts) + box(b"moov", moved)

        assert samples_of(whole) == samples_of(served(whole)) == samples_of(film(track))

    def test_served_film_is_served_the_same_again(self):
        for whole in (CLIP, film(video(), place(), sound(), gap=BAIT)):
            assert served(served(whole)) == served(whole)

    def test_last_box_may_run_to_the_end_of_the_file(self):
        whole = film(index_first=True)
        at = whole.index(b"mdat") - 4
        opened = whole[:at] + bytes(4) + whole[at + 4 :]

        assert served(opened) == served(whole)
        assert facts_of(opened) == facts_of(whole)

    def test_index_may_run_to_the_end_of_the_file(self):
        whole = film()
        at = whole.index(b"moov") - 4

        assert served(whole[:at] + bytes(4) + whole[at + 4 :]) == served(whole)

    def test_pieces_stay_small_however_long_the_film(self):
        samples = [[bytes([n]) * 700_000 for n in range(3)]]

        pieces = list(mp4.without_metadata(io.BytesIO(film(video(chunks=samples), gap=b"gap"))))

        assert max(map(len, pieces)) == mp4.PIECE
        assert samples_of(b"".join(pieces)) == [b"".join(samples[0])]


PLACES = {
    "©xyz of the film": {"in_moov": box(b"udta", box(b"\xa9xyz", b"\0\x12\x15\xc7", BAIT))},
    "loci of the film": {"in_moov": box(b"udta", box(b"loci", bytes(6), BAIT))},
    "keys of Apple": {"in_moov": box(b"meta", box(b"keys", b"com.apple.quicktime.location.ISO6709"), BAIT)},
    "XMP in the index": {"in_moov": box(b"uuid", b"\xbe\x7a\xcf\xcb\x97\xa9\x42\xe8" * 2, BAIT)},
    "box of a maker": {"in_moov": box(b"smta", BAIT)},
    "behind QuickTime's closing 0": {"in_moov": bytes(4) + BAIT},
    "slack of the index": {"in_moov": BAIT[:7]},
    "meta of the file": {"after": box(b"meta", numbers(0), BAIT)},
    "XMP of the file": {"before": box(b"uuid", b"\xbe\x7a\xcf\xcb\x97\xa9\x42\xe8" * 2, BAIT)},
    "udta of the file": {"after": box(b"udta", BAIT)},
    "trailer of Samsung": {"after": box(b"sefd", BAIT)},
    "free": {"before": box(b"free", BAIT)},
    "skip": {"between": box(b"skip", BAIT, long=True)},
    "wide": {"before": box(b"wide", BAIT)},
    "pnot": {"before": box(b"pnot", BAIT)},
    "bytes that no table names": {"gap": BAIT},
    "second place for samples": {"after": box(b"mdat", BAIT)},
}  # fmt: skip
IN_TRACKS = {
    "udta of a track": [video(extra=box(b"udta", box(b"\xa9xyz", BAIT))), sound()],
    "meta of a track": [video(), sound(extra=box(b"meta", numbers(0), BAIT))],
    "uuid of a track": [video(extra=box(b"uuid", bytes(16), BAIT)), sound()],
    "box in a picture's entry": [video(entries=video_entry(extra=box(b"uuid", BAIT))), sound()],
    "end of a picture's entry": [video(entries=video_entry(extra=bytes(4) + BAIT)), sound()],
    "box in a sound's entry": [video(), sound(entries=sound_entry(extra=box(b"xyz ", BAIT)))],
    "places by the second": [video(), sound(), place()],
    "places of GoPro": [place(entries=box(b"gpmd", bytes(8))), video(), sound()],
    "time code": [video(), place(handler=b"tmcd", entries=box(b"tmcd", BAIT)), sound()],
    "subtitles": [video(), sound(), place(handler=b"text")],
    "second film": [video(), sound(), video(chunks=[[BAIT]])],
    "second sound": [video(), sound(), sound(chunks=[[BAIT]])],
}


class TestBait:
    @pytest.mark.parametrize("layout", [{}, {"index_first": True}, {"long": True}], ids=str)
    @pytest.mark.parametrize("where", [*PLACES, *IN_TRACKS])
    def test_place_is_in_no_served_byte(self, where, layout):
        tracks = IN_TRACKS.get(where, [video(), sound()])
        whole = film(*tracks, **{**layout, **PLACES.get(where, {})})

        out = served(whole)

        assert BAIT in whole
        assert b"23.78" not in out
        assert facts_of(out) == facts_of(whole)

    def test_place_in_a_true_film_is_gone(self):
        degrees = struct.pack(">2i", round(90.4074 * 65536), round(23.7806 * 65536))
        assert CLIP.count(degrees) == CLIP.count(b"loci") == CLIP.count(b"Lavf") == 1

        out = served(CLIP)

        assert out.count(degrees[:3]) == out.count(b"loci") == out.count(b"Lavf") == 0

    @pytest.mark.parametrize("long", [False, True])
    def test_time_of_making_is_nowhere(self, long):
        whole = film(long=long)
        stamp = struct.pack(">I", MADE_AT)

        assert whole.count(stamp) == 10
        assert stamp not in served(whole)

    def test_names_of_makers_are_gone(self):
        whole, out = film(brand=b"qt  "), served(film(brand=b"qt  "))

        assert whole.count(b"appl") == 5
        assert b"appl" not in out
        assert b"Core Media" not in out
        assert out.count(b"mhlr") == 4

    def test_only_boxes_that_a_player_needs_are_left(self):
        (moov,) = boxes_of(
            served(film(video(), sound(), place(), in_moov=box(b"iods", BAIT))), b"moov"
        )

        kinds = [moov[at + 4 : at + 8] for at in self._starts(moov)]
        assert kinds == [b"mvhd", b"trak", b"trak", b"free", b"free"]
        for free in boxes_of(moov, b"free"):
            assert free == bytes(len(free))

    def _starts(self, data):
        at = 0
        while at < len(data):
            yield at
            at += int.from_bytes(data[at : at + 4])


class TestDamaged:
    def test_film_that_was_cut_off_anywhere_is_broken(self):
        for layout in ({}, {"index_first": True}):
            whole = film(**layout)
            for length in range(len(whole)):
                assert broken(whole[:length])

    @pytest.mark.parametrize(
        "damage",
        [
            lambda f: b"", lambda f: b"\0" * 4096, lambda f: f[8:], lambda f: f + f, lambda f: f + b"behind its end",
            lambda f: f.replace(b"moov", b"moof"), lambda f: f.replace(b"mvhd", b"nvhd"),
            lambda f: f.replace(b"tkhd", b"ukhd"), lambda f: f.replace(b"stsz", b"stz2"),
            lambda f: f.replace(b"stsc", b"stsd"), lambda f: f.replace(b"stco", b"free"),
            lambda f: f.replace(b"sgpd", b"stco"), lambda f: f.replace(b"stsd", b"free"),
            lambda f: f.replace(b"mdat", b"free"), lambda f: f.replace(b"edts", b"mdia"),
        ],
    )  # fmt: skip
    def test_film_that_lacks_a_part_or_has_two_is_broken(self, damage):
        whole = film()
        assert damage(whole) != whole

        assert broken(damage(whole))

    def test_film_in_fragments_is_not_read(self):
        with pytest.raises(mp4.InFragments):
            facts_of(film(in_moov=box(b"mvex")))
        assert broken(film(in_moov=box(b"mvex"))) == "in fragments"

    def test_film_with_two_headers_is_not_read(self):
        assert broken(film(in_moov=box(b"mvhd"))) == "two headers"

    def test_samples_in_another_file_are_refused(self):
        whole = film()
        outside = whole.replace(b"alis" + numbers(1), b"url " + numbers(0))

        assert broken(outside) == "samples in another file"

    def test_samples_outside_of_their_box_are_refused(self):
        whole = film()
        stco = boxes_of(whole, b"moov", b"trak", b"mdia", b"minf", b"stbl", b"stco")[0]
        for offset in (0, 8, whole.index(b"moov"), len(whole), 2**32 - 1):
            assert (
                broken(whole.replace(stco, stco[:8] + numbers(offset) + stco[12:]))
                == "samples outside the file"
            )

    @pytest.mark.parametrize("size", [0, 1, 7, 2**31, 2**32 - 1])
    @pytest.mark.parametrize(
        "kind", [b"mvhd", b"trak", b"mdia", b"stbl", b"stsd", b"stsz", b"avc1", b"dref"]
    )
    def test_wrong_size_of_a_box_is_no_film_or_one_that_lacks_it(self, kind, size):
        whole = film(video())
        at = whole.index(kind) - 4
        wrong = whole[:at] + numbers(size) + whole[at + 4 :]

        try:
            assert facts_of(wrong).video_codec in {"", "mixed", "avc1"}
            assert BAIT not in served(wrong)
        except mp4.Broken as error:
            assert str(error)  # noqa: PT017

    def test_disk_that_fails_is_no_fault_of_the_film(self):
        class Failing(io.BytesIO):
            def read(self, *args):
                raise OSError("disk")

        with pytest.raises(OSError, match="disk"):
            mp4.facts(Failing(film()))

    def test_file_that_grows_shorter_while_it_is_sent_is_broken(self):
        file = io.BytesIO(film(index_first=True))
        pieces = mp4.without_metadata(file)
        next(pieces)
        file.truncate(len(file.getvalue()) - 1)

        with pytest.raises(mp4.Broken, match="too soon"):
            list(pieces)


def read_through(data):
    """Judge a film and read what is served of it to the end, if it is one."""
    file = io.BytesIO(data)
    try:
        mp4.facts(file)
        for _piece in mp4.without_metadata(file):
            pass
    except mp4.Broken:
        pass


def seconds(data):
    """Return the seconds of processor that reading a film takes."""
    started = time.process_time()
    read_through(data)
    return time.process_time() - started


def megabytes(data):
    """Return the memory beside the file that reading a film takes."""
    tracemalloc.start()
    read_through(data)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak / MB


def with_table(kind, table):
    """Return a film without sound whose table of this kind is another."""
    whole = film(video(), index_first=True)
    old = boxes_of(whole, b"moov", b"trak", b"mdia", b"minf", b"stbl", kind)[0]
    grown = len(table) - len(old)
    for name in (b"moov", b"trak", b"mdia", b"minf", b"stbl", kind):
        at = whole.index(name) - 4
        whole = whole[:at] + numbers(int.from_bytes(whole[at : at + 4]) + grown) + whole[at + 4 :]
    return whole.replace(old, table)


def film_in_chunks(count, order):
    """Return a film of so many chunks of one byte, a byte apart, named forwards or backwards."""
    whole = film(video(chunks=[[b"P"]] * count), gap=b"g")
    (stco,) = boxes_of(whole, b"moov", b"trak", b"mdia", b"minf", b"stbl", b"stco")
    offsets = struct.unpack(f">{count}I", stco[8:])
    return whole.replace(stco[8:], numbers(*offsets[::order]))


class TestHostile:
    @pytest.mark.parametrize("kind", [b"stsz", b"stco", b"stsc", b"stsd", b"dref"])
    def test_four_thousand_million_entries_cost_nothing(self, kind):
        whole = film(video())
        at = whole.index(kind) + (12 if kind == b"stsz" else 8)
        huge = whole[:at] + numbers(2**32 - 1) + whole[at + 4 :]

        assert seconds(huge) < 1
        assert megabytes(huge) < 2

    def test_four_thousand_million_samples_of_one_size_cost_nothing(self):
        huge = with_table(b"stsz", numbers(0, 2**32 - 1, 2**32 - 1))

        assert seconds(huge) < 1
        assert megabytes(huge) < 2

    def test_chunk_that_says_to_hold_all_samples_holds_those_there_are(self):
        with pytest.raises(mp4.Broken, match="outside"):
            facts_of(with_table(b"stsc", numbers(0, 1, 1, 2**32 - 1, 1)))

    @pytest.mark.parametrize(
        "runs", [[], [2, 1, 1], [0, 1, 1], [1, 1, 1, 9, 1, 1], [1, 1, 1, 2, 1, 1, 1, 1, 1]]
    )
    def test_chunks_out_of_order_are_broken(self, runs):
        assert (
            broken(with_table(b"stsc", numbers(0, len(runs) // 3, *runs))) == "chunks out of order"
            or not runs
        )

    def test_more_samples_than_a_film_has_are_refused(self):
        many = with_table(b"stsz", numbers(0, 0, MAX_SAMPLES + 1) + bytes(4 * MAX_SAMPLES + 4))

        assert broken(many) == "too many samples"
        assert seconds(many) < 1
        assert megabytes(many) < 12

    @pytest.mark.parametrize("order", [1, -1])
    def test_largest_tables_are_read_in_a_second(self, order):
        most = film_in_chunks(MAX_CHUNKS, order)

        assert facts_of(most).video_codec == "avc1"
        assert seconds(most) < 3
        assert broken(film_in_chunks(MAX_CHUNKS + 1, order)) == "too many chunks"

    def test_tables_take_twenty_times_their_size_at_most(self):
        few = film_in_chunks(10_000, -1)

        assert len(few) < 0.25 * MB
        assert megabytes(few) < 2

    def test_index_larger_than_any_is_not_read(self):
        assert broken(film(in_moov=box(b"free", bytes(mp4.MAX_INDEX)))) == "b'moov' is too large"

    def test_boxes_without_end_are_not_walked(self):
        for kwargs in (
            {"in_moov": box(b"free") * 300_000}, {"after": box(b"free") * 300_000},
            {"in_moov": trak(video(chunks=[]), 1, [], long=False) * 3_000},
        ):  # fmt: skip
            many = film(**kwargs)

            assert broken(many) == "too many boxes"
            assert seconds(many) < 1
            assert megabytes(many) < 12

    def test_boxes_in_boxes_are_not_followed_down(self):
        nested = b""
        for _storey in range(50_000):
            nested = box(b"trak", nested) if len(nested) < 400_000 else nested

        assert len(nested) > 350_000
        assert broken(film(in_moov=nested)) == "no b'trak/tkhd'"
        assert seconds(film(in_moov=nested)) < 1

    @pytest.mark.parametrize("size", [0, 8, 15, 2**63, 2**64 - 1])
    def test_wide_sizes_that_cannot_be_are_broken(self, size):
        assert broken(film(after=struct.pack(">I4sQ", 1, b"mdat", size)))


@st.composite
def spoilt(draw):
    """Return a true or a built film with some bytes changed, taken out or put in, or cut off."""
    whole = draw(st.sampled_from([
        film(), film(video(), sound(), place(), index_first=True), film(long=True), CLIP,
    ]))  # fmt: skip
    data = bytearray(whole)
    begin = whole.index(b"moov")
    spots = st.one_of(
        st.integers(0, len(data) - 1), st.integers(begin, min(len(data) - 1, begin + 900))
    )
    for _change in range(draw(st.integers(1, 6))):
        at = draw(spots)
        what = draw(st.sampled_from(["byte", "number", "out", "in", "cut"]))
        if what == "byte":
            data[at : at + 1] = draw(st.binary(min_size=1, max_size=1))
        elif what == "number":
            data[at : at + 4] = draw(
                st.sampled_from([0, 1, 7, 8, 2**16, 2**31, 2**32 - 1])
            ).to_bytes(4)
        elif what == "out":
            del data[at : at + draw(st.integers(1, 40))]
        elif what == "in":
            data[at:at] = draw(st.binary(max_size=24))
        else:
            del data[at + 1 :]
    return bytes(data)


@settings(max_examples=400, deadline=None)
@example(b"\0\0\0\x10ftypisom\0\0\0\0\0\0\0\x10moov\0\0\0\x08mvhd")
@given(spoilt())
def test_whatever_becomes_of_a_film_it_is_read_or_broken_and_soon(data):
    assert seconds(data) < 1


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400).map(lambda tail: film()[:28] + tail))
def test_bytes_of_chance_behind_a_true_beginning_are_broken(data):
    assert broken(data)
