"""bin/environment.sh: finds a Python that runs, and makes a half-made environment whole."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from newsroom.serve import BASE_DIR

TOO_OLD = "#!/bin/sh\nexit 1\n"  # what `sys.exit(sys.version_info < (3, 12))` does there
BROKEN_SHIM = "#!/bin/sh\necho 'pyenv: python3.13: command not found' >&2\nexit 127\n"
GOOD = f'#!/bin/sh\nexec {sys.executable} "$@"\n'


@pytest.fixture
def programs(tmp_path) -> Path:
    """Return a folder that stands for PATH, with nothing but the shell's own helpers."""
    folder = tmp_path / "programs"
    folder.mkdir()
    for name in ("cat", "cksum"):
        (folder / name).symlink_to(shutil.which(name))
    return folder


def put(folder: Path, name: str, script: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(script)
    path.chmod(0o755)
    return path


def run(command: str, programs: Path, cwd: Path, **environ: str) -> subprocess.CompletedProcess:
    """Run a line of shell after environment.sh, in a home without version managers."""
    home = {"HOME": str(cwd), "PATH": str(programs), "PYENV_ROOT": str(cwd / "pyenv")}
    return subprocess.run(
        ["/bin/sh", "-eu", "-c", f". {BASE_DIR}/bin/environment.sh; {command}"],
        cwd=cwd,
        env=home | environ,
        capture_output=True,
        text=True,
        check=False,
    )


class TestFindPython:
    def test_python_on_path_is_found(self, programs, tmp_path):
        put(programs, "python3", GOOD)

        assert run("find_python", programs, tmp_path).stdout == "python3\n"

    def test_shim_that_does_not_run_is_passed_over(self, programs, tmp_path):
        put(programs, "python3.13", BROKEN_SHIM)
        put(programs, "python3", GOOD)

        assert run("find_python", programs, tmp_path).stdout == "python3\n"

    def test_too_old_python_is_passed_over_for_one_of_pyenv(self, programs, tmp_path):
        put(programs, "python3", TOO_OLD)
        kept = put(tmp_path / "pyenv/versions/3.13.0/bin", "python3", GOOD)

        assert run("find_python", programs, tmp_path).stdout == f"{kept}\n"

    def test_named_python_comes_first(self, programs, tmp_path):
        put(programs, "python3.13", GOOD)
        named = put(tmp_path / "elsewhere with space", "python3", GOOD)

        found = run("find_python", programs, tmp_path, PYTHON=str(named))

        assert found.stdout == f"{named}\n"

    def test_named_python_that_is_too_old_is_refused(self, programs, tmp_path):
        put(programs, "python3.13", GOOD)
        named = put(tmp_path / "elsewhere", "python3", TOO_OLD)

        refused = run("find_python", programs, tmp_path, PYTHON=str(named))

        assert refused.returncode == 1
        assert refused.stderr == f"newsroom: PYTHON={named} is not a Python 3.12 or newer.\n"

    def test_python_that_uv_keeps_is_the_last_resort(self, programs, tmp_path):
        put(programs, "uv", f"#!/bin/sh\necho {sys.executable}\n")

        found = run("new_enough() { false; }; find_python", programs, tmp_path)

        assert found.stdout == f"{sys.executable}\n"

    def test_machine_without_python_is_told_what_to_install(self, programs, tmp_path):
        refused = run("new_enough() { false; }; find_python", programs, tmp_path)

        assert refused.returncode == 1
        assert refused.stdout == ""
        assert refused.stderr == (
            "newsroom: no Python 3.12 or newer was found: install one (Debian, Ubuntu: apt-get "
            "install python3 python3-venv) or name it, make run PYTHON=/path/to/python3.\n"
        )

    def test_python_without_venv_module_is_told_what_to_install(self, programs, tmp_path):
        put(
            programs,
            "python3.13",
            GOOD.replace("exec", '[ "$2" = "import ensurepip, venv" ] && exit 1; exec'),
        )

        refused = run("make_venv", programs, tmp_path)

        assert refused.returncode == 1
        assert refused.stderr == (
            "newsroom: python3.13 has no venv module: install it (Debian, Ubuntu: "
            "apt-get install python3-venv) and try again.\n"
        )


class TestRequirements:
    # Stands for .venv/bin/python: every install leaves a line, and fails while there is a file `offline`.
    PYTHON = """#!/bin/sh
case "$*" in *"pip install"*) [ ! -e offline ] || exit 1; echo "$*" >> installs ;; esac
"""

    @pytest.fixture
    def project(self, tmp_path) -> Path:
        folder = tmp_path / "project"
        put(folder / ".venv/bin", "python", self.PYTHON)
        (folder / "requirements.txt").write_text("django==6.1.3\n")
        (folder / "requirements-dev.txt").write_text("-r requirements.txt\npytest==9.2.0\n")
        return folder

    def install(self, programs, project, file="requirements.txt") -> subprocess.CompletedProcess:
        return run(f"want_requirements {file}", programs, project)

    def installs(self, project) -> int:
        return len((project / "installs").read_text().splitlines())

    def test_second_start_installs_nothing(self, programs, project):
        self.install(programs, project)
        again = self.install(programs, project)

        assert self.installs(project) == 1
        assert again.stdout == ""

    def test_changed_pin_is_installed(self, programs, project):
        self.install(programs, project)
        (project / "requirements.txt").write_text("django==6.1.4\n")
        self.install(programs, project)

        assert self.installs(project) == 2

    def test_each_set_is_installed_for_itself(self, programs, project):
        self.install(programs, project)
        self.install(programs, project, "requirements-dev.txt")

        assert self.installs(project) == 2

    def test_install_that_failed_is_said_and_tried_again(self, programs, project):
        (project / "offline").touch()
        failed = self.install(programs, project)
        (project / "offline").unlink()
        self.install(programs, project)

        assert failed.returncode == 1
        assert failed.stderr == (
            "newsroom: the requirements could not be installed: see the lines above, "
            "then start again.\n"
        )
        assert self.installs(project) == 1
