"""What programs put on the clipboard, and the body that is stored when it is pasted.

Written by hand after the structure of Word (desktop and web), Google Docs, Facebook and a news page
in Chromium, and of plain text; the words are our own. Beside `name.html` or `name.txt` stands
`name.body.html`, a block a line.
"""

from pathlib import Path

from bangla.text import canonical

HERE = Path(__file__).parent
NAMES = sorted(
    path.name
    for path in HERE.iterdir()
    if path.suffix in {".html", ".txt"} and ".body" not in path.name
)


def clip(name: str) -> tuple[str, str]:
    """Return HTML and plain text as the clipboard holds them."""
    text = (HERE / name).read_text(encoding="utf-8")
    return (text, "-") if name.endswith(".html") else ("", text)


def body(name: str) -> str:
    """Return the body that shall be stored."""
    written = (HERE / name).with_suffix(".body.html").read_text(encoding="utf-8")
    return canonical(written.replace("\n", ""))
