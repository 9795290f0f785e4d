"""What the pages about security name is there: every test of the map, every file that a requirement leans on."""

import re
from pathlib import Path

import pytest
from django.conf import settings

FOLDER = settings.BASE_DIR / "docs" / "security"
NAMED = re.compile(r"`([a-z_]+(?:/[a-z_0-9]+)*\.py)(?:::([\w:]+))?`")


@pytest.mark.parametrize("page", sorted(path.name for path in FOLDER.glob("*.md")))
def test_every_test_and_file_that_a_page_names_exists(page):
    # A line with a dagger speaks of what is being built: judged once the dagger is gone.
    lines = [line for line in (FOLDER / page).read_text(encoding="utf-8").splitlines() if "†" not in line]  # fmt: skip

    named = {found.groups() for line in lines for found in NAMED.finditer(line)}

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
