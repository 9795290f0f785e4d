"""A Word file of Bijoy becomes one of Unicode, and nothing else in it changes."""

import io
import re
import struct
import time
import zipfile

import pytest

from bangla import bijoy_docx
from bangla.bijoy_docx import Unreadable, convert_docx
from bangla.bijoy_word_fonts import is_bijoy_font
from bangla.tests.docx import BIJOY, PICTURE, TYPES, docx, paragraph, parts_of, run, xml

FONT = '<w:rFonts w:cs="Nirmala UI" w:ascii="Nirmala UI" w:hAnsi="Nirmala UI"/>'
ENGLISH = '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:cs="SutonnyMJ"/>'


def converted(data: bytes) -> dict[str, bytes]:
    target = io.BytesIO()
    convert_docx(io.BytesIO(data), target)
    return parts_of(target.getvalue())


def body(*paragraphs: str, **more: str) -> str:
    """Return the body of the converted document."""
    document = converted(docx("".join(paragraphs), **more))["word/document.xml"].decode()
    return document.partition("<w:body>")[2].rpartition("</w:body>")[0]


def texts(*paragraphs: str, **more: str) -> list[str]:
    """Return the converted pieces of text."""
    return re.findall(r"<w:t[ >][^<]*?>?([^<>]*)</w:t>", body(*paragraphs, **more))


def refusal(data: bytes) -> str:
    with pytest.raises(Unreadable) as refused:
        convert_docx(io.BytesIO(data), io.BytesIO())
    return refused.value.reason


def test_text_in_the_font_is_converted_and_set_in_another() -> None:
    assert body(paragraph(run("Avgvi evsjv 2024"))) == paragraph(run("আমার বাংলা ২০২৪", FONT))


def test_all_else_stays_byte_for_byte() -> None:
    odd = '<w:p  a="1"\n><w:r ><w:t>Plain &amp; “simple” &#x2014;</w:t ></w:r><!-- Avgvi --></w:p>'
    original = docx(
        odd + paragraph(run("Avgvi", BIJOY + "<w:b/>")) + odd, header=paragraph(run("x", ""))
    )

    parts = converted(original)

    before = parts_of(original)
    assert list(parts) == list(before)
    assert parts["word/media/image1.png"] == PICTURE
    assert {name: data for name, data in parts.items() if name != "word/document.xml"} == {
        name: data for name, data in before.items() if name != "word/document.xml"
    }
    assert parts["word/document.xml"].decode() == before["word/document.xml"].decode().replace(
        paragraph(run("Avgvi", BIJOY + "<w:b/>")), paragraph(run("আমার", FONT + "<w:b/>"))
    )


def test_a_document_without_bijoy_is_the_same_document() -> None:
    original = docx(
        paragraph(run("The bank said", ENGLISH.replace("SutonnyMJ", "Arial"))),
        header=paragraph(run("আমার", "")),
    )
    target = io.BytesIO()

    done = convert_docx(io.BytesIO(original), target)

    assert done == 0
    assert parts_of(target.getvalue()) == parts_of(original)


def test_a_word_cut_up_over_runs_is_converted_whole() -> None:
    cut_up = paragraph(run("w"), run("K Kg"), run("©KZ", BIJOY + "<w:b/>"), run("©v n‡e"))

    assert texts(cut_up) == ["কি", " কর্মকর্তা", "", " হবে"]


def test_marks_of_the_spelling_check_part_no_word() -> None:
    pieces = f'{run("cÖ")}<w:proofErr w:type="spellStart"/><w:bookmarkStart w:id="0"/>{run("wZôv")}{run("b")}'

    assert texts(paragraph(pieces)) == ["প্রতিষ্ঠান", "", ""]


def test_tabs_breaks_and_paragraphs_part_words() -> None:
    in_one_run = (
        f"<w:r><w:rPr>{BIJOY}</w:rPr><w:t>K</w:t><w:tab/><w:t>©v</w:t><w:br/><w:t>w</w:t></w:r>"
    )

    assert texts(paragraph(in_one_run), paragraph(run("K"))) == ["ক", "©া", "ি", "ক"]


def test_runs_in_other_fonts_stay_even_where_they_name_bijoy_for_complex_scripts() -> None:
    mixed = body(paragraph(run("GDP of "), run("Dhaka", ENGLISH), run(" XvKv")))

    assert re.findall(r">([^<>]+)</w:t>", mixed) == ["এউচ ড়ভ ", "Dhaka", " ঢাকা"]
    assert 'w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:cs="Nirmala UI"' in mixed


STYLES = (
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:rPr><w:rFonts w:ascii="Calibri"/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="News"><w:basedOn w:val="Normal"/><w:rPr>'
    '<w:rFonts w:ascii="SutonnyMJ" w:hAnsi="SutonnyMJ" w:cstheme="minorBidi"/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Lead"><w:basedOn w:val="News"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Latin"><w:rPr><w:rFonts w:ascii="Arial"/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="Quote"><w:rPr><w:rFonts w:ascii="Arial"/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="A"><w:basedOn w:val="B"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="B"><w:basedOn w:val="A"/></w:style>'
)


def test_fonts_come_from_styles_and_what_those_are_based_on() -> None:
    found = texts(
        paragraph(run("Avwg", ""), style="Lead"),
        paragraph(run("Avwg", '<w:rStyle w:val="Quote"/>'), style="Lead"),
        paragraph(run("Avwg", ""), style="Latin"),
        paragraph(run("Avwg", ""), style="A"),
        paragraph(run("Avwg", "")),
        paragraph(run("Avwg", BIJOY), style="Latin"),
        styles=STYLES,
    )

    assert found == ["আমি", "Avwg", "Avwg", "Avwg", "Avwg", "আমি"]


def test_styles_name_the_new_font() -> None:
    styles = converted(docx(paragraph(run("Avwg", ""), style="Lead"), styles=STYLES))[
        "word/styles.xml"
    ].decode()

    assert '<w:rFonts w:cs="Nirmala UI" w:ascii="Nirmala UI" w:hAnsi="Nirmala UI"/>' in styles
    assert "SutonnyMJ" not in styles
    assert styles.count('<w:rFonts w:ascii="Arial"/>') == 2


def test_the_ground_font_of_the_document_counts() -> None:
    ground = f"<w:docDefaults><w:rPrDefault><w:rPr>{BIJOY}</w:rPr></w:rPrDefault></w:docDefaults>"

    assert texts(paragraph(run("Avwg", "")), styles=ground) == ["আমি"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (run("cÖavbgš¿x e‡jb", ""), '<w:r><w:rPr><w:rFonts w:cs="Nirmala UI"/></w:rPr><w:t xml:space="preserve">'),
        (run("cÖavbgš¿x e‡jb", "<w:b/>"), '<w:r><w:rPr><w:rFonts w:cs="Nirmala UI"/><w:b/></w:rPr>'),
        (run("cÖavbgš¿x e‡jb", '<w:rStyle w:val="S"/><w:b/>'), '<w:rStyle w:val="S"/><w:rFonts w:cs="Nirmala UI"/><w:b/>'),
        (run("cÖavbgš¿x e‡jb", '<w:rStyle w:val="S"></w:rStyle>'), '</w:rStyle><w:rFonts w:cs="Nirmala UI"/></w:rPr>'),
        (run("cÖavbgš¿x e‡jb", '<w:rFonts w:cs="Vrinda"/>'), '<w:rPr><w:rFonts w:cs="Nirmala UI"/></w:rPr>'),
        (run("cÖavbgš¿x e‡jb", '<w:rFonts w:asciiTheme="minorHAnsi"/>'), '<w:rFonts w:cs="Nirmala UI" w:asciiTheme="minorHAnsi"/>'),
        (run("cÖavbgš¿x e‡jb", "").replace("<w:r>", "<w:r><w:rPr/>"), '<w:r><w:rPr><w:rFonts w:cs="Nirmala UI"/></w:rPr><w:t'),
    ],
)  # fmt: skip
def test_where_no_font_is_named_the_text_itself_tells(before: str, after: str) -> None:
    made = body(paragraph(before))

    assert re.findall(r">([^<>]+)</w:t>", made) == ["প্রধানমন্ত্রী বলেন"]
    assert after in made


def test_english_beside_bijoy_without_a_font_stays() -> None:
    assert texts(paragraph(run("The word ", ""), run("evsjv‡`k, see example.com", ""))) == [
        "The word ", "বাংলাদেশ, see example.com",
    ]  # fmt: skip


def test_headers_text_boxes_and_deleted_text_are_converted_too() -> None:
    box = f"<w:r><w:rPr>{BIJOY}</w:rPr><w:t>K</w:t><w:pict><w:txbxContent>{paragraph(run('evsjv'))}</w:txbxContent></w:pict><w:t>wL</w:t></w:r>"
    deleted = f"<w:del><w:r><w:rPr>{BIJOY}</w:rPr><w:delText>XvKv</w:delText></w:r></w:del>"

    parts = converted(docx(paragraph(box) + paragraph(deleted), header=paragraph(run("cwÎKv"))))

    words = re.findall(r">([^<>]+)</w:(?:t|delText)>", parts["word/document.xml"].decode())
    assert words == ["ক", "বাংলা", "খি", "ঢাকা"]
    assert ">পত্রিকা<" in parts["word/header1.xml"].decode()


def test_field_codes_and_entities_stay_well_formed() -> None:
    field = f"<w:r><w:rPr>{BIJOY}</w:rPr><w:instrText>PAGE</w:instrText></w:r>"

    assert body(paragraph(field, run("K &lt; L &amp; M"))) == paragraph(
        field.replace(BIJOY, FONT), run("ক &lt; খ &amp; গ", FONT)
    )


def test_any_prefix_and_the_strict_kind_are_read() -> None:
    strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    document = (
        f'\ufeff<document xmlns="{strict}" xmlns:q="{strict}"><body><p><r><rPr><rFonts q:ascii=\'SutonnyMJ\'/></rPr>'
        "<t>Avwg</t></r></p></body></document>"
    )

    assert (
        b'<rFonts cs="Nirmala UI" q:ascii="Nirmala UI"/></rPr><t>\xe0'
        in converted(docx(document=document.encode()))["word/document.xml"]
    )


def test_what_was_done_is_counted() -> None:
    data = docx(
        paragraph(run("Avwg"), run(" XvKv"))
        + paragraph(run("English", ""))
        + paragraph(run("evsjv"))
    )

    assert convert_docx(io.BytesIO(data), io.BytesIO()) == 2


@pytest.mark.parametrize(
    "name",
    ["SutonnyMJ", "SutonnyMJ Bold", "SutonnyMJ,Bold", "SutonnyEMJ", "TonnyMJ", "BoishkhiMJ", "SutonnyMJR", "Kalpurush ANSI", "sutonnymj"],
)  # fmt: skip
def test_fonts_of_bijoy(name: str) -> None:
    assert is_bijoy_font(name)


@pytest.mark.parametrize(
    "name",
    [
        "SutonnyOMJ",
        "Sutonny OMJ",
        "Nikosh",
        "SolaimanLipi",
        "Times New Roman",
        "Emjay",
        "",
        "NikoshBAN",
    ],
)
def test_fonts_of_unicode_and_of_latin(name: str) -> None:
    assert not is_bijoy_font(name)


def broken(data: bytes) -> bytes:
    """Return the archive with the bytes of its first part changed."""
    at = data.index(b"[Content_Types].xml") + 40
    return data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]


def locked(data: bytes) -> bytes:
    """Return the archive with its first entry marked as encrypted in the directory."""
    at = data.index(b"PK\x01\x02")
    return data[: at + 8] + struct.pack("<H", 1) + data[at + 10 :]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "not_docx"),
        (b"Avgvi \x86mvbvi evsjv", "not_docx"),
        (b"\xd0\xcf\x11\xe0" + bytes(2_000), "not_docx"),
        (b"PK\x03\x04" + bytes(200), "not_docx"),
        (docx(types=b"<Types/>"), "not_docx"),
        (docx(types=TYPES.replace("document.main", "sheet.main").encode()), "not_docx"),
        (docx()[:-60], "not_docx"),
        (broken(docx()), "damaged"),
        (locked(docx()), "locked"),
        (docx(document=b"<w:document>"), "damaged"),
        (docx(document=b"\xff\xfe<\x00a\x00"), "damaged"),
        (docx(document=b"<a>\xff</a>"), "damaged"),
        (docx(document=b"<a>" * 5_000), "damaged"),
        (docx(document=b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'), "doctype"),
        (docx(document=b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>'), "doctype"),
        (docx(types=b"<!DOCTYPE a><Types/>"), "doctype"),
    ],
)
def test_what_is_no_word_file_is_refused(data: bytes, reason: str) -> None:
    assert refusal(data) == reason


def test_archives_that_unpack_to_too_much_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = docx(**{"word/media/zeros.bin": bytes(3_000_000)})
    long_part = docx(paragraph(run("a" * 300_000)))
    many = docx(**{f"word/media/{number}": b"" for number in range(30)})

    monkeypatch.setattr(bijoy_docx, "MAX_UNPACKED", 2_000_000)
    monkeypatch.setattr(bijoy_docx, "MAX_XML", 200_000)
    monkeypatch.setattr(bijoy_docx, "MAX_ENTRIES", 20)

    assert len(bomb) < 20_000
    assert [refusal(data) for data in (bomb, long_part, many)] == ["too_large"] * 3


def test_more_text_than_any_book_holds_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bijoy_docx, "MAX_TEXT", 100)
    half = paragraph(run("a" * 60))

    assert refusal(docx(half, header=half)) == "too_large"
    assert converted(docx(half))


def test_an_archive_that_claims_less_than_it_holds_is_refused() -> None:
    data = bytearray(docx(**{"word/media/zeros.bin": bytes(3_000_000)}))
    name = data.rindex(b"word/media/zeros.bin")
    data[name - 22 : name - 18] = struct.pack("<I", 1_000)

    assert refusal(bytes(data)) == "damaged"


def test_two_parts_of_one_name_are_refused() -> None:
    file = io.BytesIO(docx())
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(file, "a") as archive:
        archive.writestr("word/document.xml", xml("<w:body/>"))

    assert refusal(file.getvalue()) == "damaged"


@pytest.mark.parametrize(
    "piece", [run("K"), run("cÖavb ", ""), paragraph(run("K"), run("wK", "")), "<w:r/>"]
)
def test_a_long_document_costs_no_more_than_its_share(piece: str) -> None:
    data = docx(paragraph(piece * (300_000 // len(piece))))
    started = time.process_time()

    converted(data)

    # Quadratic work at this length takes a minute, linear work a third of a second.
    assert time.process_time() - started < 5


@pytest.mark.parametrize(
    "attributes", [f' w:x="{" " * 100_000}"', " " * 100_000, f' w:x="{"a" * 300_000}"']
)
def test_a_font_with_long_attributes_is_read_at_once(attributes: str) -> None:
    data = docx(paragraph(run("Avgvi", f'<w:rFonts w:ascii="SutonnyMJ"{attributes}/>')))

    started = time.process_time()

    document = converted(data)["word/document.xml"].decode()

    # Quadratic work at these lengths takes minutes.
    assert "আমার" in document
    assert time.process_time() - started < 3


def test_a_run_of_a_hundred_thousand_words_costs_no_more_than_its_share() -> None:
    data = docx(paragraph(run("Avgvi evsjv " * 50_000, BIJOY)))

    started = time.process_time()

    document = converted(data)["word/document.xml"].decode()

    assert document.count("আমার") == 50_000
    assert time.process_time() - started < 5
