"""Nothing committed holds a secret, a path of somebody's machine or the host of a registry."""

import re
import subprocess
from functools import cache

import pytest
from django.conf import settings

ROOT = settings.BASE_DIR
BINARY = {".png", ".woff2", ".mo", ".ico", ".jpg", ".webp", ".gif", ".mp4", ".gz", ".br"}
GENERATED = {".venv", ".git", "node_modules", "__pycache__"}
PATTERNS = {
    "private key": "-----BEGIN [A-Z ]*PRIVATE KEY",
    "key of a cloud": r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b",
    "token of a forge": r"\b(?:gh[pousr]_[A-Za-z0-9]{30,}|glpat-[\w-]{20,}|xox[abp]-[\w-]{10,})",
    "secret key": r"(?i)django-insecure-[a-z0-9]|\bsecret_key\s*=\s*[\"'][^\"']{20,}[\"']",
    "home of a person": r"(?<![\w.])/(?:root|home/[a-z]|Users/[A-Za-z])[\w./-]*",
    "folder of one machine": r"(?<![\w.])/work/|\bwork/shared\b",
    "registry": r"(?i)\b(?:index-url|extra-index-url|registry)\s*[=:]\s*\S*//|://[\w.:-]*(?:artifactory|nexus|devpi|pypi\.)[\w.-]*",
}
ALLOWED = {
    # Keys of tests are no keys of anything.
    ("secret key", "paper/tests/test_abuse.py"),
    ("secret key", "newsroom/tests/test_env.py"),
    ("secret key", "newsroom/tests/services.py"),
    ("secret key", "newsroom/tests/test_translations.py"),
    ("home of a person", "bin/environment.sh"),  # root's, where HOME is unset
}


def committed():
    """Return the files of the project: what git knows, or all but what running makes."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode == 0 and listed.stdout:
        paths = [ROOT / name for name in listed.stdout.split("\0") if name]
    else:
        paths = [
            path
            for path in ROOT.rglob("*")
            if not GENERATED & set(path.parts) and "var" not in path.relative_to(ROOT).parts[0]
        ]
    return [path for path in paths if path.is_file()]


@cache
def texts():
    """Return (name, text) of every committed file but this one, which holds the patterns."""
    own = ROOT / "newsroom/tests/test_secrets.py"
    return [
        (path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))
        for path in committed()
        if path.suffix not in BINARY and path != own
    ]


@pytest.mark.parametrize("kind", PATTERNS)
def test_no_file_holds_a(kind):
    pattern = re.compile(PATTERNS[kind])
    found = {
        name: hit[0]
        for name, text in texts()
        if (hit := pattern.search(text)) and (kind, name) not in ALLOWED
    }

    assert found == {}


def test_what_running_makes_is_not_committed():
    names = [path.relative_to(ROOT).as_posix() for path in committed()]

    wrong = [
        name
        for name in names
        if re.search(
            r"(?:^|/)var/|\.sqlite3|(?:^|/)\.env$|secret-key|demo-logins|__pycache__|\.pyc$|\.log$|\.pem$|\.map$",
            name,
        )
    ]
    assert wrong == []


def test_patterns_find_what_they_are_for():
    baits = {
        "private key": "-----BEGIN RSA PRIVATE KEY-----",
        "key of a cloud": "AKIA" + "A" * 16,
        "token of a forge": "ghp_" + "a" * 36,
        "secret key": 'SECRET_KEY = "' + "a" * 50 + '"',
        "home of a person": "cd /root/paper",
        "folder of one machine": "/work/main",
        "registry": "index-url = https://pypi.example.org/simple",
    }

    assert [kind for kind, bait in baits.items() if not re.search(PATTERNS[kind], bait)] == []
    assert set(baits) == set(PATTERNS)


def test_ignored_are_the_folders_that_hold_secrets():
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").split()

    assert {"/var/", "/.env", "/.venv/"} <= set(ignored)


def test_nothing_but_its_owner_reads_what_a_first_start_makes(tmp_path, monkeypatch):
    from newsroom import env

    monkeypatch.delenv("SECRET_KEY", raising=False)
    env.envsecret(tmp_path / "var")

    assert [oct(path.stat().st_mode & 0o777) for path in (tmp_path / "var").iterdir()] == ["0o600"]
