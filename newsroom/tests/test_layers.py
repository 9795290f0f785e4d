"""The map itself: where packages stand, how large modules and functions are, what they may import."""

import ast
import re
import sys
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings

ROOT = settings.BASE_DIR
LAYERS = [
    "bangla",
    "paper",
    "people",
    "images",
    "adverts",
    "articles",
    "comments",
    "frontpage",
    "newsroom",
]
"""Lower first; a package imports only what stands before it."""
LINES_OF_A_MODULE = 400
LINES_OF_A_FUNCTION = 60
LINES_OF_A_TEMPLATE = 150
DRAWERS = {"core", "common", "utils", "util", "helpers", "services", "managers", "base", "misc"}
OUTSIDE_OF_BANGLA = {"hijridate", "regex"}


def modules(*, tests=True, migrations=False):
    """Return the project's Python files."""
    found = [path for package in LAYERS for path in sorted((ROOT / package).rglob("*.py"))]
    found += [ROOT / "conftest.py", ROOT / "manage.py"]
    return [
        path for path in found
        if (tests or "tests" not in path.parts) and (migrations or "migrations" not in path.parts)
    ]  # fmt: skip


def templates():
    return [path for path in sorted((ROOT / "templates").rglob("*")) if path.is_file()]


def name_of(path):
    return str(path.relative_to(ROOT))


@cache
def text_of(path):
    return path.read_text(encoding="utf-8")


@cache
def tree_of(path):
    return ast.parse(text_of(path))


@cache
def imports_of(path):
    """Return the top-level packages that a module imports, at its head or anywhere inside."""
    tops = set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            tops |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            tops.add((node.module or "").partition(".")[0])
    return tops


def test_public_packages_are_those_of_the_map():
    found = {path.parent.name for path in ROOT.glob("*/__init__.py")}

    assert found - {"benchmarks"} == set(LAYERS)


@pytest.mark.parametrize("package", LAYERS)
def test_package_imports_only_what_stands_below_it(package):
    above = set(LAYERS[LAYERS.index(package) + 1 :])

    wrong = {name_of(path): sorted(imports_of(path) & above) for path in modules(migrations=True)
             if path.is_relative_to(ROOT / package) and imports_of(path) & above}  # fmt: skip

    assert wrong == {}


def test_bangla_is_plain_python():
    allowed = set(sys.stdlib_module_names) | OUTSIDE_OF_BANGLA | {"bangla"}
    used = set().union(
        *(imports_of(path) for path in modules(tests=False) if path.is_relative_to(ROOT / "bangla"))
    )

    assert used - allowed == set()


def test_no_module_is_longer_than_it_can_be_overlooked():
    # A file of tests is read by its names and grows with the module it tests.
    sizes = {name_of(path): len(text_of(path).splitlines()) for path in modules(tests=False)}

    assert {name: size for name, size in sizes.items() if size > LINES_OF_A_MODULE} == {}


def test_no_function_is_longer_than_a_screen():
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    long = {
        f"{name_of(path)}:{node.name}": node.end_lineno - node.lineno + 1
        for path in modules(tests=False) for node in ast.walk(tree_of(path))
        if isinstance(node, functions) and node.end_lineno - node.lineno >= LINES_OF_A_FUNCTION
    }  # fmt: skip

    assert long == {}


def test_every_module_says_in_a_sentence_what_it_is_for():
    silent = [
        name_of(path)
        for path in modules()
        if path.stat().st_size and not ast.get_docstring(tree_of(path))
    ]

    assert silent == []


def test_no_module_is_a_drawer_for_everything():
    assert [
        name_of(path)
        for path in modules(tests=False)
        if path.stem in DRAWERS or path.parent.name in DRAWERS
    ] == []


def test_no_migration_is_named_by_a_machine():
    names = [
        path.stem for package in LAYERS for path in (ROOT / package / "migrations").glob("0*.py")
    ]

    assert names
    assert [name for name in names if re.search(r"_auto_|_and_more$|_alter_|_\d{8}", name)] == []


def test_nothing_listens_to_the_saving_of_rows():
    pattern = re.compile(r"\b(?:pre|post)_(?:save|delete)\b(?!\()(?=\.connect|\s*,|\s*\))")

    assert [
        name_of(path)
        for path in modules(tests=False)
        if pattern.search(text_of(path)) and "signals" in text_of(path)
    ] == []


def test_no_template_is_longer_than_it_can_be_overlooked():
    sizes = {name_of(path): len(text_of(path).splitlines()) for path in templates()}

    assert {name: size for name, size in sizes.items() if size > LINES_OF_A_TEMPLATE} == {}


def test_markup_is_trusted_unseen_at_three_places_at_most():
    in_templates = [
        name_of(path)
        for path in templates()
        for _ in re.findall(r"\|\s*safe\b|\{%\s*autoescape\s+off", text_of(path))
    ]
    in_code = [
        name_of(path)
        for path in modules(tests=False)
        for _ in re.findall(
            r"\bmark_safe\(|\bSafeString\((?!\))|\bis_safe\s*=\s*True", text_of(path)
        )
    ]

    assert len(in_templates + in_code) <= 3, in_templates + in_code


def test_templates_hold_no_inline_code():
    pattern = re.compile(
        r"<script(?![^>]*\bsrc=)(?![^>]*application/ld\+json)|<style\b(?![^>]*></style>)|\sstyle=[\"']|\son[a-z]+=[\"']|javascript:",
        re.IGNORECASE,
    )

    assert [
        name_of(path)
        for path in templates()
        if path.suffix == ".html" and pattern.search(text_of(path))
    ] == []


def test_code_holds_no_skipped_test_and_no_promise():
    pattern = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X)\b|pytest\.mark\.(?:skip|xfail)\b")

    assert [name_of(path) for path in modules() if pattern.search(text_of(path))] == []


def test_every_test_module_tests_something():
    silent = [
        name_of(path) for path in modules()
        if path.name.startswith("test_") and not re.search(r"^\s*def test_", text_of(path), re.M)
    ]  # fmt: skip

    assert silent == []


def test_map_of_settings_is_told_in_the_example():
    example = Path(ROOT / ".env.example").read_text(encoding="utf-8")
    read = set(re.findall(r"(?:environ\.get\(|environ\[|env(?:bool|int|list|networks|origin)\()\s*\"([A-Z_]+)\"",
                          (ROOT / "newsroom/settings.py").read_text(encoding="utf-8")))  # fmt: skip

    assert {
        name for name in read - {"NEWSROOM_VAR"} if not re.search(rf"^#?{name}=", example, re.M)
    } == set()
