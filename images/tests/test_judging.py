"""What is taken for a picture: its bytes decide, nothing hostile costs a second or fills the memory."""

import errno
import struct
import subprocess
import sys
import time
import zlib
from io import BytesIO

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from images.forms import PictureFileField
from images.judging import KINDS, MESSAGES, BadPicture, judge

JPEG_END = b"\xff\xd9"


def encoded(kind="JPEG", size=(60, 40), mode="RGB", **options):
    stream = BytesIO()
    Image.new(mode, size).save(stream, kind, **options)
    return stream.getvalue()


def noise(kind, **options):
    stream = BytesIO()
    Image.effect_noise((300, 300), 90).convert("RGB").save(stream, kind, **options)
    return stream.getvalue()


def animated(kind):
    stream = BytesIO()
    first, second = Image.new("RGB", (9, 9), "red"), Image.new("RGB", (9, 9), "blue")
    first.save(stream, kind, save_all=True, append_images=[second])
    return stream.getvalue()


def png(width, height, *chunks, bits=8):
    header = struct.pack(">IIBBBBB", width, height, bits, 2, 0, 0, 0)
    body = b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in [(b"IHDR", header), *chunks, (b"IEND", b"")]
    )
    return b"\x89PNG\r\n\x1a\n" + body


def gif(screen, frame=None, disposal=0):
    """Return a GIF whose first picture says it is as large as `frame`."""
    control = b"!\xf9\x04" + bytes([disposal << 2]) + b"\0\0\0\0"
    picture = b"," + struct.pack("<HHHHB", 0, 0, *(frame or screen), 0) + b"\x02\x02\x4c\x01\0;"
    return b"GIF89a" + struct.pack("<HHBBB", *screen, 0, 0, 0) + control + picture


def webp(width, height):
    size = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    chunk = b"VP8X" + struct.pack("<I", 10) + b"\0\0\0\0" + size
    return b"RIFF" + struct.pack("<I", 4 + len(chunk)) + b"WEBP" + chunk


def jpeg_of(width, height):
    """Return a JPEG of 60 × 40 whose header says another size."""
    data = encoded()
    at = data.index(b"\xff\xc0") + 5
    return data[:at] + struct.pack(">HH", height, width) + data[at + 4 :]


def swollen_exif():
    """Return Exif whose values overlap: 5,000 of 60 KB in 60 KB."""
    entries = b"".join(struct.pack(">HHII", tag, 7, 55_000, 8) for tag in range(5_000))
    return b"Exif\0\0MM\0*" + struct.pack(">IH", 8, 5_000) + entries


def with_segments(*segments):
    data = encoded()
    return data[:2] + b"".join(segments) + data[2:]


def segment(marker, data):
    return bytes([0xFF, marker]) + struct.pack(">H", len(data) + 2) + data


def box(*brands):
    return struct.pack(">I", 12 + 4 * len(brands)) + b"ftyp" + brands[0] + b"\0\0\0\0" + b"".join(
        brands[1:]
    ) + b"\0" * 64  # fmt: skip


def code_of(data):
    with pytest.raises(BadPicture) as refused:
        judge(BytesIO(data))
    assert refused.value.message == MESSAGES[refused.value.code]
    return refused.value.code


def cleaned(name, data):
    return PictureFileField().clean(SimpleUploadedFile(name, data, "text/html"))


@pytest.mark.parametrize("kind", KINDS)
def test_whole_still_picture_is_what_its_bytes_say(kind):
    file = BytesIO(encoded(kind))

    assert (judge(file), file.tell()) == (kind, 0)


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("JPEG", "CMYK"), ("JPEG", "L"), ("PNG", "I;16"), ("PNG", "P"), ("PNG", "1"), ("PNG", "LA"),
     ("PNG", "RGBA"), ("WEBP", "RGBA"), ("GIF", "P"), ("GIF", "L")],
)  # fmt: skip
def test_every_mode_of_colours_is_taken(kind, mode):
    assert judge(BytesIO(encoded(kind, mode=mode))) == kind


def test_progressive_jpeg_is_taken():
    assert judge(BytesIO(noise("JPEG", progressive=True))) == "JPEG"


def test_jpeg_with_a_second_picture_behind_it_is_taken_as_the_first():
    stream = BytesIO()
    second = Image.new("RGB", (9, 9))
    Image.new("RGB", (60, 40)).save(stream, "MPO", save_all=True, append_images=[second])

    assert judge(stream) == "JPEG"


def test_jpeg_that_is_a_page_too_is_a_jpeg():
    page = b"<html><script>alert(1)</script>"

    assert judge(BytesIO(with_segments(segment(0xFE, page)) + page)) == "JPEG"


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_moving_picture_is_refused(kind):
    assert code_of(animated(kind)) == "moving"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("share", [0.5, 0.9])
def test_picture_cut_off_behind_its_header_is_refused(kind, share):
    data = noise(kind)

    assert code_of(data[: int(len(data) * share)]) == "broken"


def test_header_alone_is_refused():
    for kind in KINDS:
        for length in (12, 20, 30):
            assert code_of(noise(kind)[:length]) in {"broken", "too_large"}


@pytest.mark.parametrize(
    "data",
    [b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', b"\xef\xbb\xbf\n<?xml version='1.0'?><svg/>",
     b"<!doctype html><script>alert(1)</script>", b"%PDF-1.7\n"],
)  # fmt: skip
def test_page_or_document_named_as_a_jpeg_is_refused(data):
    with pytest.raises(forms.ValidationError) as refused:
        cleaned("photo.jpg", data)

    assert refused.value.messages == [str(MESSAGES["document"])]


@pytest.mark.parametrize(
    "brands", [[b"heic"], [b"mif1", b"heic"], [b"isom", b"heix"], [b"avif"], [b"avis", b"msf1"]]
)
def test_phones_own_kinds_are_refused_with_what_to_set(brands):
    assert code_of(box(*brands)) == "phone"


def test_real_avif_is_told_as_such():
    assert code_of(encoded("AVIF")) == "phone"


@pytest.mark.parametrize(
    "data", [b"", b"x", b"\0" * 5_000, box(b"isom", b"mp42"), b"BM" + b"\0" * 99]
)
def test_anything_else_is_no_picture(data):
    assert code_of(data) == "invalid_image"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (png(50_000, 50_000), "too_large"), (gif((50_000, 50_000)), "too_large"),
        (gif((1, 1), (13_000, 13_000), disposal=2), "too_large"), (webp(16_383, 16_383), "too_large"),
        (jpeg_of(60_000, 60_000), "too_large"), (jpeg_of(60_000, 8), "too_long"), (png(16_001, 1), "too_long"),
        (gif((1, 16_001)), "too_long"), (png(5_001, 5_000), "too_large_whole"), (webp(5_001, 5_000), "too_large_whole"),
        (gif((5_001, 5_000)), "too_large_whole"),
    ],
)  # fmt: skip
def test_size_is_judged_from_the_header(data, code):
    started = time.process_time()

    assert code_of(data) == code
    assert time.process_time() - started < 0.2


def test_file_of_more_than_15_megabytes_is_refused_whatever_it_says_of_itself():
    file = BytesIO(encoded() + b"\0" * 15 * 1024 * 1024)

    with pytest.raises(BadPicture) as refused:
        judge(file)

    assert (refused.value.code, file.tell()) == ("too_heavy", 0)


def zip_text():
    return zlib.compress(b"x" * 80_000_000)


HOSTILE = {
    "zTXt of 80 MB": lambda: png(9, 9, (b"zTXt", b"a\0\0" + zip_text())),
    "iTXt of 80 MB": lambda: png(9, 9, (b"iTXt", b"a\0\1\0\0\0" + zip_text())),
    "profile of 80 MB": lambda: png(9, 9, (b"iCCP", b"a\0\0" + zip_text())),
    "rows of 80 MB": lambda: png(4_000, 4_000, (b"IDAT", zip_text()[:-999])),
    "17 packed texts": lambda: png(9, 9, *[(b"zTXt", b"a\0\0" + zlib.compress(b"x" * 10**6))] * 17),
    "a million chunks": lambda: png(9, 9, *[(b"abCd", b"")] * 1_000_000),
    "a million segments": lambda: with_segments(segment(0xFE, b"") * 1_000_000),
    "a million segments behind an end": lambda: with_segments(JPEG_END, segment(0xFE, b"") * 1_000_000),
    "41 scans": lambda: encoded()[:-2] + segment(0xDA, b"\1\1\0\0\x3f\0") * 41 + JPEG_END,
    "Exif of 300 MB": lambda: with_segments(segment(0xE1, swollen_exif())),
    "blocks of one byte": lambda: gif((9, 9))[:13] + b"!\xfe" + b"\1x" * 7_000_000 + b"\0;",
    "no blocks at all": lambda: gif((9, 9))[:13] + b"\1" * 14_000_000,
}  # fmt: skip


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_file_is_refused_within_a_second(case):
    data = HOSTILE[case]()
    started = time.process_time()

    assert code_of(data) == "broken"
    assert time.process_time() - started < 1


# Not getrusage: Linux hands its peak on to a child; VmHWM is the new program's own.
MEASURED = """
import re, sys
from pathlib import Path
from PIL import Image
from images.judging import BadPicture, judge

def peak():
    return int(re.search("VmHWM:\\\\s+([0-9]+)", Path("/proc/self/status").read_text())[1])

Image.init()
before = peak()
try:
    judge(open(sys.argv[1], "rb"))
except BadPicture as bad:
    print(bad.code, peak() - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize(
    "case",
    ["zTXt of 80 MB", "a million segments", "Exif of 300 MB", "frame larger than its screen"],
)
def test_hostile_file_does_not_fill_the_memory(case, tmp_path):
    file = tmp_path / "picture"
    data = HOSTILE.get(case, lambda: gif((1, 1), (13_000, 13_000), disposal=2))()
    file.write_bytes(data)

    answer = subprocess.run(
        [sys.executable, "-c", MEASURED, str(file)], capture_output=True, text=True, check=True
    )

    code, kilobytes = answer.stdout.split()
    assert code in {"broken", "too_large"}
    assert int(kilobytes) < 100_000


def test_large_photograph_is_judged_within_a_second():
    data = encoded(size=(6_000, 4_000))
    started = time.process_time()

    assert judge(BytesIO(data)) == "JPEG"
    assert time.process_time() - started < 1


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EFBIG])
def test_full_disk_is_not_called_a_broken_picture(number):
    class OnFullDisk(BytesIO):
        def read(self, *args):
            raise OSError(number, "full")

    with pytest.raises(OSError, match="full") as raised:
        judge(OnFullDisk())

    assert raised.value.errno == number


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd", "..%2f..%2fx.png", "C:\\a\\b.jpg", "a\x00.jpg", "a\u202egnp.exe", "x" * 300 + ".jpg",
     "page.html", "কোনো ছবি.jpeg", ".htaccess", "a.jpg.php"],
)  # fmt: skip
def test_name_that_was_sent_never_reaches_the_storage(name):
    file = cleaned(name, encoded("PNG"))

    stem, _dot, ending = file.name.partition(".")
    assert (len(stem), stem.isalnum(), ending) == (16, True, "png")
    assert file.content_type == "image/png"


def test_judged_file_is_handed_on_from_its_start():
    data = encoded()

    assert cleaned("a.jpg", data).read() == data


def test_empty_file_and_none_are_refused_as_in_any_field():
    for sent in (SimpleUploadedFile("a.jpg", b""), None):
        with pytest.raises(forms.ValidationError):
            PictureFileField().clean(sent)
    assert PictureFileField(required=False).clean(None) is None
