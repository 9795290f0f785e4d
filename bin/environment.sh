# Sourced by the scripts beside it: finds a Python and keeps .venv in step with the pinned requirements.
# POSIX sh; whatever cannot go on says why in one sentence and exits 1.

say() { printf '%s\n' "$*"; }
die() { printf 'newsroom: %s\n' "$*" >&2; exit 1; }

new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 12))' >/dev/null 2>&1; }

# Candidates are run, not only looked up: a version manager's inactive shim is on PATH and fails.
find_python() {
    if [ -n "${PYTHON:-}" ]; then
        new_enough "$PYTHON" || die "PYTHON=$PYTHON is not a Python 3.12 or newer."
        say "$PYTHON"
        return
    fi
    for candidate in python3.13 python3.14 python3.12 python3 python \
        "${PYENV_ROOT:-${HOME:-/root}/.pyenv}"/versions/3.*/bin/python3 \
        /usr/local/bin/python3.1[2-9] /opt/python*/bin/python3 /opt/homebrew/bin/python3; do
        if new_enough "$candidate"; then
            say "$candidate"
            return
        fi
    done
    python_of_uv || die "no Python 3.12 or newer was found: install one (Debian, Ubuntu: apt-get install python3 python3-venv) or name it, make run PYTHON=/path/to/python3."
}

# uv finds the interpreters it keeps itself, or fetches one where there is a network.
python_of_uv() {
    command -v uv >/dev/null 2>&1 || return 1
    uv python find '>=3.12' 2>/dev/null && return
    say "No Python 3.12 or newer here; uv fetches one." >&2
    uv python install 3.13 >/dev/null 2>&1 && uv python find '>=3.12' 2>/dev/null
}

# A half-made .venv (a first run that was killed) counts as none.
make_venv() {
    if new_enough .venv/bin/python && .venv/bin/python -m pip --version >/dev/null 2>&1; then
        return
    fi
    python=$(find_python) || exit 1
    say "Making .venv with $("$python" --version)."
    if "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        "$python" -m venv --clear .venv || die "$python could not make .venv: see the lines above."
    elif command -v uv >/dev/null 2>&1; then
        uv venv --quiet --seed --clear --python "$python" .venv || die "uv could not make .venv."
    else
        die "$python has no venv module: install it (Debian, Ubuntu: apt-get install python3-venv) and try again."
    fi
}

# want_requirements FILE: installs only when the pins changed since the last complete install.
want_requirements() {
    pins=$(cat requirements*.txt | cksum)
    stamp=.venv/.complete-$1
    if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$pins" ] && new_enough .venv/bin/python; then
        return
    fi
    make_venv
    say "Installing $1 (once; less than a minute)."
    .venv/bin/python -m pip install -qq --disable-pip-version-check --no-input -r "$1" ||
        die "the requirements could not be installed: see the lines above, then start again."
    printf '%s\n' "$pins" > "$stamp"
}
