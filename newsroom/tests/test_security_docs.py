"""What the pages about security name is there: every test of the map, every file that a requirement leans on."""

import re
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings

FOLDER = settings.BASE_DIR / "docs" / "security"
NAMED = re.compile(r"`([a-z_]+(?:/[a-z_0-9]+)*\.py)(?:::([\w:]+))?`")


@pytest.mark.parametrize("page", sorted(path.name for path in FOLDER.glob("*.md")))
def test_every_test_and_file_that_a_page_names_exists(page):
    text = (FOLDER / page).read_text(encoding="utf-8")

    named = {found.groups() for found in NAMED.finditer(text)}

    assert {one for one in named if not is_there(*one)} == set()


def is_there(path: str, names: str | None) -> bool:
    """Whether a file is there, and in it each class or function of `Class::function`."""
    file: Path = settings.BASE_DIR / path
    if not file.is_file():
        return False
    text = file.read_text(encoding="utf-8")
    return all(re.search(rf"(?:def|class) {name}\b", text) for name in (names or "").split("::") if name)  # fmt: skip


def test_the_map_is_not_empty():
    text = (FOLDER / "attacks.md").read_text(encoding="utf-8")

    assert len(NAMED.findall(text)) > 90


def test_counts_and_open_points_are_those_of_the_rows():
    text = (FOLDER / "asvs.md").read_text(encoding="utf-8")
    status = dict(re.findall(r"^\| (\d+\.\d+\.\d+) \| \d \| .*? \| (.*?) \|", text, re.MULTILINE))
    said = re.findall(r"^\| ([^\d\n]+?)(?: \(.*\))? \| (\d+) \|$", text, re.MULTILINE)
    not_held = text.partition("Not held, and why:")[2].partition("Held, and still")[0]

    assert {name: int(number) for name, number in said} == Counter(status.values()) | {"all": len(status)}  # fmt: skip
    assert set(re.findall(r"\*\*(\d+\.\d+\.\d+)\*\*", not_held)) == {number for number, held in status.items() if held == "**not held**"}  # fmt: skip
