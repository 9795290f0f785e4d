"""Where in a story's body a place stands."""

import pytest

from adverts.in_body import end_of_paragraph

P = "<p>এক</p>"


@pytest.mark.parametrize(
    ("body", "number", "before"),
    [
        (P * 5, 3, P * 3),
        (P * 5, 1, P),
        (P * 4, 3, ""),
        ("", 1, ""),
        (f"<blockquote>{P * 9}</blockquote>{P * 3}", 1, f"<blockquote>{P * 9}</blockquote>{P}"),
        (f"{P}<aside><h3>তথ্য</h3>{P * 4}</aside>{P * 4}", 2, f"{P}<aside><h3>তথ্য</h3>{P * 4}</aside>{P}"),
        (f"{P}<ul><li>{P}</li></ul><table><tr><td>{P}</td></tr></table>{P * 3}", 3, ""),
        (f"<figure><figcaption>{P}</figcaption></figure>{P * 3}", 1, f"<figure><figcaption>{P}</figcaption></figure>{P}"),
    ],
    ids=["third of five", "first", "too near the end", "empty", "quotation", "box", "parts do not count", "figure"],
)  # fmt: skip
def test_paragraphs_that_stand_by_themselves_are_counted(body, number, before):
    at = end_of_paragraph(body, number)

    assert body[:at] == before
