"""`manage.py translations`: each sentence that is out of date is named."""

import shutil
import subprocess
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from newsroom.management.commands import translations

pytestmark = pytest.mark.skipif(shutil.which("msgfmt") is None, reason="gettext is not installed")

HEAD = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n'
SETTINGS = """
from pathlib import Path
SECRET_KEY = "a tree of one view, for a test"
USE_I18N = True
LOCALE_PATHS = [Path(__file__).parent / "locale"]
"""
MANAGE = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "site_settings"
from django.core.management import execute_from_command_line
execute_from_command_line(sys.argv)
"""


@pytest.fixture
def tree(settings, tmp_path) -> Path:
    """Return a small project with one sentence in it and a compiled translation of that."""
    root = tmp_path / "project"
    catalog = root / "locale/bn/LC_MESSAGES/django.po"
    catalog.parent.mkdir(parents=True)
    (root / "site_settings.py").write_text(SETTINGS)
    (root / "manage.py").write_text(MANAGE)
    (root / "views.py").write_text(
        'from django.utils.translation import gettext\ngettext("Read")\n'
    )
    settings.BASE_DIR, settings.LOCALE_PATHS = root, [root / "locale"]
    write(catalog, "Read", "পড়ুন")
    return catalog


def say(module: Path, *sentences: str) -> None:
    calls = "".join(f'gettext("{sentence}")\n' for sentence in sentences)
    module.write_text(f"from django.utils.translation import gettext\n{calls}")


def write(catalog: Path, msgid: str, msgstr: str, flag: str = "") -> None:
    catalog.write_text(f'{HEAD}\n{flag}msgid "{msgid}"\nmsgstr "{msgstr}"\n', encoding="utf-8")
    translations.compile_all([catalog.parents[2]])


def check(capsys) -> str:
    """Run the check, which has to fail, and return what it said."""
    with pytest.raises(CommandError, match="translations are out of date"):
        call_command("translations")
    return capsys.readouterr().err


def test_complete_translation_passes_in_silence(tree, capsys):
    call_command("translations")

    assert capsys.readouterr() == ("", "")


def test_new_sentence_is_named(tree, capsys):
    say(tree.parents[3] / "views.py", "Read", "Write to us")

    assert check(capsys) == 'django.po: untranslated: msgid "Write to us"\n'


def test_untranslated_sentence_is_named(tree, capsys):
    write(tree, "Read", "")

    assert check(capsys) == 'django.po: untranslated: msgid "Read"\n'


def test_guessed_translation_is_no_translation(tree, capsys):
    write(tree, "Read", "লিখুন", flag="#, fuzzy\n")

    assert check(capsys).splitlines()[-1] == 'django.po: untranslated: msgid "Read"'


def test_sentence_that_nothing_says_any_more_is_named(tree, capsys):
    say(tree.parents[3] / "views.py", "Write to us")

    assert check(capsys).splitlines()[-1] == 'django.po: said no more: msgid "Read"'


def test_translation_that_was_not_compiled_is_named(tree, capsys):
    tree.write_text(tree.read_text(encoding="utf-8").replace("পড়ুন", "দেখুন"), encoding="utf-8")

    assert "django.mo is older than its .po." in check(capsys)


def test_catalog_never_compiled_is_named(tree, capsys):
    tree.with_suffix(".mo").unlink()

    assert "django.mo is older than its .po." in check(capsys)


def test_check_changes_nothing(tree, capsys):
    say(tree.parents[3] / "views.py", "Read", "Write to us")
    before = tree.read_bytes()

    check(capsys)

    assert tree.read_bytes() == before


def test_sentences_of_tests_are_not_the_interface(tree, capsys):
    tests = tree.parents[3] / "tests"
    tests.mkdir()
    say(tests / "test_views.py", "Of a test")

    call_command("translations")


def test_write_gathers_a_new_sentence_and_keeps_what_was_translated(tree, capsys):
    say(tree.parents[3] / "views.py", "Read", "Write to us")

    with pytest.raises(CommandError):  # the new sentence still wants its translation
        call_command("translations", write=True)

    written = tree.read_text(encoding="utf-8")
    assert 'msgid "Write to us"\nmsgstr ""' in written
    assert 'msgid "Read"\nmsgstr "পড়ুন"' in written
    compiled = subprocess.check_output(["msgunfmt", tree.with_suffix(".mo")], encoding="utf-8")
    assert "পড়ুন" in compiled
