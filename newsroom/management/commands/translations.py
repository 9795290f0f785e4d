"""The interface's sentences: gathers and compiles them, or tells what of them is out of date."""

import os
import shutil
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

# Tests and what running makes hold no sentence of the interface.
LEFT_OUT = shutil.ignore_patterns(".*", "var", "var.*", "__pycache__", "tests", "node_modules")
LAYOUT = ("--no-wrap", "--add-location=file", "--no-obsolete")


class Command(BaseCommand):
    """Check `locale/` and `locale_upstream/`; with --write, bring them up to date first.

    `locale_upstream/` holds Bangla for what other packages lack: it is compiled and checked,
    never gathered, which would empty it.
    """

    help = "Tell which sentences are missing, untranslated or not compiled; --write mends that."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the one switch."""
        parser.add_argument("--write", action="store_true", help="gather and compile them first")

    def handle(self, *, write: bool, **options) -> None:
        """Print each fault and exit 1 if there is one."""
        folder, *upstream = map(Path, settings.LOCALE_PATHS)
        try:
            if write:
                folder.mkdir(exist_ok=True)
                gather(settings.BASE_DIR)
                compile_all([folder, *upstream])
            faults = stale_compilations([folder, *upstream])
            faults += gathering_faults(folder)
        except FileNotFoundError as missing:
            raise CommandError(f"{missing.filename} is missing: install gettext.") from missing
        for fault in faults:
            self.stderr.write(fault)
        if faults:
            raise CommandError("translations are out of date: make messages, then translate.")


def catalogs(folder: Path) -> list[Path]:
    """Return the .po files of a locale folder."""
    return sorted(folder.glob("*/LC_MESSAGES/*.po"))


def gather(root: Path) -> None:
    """Run makemessages over the tree at `root`, for each domain that has sentences."""
    domains = {"django"} | {path.stem for path in catalogs(root / "locale")}
    for domain in sorted(domains):
        subprocess.run(
            [
                *(sys.executable, "manage.py", "makemessages", "--locale=bn", "--verbosity=0"),
                *(f"--domain={domain}", *LAYOUT),
                *("--ignore=var", "--ignore=var.*", "--ignore=tests"),
            ],
            cwd=root,
            env=os.environ | {"NEWSROOM_VAR": str(settings.VAR)},
            check=True,
        )


def compile_all(folders: list[Path]) -> None:
    """Write the .mo beside each .po."""
    for po in (po for folder in folders for po in catalogs(folder)):
        subprocess.run(["msgfmt", "--check-format", "-o", po.with_suffix(".mo"), po], check=True)


def stale_compilations(folders: list[Path]) -> list[str]:
    """Return a line for each .mo that does not hold what its .po says."""
    faults = []
    with tempfile.TemporaryDirectory() as place:
        fresh = Path(place) / "fresh.mo"
        for po in (po for folder in folders for po in catalogs(folder)):
            said = subprocess.run(
                ["msgfmt", "--check-format", "-o", fresh, po],
                capture_output=True,
                text=True,
                check=False,
            )
            if said.returncode:
                faults.append(said.stderr.strip())
            elif not po.with_suffix(".mo").exists() or not same(fresh, po.with_suffix(".mo")):
                faults.append(f"{po.with_suffix('.mo')} is older than its .po.")
    return faults


def same(one: Path, other: Path) -> bool:
    """Tell whether two .mo files hold the same sentences, whichever gettext wrote them."""
    texts = [subprocess.check_output(["msgunfmt", "--no-wrap", path]) for path in (one, other)]
    return texts[0] == texts[1]


def gathering_faults(folder: Path) -> list[str]:
    """Return a line for each sentence that is untranslated, only guessed, or said no more.

    The sentences are gathered in a copy of the tree: a check changes nothing.
    """
    faults = []
    with tempfile.TemporaryDirectory() as place:
        copy = Path(place) / "tree"
        shutil.copytree(settings.BASE_DIR, copy, ignore=LEFT_OUT)
        (copy / folder.name).mkdir(exist_ok=True)
        gather(copy)
        for fresh in catalogs(copy / folder.name):
            ours, said = folder / fresh.relative_to(copy / folder.name), sentences(fresh)
            translated = sentences(ours, "--translated", "--no-fuzzy") if ours.exists() else set()
            known = sentences(ours) if ours.exists() else set()
            faults += [f"{fresh.name}: untranslated: {text}" for text in sorted(said - translated)]
            faults += [f"{fresh.name}: said no more: {text}" for text in sorted(known - said)]
    return faults


def sentences(po: Path, *options: str) -> set[str]:
    """Return context, msgid and plural of each entry of a .po, as it writes them."""
    text = subprocess.check_output(
        ["msgattrib", "--no-wrap", "--no-location", "--no-obsolete", *options, po], encoding="utf-8"
    )
    heads = (entry.partition("\nmsgstr")[0] for entry in text.split("\n\n")[1:])
    lines = (head.splitlines() for head in heads)
    return {" ".join(line for line in head if not line.startswith("#")) for head in lines}
