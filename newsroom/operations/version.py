"""Which version of Newsroom runs: its number, and the commit where the programme lies in a git checkout."""

from functools import cache
from pathlib import Path

from django.conf import settings

NUMBER = "0.9.dev"
"""Set when a release is tagged; docs/decisions/0032-upgrading.md."""
LENGTH = 8


@cache
def version() -> str:
    """Return the version of this process, such as 0.9.dev (92b297c2)."""
    commit = commit_of(settings.BASE_DIR)
    return f"{NUMBER} ({commit})" if commit else NUMBER


def commit_of(folder: Path) -> str:
    """Return the beginning of the commit that is checked out in a folder; "" where git has none.

    Git's own files are read: a server may have no git, and one started by another person is
    refused by it.
    """
    try:
        git = folder / ".git"
        if git.is_file():  # a worktree
            git = folder / git.read_text(encoding="utf-8").removeprefix("gitdir:").strip()
        head = (git / "HEAD").read_text(encoding="ascii").strip()
        name = head.removeprefix("ref: ")
        return (head if name == head else _commit_of_branch(git, name))[:LENGTH]
    except (OSError, UnicodeDecodeError):
        return ""


def _commit_of_branch(git: Path, name: str) -> str:
    common = git / "commondir"
    shared = git / common.read_text(encoding="utf-8").strip() if common.is_file() else git
    if (shared / name).is_file():
        return (shared / name).read_text(encoding="ascii").strip()
    packed = (shared / "packed-refs").read_text(encoding="utf-8").splitlines()
    return next((line.split()[0] for line in packed if line.endswith(f" {name}")), "")
