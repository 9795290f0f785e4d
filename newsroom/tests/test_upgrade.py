"""bin/upgrade on a real repository with three releases: forward, and back by itself when one does not come up."""

import fcntl
import http.server
import os
import shutil
import subprocess
import sys
import threading

import pytest

from newsroom.serve import BASE_DIR, open_lock
from newsroom.tests.services import free_port

PYTHON = f"""#!/bin/sh
# Stands for an environment: making one and installing into it need no network here.
case "$*" in
    "-m venv "*) mkdir -p "$3/bin" && cp "$0" "$3/bin/python" && echo "$3" > "$3/made" ;;
    "-m pip install "*) [ ! -e fail-install ] ;;
    *) exec {sys.executable} "$@" ;;
esac
"""
MANAGE = """
import pathlib, sys
var = pathlib.Path("var")
command = sys.argv[1]
with (var / "calls").open("a") as calls:
    calls.write(f"{NUMBER} {command}\\n")
database = var / "database"
if command == "shell":  # asked for the migrations that the database has
    print(database.read_text())
if command == "backup":
    if (var / "full").exists():
        sys.exit("no room")
    pathlib.Path(sys.argv[2]).write_text(database.read_text())
if command == "prepare":
    if CHANGES:
        database.write_text(f"changed by {NUMBER}")
    if FAILS:
        sys.exit("migrate failed")
"""


def release(number, *, changes=False, fails=False):
    return f"NUMBER, CHANGES, FAILS = {number!r}, {changes}, {fails}\n{MANAGE}"


@pytest.fixture
def project(tmp_path):
    """Return a paper at v1.0, cloned from a repository that has v1.1 (good), v1.2 (fails) and v1.3 (fails half-way)."""
    origin, project = tmp_path / "origin", tmp_path / "project"
    for name in ("bin/upgrade", "bin/environment.sh", "newsroom/serve.py"):
        (origin / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(BASE_DIR / name, origin / name)
    (origin / "newsroom/__init__.py").touch()
    for name in ("requirements.txt", "requirements-scale.txt"):
        (origin / name).touch()
    (origin / ".gitignore").write_text("/var/\n/.venv*/\n/fail-install\n__pycache__/\n")
    git(origin, "init", "--quiet", "--initial-branch=main")
    for tag, fate in {
        "v1.0": {}, "v1.1": {}, "v1.2": {"fails": True}, "v1.3": {"changes": True, "fails": True},
        "v2.0rc1": {},
    }.items():  # fmt: skip
        (origin / "manage.py").write_text(release(tag, **fate))
        git(origin, "add", ".")
        git(origin, "commit", "--quiet", "--message", tag)
        git(origin, "tag", tag)
    git(tmp_path, "clone", "--quiet", "--branch", "v1.0", str(origin), str(project))
    (project / ".venv/bin").mkdir(parents=True)
    (project / ".venv/bin/python").write_text(PYTHON)
    (project / ".venv/bin/python").chmod(0o755)
    (project / ".venv/made").write_text("the first")
    (project / "var").mkdir()
    (project / "var/database").write_text("as it was")
    return project


def git(folder, *arguments):
    who = ["-c", "user.name=T", "-c", "user.email=t@example.com", "-c", "advice.detachedHead=false"]
    done = subprocess.run(
        ["git", *who, *arguments], cwd=folder, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


def upgrade(project, *arguments, **environ):
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        ["/bin/sh", "bin/upgrade", *arguments], cwd=project, capture_output=True, text=True,
        env=kept | {"NEWSROOM_SERVICE": "newsroom-of-no-machine"} | environ, check=False, timeout=60,
    )  # fmt: skip


def state_of(project):
    """Return the tag in place and which environment it has."""
    return git(project, "describe", "--tags"), (project / ".venv/made").read_text().strip()


def calls(project):
    path = project / "var/calls"
    return path.read_text().splitlines() if path.exists() else []


class TestUpgrade:
    def test_named_release_is_put_in_place_after_a_backup_and_the_old_one_kept(self, project):
        done = upgrade(project, TO="v1.1")

        assert done.returncode == 0, done.stderr
        assert state_of(project) == ("v1.1", ".venv.new")
        assert [call for call in calls(project) if "shell" not in call] == [
            "v1.0 backup", "v1.1 check", "v1.1 prepare",
        ]  # fmt: skip
        (backup,) = (project / "var/backups").iterdir()
        assert backup.read_text() == "as it was"
        assert "make rollback" in done.stdout

    def test_old_version_is_put_back_on_demand(self, project):
        upgrade(project, TO="v1.1")

        done = upgrade(project, "--back")

        assert done.returncode == 0, done.stderr
        assert state_of(project) == ("v1.0", "the first")
        assert "nothing has to be restored" in done.stdout

    def test_newest_release_that_fails_before_the_database_changes_is_taken_back(self, project):
        done = upgrade(project, TO="v1.2")

        assert done.returncode == 1
        assert state_of(project) == ("v1.0", "the first")
        assert "nothing has to be restored" in done.stdout
        assert "the version before is in place again" in done.stderr

    def test_release_that_changed_the_database_and_failed_names_the_backup(self, project):
        done = upgrade(project)  # the newest release: a candidate is none

        (backup,) = (project / "var/backups").iterdir()
        assert done.returncode == 1
        assert state_of(project) == ("v1.0", "the first")
        assert "before-v1.3-" in backup.name
        assert f"manage.py restore {backup}" in done.stdout

    def test_what_runs_already_is_left_alone(self, project):
        done = upgrade(project, TO="v1.0")

        assert (done.returncode, calls(project)) == (0, [])
        assert "runs already" in done.stdout


class TestRefusals:
    def test_changed_files_are_refused(self, project):
        (project / "manage.py").write_text("mine")

        assert refused(upgrade(project, TO="v1.1"), "files of the programme were changed")
        assert (project / "manage.py").read_text() == "mine"

    def test_running_paper_is_refused(self, project):
        with open_lock(project / "var") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH)

            assert refused(upgrade(project, TO="v1.1"), "the paper is running: stop it")

        assert state_of(project) == ("v1.0", "the first")

    @pytest.mark.parametrize(
        ("obstacle", "words"),
        [
            ("fail-install", "packages could not be installed"),
            ("var/full", "no backup could be made"),
        ],
    )
    def test_nothing_is_changed_without_packages_or_backup(self, project, obstacle, words):
        (project / obstacle).touch()

        assert refused(upgrade(project, TO="v1.1"), words, "nothing was changed")
        assert state_of(project) == ("v1.0", "the first")
        assert not (project / ".venv.new").exists()

    def test_unknown_release_and_empty_way_back_are_refused(self, project):
        assert refused(upgrade(project, TO="v9.9"), "there is no v9.9")
        assert refused(upgrade(project, "--back"), "nothing to go back to")


def refused(done, *words):
    assert done.returncode == 1
    return all(word in done.stderr for word in words)


class TestService:
    """Under systemd, which a program in its place stands for: this machine's must not be stopped."""

    @pytest.fixture
    def programs(self, tmp_path, project):
        folder = tmp_path / "programs"
        folder.mkdir()
        for name in ("systemctl", "sudo"):
            words = (
                'shift; exec systemctl "$@"'
                if name == "sudo"
                else f'echo "$1" >> {project}/var/calls'
            )
            (folder / name).write_text(f"#!/bin/sh\n{words}\n")
            (folder / name).chmod(0o755)
        return {"PATH": f"{folder}:{os.environ['PATH']}"}

    def test_paper_is_stopped_for_the_backup_and_started_again(self, project, programs):
        class Ready(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                is_known = self.headers["Host"] == "paper.example.org"
                self.send_response(200 if is_known else 400)
                self.end_headers()

            def log_message(self, *arguments):
                pass

        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Ready) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            where = {"PORT": str(server.server_port), "SITE_URL": "https://paper.example.org"}
            done = upgrade(project, TO="v1.1", **where, **programs)
            server.shutdown()

        assert done.returncode == 0, done.stderr
        steps = [call for call in calls(project) if "shell" not in call]
        assert steps == [
            "is-active", "stop", "v1.0 backup", "v1.1 check", "v1.1 prepare", "start",
        ]  # fmt: skip

    def test_paper_that_does_not_answer_is_taken_back_and_started(self, project, programs):
        done = upgrade(project, TO="v1.1", PORT=str(free_port()), SECONDS_TO_WAIT="1", **programs)

        assert done.returncode == 1
        assert state_of(project) == ("v1.0", "the first")
        assert [call for call in calls(project) if " " not in call] == [
            "is-active", "stop", "start", "stop", "start",
        ]  # fmt: skip
