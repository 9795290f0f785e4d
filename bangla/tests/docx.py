"""Small Word files for tests."""

import io
import zipfile

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml."
TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{KIND}document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{KIND}styles+xml"/>'
    f'<Override PartName="/word/header1.xml" ContentType="{KIND}header+xml"/></Types>'
)
PICTURE = bytes(range(256)) * 40
BIJOY = '<w:rFonts w:ascii="SutonnyMJ" w:hAnsi="SutonnyMJ"/>'


def xml(body: str, root: str = "document") -> str:
    """Return a part of WordprocessingML."""
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n<w:{root} xmlns:w="{WORD}">{body}</w:{root}>'


def run(text: str, properties: str = BIJOY) -> str:
    """Return a run with its properties."""
    inside = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{inside}<w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*runs: str, style: str = "") -> str:
    """Return a paragraph of runs."""
    of = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{of}{''.join(runs)}</w:p>"


def docx(body: str = "", styles: str = "", header: str = "", **more: bytes) -> bytes:
    """Return a Word file; `more` are further parts, or others in place of these (`types`, `document`)."""
    parts = {
        "[Content_Types].xml": more.pop("types", TYPES.encode()),
        "_rels/.rels": b"<Relationships/>",
        "word/document.xml": more.pop("document", xml(f"<w:body>{body}</w:body>").encode()),
        "word/styles.xml": xml(styles, "styles").encode(),
        "word/header1.xml": xml(header, "hdr").encode(),
        "word/media/image1.png": PICTURE,
        **more,
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return file.getvalue()


def parts_of(data: bytes) -> dict[str, bytes]:
    """Return what a Word file holds, in its order."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
