"""Every word of the demo paper survives the way into Bijoy and back."""

import random
import re
from pathlib import Path

from bangla.bijoy import looks_like_bijoy, to_unicode
from bangla.tests.bijoy_encoder import encode
from bangla.text import canonical
from newsroom import demo

FOLDER = Path(demo.__file__).parent
ZWNJ = "\u200c"


def texts() -> list[str]:
    files = sorted([*FOLDER.glob("stories/*.html"), *FOLDER.glob("comments/*.json")])
    return [canonical(file.read_text(encoding="utf-8")).replace(ZWNJ, "") for file in files]


def test_words_of_the_demo_come_back_from_bijoy():
    choose = random.Random(4)
    words = sorted(
        {word for text in texts() for word in re.findall("[\u0980-\u09e3\u200d]+", text)}
    )

    lost = [word for word in words if to_unicode(encode(word, choose)) != word]

    assert len(words) > 5_000
    assert lost == []


def test_stories_of_the_demo_are_recognised_in_bijoy_and_not_in_unicode():
    choose = random.Random(4)
    stories = [
        re.sub("<[^>]*>|^[a-z]+:.*$", "", text, flags=re.MULTILINE) for text in texts()[-20:]
    ]

    assert [looks_like_bijoy(encode(story, choose)) for story in stories] == [True] * 20
    assert [looks_like_bijoy(story) for story in stories] == [False] * 20
