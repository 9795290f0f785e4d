"""`manage.py convert_bijoy`: files from the command line."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from articles.bijoy_files import MESSAGES
from bangla.tests.docx import docx, paragraph, parts_of, run

SONG, SUNG = "Avgvi †mvbvi evsjv\n", "আমার সোনার বাংলা\n"


def convert(*arguments):
    said = StringIO()
    call_command("convert_bijoy", *map(str, arguments), stdout=said)
    return said.getvalue()


def test_the_new_file_stands_beside_the_old_one(tmp_path):
    old = tmp_path / "song.txt"
    old.write_bytes(SONG.encode("cp1252") * 3)

    said = convert(old)

    new = tmp_path / "song-unicode.txt"
    assert new.read_text(encoding="utf-8") == SUNG * 3
    assert old.read_bytes() == SONG.encode("cp1252") * 3
    assert said.startswith(f"{new}: ৩")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["song-unicode.txt", "song.txt"]


def test_the_new_file_stands_where_somebody_wants_it(tmp_path):
    old, new = tmp_path / "song.docx", tmp_path / "gaan.docx"
    old.write_bytes(docx(paragraph(run("Avgvi"))))
    new.write_bytes(b"an older one")

    convert(old, "-o", new)

    assert "আমার" in parts_of(new.read_bytes())["word/document.xml"].decode()


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [("a.pdf", b"", "kind"), ("a.txt", b"\x00", "not_text"), ("a.docx", b"Avgvi", "not_docx")],
)
def test_a_file_that_cannot_be_read_is_refused_and_leaves_nothing(tmp_path, name, data, code):
    file = tmp_path / name
    file.write_bytes(data)

    with pytest.raises(CommandError) as refused:
        convert(file)

    with translation.override("bn"):
        assert str(refused.value) == f"{file}: {MESSAGES[code]}"
    assert list(tmp_path.iterdir()) == [file]


def test_no_file_is_written_over_unasked(tmp_path):
    old, new = tmp_path / "song.txt", tmp_path / "song-unicode.txt"
    old.write_text(SONG)
    new.write_text("another")

    for arguments in ([old], [old, "-o", old]):
        with pytest.raises(CommandError):
            convert(*arguments)

    assert (old.read_text(), new.read_text()) == (SONG, "another")


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(CommandError, match="nowhere"):
        convert(tmp_path / "nowhere.txt")
