"""What holds for every page of the readers' site: budgets of bytes, nothing inline, nothing unsafe."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

TEMPLATES = Path(settings.BASE_DIR, "templates")
STATIC = Path(settings.BASE_DIR, "static")
DESK = {"admin", "account", "mfa"}
PAGES = sorted(
    path for path in TEMPLATES.rglob("*.html") if path.relative_to(TEMPLATES).parts[0] not in DESK
)
READER_SCRIPTS = ("early.js", "paper.js", "story.js", "comments.js", "thread.js")
BANGLA = re.compile(r"[\u0980-\u09ff]")
COMMENT = re.compile(r"{% comment %}.*?{% endcomment %}|{#.*?#}", re.S)


def source(path: Path) -> str:
    """Return a template without its comments."""
    return COMMENT.sub("", path.read_text())


def name(path: Path) -> str:
    return str(path.relative_to(TEMPLATES))


def test_stylesheet_keeps_to_its_budget():
    assert (STATIC / "css/paper.css").stat().st_size <= 30_000


def test_scripts_of_readers_keep_to_their_budget():
    sizes = {script: (STATIC / "js" / script).stat().st_size for script in READER_SCRIPTS}

    assert sum(sizes.values()) <= 15_000
    assert sizes["comments.js"] <= 4_000


def test_fonts_keep_to_their_budget_and_bring_their_licences():
    fonts = list((STATIC / "fonts").glob("*.woff2"))

    assert len(fonts) == 4
    assert sum(font.stat().st_size for font in fonts) <= 170_000
    assert len(list((STATIC / "fonts").glob("OFL-*.txt"))) == 2


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_no_page_carries_style_or_script_of_its_own(path):
    text = source(path)

    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", text)
    assert not re.search(r"<script(?![^>]*(\ssrc=|application/ld\+json))", text)


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_only_sanitised_bodies_are_printed_as_they_are(path):
    bodies = {
        "articles/detail.html": ["body"],
        "paper/page.html": ["page.body"],
        "paper/contact.html": ["page.body"],
    }

    found = re.findall(r"{{[^}]*\|safe[^}]*}}|{% autoescape off", source(path))
    printed = re.findall(r"components/_prose\.html\" with html=(\S+) only", source(path))

    assert found == (["{{ html|safe }}"] if name(path) == "components/_prose.html" else [])
    assert printed == bodies.get(name(path), [])
    assert source(path).count("_prose.html") == len(printed)


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_no_page_sets_a_cookie_by_a_token(path):
    assert "csrf" not in source(path)


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_every_static_file_that_a_page_names_is_there(path):
    for file in re.findall(r"{% static ['\"]([^'\"]+)['\"]", source(path)):
        assert finders.find(file), file


@pytest.mark.parametrize("path", [path for path in PAGES if path.name.startswith("_")], ids=name)
def test_every_part_of_a_page_names_its_variables_first(path):
    head = path.read_text()[:600]

    assert head.startswith(("{% comment %}", "{#"))
    assert re.search("variables|Head lines", head, re.I)


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_templates_stay_short(path):
    assert len(path.read_text().splitlines()) <= 150


@pytest.mark.parametrize("status", [500, 503])
def test_pages_of_accidents_need_nothing_but_their_template(status):
    page = render_to_string(f"{status}.html")

    assert "{%" not in (TEMPLATES / f"{status}.html").read_text()
    assert 'lang="bn"' in page
    assert BANGLA.search(page)
    assert page.count("<h1") == 1
