"""The paper's logo: a small picture of a known kind, under a name of ours, whatever was sent."""

import io
import re
import struct
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.forms import ValidationError
from PIL import Image

from paper.logos import LARGEST, LogoField


def picture(kind: str, size: tuple[int, int] = (40, 20)) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size).save(file, kind)
    return file.getvalue()


def endless_png() -> bytes:
    """Return a PNG whose header speaks of 50,000 by 50,000 pixels."""
    header = b"IHDR" + struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header))
    return b"\x89PNG\r\n\x1a\n" + chunk + picture("PNG")[33:]


@pytest.mark.parametrize(("kind", "ending"), [("PNG", "png"), ("JPEG", "jpg"), ("WEBP", "webp"), ("GIF", "gif"), ("ICO", "ico")])  # fmt: skip
def test_a_small_picture_is_taken_under_a_name_of_ours(kind, ending):
    sent = SimpleUploadedFile('../"><img src=x>.html.svg', picture(kind, (32, 32)), "text/html")

    file = LogoField().clean(sent)

    assert re.fullmatch(rf"[0-9a-f]{{16}}\.{ending}", file.name)


@pytest.mark.parametrize(
    "content",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='bait()'/>", b"<html><script>bait()</script>", b"GIF89a", b"%PDF-1.7",
        picture("TIFF"), picture("BMP"), picture("PPM"), picture("PNG")[:40], picture("PNG", (4_001, 1)),
        picture("PNG") + b"\x00" * LARGEST, endless_png(), b"RIFF\x00\x00\x00\x00WEBP",
    ],
    ids=["svg", "page", "gif header", "pdf", "tiff", "bmp", "ppm", "cut", "wide", "heavy", "bomb", "webp header"],
)  # fmt: skip
@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_anything_else_is_refused(content):
    with pytest.raises(ValidationError):
        LogoField().clean(SimpleUploadedFile("logo.png", content, "image/png"))
