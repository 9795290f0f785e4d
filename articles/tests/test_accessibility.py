"""articles/accessibility.py: what of a body stops some readers."""

import pytest

from articles.accessibility import problems
from articles.body import sanitise


@pytest.mark.parametrize(
    ("html", "number"),
    [
        ("<p>কথা</p>", 0),
        ("<h2>এক</h2><p>ক</p><h3>দুই</h3><p>খ</p><h2>তিন</h2><p>গ</p>", 0),
        ("<h3>এক</h3><p>ক</p>", 1),
        ("<h2></h2><p>ক</p>", 1),
        ("<table><tbody><tr><th>দেশ</th><td>১</td></tr></tbody></table>", 0),
        ("<table><tbody><tr><td>দেশ</td><td>১</td></tr></tbody></table>", 1),
        ('<p><a href="https://a.example">বন্দরের প্রতিবেদন</a></p>', 0),
        ('<p><a href="https://a.example">এখানে</a></p>', 1),
        ('<p><a href="https://a.example">এখানে ক্লিক করুন।</a></p>', 1),
        ('<p><a href="https://a.example">Click here</a></p>', 1),
        ('<p><a href="https://a.example">https://a.example/very/long</a></p>', 1),
        ('<p><a href="https://a.example"> </a>ক</p>', 1),
    ],
)  # fmt: skip
def test_each_hindrance_is_named_once(html, number):
    assert len(problems(sanitise(html))) == number
