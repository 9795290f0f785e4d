"""Words that agencies and cameras wrote into a file: chosen, cleaned, cut; hostile ones are harmless."""

import logging
import struct
import time
from io import BytesIO

import pytest
from PIL import Image

from images.metadata import Words, read

UTF_8 = (1, 90, b"\x1b%G")
DESCRIPTION, ARTIST, COPYRIGHT, TITLE, COMMENT = 0x010E, 0x013B, 0x8298, 0x9C9B, 0x9C9C


def jpeg(exif=None):
    stream = BytesIO()
    tags = Image.Exif()
    for tag, value in (exif or {}).items():
        tags[tag] = value
    Image.new("RGB", (8, 6)).save(stream, "JPEG", exif=tags)
    return stream.getvalue()


def datasets(*fields):
    return b"".join(
        struct.pack(">BBBH", 0x1C, record, number, len(value)) + value
        for record, number, value in fields
    )


def app13(iptc):
    resource = b"8BIM\x04\x04\0\0" + struct.pack(">I", len(iptc)) + iptc + b"\0" * (len(iptc) % 2)
    body = b"Photoshop 3.0\0" + resource
    return b"\xff\xed" + struct.pack(">H", len(body) + 2) + body


def agency_jpeg(*fields, exif=None):
    data = jpeg(exif)
    return data[:2] + app13(datasets(*fields)) + data[2:]


def words_of(data):
    return read(BytesIO(data))


def test_picture_without_headers_has_no_words():
    assert words_of(jpeg()) == Words("", "", "", "")


def test_agencys_words_in_bangla_are_read():
    data = agency_jpeg(
        UTF_8,
        (2, 120, "পদ্মা সেতুতে ট্রেন।".encode()),
        (2, 80, "রহিম উদ্দিন".encode()),
        (2, 110, "ফোকাস বাংলা".encode()),
        (2, 115, b"Source"),
    )

    assert words_of(data) == Words("পদ্মা সেতুতে ট্রেন।", "রহিম উদ্দিন", "ফোকাস বাংলা", "")


def test_cameras_words_are_read_and_utf_8_among_them():
    data = jpeg(
        {
            DESCRIPTION: "ঘাটে নৌকা".encode(),
            ARTIST: "Zoé".encode("cp1252"),
            TITLE: "নৌকা".encode("utf-16-le"),
        }
    )

    assert words_of(data) == Words("ঘাটে নৌকা", "Zoé", "", "নৌকা")


def test_agencys_words_win_over_the_cameras():
    data = agency_jpeg(
        (2, 120, b"By the agency"), (2, 80, b"A"), exif={DESCRIPTION: "By the camera", ARTIST: "C"}
    )

    assert words_of(data)[:2] == ("By the agency", "A")


@pytest.mark.parametrize(
    ("fields", "credit", "agency"),
    [
        ([(2, 80, b"A"), (2, 110, b"AFP"), (2, 115, b"Getty"), (2, 116, b"AFP 2026")], "A", "AFP"),
        ([(2, 80, b"A"), (2, 80, b"B"), (2, 115, b"Getty")], "A, B", "Getty"),
        ([(2, 116, b"AFP 2026")], "AFP 2026", ""),
    ],
)
def test_credit_is_who_took_it_and_agency_who_sent_it(fields, credit, agency):
    assert words_of(agency_jpeg(*fields))[1:3] == (credit, agency)


@pytest.mark.parametrize("value", ["Ren\xe9", "Ren\xe9e \x93x\x94"])
def test_text_of_an_unnamed_character_set_is_utf_8_or_windows_latin(value):
    old = value.encode("latin-1")

    assert words_of(agency_jpeg((2, 80, old))).credit == old.decode("cp1252")
    assert words_of(agency_jpeg((2, 80, "রেনে".encode()))).credit == "রেনে"


def test_field_that_ends_within_a_letter_loses_that_letter_only():
    assert words_of(agency_jpeg((2, 120, "ঢাকা শহর".encode()[:-1]))).caption == "ঢাকা শহ"


@pytest.mark.parametrize(
    "junk",
    ["OLYMPUS DIGITAL CAMERA         ", "SAMSUNG CAMERA PICTURES", "DCIM\\100MEDIA\\DJI_0001.JPG", "untitled",
     "SONY DSC", "IMG_20260101_101010.jpg", "DSC_0042", "dcim101gopro", "Untitled-1", "P1010023"],
)  # fmt: skip
def test_what_a_camera_writes_for_itself_is_dropped(junk):
    assert (
        words_of(jpeg({DESCRIPTION: junk, COMMENT: "Boats".encode("utf-16-le")})).caption == "Boats"
    )


def test_title_that_repeats_the_caption_is_no_description():
    data = jpeg({DESCRIPTION: "Boats", TITLE: "Boats".encode("utf-16-le")})

    assert words_of(data) == Words("Boats", "", "", "")


def test_words_are_cut_at_a_word_to_the_length_of_their_fields():
    long = "শব্দ " * 300

    words = words_of(agency_jpeg(UTF_8, (2, 120, long.encode()), (2, 80, b"x" * 500)))

    assert words.caption == " ".join(["শব্দ"] * 60) + "…"
    assert words.credit == "x" * 119 + "…"
    assert words_of(agency_jpeg(UTF_8, (2, 80, ("x" + "কো" * 99).encode()))).credit == (
        "x" + "কো" * 59 + "…"
    )


def test_hostile_text_is_one_line_of_text_without_controls():
    sent = '"><script>alert(1)</script>\r\n\x1b[31m\u202egpj\u2066 a\tb'

    words = words_of(agency_jpeg(UTF_8, (2, 120, sent.encode())))

    assert words.caption == '"><script>alert(1)</script> [31mgpj a b'


def test_text_of_a_megabyte_is_cut_within_a_second():
    text = "1" * 60_000 + " x"
    iptc = app13(datasets(*[(2, 80, b"DSC" + b"1" * 30_000 + b" x"), (2, 120, b"a" * 20_000)]))
    data = jpeg({DESCRIPTION: text[:30_000], ARTIST: "y" * 20_000})
    data = data[:2] + iptc * 17 + data[2:]
    started = time.process_time()

    words = words_of(data)

    assert time.process_time() - started < 1
    assert [len(line) for line in words] == [300, 120, 0, 0]


@pytest.mark.parametrize("share", [0.1, 0.3, 0.5, 0.7, 0.9])
def test_segment_that_is_cut_off_raises_nothing(share):
    iptc = app13(datasets(UTF_8, (2, 120, "ঢাকা".encode()), (2, 80, b"A")))
    cut = iptc[: int(len(iptc) * share)]

    for data in (jpeg()[:2] + cut, jpeg()[:2] + cut + jpeg({ARTIST: "B"})[2:]):
        assert all(isinstance(line, str) for line in words_of(data))


def test_broken_agency_header_leaves_the_cameras_words_and_is_logged(caplog):
    data = jpeg({ARTIST: "B"})
    broken = app13(b"\x1b\x02\x50\0\1A" + datasets((2, 80, b"A")))

    with caplog.at_level(logging.INFO, logger="images.metadata"):
        words = words_of(data[:2] + broken + data[2:])

    assert words.credit == "B"
    assert [record.levelname for record in caplog.records] == ["INFO"]


def test_every_single_broken_byte_raises_nothing():
    data = agency_jpeg(
        UTF_8, (2, 120, b"Caption"), (2, 80, b"A"), exif={ARTIST: "B", DESCRIPTION: "C"}
    )

    for at in range(min(len(data), 260)):
        for byte in (0, 0x7F, 0xFF):
            words_of(data[:at] + bytes([byte]) + data[at + 1 :])


@pytest.mark.parametrize("data", [b"", b"<svg/>", b"\xff\xd8\xff", b"x" * 16_000_000])
def test_what_is_no_picture_has_no_words(data):
    file = BytesIO(data)

    assert (read(file), file.tell()) == (Words(), 0)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_words_of_other_kinds_are_read_too(kind):
    tags = Image.Exif()
    tags[ARTIST] = "B"
    tags[COPYRIGHT] = "Paper"
    stream = BytesIO()
    Image.new("RGB", (8, 6)).save(stream, kind, exif=tags)

    assert read(stream).credit == "B"
