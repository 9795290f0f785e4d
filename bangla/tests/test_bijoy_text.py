"""Text files of any encoding come out in UTF-8, their Bijoy as Unicode."""

import io
import time

import pytest

from bangla import bijoy_text
from bangla.bijoy_text import NotText, convert_text, encoding_of

SONG = "Avgvi †mvbvi evsjv,\r\nAvwg †Zvgvq fv‡jvevwm|\r\n"
SUNG = "আমার সোনার বাংলা,\r\nআমি তোমায় ভালোবাসি।\r\n"


def converted(data: bytes) -> str:
    target = io.BytesIO()
    convert_text(io.BytesIO(data), target)
    return target.getvalue().decode()


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig", "utf-16"])
def test_every_encoding_of_word_and_notepad_is_read(encoding: str) -> None:
    assert converted(SONG.encode(encoding)) == SUNG


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (b"", "utf-8"),
        (b"Avgvi", "utf-8"),
        ("আমার".encode(), "utf-8"),
        ("আমার".encode()[:-1], "latin-1"),
        (b"\x86mvbvi", "latin-1"),
        ("আ".encode("utf-16"), "utf-16"),
    ],
)
def test_the_encoding_is_told_from_the_bytes(data: bytes, encoding: str) -> None:
    assert encoding_of(io.BytesIO(data)) == encoding


def test_english_and_unicode_lines_stay_and_changed_lines_are_counted() -> None:
    text = "The daily report\nXvKv: cÖavbgš¿x e‡j‡Qb, `vg Kg‡e|\nআমার সোনার বাংলা\n" + SONG
    target = io.BytesIO()

    changed = convert_text(io.BytesIO(text.encode()), target)

    assert changed == 3
    assert target.getvalue().decode() == (
        "The daily report\nঢাকা: প্রধানমন্ত্রী বলেছেন, দাম কমবে।\nআমার সোনার বাংলা\n" + SUNG
    )


def test_a_file_in_which_nothing_is_recognised_is_taken_for_bijoy() -> None:
    assert converted(b"Avgvi evsjv\nAvwg\n") == "আমার বাংলা\nআমি\n"


def test_a_long_file_is_read_in_parts_that_cut_no_word(monkeypatch: pytest.MonkeyPatch) -> None:
    words = "e¨vsK cÖwZôvb " * 300

    for size in (60, 64, 101):
        monkeypatch.setattr(bijoy_text, "_AT_A_TIME", size)

        assert converted(words.encode()) == "ব্যাংক প্রতিষ্ঠান " * 300
        assert converted(words.replace(" ", "\n").encode("cp1252")) == "ব্যাংক\nপ্রতিষ্ঠান\n" * 300


def test_letters_cut_between_two_parts_are_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    for size in range(1, 6):
        monkeypatch.setattr(bijoy_text, "_AT_A_TIME", size)

        assert converted("আমার ‡m‡j e¨vsK‡K".encode()) == "আমার সেলে ব্যাংককে"


@pytest.mark.parametrize(
    "data", [b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", b"MZ\x90\x00\x03", b"\x00"]
)
def test_other_files_are_refused(data: bytes) -> None:
    with pytest.raises(NotText):
        converted(data)


def test_a_line_without_end_costs_no_more_than_its_share() -> None:
    started = time.process_time()

    converted(b"K" * 2_500_000)
    converted(SONG.encode() * 5_000)

    # Quadratic work at this length takes minutes.
    assert time.process_time() - started < 15
